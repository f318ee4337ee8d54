"""An interference is written down, read by three, never changed, and answered for."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.trace.models import Entry
from bihuan.modules.interference import records
from bihuan.modules.interference.models import Addition, Interference
from bihuan.modules.interference.records import Facts
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY
from tests.modules.referral.conftest import Place
from tests.testapp.performing import snapshot
from tests.testapp.world import moment


@pytest.fixture
def here(db: Any) -> Place:
    """The district with its discipline organ."""
    made = Place()
    organ = made.units["discipline"] = factories.unit("双桥区纪委监委", "judiciary", made.place)
    post = factories.post(organ, "department_clerk")
    made.terms["discipline"] = factories.person_in(post, "孙discipline")
    return made


def facts(here: Place, **given: Any) -> Facts:
    told: dict[str, Any] = {
        "who": "赵mayor", "who_post": "石洞子沟镇镇长", "happened_on": date(2025, 3, 1),
        "how": "hint", "concerned": "双桥铸造厂停产整顿", "said": "电话里说“先缓一缓”",
        "discipline": here.units["discipline"],
    }  # fmt: skip
    return Facts(**(told | given))


def written(here: Place, **given: Any) -> Interference:
    return records.record(facts(here, **given), by=here.viewer("bureau-c"), at=DAY)


def test_a_record_is_seen_by_its_writer_the_discipline_organ_and_the_leader_named_only(here: Place):
    row = written(here, leader=here.terms["bureau-l"].post)
    seen = [key for key in here.terms if records.listed(here.viewer(key)).exists()]
    assert sorted(seen) == ["bureau-c", "bureau-l", "discipline"]
    with pytest.raises(NotFound):
        records.find(here.viewer("clerk"), row.number)
    told = Notice.objects.everywhere("test").filter(template="interference")
    assert {notice.unit.name for notice in told} == {"双桥区应急管理局", "双桥区纪委监委"}
    assert all("赵mayor" not in str(vars(notice)) for notice in told)


def test_the_trace_keeps_a_digest_and_not_the_words(here: Place):
    row = written(here)
    [entry] = Entry.objects.filter(chain=row.chain)
    assert row.digest in entry.body
    assert "缓一缓" not in entry.body
    assert records.unchanged(row)


@pytest.mark.parametrize("change", ["UPDATE {0} SET said = 'x'", "DELETE FROM {0}"])
def test_the_database_refuses_to_change_or_remove_a_record(here: Place, change: str):
    from django.db import connection

    row = written(here)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change.format("interference_interference"))
    again = records.find(here.viewer("bureau-c"), row.number)
    assert records.unchanged(again)


def test_the_writer_adds_and_the_organ_says_what_it_did(here: Place):
    row, writer, organ = written(here), here.viewer("bureau-c"), here.viewer("discipline")
    records.add(row, "more", "3月3日又来电话", by=writer, at=DAY)
    before = Addition.objects.count()
    with pytest.raises(NotAllowed, match="纪检监察机关"):
        records.add(row, "unfounded", "没有", by=writer, at=DAY)
    with pytest.raises(NotAllowed, match="记录人"):
        records.add(row, "more", "补", by=organ, at=DAY)
    with pytest.raises(NotFound):
        records.add(row, "more", "补", by=here.viewer("head"), at=DAY)
    with pytest.raises(Invalid, match="内容"):
        records.add(row, "received", " ", by=organ, at=DAY)
    assert Addition.objects.count() == before
    records.add(row, "received", "正在核实", by=organ, at=DAY)
    records.add(row, "accounted", "已问责 WZ-2025-1", by=organ, at=moment("2025-03-20"))
    again = records.find(writer, row.number)
    assert records.outcome(again) == "已追究责任"
    assert records.unchanged(again)
    assert records.counts(records.listed(organ, since=date(2025, 1, 1))) == {"已追究责任": 1}


@pytest.mark.parametrize(
    ("given", "says"),
    [({"happened_on": date(2025, 3, 9)}, "还没有到"), ({"who": "钱bureaul"}, "请换一位")],
)
def test_a_record_that_cannot_be_is_refused(here: Place, given: dict[str, Any], says: str):
    before = snapshot()
    with pytest.raises(Invalid, match=says):
        written(here, leader=here.terms["bureau-l"].post, **given)
    with pytest.raises(Invalid, match="不是监察"):
        written(here, discipline=here.units["office"])
    with pytest.raises(NotAllowed, match="执法、监管"):
        records.record(facts(here), by=here.viewer("owner"), at=DAY)
    assert snapshot() == before

"""What goes out is strict and proves its bytes; what comes in is tolerant, repeat-safe, and never
overwrites: what cannot be taken and what differs wait in a queue for a named person."""

import json
import zipfile
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.creditcodes import complete, organisation_check
from bihuan.modules.exchange import deliveries, packages
from bihuan.modules.exchange.flows import PackageFlow
from bihuan.modules.exchange.formats import BadFormat, formats, read_format
from bihuan.modules.exchange.models import Arrival, Difference, Incoming, Package, file_of
from bihuan.modules.hazards.models import Hazard
from tests.modules.statistics.conftest import NOW, District, ground, here, undone
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County
from tests.walks import walks

__all__ = ["ground", "here", "undone"]
CODE = complete("91441521FAKE0143" + organisation_check("FAKE0143"))
HAZARDS, REGISTER = "hazards-dual-prevention", "business-register"
WALKS = list(walks(PackageFlow))


@pytest.fixture
def firm(here: District) -> Unit:
    """The first firm, with a credit code."""
    Unit.objects.filter(pk=here.firms[0].pk).update(credit_code=CODE, headcount=80)
    return Unit.objects.get(pk=here.firms[0].pk)


def opened(here: District, **given: Any) -> Matter:
    fields = {"format": HAZARDS, "since": date(2025, 3, 1), "until": date(2025, 3, 31), **given}
    return open_by_hand(PackageFlow, fields, clause=None, by=here.viewer("clerk"), at=NOW)


def theirs(**given: Any) -> dict[str, Any]:
    return {"id": "ab-1", "companyCode": CODE[8:17], "dangerName": "二号反应釜", "dangersSrc": "1",
            "dangerLevel": "2", "dangerDesc": "安全阀过期", "registTime": "2025-06-01 08:30:00",
            "dangerState": "0", **given}  # fmt: skip


def brought(here: District, rows: Any, key: str = HAZARDS, by: str = "clerk") -> Arrival:
    content = rows if isinstance(rows, bytes) else json.dumps({"datas": rows}).encode()
    return deliveries.receive(key, "a.json", content, by=here.viewer(by), at=NOW)


def states(made: Arrival) -> list[str]:
    return list(made.rows.order_by("line").values_list("state", flat=True))


def test_each_walk_ends_with_nothing_owed_and_they_take_every_step(here: District, firm: Unit):
    county = County(here.place, here.office, here.bureau, firm)
    for walk in WALKS:
        matter, at = opened(here), NOW
        for step in walk:
            perform(matter, step, county, at)
            at += timedelta(minutes=1)
        rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not rows.exists()
    assert {step for walk in WALKS for step in walk} == set(PackageFlow.steps.values())


def test_a_package_leaves_out_what_lacks_something_and_proves_every_byte(
    here: District, firm: Unit
):
    here.hazard(0, "2025-03-05", spent=2)
    here.hazard(1, "2025-03-06")
    here.hazard(0, "2025-05-05")
    county = County(here.place, here.office, here.bureau, firm)
    matter = opened(here)
    perform(matter, PackageFlow.make, county, NOW)
    record = Package.objects.get(pk=matter.pk)
    assert record.count == 1
    assert [one["reason"] for one in record.left_out] == ["缺“企业编码（9 位）”（companyCode）"]
    file = file_of(fresh(matter))
    assert file is not None
    assert file.sha256 == record.digest
    with evidence.open_file(file) as kept:
        content = kept.read()
    (row,) = packages.unpacked(content)
    assert (row["companyCode"], row["dangerLevel"], row["dangerState"]) == (CODE[8:17], "0", "0")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["records.json"] = files["records.json"].replace(b'"0"', b'"1"')
    forged = BytesIO()
    with zipfile.ZipFile(forged, "w") as archive:
        for name, told in files.items():
            archive.writestr(name, told)
    before = snapshot()
    with pytest.raises(Invalid, match="校验码不符"):
        brought(here, forged.getvalue())
    assert (snapshot(), Arrival.objects.count()) == (before, 0)


def test_a_delivery_is_taken_by_code_and_the_same_again_does_nothing_twice(
    here: District, firm: Unit
):
    made = brought(here, [theirs(), theirs(id="ab-2", companyCode=CODE)])
    assert states(made) == ["taken", "taken"]
    hazard = Hazard.objects.get(matter=made.rows.get(line=1).matter)
    assert (hazard.unit, hazard.found_on, hazard.says, hazard.grade) == (
        firm, date(2025, 6, 1), "安全阀过期", "")  # fmt: skip
    assert brought(here, [theirs(), theirs(id="ab-2", companyCode=CODE)]) == made
    again = brought(here, [theirs()])
    assert Hazard.objects.count() == 2
    assert (again.pk == made.pk, again.rows.get().matter) == (False, hazard.matter)


def test_a_row_that_cannot_be_taken_waits_with_its_reason_and_the_rest_flows(
    here: District, firm: Unit
):
    rows = [theirs(companyCode="", unitName="甲化工厂"), theirs(id=""), theirs(registTime="昨天"),
            theirs(companyCode="000000000"), theirs()]  # fmt: skip
    made = brought(here, rows)
    assert states(made) == ["poisoned"] * 4 + ["taken"]
    reasons = [one.reason for one in made.rows.order_by("line")]
    for said, words in zip(
        reasons, ("不按名称对应", "没有对方的编号", "不是日期", "没有登记"), strict=False
    ):
        assert words in said
    assert deliveries.waiting(here.viewer("clerk")).count() == 4
    row = made.rows.get(line=4)
    Unit.objects.filter(pk=here.firms[1].pk).update(credit_code="9144152100000000" + "0X")
    assert deliveries.try_again(row.pk, by=here.viewer("clerk"), at=NOW).state == "taken"
    with pytest.raises(Invalid, match="处理理由"):
        deliveries.give_up(made.rows.get(line=1).pk, " ", by=here.viewer("clerk"), at=NOW)
    given = deliveries.give_up(
        made.rows.get(line=1).pk, "对方已撤", by=here.viewer("clerk"), at=NOW
    )
    assert (given.state, given.settled_by_id) == ("settled", here.viewer("clerk").person_id)
    with pytest.raises(NotFound):
        deliveries.give_up(made.rows.get(line=2).pk, "不收", by=here.viewer("station"), at=NOW)


def test_a_partners_value_never_overwrites_ours_and_a_named_person_decides(
    here: District, firm: Unit
):
    row = {
        "uuid": "r-1",
        "creditCode": CODE,
        "从业人数": "95",
        "法人": "郑某",
        "企业名称": "甲化工有限公司",
    }
    made = brought(here, [row], REGISTER)
    assert states(made) == ["differs"]
    firm.refresh_from_db()
    assert (firm.headcount, firm.name) == (80, "甲化工厂")
    asked = {one.word: one for one in Difference.objects.all()}
    assert set(asked) == {"headcount", "legal_representative", "name"}
    clerk = here.viewer("clerk")
    before = Entry.objects.count()
    with pytest.raises(Invalid, match="机构变更"):
        deliveries.decide(asked["name"].pk, "adopted", "以登记为准", by=clerk, at=NOW)
    with pytest.raises(Invalid, match="理由"):
        deliveries.decide(asked["headcount"].pk, "adopted", "", by=clerk, at=NOW)
    assert Entry.objects.count() == before
    deliveries.decide(asked["headcount"].pk, "adopted", "年报核过", by=clerk, at=NOW)
    deliveries.decide(asked["legal_representative"].pk, "adopted", "年报核过", by=clerk, at=NOW)
    deliveries.decide(asked["name"].pk, "kept", "没有办变更", by=clerk, at=NOW)
    firm.refresh_from_db()
    assert (firm.headcount, firm.attributes["legal_representative"]) == (95, "郑某")
    assert Incoming.objects.get().state == "settled"
    # What was decided is not asked a second time.
    assert states(brought(here, [row | {"uuid": "r-2"}], REGISTER)) == ["same"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'[{"id": NaN}]', "不是数字"), (b'[{"id": "\\ud800"}]', "不是文字"),
        (b'[{"id": "\\u0000"}]', "NUL"), (b"\xff\xfe", "UTF-8"), (b"[1]", "记录的列表"),
        (b"{", "JSON 读不出来"), (b"PK", "manifest"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(
    here: District, content: bytes, says: str
):
    with pytest.raises(Invalid, match=says):
        brought(here, content)
    assert not Arrival.objects.exists()


def test_who_may_not_fulfil_brings_nothing_and_a_firm_brings_its_own_only(
    here: District, firm: Unit
):
    from tests.kernel import factories

    auditor = factories.person_in(factories.post(here.office, "auditor"), "审计")
    with pytest.raises(NotAllowed):
        deliveries.receive(HAZARDS, "a", b"[]", by=factories.viewer_of(auditor), at=NOW)
    Unit.objects.filter(pk=here.firms[1].pk).update(credit_code="9144152100000000" + "0X")
    made = brought(here, [theirs(), theirs(id="x", companyCode="000000000")], by="officer")
    assert states(made) == ["taken", "poisoned"]
    assert Hazard.objects.get().channel == "self"


def test_a_format_that_matches_by_name_is_refused():
    text = (
        'key="x"\ntitle="x"\npartner="x"\nabout="hazard"\ndirection="in"\nmatch="name"\nfields=[]'
    )
    with pytest.raises(BadFormat, match="不能只按名称"):
        read_format(text, "x.toml")
    assert all(one.match != "name" for one in formats().values())

"""What the system proposes after an order went unheeded, and that a person decides it."""

from datetime import timedelta

import pytest

from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.letters import draw_up
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.notices.wording import render
from bihuan.kernel.obligations.assignments import assign
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.committee import motions
from bihuan.modules.committee.models import Motion
from tests.modules.committee.conftest import DAY
from tests.testapp.performing import snapshot
from tests.testapp.world import County, unit

BY = Machine("test")


@pytest.fixture
def late(here: County, clause: Clause) -> Obligation:
    """A task of the regulator that reached supervision and has its order drawn up."""
    o = open_one(
        kind="periodic", title="报送整治清单", holder=here.regulator, clause=clause,
        legal_due=DAY - timedelta(days=40), ladder=None, by=BY, at=DAY - timedelta(days=90),
    )  # fmt: skip
    Obligation.objects.everywhere("test").filter(pk=o.pk).update(stage=3)
    draw_up(
        kind="supervision_order", issuer=here.office, addressee=here.regulator, title=o.title,
        chain=o.chain, cause=f"{o.chain}:3", body={"paragraphs": ["请办结。"]},
        reply_due=DAY - timedelta(days=1), by=BY, at=DAY - timedelta(days=10),
    )  # fmt: skip
    return o


def signed() -> None:
    Letter.objects.everywhere("test").update(state="signed", signed_at=DAY - timedelta(days=9))


def test_nothing_is_proposed_before_the_order_is_signed_and_its_day_has_passed(
    late: Obligation, clerk: Viewer
):
    assert motions.proposed(clerk, DAY) == []
    signed()
    assert motions.proposed(clerk, DAY - timedelta(days=2)) == []
    found = motions.proposed(clerk, DAY)
    assert [(one.kind, one.unit.name, one.misses) for one in found] == [
        ("interview", "县应急管理局", (late,)), ("circular", "县应急管理局", (late,)),
    ]  # fmt: skip


def test_nothing_is_proposed_to_who_may_not_or_where_no_document_speaks_of_it(
    here: County, late: Obligation, clerk: Viewer, clause: Clause
):
    signed()
    plain = here.person("旁人", here.office, roles.FULFIL)
    assert motions.proposed(plain, DAY) == []
    Clause.objects.filter(pk=clause.pk).update(text="对工作不力的予以约谈。")
    assert [one.kind for one in motions.proposed(clerk, DAY)] == ["interview"]


def test_a_proposal_taken_up_is_opened_once_in_the_persons_words(
    here: County, late: Obligation, clause: Clause, clerk: Viewer
):
    signed()
    before = snapshot()
    given = {"unit": here.regulator, "reason": "督办后没有动"}
    with pytest.raises(Invalid, match="系统提请的是"):
        motions.take_up(
            "interview", here.regulator, {**given, "unit": here.enterprise}, clause=clause,
            by=clerk, at=DAY,
        )  # fmt: skip
    assert snapshot() == before
    assert not Motion.objects.exists()
    matter = motions.take_up("interview", here.regulator, given, clause=clause, by=clerk, at=DAY)
    assert (matter.state, matter.interview.proposer_id) == ("proposed", clerk.person_id)
    [kept] = Motion.objects.all()
    assert (kept.obligation, kept.matter) == (late, matter)
    assert [one.kind for one in motions.proposed(clerk, DAY)] == ["circular"]
    with pytest.raises(WrongState, match="没有等待决定的提请"):
        motions.take_up("interview", here.regulator, given, clause=clause, by=clerk, at=DAY)
    assert Entry.objects.filter(chain=late.chain, verb="motion_taken").count() == 1


def test_a_proposal_declined_keeps_its_reason_and_a_new_miss_is_proposed_anew(
    here: County, late: Obligation, clause: Clause, clerk: Viewer
):
    signed()
    with pytest.raises(Invalid, match="不提请的理由"):
        motions.decline("interview", here.regulator, " ", by=clerk, at=DAY)
    assert not Motion.objects.exists()
    motions.decline("interview", here.regulator, "已当面督促", by=clerk, at=DAY)
    assert Motion.objects.get().declined == "已当面督促"
    assert [one.kind for one in motions.proposed(clerk, DAY)] == ["circular"]
    assert not Matter.objects.everywhere("test").exists()
    again = open_one(
        kind="periodic", title="第二件", holder=here.regulator, clause=clause,
        legal_due=DAY - timedelta(days=30), ladder=None, by=BY, at=DAY - timedelta(days=60),
    )  # fmt: skip
    Obligation.objects.everywhere("test").filter(pk=again.pk).update(stage=3)
    found = {one.kind: one.misses for one in motions.proposed(clerk, DAY)}
    assert found["interview"] == (again,)
    assert found["circular"] == (late, again)


def test_what_is_done_meanwhile_is_proposed_no_more(late: Obligation, clerk: Viewer):
    signed()
    Obligation.objects.everywhere("test").filter(pk=late.pk).update(done_at=DAY, outcome="late")
    assert motions.proposed(clerk, DAY) == []


def test_who_was_given_a_miss_after_its_order_is_told_of_it_and_not_proposed_for_it(
    here: County, late: Obligation, clerk: Viewer
):
    signed()
    other = unit("县教育局", "department", here.place, here.office)
    assign(late, holder=other, reason="职责调整", by=clerk, at=DAY)
    [told] = Notice.objects.everywhere("test").filter(unit=other, chain=late.chain)
    assert told.template == "assigned"
    assert render(told)[1].startswith(f"{clerk.label}指定由县教育局办理：{late.title}")
    assert motions.proposed(clerk, DAY) == []
    draw_up(
        kind="supervision_order", issuer=here.office, addressee=other, title=late.title,
        chain=late.chain, cause=f"{late.chain}:again", body={"paragraphs": ["请办结。"]},
        reply_due=DAY - timedelta(hours=1), by=BY, at=DAY - timedelta(days=1),
    )  # fmt: skip
    signed()
    assert {one.unit for one in motions.proposed(clerk, DAY)} == {other}

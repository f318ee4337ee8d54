"""What is opened by hand: on which clause, by whom, about whom; and the letters it sends."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee.flows import CircularFlow, DirectiveFlow, InterviewFlow
from bihuan.modules.committee.patrol_flow import PatrolFlow
from bihuan.modules.policy.flows import TaskFlow
from tests.modules.committee.conftest import DAY, named
from tests.modules.committee.test_walks import filled, opened
from tests.publishing import make_public
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County, unit


def test_who_takes_a_directive_owes_it_on_its_clause_by_its_day(
    here: County, clause: Clause, clerk: Viewer
):
    matter = opened(DirectiveFlow, clause, clerk)
    [owed] = Obligation.objects.everywhere("test").filter(matter=matter)
    assert (owed.holder, owed.step) == (named("县应急管理局"), "report")
    assert owed.current_due
    assert owed.current_due.date() == (DAY + timedelta(days=20)).date()
    assert matter.clause == clause
    assert matter.title == "三日内报送路口整治清单"


def test_only_clauses_in_force_here_that_speak_of_it_are_a_basis(
    here: County, clause: Clause, clerk: Viewer
):
    other = Clause.objects.create(
        document=clause.document, path="二", text="加强宣传。", start=1, end=2, position=1
    )
    assert list(grounds(InterviewFlow, clerk)) == [clause]
    before = snapshot()
    with pytest.raises(Invalid, match="没有写到约谈") as refusal:
        opened(InterviewFlow, other, clerk)
    assert refusal.value.field == "clause"
    assert snapshot() == before


@pytest.mark.parametrize("flow", [CircularFlow, PatrolFlow], ids=lambda flow: flow.key)
def test_nobody_is_named_or_patrolled_without_a_clause(here: County, clerk: Viewer, flow: Any):
    before = snapshot()
    with pytest.raises(Invalid, match="要有依据"):
        open_by_hand(flow, filled(flow), clause=None, by=clerk, at=DAY)
    assert snapshot() == before


def test_nobody_summons_a_unit_he_does_not_see(here: County, clause: Clause, clerk: Viewer):
    city = Place.objects.get(code="4415")
    far = unit("市交通局", "department", city)
    before = snapshot()
    with pytest.raises(NotAllowed, match="市交通局不在您的管辖范围"):
        open_by_hand(
            InterviewFlow, {"unit": far, "reason": "逾期"}, clause=clause, by=clerk, at=DAY
        )
    assert snapshot() == before


def test_a_post_that_may_not_and_a_kind_nobody_opens_are_refused(here: County, clause: Clause):
    worker = here.person("张工", here.enterprise, roles.FULFIL, sees="own")
    before = snapshot()
    with pytest.raises(NotAllowed, match="您的岗位不能“提出约谈”"):
        opened(InterviewFlow, clause, worker)
    with pytest.raises(WrongState, match="不由人直接登记"):
        open_by_hand(TaskFlow, {}, clause=None, by=worker, at=DAY)
    assert snapshot() == before


def test_what_is_left_empty_is_named(here: County, clause: Clause, clerk: Viewer):
    before = snapshot()
    with pytest.raises(Invalid, match="还没有填写“约谈事由”") as refusal:
        open_by_hand(
            InterviewFlow, {"unit": here.regulator, "reason": " "}, clause=clause, by=clerk, at=DAY
        )
    assert refusal.value.field == "reason"
    assert snapshot() == before


def test_who_proposed_a_summons_does_not_approve_it(here: County, clause: Clause):
    both = here.person("赵主任", here.office, roles.SUPERVISE, roles.RELEASE)
    matter = opened(InterviewFlow, clause, both)
    before = snapshot()
    with pytest.raises(NotAllowed, match="“提出人”是您本人"):
        perform(matter, InterviewFlow.approve, here, DAY, by=both)
    assert snapshot() == before


def test_an_approved_summons_is_a_numbered_letter_that_says_why_when_and_where(
    here: County, clause: Clause, clerk: Viewer, leader: Viewer
):
    matter = opened(InterviewFlow, clause, clerk)
    day = (DAY + timedelta(days=3)).date()
    perform(matter, InterviewFlow.approve, here, DAY, by=leader, meet_on=day, venue="县政府二楼")
    [letter] = Letter.objects.everywhere("test").filter(matter=matter)
    assert (letter.kind, letter.addressee, letter.state) == ("interview", here.regulator, "draft")
    assert letter.number == "县安委办约〔2025〕1号"
    words = "".join(letter.body["paragraphs"])
    assert "三件任务逾期" in words
    assert "2025年3月6日在县政府二楼" in words


def test_a_patrol_is_not_announced_before_its_notice_to_the_principals_is_signed(
    here: County, clause: Clause, clerk: Viewer, leader: Viewer
):
    matter = opened(PatrolFlow, clause, clerk)
    for step in (
        PatrolFlow.start, PatrolFlow.conclude, PatrolFlow.feed_back, PatrolFlow.rectify,
        PatrolFlow.pass_review,
    ):  # fmt: skip
        perform(matter, step, here, DAY)
    told = {"discipline": named("县纪委监委"), "organisation": named("县委组织部")}
    perform(matter, PatrolFlow.notify, here, DAY, by=leader, **told)
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有签发"):
        perform(matter, PatrolFlow.announce, here, DAY)
    assert snapshot()[:3] == before[:3]
    letter = Letter.objects.everywhere("test").get(cause=f"{matter.chain}:result")
    assert {copy.unit.name for copy in letter.copies.all()} == {"县纪委监委", "县委组织部"}
    Letter.objects.everywhere("test").filter(pk=letter.pk).update(state="signed", signed_at=DAY)
    make_public(matter, here, DAY)
    perform(matter, PatrolFlow.announce, here, DAY)
    assert fresh(matter).state == "closed"


def test_what_a_matter_gave_rise_to_hangs_below_it(here: County, clause: Clause, clerk: Viewer):
    patrol = opened(PatrolFlow, clause, clerk)
    found = open_by_hand(
        DirectiveFlow, filled(DirectiveFlow), clause=clause, parent=patrol, by=clerk, at=DAY
    )
    assert list(Matter.objects.everywhere("test").filter(parent=patrol)) == [found]

"""What a major hazard leads to: a listing, help, a stop, sanctions, an inquiry; and a reward."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow as AnyFlow
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.committee.asking_flow import AssistanceFlow
from bihuan.modules.committee.flows import InterviewFlow
from bihuan.modules.committee.listing_flow import ListedSupervisionFlow as Listed
from bihuan.modules.hazards.failing_flow import SanctionFlow
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.inquiry_flow import InquiryFlow
from bihuan.modules.hazards.models import Criterion
from bihuan.modules.hazards.reward_flow import RewardFlow
from bihuan.modules.hazards.stop_flow import StopFlow
from tests.modules.hazards.conftest import DAY, DUE
from tests.modules.hazards.test_hazards import act, planned, reported
from tests.publishing import make_public
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County, moment

TODAY = DAY.date()
TERM = moment("2025-06-30").date()
LATE = moment("2025-05-02")


@pytest.fixture
def major(
    here: County, found: Callable[..., Matter], inspector: Viewer, officer: Viewer, dust: Criterion
) -> Matter:
    """A major hazard that an inspector found, its plan begun, both reports made."""
    return reported(planned(found(inspector), here, dust), here)


@pytest.fixture
def bureau(here: County) -> Viewer:
    """The regulator's clerk."""
    may = (roles.SUPERVISE, roles.RECHECK, roles.ACCEPT, roles.FULFIL)
    return here.person("孙监管", here.regulator, *may)


def below(matter: Matter, flow: type[AnyFlow]) -> list[Matter]:
    rows = Matter.objects.everywhere("test").filter(parent=matter, flow=flow.key)
    return list(rows.order_by("pk"))


def opened(flow: type[AnyFlow], of: Matter, by: Viewer, at: Any = DAY, **facts: Any) -> Matter:
    return open_by_hand(flow, facts, clause=None, parent=of, by=by, at=at)


def stop(here: County, of: Matter, by: Viewer) -> Matter:
    return opened(
        StopFlow, of, by, unit=here.enterprise, scope="part", what="三号仓库除尘系统",
        because="没有泄爆口，不能保证安全。", until=DUE,
    )  # fmt: skip


def treated(matter: Matter, here: County) -> Matter:
    """Let it be done away with, checked and evaluated."""
    for name in ("finish", "pass_recheck", "evaluate"):
        extra = {"evaluated_by": "李工"} if name == "evaluate" else {}
        matter = act(matter, name, here, **extra)
    return matter


def test_a_hazard_asks_to_be_listed_and_is_closed_only_when_it_is_off_the_list(
    here: County, major: Matter, bureau: Viewer
):
    before = snapshot()
    with pytest.raises(Invalid, match="没有登记市一级的挂牌单位"):
        perform(major, HazardFlow.ask_listing, here, DAY, by=bureau, level="city")
    assert snapshot() == before
    perform(major, HazardFlow.ask_listing, here, DAY, by=bureau, level="county")
    [listing] = below(major, Listed)
    record = listing.listed_supervision
    assert (listing.unit, record.watcher, record.about) == (here.office, here.regulator, "hazard")
    assert listing.clause is not None
    perform(listing, Listed.approve, here, DAY, watcher=here.regulator, term=TERM, plan_by=DUE)
    assert fresh(major).hazard.listing == listing
    make_public(listing, here, DAY)
    perform(listing, Listed.report, here, DAY)
    perform(listing, Listed.accept, here, DAY)
    before = snapshot()
    with pytest.raises(WrongState, match="还没有通过评估和验收，不能摘牌"):
        perform(listing, Listed.delist, here, DAY)
    assert snapshot()[:3] == before[:3]
    matter = act(treated(major, here), "accept", here)
    with pytest.raises(ProofMissing, match="还没有摘牌"):
        perform(matter, HazardFlow.close, here, DAY)
    perform(listing, Listed.delist, here, DAY)
    assert fresh(major).hazard.delisted_on == TODAY
    assert act(matter, "close", here).state == "closed"
    verbs = list(Entry.objects.filter(chain=major.chain).values_list("verb", flat=True))
    assert "listed" in verbs
    assert "delisted" in verbs


def test_what_the_unit_cannot_remove_alone_is_handed_to_the_government(
    here: County, major: Matter, officer: Viewer
):
    perform(
        major, HazardFlow.ask_help, here, DAY, by=officer, help_needed="高压线迁改", help_by=DUE
    )
    [help_] = below(major, AssistanceFlow)
    assert (help_.unit, help_.assistance.need) == (here.office, "高压线迁改")
    row = Obligation.objects.everywhere("test").get(matter=help_, done_at=None)
    assert (row.holder, row.current_due.date()) == (here.office, DUE)


def test_what_was_stopped_resumes_only_after_evaluation_check_acceptance_and_review(
    here: County, major: Matter, bureau: Viewer
):
    order = stop(here, major, bureau)
    [letter] = Letter.objects.everywhere("test").filter(matter=order)
    assert "停产停业整改" in letter.title
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有治理完毕并通过评估，不得恢复生产"):
        perform(order, StopFlow.check, here, LATE)
    assert snapshot()[:3] == before[:3]
    treated(major, here)
    perform(order, StopFlow.check, here, DAY)
    perform(order, StopFlow.apply, here, DAY)
    row = Obligation.objects.everywhere("test").get(matter=order, done_at=None)
    assert row.current_due.date() == (DAY + timedelta(days=10)).date()
    with pytest.raises(ProofMissing, match="还没有通过验收，不得恢复生产"):
        perform(order, StopFlow.review, here, DAY)
    perform(order, StopFlow.refuse, here, DAY)
    perform(order, StopFlow.check_again, here, DAY)
    act(fresh(major), "accept", here)
    with pytest.raises(ProofMissing, match="还没有恢复生产的结论"):
        perform(major, HazardFlow.close, here, DAY)
    reviewer = here.person("审查", here.regulator, roles.RECHECK, roles.RELEASE)
    perform(order, StopFlow.review, here, DAY, by=reviewer)
    with pytest.raises(NotAllowed, match="是您本人"):
        perform(order, StopFlow.approve, here, DAY, by=reviewer)
    perform(order, StopFlow.approve, here, DAY)
    assert act(fresh(major), "close", here).state == "closed"


def test_a_unit_under_an_order_to_stop_is_not_registered_as_working_again(
    here: County, major: Matter, bureau: Viewer
):
    order, by = stop(here, major, bureau), Machine("登记")
    units.stop(here.enterprise, reason="停产整改", by=by, at=DAY)
    with pytest.raises(WrongState, match="还没有批准恢复生产"):
        units.resume(here.enterprise, reason="复工", by=by, at=DAY)
    assert Unit.objects.get(pk=here.enterprise.pk).status == "stopped"
    perform(order, StopFlow.withdraw, here, DAY)
    units.resume(here.enterprise, reason="撤销责令", by=by, at=DAY)


def test_nobody_stops_himself_and_no_order_ends_yesterday(
    here: County, major: Matter, bureau: Viewer, officer: Viewer
):
    before = snapshot()
    with pytest.raises(Invalid, match="停产单位是本单位"):
        stop(here, major, officer)
    with pytest.raises(Invalid, match="已经过了"):
        opened(StopFlow, major, bureau, unit=here.enterprise, scope="part", what="仓库",
               because="不安全", until=TODAY - timedelta(days=1))  # fmt: skip
    assert snapshot() == before


def failed(of: Matter, by: Viewer, unit: Unit, failing: str, at: Any = LATE) -> Matter:
    return opened(SanctionFlow, of, by, at, unit=unit, failing=failing, facts="到期没有动工")


def test_failure_is_met_in_the_order_of_the_documents(here: County, major: Matter, bureau: Viewer):
    before = snapshot()
    with pytest.raises(Invalid, match="整改期限还没有到"):
        failed(major, bureau, here.enterprise, "rectification", moment("2025-04-30", 23))
    with pytest.raises(Invalid, match="整改不力的对象是隐患单位"):
        failed(major, bureau, here.enterprise, "supervision")
    assert snapshot() == before
    case = failed(major, bureau, here.enterprise, "rectification")
    perform(case, SanctionFlow.confirm, here, LATE)
    with pytest.raises(ProofMissing, match="还没有约谈"):
        perform(case, SanctionFlow.expose, here, LATE)
    [talk] = below(case, InterviewFlow)
    perform(talk, InterviewFlow.approve, here, LATE)
    perform(talk, InterviewFlow.hold, here, LATE, held_on=LATE.date())
    assert fresh(case).hazard_sanction.talked_on == LATE.date()
    perform(case, SanctionFlow.expose, here, LATE)
    with pytest.raises(ProofMissing, match="采取强制措施并按上限罚款"):
        perform(case, SanctionFlow.account, here, LATE)
    perform(case, SanctionFlow.force, here, LATE, measure="power", fine="5")
    with pytest.raises(ProofMissing, match="还没有通过验收，不能终止"):
        perform(case, SanctionFlow.end, here, LATE)
    perform(case, SanctionFlow.transfer, here, LATE)
    assert fresh(case).state == "transferred"


def test_weak_supervision_is_held_to_account_and_never_fined(
    here: County, major: Matter, inspector: Viewer
):
    clerk = here.person("安办", here.office, roles.SUPERVISE)
    case = failed(major, clerk, here.regulator, "supervision")
    perform(case, SanctionFlow.confirm, here, LATE)
    [talk] = below(case, InterviewFlow)
    perform(talk, InterviewFlow.approve, here, LATE)
    perform(talk, InterviewFlow.hold, here, LATE, held_on=LATE.date())
    perform(case, SanctionFlow.expose, here, LATE)
    with pytest.raises(ProofMissing, match="督办不力的，核查问责"):
        perform(case, SanctionFlow.force, here, LATE, measure="stop", fine="1")
    perform(case, SanctionFlow.account, here, LATE)
    assert fresh(case).state == "accounted"


def test_proceedings_end_when_the_hazard_was_accepted(here: County, major: Matter, bureau: Viewer):
    case = failed(major, bureau, here.enterprise, "rectification")
    perform(case, SanctionFlow.confirm, here, LATE)
    act(treated(major, here), "accept", here)
    perform(case, SanctionFlow.end, here, LATE, by=bureau)
    assert fresh(case).state == "ended"


def test_a_hazard_that_persisted_is_looked_into_like_an_accident(
    here: County, major: Matter, bureau: Viewer
):
    text = "查出后拒不整改等导致重大事故隐患长期存在的，参照事故调查处理"
    law = Clause.objects.filter(document__key="CN/hazard-2007").first()
    assert law is not None
    ground = Clause.objects.create(
        document=law.document, path="四", no="4", text=text, start=0, end=1, position=99
    )
    facts = {"unit": here.enterprise, "cause": "refused", "facts": "三次退回"}
    with pytest.raises(Invalid, match="要有依据"):
        opened(InquiryFlow, major, bureau, **facts)
    case = open_by_hand(InquiryFlow, facts, clause=ground, parent=major, by=bureau, at=DAY)
    perform(case, InquiryFlow.approve, here, DAY)
    row = Obligation.objects.everywhere("test").get(matter=case, done_at=None)
    assert row.current_due.date() == (DAY + timedelta(days=60)).date()
    perform(case, InquiryFlow.report, here, DAY)
    row = Obligation.objects.everywhere("test").get(matter=case, done_at=None)
    assert row.current_due.date() == (DAY + timedelta(days=15)).date()
    perform(case, InquiryFlow.send_back, here, DAY)
    perform(case, InquiryFlow.report, here, DAY + timedelta(minutes=1))
    perform(case, InquiryFlow.reply, here, DAY)
    perform(case, InquiryFlow.conclude, here, DAY)
    assert fresh(case).closed_at is not None


def test_who_reported_is_rewarded_with_an_amount_only_if_the_enterprise_sets_one(
    here: County, major: Matter, officer: Viewer, principal: Viewer, inspector: Viewer
):
    facts = {"person": officer.person_id, "merit": "及时报告", "kind": "moral"}
    before = snapshot()
    with pytest.raises(Invalid, match="不是隐患"):
        opened(RewardFlow, major, here.person("别厂", here.office, roles.ACCEPT), **facts)
    assert snapshot() == before
    reward = opened(RewardFlow, major, officer, **facts)
    perform(reward, RewardFlow.decide, here, DAY, by=principal)
    perform(reward, RewardFlow.give, here, DAY)
    assert (fresh(reward).state, reward.hazard_reward.amount) == ("given", None)

"""What a county of the tests is ready with: a plan, a rescue team, stock, a list checked."""

from dataclasses import dataclass
from datetime import timedelta

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.trace.models import Matter
from bihuan.modules.emergency.models import Member, Movement, Plan, Stock, Team
from bihuan.modules.emergency.plan_flow import PlanFlow
from bihuan.modules.selfcheck.leading_flow import LeadPlanFlow
from bihuan.modules.selfcheck.list_flow import PostListFlow
from bihuan.modules.selfcheck.models import (
    Check,
    CheckAnswer,
    LeadPlan,
    LeadShift,
    PostItem,
    PostList,
)
from tests.surfaces import twins
from tests.surfaces.twins import County


@dataclass(frozen=True)
class Ready:
    """What of a county's preparedness stands in an address."""

    plan: Matter
    member: Member
    loan: Movement
    check: Check
    shift: LeadShift


def fill(county: County) -> Ready:
    """Let the firm keep a team and stock, and begin a plan; every name is marked."""
    firm, mark, today = county.units["firm"], county.mark, twins.TODAY
    safety = county.terms["safety_officer"].person
    lies = {"unit": firm, "place": firm.place, "place_path": firm.place_path}
    team = Team.objects.create(
        name=f"{mark}队", kind="part", skills=f"{mark}堵漏", address=f"{mark}厂", duty_phone="119",
        since=today, **lies,
    )  # fmt: skip
    member = Member.objects.create(team=team, name=f"{mark}队长", part="head", time="part",
                                   phone=f"{mark}1", since=today)  # fmt: skip
    stock = Stock.objects.create(
        team=team, kind="fire", name=f"{mark}灭火器", quantity=3, out=1, measure="具",
        spot=f"{mark}库", custodian=f"{mark}某", phone="1", since=today, **lies,
    )  # fmt: skip
    loan = Movement.objects.create(
        stock=stock, kind="lent", quantity=1, left=3, on=today, to_name=f"{mark}邻厂",
        purpose=f"{mark}演练", by=safety, at=twins.NOW,
    )  # fmt: skip
    plan = begin(PlanFlow, Case(f"{mark}预案", county.place, firm, county.clause), Plan(
        office=firm, maker=safety, kind="scene", event="fire", name=f"{mark}预案",
        draft_by=today + timedelta(days=9),
    ), by=twins.BY, at=twins.NOW)  # fmt: skip
    return Ready(plan, member, loan, _checked(county), _led(county))


def _led(county: County) -> LeadShift:
    """Return a shift of a plan of leaders on the spot, which the principal is to lead."""
    firm, mark, today = county.units["firm"], county.mark, twins.TODAY
    head = county.terms["enterprise_principal"]
    plan = LeadPlan(unit=firm, author=head.person, starts=today, ends=today, duties=f"{mark}职责")
    begin(LeadPlanFlow, Case(f"{mark}带班", county.place, firm, county.clause), plan, by=twins.BY,
          at=twins.NOW)  # fmt: skip
    return LeadShift.objects.create(plan=plan, on=today, number=1, post=head.post,
                                    spot=f"{mark}车间")  # fmt: skip


def _checked(county: County) -> Check:
    """Return a check by the list of the safety officer's post."""
    firm, mark, today = county.units["firm"], county.mark, twins.TODAY
    safety = county.terms["safety_officer"]
    record = PostList(
        office=firm, unit=firm, author=safety.person, post=safety.post, level="own",
        focus=f"{mark}重点", since=today,
    )  # fmt: skip
    begin(PostListFlow, Case(f"{mark}清单", county.place, firm, county.clause), record, by=twins.BY,
          at=twins.NOW)  # fmt: skip
    item = PostItem.objects.create(list=record, number=1, section=f"{mark}罐区", says=f"{mark}围堰",
                                   kind="check")  # fmt: skip
    made = Check.objects.create(list=record, at=twins.NOW, by=safety.person, abnormal=1)
    CheckAnswer.objects.create(of_check=made, item=item, verdict="bad", says=f"{mark}积液")
    return made

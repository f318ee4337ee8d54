"""A rescue agreement: proposed by who has no team, confirmed by the team's unit, renewed, ended."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Law, Party, Proof, State, Step
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER, demand_ahead

from .models import Agreement, Team

TEAMED = Law("CN/emergency-2019")["第十条"]
PAPER = Proof("rescue_agreement", "双方签字盖章的救援协议")


def answerer(record: Agreement, on: date) -> Unit:
    """Return who confirms: the team's unit where somebody of it signs in, else the client."""
    return record.team.unit if terms.answers(record.team.unit, on) else record.client


CLIENT = Party("协议单位", at="client", may=roles.FULFIL)
RESCUER = Party("救援队伍所属单位（不在系统里的由协议单位登记）", at=answerer, may=roles.FULFIL)


def check_renewal(moved: Any) -> None:
    """Refuse a renewal that ends before it begins."""
    demand_ahead(moved, "until")


class AgreementFlow(
    Flow, key="emergency.agreement", of=Agreement, title="应急救援协议", prefix="XY"
):
    """An agreement by which a team answers for a unit that has none of its own."""

    client, rescuer = CLIENT, RESCUER

    proposed = State("待救援队伍确认", initial=True)
    running = State("履行中")
    declined = State("没有签订", final=True)
    ended = State("已解除", final=True)

    confirm = Step(
        "确认签订", proposed >> running, TEAMED, who=RESCUER, needs=(PAPER,), tells=(CLIENT,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    decline = Step(
        "不签订", proposed >> declined, TEAMED, who=RESCUER, asks=("reason",), tells=(CLIENT,)
    )
    renew = Step(
        "续签", running >> running, TEAMED, who=CLIENT, due="until", repeats=True, needs=(PAPER,),
        asks=("until",), tells=(RESCUER,), ladder=TASK_LADDER, then=check_renewal,
    )  # fmt: skip
    end = Step(
        "解除", running >> ended, OWN, who=CLIENT, asks=("reason",), optional=True,
        tells=(RESCUER,),
    )  # fmt: skip
    leave = Step(
        "救援队伍解除", running >> ended, OWN, who=RESCUER, asks=("reason",), optional=True,
        tells=(CLIENT,),
    )  # fmt: skip


def valid(on: date) -> Q:
    """Match the agreements that hold on a day."""
    team = Q(team__until=None) | Q(team__until__gt=on)
    return Q(matter__state="running", since__lte=on, until__gte=on) & team


@transaction.atomic
def propose(  # noqa: PLR0913 - an agreement has two sides, a service and two days
    team: Team, *, covers: str, since: date, until: date, by: Viewer, at: datetime
) -> Matter:
    """Propose an agreement of the actor's unit with a team in sight; return its matter.

    Raises :class:`NotAllowed`, :class:`WrongState` for one's own team, a team that is no more or a
    second agreement of the same two, :class:`Invalid` for days the wrong way round.
    """
    if not by.can(roles.FULFIL):
        raise NotAllowed("您的岗位不能签订救援协议。", can="办理本单位责任事项的岗位")
    client, today = Unit.objects.get(pk=by.unit_id), in_shanghai(at).date()
    if team.unit_id == client.pk:
        raise WrongState("本单位自己的队伍不用签救援协议。")
    if team.until is not None and team.until <= today:
        raise WrongState(f"{team}已于 {team.until} 撤销。")
    if not covers.strip():
        raise Invalid("还没有填写“约定的救援服务”。", field="covers")
    if until < since or until <= today:
        raise Invalid("“协议止”不能早于“协议起”，也不能已经过去。", field="until")
    running = Agreement.objects.filter(client=client, team=team, matter__closed_at=None).first()
    if running is not None:
        raise WrongState(f"和{team}的协议正在办理或者履行，编号 {running.matter.number}。")
    made = Agreement(
        client=client, maker_id=by.person_id, team=team, covers=covers.strip(), since=since,
        until=until,
    )  # fmt: skip
    title = f"{client.name}与{team.unit.name}{team.name}的应急救援协议"
    return begin(AgreementFlow, Case(title[:240], client.place, client), made, by=by, at=at)

"""The verbs of an incentive: proposed, approved for who is not barred, given, ended."""

from collections.abc import Callable
from datetime import date, datetime

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from .models import Incentive

Source = Callable[[Unit, Person | None, date], list[str]]
_SOURCES: list[Source] = []


def consult(source: Source) -> None:
    """Ask one more domain what keeps a unit from incentives on a day; it answers in words."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def barred(record: Incentive, at: datetime) -> str:
    """Say what keeps the unit from an incentive, "" when nothing does."""
    on = in_shanghai(at).date()
    return "".join(says for source in _SOURCES for says in source(record.unit, None, on))


class IncentiveFlow(Flow, key="credit.incentive", of=Incentive, title="守信激励", prefix="SL"):
    """An incentive from its proposal until it was given, and until it ends."""

    clerk = Party("提出单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("提出单位负责人", at="office", may=roles.RELEASE)
    body = Party("兑现单位", at="body", may=roles.FULFIL)
    honest = Party("守信单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "提出守信激励", roles.SUPERVISE, ("unit", "kind", "grounds", "body"),
        takes=("amount", "until"),
        called=lambda one: f"守信激励：{one.unit.name}（{one.get_kind_display()}）",
        doer="proposer", office="office", grounded=True,
        about=("激励", "奖励", "诚信", "以奖代补", "标准化达标", "政策支持"), beyond=("body",),
    )  # fmt: skip

    proposed = State("待批准", initial=True)
    approved = State("待兑现")
    given = State("已兑现，有效")
    declined = State("不予激励", final=True)
    ended = State("期满", final=True)
    withdrawn = State("已停止", final=True)

    approve = Step(
        "批准激励", proposed >> approved, OWN, who=leader, asks=("opinion",), unlike=("proposer",),
        gates=(Gate("不在失信名单，没有限制", OWN, missing=barred, can="限制解除以后"),),
        tells=(clerk, body, honest), ladder=STEP_LADDER,
    )  # fmt: skip
    decline = Step(
        "不予激励", proposed >> declined, OWN, who=leader, asks=("opinion",), unlike=("proposer",),
        tells=(clerk,),
    )  # fmt: skip
    give = Step(
        "登记兑现", approved >> given, OWN, who=body, asks=("given_on", "given"),
        needs=(Proof("incentive_given", "兑现的凭据"),), tells=(clerk, honest), ladder=TASK_LADDER,
        gates=(Gate("不在失信名单，没有限制", OWN, missing=barred, can="限制解除以后"),),
    )  # fmt: skip
    end = Step(
        "登记期满", given >> ended, OWN, who=clerk, due="until", tells=(honest,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    withdraw = Step(
        "停止激励", (approved | given) >> withdrawn, OWN, who=leader, asks=("because",),
        optional=True, tells=(clerk, body, honest),
    )  # fmt: skip

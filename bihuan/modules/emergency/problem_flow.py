"""A problem that a drill found: put right at once, registered as a hazard, or the plan revised."""

from typing import Any

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.steps import OWN, Law, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import WrongState
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import RECTIFY_LADDER

from . import rules
from .models import DrillProblem, Plan

REVISED = Law(rules.DOCUMENT)["第三十六条"]
OFFICE = Party("责任单位", at="office", may=roles.FULFIL)
IMPROVED = Proof("drill_improved", "改进后的照片、记录")


def revise_plan(moved: Any) -> None:
    """Let the plan that was exercised be revised for this, unless it is being revised already.

    Refuses one that is not in force yet: it is revised when it is.
    """
    problem: DrillProblem = moved.record
    plan = Matter.objects.everywhere("the plan a drill exercised").get(pk=problem.drill.plan_id)
    if plan.state == "revising":
        return
    if plan.state != "in_force":
        raise WrongState(f"{plan.title}现在不能列为应修订，生效以后再办，或者选“已经改进”。")
    advance(
        plan, flow_of(plan.flow).steps["must_revise"], by=moved.by, at=moved.at,
        revision=plan.revision, fields={
            "trigger": Plan.Trigger.DRILL, "revise_by": problem.revise_by,
            "why_revise": f"{in_shanghai(moved.at):%Y-%m-%d} {moved.matter.number}：{problem.says}",
        },
    )  # fmt: skip


class ProblemFlow(
    Flow, key="emergency.problem", of=DrillProblem, title="演练发现的问题", prefix="YL"
):
    """A problem that a drill found, until something was made of it."""

    office = OFFICE

    found = State("待处理", initial=True)
    fixed = State("已改进", final=True)
    hazard = State("已转为事故隐患", final=True)
    revised = State("已列入预案修订", final=True)

    fix = Step(
        "已经改进", found >> fixed, OWN, who=OFFICE, due="fix_by", needs=(IMPROVED,),
        asks=("fixed",), ladder=RECTIFY_LADDER,
    )  # fmt: skip
    make_hazard = Step("转为事故隐患", found >> hazard, OWN, who=OFFICE, asks=("spot",))
    revise = Step(
        "列入预案修订", found >> revised, REVISED, who=OFFICE, asks=("revise_by",),
        then=revise_plan,
    )  # fmt: skip

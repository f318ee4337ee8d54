"""A plan is drafted, put before the regulator, adopted with what became of the opinion, checked.

No plan is adopted before the regulator has answered, nor against an objection.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER, demand_past

from .models import SafetyPlan

CLERK = Party("编制单位经办人", at="office", may=roles.SUPERVISE)
LEADER = Party("编制单位负责人", at="office", may=roles.RELEASE)
REGULATOR = Party("安全监管部门", at="regulator", may=roles.SUPERVISE)
DRAFT = Proof("plan_draft", "规划草案（方案）")
RISK = Proof("plan_risk", "安全风险评估、论证材料")
ADOPTED = Proof("plan_adopted", "印发的规划、会议纪要或者批复")
CHECKED = Proof("plan_checked", "实施情况检查材料")
#: Who may be asked: units of these kinds regulate safety.
REGULATES = ("emergency_department", "regulator", "committee_office")


def settle(record: SafetyPlan, _: Viewer, __: datetime) -> None:
    """Refuse years the wrong way round."""
    if record.until_year < record.from_year:
        raise Invalid("结束年份不能早于开始年份。", field="until_year")


def check_asked(moved: Any) -> None:
    """Demand another unit that regulates safety, and a day to come; the old answer is void."""
    record: SafetyPlan = moved.record
    if record.regulator is None or record.regulator.kind not in REGULATES:
        raise Invalid("征求意见的要是安全监管部门。", field="regulator")
    today = in_shanghai(moved.at).date()
    if record.reply_by is None or record.reply_by < today:
        raise Invalid(f"答复期限不能早于今天 {today}。", field="reply_by")
    record.verdict = record.reply = record.handled = ""
    record.save(update_fields=["verdict", "reply", "handled"])


def objected(record: SafetyPlan, _: datetime) -> str:
    """Say that the regulator objects (一票否决)."""
    if record.verdict != SafetyPlan.Verdict.OBJECT:
        return ""
    name = record.regulator.name if record.regulator else "安全监管部门"
    return f"{name}不同意：{record.reply[:80]}。修改后重新征求意见。"


def check_adopted(moved: Any) -> None:
    """Refuse a day ahead."""
    demand_past(moved, "adopted_on")


class PlanFlow(Flow, key="planning.plan", of=SafetyPlan, title="规划", prefix="GH"):
    """A plan of a place: asked about, adopted, checked year by year, evaluated at its end."""

    clerk, leader, regulator = CLERK, LEADER, REGULATOR

    opening = Opening(
        "编制规划（方案）", roles.SUPERVISE,
        ("kind", "title", "from_year", "until_year", "content"),
        called=lambda one: one.title, doer="drafter", office="office", grounded=True,
        about=("规划",), settles=settle,
    )  # fmt: skip

    drafting = State("编制中", initial=True)
    asked = State("待安全监管部门答复")
    answered = State("已答复，待处理意见")
    running = State("实施中")
    ended = State("已评估结束", final=True)
    dropped = State("不再编制", final=True)

    ask = Step(
        "征求安全监管部门意见", drafting >> asked, OWN, who=CLERK, needs=(DRAFT, RISK),
        asks=("regulator", "reply_by"), takes=("content",), edits=True, tells=(REGULATOR,),
        ladder=TASK_LADDER, then=check_asked,
    )  # fmt: skip
    drop = Step(
        "不再编制", drafting >> dropped, OWN, who=CLERK, asks=("opinion",), optional=True,
        tells=(LEADER,),
    )  # fmt: skip
    answer = Step(
        "答复意见", asked >> answered, OWN, who=REGULATOR, due="reply_by",
        asks=("verdict", "reply"), unlike=("drafter", "ask"), tells=(CLERK, LEADER),
        ladder=TASK_LADDER,
    )  # fmt: skip
    revise = Step(
        "按意见修改，重新征求意见", answered >> drafting, OWN, who=CLERK, asks=("handled",),
        tells=(REGULATOR,), ladder=STEP_LADDER,
    )  # fmt: skip
    adopt = Step(
        "通过（印发）", answered >> running, OWN, who=LEADER, needs=(ADOPTED,),
        asks=("handled", "issued_as", "adopted_on"), takes=("opinion",), unlike=("drafter", "ask"),
        gates=(Gate("安全监管部门没有不同意", OWN, missing=objected, can="编制单位经办人"),),
        tells=(CLERK, REGULATOR), ladder=STEP_LADDER, then=check_adopted,
    )  # fmt: skip
    check = Step(
        "检查年度实施情况", running >> running, OWN, who=CLERK, asks=("check_year", "checked"),
        needs=(CHECKED,), repeats=True, tells=(LEADER, REGULATOR), ladder=TASK_LADDER,
    )  # fmt: skip
    end = Step(
        "总结评估，结束", running >> ended, OWN, who=CLERK, asks=("result",), optional=True,
        needs=(CHECKED,), tells=(LEADER, REGULATOR),
    )  # fmt: skip

"""The verbs of an inspection: prepared, begun with papers shown, signed on the spot, closed.

Nothing names the unit before the record is signed: a visit without notice stays without notice.
"""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import answers, findings, visits
from .models import Inspection

SAFETY = Law("CN/work-safety-2021")
PLANNED, PAPERS, RECORD, TOGETHER = (
    SAFETY[f"第{n}条"] for n in ("六十二", "六十七", "六十八", "六十九")
)


class InspectionFlow(Flow, key="inspections.visit", of=Inspection, title="执法检查", prefix="JC"):
    """One visit of one unit, from its scheme to the last problem settled."""

    acts = {"answered": "填写检查结论", "withdrawn": "撤回一个问题"}

    officer = Party("检查单位", at="office", may=roles.SERVE)
    closer = Party("检查单位审核人", at="office", may=roles.ACCEPT)
    leader = Party("检查单位负责人", at="office", may=roles.RELEASE)

    opening = Opening(
        "登记执法检查", roles.SERVE, ("unit", "mode", "cause", "due_on"), takes=("checklist",),
        called=visits.titled, doer="opener", whose="office", beyond=("unit",),
        about=("执法检查", "监督检查", "安全检查", "暗访", "四不两直", "检查计划"),
        settles=visits.settle,
    )  # fmt: skip

    planned = State("待定方案", initial=True)
    ready = State("待进场")
    underway = State("检查中")
    handling = State("处理中")
    closed = State("已办结", final=True)
    cancelled = State("不再检查", final=True)

    prepare = Step(
        "定检查方案", planned >> ready, PLANNED, who=officer, due="due_on", edits=True,
        asks=("mode", "visit_on", "content", "method", "lead", "second", "procedure"),
        takes=("checklist", "parts", "led_unit", "led_as", "experts", "excess", "apart",
               "swapped"),
        ladder=TASK_LADDER, then=visits.prepare,
    )  # fmt: skip
    invite = Step(
        "邀请其他部门联合检查", planned >> planned, TOGETHER, who=officer, asks=("partners",),
        optional=True, then=visits.invite,
    )  # fmt: skip
    change = Step(
        "改检查方案", ready >> planned, PLANNED, who=officer, asks=("opinion",), optional=True
    )
    begin = Step(
        "出示证件，开始检查", ready >> underway, PAPERS, who=officer, due="due_on",
        asks=("lead_paper", "second_paper"), ladder=TASK_LADDER, then=visits.enter,
    )  # fmt: skip
    cancel = Step(
        "不再检查", (planned | ready) >> cancelled, PLANNED, who=leader, asks=("opinion",),
        optional=True, tells=(officer,),
    )  # fmt: skip
    sign = Step(
        "签字，下达整改", underway >> handling, RECORD, who=officer, asks=("summary", "signer"),
        takes=("refused",), due="due_on",
        needs=(Proof("inspection_record", "签字（或注明拒签）的检查记录"),),
        gates=(Gate("每项都有结论", RECORD, missing=answers.unanswered, can="检查人员"),),
        tells=(closer,), ladder=TASK_LADDER, then=visits.sign,
    )  # fmt: skip
    close = Step(
        "审核办结", handling >> closed, PLANNED, who=closer, asks=("opinion",),
        unlike=("sign", "lead", "second"),
        gates=(Gate("每个问题都有着落", PLANNED, missing=findings.unsettled, can="检查单位"),),
        ladder=STEP_LADDER,
    )  # fmt: skip

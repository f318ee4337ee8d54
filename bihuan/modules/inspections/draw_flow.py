"""The verbs of a draw: committed to, then drawn before a witness by another person."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Law, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import draws
from .models import Draw

SAFETY = Law("CN/work-safety-2021")
PLANNED = SAFETY["第六十二条"]


class DrawFlow(Flow, key="inspections.draw", of=Draw, title="双随机抽取", prefix="CQ"):
    """One draw of targets and officers."""

    acts = {"committed": "公布种子承诺"}

    clerk = Party("抽查单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("抽查单位负责人", at="office", may=roles.RELEASE)

    opening = Opening(
        "准备双随机抽取", roles.SUPERVISE, ("subject", "wanted", "due_on"),
        takes=("tag", "weights", "recusals", "checklist"), called=lambda one: one.subject,
        doer="proposer", office="office", about=("双随机", "随机抽查", "随机抽检", "检查计划"),
        settles=draws.settle, then=draws.announce,
    )  # fmt: skip

    committed = State("已公布承诺，待抽取", initial=True)
    drawn = State("已抽取", final=True)
    cancelled = State("作废", final=True)

    draw = Step(
        "当场抽取", committed >> drawn, PLANNED, who=clerk, asks=("word", "witness"),
        unlike=("proposer",), tells=(leader,), ladder=STEP_LADDER, then=draws.carry_out,
    )  # fmt: skip
    cancel = Step(
        "作废", committed >> cancelled, PLANNED, who=leader, asks=("opinion",), optional=True,
        tells=(clerk,),
    )  # fmt: skip

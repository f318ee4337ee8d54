"""The verbs of a checklist: drafted, approved by another person, used, replaced by its next."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import checklists
from .models import Checklist

SAFETY = Law("CN/work-safety-2021")
CLASSED = SAFETY["第六十二条"]


class ChecklistFlow(Flow, key="inspections.checklist", of=Checklist, title="检查照单", prefix="ZD"):
    """One version of a list of what a visit looks at."""

    acts = {"item_put": "写入检查项", "item_dropped": "删去检查项"}

    clerk = Party("起草单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("起草单位负责人", at="office", may=roles.RELEASE)

    opening = Opening(
        "起草检查照单", roles.SUPERVISE, ("name",), takes=("industry", "accident", "source"),
        called=lambda one: str(one), doer="author", office="office",
        about=("照单", "检查标准", "检查要点", "执法手册", "检查计划"),
        settles=checklists.settle, then=checklists.enter,
    )  # fmt: skip

    drafting = State("起草中", initial=True)
    reviewing = State("待审定")
    used = State("使用中")
    retired = State("已停用", final=True)
    dropped = State("不再制定", final=True)

    submit = Step(
        "送审", drafting >> reviewing, CLASSED, who=clerk,
        gates=(Gate("照单里有检查项", CLASSED, missing=checklists.empty, can="起草单位经办人"),),
        tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip
    drop = Step(
        "不再制定", drafting >> dropped, CLASSED, who=clerk, asks=("opinion",), optional=True
    )
    approve = Step(
        "审定启用", reviewing >> used, CLASSED, who=leader, asks=("since",), takes=("opinion",),
        unlike=("author", "submit"), tells=(clerk,), ladder=STEP_LADDER, then=checklists.introduce,
    )  # fmt: skip
    send_back = Step(
        "退回修改", reviewing >> drafting, CLASSED, who=leader, asks=("opinion",),
        unlike=("author", "submit"), tells=(clerk,), returns=True,
    )  # fmt: skip
    revise = Step(
        "做出下一版", used >> used, CLASSED, who=clerk, optional=True, then=checklists.revise
    )
    retire = Step(
        "停用", used >> retired, CLASSED, who=leader, asks=("opinion",), optional=True,
        tells=(clerk,), then=checklists.end,
    )  # fmt: skip

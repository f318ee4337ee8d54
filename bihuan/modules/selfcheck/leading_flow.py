"""The verbs of a plan of leaders on the spot: drawn up, approved, led shift by shift, over."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import leading
from .models import LeadPlan
from .rules import OWNERS, PARTS

LEADERS = Law("CN/work-safety-2021")["第四十一条"]


class LeadPlanFlow(Flow, key="selfcheck.leadplan", of=LeadPlan, title="领导带班计划", prefix="DB"):
    """A plan by which the principal and the other leaders take turns on the spot."""

    acts = {"shifts_put": "写入班次", "led": "登记带班"}

    office = Party("编制单位", at="unit", may=roles.MANAGE_ORGS)
    principal = Party("主要负责人", at="unit", may=roles.SIGN, lead="principal")

    opening = Opening(
        "编制领导带班计划", roles.MANAGE_ORGS, ("starts", "ends", "duties"), whose="unit",
        doer="author", office="unit", called=lambda one: str(one), about=("带班",),
        settles=leading.settle, kinds=(*OWNERS, *PARTS),
    )  # fmt: skip

    drafting = State("编制中", initial=True)
    reviewing = State("待审定")
    used = State("施行中")
    ended = State("已结束", final=True)
    dropped = State("不再编制", final=True)

    submit = Step(
        "送审", drafting >> reviewing, LEADERS, who=office, tells=(principal,), ladder=STEP_LADDER,
        gates=(Gate("领导轮流带班", LEADERS, missing=leading.unturned, can="编制单位"),),
    )  # fmt: skip
    drop = Step("不再编制", drafting >> dropped, LEADERS, who=office, asks=("opinion",),
                optional=True)  # fmt: skip
    approve = Step(
        "审定施行", reviewing >> used, LEADERS, who=principal, takes=("opinion",),
        unlike=("author", "submit"), tells=(office,), ladder=STEP_LADDER, then=leading.owe,
    )  # fmt: skip
    send_back = Step(
        "退回修改", reviewing >> drafting, LEADERS, who=principal, asks=("opinion",),
        unlike=("author", "submit"), tells=(office,), returns=True,
    )  # fmt: skip
    close = Step(
        "计划期满，结束", used >> ended, LEADERS, who=office, due="ends", takes=("opinion",),
        ladder=STEP_LADDER,
    )  # fmt: skip

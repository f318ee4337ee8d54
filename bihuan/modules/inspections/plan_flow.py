"""The verbs of a year's plan: made, approved by the government, filed above, carried out.

"安全监管部门要科学制定安全生产执法计划，经同级政府批准，报上级安全监管部门备案，并严格组织实施。"
"""

from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import plans
from .models import EnforcementPlan


def _unset(_: Any) -> None:
    """The documents give no number of days."""


class PlanFlow(
    Flow, key="inspections.plan", of=EnforcementPlan, title="年度执法检查计划", prefix="JH"
):
    """A plan from its draft to the report on how it was carried out."""

    acts = {"visits_put": "写入检查对象", "visit_dropped": "删去检查对象"}

    clerk = Party("编制单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("编制单位负责人", at="office", may=roles.RELEASE)
    government = Party("批准的同级政府", at="government", may=roles.RELEASE)
    higher = Party("备案的上级监管部门", at="higher", may=roles.FULFIL)

    opening = Opening(
        "编制年度执法检查计划", roles.SUPERVISE, ("year", "aims", "government", "higher", "until"),
        called=lambda one: f"{one.office.name} {one.year} 年度执法检查计划", doer="author",
        office="office", grounded=True, about=("检查计划", "执法计划"),
        beyond=("government", "higher"), settles=plans.settle,
    )  # fmt: skip

    drafting = State("编制中", initial=True)
    approving = State("待政府批准")
    filing = State("待备案")
    running = State("执行中")
    done = State("已执行完", final=True)
    dropped = State("不再编制", final=True)

    submit = Step(
        "报同级政府批准", drafting >> approving, OWN, who=clerk,
        gates=(Gate("计划里有检查对象", OWN, missing=plans.empty, can="编制单位经办人"),),
        needs=(Proof("plan_text", "计划文本"),), tells=(government,), within=_unset,
        ladder=STEP_LADDER,
    )  # fmt: skip
    drop = Step("不再编制", drafting >> dropped, OWN, who=leader, asks=("opinion",), optional=True)
    approve = Step(
        "批准计划", approving >> filing, OWN, who=government, takes=("opinion",),
        unlike=("author", "submit"), within=_unset, tells=(clerk, leader), ladder=TASK_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回修改", approving >> drafting, OWN, who=government, asks=("opinion",),
        unlike=("author", "submit"), tells=(clerk,), returns=True,
    )  # fmt: skip
    file = Step(
        "报上级备案，开始执行", filing >> running, OWN, who=clerk, asks=("filed_on",),
        needs=(Proof("plan_filing", "报送备案的文件"),), within=_unset, tells=(higher, leader),
        ladder=STEP_LADDER, then=plans.carry_out,
    )  # fmt: skip
    change = Step(
        "调整计划，重新报批", running >> drafting, OWN, who=leader, asks=("opinion",),
        optional=True, tells=(clerk, government),
    )  # fmt: skip
    conclude = Step(
        "报告执行情况", running >> done, OWN, who=clerk, due="until", asks=("result",),
        gates=(Gate("每次检查都有着落", OWN, missing=plans.waiting, can="编制单位"),),
        tells=(government, higher), ladder=TASK_LADDER,
    )  # fmt: skip

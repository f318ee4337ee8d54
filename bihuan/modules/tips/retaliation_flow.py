"""The verbs of retaliation: taken in, protected first, verified, handled, signed, visited again."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from .models import Retaliation

SECRET = Law("CN/report-reward-2018")["第十五条"]


class RetaliationFlow(
    Flow, key="tips.retaliation", of=Retaliation, title="打击报复举报人", prefix="BH"
):
    """What is done to somebody because of a report, until somebody asked her again."""

    handler = Party("举报受理员", at="office", may=roles.INTAKE)
    clerk = Party("受理单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("受理单位负责人", at="office", may=roles.RELEASE)

    opening = Opening(
        "登记打击报复", roles.INTAKE, ("says",), takes=("unit",), office="office",
        called=lambda one: f"打击报复举报人：{one.unit.name if one.unit else '单位未定'}",
        about=("举报", "12350", "保密"), beyond=("unit",),
    )  # fmt: skip

    received = State("待保护", initial=True)
    protecting = State("核实中")
    found = State("待审签")
    returned = State("退回重新核实")
    signed = State("待回访")
    closed = State("已办结", final=True)
    refused = State("不予受理", final=True)

    protect = Step(
        "先采取保护措施", received >> protecting, SECRET, who=handler, asks=("protection",),
        tells=(clerk, leader), ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "不属打击报复，不予受理", received >> refused, SECRET, who=handler, asks=("opinion",),
        tells=(leader,),
    )  # fmt: skip
    conclude = Step(
        "登记核实结论和处理", (protecting | returned) >> found, SECRET, who=clerk,
        asks=("finding", "facts", "handling"), takes=("unit",), edits=True,
        needs=(Proof("retaliation_facts", "核实的书面材料"),), tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip
    sign = Step(
        "审签处理", found >> signed, SECRET, who=leader, asks=("opinion", "visit_on"),
        unlike=("conclude",), tells=(handler, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回核实结论", found >> returned, SECRET, who=leader, asks=("opinion",),
        unlike=("conclude",), tells=(clerk,), returns=True,
    )  # fmt: skip
    visit = Step(
        "回访，登记情况", signed >> closed, SECRET, who=handler, due="visit_on",
        asks=("visited",), tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip

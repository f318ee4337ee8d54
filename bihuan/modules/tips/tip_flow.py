"""The verbs of a tip: received, sorted, verified without betraying anybody, handled, answered.

The duty to receive, verify and have somebody sign is 安全生产法第七十三条; reply and reward are
举报奖励办法第九条 and following. No text we hold says how long each may take: it is set.
"""

from typing import Final

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Law, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import cases
from .models import Tip

SAFETY, REWARDS = Law("CN/work-safety-2021"), Law("CN/report-reward-2018")
RECEIVE, REPLY, SECRET = SAFETY["第七十三条"], REWARDS["第九条"], REWARDS["第十五条"]
TOGETHER = REWARDS["第十二条"]
#: Nothing that others read may be opened as a part of these: its page would name them.
UNTOLD: Final = ("tips.tip", "tips.reward", "tips.retaliation")


class TipFlow(Flow, key="tips.tip", of=Tip, title="举报", prefix="JU"):
    """A report from its arrival to its reply; who reported is in none of its fields."""

    acts = {
        "identity_opened": "打开举报人身份", "identity_refused": "没有打开举报人身份",
        "answered": "举报人凭码补充", "identity_added": "举报人凭码留下身份（加密）",
        "visit_reported": "现场检查有了结果", "merged_in": "有同一事项的举报并入",
    }  # fmt: skip

    handler = Party("举报受理员", at="office", may=roles.INTAKE)
    clerk = Party("受理单位经办人", at="office", may=roles.SUPERVISE)
    registrar = Party("受理单位登记人", at="office", may=roles.FULFIL)
    leader = Party("受理单位负责人", at="office", may=roles.RELEASE)
    verifier = Party("核实单位", at="verifier", may=roles.FULFIL)

    received = State("待受理", initial=True)
    accepted = State("待交办核实")
    verifying = State("核实中")
    verified = State("属实，待处理")
    handled = State("待审签")
    returned = State("退回重新处理")
    signed = State("待答复")
    unfounded = State("不属实，待答复")
    closed = State("已答复办结", final=True)
    refused = State("不予受理", final=True)
    merged = State("已并案", final=True)

    accept = Step(
        "受理并分类", received >> accepted, RECEIVE, who=handler, asks=("category",),
        takes=("unit",), tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "不予受理", received >> refused, RECEIVE, who=handler, asks=("refused_because",),
        tells=(leader,),
    )  # fmt: skip
    merge = Step(
        "与先收到的举报并案", (received | accepted) >> merged, TOGETHER, who=handler,
        asks=("same_number",), optional=True, then=cases.join_first,
    )  # fmt: skip
    ask = Step(
        "问举报人", received >> received, REPLY, who=handler, asks=("question",), optional=True,
        then=cases.put_question,
    )  # fmt: skip
    assign = Step(
        "交办核实", accepted >> verifying, RECEIVE, who=handler, asks=("verifier",),
        takes=("verify_by",), tells=(verifier,), ladder=STEP_LADDER,
        then=cases.check_verifier,
    )  # fmt: skip
    ask_more = Step(
        "再问举报人", verifying >> verifying, REPLY, who=handler, asks=("question",),
        optional=True, then=cases.put_question,
    )  # fmt: skip
    arrange = Step(
        "安排现场检查（不提举报）", verifying >> verifying, SECRET, who=clerk,
        asks=("unit", "inspector", "items", "visit_by"), optional=True, edits=True,
        then=cases.check_visit,
    )  # fmt: skip
    confirm = Step(
        "核实属实", verifying >> verified, RECEIVE, who=verifier, due="verify_by",
        asks=("facts",), needs=(Proof("tip_verification", "核实的书面材料"),),
        tells=(handler, clerk), ladder=TASK_LADDER,
    )  # fmt: skip
    deny = Step(
        "核实不属实或者无法核实", verifying >> unfounded, RECEIVE, who=verifier, due="verify_by",
        asks=("facts",), needs=(Proof("tip_verification", "核实的书面材料"),),
        tells=(handler, clerk), ladder=TASK_LADDER,
    )  # fmt: skip
    to_hazard = Step(
        "登记为事故隐患", verified >> verified, RECEIVE, who=registrar, asks=("unit",),
        optional=True,
    )  # fmt: skip
    to_case = Step(
        "移送查处", verified >> verified, RECEIVE, who=clerk, asks=("recipient", "reason"),
        optional=True,
    )  # fmt: skip
    handle = Step(
        "登记处理结果，送审", (verified | returned) >> handled, RECEIVE, who=clerk,
        asks=("handling",), takes=("unit", "fine", "deaths", "grade"), edits=True,
        tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip
    sign = Step(
        "审签处理结果", handled >> signed, RECEIVE, who=leader, asks=("opinion",),
        unlike=("confirm", "handle"), tells=(handler,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回处理结果", handled >> returned, RECEIVE, who=leader, asks=("opinion",),
        unlike=("confirm", "handle"), tells=(clerk,), returns=True,
    )  # fmt: skip
    answer = Step(
        "答复举报人", signed >> closed, REPLY, who=handler, asks=("reply",), tells=(clerk,),
        ladder=STEP_LADDER, then=cases.open_reward,
    )  # fmt: skip
    answer_unfounded = Step(
        "答复举报人核实结果", unfounded >> closed, REPLY, who=handler, asks=("reply",),
        ladder=STEP_LADDER,
    )  # fmt: skip

"""The verbs of a notice: drafted, released, served, answered with a receipt and with what was done.

Each rests on the clause of its place that ties pay, merit or promotion to the result.
"""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import results
from .models import PayNotice

REPLY = Proof("pay_reply", "回执或者复函")
OUTCOME = Proof("pay_outcome", "运用结果的决定或者复函")
SIGNED = Gate("函已签发", OWN, missing=results.unsigned, can="考核单位负责人")


class PayNoticeFlow(
    Flow, key="remuneration.notice", of=PayNotice, title="考核结果运用", prefix="YY"
):
    """A result of assessment at the body that uses it, until that says what it did."""

    clerk = Party("考核单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("考核单位负责人", at="office", may=roles.RELEASE)
    recipient = Party(
        "主管部门（不在系统里的由考核单位凭回函登记）", at=results.answerer, may=roles.FULFIL
    )

    opening = Opening(
        "送交考核结果", roles.SUPERVISE, ("unit",),
        called=lambda one: f"考核结果运用：{one.unit.name}", doer="drafter", office="office",
        grounded=True,
        about=(*results.ABOUT, "考核结果"), settles=results.settle,
    )  # fmt: skip

    asked = State("待起草", initial=True)
    drafted = State("待批准")
    approved = State("待送达")
    sent = State("待回执")
    received = State("待反馈运用情况")
    declined = State("主管部门退回")
    done = State("已运用", final=True)
    dropped = State("不送交", final=True)

    draft = Step(
        "起草送交意见", asked >> drafted, OWN, who=clerk,
        asks=("recipient", "use", "reply_by", "report_by"), takes=("person", "advice"),
        tells=(leader,), ladder=STEP_LADDER, then=results.check,
    )  # fmt: skip
    approve = Step(
        "批准送交", drafted >> approved, OWN, who=leader, takes=("opinion",),
        unlike=("drafter", "draft", "draft_again"), tells=(clerk,), ladder=STEP_LADDER,
        then=results.write,
    )  # fmt: skip
    drop = Step(
        "不送交", drafted >> dropped, OWN, who=leader, asks=("opinion",),
        unlike=("drafter", "draft", "draft_again"), tells=(clerk,),
    )  # fmt: skip
    send = Step(
        "送达", approved >> sent, OWN, who=clerk, gates=(SIGNED,), tells=(recipient,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    receive = Step(
        "出具回执", sent >> received, OWN, who=recipient, due="reply_by", asks=("reply",),
        needs=(REPLY,), tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip
    decline = Step(
        "不由本单位运用，退回", sent >> declined, OWN, who=recipient, asks=("declined_because",),
        needs=(REPLY,), tells=(clerk, leader),
    )  # fmt: skip
    draft_again = Step(
        "改送", declined >> drafted, OWN, who=clerk,
        asks=("recipient", "use", "reply_by", "report_by"), takes=("person", "advice"),
        edits=("person", "advice"), tells=(leader,), ladder=STEP_LADDER, then=results.check,
    )  # fmt: skip
    report = Step(
        "反馈运用情况", received >> done, OWN, who=recipient, due="report_by", asks=("outcome",),
        needs=(OUTCOME,), tells=(clerk, leader), ladder=TASK_LADDER,
    )  # fmt: skip

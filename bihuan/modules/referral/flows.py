"""The verbs of referral: between authorities by agreed dates, to the police by those of the law.

Limits of the criminal referral are those of 国务院令第310号（2020年修订）; the thirty days of a
complex check are those of 应急〔2019〕54号.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import (
    OWN,
    Gate,
    Law,
    Opening,
    Party,
    Proof,
    State,
    Step,
    days,
    hours,
)
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import letters
from .models import Referral
from .recipients import answerer, redirect, settle

LAW = Law("CN/referral-2020")
#: A check of a clue or a complex case takes no longer (应急〔2019〕54号, confidence M).
LONGEST_CHECK: Final = 30
#: Who has no power to punish: such a department urges first.
POWERLESS: Final = ("department", "supporting_department")
EVIDENCE = Proof("referral_evidence", "证据材料")
REPLY = Proof("referral_reply", "回执、复函或者通知书")

CLERK = Party("移送单位经办人", at="office", may=roles.SUPERVISE)
LEADER = Party("移送单位负责人", at="office", may=roles.RELEASE)
RECIPIENT = Party("接收单位（不在系统里的由移送单位凭回函登记）", at=answerer, may=roles.FULFIL)


def not_urged(record: Referral, _: datetime) -> str:
    """Say that a department without power to punish has not urged rectification yet."""
    if record.kind != Referral.Kind.CASE or record.office.kind not in POWERLESS or record.urged:
        return ""
    return f"{record.office.name}没有行政处罚职责，要先督促整改，并写明督促整改情况。"


def settle_dated(record: Referral, by: Viewer, at: datetime) -> None:
    """Demand recipient, subject and dates to come in their order."""
    settle(record, by, at)
    check_dates(record, at)


def check_dates(record: Referral, at: datetime) -> None:
    """Refuse dates that have passed or lie the wrong way round."""
    today = in_shanghai(at).date()
    if record.reply_by and record.reply_by < today:
        raise Invalid(f"回执期限 {record.reply_by} 已经过了。", field="reply_by")
    if record.reply_by and record.result_by and record.result_by < record.reply_by:
        raise Invalid("反馈结果的期限不能早于回执期限。", field="result_by")


def send_again(moved: Any) -> None:
    """Check the new recipient and dates, and draw up the letter anew."""
    redirect(moved)
    check_dates(moved.record, moved.at)
    letters.send(moved)


def limit_check(moved: Any) -> None:
    """Refuse a check that would end later than the rules let it."""
    record: Referral = moved.record
    today = in_shanghai(moved.at).date()
    latest = today + timedelta(days=LONGEST_CHECK)
    if not today < (record.check_by or today) <= latest:
        says = f"审查期限要在 {today} 以后，最迟 {latest}（{LONGEST_CHECK} 日）。"
        raise Invalid(says, field="check_by")


class ReferralFlow(Flow, key="referral.case", of=Referral, title="案件移送", prefix="YS"):
    """A clue, case or request handed to the authority it belongs to, with its reply and result."""

    clerk, leader, recipient = CLERK, LEADER, RECIPIENT

    opening = Opening(
        "移送线索、案件", roles.SUPERVISE,
        ("kind", "recipient", "facts", "reason", "reply_by", "result_by"),
        takes=("subject", "subject_name", "urged"),
        called=lambda r: f"{r.get_kind_display()}：{r.about}", doer="proposer", office="office",
        grounded=True, about=("移送", "移交", "线索", "司法", "公安", "纪", "追究"),
        beyond=("recipient", "subject"), settles=settle_dated,
    )  # fmt: skip

    opened = State("待送审", initial=True)
    drafted = State("待审批")
    approved = State("待送达")
    sent = State("待回执")
    accepted = State("办理中")
    declined = State("不予受理，待移送单位处理")
    redirected = State("待再次送达")
    done = State("已反馈结果", final=True)
    closed = State("终结移送", final=True)
    dropped = State("不予移送", final=True)

    submit = Step(
        "附上证据，送审", opened >> drafted, OWN, who=CLERK, needs=(EVIDENCE,), tells=(LEADER,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    approve = Step(
        "批准移送", drafted >> approved, OWN, who=LEADER, takes=("opinion",),
        unlike=("proposer", "submit"),
        gates=(Gate("无处罚权的先督促整改", OWN, missing=not_urged, can="移送单位经办人"),),
        tells=(CLERK,), ladder=STEP_LADDER, then=letters.send,
    )  # fmt: skip
    drop = Step(
        "不批准移送", drafted >> dropped, OWN, who=LEADER, asks=("opinion",),
        unlike=("proposer", "submit"), tells=(CLERK,),
    )  # fmt: skip
    hand_over = Step(
        "送达移送函", approved >> sent, OWN, who=CLERK, tells=(RECIPIENT,), ladder=STEP_LADDER,
        gates=(Gate("移送函已签发", OWN, missing=letters.unsigned, can="移送单位负责人"),),
    )  # fmt: skip
    accept = Step(
        "受理，出具回执", sent >> accepted, OWN, who=RECIPIENT, due="reply_by", asks=("reply",),
        needs=(REPLY,), tells=(CLERK,), ladder=TASK_LADDER,
    )  # fmt: skip
    decline = Step(
        "不予受理", sent >> declined, OWN, who=RECIPIENT, asks=("refused_because",),
        needs=(REPLY,), tells=(CLERK, LEADER),
    )  # fmt: skip
    report = Step(
        "反馈处理结果", accepted >> done, OWN, who=RECIPIENT, due="result_by", asks=("result",),
        needs=(REPLY,), tells=(CLERK, LEADER), ladder=TASK_LADDER,
    )  # fmt: skip
    send_again = Step(
        "说明理由，重新移送（改送）", declined >> redirected, OWN, who=CLERK,
        asks=("recipient", "objection", "reply_by", "result_by"), tells=(LEADER,),
        ladder=STEP_LADDER, then=send_again,
    )  # fmt: skip
    hand_over_again = Step(
        "再次送达移送函", redirected >> sent, OWN, who=CLERK, tells=(RECIPIENT,),
        gates=(Gate("移送函已签发", OWN, missing=letters.unsigned, can="移送单位负责人"),),
        ladder=STEP_LADDER,
    )  # fmt: skip
    close = Step(
        "同意不予受理，终结移送", declined >> closed, OWN, who=CLERK, asks=("result",),
        tells=(LEADER,),
    )  # fmt: skip


class CrimeFlow(Flow, key="referral.crime", of=Referral, title="涉嫌犯罪案件移送", prefix="XS"):
    """A case suspected to be a crime, from approval to what police and procurators made of it."""

    clerk, leader, recipient = CLERK, LEADER, RECIPIENT

    opening = Opening(
        "提出涉嫌犯罪案件移送", roles.SUPERVISE, ("recipient", "facts", "reason"),
        takes=("subject", "subject_name"),
        called=lambda r: f"涉嫌犯罪案件移送：{r.about}", doer="proposer", office="office",
        grounded=True, about=("刑事", "犯罪", "司法"), beyond=("recipient", "subject"),
        settles=settle,
    )  # fmt: skip

    opened = State("待送审", initial=True)
    drafted = State("待审批")
    approved = State("待移送")
    sent = State("待回执")
    astray = State("不属管辖，待改送")
    redirected = State("待再次移送")
    received = State("审查中")
    checking = State("延长审查")
    filed = State("已立案，待移交材料")
    investigated = State("侦办中")
    declined = State("不予立案")
    reviewing = State("复议中")
    refused = State("复议维持")
    supervised = State("检察监督中")
    done = State("已反馈结果", final=True)
    closed = State("终结移送", final=True)
    dropped = State("不予移送", final=True)

    submit = Step(
        "附上报告和证据，送审", opened >> drafted, LAW["第五条"], who=CLERK,
        needs=(Proof("referral_report", "案件情况的调查报告"), EVIDENCE), tells=(LEADER,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    approve = Step(
        "批准移送", drafted >> approved, LAW["第五条"], who=LEADER, within=days(3),
        takes=("opinion",), unlike=("proposer", "submit"), tells=(CLERK,), ladder=STEP_LADDER,
        then=letters.send,
    )  # fmt: skip
    drop = Step(
        "不批准移送", drafted >> dropped, LAW["第五条"], who=LEADER, asks=("opinion",),
        unlike=("proposer", "submit"), tells=(CLERK,),
    )  # fmt: skip
    hand_over = Step(
        "向公安机关移送", approved >> sent, LAW["第五条"], who=CLERK, within=hours(24),
        needs=(Proof("referral_items", "涉案物品清单（没有的写明没有）"),),
        gates=(
            Gate("移送书已签发", LAW["第六条"], missing=letters.unsigned, can="移送单位负责人"),
        ),
        tells=(RECIPIENT,), ladder=STEP_LADDER,
    )  # fmt: skip
    receive = Step(
        "在回执上签字", sent >> received, LAW["第七条"], who=RECIPIENT, asks=("reply",),
        needs=(REPLY,), tells=(CLERK,), ladder=TASK_LADDER,
    )  # fmt: skip
    not_ours = Step(
        "不属管辖，告知转送", sent >> astray, LAW["第七条"], who=RECIPIENT, optional=True,
        asks=("refused_because",), needs=(REPLY,), tells=(CLERK,),
    )  # fmt: skip
    send_again = Step(
        "改送有管辖权的机关", astray >> redirected, LAW["第七条"], who=CLERK, within=hours(24),
        asks=("recipient",), tells=(LEADER,), ladder=STEP_LADDER, then=send_again,
    )  # fmt: skip
    hand_over_again = Step(
        "再次移送", redirected >> sent, LAW["第七条"], who=CLERK, within=hours(24),
        gates=(
            Gate("移送书已签发", LAW["第六条"], missing=letters.unsigned, can="移送单位负责人"),
        ),
        tells=(RECIPIENT,), ladder=STEP_LADDER,
    )  # fmt: skip
    docket = Step(
        "决定立案", received >> filed, LAW["第八条"], who=RECIPIENT, within=days(3),
        asks=("docketed",), needs=(REPLY,), tells=(CLERK, LEADER), ladder=TASK_LADDER,
    )  # fmt: skip
    docket_after_check = Step(
        "查证后决定立案", checking >> filed, LAW["第八条"], who=RECIPIENT, due="check_by",
        asks=("docketed",), needs=(REPLY,), tells=(CLERK, LEADER), ladder=TASK_LADDER,
    )  # fmt: skip
    decline = Step(
        "不予立案", (received | checking) >> declined, LAW["第八条"], who=RECIPIENT,
        asks=("refused_because",), needs=(REPLY,), tells=(CLERK, LEADER),
    )  # fmt: skip
    prolong = Step(
        "需要查证，延长审查", received >> checking, LAW["第八条"], who=RECIPIENT,
        asks=("checking", "check_by"), optional=True, tells=(CLERK,), then=limit_check,
    )  # fmt: skip
    surrender = Step(
        "移交物品和材料", filed >> investigated, LAW["第十二条"], who=CLERK, within=days(3),
        asks=("handed",), needs=(Proof("referral_handover", "交接清单"),), tells=(RECIPIENT,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    report = Step(
        "反馈处理结果", investigated >> done, OWN, who=RECIPIENT, asks=("result",),
        needs=(REPLY,), tells=(CLERK, LEADER), ladder=TASK_LADDER,
    )  # fmt: skip
    review = Step(
        "提请复议", declined >> reviewing, LAW["第九条"], who=CLERK, within=days(3),
        asks=("objection",), tells=(RECIPIENT,), ladder=STEP_LADDER,
    )  # fmt: skip
    supervise = Step(
        "建议检察机关立案监督", (declined | refused) >> supervised, LAW["第九条"], who=CLERK,
        within=days(3), asks=("objection", "procuratorate"), tells=(LEADER,), ladder=STEP_LADDER,
    )  # fmt: skip
    accept_refusal = Step(
        "认可不予立案", (declined | refused) >> closed, LAW["第九条"], who=CLERK, asks=("result",),
        tells=(LEADER,),
    )  # fmt: skip
    docket_after_review = Step(
        "复议决定立案", reviewing >> filed, LAW["第九条"], who=RECIPIENT, within=days(3),
        asks=("docketed",), needs=(REPLY,), tells=(CLERK, LEADER), ladder=TASK_LADDER,
    )  # fmt: skip
    uphold = Step(
        "复议维持不予立案", reviewing >> refused, LAW["第九条"], who=RECIPIENT,
        asks=("refused_because",), needs=(REPLY,), tells=(CLERK, LEADER),
    )  # fmt: skip
    docket_after_supervision = Step(
        "检察监督后立案", supervised >> filed, LAW["第九条"], who=CLERK,
        asks=("supervised", "docketed"), needs=(REPLY,), tells=(LEADER,), ladder=TASK_LADDER,
    )  # fmt: skip
    end_supervision = Step(
        "检察监督后终结", supervised >> closed, LAW["第九条"], who=CLERK, asks=("supervised",),
        needs=(REPLY,), tells=(LEADER,),
    )  # fmt: skip

"""The verbs of commendation: asked about, announced, decided, looked at again.

A round carries out the clause it was opened on. No document says for how many days a list is
announced: who announces it writes until when.
"""

from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import eligibility, nominees
from .models import AwardReview, Commendation

CLEAR = (
    Gate("名单上还有人", OWN, missing=eligibility.nobody, can="推荐单位"),
    Gate("没有在效的限制", OWN, missing=eligibility.barred, can="推荐单位除名；限制期满以后再推荐"),
    Gate("意见都已答复", OWN, missing=eligibility.unanswered, can="被征求意见的单位"),
)
OVER = Gate("公示期已满", OWN, missing=eligibility.notice_runs, can="公示期满后由决定单位")


def announce(moved: Any) -> None:
    """Refuse a notice that ends today or before."""
    if moved.record.notice_until <= in_shanghai(moved.at).date():
        raise Invalid("公示的最后一天要晚于今天。", field="notice_until")


class CommendationFlow(
    Flow, key="commendation.round", of=Commendation, title="表彰奖励", prefix="BZ"
):
    """A list of units and persons put forward for an honour, asked about, announced, decided."""

    clerk = Party("推荐单位", at="office", may=roles.REVIEW)
    leader = Party("决定单位负责人", at="decider", may=roles.RELEASE)

    opening = Opening(
        "推荐表彰奖励", roles.REVIEW,
        ("kind", "honour", "nominated", "decider", "reply_by", "decide_by"), takes=("asked",),
        called=lambda c: f"{c.get_kind_display()}：{c.honour}", doer="proposer", office="office",
        grounded=True, about=("表彰", "奖励", "评先", "评优", "先进", "表扬", "示范"),
        beyond=("decider", "asked"), settles=nominees.settle, then=nominees.enter,
    )  # fmt: skip

    proposed = State("待征求意见", initial=True)
    asking = State("征求意见中")
    announced = State("公示中")
    pending = State("待决定")
    granted = State("已表彰", final=True)
    refused = State("不予表彰", final=True)
    withdrawn = State("已撤回", final=True)

    ask = Step(
        "征求意见", proposed >> asking, OWN, who=clerk, due="reply_by", ladder=STEP_LADDER,
    )  # fmt: skip
    strike = Step(
        "从名单上除名", asking >> asking, OWN, who=clerk, asks=("struck", "struck_because"),
        optional=True, then=nominees.strike,
    )  # fmt: skip
    announce = Step(
        "公示", asking >> announced, OWN, who=clerk, due="reply_by",
        asks=("notice_where", "notice_until"), gates=CLEAR, tells=(leader,), ladder=TASK_LADDER,
        needs=(Proof("commendation_notice", "公示的页面或版面"),), then=announce,
    )  # fmt: skip
    go_on = Step(
        "不公示，报请决定", asking >> pending, OWN, who=clerk, asks=("unannounced",), gates=CLEAR,
        tells=(leader,),
    )  # fmt: skip
    hear = Step(
        "登记公示异议", announced >> announced, OWN, who=clerk, asks=("objection",), optional=True,
        tells=(leader,),
    )  # fmt: skip
    strike_later = Step(
        "公示期间除名", announced >> announced, OWN, who=clerk,
        asks=("struck", "struck_because"), optional=True, tells=(leader,), then=nominees.strike,
    )  # fmt: skip
    decide = Step(
        "决定表彰", announced >> granted, OWN, who=leader, due="decide_by", asks=("reasons",),
        unlike=("proposer",), gates=(OVER, *CLEAR), tells=(clerk,), ladder=STEP_LADDER,
        then=nominees.grant,
    )  # fmt: skip
    decide_at_once = Step(
        "决定表彰（没有公示）", pending >> granted, OWN, who=leader, due="decide_by",
        asks=("reasons",), unlike=("proposer",), gates=CLEAR, tells=(clerk,), ladder=STEP_LADDER,
        then=nominees.grant,
    )  # fmt: skip
    refuse = Step(
        "不予表彰", (announced | pending) >> refused, OWN, who=leader, asks=("reasons",),
        unlike=("proposer",), tells=(clerk,),
    )  # fmt: skip
    withdraw = Step(
        "撤回推荐", (proposed | asking | announced | pending) >> withdrawn, OWN, who=clerk,
        asks=("reasons",), optional=True, tells=(leader,),
    )  # fmt: skip


class AwardReviewFlow(
    Flow, key="commendation.review", of=AwardReview, title="表彰复核", prefix="BF"
):
    """An award that is looked at again: kept, or revoked with a reason."""

    leader = Party("决定单位负责人", at="decider", may=roles.RELEASE)
    clerk = Party("提出单位", at="office", may=roles.REVIEW)

    opening = Opening(
        "提请复核表彰", roles.REVIEW, ("award", "why"), whose="decider", office="office",
        called=lambda r: str(r), about=("表彰", "奖励", "评先", "评优", "先进"),
        settles=nominees.settle_review,
    )  # fmt: skip

    asked = State("待复核", initial=True)
    kept = State("维持表彰", final=True)
    revoked = State("已撤销表彰", final=True)

    revoke = Step(
        "撤销表彰", asked >> revoked, OWN, who=leader, asks=("finding",), tells=(clerk,),
        ladder=STEP_LADDER, then=nominees.revoke,
    )  # fmt: skip
    keep = Step(
        "维持表彰", asked >> kept, OWN, who=leader, asks=("finding",), tells=(clerk,),
    )  # fmt: skip

"""The verbs of a suggestion: given to who can handle it, replied, judged by who made it."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from .models import Suggestion


def check(record: Suggestion, by: Viewer, at: datetime) -> None:
    """Refuse a day for the reply that has passed."""
    if record.reply_by and record.reply_by < in_shanghai(at).date():
        raise Invalid(f"答复期限 {record.reply_by} 已经过了。", field="reply_by")


def dated(moved: Any) -> None:
    """Keep the day of the reply."""
    moved.record.replied_on = in_shanghai(moved.at).date()
    moved.record.save(update_fields=["replied_on"])


class SuggestionFlow(Flow, key="tips.suggestion", of=Suggestion, title="建议办理", prefix="JN"):
    """A suggestion of a deputy, an employee or anybody, until she says what she thinks."""

    giver = Party("交办单位", at="office", may=roles.ACCEPT)
    handler = Party("承办单位", at="handler", may=roles.FULFIL)
    head = Party("承办单位负责人", at="handler", may=roles.SIGN)

    opening = Opening(
        "登记建议、提案", roles.ASSIGN, ("source", "proposer", "headline", "says", "handler"),
        takes=("reply_by",), called=lambda one: f"{one.get_source_display()}：{one.headline}",
        doer="receiver", office="office", about=("建议", "提案", "监督"), beyond=("handler",),
        settles=check,
    )  # fmt: skip

    given = State("待承办", initial=True)
    handling = State("待答复")
    declined = State("不属承办范围，待改交")
    drafted = State("答复待审签")
    returned = State("退回修改")
    replied = State("待提出人评价")
    unhappy = State("不满意，待重新答复")
    closed = State("已办结", final=True)

    take_on = Step(
        "承办", given >> handling, OWN, who=handler, ladder=TASK_LADDER, tells=(giver,),
    )  # fmt: skip
    decline = Step(
        "不属本单位，退回", given >> declined, OWN, who=handler, asks=("declined_because",),
        tells=(giver,),
    )  # fmt: skip
    give_again = Step(
        "改交别的单位", declined >> given, OWN, who=giver, asks=("handler",), takes=("reply_by",),
        edits=True, tells=(handler,), ladder=STEP_LADDER,
    )  # fmt: skip
    draft = Step(
        "起草答复", (handling | returned) >> drafted, OWN, who=handler, due="reply_by",
        asks=("reply",), tells=(head,), ladder=TASK_LADDER,
    )  # fmt: skip
    reply = Step(
        "审签答复，送提出人", drafted >> replied, OWN, who=head, due="reply_by",
        unlike=("draft",), needs=(Proof("suggestion_reply", "签发的答复件或送达凭据"),),
        tells=(giver,), ladder=TASK_LADDER, then=dated,
    )  # fmt: skip
    send_back = Step(
        "退回修改答复", drafted >> returned, OWN, who=head, asks=("opinion",), unlike=("draft",),
        tells=(handler,), returns=True,
    )  # fmt: skip
    content = Step(
        "登记提出人满意，办结", replied >> closed, OWN, who=giver, asks=("content",),
        takes=("feedback",), ladder=STEP_LADDER,
    )  # fmt: skip
    discontent = Step(
        "登记提出人不满意，重新答复", replied >> unhappy, OWN, who=giver,
        asks=("feedback",), tells=(handler,), returns=True,
    )  # fmt: skip
    reply_again = Step(
        "重新答复提出人，办结", unhappy >> closed, OWN, who=head, asks=("reply",),
        needs=(Proof("suggestion_reply", "签发的答复件或送达凭据"),), tells=(giver,),
        ladder=TASK_LADDER, then=dated,
    )  # fmt: skip

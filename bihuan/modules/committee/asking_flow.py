"""The verbs of asking others: for comments on a draft, for help; and of answering them.

What is asked of other units is handed out, followed up and answered as papers received are, by
党政机关公文处理工作条例第二十四条（四）（六）（七）.
"""

import re
from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace import matters
from bihuan.modules import STEP_LADDER, TASK_LADDER

from .flows import ANSWERED, HANDED, URGED
from .models import Assistance, Comment, CommentRound, Remark

WHOLE = "全文"
_REMARK = re.compile(r"^([^：:]{1,60})[：:]\s*(\S.*)$")


def remarks_in(words: str) -> list[tuple[str, str]]:
    """Return the comments of a text, one a line: the clause before the colon, and the words.

    Raises :class:`Invalid` for a line without a clause or without words.

    >>> remarks_in("第三条：改为月底")
    [('第三条', '改为月底')]
    """
    found = []
    for n, line in enumerate((row.strip() for row in words.splitlines() if row.strip()), 1):
        match = _REMARK.match(line)
        if match is None:
            says = (
                f"第{n}条意见要先写条款再写冒号，如“第三条：{line[:20]}”；对全文的写“{WHOLE}：”。"
            )
            raise Invalid(says, field="words")
        found.append((match[1].strip(), match[2].strip()))
    return found


def keep_remarks(moved: Any) -> None:
    """Keep each comment as a row of its own, to be adopted or declined by itself."""
    comment = moved.record
    Remark.objects.bulk_create(
        Remark(comment=comment, clause=clause, says=says)
        for clause, says in remarks_in(comment.words)
    )


def unhandled(record: Comment, _: datetime) -> str:
    """Say how many remarks wait for a verdict."""
    n = record.remarks.filter(verdict="").count()
    return f"还有 {n} 条意见没有写明是否采纳。" if n else ""


class CommentFlow(Flow, key="committee.comment", of=Comment, title="反馈意见", prefix="YJ"):
    """One unit's answer about a draft, until each of its remarks has a verdict."""

    asked_unit = Party("被征求意见的单位", at="unit", may=roles.FULFIL)
    clerk = Party("征求意见的单位", at="round.matter.unit", may=roles.REVIEW)
    leader = Party("征求意见单位负责人", at="round.matter.unit", may=roles.RELEASE)

    acts = {"remarks_decided": "写明采纳情况"}

    asked = State("待反馈", initial=True)
    answered = State("待处理")
    closed = State("已办结", final=True)
    released = State("免予反馈", final=True)

    comment = Step(
        "提出修改意见", asked >> answered, ANSWERED, who=asked_unit, due="due_on",
        asks=("words",), tells=(clerk,), ladder=TASK_LADDER, then=keep_remarks,
    )  # fmt: skip
    agree = Step(
        "没有修改意见", asked >> closed, ANSWERED, who=asked_unit, asks=("stance",),
        tells=(clerk,),
    )  # fmt: skip
    settle = Step(
        "办结并告知采纳情况", answered >> closed, URGED, who=clerk,
        gates=(Gate("每条意见都有结论", URGED, missing=unhandled, can="征求意见的单位"),),
        unlike=("comment",), tells=(asked_unit,), ladder=STEP_LADDER,
    )  # fmt: skip
    release = Step(
        "免予反馈", asked >> released, URGED, who=leader, asks=("opinion",), optional=True,
        tells=(asked_unit,),
    )  # fmt: skip


def ask_each(moved: Any) -> None:
    """Ask every unit named for its answer by the day set; each may open the draft."""
    asked, matter = moved.record, moved.matter
    units = Unit.objects.filter(pk__in=asked.addressees).select_related("place").order_by("pk")
    for unit in units:
        matters.add_party(matter, unit, "asked", by=moved.by, at=moved.at)
        comment = Comment(round=asked, unit=unit, due_on=asked.due_on)
        case = Case(
            f"{unit.name}：{asked.name}（征求意见稿）"[:240], unit.place, unit, None, matter
        )
        begin(CommentFlow, case, comment, by=moved.by, at=moved.at)


def unreturned(record: CommentRound, _: datetime) -> str:
    """Name the units whose answers have not come or are not handled yet."""
    waiting = record.comments.filter(matter__closed_at=None).select_related("unit").order_by("pk")
    names = [comment.unit.name for comment in waiting]
    return f"还有{len(names)}个单位没有反馈或没有处理完：{'、'.join(names)}。" if names else ""


def release_all(moved: Any) -> None:
    """Take the question back from every unit that has not answered it."""
    rows = moved.record.comments.filter(matter__state="asked").select_related("matter")
    for comment in rows.order_by("pk"):
        matter = comment.matter
        advance(
            matter, CommentFlow.release, by=moved.by, at=moved.at, revision=matter.revision,
            fields={"opinion": moved.record.opinion},
        )  # fmt: skip


class CommentRoundFlow(
    Flow, key="committee.comments", of=CommentRound, title="征求意见", prefix="ZQ"
):
    """A draft on its round; every unit asked must answer before the round can end."""

    clerk = Party("征求意见的单位", at="matter.unit", may=roles.REVIEW)
    leader = Party("征求意见单位负责人", at="matter.unit", may=roles.RELEASE)

    opening = Opening(
        "征求意见", roles.REVIEW, ("name", "addressees", "due_on"), takes=("says",),
        called=lambda one: f"{one.name}（征求意见稿）", doer="proposer", about=("征求意见",),
    )  # fmt: skip

    drafted = State("待发出", initial=True)
    collecting = State("征求意见中")
    closed = State("已办结", final=True)
    withdrawn = State("已撤回", final=True)

    send = Step(
        "发出征求意见稿", drafted >> collecting, HANDED, who=clerk, takes=("opinion",),
        needs=(Proof("comment_draft", "征求意见稿"),), ladder=STEP_LADDER, then=ask_each,
    )  # fmt: skip
    conclude = Step(
        "形成意见采纳情况表", collecting >> closed, URGED, who=clerk, asks=("outcome",),
        gates=(Gate("各单位都已反馈并处理", URGED, missing=unreturned, can="被征求意见的单位"),),
        tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip
    withdraw = Step(
        "撤回征求意见", (drafted | collecting) >> withdrawn, URGED, who=leader,
        asks=("opinion",), optional=True, then=release_all,
    )  # fmt: skip


class AssistanceFlow(
    Flow, key="committee.assistance", of=Assistance, title="请求协助", prefix="XZ"
):
    """Help asked upward or sideways, until it is given or refused with a reason."""

    helper = Party("协助单位", at="asked", may=roles.FULFIL)
    asker = Party("请求单位", at="asker", may=roles.FULFIL)

    opening = Opening(
        "请求协助", roles.FULFIL, ("asked", "need", "by_when"), whose="asked", doer="person",
        office="asker", called=lambda one: f"协助{one.asker.name}：{one.need}", beyond=("asked",),
        about=("协调", "协助", "配合"),
    )  # fmt: skip

    waiting = State("待答复", initial=True)
    helping = State("协助中")
    answered = State("已答复", final=True)
    refused = State("不能协助", final=True)
    withdrawn = State("已撤回", final=True)

    accept = Step(
        "接受协助请求", waiting >> helping, HANDED, who=helper, due="by_when", asks=("reply",),
        tells=(asker,), ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "不能协助", waiting >> refused, HANDED, who=helper, asks=("because",), tells=(asker,),
    )  # fmt: skip
    answer = Step(
        "答复协助结果", helping >> answered, ANSWERED, who=helper, due="by_when",
        asks=("answer",), tells=(asker,), ladder=STEP_LADDER,
    )  # fmt: skip
    withdraw = Step(
        "撤回请求", (waiting | helping) >> withdrawn, URGED, who=asker, asks=("opinion",),
        optional=True, tells=(helper,),
    )  # fmt: skip

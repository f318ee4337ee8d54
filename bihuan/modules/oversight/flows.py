"""The verbs of oversight: it takes place, raises problems, is answered, and judges the answer.

People's congresses inspect how the law is carried out, political consultation looks into prominent
problems (``kinds.toml``). Each problem goes to an owner with a day; the office tells the body what
came of it, the body is content or is not. Days are those of the body's paper: none is invented.
"""

from datetime import date, datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from .models import Issue, Oversight

PAPER = Proof("oversight_paper", "监督机关的文件")
REPLY = Proof("oversight_reply", "办理情况的佐证")
REPORT = Proof("oversight_report", "研究处理情况的报告")
WORD = Proof("oversight_word", "监督机关的意见（会议记录、复函）", least=0)


def speaker(record: Oversight, on: date) -> Unit | None:
    """Return who takes the body's steps: itself where somebody signs in for it, else the office."""
    found: Unit = record.body if terms.answers(record.body, on) else record.office
    return found


def speaks_of(record: Issue, on: date) -> Unit | None:
    """Return who says what the body thinks of a problem's handling."""
    return speaker(record.oversight, on)


def settle(record: Oversight, by: Viewer, at: datetime) -> None:
    """Refuse a body that would oversee itself."""
    if record.body_id == by.unit_id:
        raise Invalid("监督机关是本单位，请写开展监督的机关。", field="body")


def not_before(moved: Any) -> None:
    """Refuse a day that has not come, on which oversight is said to have taken place."""
    if moved.record.held_on > in_shanghai(moved.at).date():
        raise Invalid("“开展日期”不能晚于今天。", field="held_on")


def unraised(record: Oversight, _: datetime) -> str:
    """Say that no problem was handed to anybody yet."""
    return "" if record.issues.exists() else "还没有把问题逐项交给承办单位。"


def raised(record: Oversight, _: datetime) -> str:
    """Say that problems were handed out, which have to be handled."""
    n = record.issues.count()
    return f"已经交办 {n} 项，要逐项办理。" if n else ""


def unhandled(record: Oversight, _: datetime) -> str:
    """Name the owners that have not answered to the office's content."""
    waiting = record.issues.exclude(matter__state__in=("checked", "retold", "closed"))
    names = [one.owner.name for one in waiting.select_related("owner").order_by("pk")]
    return f"还有{len(names)}项没有办好：{'、'.join(names)}。" if names else ""


def unjudged(record: Oversight, _: datetime) -> str:
    """Say how many problems the body has not judged the handling of."""
    n = record.issues.filter(matter__closed_at=None).count()
    return f"还有{n}项没有登记监督机关的评价。" if n else ""


class OversightFlow(
    Flow, key="oversight.activity", of=Oversight, title="人大、政协监督", prefix="RD"
):
    """An inspection, inquiry or survey of a body, until it is content with what was done."""

    office = Party("承接单位经办人", at="office", may=roles.SUPERVISE)
    head = Party("承接单位负责人", at="office", may=roles.RELEASE)
    body = Party("监督机关（不在系统里的由承接单位凭文件登记）", at=speaker, may=roles.SUPERVISE)

    opening = Opening(
        "登记监督活动", roles.SUPERVISE, ("kind", "body", "topic"), takes=("starts_on",),
        called=lambda one: one.called, doer="registrar", office="office",
        about=("人大", "政协", "监督"), beyond=("body",), settles=settle,
    )  # fmt: skip

    planned = State("待开展", initial=True)
    held = State("待交办问题")
    handling = State("办理中")
    drafted = State("报告待审签")
    reworking = State("报告退回修改")
    reported = State("待监督机关评价")
    unhappy = State("监督机关不满意，继续办理")
    reported_again = State("已再次报告，待监督机关评价")
    closed = State("已办结", final=True)

    hold = Step(
        "登记开展情况", planned >> held, OWN, who=body, due="starts_on",
        asks=("held_on", "looked_at"), takes=("attended",), tells=(office,), ladder=STEP_LADDER,
        then=not_before,
    )  # fmt: skip
    give_out = Step(
        "登记审议（监督）意见，问题交办完毕", held >> handling, OWN, who=office,
        asks=("paper", "opinions"), takes=("report_by",), needs=(PAPER,), tells=(body,),
        gates=(Gate("问题已逐项交办", OWN, missing=unraised, can="承接单位"),),
        ladder=STEP_LADDER,
    )  # fmt: skip
    nothing_raised = Step(
        "监督机关没有提出问题，办结", held >> closed, OWN, who=office, asks=("paper",),
        needs=(PAPER,), gates=(Gate("没有交办问题", OWN, missing=raised, can="承接单位"),),
        tells=(body,),
    )  # fmt: skip
    draft = Step(
        "起草研究处理情况的报告", handling >> drafted, OWN, who=office, due="report_by",
        asks=("result",), needs=(REPORT,), tells=(head,), ladder=TASK_LADDER,
        gates=(Gate("问题都已办好", OWN, missing=unhandled, can="承办单位"),),
    )  # fmt: skip
    report = Step(
        "审签，报告监督机关", drafted >> reported, OWN, who=head, due="report_by",
        unlike=("draft",), tells=(body,), ladder=TASK_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回修改报告", drafted >> reworking, OWN, who=head, asks=("opinion",), unlike=("draft",),
        tells=(office,), returns=True,
    )  # fmt: skip
    redraft = Step(
        "修改研究处理情况的报告", reworking >> drafted, OWN, who=office, due="report_by",
        asks=("result",), needs=(REPORT,), tells=(head,), ladder=TASK_LADDER,
    )  # fmt: skip
    content = Step(
        "监督机关同意处理情况，办结", (reported | reported_again) >> closed, OWN, who=body,
        asks=("verdict",), needs=(WORD,), tells=(office, head), ladder=STEP_LADDER,
        gates=(Gate("各项都有评价", OWN, missing=unjudged, can="监督机关"),),
    )  # fmt: skip
    ask_again = Step(
        "监督机关不满意，继续办理", (reported | reported_again) >> unhappy, OWN, who=body,
        asks=("verdict", "report_by"), needs=(WORD,), tells=(office, head), returns=True,
    )  # fmt: skip
    report_again = Step(
        "再次报告监督机关", unhappy >> reported_again, OWN, who=head, due="report_by",
        asks=("result",), needs=(REPORT,), tells=(body,), ladder=TASK_LADDER,
        gates=(Gate("问题都已办好", OWN, missing=unhandled, can="承办单位"),),
    )  # fmt: skip


class IssueFlow(Flow, key="oversight.issue", of=Issue, title="监督意见办理", prefix="RY"):
    """A problem raised by oversight, from its owner's answer to what the body says of it."""

    office = Party("承接单位经办人", at="oversight.office", may=roles.SUPERVISE)
    owner = Party("承办单位", at="owner", may=roles.FULFIL)
    body = Party("监督机关（不在系统里的由承接单位凭文件登记）", at=speaks_of, may=roles.SUPERVISE)

    given = State("待办理", initial=True)
    answered = State("待核对")
    returned = State("退回重办")
    checked = State("已核对，待监督机关评价")
    unhappy = State("监督机关不满意，待重办")
    redone = State("重办后待核对")
    retold = State("已再次告知，待监督机关评价")
    closed = State("已办结", final=True)

    answer = Step(
        "报办理情况", given >> answered, OWN, who=owner, due="due_on", asks=("reply",),
        needs=(REPLY,), tells=(office,), ladder=TASK_LADDER,
    )  # fmt: skip
    check = Step(
        "核对属实，告知监督机关", answered >> checked, OWN, who=office,
        unlike=("answer", "answer_again"), tells=(owner, body), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "核对不合格，退回重办", (answered | redone) >> returned, OWN, who=office,
        asks=("opinion", "again_by"), unlike=("answer", "answer_again", "redo"), tells=(owner,),
        returns=True,
    )  # fmt: skip
    answer_again = Step(
        "重报办理情况", returned >> answered, OWN, who=owner, due="again_by", asks=("reply",),
        needs=(REPLY,), tells=(office,), ladder=TASK_LADDER,
    )  # fmt: skip
    content = Step(
        "监督机关满意，办结", (checked | retold) >> closed, OWN, who=body, asks=("verdict",),
        tells=(owner, office), ladder=STEP_LADDER,
    )  # fmt: skip
    discontent = Step(
        "监督机关不满意，重办", (checked | retold) >> unhappy, OWN, who=body,
        asks=("verdict", "again_by"), tells=(owner, office), returns=True,
    )  # fmt: skip
    redo = Step(
        "重办并报办理情况", unhappy >> redone, OWN, who=owner, due="again_by", asks=("reply",),
        needs=(REPLY,), tells=(office,), ladder=TASK_LADDER,
    )  # fmt: skip
    tell_again = Step(
        "核对属实，再次告知监督机关", redone >> retold, OWN, who=office,
        unlike=("answer", "answer_again", "redo"), tells=(owner, body), ladder=STEP_LADDER,
    )  # fmt: skip

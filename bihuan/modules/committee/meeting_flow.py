"""The verbs of a committee's meeting: planned, called, held, its minutes signed; and its replies.

A meeting carries out the clause of the duty that it meets. What is decided becomes directives, and
the duty is met, in the act that signs the minutes. A call is answered as papers received are.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.trace import matters
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER

from . import minutes, rules, seats
from .flows import ANSWERED, URGED
from .models import Convocation, Meeting


class ConvocationFlow(
    Flow, key="committee.convocation", of=Convocation, title="会议回执", prefix="HZ"
):
    """One member's call to a meeting, from its notice to whether it came."""

    member = Party("成员单位", at="unit", may=roles.FULFIL)
    office = Party("会议承办单位", at="meeting.office", may=roles.ASSIGN)

    sent = State("待回执", initial=True)
    replied = State("已回执")
    closed = State("已记录", final=True)
    withdrawn = State("会议取消", final=True)

    reply = Step(
        "回执", sent >> replied, ANSWERED, who=member, due="reply_by", asks=("reply", "attendee"),
        takes=("because",), ladder=STEP_LADDER,
    )  # fmt: skip
    change = Step(
        "更改回执", replied >> replied, ANSWERED, who=member, asks=("reply", "attendee"),
        takes=("because",), optional=True, tells=(office,),
    )  # fmt: skip
    note = Step(
        "记录到会", (sent | replied) >> closed, URGED, who=office, asks=("presence",),
        takes=("attendee",), edits=("attendee",), optional=True,
    )  # fmt: skip
    withdraw = Step(
        "取消通知", (sent | replied) >> withdrawn, URGED, who=office, takes=("opinion",),
        optional=True, tells=(member,),
    )  # fmt: skip


def invite(moved: Any) -> None:
    """Call every member of the day to the meeting; each owes a reply by the day set."""
    meeting, matter = moved.record, moved.matter
    called = seats.members(meeting.body, in_shanghai(moved.at).date())
    if not called:
        raise WrongState(f"{meeting.body.name}还没有登记成员，不能发会议通知。")
    for seat in called:
        matters.add_party(matter, seat.unit, "member", by=moved.by, at=moved.at)
        convocation = Convocation(
            meeting=meeting, seat=seat, unit=seat.unit, reply_by=meeting.replies_by
        )
        title = f"{seat.unit.name}（{seat.get_part_display()}）：{matter.title}"[:240]
        case = Case(title, seat.unit.place, seat.unit, matter.clause, matter)
        begin(ConvocationFlow, case, convocation, by=moved.by, at=moved.at)


def call_off(moved: Any) -> None:
    """Take back every call that is still open."""
    rows = moved.record.convocations.filter(matter__closed_at=None).select_related("matter")
    for convocation in rows.order_by("pk"):
        matter = convocation.matter
        advance(
            matter, ConvocationFlow.withdraw, by=moved.by, at=moved.at, revision=matter.revision,
            fields={"opinion": moved.record.opinion},
        )  # fmt: skip


def unrecorded(meeting: Meeting, _: datetime) -> str:
    """Name the members of whom nobody wrote down whether they came."""
    rows = meeting.convocations.filter(presence="").select_related("unit").order_by("pk")
    names = [one.unit.name for one in rows]
    return f"还有{len(names)}个成员没有记录到会情况：{'、'.join(names)}。" if names else ""


def short_of_quorum(meeting: Meeting, at: datetime) -> str:
    """Say that too few came, "" when enough did or no quorum is set."""
    rule, called = seats.quorum(meeting.body, at), meeting.convocations.count()
    if rule is None:
        return ""
    came = meeting.convocations.filter(presence__in=("present", "deputy")).count()
    least = rules.needed(called, rule.share)
    if came >= least:
        return ""
    return f"应到{called}，实到{came}，不足法定人数{least}（{rule.says}，{rule.basis}）。"


def undecided(meeting: Meeting, _: datetime) -> str:
    """Say that nothing decided was written down yet."""
    return "" if meeting.resolutions.exists() else "还没有写入议定事项。"


def check_day(moved: Any) -> None:
    """Refuse minutes of a day that has not come."""
    if moved.record.held_on > in_shanghai(moved.at).date():
        raise Invalid("实际召开日期还没有到。", field="held_on")


class MeetingFlow(Flow, key="committee.meeting", of=Meeting, title="安委会会议", prefix="HY"):
    """A meeting from its plan to its signed minutes."""

    acts = {
        "item_put": "列入议题",
        "item_declined": "不列入议题",
        "resolved": "写入议定事项",
        "resolution_dropped": "删去议定事项",
    }

    office = Party("会议承办单位", at="office", may=roles.ASSIGN)
    chair = Party("召集的安委会", at="body", may=roles.RELEASE)

    planned = State("待通知", initial=True)
    called = State("待召开")
    held = State("待签发纪要")
    closed = State("已办结", final=True)
    cancelled = State("已取消", final=True)

    call = Step(
        "发会议通知", planned >> called, OWN, who=office, due="meets_on", then=invite,
        tells=(chair,), ladder=STEP_LADDER,
    )  # fmt: skip
    hold = Step(
        "登记会议情况", called >> held, OWN, who=office, due="meets_on",
        asks=("held_on", "said"), takes=("observers",),
        needs=(Proof("meeting_minutes", "会议纪要稿"), Proof("attendance_sheet", "签到表")),
        gates=(
            Gate("到会情况已记录", OWN, missing=unrecorded, can="会议承办单位"),
            Gate("法定人数（没有设定的不作判断）", OWN, missing=short_of_quorum, can="安委会成员"),
            Gate("议定事项已写入", OWN, missing=undecided, can="会议承办单位"),
        ),
        tells=(chair,), ladder=STEP_LADDER, then=check_day,
    )  # fmt: skip
    sign = Step(
        "签发纪要", held >> closed, OWN, who=chair, asks=("chair",),
        takes=("opinion",), unlike=("hold",), tells=(office,), ladder=STEP_LADDER,
        then=minutes.carry_out,
    )  # fmt: skip
    send_back = Step(
        "退回修改纪要", held >> called, OWN, who=chair, asks=("opinion",), unlike=("hold",),
        tells=(office,),
    )  # fmt: skip
    cancel = Step(
        "取消会议", (planned | called) >> cancelled, OWN, who=office, asks=("opinion",),
        optional=True, tells=(chair,), then=call_off,
    )  # fmt: skip

"""Preparing a meeting: its plan and agenda, who came, what it decided; each act is traced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence, matters
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import label_of

from . import minutes, seats
from .meeting_flow import ConvocationFlow, MeetingFlow
from .models import AgendaItem, Convocation, Meeting, Resolution

PAPER = "agenda_paper"
GATHERING = (MeetingFlow.planned.name, MeetingFlow.called.name)


@dataclass(frozen=True)
class Planned:
    """What a meeting is planned with; ``duty`` is the recurring duty that holding it meets."""

    kind: str
    meets_on: date
    starts_at: str
    venue: str
    replies_by: date
    topic: str = ""
    duty: Obligation | None = None


def duties(body: Unit, viewer: Viewer) -> QuerySet[Obligation]:
    """Return the open duties of a committee that a meeting meets, the nearest first."""
    rows = Obligation.objects.visible_to(viewer).filter(
        holder=body, done_at=None, matter=None, rule__record="meeting"
    )
    return rows.select_related("rule", "base", "clause__document").order_by("current_due", "pk")


@transaction.atomic
def plan(body: Unit, planned: Planned, *, by: Viewer, at: datetime) -> Matter:
    """Plan a meeting in the name of the committee's office and return its matter.

    Its members may open it at once, and put items on its agenda. Raises :class:`NotAllowed` for
    anybody but the office, and :class:`Invalid`, naming the field, for a committee without office
    or members, days in the wrong order, or a duty that is another's or of another time.
    """
    day = in_shanghai(at).date()
    office = seats.office_of(body, day)
    if office is None:
        raise Invalid(f"{body.name}还没有登记办公室，请先在组成里登记。", field="body")
    if by.unit_id != office.pk or not by.can(roles.ASSIGN):
        raise NotAllowed(f"{body.name}的会议由{office.name}筹备。", can=office.name)
    _check(body, planned, day, by)
    record = Meeting(
        body=body, office=office, duty=planned.duty, kind=planned.kind, topic=planned.topic,
        meets_on=planned.meets_on, starts_at=planned.starts_at, venue=planned.venue,
        replies_by=planned.replies_by, previous=last_held(body, planned.meets_on),
    )  # fmt: skip
    title = f"{body.name}{label_of(planned.meets_on)}{record.get_kind_display()}"
    clause = planned.duty.clause if planned.duty else None
    matter = begin(MeetingFlow, Case(title, body.place, body, clause), record, by=by, at=at)
    AgendaItem.objects.bulk_create(minutes.system_items(record))
    for seat in seats.members(body, day):
        matters.add_party(matter, seat.unit, "member", by=by, at=at)
    return matter


def last_held(body: Unit, before: date) -> Meeting | None:
    """Return the last meeting of a committee whose minutes were signed."""
    rows = Meeting.objects.filter(body=body, matter__state=MeetingFlow.closed.name)
    return rows.filter(meets_on__lt=before).order_by("-meets_on", "-pk").first()


def _check(body: Unit, planned: Planned, day: date, by: Viewer) -> None:
    if planned.kind not in Meeting.Kind.values:
        raise Invalid("还没有选择会议种类。", field="kind")
    for word, title, name in (
        (planned.starts_at, "开始时间", "starts_at"), (planned.venue, "会议地点", "venue"),
    ):  # fmt: skip
        if not word.strip():
            raise Invalid(f"还没有填写“{title}”。", field=name)
    if planned.meets_on < day:
        raise Invalid(f"会议日期 {planned.meets_on} 已经过了。", field="meets_on")
    if not day <= planned.replies_by <= planned.meets_on:
        raise Invalid("回执和议题截止日期应在今天到会议日期之间。", field="replies_by")
    if not seats.members(body, day):
        raise Invalid(f"{body.name}还没有登记成员，请先在组成里登记。", field="body")
    duty = planned.duty
    if duty is None:
        return
    if not duties(body, by).filter(pk=duty.pk).exists():
        raise Invalid("选的责任事项不是这个安委会现在应开的会。", field="duty")
    if duty.base is not None and planned.meets_on < duty.base.starts:
        raise Invalid(f"这项责任从 {duty.base.starts} 起算，会议日期早于它。", field="meets_on")


@transaction.atomic
def put_item(  # noqa: PLR0913 - an item has a title, an explanation and a paper
    meeting: Meeting,
    title: str,
    says: str,
    paper: tuple[str, BinaryIO] | None,
    *,
    by: Viewer,
    at: datetime,
    revision: int,
) -> AgendaItem:
    """Put an item on the agenda, with its paper. For members until the day set, and the office.

    Raises :class:`NotAllowed`, :class:`WrongState`, :class:`Conflict` and :class:`Invalid`.
    """
    matter = _held(meeting, by, revision)
    day = in_shanghai(at).date()
    sits = meeting.body.seats.filter(seats.running(day), unit=by.unit_id).exists()
    if not (by.can(roles.FULFIL) and (sits or by.unit_id == meeting.office_id)):
        raise NotAllowed("议题由安委会成员单位和承办单位提出。", can="安委会成员单位")
    _demand_gathering(matter)
    if by.unit_id != meeting.office_id and day > meeting.replies_by:
        says_late = f"议题在 {meeting.replies_by} 截止，现在由{meeting.office.name}列入。"
        raise WrongState(says_late, can=meeting.office.name)
    if not title.strip():
        raise Invalid("还没有填写“议题”。", field="title")
    kept = None
    if paper is not None:
        name, content = paper
        kept = evidence.store(
            owner=matter, kind=PAPER, name=name, content=content, happened_at=None, by=by, at=at
        )
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    item = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, kind=AgendaItem.Kind.ITEM, title=title.strip(),
        says=says.strip(), unit_id=by.unit_id, paper=kept,
    )  # fmt: skip
    body = {"item": item.pk, "title": item.title, "paper": kept.sha256 if kept else ""}
    record_change(matter, "item_put", by=by, at=at, body=body)
    return item


@transaction.atomic
def decline_item(
    item: AgendaItem, because: str, *, by: Viewer, at: datetime, revision: int
) -> AgendaItem:
    """Leave an item off the agenda, with a reason; it stays readable. For the office.

    What the system put there is not left off. Raises :class:`NotAllowed`, :class:`WrongState`,
    :class:`Conflict` and :class:`Invalid`.
    """
    meeting = item.meeting
    matter = _held(meeting, by, revision)
    _demand_office(meeting, by)
    _demand_gathering(matter)
    if item.kind != AgendaItem.Kind.ITEM:
        raise WrongState(f"“{item.title}”由系统列入，每次会议都要听取。")
    if not because.strip():
        raise Invalid("还没有填写“不列入的理由”。", field="because")
    item.declined = because.strip()
    item.save(update_fields=["declined"])
    body = {"item": item.pk, "title": item.title, "because": item.declined}
    record_change(matter, "item_declined", by=by, at=at, body=body)
    return item


@transaction.atomic
def resolve(  # noqa: PLR0913 - a resolution has words, a holder and a day
    meeting: Meeting, says: str, holder: Unit | None, due_on: date | None, *,
    by: Viewer, at: datetime, revision: int,
) -> Resolution:  # fmt: skip
    """Write down one thing the meeting decided; with a unit and a day it will be handed out.

    Raises :class:`NotAllowed` for anybody but the office, :class:`WrongState` unless the meeting
    was called and its minutes are not closed, :class:`Conflict` and :class:`Invalid`.
    """
    matter = _held(meeting, by, revision)
    _demand_office(meeting, by)
    if matter.state != MeetingFlow.called.name:
        raise WrongState("会议通知发出后、登记会议情况前写入议定事项。")
    if not says.strip():
        raise Invalid("还没有填写“议定事项”。", field="says")
    if (holder is None) != (due_on is None):
        field = "holder" if holder is None else "due_on"
        raise Invalid("要交办的，承办单位和期限都要填；不交办的都不填。", field=field)
    if holder is not None:
        demand_seen(by, holder, "承办单位")
    if due_on is not None and due_on < meeting.meets_on:
        raise Invalid(f"期限 {due_on} 早于会议日期 {meeting.meets_on}。", field="due_on")
    made = Resolution.objects.create(
        meeting=meeting, says=says.strip(), holder=holder, due_on=due_on
    )
    body = {"says": made.says, "holder": made.holder_id, "due_on": str(due_on or "")}
    record_change(matter, "resolved", by=by, at=at, body=body)
    return made


@transaction.atomic
def drop(one: Resolution, *, by: Viewer, at: datetime, revision: int) -> None:
    """Take back a resolution written down in error, before the minutes are handed in; traced."""
    meeting = one.meeting
    matter = _held(meeting, by, revision)
    _demand_office(meeting, by)
    if matter.state != MeetingFlow.called.name:
        raise WrongState("会议情况登记后，议定事项不能再删。")
    record_change(matter, "resolution_dropped", by=by, at=at, body={"says": one.says})
    one.delete()


@transaction.atomic
def record_attendance(
    meeting: Meeting, came: Mapping[int, tuple[str, str]], *, by: Viewer, at: datetime
) -> list[Matter]:
    """Write down of several members at once whether they came: presence and name by convocation.

    Each is a step of its own. Raises what the step refuses; then none is written.
    """
    if not came:
        raise WrongState("还没有选择任何成员的到会情况。")
    if in_shanghai(at).date() < meeting.meets_on:
        raise WrongState(f"会议在 {meeting.meets_on} 召开，当天起才能记录到会情况。")
    rows = Convocation.objects.filter(meeting=meeting).select_related("matter").in_bulk(list(came))
    done = []
    for pk, (presence, attendee) in came.items():
        if pk not in rows:
            raise NotFound("没有这份会议回执。")
        fields = {"presence": presence} | ({"attendee": attendee} if attendee.strip() else {})
        matter = rows[pk].matter
        moved = advance(
            matter, ConvocationFlow.note, by=by, at=at, revision=matter.revision, fields=fields
        )
        done.append(moved.matter)
    return done


def _held(meeting: Meeting, by: Viewer, revision: int) -> Matter:
    return hold(meeting.matter_id, by=by, revision=revision)


def _demand_office(meeting: Meeting, by: Viewer) -> None:
    if by.unit_id != meeting.office_id or not by.can(roles.ASSIGN):
        raise NotAllowed(f"这件事由{meeting.office.name}办理。", can=meeting.office.name)


def _demand_gathering(matter: Matter) -> None:
    if matter.state not in GATHERING:
        raise WrongState("会议已经开过或取消，议程不能再改。")


def followed_up(meeting: Meeting, viewer: Viewer) -> QuerySet[Matter]:
    """Return what the meeting before handed out, as it stands, that the viewer sees."""
    if meeting.previous_id is None:
        return Matter.objects.visible_to(viewer).none()
    rows = Matter.objects.visible_to(viewer).filter(parent=meeting.previous_id)
    found: QuerySet[Any] = rows.filter(flow="committee.directive").select_related(
        "unit", "directive"
    )
    return found.order_by("closed_at", "pk")

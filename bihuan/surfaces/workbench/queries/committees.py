"""What the pages of committees and meetings show, within what their viewer may see."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import SHANGHAI, in_shanghai
from bihuan.lib.periods import PeriodKind, period_of
from bihuan.modules.committee import meetings, rules, seats
from bihuan.modules.committee.meeting_flow import ConvocationFlow, MeetingFlow
from bihuan.modules.committee.models import Convocation, Meeting, Seat

from ..forms.committees import AgendaForm, AttendanceForm, DeclineItemForm, ResolutionForm
from .desk import LONG

SHOWN = 10
CHANGES = {"seat_taken": "担任", "seat_left": "不再担任", "quorum_set": "设定法定人数"}
QUARTER = timedelta(days=92)


@dataclass(frozen=True)
class Listed:
    """A committee of the list: its director's unit, how many sit on it, its last meeting."""

    body: Unit
    members: int
    office: Unit | None
    last: Meeting | None
    running: int


def listed(viewer: Viewer) -> list[Listed]:
    """Return the committees a viewer may open, with what is known of each."""
    if not viewer.reads:
        return []
    bodies = list(seats.bodies_seen(viewer).select_related("place")[:200])
    ids = [body.pk for body in bodies]
    held = Seat.objects.filter(seats.running(viewer.on), body__in=ids)
    counted = dict(
        held.exclude(part=Seat.Part.OFFICE).order_by().values_list("body").annotate(Count("pk"))
    )
    offices = {
        seat.body_id: seat.unit
        for seat in held.filter(part=Seat.Part.OFFICE).select_related("unit")
    }
    rows = Meeting.objects.filter(body__in=ids, matter__in=Matter.objects.visible_to(viewer))
    last = {m.body_id: m for m in rows.filter(held_on__isnull=False).order_by("held_on")}
    running = dict(
        rows.filter(matter__closed_at=None).order_by().values_list("body").annotate(Count("pk"))
    )
    return [
        Listed(b, counted.get(b.pk, 0), offices.get(b.pk), last.get(b.pk), running.get(b.pk, 0))
        for b in bodies
    ]


def below(body: Unit, viewer: Viewer) -> QuerySet[Unit]:
    """Return the specialised committees under a committee, and those of the places below."""
    return seats.bodies_seen(viewer).filter(supervisor=body)


def meetings_of(body: Unit, viewer: Viewer) -> QuerySet[Meeting]:
    """Return a committee's meetings the viewer sees, the latest first."""
    seen = Matter.objects.visible_to(viewer)
    rows = Meeting.objects.filter(body=body, matter__in=seen).select_related("matter", "chair")
    return rows.annotate(n=Count("resolutions")).order_by("-meets_on", "-pk")[:SHOWN]


@dataclass(frozen=True)
class Changed:
    """One change of a committee, as its trace keeps it."""

    at: datetime
    actor: str
    says: str


def changes(body: Unit) -> list[Changed]:
    """Return the last changes of who sits on a committee, the newest first."""
    rows = Entry.objects.filter(chain=body.chain, verb__in=CHANGES).order_by("-seq")[:SHOWN]
    bodies = [(row, json.loads(row.body)) for row in rows]
    names = dict(Unit.objects.filter(
        pk__in=[b["unit"] for _, b in bodies if "unit" in b]
    ).values_list("pk", "name"))  # fmt: skip
    posts = dict(Post.objects.filter(
        pk__in=[b["post"] for _, b in bodies if b.get("post")]
    ).values_list("pk", "title"))  # fmt: skip
    return [Changed(row.at, row.actor, _said(row.verb, b, names, posts)) for row, b in bodies]


def _said(verb: str, b: dict[str, Any], names: dict[int, str], posts: dict[int, str]) -> str:
    if verb == "quorum_set":
        return f"{CHANGES[verb]}：{rules.SHARES.get(b['share'], '')}（{b['reason']}）"
    part = Seat.Part(b["part"]).label
    since = f"{b['until']} 起" if verb == "seat_left" else f"{b['since']} 起"
    post = posts.get(b.get("post") or 0, "")
    return f"{since}，{names.get(b['unit'], '')}{post}{CHANGES[verb]}{part}（{b['reason']}）"


@dataclass(frozen=True)
class Attendance:
    """How many were called, answered and came, against the quorum; ``least`` None while unset."""

    called: int
    replied: int
    came: int
    deputies: int
    least: int | None
    quorum: Any


def attendance(meeting: Meeting, rows: Sequence[Convocation], at: datetime) -> Attendance:
    """Count a meeting's members."""
    rule = seats.quorum(meeting.body, at)
    came = [one for one in rows if one.presence in ("present", "deputy")]
    return Attendance(
        called=len(rows), replied=sum(bool(one.reply) for one in rows), came=len(came),
        deputies=sum(one.presence == "deputy" for one in came),
        least=rules.needed(len(rows), rule.share) if rule else None, quorum=rule,
    )  # fmt: skip


@dataclass(frozen=True)
class Missed:
    """What fell due since the last meeting and is late, in the committee's place."""

    since: date
    until: date
    count: int
    rows: list[Obligation]


def late_since(meeting: Meeting, viewer: Viewer, now: datetime) -> Missed:
    """Return what was late between the last meeting and this one, as far as the viewer sees."""
    last = meeting.previous
    since = (last.held_on if last else None) or meeting.meets_on - QUARTER
    starts = datetime.combine(since, time(), tzinfo=SHANGHAI)
    until = min(datetime.combine(meeting.meets_on, time(), tzinfo=SHANGHAI), now)
    rows = Obligation.objects.visible_to(viewer).filter(
        within(meeting.body.place_path), kind__in=(Kind.PERIODIC, Kind.STEP), paused_at=None,
        done_at=None, current_due__gte=starts, current_due__lt=until,
    )  # fmt: skip
    shown = rows.select_related("holder", "matter").defer(*LONG)
    return Missed(since, until.date(), rows.count(),
                  list(shown.order_by("-stage", "current_due", "pk")[:SHOWN]))  # fmt: skip


def period_of_analysis(meeting: Meeting) -> str:
    """Return the quarter whose situation a meeting looks at: the one before the day it meets."""
    return period_of(PeriodKind.QUARTER, meeting.meets_on).previous().key


def meeting_of(matter: Matter, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Return what the page of a meeting's matter shows besides its steps; {} for other matters."""
    if matter.flow != MeetingFlow.key:
        return {}
    meeting = Meeting.objects.select_related(
        "body", "office", "previous__matter", "duty__clause__document"
    ).get(pk=matter.pk)
    rows = list(meeting.convocations.select_related("unit", "seat__post", "matter").order_by("pk"))
    return {
        "meeting": meeting,
        "items": list(meeting.items.select_related("unit", "paper")),
        "resolutions": list(meeting.resolutions.select_related("holder", "directive")),
        "convocations": rows,
        "attendance": attendance(meeting, rows, now),
        "followed_up": list(meetings.followed_up(meeting, viewer)),
        "missed": late_since(meeting, viewer, now),
        "analysis_period": period_of_analysis(meeting),
        "children": _besides_convocations(matter, viewer),
        **_forms(meeting, matter, rows, viewer, now),
    }


def _besides_convocations(matter: Matter, viewer: Viewer) -> QuerySet[Matter]:
    """Return what a meeting gave rise to; its members' replies stand in their own table."""
    rows: QuerySet[Matter] = Matter.objects.visible_to(viewer).filter(parent=matter)
    return rows.exclude(flow=ConvocationFlow.key)


def _forms(
    meeting: Meeting, matter: Matter, rows: Sequence[Convocation], viewer: Viewer, now: datetime
) -> dict[str, Any]:
    """Return the forms about a meeting that are open to this person."""
    office = viewer.unit_id == meeting.office_id and viewer.can(roles.ASSIGN)
    gathering = matter.state in meetings.GATHERING
    in_time = in_shanghai(now).date() <= meeting.replies_by
    sits = meeting.body.seats.filter(seats.running(viewer.on), unit=viewer.unit_id).exists()
    puts = viewer.can(roles.FULFIL) and gathering and (office or sits and in_time)
    called = matter.state == MeetingFlow.called.name
    waiting = [one for one in rows if not one.presence]
    records = office and called and in_shanghai(now).date() >= meeting.meets_on and waiting
    return {
        "is_office": office,
        "gathering": gathering,
        "agenda_form": AgendaForm() if puts else None,
        "declines": {i.pk: DeclineItemForm(i.pk) for i in meeting.items.all()} if office else {},
        "attendance_form": AttendanceForm(waiting) if records else None,
        "resolution_form": ResolutionForm(viewer) if office and called else None,
    }

"""What signing the minutes of a meeting does: the duty is met, what was decided is handed out."""

from datetime import date, datetime, time
from typing import Any

from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import SHANGHAI
from bihuan.lib.periods import label_of

from .directives import Given, hand_out
from .models import AgendaItem, Meeting, Resolution

CAME = ("present", "deputy")


def carry_out(moved: Any) -> None:
    """Meet the duty the meeting was planned for, and hand out what it decided."""
    meeting = moved.record
    if meeting.duty_id is not None:
        rows = Obligation.objects.everywhere("the duty that a meeting meets")
        duty = rows.select_related("rule").get(pk=meeting.duty_id)
        if duty.done_at is None:
            _meet(meeting, duty, moved)
    for one in meeting.resolutions.select_related("holder").exclude(holder=None):
        given = Given(one.holder, one.says, one.due_on)
        [made] = hand_out(
            meeting.duty, [given], by=moved.by, at=moved.at, parent=moved.matter,
            office=meeting.office,
        )  # fmt: skip
        one.directive = made
        one.save(update_fields=["directive"])


def record_of(meeting: Meeting) -> dict[str, str]:
    """Return the meeting as the record of performance keeps it: nothing is typed again."""
    called = list(meeting.convocations.select_related("unit").order_by("pk"))
    came = [_named(one) for one in called if one.presence in CAME]
    away = [
        f"{one.unit.name}（{one.get_presence_display()}）"
        for one in called if one.presence not in CAME
    ]  # fmt: skip
    items = meeting.items.filter(declined="")
    return {
        "place": meeting.venue,
        "topics": _numbered(item.title for item in items),
        "participants": "；".join(came)
        + (f"；列席：{meeting.observers}" if meeting.observers else ""),
        "absent": "；".join(away),
        "decisions": _numbered(
            decided(one) for one in meeting.resolutions.select_related("holder")
        ),
    }


def decided(one: Resolution) -> str:
    """Return a resolution with who carries it out by when, as the minutes write it."""
    if one.holder is None or one.due_on is None:
        return one.says
    return f"{one.says}（{one.holder.name}，{label_of(one.due_on)}前）"


def system_items(meeting: Meeting) -> list[AgendaItem]:
    """Return what the system puts on an agenda: the last meeting's decisions come first."""
    kinds = [AgendaItem.Kind.FOLLOWUP] if meeting.previous_id else []
    if meeting.kind == Meeting.Kind.PLENARY:
        kinds += [AgendaItem.Kind.ANALYSIS, AgendaItem.Kind.LATE]
    return [
        AgendaItem(meeting=meeting, position=n, kind=kind, title=kind.label)
        for n, kind in enumerate(kinds, 1)
    ]


def _meet(meeting: Meeting, duty: Obligation, moved: Any) -> None:
    files = Evidence.objects.filter(chain=moved.matter.chain)
    papers = [
        _kept_again(files, kind, duty, moved) for kind in (duty.rule.proof if duty.rule else ())
    ]
    fulfil(
        duty, mode=Fulfilment.Mode.DONE, happened_at=_noon(meeting.held_on, moved.at),
        record=_readable(duty, record_of(meeting)), led_by=meeting.chair, files=papers,
        by=moved.by, at=moved.at, revision=duty.revision,
    )  # fmt: skip


def _kept_again(files: Any, kind: str, duty: Obligation, moved: Any) -> Evidence:
    """Keep the minutes, or the sheet of who came, as proof of the duty too: the same file."""
    brought = "attendance_sheet" if "签到" in kind else "meeting_minutes"
    paper = files.filter(kind=brought).order_by("-pk").first()
    with evidence.open_file(paper) as content:
        return evidence.store(
            owner=duty, kind=kind, name=paper.name, content=content, happened_at=None,
            by=moved.by, at=moved.at,
        )  # fmt: skip


def _readable(duty: Obligation, record: dict[str, str]) -> dict[str, str]:
    """Return the record in the fields of the duty's kind; another gets the whole."""
    whole = "\n".join(value for value in record.values() if value)
    return {
        f.name: record.get(f.name) or ("" if f.optional else whole) for f in duty.record_kind.fields
    }


def _named(one: Any) -> str:
    deputy = "，代会" if one.presence == "deputy" else ""
    return f"{one.unit.name}（{one.attendee or one.seat.get_part_display()}{deputy}）"


def _numbered(lines: Any) -> str:
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))


def _noon(day: date, at: datetime) -> datetime:
    return min(datetime.combine(day, time(12), tzinfo=SHANGHAI), at)

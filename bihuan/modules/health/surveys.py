"""When workplaces are to be surveyed again, and what an over-limit result leads to elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from bihuan.kernel.law.models import Ladder, Number
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of, in_shanghai, months_after
from bihuan.modules import TASK_LADDER

from . import rules
from .models import Declaration, Survey, SurveyDue, SurveyResult

BY: Final = Machine("职业健康到期")
#: Ours, no document says so: how long before its day a duty appears.
AHEAD: Final = timedelta(days=30)
#: By grade, which kinds of report are asked for, and the number that fixes how often.
ASKED: Final = {
    rules.SERIOUS: {"survey": "survey.serious", "evaluation": "evaluation.serious"},
    rules.GENERAL: {"survey": "survey.general"},
}  # fmt: skip
#: The states of reports that count as made.
ON_FILE: Final = ("filed", "fixing", "stopped")
_NUMBERS: Final = "CN/workplace-health-2021#"


def months() -> dict[str, int]:
    """Return the numbers of months in force by their names; none where the pack is not loaded."""
    rows = Number.objects.filter(key__startswith=_NUMBERS)
    return {row.key.removeprefix(_NUMBERS): int(row.value) for row in rows}


@dataclass(frozen=True)
class Due:
    """When a unit's last report of a kind was made, and by when it needs the next.

    ``last`` is None without one on file; then ``day`` is None too, for no document says when the
    first one is due, as where none in force fixes how often.
    """

    unit: Unit
    kind: str
    last: date | None
    day: date | None


def dues(units: QuerySet[Unit]) -> Iterator[Due]:
    """Yield what is due of units, by kind of report; nothing where no declaration stands."""
    known = months()
    last = {
        kind: Subquery(
            Survey.objects.filter(unit=OuterRef("unit"), kind=kind, matter__state__in=ON_FILE)
            .order_by("-done_on").values("done_on")[:1]
        )
        for kind in Survey.Kind.values
    }  # fmt: skip
    rows = Declaration.objects.filter(
        unit__in=units.order_by().values("pk"), matter__state="standing"
    )
    for one in rows.select_related("unit").annotate(**last).order_by("pk").iterator():
        for kind, name in ASKED[one.grade].items():
            day = getattr(one, kind)
            due = months_after(day, known[name]) if day and name in known else None
            yield Due(one.unit, kind, day, due)


def open_due(at: datetime) -> int:
    """Open the duty for every report whose day is near; return how many. Safe to repeat."""
    horizon = in_shanghai(at).date() + AHEAD
    found = dues(Unit.objects.filter(until=None))
    return sum(_open(one, one.day, at) for one in list(found) if one.day and one.day <= horizon)


@transaction.atomic
def _open(one: Due, day: date, at: datetime) -> int:
    if SurveyDue.objects.filter(unit=one.unit, kind=one.kind, due_on=day).exists():
        return 0
    duty = open_one(
        kind=Of.PERIODIC, title=f"{Survey.Kind(one.kind).label}应于 {day} 前再做一次",
        holder=one.unit, legal_due=end_of(day), by=BY, at=at,
        ladder=Ladder.objects.filter(key=TASK_LADDER).first(),
    )  # fmt: skip
    SurveyDue.objects.create(unit=one.unit, kind=one.kind, due_on=day, duty=duty)
    return 1


def settle_due(record: Survey, *, by: Actor, at: datetime) -> None:
    """End the duties that a report on file meets: those due before the next one is."""
    found = dues(Unit.objects.filter(pk=record.unit_id))
    following = next((one.day for one in found if one.kind == record.kind), None)
    if following is None:
        return
    rows = SurveyDue.objects.filter(unit=record.unit, kind=record.kind, due_on__lt=following)
    for one in rows.filter(duty__done_at=None).select_related("duty"):
        settle(one.duty, by=by, at=at, reason=f"已登记报告 {record.number}")


def unplaced(record: Survey) -> list[SurveyResult]:
    """Return the results over the limit that have not become a hazard yet."""
    rows = record.readings.filter(verdict=rules.OVER, hazard=None)
    return list(rows.order_by("pk"))


def as_hazard(record: Survey, one: SurveyResult) -> dict[str, Any]:
    """Return the facts of an over-limit result as a hazard is registered with them."""
    measured = "" if one.measured is None else f"检测结果 {one.measured.normalize():f}"
    limit = "" if one.limit is None else f"，限值 {one.limit.normalize():f}"
    says = f"{one.name}{measured}{limit}{one.measure}，超过职业接触限值（报告 {record.number}）"
    return {"unit": record.unit, "spot": one.workplace, "says": says, "channel": "self",
            "found_on": record.done_on}  # fmt: skip


def note_hazard(
    record: Survey, one: SurveyResult, hazard: Matter, *, by: Actor, at: datetime
) -> None:
    """Note as which hazard an over-limit result goes on."""
    one.hazard = hazard
    one.save(update_fields=["hazard"])
    body = {"workplace": one.workplace, "factor": one.name, "hazard": hazard.number}
    entries.append(record.matter, "hazard_opened", by=by, at=at, body=body)

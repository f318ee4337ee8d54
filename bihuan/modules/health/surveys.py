"""When workplaces are to be surveyed again, and what an over-limit result leads to elsewhere."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.law.models import Ladder, Number
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of, in_shanghai, months_after
from bihuan.modules import TASK_LADDER

from . import factors, rules
from .models import Declaration, Survey, SurveyDue, SurveyResult

BY: Final = Machine("职业健康到期")
#: Ours, no document says so: how long before its day a duty appears.
AHEAD: Final = timedelta(days=30)
#: By grade, which kinds of report are asked for, and the number that fixes how often.
ASKED: Final = {
    rules.SERIOUS: {"survey": "survey.serious", "evaluation": "evaluation.serious"},
    rules.GENERAL: {"survey": "survey.general"},
}  # fmt: skip
_NUMBERS: Final = "CN/workplace-health-2021#"


def months() -> dict[str, int]:
    """Return the numbers of months in force by their names; none where the pack is not loaded."""
    rows = Number.objects.filter(key__startswith=_NUMBERS)
    return {row.key.removeprefix(_NUMBERS): int(row.value) for row in rows}


def dues(unit: Unit, given: dict[str, int] | None = None) -> dict[str, date | None]:
    """Return, by kind of report, by when a unit needs the next; None while nothing can be said.

    Empty for a unit whose declaration does not stand. A unit never surveyed has no day: no
    document says when the first one is due.
    """
    declared = factors.standing(unit.pk)
    if declared is None:
        return {}
    known = months() if given is None else given
    found: dict[str, date | None] = {}
    for kind, name in ASKED[declared.grade].items():
        last = done(unit.pk, kind)
        found[kind] = months_after(last, known[name]) if last and name in known else None
    return found


def done(unit: int, kind: str) -> date | None:
    """Return when a unit's last report of a kind was made, None without one on file."""
    rows = Survey.objects.filter(unit=unit, kind=kind, matter__state__in=("filed", "fixing",
                                                                          "stopped"))  # fmt: skip
    return rows.order_by("-done_on").values_list("done_on", flat=True).first()


def open_due(at: datetime) -> int:
    """Open the duty for every report whose day is near; return how many. Safe to repeat."""
    today, given, opened = in_shanghai(at).date(), months(), 0
    rows = Declaration.objects.filter(matter__state="standing", unit__until=None)
    for one in rows.select_related("unit", "matter").iterator(chunk_size=500):
        for kind, day in dues(one.unit, given).items():
            if day is not None and day - AHEAD <= today:
                opened += _open(one, kind, day, at)
    return opened


@transaction.atomic
def _open(one: Declaration, kind: str, day: date, at: datetime) -> int:
    if SurveyDue.objects.filter(unit=one.unit, kind=kind, due_on=day).exists():
        return 0
    duty = open_one(
        kind=Of.PERIODIC, title=f"{Survey.Kind(kind).label}应于 {day} 前再做一次",
        holder=one.unit, legal_due=end_of(day), by=BY, at=at,
        ladder=Ladder.objects.filter(key=TASK_LADDER).first(),
    )  # fmt: skip
    SurveyDue.objects.create(unit=one.unit, kind=kind, due_on=day, duty=duty)
    return 1


def settle_due(record: Survey, *, by: Actor, at: datetime) -> None:
    """End the duties that a report on file meets: those due before the next one is."""
    following = dues(record.unit).get(record.kind)
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

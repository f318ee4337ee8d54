"""What is counted from the duties on record for one unit in one period: how many, and which.

The figures are as of the end of the period. What was put off with permission by then counts by the
later day, as everywhere; what was excused, paused or lapsed is not counted at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from bihuan.kernel.obligations.models import Kind, Obligation, Outcome
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.scope import within
from bihuan.lib.periods import Period

from .models import Scheme
from .rules import Criterion, Source

OWED = (Kind.PERIODIC, Kind.STEP)
COUNTED = (Outcome.OPEN, Outcome.ON_TIME, Outcome.LATE)
#: From this stage upwards a duty was climbed to supervision (督办).
SUPERVISED = 3


@dataclass(frozen=True)
class Reading:
    """``of`` duties fell due; those in ``rows`` are the ``met`` that the criterion counts."""

    met: int
    of: int
    rows: list[int]


def read(one: Criterion, unit: Unit, subjects: str, period: Period) -> Reading:
    """Return the reading of a counted criterion."""
    due = list(_due(unit, subjects, period))
    found = [pk for pk, counts in ((row["pk"], _counts(one, row)) for row in due) if counts]
    return Reading(len(found), len(due), found)


def _due(unit: Unit, subjects: str, period: Period) -> Iterator[dict[str, Any]]:
    """Yield what fell due in a period: of a town all in its place, else what the unit holds."""
    whose = within(unit.place_path) if subjects == Scheme.Subjects.TOWNS else Q(holder=unit)
    rows = Obligation.objects.everywhere("the assessment of a unit by its office").filter(
        whose, kind__in=OWED, paused_at=None, outcome__in=COUNTED,
        current_due__gte=period.starts_at, current_due__lt=period.ends_before,
    )  # fmt: skip
    own = Q(matter__flow__startswith="assessment.")  # What an assessment asks for is not assessed.
    fields = ("pk", "current_due", "done_at", "outcome", "stage")
    for row in rows.exclude(own).order_by("pk").values(*fields):
        if row["done_at"] and row["done_at"] >= period.ends_before:
            row["outcome"] = Outcome.OPEN
        yield row


def _counts(one: Criterion, row: dict[str, Any]) -> bool:
    if one.source is Source.ON_TIME:
        return bool(row["outcome"] == Outcome.ON_TIME)
    if one.source is Source.OVERDUE:
        return bool(row["outcome"] == Outcome.OPEN)
    return bool(row["stage"] >= SUPERVISED)

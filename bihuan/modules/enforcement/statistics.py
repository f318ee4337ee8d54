"""Counts of enforcement by office and place: inspections, cases, penalties, fines; idle offices.

Inspections are counted by who keeps them (:func:`consult`, drawn in the wiring); while nobody does,
the number is unknown, not nought.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from bihuan.kernel.orgs import authority
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import SHANGHAI

from . import officers
from .models import Case, Injunction, Penalty, Spot

#: Gives, for units and days, how many inspections each unit made.
Counts = Callable[[Iterable[int], date, date], Mapping[int, int]]
_INSPECTIONS: list[Counts] = []
#: States in which a penalty counts as imposed.
IMPOSED = ("decided", "served", "deferred", "demanded", "applied", "executing", "done", "enforced",
           "ended")  # fmt: skip


def consult(counts: Counts) -> None:
    """Let a source of inspections be counted."""
    if counts not in _INSPECTIONS:
        _INSPECTIONS.append(counts)


@dataclass(frozen=True)
class Row:
    """What one office did in a period. ``inspections`` is None while nobody counts them."""

    unit: Unit
    inspections: int | None
    orders: int
    cases: int
    penalties: int
    spots: int
    fines: Decimal

    @property
    def idle(self) -> bool:
        """Say whether it inspected and punished nobody (零处罚、只检查不处罚)."""
        return bool(self.inspections) and not (self.penalties or self.spots)


def of_unit(unit: Unit, since: date, until: date) -> Row:
    """Return what one office did from a day to a day."""
    return rows([unit], since, until)[0]


def enforcing(viewer: Viewer) -> list[Unit]:
    """Return the offices a viewer sees that enforce, themselves or entrusted."""
    kinds = (*officers.EMPOWERED, *officers.ENTRUSTED)
    seen = authority.units_seen(viewer)
    found = (
        Unit.objects.filter(seen, kind__in=kinds, until=None)
        if viewer.reads
        else (Unit.objects.none())
    )
    return list(found.select_related("place").order_by("place_path", "pk"))


def rows(units: Iterable[Unit], since: date, until: date) -> list[Row]:
    """Return what offices did from a day to a day, both counted, in a few queries."""
    held = list(units)
    ids = [unit.pk for unit in held]
    days = (datetime.combine(since, time(), SHANGHAI), datetime.combine(until, time.max, SHANGHAI))
    inspected: dict[int, int] | None = None
    for counts in _INSPECTIONS:
        inspected = inspected if inspected is not None else defaultdict(int)
        for pk, n in counts(ids, since, until).items():
            inspected[pk] = inspected.get(pk, 0) + n
    orders = _counts(Injunction.objects.filter(matter__opened_at__range=days), ids)
    cases = _counts(Case.objects.filter(filed_at__range=days), ids)
    imposed = Penalty.objects.filter(matter__state__in=IMPOSED, decided_on__range=(since, until))
    fined = (
        imposed.filter(office__in=ids).values("office").annotate(n=Count("pk"), fines=Sum("amount"))
    )
    penalties = {row["office"]: row for row in fined}
    spots = Spot.objects.filter(~Q(matter__state="annulled"), matter__opened_at__range=days)
    small = _counts(spots, ids)
    summed = spots.filter(office__in=ids).values("office").annotate(fines=Sum("amount"))
    least = {row["office"]: row["fines"] for row in summed}
    made = []
    for unit in held:
        known: Any = penalties.get(unit.pk, {})
        money = (known.get("fines") or Decimal(0)) + (least.get(unit.pk) or Decimal(0))
        made.append(Row(
            unit, None if inspected is None else inspected.get(unit.pk, 0), orders.get(unit.pk, 0),
            cases.get(unit.pk, 0), known.get("n", 0), small.get(unit.pk, 0), money,
        ))  # fmt: skip
    return made


def _counts(found: Any, ids: list[int]) -> dict[int, int]:
    rows = found.filter(office__in=ids).values("office").annotate(n=Count("pk"))
    return {row["office"]: row["n"] for row in rows}

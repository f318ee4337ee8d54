"""Which units have most that is late, and how many days it is late on average."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Avg, Count, F, FloatField, Func, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from bihuan.kernel.obligations.models import Obligation
from bihuan.lib.clocks import end_of, in_shanghai

DAY = 86400
#: What a mean of moments loses by being a number with a point.
MOMENT = 60


class Late(NamedTuple):
    """How many late obligations a unit has, and the mean of their days."""

    holder: int
    n: int
    days: float


class Epoch(Func):
    """A moment as seconds: a number that either database averages without leaving it."""

    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """Count Julian days, as SQLite does."""
        return super().as_sql(
            compiler, connection, template="((julianday(%(expressions)s) - 2440587.5) * 86400.0)"
        )

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """Ask for the epoch."""
        return super().as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)")


def late(rows: QuerySet[Obligation], now: datetime) -> QuerySet[Obligation]:
    """Return those of some open obligations that run, are late and have a holder."""
    return rows.filter(paused_at=None, current_due__lt=now).exclude(holder=None).order_by()


def slowest(rows: QuerySet[Obligation], now: datetime, most: int) -> QuerySet[Any]:
    """Return a query of the units with most that is late among some open obligations."""
    found = late(rows, now).values_list("holder").annotate(n=Count("pk"), due=_mean_due())
    return found.order_by("-n", "holder")[:most]


def lates(found: Iterable[Sequence[Any]], now: datetime) -> list[Late]:
    """Return the answer of :func:`slowest`."""
    return [Late(holder, n, _days(due, now)) for holder, n, due in found]


def slowest_by(
    rows: QuerySet[Obligation], columns: Sequence[str], now: datetime, most: int
) -> dict[tuple[Any, ...], list[Late]]:
    """Return the slowest units apart for each value of some columns, in one statement."""
    parted = [F(column) for column in columns]
    place = Window(RowNumber(), partition_by=parted, order_by=[F("n").desc(), F("holder")])
    counted = late(rows, now).values_list(*columns, "holder")
    counted = counted.annotate(n=Count("pk"), due=_mean_due())
    found: dict[tuple[Any, ...], list[Late]] = {}
    for *value, holder, n, due, _ in counted.annotate(rank=place).filter(rank__lte=most):
        found.setdefault((*value,), []).append(Late(holder, n, _days(due, now)))
    return found


def worst(parts: Iterable[Late], most: int) -> list[Late]:
    """Return the slowest of several lists together; a unit in two of them counts once."""
    found: dict[int, Late] = {}
    for one in parts:
        seen = found.get(one.holder)
        if seen:
            n = seen.n + one.n
            one = Late(one.holder, n, (seen.n * seen.days + one.n * one.days) / n)
        found[one.holder] = one
    return sorted(found.values(), key=lambda one: (-one.n, one.holder))[:most]


def _mean_due() -> Avg:
    return Avg(
        Epoch(F("current_due"), output_field=FloatField()), filter=Q(current_due__isnull=False)
    )


def _days(due: float, now: datetime) -> float:
    """Return the days between the calendar days, as every other page counts them.

    A due date is the last second of its day: to the last second of today, and a moment more.
    """
    return (end_of(in_shanghai(now).date()).timestamp() + MOMENT - float(due)) / DAY

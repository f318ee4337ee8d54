"""How the members of a period's bases stand, and counting them by place and supervisor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from bihuan.kernel.obligations.models import Fulfilment, Obligation, Outcome
from bihuan.lib.clocks import in_shanghai

#: Each member of a base stands in one of these; they add up to the base.
STANDINGS = {
    "own": "自报",
    "zero": "零报告",
    "proxy": "代报",
    "missing": "未报",
    "paused": "暂停",
    "ended": "免责或失效",
}
#: How far back periods are offered.
BACK = timedelta(days=800)
REPORTED = (Outcome.ON_TIME, Outcome.LATE)
APART = (Fulfilment.Mode.ZERO, Fulfilment.Mode.PROXY)
_COUNTED = (*STANDINGS, "overdue")


@dataclass(frozen=True)
class Counts:
    """How the members of a base stand; ``overdue`` are among the ``missing``."""

    own: int
    zero: int
    proxy: int
    missing: int
    paused: int
    ended: int
    overdue: int

    @property
    def base(self) -> int:
        """The denominator: all members but late joiners."""
        return self.reported + self.missing + self.paused + self.ended

    @property
    def reported(self) -> int:
        """How many reported, in one of the three ways."""
        return self.own + self.zero + self.proxy

    @property
    def standings(self) -> list[tuple[str, str, int]]:
        """Key, title and number of each standing."""
        return [(key, title, getattr(self, key)) for key, title in STANDINGS.items()]

    @property
    def rate(self) -> str:
        """Reported of the base, in percent with one decimal; a stroke when the base is empty."""
        return f"{100 * self.reported / self.base:.1f}%" if self.base else "/"


class Group(NamedTuple):
    """Members alike in base, late joining, part of a place and supervisor, and how they stand."""

    base: int
    joined: bool
    part: str
    supervisor: int | None
    numbers: tuple[int, ...]


def standing(state: str, now: datetime) -> Q:
    """Match the members in a state; everything for a state that is no standing of a member."""
    reported, apart = Q(outcome__in=REPORTED), Q(mode__in=APART)
    missing = Q(done_at=None, paused_at=None)
    return {
        "reported": reported,
        "own": reported & ~apart,
        "zero": reported & Q(mode=Fulfilment.Mode.ZERO),
        "proxy": reported & Q(mode=Fulfilment.Mode.PROXY),
        "missing": missing,
        "overdue": missing & Q(current_due__lt=now),
        "paused": Q(done_at=None, paused_at__isnull=False),
        "ended": Q(outcome__in=(Outcome.EXCUSED, Outcome.VOID, Outcome.LAPSED)),
    }.get(state, Q())


def in_groups(rows: QuerySet[Obligation], *columns: Any, now: datetime) -> QuerySet[Any]:
    """Return a query of how some members stand, those alike in the columns together."""
    sums = {key: Count("pk", filter=standing(key, now)) for key in _COUNTED}
    return rows.order_by().values_list(*columns).annotate(**sums)


def in_parts(rows: QuerySet[Obligation], path: str, now: datetime) -> QuerySet[Any]:
    """Return a query that :func:`groups` reads: the parts are the places right below a path."""
    parted = rows.annotate(part=part_below(path))
    return in_groups(parted, "base", "late_joiner", "part", "supervisor", now=now)


def groups(found: Iterable[tuple[Any, ...]]) -> list[Group]:
    """Return the answer of :func:`in_parts`."""
    return [Group(base, bool(late), part, sup, tuple(n)) for base, late, part, sup, *n in found]


def added(found: Iterable[Group]) -> Counts:
    """Return how the members of some groups stand together."""
    columns = list(zip(*(group.numbers for group in found), strict=True))
    return Counts(*(map(sum, columns) if columns else [0] * len(_COUNTED)))


def part_below(path: str) -> Substr:
    """Return the path of the place right below a path in which a row lies, or the path itself."""
    rest = Substr("place_path", len(path) + 1)
    length = Value(len(path)) + StrIndex(rest, Value("/"))
    return Substr("place_path", 1, length, output_field=CharField())


def word_of(o: Obligation) -> str:
    """Return how a member stands, in words."""
    if o.done_at is None:
        return STANDINGS["paused" if o.paused_at else "missing"]
    if o.outcome not in REPORTED:
        return STANDINGS["ended"]
    return STANDINGS[o.mode if o.mode in APART else "own"]


def days_late(o: Obligation, today: date) -> int | None:
    """Return how many calendar days an open member is past its due date; ``None`` if it is not."""
    if o.done_at or o.current_due is None:
        return None
    days = (today - in_shanghai(o.current_due).date()).days
    return days if days > 0 else None

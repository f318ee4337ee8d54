"""A base as a denominator: how each of its members fared, and the sum that must come out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.obligations.models import Base, Exclusion, Fulfilment, Obligation, Outcome
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer

from .paging import Order

ORDER = (Order("current_due", empty=True), Order("id"))
TITLES = {
    "on_time": "按期",
    "zero": "零报告",
    "proxy": "代报",
    "late": "逾期办结",
    "missed": "逾期未办",
    "paused": "暂停",
    "excused": "经批准免责",
    "ended": "失效、事由消除",
    "running": "未到期",
}


@dataclass(frozen=True)
class Fate:
    """One outcome of a base: its key, title, and how many members had it."""

    key: str
    title: str
    n: int


def fates(members: QuerySet[Obligation], now: datetime) -> list[Fate]:
    """Return how the members fared; the numbers add up to the members."""
    found = members.aggregate(**{key: Count("pk", filter=_fate(key, now)) for key in TITLES})
    return [Fate(key, TITLES[key], found[key]) for key in TITLES]


def fated(members: QuerySet[Obligation], fate: str, now: datetime) -> QuerySet[Obligation]:
    """Return the members with one fate; all of them for a word that is none."""
    return members.filter(_fate(fate, now)) if fate in TITLES else members


def excluded(base: Base, viewer: Viewer) -> Iterator[Exclusion]:
    """Yield the units left out of a base, with the reason, as far as the viewer sees them."""
    seen = Unit.objects.filter(units_seen(viewer))
    rows = Exclusion.objects.filter(base=base, unit__in=seen).select_related("unit", "by")
    yield from rows.order_by("unit__pk")


def _fate(key: str, now: datetime) -> Q:
    """Match one fate; each member has exactly one."""
    done, paused = Q(done_at__isnull=False), Q(paused_at__isnull=False)
    zero, proxy = Q(mode=Fulfilment.Mode.ZERO), Q(mode=Fulfilment.Mode.PROXY)
    due_ahead = Q(current_due=None) | Q(current_due__gte=now)
    open_ = Q(done_at=None, paused_at=None)
    return {
        "on_time": Q(outcome=Outcome.ON_TIME) & ~zero & ~proxy,
        "zero": Q(outcome=Outcome.ON_TIME) & zero,
        "proxy": Q(outcome=Outcome.ON_TIME) & proxy,
        "late": Q(outcome=Outcome.LATE),
        "missed": open_ & ~due_ahead,
        "paused": ~done & paused,
        "excused": Q(outcome=Outcome.EXCUSED),
        "ended": Q(outcome__in=(Outcome.VOID, Outcome.LAPSED)),
        "running": open_ & due_ahead,
    }[key]

"""How enterprises stand with their self-checks in one month: lists, checks, what was missed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.periods import Period

from . import carrying
from .list_flow import PostListFlow
from .models import Check, PostList
from .rules import OWNERS, PARTS

#: How an enterprise may stand, titled.
STANDINGS: Final = {
    "unlisted": "没有清单", "never": "没有自查过", "missed": "有漏查", "kept": "没有漏查",
}  # fmt: skip
#: What nobody made of what was owed.
MISSED: Final = Q(done_at=None, paused_at=None)


@dataclass
class Numbers:
    """What one enterprise, with its workshops and teams, has and did in one month."""

    lists: int = 0
    owed: int = 0
    on_time: int = 0
    late: int = 0
    missed: int = 0
    checks: int = 0
    abnormal: int = 0
    last: datetime | None = None


def owed(viewer: Viewer, month: Period, at: datetime) -> QuerySet[Obligation]:
    """Return the checks that fell due in a month, in one's sight.

    Those that documents ask for, of whoever they name, and those an enterprise set itself.
    """
    asked = Q(rule__record=carrying.RECORD, holder__kind__in=(*OWNERS, *PARTS))
    own = Q(matter__flow=PostListFlow.key, step=PostListFlow.check.name)
    due = Q(current_due__gte=month.starts_at, current_due__lt=min(at, month.ends_before))
    rows = Obligation.objects.visible_to(viewer).filter(asked | own, due)
    return rows.exclude(outcome__in=(Outcome.VOID, Outcome.LAPSED, Outcome.EXCUSED))


def missed(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Return those nobody made."""
    return rows.filter(MISSED)


def made(viewer: Viewer, month: Period) -> QuerySet[Check]:
    """Return the checks made in a month by lists in one's sight."""
    return _seen(viewer).filter(at__gte=month.starts_at, at__lt=month.ends_before)


def _seen(viewer: Viewer) -> QuerySet[Check]:
    return Check.objects.filter(list__matter__in=_matters(viewer))


def lists(viewer: Viewer) -> QuerySet[PostList]:
    """Return the lists that count on the day shown, in one's sight."""
    return carrying.in_use(viewer.on).filter(matter__in=_matters(viewer))


def _matters(viewer: Viewer) -> QuerySet[Matter]:
    return Matter.objects.visible_to(viewer).filter(flow=PostListFlow.key)


def enterprises(
    viewer: Viewer, month: Period, at: datetime, *, q: str = "", which: str = ""
) -> QuerySet[Unit]:
    """Return the enterprises in sight, with how they stand, and ``clean``.

    ``clean`` says that they made checks in the month and found nothing abnormal.
    """
    used = carrying.in_use(viewer.on).filter(_belongs("unit"))
    due = owed(viewer, month, at).filter(_belongs("holder"))
    ever = Check.objects.filter(_belongs("list__unit"), at__lt=at)
    here = ever.filter(at__gte=month.starts_at, at__lt=month.ends_before)
    rows = Unit.objects.filter(units_seen(viewer), kind__in=OWNERS, until=None).annotate(
        unlisted=~Exists(used), never=~Exists(ever), missed=Exists(missed(due)),
        kept=Exists(due) & ~Exists(missed(due)),
        clean=Exists(here) & ~Exists(here.filter(abnormal__gt=0)),
    )  # fmt: skip
    if q:
        rows = rows.filter(name__contains=q)
    if which in STANDINGS:
        rows = rows.filter(**{which: True})
    found = rows if viewer.reads else rows.none()
    return found.select_related("place", "supervisor")


def _belongs(path: str) -> Q:
    """Match what is of the enterprise outside, of its workshops, and of their teams."""
    above, top = f"{path}__supervisor", f"{path}__supervisor__supervisor"
    inside = Q(**{f"{path}__kind__in": PARTS})
    deeper = inside & Q(**{f"{above}__kind__in": PARTS})
    own = OuterRef("pk")
    return Q(**{path: own}) | inside & Q(**{above: own}) | deeper & Q(**{top: own})


def numbers(
    viewer: Viewer, units: Sequence[Unit], month: Period, at: datetime
) -> dict[int, Numbers]:
    """Return the numbers of some enterprises, in a fixed number of queries however many."""
    owner = carrying.owners_of(units)
    found: dict[int, Numbers] = defaultdict(Numbers)
    due = owed(viewer, month, at).filter(holder__in=owner).order_by().values("holder").annotate(
        owed=Count("pk"), on_time=Count("pk", Q(outcome=Outcome.ON_TIME)),
        late=Count("pk", Q(outcome=Outcome.LATE)),
        missed=Count("pk", MISSED),
    )  # fmt: skip
    used = lists(viewer).filter(unit__in=owner).order_by().values("unit")
    ever = _seen(viewer).filter(list__unit__in=owner, at__lt=at).order_by().values("list__unit")
    here = Q(at__gte=month.starts_at, at__lt=month.ends_before)
    for of, rows in (
        ("holder", due),
        ("unit", used.annotate(lists=Count("pk"))),
        ("list__unit", ever.annotate(last=Max("at"), checks=Count("pk", here),
                                     abnormal=Count("pk", here & Q(abnormal__gt=0)))),
    ):  # fmt: skip
        for row in rows:
            _add(found[owner[row.pop(of)]], row)
    return {one.pk: found[one.pk] for one in units}


def _add(to: Numbers, row: dict[str, Any]) -> None:
    last = row.pop("last", None)
    for name, n in row.items():
        setattr(to, name, getattr(to, name) + n)
    to.last = max(filter(None, (to.last, last)), default=None)


def whole(unit: int) -> list[int]:
    """Return an enterprise and its workshops and teams, by their keys."""
    return list(carrying.owners_of(list(Unit.objects.filter(pk=unit))))

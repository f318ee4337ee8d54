"""形势分析: what fell due in a place in a period, what was missed, by whom, what was done then.

Figures only: what they mean and what is to be done, the office finds out and writes itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.records import KINDS
from bihuan.kernel.letters.kinds import KINDS as LETTERS
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Fulfilment, Kind, Obligation, Outcome
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.periods import Period, PeriodKind, parse, period_of

WORST = 10
OWED = (Kind.PERIODIC, Kind.STEP)


@dataclass(frozen=True)
class Figures:
    """How many duties fell due, and how they stand at the moment of the analysis.

    ``waiting`` are those whose day has not come yet; ``due`` counts neither them nor the excused.
    """

    name: str
    on_time: int
    late: int
    overdue: int
    waiting: int
    excused: int

    @property
    def due(self) -> int:
        """The denominator: what should have been done by now."""
        return self.on_time + self.late + self.overdue

    @property
    def rate(self) -> str:
        """How much of it was done in time, as printed; a stroke where nothing was due."""
        return f"{self.on_time / self.due:.1%}" if self.due else "/"


@dataclass(frozen=True)
class Analysis:
    """The figures of one period in one place, as of a moment."""

    place: Place
    period: Period
    at: datetime
    whole: Figures
    before: Figures
    duties: list[Figures]
    units: list[Figures]
    places: list[Figures]
    stages: dict[int, int]
    letters: list[tuple[str, int]]
    records: list[tuple[str, int]]


def period_asked(words: str, now: datetime) -> Period:
    """Return the month, quarter, half or year that is asked for, the present quarter otherwise."""
    try:
        asked = parse(words)
    except ValueError:
        return period_of(PeriodKind.QUARTER, now.date())
    known = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
    return asked if asked.kind in known else period_of(PeriodKind.QUARTER, now.date())


def analyse(viewer: Viewer, period: Period, now: datetime) -> Analysis:
    """Return the figures of what the viewer sees in her place."""
    place = Place.objects.get(path=viewer.path)
    rows = _fell_due(viewer, period)
    letters = Letter.objects.visible_to(viewer).filter(
        within(viewer.path), signed_at__gte=period.starts_at, signed_at__lt=period.ends_before
    )
    done = Fulfilment.objects.filter(
        obligation__in=rows.values("pk"),
        happened_at__gte=period.starts_at, happened_at__lt=period.ends_before,
    )  # fmt: skip
    return Analysis(
        place, period, now,
        _one("合计", rows, now), _one("上期", _fell_due(viewer, period.previous()), now),
        _worst(rows, "title", now), _worst(rows.exclude(holder=None), "holder__name", now),
        _below(place, rows, now),
        {s: n for s, n in _counted(rows.filter(stage__gt=0), "stage")},
        [(LETTERS[kind].name, n) for kind, n in _counted(letters, "kind")],
        [(KINDS[kind or "plain"].title, n)
         for kind, n in _counted(done, "obligation__rule__record")],
    )  # fmt: skip


def _fell_due(viewer: Viewer, period: Period) -> QuerySet[Obligation]:
    return Obligation.objects.visible_to(viewer).filter(
        within(viewer.path), kind__in=OWED, paused_at=None,
        current_due__gte=period.starts_at, current_due__lt=period.ends_before,
    )  # fmt: skip


def _measures(now: datetime) -> dict[str, Count]:
    still = Q(done_at=None)
    return {
        "on_time": Count("pk", filter=Q(outcome=Outcome.ON_TIME)),
        "late": Count("pk", filter=Q(outcome=Outcome.LATE)),
        "overdue": Count("pk", filter=still & Q(current_due__lt=now)),
        "waiting": Count("pk", filter=still & Q(current_due__gte=now)),
        "excused": Count("pk", filter=Q(outcome=Outcome.EXCUSED)),
    }


def _one(name: str, rows: QuerySet[Obligation], now: datetime) -> Figures:
    return Figures(name, **rows.aggregate(**_measures(now)))


def _worst(rows: QuerySet[Obligation], by: str, now: datetime) -> list[Figures]:
    """Return those with most that is overdue, then late; none of whom nothing was missed."""
    found = rows.order_by().values(by).annotate(**_measures(now))
    missed = found.filter(Q(overdue__gt=0) | Q(late__gt=0)).order_by("-overdue", "-late", by)
    return [_figures(row, by) for row in missed[:WORST]]


def _figures(row: dict[str, Any], by: str) -> Figures:
    return Figures(str(row.pop(by)), **row)


def _below(place: Place, rows: QuerySet[Obligation], now: datetime) -> list[Figures]:
    """Return the places right below, the worst rate first."""
    children = Place.objects.filter(parent=place, until=None).order_by("code")
    found = [_one(child.name, rows.filter(within(child.path)), now) for child in children]
    shown = [one for one in found if one.due]
    return sorted(shown, key=lambda one: (one.on_time / one.due, one.name))


def _counted(rows: QuerySet[Any], by: str) -> list[tuple[Any, int]]:
    found = rows.order_by().values_list(by).annotate(n=Count("pk")).order_by("-n", by)
    return list(found)

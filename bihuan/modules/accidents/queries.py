"""Accidents as somebody may see them: found, counted against a year ago, and how each was told."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib import periods
from bihuan.lib.periods import Period

from . import rules
from .models import Accident, Relay

DISMISSED = "dismissed"


@dataclass(frozen=True)
class Figures:
    """How many accidents, deaths and seriously injured."""

    accidents: int = 0
    deaths: int = 0
    injured: int = 0


@dataclass(frozen=True)
class Row:
    """One line of a table: what it counts, its key as a filter, this period and a year before."""

    key: str
    title: str
    now: Figures
    before: Figures


def seen(viewer: Viewer) -> QuerySet[Accident]:
    """Return the accidents a person may see, without what was found to be none."""
    shown = Matter.objects.visible_to(viewer).exclude(state=DISMISSED)
    return Accident.objects.filter(matter__in=shown)


def within(rows: QuerySet[Accident], period: Period) -> QuerySet[Accident]:
    """Return the accidents that happened in a period, by the Shanghai day."""
    return rows.filter(happened_at__gte=period.starts_at, happened_at__lt=period.ends_before)


def year_before(period: Period, today: date) -> tuple[date, date]:
    """Return the same days a year before: of a period that still runs, up to the same day."""
    end = min(period.end, max(today, period.start))
    return _year_back(period.start), _year_back(end)


def table(rows: QuerySet[Accident], period: Period, today: date, by: str) -> list[Row]:
    """Return the accidents of a period by ``grade``, ``kind`` or ``place``, against a year before.

    Grades begin with the heaviest, the others with the most accidents.
    """
    first, last = year_before(period, today)
    old = rows.filter(
        happened_at__gte=periods.period_of(periods.PeriodKind.DAY, first).starts_at,
        happened_at__lt=periods.period_of(periods.PeriodKind.DAY, last).ends_before,
    )
    field = {"place": "matter__place"}.get(by, by)
    now, before = _counted(within(rows, period), field), _counted(old, field)
    titles = _titles(by, {*now, *before})
    found = [
        Row(str(key), titles[key], now.get(key, Figures()), before.get(key, Figures()))
        for key in titles
    ]
    if by == "grade":
        return found
    return sorted(found, key=lambda row: (-row.now.accidents, -row.before.accidents, row.title))


def total(rows: list[Row]) -> Row:
    """Return the sum of a table."""

    def added(name: str) -> Figures:
        counts = [getattr(row, name) for row in rows]
        return Figures(*(sum(getattr(c, n) for c in counts) for n in Figures.__annotations__))

    return Row("", "合计", added("now"), added("before"))


def _counted(rows: QuerySet[Accident], field: str) -> dict[Any, Figures]:
    found = rows.order_by().values_list(field).annotate(Count("pk"), Sum("deaths"), Sum("injured"))
    return {key: Figures(n, deaths, injured) for key, n, deaths, injured in found}


def _titles(by: str, keys: set[Any]) -> dict[Any, str]:
    if by == "grade":
        return {key: f"{name}事故" for key, name in reversed(rules.GRADES.items())}
    if by == "kind":
        return {key: key for key in sorted(keys)}
    return dict(Place.objects.filter(pk__in=keys).order_by("path").values_list("pk", "name"))


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def lateness(record: Accident) -> tuple[str, timedelta] | None:
    """Return how the unit's own report stands to the hour it has: words, and by how much late.

    None while nobody told when its head was told, or it has not reported.
    """
    reported = Entry.objects.filter(chain=record.matter.chain, verb="report").first()
    if record.heard_at is None or reported is None:
        return None
    late = rules.late_by(record.heard_at, reported.at)
    return ("迟于一小时" if late else "一小时内报告", late)


def relays(record: Accident) -> QuerySet[Relay]:
    """Return the way up of the report, in the order of being told."""
    return record.relays.select_related("unit", "matter").order_by("received_at", "pk")


def search(rows: QuerySet[Accident], words: str) -> QuerySet[Accident]:
    """Return the accidents whose title, number or site holds some words."""
    match = Q(matter__title__contains=words) | Q(matter__number__contains=words)
    return rows.filter(match | Q(site__contains=words)) if words else rows

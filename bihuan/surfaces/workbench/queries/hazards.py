"""隐患: the list with its filters, and what the page of a hazard shows besides."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib import periods
from bihuan.modules.hazards import gates, oddities, queries, rules
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.models import Hazard, Stop

from .filters import Asked, Chip
from .paging import Order

ORDER = (Order("found_on", falling=True), Order("pk", falling=True))
VIEWS = {"place": "按区划", "industry": "按行业"}
CELLS = {
    "opening": "期初未销号", "found": "本期发现", "closed": "本期销号", "closing": "期末未销号",
    "overdue": "其中逾期",
}  # fmt: skip
STOCK = {"stock": "存量", "added": "增量"}


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of hazards; every field is a query parameter."""

    q: str = ""
    by: str = ""
    row: str = ""
    cell: str = ""
    grade: str = ""
    channel: str = ""
    stock: str = ""
    period: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the views, cells, grades and channels there are."""
        return {
            "by": VIEWS, "cell": CELLS, "grade": Hazard.Grade.values,
            "channel": Hazard.Channel.values, "stock": STOCK,
        }  # fmt: skip

    def span(self, today: date) -> queries.Span:
        """Return the days asked for, this year's so far unless told."""
        try:
            period = periods.parse(self.period or str(today.year))
        except ValueError:
            period = periods.parse(str(today.year))
        return queries.Span(period.start, period.end)

    def chips(self, rows: Mapping[str, str]) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.row:
            yield Chip(rows.get(self.row, self.row), self.query(row=""))
        if self.cell:
            yield Chip(CELLS[self.cell], self.query(cell=""))
        if self.grade:
            yield Chip(str(Hazard.Grade(self.grade).label), self.query(grade=""))
        if self.channel:
            yield Chip(str(Hazard.Channel(self.channel).label), self.query(channel=""))
        if self.stock:
            yield Chip(STOCK[self.stock], self.query(stock=""))


def matching(viewer: Viewer, filters: Filters, at: Any, *, whole: bool = False) -> QuerySet[Hazard]:
    """Return the hazards that answer the filters; ``whole`` leaves out which cell and row."""
    rows = queries.hazards(viewer)
    if filters.grade:
        rows = rows.filter(grade=filters.grade)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.q:
        words = filters.q[:60]
        rows = rows.filter(matter__title__icontains=words) | rows.filter(
            matter__number__icontains=words
        )
    if filters.stock and (year := queries.stock_year(viewer)):
        old = {"found_on__year__lte": int(year.value)}
        rows = rows.filter(**old) if filters.stock == "stock" else rows.exclude(**old)
    if whole:
        return rows
    if filters.row:
        rows = rows.filter(queries.in_row(filters.by or "place", filters.row))
    if filters.cell:
        rows = rows.filter(queries.cell(filters.cell, filters.span(viewer.on), at))
    return rows


def hazard_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of a hazard shows besides its facts; nothing for another matter."""
    if matter.flow != HazardFlow.key:
        return {}
    hazard = Hazard.objects.select_related("listing", "same_as").get(pk=matter.pk)
    settled = {part.part: part for part in hazard.parts.select_related("entry")}
    return {
        "hazard": hazard,
        "parts": [(part.label, settled.get(part.value)) for part in rules.Part],
        "counted": [
            (form, rules.in_place(form, gates.settled_parts(hazard))) for form in rules.FORMS
        ],
        "heads": [
            (title, day or None, day is None and gates.was_read(hazard, lead))
            for title, day, lead in (
                ("主要负责人", hazard.principal_told_on, "principal"),
                ("实际控制人", hazard.controller_told_on, "controller"),
            )
        ],
        "stops": list(Stop.objects.filter(hazard=hazard).select_related("matter")),
        "alike": list(queries.alike(hazard, viewer)) if not matter.closed_at else [],
        "odd": list(oddities.of_hazard(hazard)) if viewer.sees != "own" else [],
        "joined": list(Hazard.objects.filter(same_as=matter).select_related("matter")),
    }

"""执法: the register of cases with its filters, and what the page of a case shows besides."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib import periods
from bihuan.modules.enforcement import catalogue, gates, letters, queries
from bihuan.modules.enforcement.case_flow import CaseFlow
from bihuan.modules.enforcement.measures import KINDS
from bihuan.modules.enforcement.models import Case, Measure, Penalty
from bihuan.modules.enforcement.penalty_flow import OPEN_STATES

from . import unit
from .filters import Asked, Chip
from .paging import Order

ORDER = (Order("matter_id", falling=True),)
STANDING = {"open": "没有办结"}


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of cases; every field is a query parameter."""

    q: str = ""
    source: str = ""
    state: str = ""
    which: str = ""
    office: str = ""
    filed: str = ""
    fined: str = ""

    numbers: ClassVar[tuple[str, ...]] = ("office",)

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the sources, states and standings there are."""
        return {"source": Case.Source.values, "state": CaseFlow.states, "which": STANDING}

    def chips(self, viewer: Viewer) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.source:
            yield Chip(str(Case.Source(self.source).label), self.query(source=""))
        if self.state:
            yield Chip(CaseFlow.states[self.state].title, self.query(state=""))
        if self.which:
            yield Chip(STANDING[self.which], self.query(which=""))
        if self.office:
            yield Chip(f"办案单位：{unit.called(viewer, self.office)}", self.query(office=""))
        if self.filed:
            yield Chip(f"{span(self.filed, viewer.on).label}立案", self.query(filed=""))
        if self.fined:
            yield Chip(f"{span(self.fined, viewer.on).label}决定处罚", self.query(fined=""))


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Case]:
    """Return the cases that answer the filters."""
    return queries.cases(
        viewer, q=filters.q[:60], source=filters.source, state=filters.state,
        open=filters.which == "open", office=filters.office,
        filed=span(filters.filed, viewer.on) if filters.filed else None,
        fined=span(filters.fined, viewer.on) if filters.fined else None,
    )  # fmt: skip


def span(asked: str, today: date) -> periods.Period:
    """Return the period asked for, this year unless told or where it cannot be read."""
    try:
        return periods.parse(asked or str(today.year))
    except ValueError:
        return periods.parse(str(today.year))


def case_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of a case, a penalty or a measure shows besides; else nothing."""
    if matter.flow == "enforcement.penalty":
        one = Penalty.objects.select_related("case__unit").get(pk=matter.pk)
        return {"fine": one}
    if matter.flow == "enforcement.measure":
        return {"condition": KINDS[Measure.objects.get(pk=matter.pk).kind]}
    if matter.flow != CaseFlow.key:
        return {}
    record: Any = CaseFlow.record(matter.pk)
    record.matter = matter
    rows = [
        (one, letters.worded(one), flow_of(one.matter.flow).states[one.matter.state].title)
        for one in queries.penalties(record)
    ]  # fmt: skip
    return {
        "case": record,
        "fines": rows,
        "weights": gates.weights(record),
        "proposable": matter.state in OPEN_STATES,
        "recorded": catalogue.recorded(record),
    }

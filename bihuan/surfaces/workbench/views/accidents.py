"""事故: the accidents of a period against a year before, and the list behind every number."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.lib.periods import Period, PeriodKind, parse, period_of
from bihuan.modules.accidents import queries
from bihuan.modules.accidents.models import Accident
from bihuan.modules.accidents.report_flow import AccidentFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.filters import Asked, Chip, called
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out
from .analysis import KINDS

ORDER = (Order("happened_at", falling=True), Order("matter_id", falling=True))
TABLES = (("grade", "按等级"), ("kind", "按类别"), ("place", "按区划"))
EXPORTED = (
    *("编号", "事故", "发生时间", "单位", "区划", "等级", "类别", "死亡", "失踪", "重伤", "轻伤"),
    *("直接经济损失（万元）", "报告情形", "状态"),
)


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    numbers = ("place",)

    period: str = ""
    q: str = ""
    grade: str = ""
    kind: str = ""
    finding: str = ""
    place: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the grades, kinds and findings there are."""
        fields: Any = Accident._meta.get_field
        named = ("grade", "kind", "finding")
        return {name: [key for key, _ in fields(name).choices] for name in named}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.grade:
            yield Chip(Accident(grade=self.grade).get_grade_display(), self.query(grade=""))
        if self.kind:
            yield Chip(self.kind, self.query(kind=""))
        if self.finding:
            yield Chip(str(Accident.Finding(self.finding).label), self.query(finding=""))
        if self.place:
            yield Chip(called(Place, pk=self.place), self.query(place=""))


def accidents(request: WorkbenchRequest) -> HttpResponse:
    """Show the accidents of a period in three tables, and those that answer the filters."""
    filters, period = _asked(request)
    viewer, today = request.viewer, request.now.date()
    seen = queries.seen(viewer)
    tables = [(title, queries.table(seen, period, today, by), by) for by, title in TABLES]
    rows = _matching(request, filters, period)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/accidents/list.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "period": period,
        "periods": [(filters.query(period=p.key), p) for p in _near(period, today)],
        "compared": queries.year_before(period, today),
        "tables": [(title, [(row, filters.query(**{by: row.key})) for row in found])
                   for title, found, by in tables],
        "total": queries.total(tables[0][1]),
        "page": shown,
        "count": counted(rows),
        "states": {a.pk: AccidentFlow.states[a.matter.state].title for a in shown.rows},
        "findings": Accident.Finding.choices,
        "opens": may_open(AccidentFlow, viewer),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the accidents that answer the filters as CSV or Excel."""
    filters, period = _asked(request)
    basis = "、".join([period.label, *(chip.says for chip in filters.chips())])
    rows = (_exported(one) for one in _matching(request, filters, period).iterator(chunk_size=500))
    return handed_out(request, List("事故", basis, EXPORTED, rows))


def _near(period: Period, today: date) -> list[Period]:
    """Return the period before, those of every kind that begin with it, and the one after."""
    after = period.next()
    same = [period_of(kind, period.start) for kind in KINDS]
    return [period.previous(), *same, *([after] if after.start <= today else [])]


def _asked(request: WorkbenchRequest) -> tuple[Filters, Period]:
    filters = Filters.read(request.GET)
    try:
        period = parse(filters.period)
    except ValueError:
        period = period_of(PeriodKind.YEAR, request.now.date())
    return filters, period


def _matching(request: WorkbenchRequest, filters: Filters, period: Period) -> Any:
    rows = queries.within(queries.seen(request.viewer), period)
    wanted = {name: getattr(filters, name) for name in ("grade", "kind", "finding")}
    if filters.place:
        wanted["matter__place"] = filters.place
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    found = queries.search(rows, filters.q[:60])
    return found.select_related("matter__place", "unit").order_by("-happened_at", "-matter_id")


def _exported(one: Accident) -> tuple[Any, ...]:
    state = flow_of(one.matter.flow).states[one.matter.state].title
    return (
        one.matter.number, one.matter.title, one.happened_at, one.unit.name, one.matter.place.name,
        one.get_grade_display(), one.kind, one.deaths, one.missing, one.injured, one.slight,
        "" if one.loss is None else one.loss, one.get_finding_display(), state,
    )  # fmt: skip


ROUTES = (
    Route("accidents", accidents, "accidents", SIGNED_IN),
    Route("accidents/export", export, "accidents-export", roles.EXPORT),
)

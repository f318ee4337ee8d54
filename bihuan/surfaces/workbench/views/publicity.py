"""宣传: what was planned and held, which kinds of place were reached, what rules ask for."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.modules.publicity import queries
from bihuan.modules.publicity.flows import ActivityFlow
from bihuan.modules.publicity.models import Activity
from bihuan.modules.publicity.reach import REACH

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.filters import Asked, Chip
from ..queries.paging import Order, counted, page
from ..queries.training import owed
from ..sheets import List, handed_out

ORDER = (Order("planned_on", falling=True), Order("matter_id", falling=True))
WHICH = {"planned": "待举办", "held": "已举办", "late": "到期没有办", "cancelled": "不再举办"}
EXPORTED = ("编号", "责任单位", "区划", "种类", "主题", "载体", "进了哪里", "计划日期", "实际日期",
            "人数", "情况", "现在到哪一步")  # fmt: skip


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    year: str = ""
    kind: str = ""
    reach: str = ""
    which: str = ""

    numbers = ("year",)

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds and places there are."""
        return {"kind": Activity.Kind.values, "reach": REACH, "which": WHICH}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(Activity.Kind(self.kind).label, self.query(kind=""))
        if self.reach:
            yield Chip(f"进{self.reach}", self.query(reach=""))
        if self.which:
            yield Chip(WHICH[self.which], self.query(which=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the activities of a year with what they reached, and what rules ask for."""
    filters = Filters.read(request.GET)
    year = int(filters.year[:4] or request.viewer.on.year)
    whole, rows = queries.listed(request.viewer, year=year), _matching(request, filters)
    return render(request, "workbench/publicity.html", {
        "filters": filters, "chips": list(filters.chips()), "year": year,
        "page": page(rows, ORDER, after=request.GET.get("after", "")), "count": counted(rows),
        "kinds": Activity.Kind.choices, "whiches": WHICH.items(),
        "reached": [(one, n, filters.query(reach=one)) for one, n in queries.by_reach(whole)],
        "by_kind": [(title, planned, held, filters.query(kind=kind))
                    for kind, title, planned, held in queries.by_kind(whole)],
        "by_place": queries.by_place(whole), "owed": owed(request.viewer, "publicity"),
        "states": {name: state.title for name, state in ActivityFlow.states.items()},
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the activities that answer the filters as CSV or Excel."""
    filters = Filters.read(request.GET)
    rows = (
        (row.matter.number, row.office.name, row.matter.place.name, row.get_kind_display(),
         row.topic, row.medium, row.reach, row.planned_on, row.held_on, row.people, row.findings,
         ActivityFlow.states[row.matter.state].title)
        for row in _matching(request, filters)
    )  # fmt: skip
    return handed_out(request, List("宣传活动", filters.basis, EXPORTED, rows))


def _matching(request: WorkbenchRequest, filters: Filters) -> Any:
    year = int(filters.year[:4] or request.viewer.on.year)
    return queries.listed(request.viewer, q=filters.q[:60], year=year, kind=filters.kind,
                          reach=filters.reach, which=filters.which)  # fmt: skip


ROUTES = (
    Route("publicity", listing, "publicity", SIGNED_IN),
    Route("publicity/export", export, "publicity-export", roles.EXPORT),
)

"""表彰台账: who was commended for what and when, and what was revoked."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.commendation import nominees, queries

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.filters import Asked, Chip
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("granted_on", falling=True), Order("id", falling=True))
WHICH = (("revoked", "已撤销"), ("all", "全部，含撤销"))
EXPORTED = (
    *("表彰编号", "单位", "个人", "称号、奖项", "种类", "主要事迹", "决定单位", "表彰日期"),
    *("撤销日期", "撤销的理由"),
)


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    which: str = ""

    whole = "在效的表彰"

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return which awards may be asked for besides those in force."""
        return {"which": [value for value, _ in WHICH]}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.which:
            yield Chip(dict(WHICH)[self.which], self.query(which=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the awards of the rounds the viewer sees; those in force unless asked."""
    filters = Filters.read(request.GET)
    rows = _matching(request.viewer, filters)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/awards.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "numbers": {row.pk: nominees.number_of(row) for row in shown.rows},
        "count": counted(rows),
        "which": WHICH,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the awards that answer the filters as CSV or Excel."""
    filters = Filters.read(request.GET)
    rows = (
        (nominees.number_of(row), row.unit.name, row.person.name if row.person else "",
         row.commendation.honour, row.commendation.get_kind_display(), row.merits,
         row.commendation.decider.name, row.granted_on, row.revoked_on or "", row.revoked_because)
        for row in _matching(request.viewer, filters)
    )  # fmt: skip
    return handed_out(request, List("表彰台账", filters.basis, EXPORTED, rows))


def _matching(viewer: Viewer, filters: Filters) -> Any:
    return queries.listed(viewer, q=filters.q[:60], which=filters.which)


ROUTES = (
    Route("awards", listing, "awards", SIGNED_IN),
    Route("awards/export", export, "awards-export", roles.EXPORT),
)

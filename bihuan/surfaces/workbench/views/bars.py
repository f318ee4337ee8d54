"""限制登记: who is barred from what, from when until when, by which clause."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.accountability import bars
from bihuan.modules.accountability.models import Bar

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.filters import Asked, Chip
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("since", falling=True), Order("id", falling=True))
EXPORTED = ("谁", "限制事项", "从", "到（不含）", "条款", "原文", "撤销日期", "问责编号")


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    what: str = ""
    which: str = ""

    whole = "今天在效"

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds of bar there are."""
        return {"what": Bar.What.values, "which": ("all",)}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.what:
            yield Chip(str(Bar.What(self.what).label), self.query(what=""))
        if self.which:
            yield Chip("含期满和撤销", self.query(which=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the bars of the cases the viewer sees; those in force today unless asked."""
    filters = Filters.read(request.GET)
    rows = _matching(request.viewer, filters)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/duties/bars.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "held": bars.held_against(shown.rows, request.viewer.on),
        "count": counted(rows),
        "kinds": Bar.What.choices,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the bars that answer the filters as CSV or Excel."""
    filters = Filters.read(request.GET)
    rows = (
        (bar.whose, bar.get_what_display(), bar.since, bar.until or "终身", str(bar.clause),
         bar.says, bar.revoked_on or "", bar.cause.number)
        for bar in _matching(request.viewer, filters)
    )  # fmt: skip
    return handed_out(request, List("限制登记", filters.basis, EXPORTED, rows))


def _matching(viewer: Viewer, filters: Filters) -> Any:
    on = None if filters.which else viewer.on
    return bars.listed(viewer, on=on, what=filters.what, q=filters.q[:60])


ROUTES = (
    Route("bars", listing, "bars", SIGNED_IN),
    Route("bars/export", export, "bars-export", roles.EXPORT),
)

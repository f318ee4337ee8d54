"""隐患: what is open where, what was found and closed, the list behind each number, the ledger."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.modules.hazards import oddities, queries
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.models import Hazard

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import hazards as lists
from ..queries.paging import counted, page
from ..sheets import List, handed_out


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the balance of hazards by place or trade, and the hazards behind a number."""
    viewer, filters = request.viewer, lists.Filters.read(request.GET)
    span, by = filters.span(viewer.on), filters.by or "place"
    whole = lists.matching(viewer, filters, request.now, whole=True)
    rows = queries.balance(whole, by, viewer, span, request.now)
    found = lists.matching(viewer, filters, request.now)
    shown = page(found, lists.ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/hazards.html", {
        "filters": filters,
        "by": by,
        "views": lists.VIEWS,
        "span": span,
        "rows": rows,
        "sums": {name: sum(row.cells[name] for row in rows) for name in lists.CELLS},
        "cells": lists.CELLS,
        "year": queries.stock_year(viewer),
        "stocks": lists.STOCK,
        "grades": Hazard.Grade.choices,
        "channels": Hazard.Channel.choices,
        "chips": list(filters.chips({row.key: row.title for row in rows})),
        "page": shown,
        "states": HazardFlow.states,
        "count": counted(found),
        "silent": oddities.silent(viewer) if viewer.can(roles.SUPERVISE) else [],
        "opens": viewer.can(roles.FULFIL),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the ledger of the hazards that answer the filters as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    basis = "、".join(chip.says for chip in filters.chips({})) or "全部"
    rows = queries.ledger(lists.matching(request.viewer, filters, request.now))
    return handed_out(request, List("隐患台账", f"{basis}；计数单位：件", queries.LEDGER, rows))


ROUTES = (
    Route("hazards", listing, "hazards", SIGNED_IN),
    Route("hazards/export", export, "hazards-export", roles.EXPORT),
)

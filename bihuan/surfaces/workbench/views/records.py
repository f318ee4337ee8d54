"""履职记录: the list of what was done, by whom, and its export."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.obligations.models import Fulfilment
from bihuan.kernel.orgs import roles

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import records as lists
from ..sheets import List, handed_out


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the records of performance the viewer sees, the latest first."""
    viewer, filters = request.viewer, lists.Filters.read(request.GET)
    shown = lists.listed(viewer, filters, after=request.GET.get("after", ""))
    return render(request, "workbench/records.html", {
        "filters": filters,
        "chips": lists.chips(viewer, filters),
        "page": shown,
        "gists": {one.pk: lists.gist(one) for one in shown.rows},
        "count": lists.matching(viewer, filters).count(),
        "leaders": lists.leaders(viewer, filters),
        "kinds": lists.TITLES,
        "modes": Fulfilment.Mode.choices,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the records that answer the filters."""
    filters = lists.Filters.read(request.GET)
    basis = "、".join(chip.says for chip in lists.chips(request.viewer, filters)) or "全部履职记录"
    rows = lists.exported(request.viewer, filters)
    return handed_out(request, List("履职记录", basis, lists.EXPORTED, rows))


ROUTES = (
    Route("records", listing, "records", SIGNED_IN),
    Route("records/export", export, "records-export", roles.EXPORT),
)

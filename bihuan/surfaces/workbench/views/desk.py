"""我的工作台: what needs the viewer, what others have not done, what falls due soon."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.obligations import board
from bihuan.kernel.orgs import roles
from bihuan.kernel.trace.models import Matter
from bihuan.modules.dossier import grids
from bihuan.surfaces import jobs

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import desk as lists
from ..queries import figures, side
from ..queries.asking import Filters, asking, looked_up
from ..queries.rows import rows_of
from ..sheets import List, handed_out


def desk(request: WorkbenchRequest) -> HttpResponse:
    """Show the desk, filtered as the address says; a matter's full number opens the matter."""
    viewer, now = request.viewer, request.now
    filters = Filters.read(request.GET)
    if filters.q:
        matter = Matter.objects.visible_to(viewer).filter(number=filters.q.upper()).first()
        if matter:
            return redirect("matter", number=matter.number)
    asked = looked_up(viewer, asking(filters))
    numbers = figures.read(viewer, asked, now)
    asked = lists.found_by_clause(asked, numbers.whole)
    counts = lists.counts(viewer, filters, numbers.asked)
    sums = counts if filters.everything else lists.counts(viewer, Filters(), numbers.whole)
    groups = lists.groups(viewer, asked, now, counts, after=request.GET.get("after", ""))
    shown = [obligation for group in groups for obligation in group.rows]
    beside = side.column(viewer, sums, figures.named(numbers.slowest), now)
    board.join([*shown, *beside.unset])
    return render(request, "workbench/desk.html", {
        "filters": filters,
        "strip": list(lists.strip(filters, counts)),
        "tabs": list(lists.tabs(filters, counts, figures.documents(numbers.whole))),
        "chips": lists.chips(viewer, filters),
        "choices": lists.choices(viewer, asked, numbers.offered),
        "groups": groups,
        "rows": rows_of(shown, viewer, now),
        "picks": viewer.can(roles.SUPERVISE),
        "grid": viewer.sees == "own" and viewer.can(roles.PROXY) and grids.own(viewer).exists(),
        "counts": counts,
        "counted_at": numbers.at,
        "total": sum(group.count for group in groups),
        "shown": len(shown),
        "sweep": jobs.last_sweep(),
        "silence": jobs.silence(now) if viewer.can(roles.SUPERVISE) else None,
        "nearest": None if shown or filters.narrowed else lists.nearest(viewer, now),
        "side": beside,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the open obligations that answer the filters as CSV or Excel."""
    viewer, now = request.viewer, request.now
    filters = Filters.read(request.GET)
    rows = lists.exported(viewer, filters, now)
    basis = "、".join(chip.says for chip in lists.chips(viewer, filters)) or "全部在办"
    return handed_out(request, List("责任事项", basis, lists.EXPORTED, rows))


ROUTES = (
    Route("desk", desk, "desk", SIGNED_IN),
    Route("desk/export", export, "desk-export", roles.EXPORT),
)

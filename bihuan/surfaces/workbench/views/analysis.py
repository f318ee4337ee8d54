"""形势分析: the figures of a period, and the draft an office writes on in."""

from django.http import HttpResponse
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.lib.periods import PeriodKind, period_of
from bihuan.surfaces.layouts import analysis as draft

from ..access import Route, WorkbenchRequest
from ..answers import saved
from ..queries.analysis import analyse, period_asked

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)


def analysis(request: WorkbenchRequest) -> HttpResponse:
    """Show the figures of a period in the viewer's place."""
    period = period_asked(request.GET.get("period", ""), request.now)
    found = analyse(request.viewer, period, request.now)
    shown = {
        "found": found,
        "overall": draft.overall(found),
        "measures": draft.measures(found),
        "periods": [period_of(kind, period.start) for kind in KINDS],
        "before": period.previous(),
        "after": period.next() if period.next().start <= request.now.date() else None,
        "tables": [("逾期较多的责任事项", found.duties), ("逾期较多的单位", found.units),
                   ("各地情况", found.places)],
    }  # fmt: skip
    return render(request, "workbench/analysis.html", shown)


def word(request: WorkbenchRequest) -> HttpResponse:
    """Return the figures as a Word draft."""
    period = period_asked(request.GET.get("period", ""), request.now)
    found = analyse(request.viewer, period, request.now)
    return saved(draft.render(found), f"{found.place.name}{period.label}形势分析底稿.docx")


ROUTES = (
    Route("analysis", analysis, "analysis", roles.EXPORT),
    Route("analysis/word", word, "analysis-word", roles.EXPORT),
)

"""统计报表: the forms there are, the figures of one, the rows behind a number, Excel and PDF."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.lib import periods
from bihuan.modules.statistics import figures
from bihuan.modules.statistics.flows import CollectionFlow, ReturnFlow
from bihuan.modules.statistics.forms import PERIODS
from bihuan.surfaces.layouts import paper

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..queries import demanded
from ..queries import returns as reported
from ..queries import statistics as lists
from ..queries.paging import Order, page
from ..sheets import List, handed_out


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the forms in use, what each counts and who asks for it."""
    forms = lists.in_use(request.viewer)
    clauses = demanded.clauses(forms, request.viewer)
    return render(request, "workbench/statistics/forms.html", {
        "returns": reported.lines(reported.seen(request.viewer)[: reported.LATEST]),
        "opens": may_open(ReturnFlow, request.viewer),
        "calls": may_open(CollectionFlow, request.viewer),
        "forms": [
            (one, "、".join(PERIODS[p] for p in one.periods), clauses.get(one.key))
            for one in forms
        ],
    })  # fmt: skip


def form(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Show the figures of a form; each opens the rows it counts."""
    found, filters = lists.form_of(key, request.viewer), lists.Filters.read(request.GET)
    asked = lists.asked(found, filters, request.viewer, request.now)
    filters = lists.pinned(filters, asked)
    made = figures.table(asked)
    return render(request, "workbench/statistics/form.html", {
        "form": found,
        "filters": filters,
        "asked": asked,
        "period": periods.parse(asked.span.key),
        "periods": list(lists.offered(found, request.viewer.on)),
        "ways": [(by, lists.way(found, by)) for by in found.by],
        "rows": lists.page_rows(made, filters),
        "many": any(row for row in made.rows),
        "chips": lists.chips(asked, filters),
        "basis": lists.basis(asked),
        "clause": demanded.clauses((found,), request.viewer).get(key),
        "runs": asked.span.ends > asked.span.known,
    })  # fmt: skip


def rows(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Show the records that one number counts."""
    found, filters = lists.form_of(key, request.viewer), lists.Filters.read(request.GET)
    asked = lists.asked(found, filters, request.viewer, request.now)
    column = found.column(filters.col) or found.columns[0]
    try:
        behind = figures.behind(asked, filters.row or figures.ALL, column.key)
    except LookupError as error:
        raise NotFound("这一格没有可打开的记录。") from error
    if column.once:
        behind = behind.select_related("place")
    shown = page(behind, (Order("pk"),), after=request.GET.get("after", ""))
    return render(request, "workbench/statistics/rows.html", {
        "form": found,
        "filters": filters,
        "column": column,
        "lines": lists.lines(shown.rows, column),
        "page": shown,
        "count": behind.count(),
        "basis": lists.basis(asked),
    })  # fmt: skip


def export(request: WorkbenchRequest, key: str) -> HttpResponseBase:
    """Return the figures of a form as CSV or Excel."""
    made = _table(request, key)
    columns = [lists.way(made.asked.form, made.asked.by), *lists.headings(made.asked.form)]
    title = f"{made.asked.form.title}（{periods.parse(made.asked.span.key).label}）"
    return handed_out(request, List(title, lists.basis(made.asked), columns, lists.sheet(made)))


def pdf(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Return the figures of a form on paper."""
    made = _table(request, key)
    told = lists.paper(made, request.viewer.label, request.now)
    return saved(paper.as_pdf(told, request.now), f"{told.title}-{made.asked.span.key}.pdf")


def _table(request: WorkbenchRequest, key: str) -> figures.Table:
    found, filters = lists.form_of(key, request.viewer), lists.Filters.read(request.GET)
    return figures.table(lists.asked(found, filters, request.viewer, request.now))


_ONE = "statistics/<str:key>"
ROUTES = (
    Route("statistics", listing, "statistics", SIGNED_IN),
    Route(_ONE, form, "statistics-form", SIGNED_IN),
    Route(f"{_ONE}/rows", rows, "statistics-rows", SIGNED_IN),
    Route(f"{_ONE}/export", export, "statistics-export", roles.EXPORT),
    Route(f"{_ONE}/pdf", pdf, "statistics-pdf", roles.EXPORT),
)

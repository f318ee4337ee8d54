"""考核: the ranking of a round, the records behind a score, entering scores, the bulletin."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.lib import periods
from bihuan.modules.assessment import queries, scores
from bihuan.modules.assessment.flows import SchemeFlow
from bihuan.modules.assessment.models import Scheme
from bihuan.surfaces.layouts import bulletin as layout

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..forms.assessments import ScoreForm, asks
from ..queries.rows import rows_of
from .matter_page import page


def ranking(request: WorkbenchRequest) -> HttpResponse:
    """Show the results of a round in their order, as far as the viewer sees them."""
    viewer = request.viewer
    schemes = list((queries.schemes(viewer) | queries.schemes_of_results(viewer)).distinct())
    asked = request.GET.get("scheme", "")
    scheme = next((s for s in schemes if s.matter.number == asked), schemes[0] if schemes else None)
    rounds = queries.rounds_of(scheme, viewer) if scheme else []
    wanted = request.GET.get("period", "")
    period = wanted if wanted in rounds else next(iter(rounds), "")
    return render(request, "workbench/assessments/ranking.html", {
        "schemes": schemes,
        "scheme": scheme,
        "rounds": [(key, periods.parse(key).label) for key in rounds],
        "period": period,
        "rows": queries.ranking(scheme, period, viewer) if scheme and period else [],
        "full": scheme is not None and queries.schemes(viewer).filter(pk=scheme.pk).exists(),
        "opens": may_open(SchemeFlow, viewer),
    })  # fmt: skip


def rows(request: WorkbenchRequest, number: str, criterion: int) -> HttpResponse:
    """Show the duties that one criterion of a result counted."""
    found = queries.result(number, request.viewer)
    one, seen, more = queries.behind(found, criterion, request.viewer)
    return render(request, "workbench/assessments/rows.html", {
        "result": found,
        "matter": found.matter,
        "one": one,
        "listed": seen,
        "more": more,
        "rows": rows_of(seen, request.viewer, request.now),
        "period": periods.parse(found.period),
    })  # fmt: skip


def enter(request: WorkbenchRequest, number: str, criterion: int) -> HttpResponse:
    """Enter the points of a criterion, or that it does not take part."""
    found = queries.result(number, request.viewer)
    one = next((s for s in scores.standing(found) if s.criterion.number == criterion), None)
    if one is None or not asks(one):
        raise NotFound("这一项不由人填。")
    form = ScoreForm(one, request.POST)
    done = form.tried(lambda given: scores.enter(
        found, criterion, None if given["absent"] else given["points"], says=given["says"],
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if done is None:
        return page(request, found.matter, scored=form)
    messages.success(request, f"“{one.criterion.title}”已录入。")
    return redirect("matter", number=number)


def word(request: WorkbenchRequest, number: str, period: str) -> HttpResponse:
    """Return the bulletin of a round as Word."""
    return _bulletin(request, number, period, "docx")


def pdf(request: WorkbenchRequest, number: str, period: str) -> HttpResponse:
    """Return the bulletin of a round as PDF."""
    return _bulletin(request, number, period, "pdf")


def _bulletin(request: WorkbenchRequest, number: str, period: str, kind: str) -> HttpResponse:
    scheme = queries.schemes(request.viewer).filter(matter__number=number).first()
    if scheme is None or period not in queries.rounds_of(scheme, request.viewer):
        raise NotFound("没有这一期考核，或您的岗位看不到。")
    told = _told(scheme, period, request)
    made = layout.word(told) if kind == "docx" else layout.pdf(told)
    return saved(made, f"{told.title}.{kind}")


def _told(scheme: Scheme, period: str, request: WorkbenchRequest) -> layout.Bulletin:
    found = queries.ranking(scheme, period, request.viewer)
    return layout.bulletin(scheme, periods.parse(period), found, request.now)


_ONE = "assessments/<str:number>"
ROUTES = (
    Route("assessments", ranking, "assessments", SIGNED_IN),
    Route(f"{_ONE}/rows/<int:criterion>", rows, "assessment-rows", SIGNED_IN),
    Route(f"{_ONE}/scores/<int:criterion>", enter, "assessment-score", roles.SUPERVISE,
          writes=True),
    Route(f"{_ONE}/<str:period>/word", word, "assessment-word", roles.EXPORT),
    Route(f"{_ONE}/<str:period>/pdf", pdf, "assessment-pdf", roles.EXPORT),
)  # fmt: skip

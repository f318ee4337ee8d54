"""The review of a document: text and proposals side by side, decided one by one, then released."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotFound, Refused, WrongState
from bihuan.modules.policy import outcome, queries
from bihuan.modules.policy import review as reviews
from bihuan.modules.policy.models import Proposal, Review
from bihuan.modules.policy.queries import Sheet
from bihuan.modules.policy.review import Desk

from .. import ladders, releasing, reviewing
from ..access import SIGNED_IN, Route, WorkbenchRequest, is_part
from ..decisions import decide as decide_proposal
from ..middleware import status_of
from ..releasing import StepForm
from ..reviewing import Attempt

#: Refusals of a decision that are answered beside the proposal, with what was typed.
ANSWERED = (Invalid, Conflict, WrongState)


def page(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show the text with its marks, the proposals of one clause, and what is still open."""
    sheet = queries.sheet(pk, request.viewer)
    clause, at = request.GET.get("clause", ""), request.GET.get("at", "")
    panel = reviewing.panel(sheet, request.viewer, clause=clause, at=at)
    if is_part(request):
        return render(request, "workbench/review/panel.html", {"panel": panel, **_of(sheet)})
    return render(request, "workbench/review/page.html", _whole(request, sheet, panel))


def decide(request: WorkbenchRequest, pk: int, proposal: int) -> HttpResponse:
    """Decide one proposal, or say beside it why not; then show the clause it belongs to."""
    found = _review(request, pk).proposals.filter(pk=proposal).first()
    if found is None:
        raise NotFound("没有这一项。")
    try:
        decide_proposal(found, _desk(request), request.POST)
    except ANSWERED as problem:
        attempt = Attempt(found.pk, problem, request.POST.dict())
        return _answer(request, pk, found, attempt)
    return _answer(request, pk, found)


def accept_clause(request: WorkbenchRequest, pk: int, clause: int) -> HttpResponse:
    """Adopt the plain proposals of one clause; doubtful ones stay to be decided one by one."""
    review = _review(request, pk)
    first = review.proposals.filter(clause=clause).select_related("clause").first()
    if first is None or first.clause is None:
        raise NotFound("没有这一条。")
    try:
        reviews.accept_clause(review, first.clause, _desk(request))
    except ANSWERED as problem:
        return _answer(request, pk, first, Attempt(first.pk, problem, {}))
    return _answer(request, pk, first)


def step(request: WorkbenchRequest, pk: int, name: str) -> HttpResponse:
    """Send to the approver, release, send back or decline; refused, keep what was typed."""
    matter = _review(request, pk).matter
    try:
        moved = releasing.take(request, matter, name)
    except Refused as problem:
        failed = releasing.failed(request, matter, name, problem)
        if failed is None:
            raise
        sheet = queries.sheet(pk, request.viewer)
        panel = reviewing.panel(sheet, request.viewer, clause="", at="")
        shown = _whole(request, sheet, panel, failed)
        return render(request, "workbench/review/page.html", shown, status=status_of(problem))
    state = moved.step.move.target.title
    messages.success(request, f"{moved.step.title}：{matter.number} 现在是“{state}”。")
    return HttpResponseRedirect(reverse("review", args=[pk]))


def consequences(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show what approval would create as decided so far; nothing is created."""
    sheet = queries.sheet(pk, request.viewer)
    shown = {"outcome": outcome.preview(sheet.review, request.viewer.on), **_of(sheet)}
    part = "outcome" if is_part(request) else "outcome_page"
    return render(request, f"workbench/review/{part}.html", shown)


def _review(request: WorkbenchRequest, pk: int) -> Review:
    review = queries.reviews(request.viewer).filter(pk=pk).first()
    if review is None:
        raise NotFound("没有找到这份文件的审阅。")
    return review


def _desk(request: WorkbenchRequest) -> Desk:
    revision = request.POST.get("revision", "")
    known = int(revision) if revision.isdecimal() else -1
    return Desk(request.viewer, request.now, known)


def _answer(
    request: WorkbenchRequest, pk: int, proposal: Proposal, attempt: Attempt | None = None
) -> HttpResponse:
    """Return the changed parts of the page, or for a browser without script the page itself."""
    status = status_of(attempt.problem) if attempt else 200
    clause = str(proposal.clause_id or reviewing.WHOLE)
    if not attempt and not is_part(request):
        query = urlencode({"clause": clause})
        return HttpResponseRedirect(f"{reverse('review', args=[pk])}?{query}#panel")
    sheet = queries.sheet(pk, request.viewer)
    at = str(proposal.pk) if attempt else ""
    panel = reviewing.panel(sheet, request.viewer, clause=clause, at=at, attempt=attempt)
    shown = _whole(request, sheet, panel)
    name = "changed" if is_part(request) else "page"
    shown["blocks"] = [
        block
        for block in shown["blocks"]
        if name == "page" or (block.clause and block.clause.pk == proposal.clause_id)
    ]
    response = render(request, f"workbench/review/{name}.html", shown, status=status)
    response["HX-Trigger"] = "decided"
    return response


def _whole(
    request: WorkbenchRequest, sheet: Sheet, panel: Any, failed: StepForm | None = None
) -> dict[str, Any]:
    return {
        "panel": panel,
        "blocks": reviewing.text(sheet),
        "forms": releasing.offered(sheet.review.matter, request, failed),
        "ladders": {name: ladders.choices(sheet.ladders, name) for name in ladders.SUITED},
        **_of(sheet),
    }


def _of(sheet: Sheet) -> dict[str, Any]:
    return {"sheet": sheet, "review": sheet.review, "document": sheet.review.document}


ROUTES = (
    Route("policies/reviews/<int:pk>", page, "review", SIGNED_IN),
    Route("policies/reviews/<int:pk>/outcome", consequences, "review-outcome", SIGNED_IN),
    Route(
        "policies/reviews/<int:pk>/proposals/<int:proposal>",
        decide,
        "review-decide",
        roles.REVIEW,
        writes=True,
    ),
    Route(
        "policies/reviews/<int:pk>/clauses/<int:clause>",
        accept_clause,
        "review-accept-clause",
        roles.REVIEW,
        writes=True,
    ),
    Route(
        "policies/reviews/<int:pk>/steps/<str:name>", step, "review-step", SIGNED_IN, writes=True
    ),
)

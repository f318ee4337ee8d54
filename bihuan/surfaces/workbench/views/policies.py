"""The policy documents: their list, receiving one, reading one, what makes every clause real."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.modules.committee.asking_flow import CommentRoundFlow
from bihuan.modules.policy import intake, library, queries, trees
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Review
from bihuan.modules.policy.trees import Branch

from .. import coverage, highlights
from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..filings import choices_of_place, received
from ..middleware import status_of
from ..queries.comments import rounds_about


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the documents one may open, with the progress of their tasks."""
    rows = list(library.documents(request.viewer))
    standing = library.standing(rows, request.viewer)
    shown: dict[str, Any] = {
        "rows": [(row, standing.get(row.pk, {}), _review_of(row)) for row in rows],
        "states": [(name, state.title) for name, state in TaskFlow.states.items()],
        "may_receive": request.viewer.can(roles.REVIEW),
    }
    if not rows:
        places = choices_of_place(request.viewer)
        shown |= {"samples": coverage.samples(), "places": places}
    return render(request, "workbench/policies/list.html", shown)


def receive(request: WorkbenchRequest) -> HttpResponse:
    """Show the form for a document, or receive it and go to its review."""
    shown: dict[str, Any] = {
        "places": choices_of_place(request.viewer),
        "samples": coverage.samples(),
        "typed": request.POST,
    }
    if request.method != "POST":
        return render(request, "workbench/policies/intake.html", shown)
    try:
        name, content = received(request)
        review = intake.read(
            name, content, place=_place(request), by=request.viewer, at=request.now
        )
    except (Invalid, WrongState) as problem:
        shown |= {"problem": problem, "field": getattr(problem, "field", "")}
        status = status_of(problem)
        return render(request, "workbench/policies/intake.html", shown, status=status)
    messages.success(request, f"已登记为 {review.matter.number}，请逐条审。批准前不产生责任。")
    return HttpResponseRedirect(reverse("review", args=[review.pk]))


def document(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show a document word for word, and what each clause has become."""
    found = library.document(pk, request.viewer)
    clauses = list(found.clauses.filter(in_force_until=None).order_by("position"))
    review = library.current_review(found, request.viewer)
    became = library.became(found, request.viewer)
    marks = highlights.of_document(found, review)
    shown = {
        "document": found,
        "review": review,
        "clauses": clauses,
        "became": became,
        "open": library.open_by_stage(became.values()),
        "tasks": sum(len(one.tasks) for one in became.values()),
        "blocks": highlights.lay_out(found.text, clauses, highlights.headings(found), marks),
        "gaps": queries.gaps(found, request.viewer),
        "versions": library.versions(found),
        "progress": queries.progress(found, request.viewer),
        "states": TaskFlow.states,
        "rounds": rounds_about(review.matter, request.viewer) if review else [],
        "asks": review is not None and may_open(CommentRoundFlow, request.viewer),
    }
    return render(request, "workbench/policies/document.html", shown)


def task_tree(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show who does which part of a document, how far down it reaches, who was never heard of."""
    found = library.document(pk, request.viewer)
    branches = trees.tree(found, request.viewer)
    only = request.GET.get("only", "")
    leaves = [leaf for branch in branches for leaf in branch.leaves()]
    shown = {
        "document": found,
        "branches": [b for b in branches if TREES[only][1](b)] if only in TREES else branches,
        "only": only,
        "views": [(key, title, sum(map(keep, branches))) for key, (title, keep) in TREES.items()],
        "states": TaskFlow.states,
        "clauses": len(branches),
        "leaves": len(leaves),
        "untaken": len(queries.gaps(found, request.viewer).untaken),
    }
    return render(request, "workbench/policies/tree.html", shown)


#: What the tree can be narrowed to: the title, and whether a clause is kept.
TREES: dict[str, tuple[str, Callable[[Branch], bool]]] = {
    "silent": ("单位没有动静", lambda b: any(leaf.silent for leaf in b.leaves())),
    "ownerless": ("未指定单位", lambda b: any(not leaf.task.matter.unit for leaf in b.leaves())),
    "undated": ("期限未设定", lambda b: any(not leaf.task.due_on for leaf in b.leaves())),
    "unreached": ("没有分解到全部下级", lambda b: bool(b.unreached)),
    "late": ("有逾期", lambda b: any(leaf.owes and leaf.owes.stage for leaf in b.leaves())),
}


def covered(request: WorkbenchRequest) -> HttpResponse:
    """Show for every clause of every pack what makes it real and what is missing."""
    only = request.GET.get("only", "")
    known = dict(library.documents(request.viewer).values_list("key", "pk"))
    shown = coverage.packs(only)
    context = {
        "packs": [(one, known.get(one.document.key)) for one in shown],
        "only": only,
        "filters": coverage.ONLY,
        "needs": coverage.needs(),
        "total": sum(one.total for one in shown),
        "real": sum(one.real for one in shown),
    }
    return render(request, "workbench/policies/coverage.html", context)


def _review_of(row: Any) -> Review | None:
    return row.shown_reviews[0] if row.shown_reviews else None


def _place(request: WorkbenchRequest) -> Place:
    wanted = request.POST.get("place", "")
    place = next((p for p in choices_of_place(request.viewer) if p.code == wanted), None)
    if place is None:
        raise Invalid("请选文件管哪里：本级或下一级区划。", field="place")
    return place


ROUTES = (
    Route("policies", listing, "policies", SIGNED_IN),
    Route("policies/new", receive, "policy-intake", roles.REVIEW),
    Route("policies/coverage", covered, "policy-coverage", SIGNED_IN),
    Route("policies/<int:pk>", document, "policy", SIGNED_IN),
    Route("policies/<int:pk>/tasks", task_tree, "policy-tasks", SIGNED_IN),
)

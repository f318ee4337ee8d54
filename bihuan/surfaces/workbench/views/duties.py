"""责任清单: whose list is signed, one post with its versions, one list from draft to paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import authority, roles, terms
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.trace.models import Matter
from bihuan.modules.responsibility import drafting, drafts, lists, years
from bihuan.modules.responsibility.flows import ListFlow
from bihuan.modules.responsibility.models import DutyList, YearList
from bihuan.surfaces.layouts import paper as papers

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..forms.duties import DraftForm, ItemForm, YearForm
from ..forms.form import Form
from ..queries import duties as reads
from ..queries.ledgers import day_asked
from ..queries.paging import counted
from ..sheets import List, handed_out
from .matter_page import revision_of


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the posts with how their lists stand, and how many have signed by place."""
    viewer, filters = request.viewer, reads.Filters.read(request.GET)
    shown = reads.listed(viewer, filters, after=request.GET.get("after", ""))
    return render(request, "workbench/duties/posts.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "holders": {post.pk: reads.holder(post, viewer.on) for post in shown.rows},
        "standings": {post.pk: reads.standing_of(post) for post in shown.rows},
        "rates": lists.rates(viewer, viewer.on) if viewer.reads else [],
        "count": counted(reads.matching(viewer, filters)),
        "states": lists.STANDING,
        "places": Place.objects.filter(parent__path=viewer.path, until=None).order_by("code"),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the posts that answer the filters as CSV or Excel."""
    filters = reads.Filters.read(request.GET)
    rows = reads.exported(request.viewer, filters)
    return handed_out(request, List("责任清单签订情况", filters.basis, reads.EXPORTED, rows))


def post(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show a post with the list that counts on a day, its versions and its years."""
    return _post(request, pk)


def draft(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Draw up the next version of a post's list."""
    found = lists.post_of(request.viewer, pk)
    form = DraftForm(request.viewer, request.POST)
    made = form.tried(lambda given: drafting.draft(
        found, kind=given["kind"], clause=given["clause"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return _post(request, pk, drafting=form)
    messages.success(request, f"已起草 {made.number}，按规则和法律预填。逐条核对后送审。")
    return redirect("duty-list", number=made.number)


def draft_year(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Draw up the tasks of a post for a year."""
    found = lists.post_of(request.viewer, pk)
    form = YearForm(request.viewer, request.POST)
    made = form.tried(lambda given: years.draft(
        found, given["year"], clause=given["clause"], superior=given["keeper"] == "superior",
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if made is None:
        return _post(request, pk, yearly=form)
    messages.success(request, f"已起草 {made.number}，按责任清单和在办任务预填。")
    return redirect("year-list", number=made.number)


def duty_list(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Show one list, with what may be changed while it is a draft."""
    return _list(request, lists.list_of(request.viewer, number))


def add_item(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Put an item on a draft."""
    found = lists.list_of(request.viewer, number)
    form = ItemForm(request.viewer, found.post, request.POST)
    made = form.tried(lambda _: drafting.add(
        found, form.item, revision=revision_of(request), by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return _list(request, lists.list_of(request.viewer, number), form)
    messages.success(request, "已增加一条。")
    return redirect("duty-list", number=number)


def drop_item(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take an item off a draft."""
    found = lists.list_of(request.viewer, number)
    drafts.drop(found, pk, revision=revision_of(request), by=request.viewer, at=request.now)
    messages.success(request, "已删去一条，原文留在痕迹里。")
    return redirect("duty-list", number=number)


def as_pdf(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Return the letter of responsibility as PDF."""
    found = lists.list_of(request.viewer, number)
    made = papers.as_pdf(reads.paper(reads.shown(found, request.viewer.on)), request.now)
    return saved(made, f"{found.unit.name}{found.post.title}责任清单.pdf")


def _post(request: WorkbenchRequest, pk: int, **bound: Form) -> HttpResponse:
    viewer = request.viewer
    found = lists.post_of(viewer, pk)
    day = day_asked(request.GET.get("day", ""), viewer.on)
    counts = [d for kind in DutyList.Kind.values if (d := lists.in_force(found, day, kind))]
    may = authority.may(viewer, roles.MANAGE_ORGS, over=found.unit)
    shown: dict[str, Any] = {
        "post": found,
        "day": day,
        "term": terms.holder(found, day),
        "lists": [reads.shown(duties, day) for duties in counts],
        "versions": lists.versions(found).filter(matter__in=_visible(request)),
        "years": YearList.objects.filter(post=found, matter__in=_visible(request)).select_related(
            "matter"
        ).order_by("-year"),
        "states": {name: state.title for name, state in ListFlow.states.items()},
        "drafting": DraftForm(viewer) if may else None,
        "yearly": YearForm(viewer) if may and counts else None,
        **bound,
    }  # fmt: skip
    answer = next(iter(bound.values()), None)
    status = answer.status if answer else 200
    return render(request, "workbench/duties/post.html", shown, status=status)


def _list(request: WorkbenchRequest, found: DutyList, form: Form | None = None) -> HttpResponse:
    viewer = request.viewer
    editing = (
        found.matter.state == ListFlow.drafted.name
        and viewer.unit_id == found.office_id
        and viewer.can(roles.MANAGE_ORGS)
    )
    return render(request, "workbench/duties/list.html", {
        "shown": reads.shown(found, viewer.on),
        "duties": found,
        "matter": found.matter,
        "state": ListFlow.states[found.matter.state].title,
        "editing": editing,
        "form": form or (ItemForm(viewer, found.post) if editing else None),
    }, status=form.status if form else 200)  # fmt: skip


def _visible(request: WorkbenchRequest) -> Any:
    return Matter.objects.visible_to(request.viewer)


ROUTES = (
    Route("duties", listing, "duties", SIGNED_IN),
    Route("duties/export", export, "duties-export", roles.EXPORT),
    Route("duties/posts/<int:pk>", post, "duty-post", SIGNED_IN),
    Route("duties/posts/<int:pk>/lists", draft, "duty-draft", roles.MANAGE_ORGS, writes=True),
    Route("duties/posts/<int:pk>/years", draft_year, "year-draft", roles.MANAGE_ORGS,
          writes=True),
    Route("duties/<str:number>", duty_list, "duty-list", SIGNED_IN),
    Route("duties/<str:number>/pdf", as_pdf, "duty-pdf", SIGNED_IN),
    Route("duties/<str:number>/items", add_item, "duty-item", roles.MANAGE_ORGS, writes=True),
    Route("duties/<str:number>/items/<int:pk>", drop_item, "duty-item-drop", roles.MANAGE_ORGS,
          writes=True),
)  # fmt: skip

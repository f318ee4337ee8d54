"""年度任务清单: one year of a post, with how each task stands; on paper as of a day."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules.responsibility import drafts, lists, years
from bihuan.modules.responsibility.flows import YearFlow
from bihuan.modules.responsibility.models import YearList
from bihuan.surfaces.layouts import paper as papers

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..forms.duties import YearItemForm
from ..forms.form import Form
from ..queries import duties as reads
from ..queries.ledgers import day_asked
from .matter_page import revision_of


def year_list(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Show the tasks of a year as they stand on a day."""
    return _page(request, lists.year_of(request.viewer, number))


def add_task(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Put a task of its own on a draft."""
    found = lists.year_of(request.viewer, number)
    form = YearItemForm(found, request.POST)
    made = form.tried(lambda given: years.add(
        found, given["says"], given["due_on"], revision=revision_of(request), by=request.viewer,
        at=request.now,
    ))  # fmt: skip
    if made is None:
        return _page(request, lists.year_of(request.viewer, number), form)
    messages.success(request, "已增加一项任务。审定后产生责任事项，由任职人办理。")
    return redirect("year-list", number=number)


def drop_task(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take a task off a draft."""
    found = lists.year_of(request.viewer, number)
    drafts.drop(found, pk, revision=revision_of(request), by=request.viewer, at=request.now)
    messages.success(request, "已删去一项，原文留在痕迹里。")
    return redirect("year-list", number=number)


def as_pdf(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Return the list as PDF, with the state of a day."""
    found = lists.year_of(request.viewer, number)
    day = _day(request)
    made = papers.as_pdf(reads.year_paper(found, day), request.now)
    return saved(made, f"{found.unit.name}{found.post.title}{found.year}年度任务清单.pdf")


def as_word(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Return the list as Word, with the state of a day."""
    found = lists.year_of(request.viewer, number)
    day = _day(request)
    made = papers.as_word(reads.year_paper(found, day))
    return saved(made, f"{found.unit.name}{found.post.title}{found.year}年度任务清单.docx")


def _day(request: WorkbenchRequest) -> date:
    """Return the day whose state is asked for; what is not known yet is not told."""
    day = day_asked(request.GET.get("day", ""), request.viewer.on)
    if day > request.viewer.on:
        raise Invalid("状态只能看到今天为止。请写今天或以前的日期。", field="day")
    return day


def _page(request: WorkbenchRequest, found: YearList, form: Form | None = None) -> HttpResponse:
    viewer = request.viewer
    day = _day(request)
    editing = (
        found.matter.state == YearFlow.drafted.name
        and viewer.unit_id == found.office_id
        and viewer.can(roles.MANAGE_ORGS)
    )
    rows = years.followed(found, day)
    return render(request, "workbench/duties/year.html", {
        "year": found,
        "matter": found.matter,
        "state": YearFlow.states[found.matter.state].title,
        "day": day,
        "rows": rows,
        "titles": years.STATES,
        "counts": {k: sum(row.state == k for row in rows) for k in years.STATES},
        "holder": reads.holder(found.post, day),
        "editing": editing,
        "form": form or (YearItemForm(found) if editing else None),
    }, status=form.status if form else 200)  # fmt: skip


ROUTES = (
    Route("years/<str:number>", year_list, "year-list", SIGNED_IN),
    Route("years/<str:number>/pdf", as_pdf, "year-pdf", SIGNED_IN),
    Route("years/<str:number>/word", as_word, "year-word", SIGNED_IN),
    Route("years/<str:number>/items", add_task, "year-item", roles.MANAGE_ORGS, writes=True),
    Route("years/<str:number>/items/<int:pk>", drop_task, "year-item-drop", roles.MANAGE_ORGS,
          writes=True),
)  # fmt: skip

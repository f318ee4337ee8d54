"""网格: which there are, who looks after them, what is missing; one grid; the worker's own page."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.dossier import grids, gridwork
from bihuan.modules.dossier.models import Grid, GridUnit
from bihuan.modules.dossier.report_flow import GridReportFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..filings import choices_of_place
from ..forms.grids import EndGridForm, GridForm, GridPostForm, MembersForm
from ..queries.filters import Asked, Chip, called
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("unit__place_path"), Order("name"), Order("id"))
BY_NAME = (Order("place_path"), Order("name"), Order("id"))
EXPORTED = ("网格", "设立单位", "区划", "网格员", "企业", "本年已走访", "最近走访", "有上报未反馈")
SHOWN, REPORTS = 60, 20


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    place: str = ""
    lack: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return what a grid may lack."""
        return {"lack": gridwork.LACKS}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.place:
            yield Chip(f"区划：{called(Place, code=self.place)}", self.query(place=""))
        if self.lack:
            yield Chip(gridwork.LACKS[self.lack], self.query(lack=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the grids the viewer sees and what is missing of them and beside them."""
    filters, viewer = Filters.read(request.GET), request.viewer
    rows = _matching(viewer, filters)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    villages = gridwork.villages(viewer)
    return render(request, "workbench/dossiers/grids.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "workers": gridwork.workers(shown.rows, viewer),
        "places": choices_of_place(viewer) if viewer.sees != "own" else (),
        "lacks": [(key, title, counted(_matching(viewer, Filters(lack=key))),
                   Filters(lack=key).query()) for key, title in gridwork.LACKS.items()],
        "all": counted(gridwork.seen(viewer)),
        "villages": villages,
        "short": [one for one in villages if one.short],
        "manners": gridwork.manners(viewer),
        "outside": counted(gridwork.outside(viewer)),
        "own": grids.own(viewer).first(),
        "reports": gridwork.reported(viewer).filter(matter__closed_at=None).count(),
        "flow": GridReportFlow.key,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the grids that answer the filters as CSV or Excel."""
    filters, viewer = Filters.read(request.GET), request.viewer
    found = list(_matching(viewer, filters).order_by("unit__place_path", "name", "pk"))
    held = gridwork.workers(found, viewer)
    rows = (
        (one.name, one.unit.name, one.unit.place.name,
         "、".join(term.person.name for term in held.get(one.pk, ())) or "没有", one.holds,
         one.visited, one.last, "是" if one.waiting else "否")
        for one in found
    )  # fmt: skip
    return handed_out(request, List("网格", filters.basis, EXPORTED, rows))


def outside(request: WorkbenchRequest) -> HttpResponse:
    """Show the running enterprises that are in no grid."""
    rows = gridwork.outside(request.viewer).select_related("place")
    shown = page(rows, BY_NAME, after=request.GET.get("after", ""))
    return render(request, "workbench/dossiers/grid_outside.html",
                  {"page": shown, "count": counted(rows)})  # fmt: skip


def new(request: WorkbenchRequest) -> HttpResponse:
    """Show the form of a grid, and draw it."""
    form = GridForm(request.viewer, request.POST if request.method == "POST" else None)
    made = None
    if request.method == "POST":
        made = form.tried(lambda given: grids.draw(
            given["unit"], given["name"], manner=given["manner"], since=given["since"],
            by=request.viewer, at=request.now,
        ))  # fmt: skip
    if made is None:
        return render(request, "workbench/dossiers/grid_new.html", {"form": form},
                      status=form.status)  # fmt: skip
    messages.success(request, f"已设立{made.name}，岗位还空着：到单位页任命网格员。")
    return redirect("grid", pk=made.pk)


def show(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one grid: who held its posts from when to when, its enterprises, its reports."""
    return _page(request, _find(request, pk))


def _page(request: WorkbenchRequest, grid: Grid, **bound: Any) -> HttpResponse:
    viewer, keeps = request.viewer, grids.kept(request.viewer, grid)
    form = next(iter(bound.values()), None)
    terms = Term.objects.filter(post__grid_post__grid=grid).select_related(
        "person", "post__grid_post"
    )
    rows = list(gridwork.to_visit(grid, viewer)[: SHOWN + 1])
    return render(request, "workbench/dossiers/grid.html", {
        "grid": grid,
        "posts": grid.posts.select_related("post").order_by("pk"),
        "terms": terms.order_by("-since", "-pk"),
        "units": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "members": {m.unit_id: m.pk for m in grid.members.filter(until=None)},
        "reports": [(one, gridwork.state_of(one), gridwork.led(one))
                    for one in gridwork.reported(viewer).filter(grid=grid)[:REPORTS]],
        "keeps": keeps and grid.until is None,
        "post_form": bound.get("post") or GridPostForm(),
        "members_form": bound.get("members") or MembersForm(viewer),
        "end_form": bound.get("end") or EndGridForm(),
        "free": counted(grids.free(grid)) if keeps else 0,
    }, status=form.status if form else 200)  # fmt: skip


def add_post(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Open one more post in a grid."""
    grid, form = _find(request, pk), GridPostForm(request.POST)
    made = form.tried(lambda given: grids.add_post(
        grid, given["part"], given["manner"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return _page(request, grid, post=form)
    messages.success(request, f"已设“{made.post.title}”，到单位页任命。")
    return redirect("grid", pk=pk)


def include(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Let enterprises belong to a grid."""
    grid, form = _find(request, pk), MembersForm(request.viewer, request.POST)
    made = form.tried(lambda given: grids.include(
        grid, [*given["units"], *(grids.free(grid) if given["rest"] else ())],
        since=given["since"], by=request.viewer, at=request.now,
    ))  # fmt: skip
    if made is None:
        return _page(request, grid, members=form)
    messages.success(request, f"已编入 {len(made)} 家企业。")
    return redirect("grid", pk=pk)


def leave(request: WorkbenchRequest, pk: int, row: int) -> HttpResponse:
    """Let an enterprise belong to a grid no more from today."""
    grid = _find(request, pk)
    member = GridUnit.objects.select_related("grid__unit", "unit").filter(grid=grid, pk=row).first()
    if member is None:
        raise NotFound("没有这一家，或您的岗位看不到。")
    grids.leave(member, on=request.viewer.on, by=request.viewer, at=request.now)
    messages.success(request, f"{member.unit.name}从今天起不在{grid.name}。")
    return redirect("grid", pk=pk)


def end(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """End a grid."""
    grid, form = _find(request, pk), EndGridForm(request.POST)
    done = form.tried(lambda given: grids.end(grid, **given, by=request.viewer, at=request.now))
    if done is None:
        return _page(request, grid, end=form)
    messages.success(request, f"{grid.name}已撤销，以前的记录照旧可查。")
    return redirect("grid", pk=pk)


def mine(request: WorkbenchRequest) -> HttpResponse:
    """Show a grid worker, on the phone: whom to visit, what she reported and what became of it."""
    viewer = request.viewer
    own = list(grids.own(viewer))
    work = [(one, list(gridwork.to_visit(one, viewer)[: SHOWN + 1])) for one in own]
    sent = gridwork.reported(viewer).filter(reporter=viewer.person_id)[:REPORTS]
    return render(request, "workbench/dossiers/grid_mine.html", {
        "work": [(one, units[:SHOWN], sum(not unit.done for unit in units[:SHOWN]),
                  len(units) > SHOWN) for one, units in work],
        "sent": [(one, gridwork.state_of(one), gridwork.led(one)) for one in sent],
        "flow": GridReportFlow.key,
    })  # fmt: skip


def _find(request: WorkbenchRequest, pk: int) -> Grid:
    rows = Grid.objects.filter(unit__in=Unit.objects.filter(units_seen(request.viewer)), pk=pk)
    found = rows.select_related("unit__place").first()
    if found is None:
        raise NotFound("没有这个网格，或您的岗位看不到。")
    return found


def _matching(viewer: Viewer, filters: Filters) -> Any:
    rows = gridwork.seen(viewer)
    if filters.q:
        rows = rows.filter(name__icontains=filters.q[:32]) | rows.filter(
            unit__name__icontains=filters.q[:32]
        )
    if filters.place:
        place = Place.objects.filter(code=filters.place).first()
        rows = rows.filter(within(place.path, "unit__place_path")) if place else rows.none()
    return gridwork.lacking(rows, filters.lack) if filters.lack else rows


AT = "grids/<int:pk>"
ROUTES = (
    Route("grids", listing, "grids", SIGNED_IN),
    Route("grids/export", export, "grids-export", roles.EXPORT),
    Route("grids/outside", outside, "grids-outside", SIGNED_IN),
    Route("grids/new", new, "grid-new", roles.MANAGE_ORGS),
    Route("grids/mine", mine, "grid-mine", SIGNED_IN),
    Route(AT, show, "grid", SIGNED_IN),
    Route(f"{AT}/posts", add_post, "grid-post", roles.MANAGE_ORGS, writes=True),
    Route(f"{AT}/units", include, "grid-include", roles.MANAGE_ORGS, writes=True),
    Route(f"{AT}/units/<int:row>/leave", leave, "grid-leave", roles.MANAGE_ORGS, writes=True),
    Route(f"{AT}/end", end, "grid-end", roles.MANAGE_ORGS, writes=True),
)

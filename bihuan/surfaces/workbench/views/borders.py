"""机构和区划变更: what became of units and places, and what may become of a place."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..bordering import BORDERS, Border
from ..forms.form import Form
from ..queries import changing
from ..queries.paging import Order, page

#: Named on the button that shows what follows and does nothing.
LOOK = "look"
ORDER = (Order("on", falling=True), Order("id", falling=True))


def changes(request: WorkbenchRequest) -> HttpResponse:
    """Show what became, and will become, of the units and places the viewer sees."""
    waiting = request.GET.get("show") == "waiting"
    rows = changing.changes(request.viewer)
    shown = rows.filter(applied_at=None) if waiting else rows
    return render(request, "workbench/places/changes.html", {
        "page": page(shown, ORDER, after=request.GET.get("after", "")),
        "waiting": waiting,
        "own": Place.objects.values_list("code", flat=True).get(path=request.viewer.path),
        "n_waiting": rows.filter(applied_at=None).count(),
    })  # fmt: skip


def place(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Show what became of a place of the viewer's own, and what may."""
    return _page(request, changing.place(request.viewer, code))


def _page(
    request: WorkbenchRequest, found: Place, *, form: Form | None = None,
    looked: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    viewer = request.viewer
    offers = [
        (act, form if form and form.prefix == act.name else act.form(found, viewer, None))
        for act in BORDERS if act.opens(viewer, found)
    ]  # fmt: skip
    return render(request, "workbench/places/place.html", {
        "place": found,
        "sums": changing.sums_of_place(viewer, found, request.now),
        "parts": changing.parts(found),
        "changes": changing.changes_of(found),
        "offers": offers,
        "looked": looked,
    }, status=form.status if form and not looked else 200)  # fmt: skip


def _doing(act: Border) -> Callable[..., HttpResponse]:
    def do(request: WorkbenchRequest, code: str) -> HttpResponse:
        found = changing.place(request.viewer, code)
        act.demand(request.viewer, found)
        form = act.form(found, request.viewer, request.POST)
        if LOOK in request.POST:
            seen = form.tried(lambda given: act.after(request.viewer, found, given, request.now))
            looked = {"name": act.name, "before": seen[0], "after": seen[1]} if seen else None
            return _page(request, found, form=form, looked=looked)
        said = form.tried(lambda given: act.do(request, found, given))
        if said is None:
            return _page(request, found, form=form)
        messages.success(request, said)
        return redirect("place-changes", code=code)

    do.__doc__ = f"Do what “{act.title}” says about a place, or show what would follow."
    return do


ROUTES = (
    Route("changes", changes, "changes", SIGNED_IN),
    Route("places/<str:code>/changes", place, "place-changes", SIGNED_IN),
    *(
        Route(f"places/<str:code>/changes/{act.name}", _doing(act), f"place-{act.name}",
              roles.MANAGE_ORGS, writes=True)
        for act in BORDERS
    ),
)  # fmt: skip

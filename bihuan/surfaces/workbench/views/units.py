"""单位: the list, registering one, one unit with everything done about it; and a base."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.obligations.models import Base, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs import units as register_of
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.modules.accounts.first_passwords import Secret
from bihuan.modules.accounts.invitations import Issued

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..filings import choices_of_place
from ..forms.units import RegisterForm
from ..queries import bases as denominators
from ..queries import changing
from ..queries import unit as reads
from ..queries import units as lists
from ..queries.paging import counted, page
from ..registry import ACTS, CHANGE, Act
from ..sheets import List, handed_out
from ..staffing import POSTS, TERM_ACTS, TermAct
from . import unit_page
from .borders import LOOK
from .invitations import answered


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the units the viewer sees."""
    viewer, filters = request.viewer, lists.Filters.read(request.GET)
    shown = lists.listed(viewer, filters, after=request.GET.get("after", ""))
    ids = [one.pk for one in shown.rows]
    return render(request, "workbench/units.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(lists.matching(viewer, filters)),
        "kinds": lists.kinds_in(viewer),
        "titles": lists.TITLES,
        "places": choices_of_place(viewer) if viewer.sees != "own" else (),
        "statuses": lists.Status.choices,
        "gaps": [(key, title, counted(lists.matching(viewer, lists.Filters(gap=key))))
                 for key, title in lists.GAPS.items()],
        "vacant": lists.vacancies(ids, viewer.on),
        "owed": lists.owed(viewer, ids, request.now),
        "registers": viewer.can(roles.MANAGE_ORGS) and viewer.sees != "own",
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the units that answer the filters as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    rows = lists.exported(request.viewer, filters)
    return handed_out(request, List("单位", filters.basis, lists.EXPORTED, rows))


def register(request: WorkbenchRequest) -> HttpResponse:
    """Show the form for a new unit, and register it."""
    form = RegisterForm(request.viewer, request.POST if request.method == "POST" else None)
    made = None
    if request.method == "POST":
        made = form.tried(lambda given: register_of.register(
            **given, by=request.viewer, at=request.now
        ))  # fmt: skip
    if made is None:
        shown = {"form": form}
        return render(request, "workbench/unit_new.html", shown, status=form.status)
    messages.success(request, f"已登记{made.name}。下一步：设岗，办理任职。")
    return HttpResponseRedirect(f"{reverse('unit', args=[made.pk])}#manage")


def unit(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one unit. Outside one's scope only what every colleague in government may know."""
    return unit_page.page(request, reads.find(request.viewer, pk))


def _doing(act: Act) -> Callable[..., HttpResponse]:
    def do(request: WorkbenchRequest, pk: int) -> HttpResponse:
        found = reads.find(request.viewer, pk)
        act.demand(request.viewer, found)
        form = act.form(found, request.viewer, request.POST)
        if act.group == CHANGE and LOOK in request.POST:
            looked = form.tried(lambda _: _looked(request, act, found, form))
            return unit_page.page(request, found, bound={act.name: form}, looked=looked)
        said = form.tried(lambda _: act.do(request, found, form))
        if said is None:
            return unit_page.page(request, found, bound={act.name: form})
        messages.success(request, said)
        return redirect("unit", pk=pk)

    do.__doc__ = f"Do what “{act.title}” says about a unit."
    return do


def _looked(request: WorkbenchRequest, act: Act, found: Unit, form: Any) -> dict[str, Any]:
    """Return what would follow from a change of a unit; nothing is done."""
    given = form.cleaned_data
    heir = given.get("into") or given.get("heir")
    if heir == found:
        raise Invalid(f"{found.name}不能并入自己。", field="into" if "into" in given else "heir")
    ends = changing.Ending(heir, getattr(form, "parts", {})) if heir else None
    seen = changing.of_unit(request.viewer, found, ends, request.now, given["on"])
    return {"name": act.name, "seen": seen, "before": seen.before, "after": seen.after}


def _doing_to(act: TermAct) -> Callable[..., HttpResponse]:
    def do(request: WorkbenchRequest, pk: int, term: int) -> HttpResponse:
        found = reads.find(request.viewer, pk)
        chosen = reads.term(found, term)
        act.demand(request.viewer, chosen, request.now)
        form = act.form(chosen, request.POST)
        said = form.tried(lambda _: act.do(request, chosen, form))
        if said is None:
            return unit_page.page(request, found, bound={act.name: form}, chosen=chosen)
        if isinstance(said, Secret):
            # Shown in the answer itself: a message would lay the password into a cookie.
            return unit_page.page(request, found, chosen=chosen, secret=said)
        if isinstance(said, Issued):
            return answered(request, said)
        messages.success(request, said)
        return redirect("unit", pk=pk)

    do.__doc__ = f"Do what “{act.title}” says about a term or its person."
    return do


def base(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show the units one rule binds in one period, each with how it fared."""
    viewer = request.viewer
    members = Obligation.objects.visible_to(viewer).filter(base=pk)
    found = Base.objects.select_related("rule__clause__document", "rule__place").filter(pk=pk)
    shown = found.first()
    if shown is None or not members.exists():
        raise NotFound("没有这个应报基数，或您的岗位看不到其中任何单位。")
    fate = request.GET.get("fate", "")
    rows = denominators.fated(members, fate, request.now)
    listed = page(rows.select_related("holder", "subject"), denominators.ORDER,
                  after=request.GET.get("after", ""))  # fmt: skip
    return render(request, "workbench/base_page.html", {
        "base": shown,
        "fate": fate,
        "fates": denominators.fates(members, request.now),
        "page": listed,
        "exclusions": list(denominators.excluded(shown, viewer)),
    })  # fmt: skip


ROUTES = (
    Route("units", listing, "units", SIGNED_IN),
    Route("units/export", export, "units-export", roles.EXPORT),
    Route("units/new", register, "unit-new", roles.MANAGE_ORGS),
    Route("units/<int:pk>", unit, "unit", SIGNED_IN),
    *(
        Route(f"units/<int:pk>/{act.name}", _doing(act), f"unit-{act.name}", act.access,
              writes=True)
        for act in (*POSTS, *ACTS)
    ),
    *(
        Route(f"units/<int:pk>/terms/<int:term>/{act.name}", _doing_to(act), f"term-{act.name}",
              act.access, writes=True)
        for act in TERM_ACTS
    ),
    Route("bases/<int:pk>", base, "base", SIGNED_IN),
)  # fmt: skip

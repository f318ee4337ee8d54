"""失信名单和信用等级: who is on the list on a day, which body punishes, the grade explained."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.credit import grades, listings, measures, rules
from bihuan.modules.credit.dishonesty_flow import DishonestyFlow
from bihuan.modules.credit.models import Incentive

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.credit import BodyForm, SchemeForm
from ..forms.form import DayField, Form
from ..queries.filters import Asked, Chip
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("matter_id", falling=True),)
EXPORTED = (
    *("编号", "失信单位", "有关人员", "列入情形", "依据", "事由", "列入日期", "管理期限至"),
    *("决定单位", "现在到哪一步", "没有回执的方面"),
)


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    on: str = ""

    def day(self) -> date | None:
        """Return the day asked for. Raises :class:`Invalid` for none that is one."""
        return _day(self.on)

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.on:
            yield Chip(f"{self.on} 在名单上", self.query(on=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the listings the viewer sees, and which body punishes in which area."""
    viewer = request.viewer
    areas = [(area.key, area.title) for area, _ in measures.areas_of(viewer.path)]
    sets = viewer.can(roles.SET_UNSET) and bool(areas)
    return _listing(request, BodyForm(viewer, areas) if sets else None)


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the listings that answer the filters as CSV or Excel."""
    filters = Filters.read(request.GET)
    matching = _matching(request.viewer, filters)
    silent = measures.silent(matching.values("pk"))
    found = ((row, rules.conditions()[row.condition]) for row in matching)
    rows = (
        (row.matter.number, row.unit.name, row.people, condition.title, condition.clause,
         row.facts, row.listed_on, row.until, row.office.name,
         DishonestyFlow.states[row.matter.state].title,
         "、".join(silent.get(row.pk, ())))
        for row, condition in found
    )  # fmt: skip
    return handed_out(request, List("失信名单", filters.basis, EXPORTED, rows))


def name_body(request: WorkbenchRequest) -> HttpResponse:
    """Name the body that punishes in an area of the viewer's place."""
    viewer = request.viewer
    place = Place.objects.get(path=viewer.path)
    areas = [(area.key, area.title) for area, _ in measures.areas_of(viewer.path)]
    form = BodyForm(viewer, areas, request.POST)

    def act(given: dict[str, Any]) -> bool:
        measures.name_body(given["area"], given["body"], place=place, reason=given["reason"],
                           by=viewer, at=request.now)  # fmt: skip
        return True

    if form.tried(act) is None:
        return _listing(request, form)
    messages.success(request, "已设定，记名记日期。以后列入的直接推送给它。")
    return redirect("credit")


def grade(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show the grade of a unit on a day with every record it comes from."""
    unit = Unit.objects.filter(units_seen(request.viewer), pk=pk).first()
    if unit is None:
        raise NotFound("没有找到这个单位。")
    on = _day(request.GET.get("on", "")) or request.viewer.on
    if on > request.viewer.on:
        raise Invalid(f"{on} 还没有到。", field="on")
    row, found = grades.scheme_of(unit, on), grades.grade(unit, on)
    facts = grades.facts(unit, on)
    numbers = {fact.number for fact in facts}
    seen = Matter.objects.visible_to(request.viewer).filter(number__in=numbers)
    given = Incentive.objects.filter(unit=unit, matter__state="given", given_on__lte=on)
    return render(request, "workbench/credit/grade.html", {
        "unit": unit, "on": on, "scheme": row, "grade": found, "kinds": rules.KINDS,
        "how": rules.scheme(row.value) if row else None,
        "others": [] if found else facts,
        "open": set(seen.values_list("number", flat=True)),
        "incentives": given.select_related("matter", "body"),
    })  # fmt: skip


def set_scheme(request: WorkbenchRequest) -> HttpResponse:
    """Set how the viewer's place grades from now on."""
    viewer, form = request.viewer, SchemeForm(request.POST)
    place = Place.objects.get(path=viewer.path)
    made = form.tried(lambda given: grades.set_scheme(
        form.scheme, place=place, reason=given["reason"], by=viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return render(request, "workbench/credit/scheme.html", {"form": form}, status=form.status)
    messages.success(request, "计分办法已设定，从今天起用；以前的日子仍按以前的办法。")
    return redirect("credit")


def scheme(request: WorkbenchRequest) -> HttpResponse:
    """Show the form of a scheme."""
    return render(request, "workbench/credit/scheme.html", {"form": SchemeForm()})


def _listing(request: WorkbenchRequest, form: Form | None) -> HttpResponse:
    viewer, filters = request.viewer, Filters.read(request.GET)
    rows = _matching(viewer, filters)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    silent = measures.silent([row.pk for row in shown.rows])
    return render(request, "workbench/credit/list.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "today": viewer.on,
        "listed_now": listings.listed(viewer, on=viewer.on).count(),
        "states": DishonestyFlow.states,
        "conditions": rules.conditions(),
        "silent": {pk: len(areas) for pk, areas in silent.items()},
        "areas": [
            (area, clause, measures.body_of(area.key, viewer.path, request.now))
            for area, clause in measures.areas_of(viewer.path)
        ],
        "form": form,
    }, status=form.status if form else 200)  # fmt: skip


def _matching(viewer: Viewer, filters: Filters) -> Any:
    return listings.listed(viewer, q=filters.q[:60], on=filters.day())


def _day(text: str) -> date | None:
    class Asking(Form):
        on = DayField(required=False)

    form = Asking({"on": text})
    if not form.is_valid():
        raise Invalid("日期要写成 2025-03-12 这样。", field="on")
    found: date | None = form.cleaned_data["on"]
    return found


ROUTES = (
    Route("credit", listing, "credit", SIGNED_IN),
    Route("credit/export", export, "credit-export", roles.EXPORT),
    Route("credit/bodies", name_body, "credit-body", roles.SET_UNSET, writes=True),
    Route("credit/scheme", scheme, "credit-scheme", roles.SET_UNSET),
    Route("credit/scheme/set", set_scheme, "credit-scheme-set", roles.SET_UNSET, writes=True),
    Route("units/<int:pk>/credit", grade, "unit-credit", SIGNED_IN),
)

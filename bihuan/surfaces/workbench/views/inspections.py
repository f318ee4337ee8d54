"""执法检查: what was visited and what was not, the problems found, the ledger by checklist."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.law.settings import setting
from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.modules.inspections import findings, guard, queries
from bihuan.modules.inspections.finding_flow import FindingFlow
from bihuan.modules.inspections.models import Checklist, Led, Mode
from bihuan.modules.inspections.visit_flow import InspectionFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.inspections import CapForm
from ..queries import inspections as lists
from ..queries.paging import counted, page
from ..sheets import List, handed_out

COLUMNS = (
    *("编号", "检查方式", "被检查单位", "检查单位", "最迟检查日期", "进场时间", "带队领导"),
    *("检查事由", "状态"),
)
PROBLEM_COLUMNS = (
    *("编号", "问题", "依据", "被检查单位", "检查单位", "整改期限", "整改完成", "处理决定"),
    *("移送回执", "状态"),
)


def listing(request: WorkbenchRequest, cap: CapForm | None = None) -> HttpResponse:
    """Show the visits of a year by office and by leader, and those behind every number."""
    viewer, filters = request.viewer, lists.Filters.read(request.GET)
    year = int(filters.year or viewer.on.year)
    rows = lists.matching(viewer, filters, request.now)
    shown = page(rows, lists.ORDER, after=request.GET.get("after", ""))
    used = Checklist.objects.visible_to(viewer).select_related("matter", "office")
    return render(request, "workbench/inspections/list.html", {
        "filters": filters,
        "year": year,
        "offices": queries.by_office(viewer, year, request.now),
        "groups": queries.VISITS,
        "outcomes": queries.PROBLEMS,
        "leaders": queries.led(viewer, year),
        "led_kinds": Led.choices,
        "plans": queries.plans(viewer)[:10],
        "checklists": used.order_by("name", "-version")[:40],
        "states": InspectionFlow.states,
        "modes": Mode.choices,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "opens": may_open(InspectionFlow, viewer),
        "cap": setting(guard.SUBJECT, guard.CAP, path=viewer.path, at=request.now),
        "cap_form": cap or CapForm(),
    }, status=cap.status if cap else 200)  # fmt: skip


def problems(request: WorkbenchRequest) -> HttpResponse:
    """Show the problems that visits found, and how each of them ended."""
    filters = lists.Filters.read(request.GET)
    rows = lists.found(request.viewer, filters)
    shown = page(rows, lists.PROBLEM_ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/inspections/problems.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "outcomes": queries.PROBLEMS,
        "states": FindingFlow.states,
        "settled": {one.pk: findings.settled(one) for one in shown.rows},
    })  # fmt: skip


def ledger(request: WorkbenchRequest) -> HttpResponse:
    """Show what was looked at, item by item, at every visit of a unit or of all."""
    filters = lists.Filters.read(request.GET)
    rows = queries.answered(request.viewer, **_of_unit(filters)).order_by()
    shown = page(rows, lists.LEDGER_ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/inspections/ledger.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "states": FindingFlow.states,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the visits that answer the filters as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    rows = lists.matching(request.viewer, filters, request.now).select_related("leader")
    found = (
        (one.matter.number, one.get_mode_display(), one.unit.name, one.office.name, one.due_on,
         one.began_at, f"{one.get_led_as_display()}{one.leader.name}" if one.leader else "",
         one.cause, InspectionFlow.states[one.matter.state].title)
        for one in rows.order_by("-due_on", "-pk").iterator(chunk_size=500)
    )  # fmt: skip
    return handed_out(request, List("执法检查", filters.basis, COLUMNS, found))


def export_problems(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the problems that answer the filters as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    rows = lists.found(request.viewer, filters).order_by("due_on", "pk")
    found = (
        (one.matter.number, one.says, one.law, one.unit.name, one.office.name, one.due_on,
         one.fixed_on, one.decision, one.receipt, FindingFlow.states[one.matter.state].title)
        for one in rows.iterator(chunk_size=500)
    )  # fmt: skip
    return handed_out(request, List("检查发现的问题", filters.basis, PROBLEM_COLUMNS, found))


def export_ledger(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the ledger by checklist as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    rows = queries.answered(request.viewer, **_of_unit(filters))
    return handed_out(
        request, List("照单检查台账", filters.basis, queries.LEDGER, queries.ledger(rows))
    )


def set_cap(request: WorkbenchRequest) -> HttpResponse:
    """Set how often one enterprise is inspected in a year; nothing is capped before."""
    form = CapForm(request.POST)

    def act(given: dict[str, Any]) -> Any:
        place = Place.objects.get(path=request.viewer.path)
        return decide(
            guard.SUBJECT, guard.CAP, given["cap"], place=place,
            reason=given["reason"], by=request.viewer, at=request.now,
        )  # fmt: skip

    if form.tried(act) is None:
        return listing(request, form)
    messages.success(request, f"已设定：同一单位每年最多检查 {form.cleaned_data['cap']} 次。")
    return redirect("inspections")


def _of_unit(filters: lists.Filters) -> dict[str, Any]:
    return {"inspection__unit": filters.unit} if filters.unit else {}


ROUTES = (
    Route("inspections", listing, "inspections", SIGNED_IN),
    Route("inspections/export", export, "inspections-export", roles.EXPORT),
    Route("inspections/cap", set_cap, "inspections-cap", roles.SET_UNSET, writes=True),
    Route("inspections/problems", problems, "problems", SIGNED_IN),
    Route("inspections/problems/export", export_problems, "problems-export", roles.EXPORT),
    Route("inspections/ledger", ledger, "checklist-ledger", SIGNED_IN),
    Route("inspections/ledger/export", export_ledger, "checklist-ledger-export", roles.EXPORT),
)

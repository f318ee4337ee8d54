"""领导带班: the shifts of a plan, who led them, and which nobody led."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.selfcheck import leading
from bihuan.modules.selfcheck.leading_flow import LeadPlanFlow
from bihuan.modules.selfcheck.models import LeadPlan

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.selfcheck import LeadForm, TurnsForm
from ..queries import matters as lists
from ..queries import selfcheck as reads
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out
from .matter_page import page as matter_page
from .matter_page import revision_of

LAST_FIRST = (Order("on", falling=True), Order("pk"))
EXPORTED = (
    *("日期", "班次", "单位", "现场", "排班岗位", "带班人", "领导到", "领导离", "工人到", "工人离"),
    *("同时到、同时离", "换人的原因"),
)


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the shifts whose day has come, the last first: as planned, and as they were."""
    filters = reads.Shifts.read(request.GET)
    rows = leading.shifts(request.viewer, request.now, filters.which)
    return render(request, "workbench/selfcheck/leading.html", {
        "filters": filters, "became": leading.BECAME.items(), "count": counted(rows),
        "page": page(rows, LAST_FIRST, after=request.GET.get("after", "")),
        "opens": may_open(LeadPlanFlow, request.viewer),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return these shifts as CSV or Excel."""
    filters = reads.Shifts.read(request.GET)
    found = leading.shifts(request.viewer, request.now, filters.which).order_by("on", "pk")
    rows = (
        (one.on, one.number, one.plan.unit.name, one.spot, one.post.title,
         one.led_by.name if one.led_by else "", one.began, one.ended, one.crew_began,
         one.crew_ended, "" if one.led_by is None else "否" if one.apart else "是", one.swapped)
        for one in found
    )  # fmt: skip
    return handed_out(request, List("领导带班", filters.basis, EXPORTED, rows))


def put(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Write the shifts of a plan that is being drawn up."""
    matter = lists.find(request.viewer, number)
    plan = LeadPlan.objects.select_related("unit", "matter").filter(pk=matter.pk).first()
    if plan is None:
        raise NotFound("没有这份计划，或您的岗位看不到。")
    form = TurnsForm(request.POST)
    made = form.tried(lambda given: leading.put(
        plan, given["lines"], by=request.viewer, at=request.now, revision=revision_of(request)
    ))  # fmt: skip
    if made is None:
        return matter_page(request, matter, turns_form=form)
    messages.success(request, f"已写入 {len(made)} 班。")
    return redirect(f"{reverse('matter', args=[number])}#shifts")


def shift(request: WorkbenchRequest, pk: int, form: LeadForm | None = None) -> HttpResponse:
    """Show the form by which who led a shift is written down."""
    one = reads.shift_of(request.viewer, pk)
    waits = one.led_by_id is None and one.plan.matter.state == "used"
    if form is None and waits and one.plan.unit_id == request.viewer.unit_id:
        form = LeadForm(one)
    shown = {"one": one, "form": form}
    status = form.status if form else 200
    return render(request, "workbench/selfcheck/lead.html", shown, status=status)


def lead(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Write down who led a shift."""
    one = reads.shift_of(request.viewer, pk)
    form = LeadForm(one, request.POST)
    done = form.tried(lambda _: leading.lead(one, form.led(), by=request.viewer, at=request.now))
    if done is None:
        return shift(request, pk, form)
    after = "领导和工人没有同时到、同时离，已记下" if done.apart else "已登记"
    messages.success(request, f"{done}：{after}。")
    return redirect(f"{reverse('matter', args=[one.plan.matter.number])}#shifts")


ROUTES = (
    Route("selfcheck/leading", listing, "leading", SIGNED_IN),
    Route("selfcheck/leading/export", export, "leading-export", roles.EXPORT),
    Route("selfcheck/leading/plans/<str:number>", put, "leading-put", roles.MANAGE_ORGS,
          writes=True),
    Route("selfcheck/leading/shifts/<int:pk>", shift, "leading-shift", SIGNED_IN),
    Route("selfcheck/leading/shifts/<int:pk>/led", lead, "leading-lead", roles.FULFIL, writes=True),
)  # fmt: skip

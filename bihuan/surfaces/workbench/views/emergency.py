"""应急准备: where plans, teams and materials stand; the plans; who lacks what, by clause."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.obligations.models import Fulfilment
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.trace.models import Matter
from bihuan.modules.emergency import coverage, drills, editions, plans, stocks, teams
from bihuan.modules.emergency.models import Drill, Plan
from bihuan.modules.emergency.plan_flow import PlanFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.emergency import DrillForm, ReviseForm
from ..queries import emergency as reads
from ..queries import matters as lists
from ..queries.paging import Order, counted, page
from ..queries.training import owed
from ..sheets import List, handed_out
from .matter_page import page as matter_page
from .matter_page import revision_of

ORDER = (Order("evaluate_by", empty=True), Order("pk"))
BY_PLACE = (Order("place_path"), Order("name"), Order("pk"))
LINKABLE = 20
EXPORTED = (
    *("编号", "预案", "种类", "针对的事故", "编制单位", "区划", "状态", "公布日期", "备案编号"),
    *("备案受理单位", "备案日期", "下次评估日期", "衔接的上级预案", "演练次数", "最近演练"),
)


def first(request: WorkbenchRequest) -> HttpResponse:
    """Show who lacks plans and teams by clause, drills owed, and what there is in numbers."""
    viewer = request.viewer
    return render(request, "workbench/emergency/first.html", {
        "sections": [(what, title, coverage.counts(viewer, what), coverage.STANDINGS[what])
                     for what, title in reads.WHAT.items()],
        "plans": plans.counts(viewer), "teams": teams.counts(viewer),
        "team_count": teams.listed(viewer).count(), "stocks": stocks.counts(viewer),
        "stock_count": stocks.listed(viewer).order_by().count(), "owed": owed(viewer, "drill"),
        "linkable": list(plans.linkable(viewer)[:LINKABLE]),
        "opens": may_open(PlanFlow, viewer),
        "limits": reads.limits(viewer),
    })  # fmt: skip


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the plans that answer the filters, those whose evaluation is due first."""
    filters = reads.Plans.read(request.GET)
    rows = _matching(request, filters)
    return render(request, "workbench/emergency/plans.html", {
        "filters": filters, "chips": list(filters.chips()), "count": counted(rows),
        "page": page(rows, ORDER, after=request.GET.get("after", "")),
        "kinds": Plan.Kind.choices, "events": Plan.Event.choices, "whiches": plans.WHICH.items(),
        "states": {name: state.title for name, state in PlanFlow.states.items()},
        "effective": editions.EFFECTIVE, "opens": may_open(PlanFlow, request.viewer),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the plans that answer the filters as CSV or Excel."""
    filters = reads.Plans.read(request.GET)
    rows = (
        (row.matter.number, str(row), row.get_kind_display(), row.get_event_display(),
         row.office.name, row.matter.place.name, PlanFlow.states[row.matter.state].title,
         row.published_on, row.filing_number, row.recipient.name if row.recipient else "",
         row.filed_on, row.evaluate_by, row.above_number or row.above_name, row.times,
         row.last_drill)
        for row in _matching(request, filters).order_by("pk")
    )  # fmt: skip
    return handed_out(request, List("应急预案", filters.basis, EXPORTED, rows))


def _matching(request: WorkbenchRequest, filters: reads.Plans) -> Any:
    return plans.listed(
        request.viewer, q=filters.q[:60], kind=filters.kind, event=filters.event,
        which=filters.which,
    )  # fmt: skip


def short(request: WorkbenchRequest) -> HttpResponse:
    """Show the units one clause asks for plans or teams, and how each stands."""
    filters, rows = _short(request)
    demand = filters.asked
    known = [one for one, _ in coverage.binding(request.viewer, filters.what or "plans")]
    return render(request, "workbench/emergency/units.html", {
        "filters": filters, "demand": demand, "known": known, "what": filters.what or "plans",
        "clause": demand and coverage.clause_of(demand, request.viewer.on),
        "standings": coverage.STANDINGS[filters.what or "plans"],
        "count": counted(rows), "whats": reads.WHAT.items(),
        "page": page(rows, BY_PLACE, after=request.GET.get("after", "")),
    })  # fmt: skip


def export_short(request: WorkbenchRequest) -> HttpResponseBase:
    """Return these units as CSV or Excel."""
    filters, found = _short(request)
    demand = filters.asked
    words = coverage.STANDINGS[filters.what or "plans"]
    basis = "，".join(filter(None, (demand.title if demand else "", words.get(filters.which, ""))))
    rows = (
        (row.name, row.place.name, row.supervisor.name if row.supervisor else "",
         *("是" if getattr(row, name) else "否" for name in words))
        for row in found
    )  # fmt: skip
    columns = ("单位", "区划", "主管单位", *words.values())
    return handed_out(request, List("应急准备缺口", basis, columns, rows))


def _short(request: WorkbenchRequest) -> tuple[reads.Short, Any]:
    filters = reads.Short.read(request.GET)
    demand = filters.asked
    words = coverage.STANDINGS[filters.what or "plans"]
    which = filters.which if filters.which in words else ""
    if demand is None:
        raise NotFound("没有文件要求谁有预案、有队伍。")
    return filters, coverage.units(request.viewer, demand, which)


def tie(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Note that a drill exercised a plan, with what it found."""
    matter, plan = _plan(request, number)
    form = DrillForm(list(drills.offered(plan)[: reads.OFFERED]), request.POST)
    done = form.tried(lambda given: _tied(request, plan, form, given))
    if done is None:
        return matter_page(request, matter, drill_form=form)
    found = len(form.problems)
    after = f"发现的 {found} 个问题已列为待处理事项。" if found else "没有发现问题。"
    messages.success(request, f"演练已登记到{plan.name}，{after}")
    return redirect("matter", number=number)


def _tied(request: WorkbenchRequest, plan: Plan, form: DrillForm, given: dict[str, Any]) -> Drill:
    return drills.tie(
        plan, Fulfilment.objects.get(pk=given["drill"]), evaluation=given["evaluation"],
        problems=form.problems, fix_by=given["fix_by"], revision=revision_of(request),
        by=request.viewer, at=request.now,
    )  # fmt: skip


def revise(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Open the next edition of a plan."""
    matter, plan = _plan(request, number)
    form = ReviseForm(request.POST, prefix="revise")
    made = form.tried(lambda given: editions.revise(
        plan, draft_by=given["draft_by"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return matter_page(request, matter, revise_form=form)
    messages.success(request, f"已登记新版 {made.number}。新版公布以前，这一版仍然有效。")
    return redirect("matter", number=made.number)


def _plan(request: WorkbenchRequest, number: str) -> tuple[Matter, Plan]:
    matter = lists.find(request.viewer, number)
    plan = Plan.objects.select_related("office__place", "matter__clause").filter(pk=matter.pk)
    found = plan.first()
    if found is None:
        raise NotFound("没有这份预案，或者不向您的岗位公开。")
    return matter, found


AT = "emergency/plans/<str:number>"
ROUTES = (
    Route("emergency", first, "emergency", SIGNED_IN),
    Route("emergency/plans", listing, "emergency-plans", SIGNED_IN),
    Route("emergency/plans/export", export, "emergency-plans-export", roles.EXPORT),
    Route("emergency/units", short, "emergency-units", SIGNED_IN),
    Route("emergency/units/export", export_short, "emergency-units-export", roles.EXPORT),
    Route(f"{AT}/drills", tie, "plan-drill", editions.MAKE, writes=True),
    Route(f"{AT}/revise", revise, "plan-revise", editions.MAKE, writes=True),
)

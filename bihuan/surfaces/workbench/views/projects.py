"""工程治理 and 规划: projects with money and coverage; plans with the opinion asked."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.modules import clause_of
from bihuan.modules.planning import demands
from bihuan.modules.planning import queries as plans
from bihuan.modules.planning.flows import PlanFlow
from bihuan.modules.planning.models import SafetyPlan
from bihuan.modules.projects import queries
from bihuan.modules.projects.flows import ProjectFlow
from bihuan.modules.projects.models import Project

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.paging import counted
from ..queries.projects import Filters, committees, coverage
from ..sheets import List, handed_out

MOST = 200
COLUMNS = ("编号", "行动", "项目", "地点", "牵头单位", "区划", "计划投资（万元）", "到位", "完成",
           "进度（%）", "计划开工", "计划完工", "现在到哪一步", "是否逾期")  # fmt: skip


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the projects in sight by programme, and where the targets of coverage stand."""
    viewer, filters = request.viewer, Filters.read(request.GET)
    whole = queries.standings(queries.listed(viewer), viewer.on)
    matching = _matching(request, filters)
    return render(request, "workbench/funds/projects.html", {
        "filters": filters, "chips": list(filters.chips()), "tab": "projects",
        "rows": queries.standings(matching[:MOST], viewer.on), "count": counted(matching),
        "most": MOST,
        "sums": [(one, filters.query(programme=one.programme.address))
                 for one in queries.by_programme(viewer, whole)],
        "covers": coverage(viewer, queries.targets(viewer)),
        "states": {name: state.title for name, state in ProjectFlow.states.items()},
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the projects that answer the filters as CSV or Excel."""
    filters = Filters.read(request.GET)
    rows = (
        (one.project.matter.number, one.project.get_programme_display(), one.project.name,
         one.project.site, one.project.lead.name, one.project.matter.place.name,
         one.project.planned, one.placed, one.spent, one.project.percent,
         one.project.starts_by, one.project.ends_by,
         ProjectFlow.states[one.project.matter.state].title, "逾期" if one.late else "")
        for one in queries.standings(_matching(request, filters), request.viewer.on)
    )  # fmt: skip
    return handed_out(request, List("工程治理项目", filters.basis, COLUMNS, rows))


def _matching(request: WorkbenchRequest, filters: Filters) -> QuerySet[Project]:
    return queries.listed(request.viewer, q=filters.q[:60], programme=filters.programme,
                          state=filters.state)  # fmt: skip


def planned(request: WorkbenchRequest) -> HttpResponse:
    """Show the plans in sight, those asked for and missing, who sits on planning committees."""
    viewer = request.viewer
    kind = request.GET.get("kind", "")
    kind = kind if kind in SafetyPlan.Kind.values else ""
    titles = dict(SafetyPlan.Kind.choices)
    inside = viewer.sees != "own"
    seat = next((one for one in demands.binding(viewer) if not one.kind), None) if inside else None
    return render(request, "workbench/funds/plans.html", {
        "rows": plans.listed(viewer, kind=kind)[:MOST], "kind": kind,
        "kinds": SafetyPlan.Kind.choices,
        "absent": [(titles[one.kind], one, clause_of(one.document, one.clause))
                   for one in plans.absent(viewer)] if inside else [],
        "seat": seat, "seat_clause": clause_of(seat.document, seat.clause) if seat else None,
        "bodies": committees(viewer, viewer.on) if inside else [], "tab": "plans",
        "states": {name: state.title for name, state in PlanFlow.states.items()},
    })  # fmt: skip


ROUTES = (
    Route("projects", listing, "projects", SIGNED_IN),
    Route("projects/export", export, "projects-export", roles.EXPORT),
    Route("plans", planned, "plans", SIGNED_IN),
)

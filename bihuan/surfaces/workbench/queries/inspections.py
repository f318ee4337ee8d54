"""执法检查: the lists with their filters, and what the pages of its matters show besides."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.enforcement.case_flow import CaseFlow
from bihuan.modules.inspections import answers, draws, findings, guard, plans, queries
from bihuan.modules.inspections.checklist_flow import ChecklistFlow
from bihuan.modules.inspections.draw_flow import DrawFlow
from bihuan.modules.inspections.finding_flow import FindingFlow
from bihuan.modules.inspections.models import (
    Checklist,
    Draw,
    EnforcementPlan,
    Finding,
    Inspection,
    Led,
    Mode,
)
from bihuan.modules.inspections.plan_flow import PlanFlow
from bihuan.modules.inspections.visit_flow import InspectionFlow

from ..forms.inspections import ItemForm, VisitsForm
from .filters import Asked, Chip, called
from .paging import Order

ORDER = (Order("due_on", falling=True), Order("matter_id", falling=True))
PROBLEM_ORDER = (Order("due_on"), Order("matter_id"))
LEDGER_ORDER = (Order("at", falling=True), Order("pk", falling=True))


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of visits or problems; every field is a query parameter."""

    numbers = ("office", "unit", "plan", "year", "leads")

    q: str = ""
    mode: str = ""
    which: str = ""
    office: str = ""
    unit: str = ""
    plan: str = ""
    year: str = ""
    led: str = ""
    leads: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the modes, groups and kinds of leader there are."""
        which = (*queries.VISITS, *queries.PROBLEMS)
        return {"mode": Mode.values, "which": which, "led": Led.values}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.mode:
            yield Chip(str(Mode(self.mode).label), self.query(mode=""))
        if self.which:
            said = {**queries.VISITS, **queries.PROBLEMS}[self.which]
            yield Chip(said, self.query(which=""))
        for name in ("office", "unit", "leads"):
            if key := getattr(self, name):
                yield Chip(called(Unit, pk=key), self.query(**{name: ""}))
        if self.plan:
            yield Chip("一份年度计划", self.query(plan=""))
        if self.year:
            yield Chip(f"{self.year} 年", self.query(year=""))
        if self.led:
            yield Chip(f"{Led(self.led).label}带队", self.query(led=""))


def matching(viewer: Viewer, filters: Filters, at: datetime) -> QuerySet[Inspection]:
    """Return the visits that answer the filters."""
    rows = queries.visits(viewer)
    wanted = {
        "mode": filters.mode, "office": filters.office, "unit": filters.unit,
        "due_on__year": filters.year, "led_as": filters.led, "led_unit": filters.leads,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.plan:
        rows = queries.of_plan(int(filters.plan), rows)
    if filters.which in queries.VISITS:
        rows = rows.filter(queries.in_group(filters.which, at))
    return rows.filter(_words(filters.q))


def found(viewer: Viewer, filters: Filters) -> QuerySet[Finding]:
    """Return the problems that answer the filters."""
    rows = queries.problems(viewer)
    wanted = {
        "office": filters.office, "unit": filters.unit, "inspection__mode": filters.mode,
        "inspection__due_on__year": filters.year,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.which in queries.PROBLEMS:
        rows = rows.filter(queries.settled_as(filters.which))
    return rows.filter(_words(filters.q))


def _words(said: str) -> Q:
    words = said[:60]
    if not words:
        return Q()
    return Q(matter__title__icontains=words) | Q(matter__number__icontains=words)


def inspection_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of a visit, problem, plan, checklist or draw shows besides its facts."""
    show = {
        InspectionFlow.key: _visit, FindingFlow.key: _finding, PlanFlow.key: _plan,
        ChecklistFlow.key: _checklist, DrawFlow.key: _draw,
    }.get(matter.flow)  # fmt: skip
    return show(matter, viewer) if show else {}


def visit_of(number: Matter) -> Inspection:
    """Return the visit of a matter with what its pages name."""
    rows = Inspection.objects.select_related("matter", "office", "unit", "checklist__matter")
    return rows.get(pk=number.pk)


def _visit(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    visit = visit_of(matter)
    on_day = datetime(viewer.on.year, viewer.on.month, viewer.on.day, tzinfo=SHANGHAI)
    rows = answers.asked(visit)
    problems = queries.problems(viewer).filter(inspection=visit).order_by("pk")
    return {
        "visit": visit,
        "seen": guard.look(visit, on_day) if matter.state in ("planned", "ready") else None,
        "visit_answers": rows,
        "visit_left": sum(answer is None for _, answer in rows),
        "beside": list(visit.answers.filter(item=None).select_related("by")),
        "problems": [(one, findings.settled(one)) for one in problems],
        "problem_states": FindingFlow.states,
        "visits_on_phone": matter.state == "underway" and may_answer(visit, viewer),
    }


def may_answer(visit: Inspection, viewer: Viewer) -> bool:
    """Say whether a viewer writes down what is found at a visit."""
    return viewer.unit_id in (visit.office_id, *visit.partners) and viewer.can(roles.SERVE)


def _finding(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    rows = Finding.objects.select_related("inspection__matter", "hazard", "case", "referral")
    problem = rows.get(pk=matter.pk)
    waits = matter.state == findings.FILING and problem.case is None
    opens = waits and viewer.unit_id == problem.office_id and may_open(CaseFlow, viewer)
    return {"problem": problem, "opens_case": opens}


def _plan(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    plan = EnforcementPlan.objects.select_related("matter").get(pk=matter.pk)
    rows = plan.visits.select_related("unit", "inspection", "checklist")
    drafts = matter.state == "drafting" and viewer.unit_id == plan.office_id
    drafts = drafts and viewer.can(roles.SUPERVISE)
    return {
        "enforcement_plan": plan,
        "coverage": plans.coverage(plan),
        "planned_visits": list(rows),
        "unvisited": list(queries.unvisited(plan)) if matter.state == "running" else [],
        "visit_states": InspectionFlow.states,
        "visits_form": VisitsForm(viewer) if drafts else None,
    }


def _checklist(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    rows = Checklist.objects.everywhere("the page of a checklist one may open")
    checklist = rows.select_related("matter", "previous__matter").get(pk=matter.pk)
    drafts = matter.state == "drafting" and viewer.unit_id == checklist.office_id
    drafts = drafts and viewer.can(roles.SUPERVISE)
    items = list(checklist.items.all())
    last = items[-1].number if items else 0
    return {
        "edited_checklist": checklist,
        "checklist_items": [(item, ItemForm(item) if drafts else None) for item in items],
        "item_form": ItemForm(None, initial={"number": last + 1}) if drafts else None,
    }


def _draw(matter: Matter, _: Viewer) -> dict[str, Any]:
    draw = Draw.objects.get(pk=matter.pk)
    people = {one["id"]: one["name"] for one in draw.pool["officers"]}
    units = {one["id"]: one["name"] for one in draw.pool["targets"]}
    file = Evidence.objects.filter(chain=matter.chain, kind=draws.PUBLISHED).first()
    return {
        "shown_draw": draw,
        "pool_size": len(units),
        "drawn": [
            (units[one["target"]], [people[pk] for pk in one["officers"]])
            for one in draw.result or []
        ],
        "draw_file": file,
    }

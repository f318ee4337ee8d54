"""What the pages of engineering projects and of plans show."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of
from bihuan.modules.committee import seats
from bihuan.modules.planning import demands
from bihuan.modules.planning.flows import REGULATES, PlanFlow
from bihuan.modules.planning.models import SafetyPlan
from bihuan.modules.policy import indicators, queries
from bihuan.modules.policy.models import Task
from bihuan.modules.projects import programmes, tenders
from bihuan.modules.projects.flows import ProjectFlow, totals
from bihuan.modules.projects.models import Project
from bihuan.modules.projects.programmes import Target
from bihuan.modules.projects.tender_flow import TenderFlow

from .filters import Asked, Chip

#: So many tasks of an adopted plan are shown with their indicators.
MOST_TASKS = 30


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of projects; every field is a query parameter."""

    q: str = ""
    programme: str = ""
    state: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the programmes and states there are."""
        return {"programme": programmes.programmes(), "state": ProjectFlow.states}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.programme:
            title = programmes.programmes()[self.programme].title
            yield Chip(title, self.query(programme=""))
        if self.state:
            yield Chip(ProjectFlow.states[self.state].title, self.query(state=""))


@dataclass(frozen=True)
class Bids(Asked):
    """What the visitor asked to see of tenders; every field is a query parameter."""

    q: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return how tenders can stand."""
        return {"which": tenders.WHICH}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.which:
            yield Chip(tenders.WHICH[self.which], self.query(which=""))


@dataclass(frozen=True)
class Coverage:
    """A target with the tasks that carry it, each with where its indicators stand."""

    target: Target
    tasks: list[tuple[Task, list[indicators.Standing]]]


def coverage(viewer: Viewer, targets: list[Target]) -> list[Coverage]:
    """Return the targets of coverage with what their tasks report; none reported stays unknown."""
    made = []
    for one in targets:
        rows = queries.tasks(viewer).filter(document__key=one.document, says__contains=one.says)
        made.append(Coverage(one, indicators.standings(rows[:5])))
    return made


def project_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the page of a project or a plan shows besides, nothing for others."""
    if matter.flow == ProjectFlow.key:
        project = Project.objects.select_related("matter", "lead").get(pk=matter.pk)
        stages = project.milestones.select_related("matter").order_by("due_on", "pk")
        return {"project": project, "project_money": totals(project),
                "project_lines": project.investments.select_related("by"),
                "milestones": stages, "bid": bid(project)}  # fmt: skip
    if matter.flow == PlanFlow.key:
        plan = SafetyPlan.objects.select_related("matter", "office", "regulator").get(pk=matter.pk)
        return {"plan": plan, "plan_tasks": _tasks(plan, viewer)}
    if matter.flow == TenderFlow.key:
        at = end_of(viewer.on)
        return {"tender": tenders.standing(tenders.seen(viewer).get(pk=matter.pk), at),
                "tender_low": tenders.threshold(matter.place_path, at)}  # fmt: skip
    return {}


def bid(project: Project) -> tuple[Decimal | None, Decimal | None] | None:
    """Return the least safety fee of a contract by its price, and what falls short, in 万元.

    None while price, works or fee are not entered.
    """
    if project.price is None or not project.works:
        return None
    _, least = tenders.asked_of(project.works, project.price, project.starts_by)
    if least is None or project.safety_fee is None:
        return least, None
    return least, max(least - project.safety_fee, Decimal(0))


def _tasks(plan: SafetyPlan, viewer: Viewer) -> list[tuple[Task, list[indicators.Standing]]]:
    if not plan.issued_as:
        return []
    rows = queries.tasks(viewer).filter(document__number=plan.issued_as)[:MOST_TASKS]
    return indicators.standings(rows)


def committees(viewer: Viewer, on: date) -> list[tuple[Unit, bool]]:
    """Return the planning committees in sight, and whether a regulator sits on each that day."""
    rows = Unit.objects.filter(
        units_seen(viewer), kind="committee", name__contains=demands.COMMITTEE, until=None
    )
    return [
        (body, any(seat.unit.kind in REGULATES for seat in seats.members(body, on)))
        for body in rows.order_by("place_path", "pk")
    ]

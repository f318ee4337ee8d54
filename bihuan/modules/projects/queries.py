"""The list of engineering projects: by programme, what is late, what was invested."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules import in_force_at

from . import programmes
from .models import Investment, Project
from .programmes import Programme, Target


@dataclass(frozen=True)
class Standing:
    """Where a project stands on a day."""

    project: Project
    placed: Decimal
    spent: Decimal
    on: date

    @property
    def due(self) -> date | None:
        """The day of what comes next: its start or its completion; None once it is built."""
        days = {"planned": self.project.starts_by, "building": self.project.ends_by}
        return days.get(self.project.matter.state)

    @property
    def late(self) -> bool:
        """Whether that day has passed."""
        return self.due is not None and self.due < self.on


@dataclass(frozen=True)
class Sums:
    """A programme with its projects counted and their money added up."""

    programme: Programme
    count: int
    done: int
    late: int
    planned: Decimal
    placed: Decimal
    spent: Decimal


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Project]:
    """Return the projects a viewer may open; ``programme``, ``q`` and ``state`` keep some."""
    seen = Matter.objects.visible_to(viewer).filter(flow="projects.project")
    rows = Project.objects.filter(matter__in=seen.values("pk"))
    if asked.get("programme"):
        rows = rows.filter(programme=asked["programme"])
    if asked.get("state"):
        rows = rows.filter(matter__state=asked["state"])
    if words := asked.get("q"):
        rows = rows.filter(
            Q(name__icontains=words) | Q(site__icontains=words) | Q(lead__name__icontains=words)
        )
    return rows.select_related("matter__place", "lead").order_by("ends_by", "pk")


def standings(rows: QuerySet[Project], on: date) -> list[Standing]:
    """Return where projects stand on a day, in two queries."""
    found = list(rows)
    money: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    sums = Investment.objects.filter(project__in=found).order_by().values("project", "kind")
    for one in sums.annotate(n=Sum("sum")):
        money[one["project"], one["kind"]] = one["n"]
    return [Standing(one, money[one.pk, "placed"], money[one.pk, "spent"], on) for one in found]


def by_programme(viewer: Viewer, found: Sequence[Standing]) -> list[Sums]:
    """Return every programme that binds where the viewer works, those without a project too."""
    made, binding = [], in_force_at(viewer.path, viewer.on)
    for key, one in programmes.programmes().items():
        mine = [stands for stands in found if stands.project.programme == key]
        if not mine and one.document not in binding:
            continue
        nothing = Decimal(0)
        made.append(Sums(
            one, len(mine), sum(s.project.matter.state == "accepted" for s in mine),
            sum(s.late for s in mine), sum((s.project.planned for s in mine), nothing),
            sum((s.placed for s in mine), nothing), sum((s.spent for s in mine), nothing),
        ))  # fmt: skip
    return made


def targets(viewer: Viewer) -> list[Target]:
    """Return the targets of coverage that bind where the viewer works."""
    binding = in_force_at(viewer.path, viewer.on)
    return [one for one in programmes.targets() if one.document in binding]

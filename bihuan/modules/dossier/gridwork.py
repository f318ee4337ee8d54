"""How grids stand on a day: without a worker, never visited, villages short of who they must have.

Nothing here waits for somebody to report it. Every number is that of a list, and its denominator
is the list without the condition.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.kernel.orgs.scope import places_seen
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib import packfolders

from . import census, grids, sources
from .models import Grid, GridPost, GridReport, Visit
from .report_flow import GridReportFlow

Part = GridPost.Part
#: What a grid may lack, as a filter is called.
VACANT, IDLE, EMPTY, OPEN = "vacant", "idle", "empty", "open"
LACKS: Final = {VACANT: "没有网格员", IDLE: "有网格员、本年没有走访", EMPTY: "没有编入企业",
                OPEN: "上报没有反馈结果"}  # fmt: skip


@dataclass(frozen=True)
class Demand:
    """Who a document asks for in every village: how many workers, how many welfare posts."""

    document: str
    clause: str
    says: str
    worker: int = 0
    welfare: int = 0


@dataclass(frozen=True)
class Village:
    """A village with who is in post there, and what falls short of its document."""

    place: Place
    demand: Demand
    held: Mapping[str, int]

    @property
    def short(self) -> list[str]:
        """What falls short, in words with the numbers."""
        asked = ((Part.WORKER, self.demand.worker), (Part.WELFARE, self.demand.welfare))
        return [
            f"{part.label}应有 {least}，现有 {self.held.get(part, 0)}"
            for part, least in asked if self.held.get(part, 0) < least
        ]  # fmt: skip


@cache
def demands() -> tuple[Demand, ...]:
    """Return what the packs' documents ask for in every village."""
    return tuple(Demand(**data) for data in packfolders.read("grids"))


def seen(by: Viewer) -> QuerySet[Grid]:
    """Return the running grids of the units the viewer sees, with how each stands in the year."""
    rows = Grid.objects.filter(unit__in=Unit.objects.filter(units_seen(by)), until=None)
    visits = Q(members__until=None, members__unit__visits__on__year=by.on.year)
    holder = Term.objects.filter(
        on_day(by.on), post__grid_post__grid=OuterRef("pk"), post__unit__until=None,
        post__grid_post__part=Part.WORKER,
    )  # fmt: skip
    waiting = GridReport.objects.filter(grid=OuterRef("pk"), matter__closed_at=None)
    return rows.annotate(
        staffed=Exists(holder), waiting=Exists(waiting),
        holds=Count("members__unit", filter=Q(members__until=None), distinct=True),
        visited=Count("members__unit", filter=visits, distinct=True),
        last=Max("members__unit__visits__on", filter=Q(members__until=None)),
    ).select_related("unit__place")  # fmt: skip


def lacking(rows: QuerySet[Grid], lack: str) -> QuerySet[Grid]:
    """Return the grids that lack something (:data:`LACKS`)."""
    asked = {
        VACANT: Q(staffed=False), IDLE: Q(staffed=True, visited=0, holds__gt=0),
        EMPTY: Q(holds=0), OPEN: Q(waiting=True),
    }  # fmt: skip
    return rows.filter(asked[lack])


def workers(shown: list[Grid], by: Viewer) -> dict[int, list[Term]]:
    """Return who holds the posts of grids on the day, by grid."""
    rows = Term.objects.filter(
        on_day(by.on), post__grid_post__grid__in=shown, post__unit__until=None
    )
    found: dict[int, list[Term]] = {}
    for term in rows.select_related("person", "post__grid_post").order_by("since", "pk"):
        found.setdefault(term.post.grid_post.grid_id, []).append(term)  # type: ignore[attr-defined]
    return found


def villages(by: Viewer) -> list[Village]:
    """Return the villages in sight that a document asks for workers in, the shortest first."""
    asked = {one.document: one for one in demands()}
    rows = Place.objects.filter(places_seen(by, "path"), level=Place.Level.VILLAGE, until=None)
    held = _held(by)
    documents = sources.in_force(by.path, by.on)
    found = []
    for place in rows.select_related("parent").order_by("path"):
        near = set(places.ancestors(place.path))
        demand = next((asked[key] for key, one in documents.items()
                       if key in asked and one.place.path in near), None)  # fmt: skip
        if demand:
            found.append(Village(place, demand, held.get(place.path, {})))
    return sorted(found, key=lambda one: (not one.short, one.place.path))


def _held(by: Viewer) -> dict[str, dict[str, int]]:
    rows = Term.objects.filter(
        on_day(by.on), post__grid_post__grid__until=None, post__unit__place_path__startswith=by.path
    )
    counted = rows.values_list("post__unit__place_path", "post__grid_post__part").annotate(
        n=Count("person", distinct=True)
    )
    found: dict[str, dict[str, int]] = {}
    for path, part, n in counted.order_by():
        found.setdefault(path, {})[part] = n
    return found


def manners(by: Viewer) -> list[tuple[str, int, int]]:
    """Return how the posts in sight are employed: words, posts, of them held today."""
    rows = GridPost.objects.filter(
        grid__until=None, grid__unit__in=Unit.objects.filter(units_seen(by))
    )
    held = Exists(Term.objects.filter(on_day(by.on), post=OuterRef("post")))
    counted = rows.annotate(on=held).values("manner").annotate(
        n=Count("pk"), h=Count("pk", filter=Q(on=True))
    )  # fmt: skip
    found = {row["manner"]: (row["n"], row["h"]) for row in counted.order_by()}
    return [(str(label), *found[value]) for value, label in GridPost.Manner.choices
            if value in found]  # fmt: skip


def outside(by: Viewer) -> QuerySet[Unit]:
    """Return the running enterprises the viewer counts in the census that are in no grid."""
    return census.counted(by).filter(~grids.in_a_grid())


def to_visit(grid: Grid, by: Viewer) -> QuerySet[Unit]:
    """Return the enterprises of a grid, those not visited this year first, then the longest ago."""
    last = Max("visits__on")
    this_year = Exists(Visit.objects.filter(unit=OuterRef("pk"), on__year=by.on.year))
    rows = Unit.objects.filter(in_grids__grid=grid, in_grids__until=None)
    shown = rows.annotate(last=last, done=this_year).select_related("place")
    return shown.order_by("done", "last", "name", "pk")


def reported(by: Viewer) -> QuerySet[GridReport]:
    """Return the grid reports the viewer may open, the latest first."""
    mine = Matter.objects.visible_to(by).filter(flow=GridReportFlow.key)
    rows = GridReport.objects.filter(matter__in=mine.values("pk"))
    return rows.select_related("matter", "unit", "office", "receiver", "led_to", "grid").order_by(
        "-matter_id"
    )


def state_of(report: GridReport) -> str:
    """Return how far a report is, in words."""
    return GridReportFlow.states[report.matter.state].title


def led(report: GridReport) -> str:
    """Return how far what a report led to is: its state alone, for who may not open it."""
    made: Any = report.led_to
    if made is None:
        return ""
    flow = flow_of(made.flow)
    return f"{flow.title}：{flow.states[made.state].title}"

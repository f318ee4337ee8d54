"""What the pages of emergency preparedness show: filters, and the part of a plan's page."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet

from bihuan.kernel.law.models import Clause
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.emergency import (
    coverage,
    drills,
    editions,
    plans,
    rules,
    sharing,
    stocks,
    teams,
)
from bihuan.modules.emergency.models import Plan, Stock, Team
from bihuan.modules.emergency.plan_flow import PlanFlow

from ..forms.emergency import DrillForm, ReviseForm
from .filters import Asked, Chip
from .paging import Order, counted, ordering, page

WHAT = {"plans": "预案", "teams": "救援队伍"}
#: So many drills are offered to be tied to a plan, the last first.
OFFERED = 20
BY_PLACE, BY_STEP = (Order("place_path"), Order("pk")), (Order("step"), Order("pk"))


@dataclass(frozen=True)
class Plans(Asked):
    """What the visitor asked to see of plans."""

    q: str = ""
    kind: str = ""
    event: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds, events and standings there are."""
        return {"kind": Plan.Kind.values, "event": Plan.Event.values, "which": plans.WHICH}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(Plan.Kind(self.kind).label, self.query(kind=""))
        if self.event:
            yield Chip(Plan.Event(self.event).label, self.query(event=""))
        if self.which:
            yield Chip(plans.WHICH[self.which], self.query(which=""))


@dataclass(frozen=True)
class Short(Asked):
    """Which demand's units the visitor asked for, and how they stand against it."""

    what: str = "plans"
    demand: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the demands and standings there are."""
        names = [one.name for what in WHAT for one in rules.demands(what)]
        return {"what": WHAT, "demand": names, "which": coverage.PLANS | coverage.TEAMS}

    @property
    def asked(self) -> rules.Demand | None:
        """The demand that is asked about; the first where none is named."""
        known = rules.demands(self.what or "plans")
        return rules.demand_named(self.what or "plans", self.demand) or next(iter(known), None)


@dataclass(frozen=True)
class Kept(Asked):
    """What the visitor asked to see of what units keep for emergencies, and near which place.

    A subclass says which list it is of (``listed``), its ``kinds`` and ``standings``, titled.
    """

    q: str = ""
    kind: str = ""
    which: str = ""
    near: str = ""

    listed: ClassVar[Callable[..., QuerySet[Any]]]
    kinds: ClassVar[Mapping[str, str]]
    standings: ClassVar[Mapping[str, str]]

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds and standings there are."""
        return {"kind": cls.kinds, "which": cls.standings}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(self.kinds[self.kind], self.query(kind=""))
        if self.which:
            yield Chip(self.standings[self.which], self.query(which=""))
        if self.near:
            yield Chip(f"离{self.near}最近的在前", self.query(near=""))

    def rows(self, viewer: Viewer) -> tuple[QuerySet[Any], Sequence[Order], Place | None]:
        """Return what answers, its order, and the place it is near to where there is such one."""
        rows = self.listed(viewer, q=self.q[:60], kind=self.kind, which=self.which)
        place = near(viewer, self.near)
        return (sharing.nearest(rows, place), BY_STEP, place) if place else (rows, BY_PLACE, None)

    def exported(self, viewer: Viewer) -> QuerySet[Any]:
        """Return all that answers, in the order of the list."""
        rows, order, _ = self.rows(viewer)
        return rows.order_by(*ordering(order))

    def shown(self, viewer: Viewer, after: str) -> dict[str, Any]:
        """Return what the list shows of the page that begins after a mark."""
        rows, order, place = self.rows(viewer)
        return {
            "filters": self, "chips": list(self.chips()), "count": counted(rows),
            "page": page(rows, order, after=after), "kinds": self.kinds.items(),
            "whiches": self.standings.items(), "place": place,
            "near_words": sharing.step_words(place) if place else {},
        }  # fmt: skip


class Teams(Kept):
    """What the visitor asked to see of teams."""

    listed = staticmethod(teams.listed)
    kinds = dict(Team.Kind.choices)
    standings = teams.WHICH


class Stocks(Kept):
    """What the visitor asked to see of equipment and materials."""

    listed = staticmethod(stocks.listed)
    kinds = dict(Stock.Kind.choices)
    standings = stocks.WHICH


def limits(viewer: Viewer) -> list[tuple[str, rules.Limit, Clause | None]]:
    """Return what the national rule asks of plans, each limit with its article of the day."""
    rows = Clause.objects.filter(in_force(viewer.on), document__key=rules.DOCUMENT)
    shown = rows.select_related("document").defer("document__text", "document__compiled")
    known = {one.path: one for one in shown.order_by("version")}
    return [(title, one, known.get(one.article)) for title, one in rules.LIMITS]


def near(viewer: Viewer, words: str) -> Place | None:
    """Return the place that is typed by name or code, one of the viewer's own first."""
    if not words:
        return None
    rows = Place.objects.filter(until=None)
    own = rows.filter(within(viewer.path, "path"))
    for found in (rows.filter(code=words), own.filter(name=words), rows.filter(name=words)):
        if place := found.order_by("path").first():
            return place
    return None


def plan_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the page of a plan shows besides, nothing for other matters."""
    if matter.flow != PlanFlow.key:
        return {}
    plan = Plan.objects.select_related("office", "above__matter", "replaces__matter").get(
        pk=matter.pk
    )
    tied = plan.drills.select_related("fulfilment__obligation__holder", "by")
    done = list(tied.prefetch_related("problems__matter").order_by("-fulfilment__happened_at"))
    own = viewer.unit_id == plan.office_id and viewer.can(editions.MAKE)
    holds = own and matter.state in editions.EFFECTIVE
    offered = list(drills.offered(plan)[:OFFERED]) if holds else []
    tree = plans.tree(viewer, plan)
    running = any(one.matter.state != "dropped" for one in tree["later"])
    return {
        "plan": plan, "plan_drills": done, "plan_holds": matter.state in editions.EFFECTIVE,
        "plan_tree": tree, "plan_linked": bool(plan.above_id or plan.above_name),
        "plan_mechanisms": plans.missing_mechanisms(plan),
        "drill_form": DrillForm(offered) if offered else None, "drill_owner": holds,
        "revise_form": ReviseForm(prefix="revise") if holds and not running else None,
        "plan_opens_above": plan.above and Matter.objects.visible_to(viewer).filter(
            pk=plan.above_id).exists(),
    }  # fmt: skip

"""Who is asked for a plan or a rescue team and has none: counts, and the units behind them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models import Count as Summed

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer

from . import agreement_flow, rules, teams
from .editions import EFFECTIVE
from .models import Agreement, Drill, Member, Plan, Team
from .rules import Demand

#: What of a demand for plans can be missing, and how units stand against one for teams.
PLANS = {
    "none": "没有预案",
    "unfiled": "没有备案",
    "undrilled": "一年内没有演练",
    "overdue": "评估逾期",
}
TEAMS = {"own": "有队伍", "none": "没有队伍，也没有协议", "agreed": "签了救援协议"}
STANDINGS = {"plans": PLANS, "teams": TEAMS}
NATION = "0/"


@dataclass(frozen=True)
class Count:
    """How the units that one clause asks stand: all of them, and those of each standing."""

    demand: Demand
    clause: Clause | None
    total: int
    found: dict[str, int]

    @property
    def covered(self) -> int:
        """How many have what is asked: where filing is asked, filed."""
        return self.total - self.found["none"] - self.found.get("unfiled", 0)


def binding(viewer: Viewer, what: str) -> Iterator[tuple[Demand, Document]]:
    """Yield the demands of documents in force where the viewer looks, with their document."""
    yield from binding_at(viewer.path, viewer.on, what)


def binding_at(path: str, on: date, what: str) -> Iterator[tuple[Demand, Document]]:
    """Yield the demands of documents in force at, above or below a place, with their document."""
    wanted = rules.demands(what)
    near = Q(place__path__in=places.ancestors(path)) | within(path, "place__path")
    rows = Document.objects.filter(
        near | Q(place__path=NATION), in_force(on), status=Document.Status.IN_FORCE,
        key__in={one.document for one in wanted},
    ).select_related("place").defer("text", "compiled")  # fmt: skip
    known = {one.key: one for one in rows}
    yield from ((one, known[one.document]) for one in wanted if one.document in known)


def asked(viewer: Viewer, demand: Demand, document: Document) -> QuerySet[Unit]:
    """Return the units in sight that a demand means: of its kinds, of one of its categories."""
    if not viewer.reads:
        return Unit.objects.none()
    return meant(Unit.objects.filter(units_seen(viewer)), demand, document, viewer.on)


def meant(rows: QuerySet[Unit], demand: Demand, document: Document, on: date) -> QuerySet[Unit]:
    """Keep the units that a demand means: running, of its place, its kinds and categories."""
    rows = rows.filter(kind__in=demand.kinds, until=None)
    rows = rows.exclude(status=Unit.Status.CLOSED)
    if document.place.path != NATION:
        rows = rows.filter(within(document.place.path))
    if demand.tags:
        tags = UnitTag.objects.filter(on_day(on), unit=OuterRef("pk"), tag__in=demand.tags)
        rows = rows.filter(Exists(tags))
    return rows


def standing(rows: QuerySet[Unit], demand: Demand, on: date) -> QuerySet[Unit]:
    """Add to units how they stand against a demand: a flag for every standing there is."""
    return _planned(rows, demand, on) if demand.what == "plans" else _teamed(rows, demand, on)


def _planned(rows: QuerySet[Unit], demand: Demand, on: date) -> QuerySet[Unit]:
    plans = Plan.objects.filter(office=OuterRef("pk"), matter__state__in=EFFECTIVE)
    plans = plans.filter(Q(published_on=None) | Q(published_on__lte=on))
    if demand.event:
        plans = plans.filter(event=demand.event)
    year = Drill.objects.filter(
        plan__office=OuterRef("pk"),
        fulfilment__happened_at__date__gt=rules.years_after(on, -1),
        fulfilment__happened_at__date__lte=on,
    )  # fmt: skip
    if demand.event:
        year = year.filter(plan__event=demand.event)
    return rows.annotate(
        none=~Exists(plans), unfiled=Exists(plans.filter(filed_on=None)), undrilled=~Exists(year),
        overdue=Exists(plans.filter(evaluate_by__lt=on)),
    )  # fmt: skip


def _teamed(rows: QuerySet[Unit], demand: Demand, on: date) -> QuerySet[Unit]:
    own = Team.objects.filter(on_day(on))
    near = Q(place_path__startswith=OuterRef("place_path"))
    own = own.filter(near if demand.area else Q(unit=OuterRef("pk")))
    if demand.teams:
        own = own.filter(kind__in=demand.teams)
    # A team that nobody is in is none.
    own = own.filter(Exists(Member.objects.filter(teams.serving(on), team=OuterRef("pk"))))
    agreed = Agreement.objects.filter(agreement_flow.valid(on), client=OuterRef("pk"))
    rows = rows.annotate(own=Exists(own), agreement=Exists(agreed))
    stands_in = Q(own=False, agreement=True) if demand.agreement else Q(pk__in=[])
    bare = Q(own=False, agreement=False) if demand.agreement else Q(own=False)
    return rows.annotate(agreed=_flag(stands_in), none=_flag(bare))


def _flag(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def missing(demand: Demand, which: str) -> Q:
    """Match the units that stand so against a demand.

    Not drilled, unfiled and overdue are only asked of those that have a plan.
    """
    if demand.what == "teams":
        return Q(**{which: True})
    if which == "none":
        return Q(none=True)
    return Q(**{which: True}, none=False)


def counts(viewer: Viewer, what: str) -> list[Count]:
    """Return how the units in sight stand against every demand that binds somebody there."""
    found = []
    for demand, document in binding(viewer, what):
        rows = standing(asked(viewer, demand, document), demand, viewer.on)
        names = [name for name in STANDINGS[what] if _applies(demand, name)]
        each = rows.aggregate(
            total=Summed("pk"),
            **{f"n_{name}": Summed("pk", filter=missing(demand, name)) for name in names},
        )
        if each["total"]:
            numbers = {name: each[f"n_{name}"] for name in names}
            found.append(Count(demand, clause_of(demand, viewer.on), each["total"], numbers))
    return found


def _applies(demand: Demand, name: str) -> bool:
    if name == "unfiled":
        return demand.filed
    return name != "agreed" or demand.agreement


def units(viewer: Viewer, demand: Demand, which: str) -> QuerySet[Unit]:
    """Return the units in sight that a demand means, those that stand so against it if said."""
    document = next((doc for one, doc in binding(viewer, demand.what) if one == demand), None)
    if document is None:
        return Unit.objects.none()
    rows = standing(asked(viewer, demand, document), demand, viewer.on)
    if which:
        rows = rows.filter(missing(demand, which))
    return rows.select_related("place", "supervisor").order_by("place_path", "name", "pk")


def clause_of(demand: Demand, on: date) -> Clause | None:
    """Return the clause a demand comes from, as it stands on a day."""
    named = Q(no=demand.clause) | Q(path=demand.clause)
    rows = Clause.objects.filter(named, in_force(on), document__key=demand.document)
    shown = rows.select_related("document").defer("document__text", "document__compiled")
    return shown.order_by("-version").first()

"""One enterprise on one page (一企一档): facts, people, papers, what is asked, what is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import clause_of
from bihuan.modules.dossier import (
    catalogue,
    census,
    credentials,
    keeping,
    people,
    routing,
    sources,
    staffing,
)
from bihuan.modules.dossier.binding import Binding
from bihuan.modules.dossier.models import Contact, Credential, Dossier, FactChange, RoutingDecision

CHANGES_SHOWN, VISITS_SHOWN = 30, 10


@dataclass(frozen=True)
class Group:
    """A group of facts: its key and title, and each fact with what is known of it."""

    key: str
    title: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Paper:
    """A credential with its kind in words, and how it stands on the day."""

    row: Credential
    title: str
    state: str


@dataclass(frozen=True)
class Membership:
    """A set the enterprise belongs to: which, by which categories, on which words."""

    drawn: sources.Set
    document: str
    clause: str
    tags: list[str]


@dataclass(frozen=True)
class Counted:
    """A number taken from the records, and where they are listed."""

    title: str
    n: int
    address: str = ""


@dataclass(frozen=True)
class Visited:
    """A visit with its photographs."""

    on: date
    found: str
    changed: bool
    who: str
    photos: list[Evidence]


@dataclass(frozen=True)
class File:
    """All of one enterprise."""

    unit: Unit
    held: Dossier
    groups: list[Group]
    in_place: int
    contacts: Sequence[Contact]
    callable: int
    papers: list[Paper]
    standing: staffing.Standing
    asked_by: str
    unknown: list[str]
    memberships: list[Membership]
    ruling: routing.Ruling | None
    decisions: list[RoutingDecision]
    counted: list[Counted]
    visits: list[Visited]
    changes: list[tuple[FactChange, str, str, str]]


def find(viewer: Viewer, pk: int) -> Unit:
    """Return an enterprise in sight, or in the grid of who visits. Raises :class:`NotFound`."""
    rows = Unit.objects.filter(census.visible(viewer), kind=keeping.ENTERPRISE, pk=pk)
    found = rows.select_related("place", "supervisor").first()
    if found is None:
        raise NotFound("没有这家企业，或您的岗位看不到。")
    return found


def read(viewer: Viewer, unit: Unit, now: datetime) -> File:
    """Return the file of an enterprise as a viewer sees it at a moment."""
    held, on = keeping.of(unit), in_shanghai(now).date()
    known, given = keeping.values(unit, held), Binding.of(unit.place_path, now)
    held.unit = unit
    tags = staffing.tags_of(unit, on)
    stands = staffing.standing(known, tags, given)
    return File(
        unit, held, _groups(known), keeping.in_place(known), people.running(unit, on),
        people.callable_(unit, on), _papers(unit, on), stands, _asked_by(stands),
        staffing.unknown(known), _memberships(tags, given), routing.ruling(held, given),
        routing.decisions(unit), _counted(viewer, unit, now), _visits(unit), _changes(unit),
    )  # fmt: skip


def _groups(known: dict[str, object]) -> list[Group]:
    found = []
    for key, title in catalogue.GROUPS.items():
        facts = [fact for fact in catalogue.FACTS.values() if fact.group == key]
        rows = [(fact.title, fact.shown(known.get(fact.key))) for fact in facts]
        if key != "unlicensed" or any(value for _, value in rows):
            found.append(Group(key, title, rows))
    return found


def _papers(unit: Unit, on: date) -> list[Paper]:
    rows = unit.credentials.order_by("kind", "-since", "-pk")
    return [Paper(row, credentials.TITLES[row.kind], _state(row, on)) for row in rows]


def _state(row: Credential, on: date) -> str:
    if row.ended_on is not None and row.ended_on <= on:
        return "ended"
    if row.until is not None and row.until < on:
        return "expired"
    due = credentials.due_on(row)
    return "soon" if due is not None and due - credentials.AHEAD <= on else ""


def _asked_by(stands: staffing.Standing) -> str:
    clause = clause_of(stands.asked.document, stands.asked.no) if stands.asked else None
    return f"{clause.document.title} {clause.label}" if clause else ""


def _memberships(tags: set[str], given: Binding) -> list[Membership]:
    return [
        Membership(one, given.documents[one.document].title, sources.labelled(one.clause),
                   sorted(one.tags & tags))
        for one in sources.sets() if one.tags & tags and one.document in given.documents
    ]  # fmt: skip


def _counted(viewer: Viewer, unit: Unit, now: datetime) -> list[Counted]:
    """Return what the records say of an enterprise; nothing of it is typed."""
    if not viewer.reads:
        return []
    rows = Obligation.objects.visible_to(viewer).filter(holder=unit)
    late = Q(done_at=None, current_due__lt=now, paused_at=None)
    counts = rows.order_by().aggregate(
        open=Count("pk", filter=Q(done_at=None)), late=Count("pk", filter=late),
        done=Count("pk", filter=Q(outcome__in=("on_time", "late"))),
        on_time=Count("pk", filter=Q(outcome="on_time")),
    )  # fmt: skip
    desk, ledger = f"/desk?unit={unit.pk}", f"/ledger?unit={unit.pk}"
    found = [
        Counted("在办责任", counts["open"], desk),
        Counted("其中逾期", counts["late"], f"{desk}&state=late"),
        Counted("已办结", counts["done"], ledger), Counted("其中按期", counts["on_time"], ledger),
    ]  # fmt: skip
    matters = Matter.objects.visible_to(viewer).filter(Q(unit=unit) | Q(parties__unit=unit))
    by_flow = matters.order_by().values("flow").annotate(n=Count("pk", distinct=True))
    listed = f"/matters?unit={unit.pk}"
    found += [Counted(flow_of(one["flow"]).title, one["n"], f"{listed}&flow={one['flow']}")
              for one in by_flow]  # fmt: skip
    letters = Letter.objects.visible_to(viewer).filter(addressee=unit).exclude(state="draft")
    found.append(Counted("收到的文书", letters.count()))
    return found


def _visits(unit: Unit) -> list[Visited]:
    rows = list(unit.visits.select_related("by", "post__unit").order_by("-on")[:VISITS_SHOWN])
    photos = {one.pk: one for one in Evidence.objects.filter(
        pk__in=[pk for row in rows for pk in row.photos])}  # fmt: skip
    return [
        Visited(row.on, row.found, row.changed, f"{row.post.unit.name} {row.by.name}",
                [photos[pk] for pk in row.photos if pk in photos])
        for row in rows
    ]  # fmt: skip


def _changes(unit: Unit) -> list[tuple[FactChange, str, str, str]]:
    rows = FactChange.objects.filter(unit=unit).select_related("by", "post__unit")
    return [
        (row, catalogue.FACTS[row.fact].title, keeping.shown(row.fact, row.old),
         keeping.shown(row.fact, row.new))
        for row in rows.order_by("-pk")[:CHANGES_SHOWN]
    ]  # fmt: skip


def inside(viewer: Viewer, unit: Unit) -> bool:
    """Say whether an enterprise lies in the viewer's scope, not only in her grid."""
    return Unit.objects.filter(units_seen(viewer), pk=unit.pk).exists()

"""Named reads for the surfaces. Each takes the viewer and shows what she may see."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.models import READ_OUT, Clause, Document, Ladder, Rule
from bihuan.kernel.law.settings import setting, settled
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .models import Proposal, Review, Task
from .review import Unresolved, unresolved


def reviews(viewer: Viewer) -> QuerySet[Review]:
    """Return the reviews one may open, newest first."""
    matters = Matter.objects.visible_to(viewer).filter(flow="policy.review")
    rows = Review.objects.filter(matter__in=matters)
    return rows.select_related("matter", "document", "drafter").order_by("-matter__opened_at")


def tasks(viewer: Viewer) -> QuerySet[Task]:
    """Return the tasks one may open: those in one's places and those one's unit takes part in.

    The document's words come with none of them; whoever needs them reads the document.
    """
    matters = Matter.objects.visible_to(viewer).filter(flow="policy.task")
    rows = Task.objects.filter(matter__in=matters).defer("document__text", "document__compiled")
    return rows.select_related("matter__unit", "document", "clause").order_by("due_on", "pk")


@dataclass(frozen=True)
class Sheet:
    """The side-by-side page: the review, its clauses, proposals by clause, what is unresolved."""

    review: Review
    clauses: list[Clause]
    proposals: dict[int | None, list[Proposal]]
    unresolved: list[Unresolved]
    decided: int
    ladders: list[Ladder]


def sheet(review_id: int, viewer: Viewer) -> Sheet:
    """Return what the review page shows. Raises :class:`NotFound` outside one's scope."""
    review = reviews(viewer).filter(pk=review_id).first()
    if review is None:
        raise NotFound("没有找到这份文件的审阅。")
    shown: dict[int | None, list[Proposal]] = {}
    decided = 0
    for proposal in review.proposals.exclude(state=Proposal.State.MERGED):
        shown.setdefault(proposal.clause_id, []).append(proposal)
        decided += proposal.state != Proposal.State.PROPOSED
    return Sheet(
        review,
        list(review.document.clauses.filter(in_force_until=None).order_by("position")),
        shown,
        unresolved(review),
        decided,
        list(Ladder.objects.exclude(derived="").order_by("key")),
    )


def unassigned(viewer: Viewer) -> QuerySet[Task]:
    """Return running tasks without a unit, with the name the document printed."""
    return tasks(viewer).filter(matter__unit=None, matter__closed_at=None)


def without_date(viewer: Viewer) -> QuerySet[Task]:
    """Return running tasks whose date the document leaves open and nobody has set."""
    return tasks(viewer).filter(due_on=None, matter__closed_at=None)


@dataclass(frozen=True)
class ToSet:
    """A rule whose number or period the document leaves open in the viewer's place."""

    rule: Rule
    fields: tuple[str, ...]


def settings_queue(viewer: Viewer, at: datetime) -> list[ToSet]:
    """Return the rules that cannot run in the viewer's place until somebody sets a number."""
    rules = Rule.objects.filter(
        Q(per="") | Q(times=None), in_force_until=None, place__path__in=ancestors(viewer.path)
    ).select_related("clause__document", "place")
    found = []
    set_per = settled([r.key for r in rules], "per", path=viewer.path, at=at)
    set_times = settled([r.key for r in rules], "times", path=viewer.path, at=at)
    for rule in rules:
        fields = [
            name
            for name, open_, known in (
                ("per", not rule.per, set_per),
                ("times", rule.times is None, set_times),
            )
            if open_ and rule.key not in known
        ]
        if fields:
            found.append(ToSet(rule, tuple(fields)))
    return found


@dataclass(frozen=True)
class Gaps:
    """Where a released document is not carried out yet.

    ``untaken``: clauses without task or rule. ``ownerless``: tasks without a unit. ``planless``:
    tasks whose unit has no plan yet. ``subjectless``: recurring duties whose units nobody named.
    """

    untaken: list[Clause]
    ownerless: list[Task]
    planless: list[Task]
    subjectless: list[Proposal]


def gaps(document: Document, viewer: Viewer) -> Gaps:
    """Return the coverage gaps of a document that the viewer may see."""
    mine = tasks(viewer).filter(document=document)
    carried = Clause.objects.filter(
        Q(tasks__document=document) | Q(rules__in_force_until=None, rules__isnull=False)
    ).values("pk")
    ruled = set(Rule.objects.filter(clause__document=document).values_list("key", flat=True))
    with_pack_rules = {
        r.clause_id for r in Rule.objects.filter(clause__document=document) if READ_OUT not in r.key
    }
    accepted = Proposal.objects.filter(
        review__document=document, review__in=reviews(viewer), kind=Proposal.Kind.RECURRING,
        state__in=(Proposal.State.ACCEPTED, Proposal.State.CORRECTED),
    ).select_related("clause")  # fmt: skip
    return Gaps(
        untaken=list(document.clauses.exclude(pk__in=carried).order_by("position")),
        ownerless=list(mine.filter(matter__unit=None, matter__closed_at=None)),
        planless=list(mine.filter(matter__state="planning", matter__unit__isnull=False)),
        subjectless=[
            p for p in accepted
            if p.clause and p.clause_id not in with_pack_rules
            and f"{document.key}{READ_OUT}{p.clause.position}-{p.start}" not in ruled
        ],
    )  # fmt: skip


def progress(document: Document, viewer: Viewer) -> dict[str, int]:
    """Return how many tasks stand in each state, by the state's name."""
    rows = tasks(viewer).filter(document=document).order_by()
    counted: Any = rows.values("matter__state").annotate(n=Count("pk"))
    return dict(Counter({row["matter__state"]: row["n"] for row in counted}))


def adopted(ladder: Ladder, viewer: Viewer, at: datetime) -> str:
    """Return who adopted a suggested ladder for the viewer's place and when, "" for nobody."""
    row = setting(ladder.key, "ladder", path=viewer.path, at=at)
    return f"{row.by.name} {row.at:%Y-%m-%d} 采用" if row else ""


def matches(viewer: Viewer, on: date) -> list[tuple[Task, Unit]]:
    """Return unassigned tasks whose printed unit the dictionary knows by now, for confirmation."""
    found = []
    for task in unassigned(viewer).exclude(printed=""):
        unit = units.find(task.printed, place=task.document.place, on=on)
        if unit is not None:
            found.append((task, unit))
    return found

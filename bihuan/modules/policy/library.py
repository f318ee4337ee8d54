"""The documents one may open, and what has become of each of their clauses."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Length

from bihuan.kernel.law.models import Clause, Document, Number, Rule
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Place, Unit, UnitAlias
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer

from .models import Review, Task
from .queries import reviews, tasks


def documents(viewer: Viewer) -> QuerySet[Document]:
    """Return the documents one may open: under review first, then the nearest, then the newest.

    Those of one's places, of the places above them and of the nation. One that is still under
    review is open to those who may open its review. ``shown_reviews`` holds the newest first.
    """
    mine = reviews(viewer)
    read = Exists(mine.filter(document=OuterRef("pk")).order_by())
    unread = Exists(Review.objects.filter(document=OuterRef("pk"))) & ~read
    here = Q(place__path__in=ancestors(viewer.path)) | within(viewer.path, "place__path")
    rows = Document.objects.filter(here | Q(read))
    rows = rows.exclude(unread & ~Q(status=Document.Status.IN_FORCE))
    return (
        (rows if viewer.reads else rows.none())
        .annotate(in_force=Count("clauses", Q(clauses__in_force_until=None)))
        .exclude(in_force=0, text="")
        .prefetch_related(Prefetch("reviews", mine, to_attr="shown_reviews"))
        .select_related("place")
        .order_by(
            Case(When(status=Document.Status.REVIEWING, then=0), default=1),
            Length("place__path").desc(),
            "-dated",
            "pk",
        )
    )


def document(pk: int, viewer: Viewer) -> Document:
    """Return one document. Raises :class:`NotFound` outside one's scope."""
    found = documents(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份文件，或者您的岗位看不到。")
    return found


def standing(shown: Iterable[Document], viewer: Viewer) -> dict[int, dict[str, int]]:
    """Return, by document, how many visible tasks stand in each state, and two sums.

    ``total`` counts them all, ``ownerless`` those without a unit.
    """
    rows: Any = tasks(viewer).filter(document__in=list(shown)).order_by()
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows.values("document", "matter__state", "matter__unit").annotate(n=Count("pk")):
        found[row["document"]].update({row["matter__state"]: row["n"], "total": row["n"]})
        if row["matter__unit"] is None:
            found[row["document"]]["ownerless"] += row["n"]
    return {key: dict(counted) for key, counted in found.items()}


@dataclass
class Became:
    """What one clause has become: tasks, rules, numbers, and its obligations counted.

    ``open`` counts open obligations by stage, ``ended`` the others by outcome.
    """

    tasks: list[Task] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    open: dict[int, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Say whether nobody owes anything under the clause."""
        return not (self.tasks or self.rules or self.numbers)


def became(shown: Document, viewer: Viewer) -> dict[int, Became]:
    """Return what each clause of a document has become, as far as the viewer may see it."""
    found: dict[int, Became] = defaultdict(Became)
    for task in tasks(viewer).filter(document=shown).order_by("pk"):
        found[task.clause_id].tasks.append(task)
    for rule in Rule.objects.filter(clause__document=shown, in_force_until=None).order_by("key"):
        found[rule.clause_id].rules.append(rule)
    for number in Number.objects.filter(clause__document=shown).order_by("key"):
        found[number.clause_id].numbers.append(number)
    rows = Obligation.objects.visible_to(viewer).filter(clause__document=shown).order_by()
    for row in rows.values("clause", "stage", "outcome").annotate(n=Count("pk")):
        one = found[row["clause"]]
        if row["outcome"]:
            one.ended[row["outcome"]] = one.ended.get(row["outcome"], 0) + row["n"]
        else:
            one.open[row["stage"]] = one.open.get(row["stage"], 0) + row["n"]
    return dict(found)


def open_by_stage(each: Iterable[Became]) -> dict[int, int]:
    """Return how many open obligations of some clauses stand at each stage, highest first."""
    total: Counter[int] = Counter()
    for one in each:
        total.update(one.open)
    return dict(sorted(total.items(), reverse=True))


def versions(shown: Document) -> dict[str, list[Clause]]:
    """Return the ended versions of each clause by its path, oldest first."""
    ended: dict[str, list[Clause]] = defaultdict(list)
    for clause in shown.clauses.exclude(in_force_until=None).order_by("version"):
        ended[clause.path].append(clause)
    return dict(ended)


def current_review(shown: Document, viewer: Viewer) -> Review | None:
    """Return the newest review of a document one may open, if there is one."""
    return reviews(viewer).filter(document=shown).first()


def registered(names: Iterable[str], place: Place) -> dict[str, str]:
    """Return, for each printed name the register knows around a place, the unit's own name.

    Two queries for any number of names; which unit a task goes to is decided at the release.
    """
    wanted = {units.spelling(name): name for name in names if name}
    around = Q(place_path__in=ancestors(place.path)) | within(place.path)
    same = Unit.objects.filter(around, name__in=wanted).values_list("name", flat=True)
    found = {wanted[name]: name for name in same}
    spelt = UnitAlias.objects.filter(alias__in=wanted, place__path__in=ancestors(place.path))
    for alias in spelt.select_related("unit"):
        found[wanted[alias.alias]] = alias.unit.name
    return found

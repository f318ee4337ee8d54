"""What follows when something becomes of a unit or a place: sums, people, papers, beforehand.

Counted as far as the viewer sees it; a post that reads no case content is told no number of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Succession, Term, Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

NAMED = 10
PARTS_SHOWN = 200


@dataclass(frozen=True)
class Sums:
    """What lies with a unit or in a place now; ``None`` where the viewer reads no such thing."""

    name: str
    units: int
    owed: int | None
    late: int | None
    matters: int | None

    def plus(self, other: "Sums", name: str) -> "Sums":
        """Return both together."""
        pairs = [(self.units, other.units), (self.owed, other.owed), (self.late, other.late),
                 (self.matters, other.matters)]  # fmt: skip
        added = [None if a is None or b is None else a + b for a, b in pairs]
        return Sums(name, self.units + other.units, *added[1:])

    def minus(self, other: "Sums") -> "Sums":
        """Return what is left of this without the other."""
        less = Sums("", -other.units, *(None if n is None else -n for n in
                                        (other.owed, other.late, other.matters)))  # fmt: skip
        return self.plus(less, self.name)


@dataclass(frozen=True)
class Preview:
    """What a change will do: sums before and after, who leaves, which papers name the unit."""

    before: list[Sums]
    after: list[Sums]
    people: list[str]
    more_people: int
    drafts: int | None
    aliases: list[str]
    clauses: list[Clause]


@dataclass(frozen=True)
class Ending:
    """Who takes over from a unit that ends: the heir, and each part with the units it takes."""

    heir: Unit
    parts: Mapping[Unit, Sequence[Unit]]


def of_unit(viewer: Viewer, found: Unit, ends: Ending | None, at: datetime, on: date) -> Preview:
    """Return what follows when a unit ends in others, or changes by itself (``ends`` is None)."""
    own = sums_of_unit(viewer, found, at)
    before, after = [own], [own]
    if ends is not None:
        heir = sums_of_unit(viewer, ends.heir, at)
        nothing = own.minus(own)
        taken = sum(len(takes) for takes in ends.parts.values())
        # Whoever takes over and was a charge himself is not his own charge afterwards.
        own_charge = sum(one.supervisor_id == found.pk for one in (ends.heir, *ends.parts))
        rest = Sums("", -taken - own_charge, 0, 0, 0)
        before.append(heir)
        after = [nothing, own.plus(heir, heir.name).plus(rest, heir.name)]
        for part, takes in ends.parts.items():
            now = sums_of_unit(viewer, part, at)
            before.append(now)
            after.append(now.plus(Sums("", len(takes), 0, 0, 0), part.name))
    terms = _held(found, on)
    held = list(terms.select_related("person", "post").order_by("pk")[:NAMED])
    drafts = Letter.objects.visible_to(viewer).filter(
        Q(issuer=found) | Q(addressee=found), state=Letter.State.DRAFT
    )
    aliases = found.aliases.select_related("place").order_by("pk")
    return Preview(
        before, after, [f"{one.person.name}（{one.post.title}）" for one in held],
        terms.count() - len(held), drafts.count() if viewer.reads else None,
        [f"{one.place.name}的文件写作“{one.alias}”" for one in aliases],
        list(naming(found)),
    )  # fmt: skip


def sums_of_unit(viewer: Viewer, found: Unit, at: datetime) -> Sums:
    """Return what a unit owes, has under way and supervises."""
    owed = Obligation.objects.visible_to(viewer).filter(holder=found, done_at=None)
    matters = Matter.objects.visible_to(viewer).filter(unit=found, closed_at=None)
    units = found.supervised.filter(until=None).count()
    return _sums(viewer, found.name, units, owed, matters, at)


def sums_at_home(viewer: Viewer, found: Unit, at: datetime) -> Sums:
    """Return what a unit takes along when it goes to another place: itself, what it owes there."""
    owed = Obligation.objects.visible_to(viewer).filter(holder=found, done_at=None)
    matters = Matter.objects.visible_to(viewer).filter(unit=found, closed_at=None)
    own = Q(place_path=found.place_path)
    return _sums(viewer, found.name, 1, owed.filter(own), matters.filter(own), at)


def sums_of_place(viewer: Viewer, found: Place, at: datetime) -> Sums:
    """Return what is owed and under way in a place with all below it, and its units."""
    owed = Obligation.objects.visible_to(viewer).filter(within(found.path), done_at=None)
    matters = Matter.objects.visible_to(viewer).filter(within(found.path), closed_at=None)
    units = Unit.objects.filter(units_seen(viewer), within(found.path), until=None).count()
    return _sums(viewer, found.name, units, owed, matters, at)


def _sums(  # noqa: PLR0913 - what is summed, for whom, at which moment
    viewer: Viewer, name: str, units: int, owed: QuerySet[Obligation], matters: QuerySet[Matter],
    at: datetime,
) -> Sums:  # fmt: skip
    if not viewer.reads:
        return Sums(name, units, None, None, None)
    late = Count("pk", filter=Q(current_due__lt=at, paused_at=None))
    counted = owed.aggregate(n=Count("pk"), late=late)
    return Sums(name, units, counted["n"], counted["late"], matters.count())


def naming(found: Unit) -> Iterator[Clause]:
    """Yield clauses in force above or in a unit's place that name it, at most ten."""
    words = Q(text__contains=found.name)
    rows = Clause.objects.filter(
        words, in_force_until=None, document__status=Document.Status.IN_FORCE,
        document__place__path__in=places.ancestors(found.place_path),
    )  # fmt: skip
    yield from rows.select_related("document").order_by("document", "position")[:NAMED]


def _held(found: Unit, on: date) -> QuerySet[Term]:
    running = Q(until=None) | Q(until__gt=on)
    return Term.objects.filter(running, post__unit=found, since__lte=on)


def place(viewer: Viewer, code: str) -> Place:
    """Return a place of the viewer's own by its code. Raises :class:`NotFound` for any other."""
    inside = Place.objects.filter(within(viewer.path, "path")).select_related("parent")
    found = inside.filter(code=code).first() or inside.filter(pk__in=_recoded(code)).first()
    if found is None or viewer.sees != "subtree":
        raise NotFound("没有这个区划，或您的岗位看不到。")
    return found


def _recoded(code: str) -> QuerySet[Succession]:
    rows = Succession.objects.filter(kind=Succession.Kind.RECODED, before=code)
    return rows.values("new_place")  # type: ignore[return-value]


def parts(found: Place) -> list[Place]:
    """Return the places right below one that have not ended."""
    return list(found.children.filter(until=None).order_by("code")[:PARTS_SHOWN])


def changes_of(found: Place) -> list[Succession]:
    """Return what became of a place itself, the oldest first."""
    itself = Q(old_place=found) | Q(new_place=found)
    rows = Succession.objects.filter(itself, subject=None).select_related("by")
    return list(rows.order_by("on", "pk"))


def changes(viewer: Viewer) -> QuerySet[Succession]:
    """Return the changes of the units and places a viewer sees."""
    units = Unit.objects.filter(units_seen(viewer)).values("pk")
    seen = Q(subject__in=units) | Q(old_unit__in=units, subject=None)
    if viewer.sees == "subtree":
        inside = Place.objects.filter(within(viewer.path, "path")).values("pk")
        seen |= Q(old_place__in=inside, subject=None, old_unit=None)
    rows = Succession.objects.filter(seen)
    return rows.select_related("subject", "old_unit", "new_unit", "old_place", "by")

"""谁没报: a period's frozen base, who reported and how, who did not, by place and by supervisor."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.obligations.models import Base, Exclusion, Obligation
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.scope import places_seen, within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Party
from bihuan.lib.periods import parse
from bihuan.surfaces.statements import NOW, Given, among, written_once

from .. import period_snapshots, scopes, snapshots
from ..models import Snapshot
from . import unit
from .desk import LONG
from .filters import Asked, Chip, called
from .paging import Order, Page, page
from .standings import BACK, STANDINGS, Counts, Group, added, groups, in_parts

ORDER = (Order("place_path"), Order("id"))
#: How many periods of one length are offered.
OFFERED = 13
SUPERVISORS = 100
#: More members than this are not sorted by place while a page waits.
SORTED = 60_000
NOBODY = "0"
TEXTS = ("rule__clause__text", "rule__clause__document__text", "rule__clause__document__compiled")
MONTH = "month"
STATES = {**STANDINGS, "all": "全部应报", "reported": "已报", "overdue": "逾期未报",
          "excluded": "不纳入", "unreached": "联系不上"}  # fmt: skip


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter of the same name.

    ``here`` leaves out the places below ``place``; ``joined`` asks for late joiners, who are
    counted apart.
    """

    period: str = ""
    rule: str = ""
    place: str = ""
    here: str = ""
    supervisor: str = ""
    state: str = ""
    joined: str = ""
    q: str = ""

    numbers: ClassVar[tuple[str, ...]] = ("rule", "supervisor")

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the states there are."""
        return {"state": STATES, "here": ("1",), "joined": ("1",)}


@dataclass(frozen=True)
class Row:
    """A part of the base: its name, the filters that open exactly its rows, its counts."""

    name: str
    filters: Filters
    counts: Counts

    def query(self, state: str) -> str:
        """Return the query that opens the rows of one number."""
        return self.filters.query(state=state)


@dataclass(frozen=True)
class Numbers:
    """The counts of all that is asked for, of its late joiners, its places and supervisors."""

    counts: Counts
    joined: int
    places: list[Row]
    supervisors: list[Row]


@dataclass(frozen=True)
class Span:
    """A period that can be chosen: its key and what an official calls it."""

    key: str
    says: str


def changed(filters: Filters, **asked: str) -> Filters:
    """Return the filters with some of them changed."""
    return replace(filters, **asked)


def period_called(key: str) -> str:
    """Return what an official calls a period; its key for what is none."""
    try:
        return parse(key).label
    except ValueError:
        return key


def spans(viewer: Viewer) -> list[Span]:
    """Return the periods of rules that count in the viewer's place, the newest first."""
    found: dict[str, list[str]] = {}
    for period, per, _ in _periods(viewer)():
        found.setdefault(per, []).append(period)
    months = found.pop(MONTH, [])[:OFFERED]
    others = [key for keys in found.values() for key in keys[:OFFERED]]
    return [Span(key, period_called(key)) for key in (*months, *others)]


@written_once
def _periods(viewer: Viewer) -> Any:
    rows = _around(viewer).filter(starts__lte=viewer.on, starts__gt=viewer.on - BACK)
    found = rows.order_by("-starts", "period").distinct()
    return found.values_list("period", "per", "starts")


def keys(viewer: Viewer, periods: Sequence[str]) -> dict[str, list[int]]:
    """Return the keys of all bases of some periods around the viewer's place."""
    found: dict[str, list[int]] = {period: [] for period in periods}
    for pk, period in _keys(viewer)(periods=periods) if periods else ():
        found[period].append(pk)
    return found


@written_once
def _keys(viewer: Viewer) -> Any:
    return _around(viewer).filter(among("period", "periods")).order_by().values_list("pk", "period")


def bases(viewer: Viewer, period: str, now: datetime) -> list[Base]:
    """Return the bases of a period in which the viewer sees a member, by the rule's title."""
    kept = _kept(viewer, Filters(period=period), "", now) if viewer.sees == "supervised" else None
    found = _bases(viewer, known=bool(kept))(
        period=period, bases=[] if kept is None else [g.base for g in period_snapshots.read(kept)]
    )
    return sorted(found, key=lambda base: (base.rule.title, base.pk))


@written_once
def _bases(viewer: Viewer, *, known: bool) -> Any:
    """Ask for them; ``known`` are those in which the unit supervises a member (``bases``)."""
    rows = _around(viewer).filter(period=Given("period"))
    here = Obligation.objects.everywhere("whether a base has a member in sight").filter(
        within(viewer.path), base=OuterRef("pk")
    )
    if viewer.sees == "subtree" and not viewer.opened:
        seen = Q(Exists(here)) | Q(pk__in=_beside(viewer).values("base"))
    elif known:
        seen = among("pk", "bases") | Q(pk__in=_beside(viewer).values("base"))
    else:
        seen = Q(Exists(Obligation.objects.visible_to(viewer).filter(base=OuterRef("pk"))))
    return rows.filter(seen).select_related("rule__clause__document").defer(*TEXTS)


def asked(found: Iterable[Base], filters: Filters) -> list[Base]:
    """Return those of some bases that the filters ask for: of one rule, or all of them."""
    return [base for base in found if filters.rule in ("", str(base.rule_id))]


def members(viewer: Viewer, filters: Filters, wanted: Sequence[Base]) -> QuerySet[Obligation]:
    """Return the members of some bases that the viewer sees and the filters ask for, any state.

    Late joiners are among them; :func:`apart` tells them from the others.
    """
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(viewer).filter(
        where(filters, path_of(filters)), base__in=[base.pk for base in wanted]
    )
    if filters.supervisor:
        who = None if filters.supervisor == NOBODY else int(filters.supervisor)
        rows = rows.filter(supervisor=who)
    if filters.q:
        rows = rows.filter(holder__name__icontains=filters.q[:60])
    return rows


def apart(rows: QuerySet[Obligation], filters: Filters) -> QuerySet[Obligation]:
    """Return the late joiners among some members when they are asked for, else all but them."""
    return rows.filter(late_joiner=bool(filters.joined))


@dataclass(frozen=True)
class Reading:
    """How the members asked for stand, in groups; ``at`` is the moment of the snapshot, if of one.

    Late joiners are among them, and all supervisors.
    """

    groups: list[Group]
    at: datetime | None = None


def read(
    viewer: Viewer, filters: Filters, path: str | None, bases: Collection[int], now: datetime
) -> Reading:
    """Return how the members of bases, by their keys, stand that the viewer sees and asks for.

    ``path`` is that of the place asked for (:func:`path_of`). Many stand as of the last round.
    """
    if path is None:
        return Reading([])
    narrow = Filters(here=filters.here, q=filters.q[:60])
    kept = None if narrow != Filters() else _kept(viewer, filters, path, now)
    if kept:
        beside = groups(_counted_beside(viewer, path)(now=now, bases=bases))
        found = [one for one in period_snapshots.read(kept) if one.base in bases]
        return Reading([*found, *beside], kept.at)
    return Reading(groups(_counted(viewer, narrow, path)(now=now, bases=bases)))


def _kept(viewer: Viewer, filters: Filters, path: str, now: datetime) -> Snapshot | None:
    """Return the snapshot of what is asked for in a period, if there is one."""
    if viewer.opened or not viewer.reads or viewer.sees == "own":
        return None
    if viewer.sees == "supervised":
        scope = scopes.of_supervisor(viewer.unit_id, path)
    elif not path.startswith(viewer.path if path else ""):
        return None
    else:
        scope = scopes.of_place(path or viewer.path)
    return snapshots.latest(period_snapshots.scope(scope, filters.period), now)


@written_once
def _counted(viewer: Viewer, narrow: Filters, path: str) -> Any:
    """Ask how the members in sight stand. Those of one's places are found by their place."""
    here = where(narrow, path) if path else Q()
    rows = Obligation.objects.visible_to(viewer).filter(here, among("base", "bases"))
    if viewer.sees == "subtree" and not viewer.opened and not path:
        found = Obligation.objects.everywhere("members in one's own places or beside them")
        keys = found.filter(within(viewer.path), among("base", "bases")).values("pk")
        rows = found.filter(pk__in=keys.union(_beside(viewer).values("pk")))
    if narrow.q:
        rows = rows.filter(holder__name__icontains=narrow.q)
    return in_parts(rows, path or viewer.path, NOW)


@written_once
def _counted_beside(viewer: Viewer, path: str) -> Any:
    rows = _beside(viewer)
    return in_parts(rows.filter(within(path)) if path else rows, path or viewer.path, NOW)


def _beside(viewer: Viewer) -> QuerySet[Obligation]:
    """Return the members of the bases given that the viewer sees for other reasons than the wide.

    Those are that it lies in her places, or that her unit supervises who holds it. Each of the
    others is asked for by its own index.
    """
    rows, unit = Obligation.objects.everywhere("members seen for other reasons"), viewer.unit_id
    taking_part = Party.objects.filter(unit=unit).values("matter")
    reasons = [
        Q(holder=unit, done_at=None), Q(holder=unit, done_at__isnull=False), Q(subject=unit),
        Q(matter__in=taking_part),
    ]  # fmt: skip
    if viewer.sees == "subtree":
        abroad = Unit.objects.filter(supervisor=unit).exclude(within(viewer.path)).values("pk")
        reasons += [Q(supervisor=unit, done_at=None), Q(holder__in=abroad, done_at__isnull=False)]
    first, *others = (rows.filter(reason).values("pk") for reason in reasons)
    found = rows.filter(among("base", "bases"), pk__in=first.union(*others))
    if viewer.sees == "subtree":
        return found.exclude(within(viewer.path))
    return found.exclude(supervisor=unit).exclude(holder__supervisor=unit)


def asked_of(reading: Reading, filters: Filters) -> list[Group]:
    """Return the groups of the supervisor asked for, late joiners among them."""
    if not filters.supervisor:
        return reading.groups
    who = None if filters.supervisor == NOBODY else int(filters.supervisor)
    return [one for one in reading.groups if one.supervisor == who]


def numbers(reading: Reading, filters: Filters, path: str) -> Numbers:
    """Return all numbers of some members; the places are those right below a path, and itself."""
    every = asked_of(reading, filters)
    asked = [one for one in every if one.joined == bool(filters.joined)]
    late = added(one for one in every if one.joined)
    return Numbers(
        added(asked), late.base, _by_place(_grouped(asked, "part"), filters, path),
        _by_supervisor(_grouped(asked, "supervisor"), filters),
    )  # fmt: skip


def _grouped(found: Iterable[Group], by: str) -> dict[Any, Counts]:
    parts: dict[Any, list[Group]] = {}
    for one in found:
        parts.setdefault(getattr(one, by), []).append(one)
    return {key: added(some) for key, some in parts.items()}


def _by_place(found: Mapping[str, Counts], filters: Filters, path: str) -> list[Row]:
    known = Place.objects.filter(path__in=found).order_by("code")
    return [
        Row("本级" if one.path == path else one.name,
            _placed(filters, one, own=one.path == path), found[one.path])
        for one in known
    ]  # fmt: skip


def _by_supervisor(found: Mapping[int | None, Counts], filters: Filters) -> list[Row]:
    """Return the counts of each supervisor, most missing first."""
    first = sorted(found.items(), key=lambda one: (-one[1].missing, one[0] or 0))[:SUPERVISORS]
    names = Unit.objects.filter(pk__in=[pk for pk, _ in first if pk]).in_bulk()
    return [
        Row(names[pk].name if pk else "无督办方",
            changed(filters, supervisor=str(pk) if pk else NOBODY), counted)
        for pk, counted in first
    ]  # fmt: skip


def listed(rows: QuerySet[Obligation], wanted: Sequence[Base], *, after: str) -> Page:
    """Return a page of members in the order of places; of very many in that of their entry.

    Of what they point to only the holder and its place are read.
    """
    many = sum(base.size for base in wanted) > SORTED
    return page(rows.select_related("holder__place"), ORDER[1:] if many else ORDER, after=after)


def joined(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Return members with all that a line of their export shows."""
    return rows.select_related("holder__place", "supervisor", "clause__document", "rule").defer(
        *LONG
    )


def excluded(viewer: Viewer, filters: Filters, wanted: Sequence[Base]) -> QuerySet[Exclusion]:
    """Return who was left out of some bases, and why, as far as the viewer sees the units."""
    own = Q(unit=viewer.unit_id) | Q(unit__supervisor=viewer.unit_id)
    rows = Exclusion.objects.filter(
        places_seen(viewer, "unit__place_path") | own,
        where(filters, path_of(filters), "unit__place_path"),
        base__in=[base.pk for base in wanted],
    )  # fmt: skip
    if filters.q:
        rows = rows.filter(unit__name__icontains=filters.q[:60])
    found = rows.select_related("unit__place", "base__rule", "by")
    return found.order_by("unit__place_path", "unit", "pk")


def chips(viewer: Viewer, filters: Filters, found: Iterable[Base]) -> list[Chip]:
    """Return the filters in force as words; no rule or unit is named that she may not see."""
    titles = {str(base.rule_id): base.rule.title for base in found}
    place = filters.place and called(Place, code=filters.place)
    says = {
        "rule": filters.rule and titles.get(filters.rule, "没有这一项"),
        "place": place and f"区划：{place}{'（本级）' if filters.here else ''}",
        "supervisor": filters.supervisor and f"督办方：{_supervisor(viewer, filters.supervisor)}",
        "joined": filters.joined and "期中加入，另计",
        "q": filters.q and f"含“{filters.q}”",
    }
    also = {"place": {"here": ""}}
    return [
        Chip(words, filters.query(**{name: "", **also.get(name, {})}))
        for name, words in says.items() if words
    ]  # fmt: skip


def _around(viewer: Viewer) -> QuerySet[Base]:
    here = Q(rule__place__path__in=ancestors(viewer.path)) | within(
        viewer.path, "rule__place__path"
    )
    return Base.objects.filter(here)


def path_of(filters: Filters) -> str | None:
    """Return the path of the place asked for, "" when none is, ``None`` when there is no such."""
    if not filters.place:
        return ""
    return Place.objects.filter(code=filters.place).values_list("path", flat=True).first()


def where(filters: Filters, path: str | None, column: str = "place_path") -> Q:
    """Match rows and units in the place with a path, by the column with theirs."""
    if not path:
        return Q() if path == "" else Q(pk__in=[])
    return Q(**{column: path}) if filters.here else within(path, column)


def _placed(filters: Filters, place: Place, *, own: bool) -> Filters:
    return changed(filters, place=place.code, here="1" if own else "")


def _supervisor(viewer: Viewer, pk: str) -> str:
    return "无督办方" if pk == NOBODY else unit.called(viewer, pk)

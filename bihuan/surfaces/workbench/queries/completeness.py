"""谁没报: a period's frozen base, who reported and how, who did not, by place and by supervisor."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from bihuan.kernel.obligations.models import Base, Exclusion, Fulfilment, Obligation, Outcome
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.scope import places_seen, within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import parse

from . import unit
from .desk import LONG
from .filters import Asked, Chip, called
from .paging import Order, Page, page

ORDER = (Order("place_path"), Order("id"))
#: How far back periods are offered, and how many of one length.
BACK = timedelta(days=800)
OFFERED = 13
SUPERVISORS = 100
#: More members than this are not sorted by place while a page waits.
SORTED = 60_000
NOBODY = "0"
MONTH = "month"
#: Each member of a base stands in one of these; they add up to the base.
STANDINGS = {
    "own": "自报",
    "zero": "零报告",
    "proxy": "代报",
    "missing": "未报",
    "paused": "暂停",
    "ended": "免责或失效",
}
REPORTED = (Outcome.ON_TIME, Outcome.LATE)
APART = (Fulfilment.Mode.ZERO, Fulfilment.Mode.PROXY)
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
class Counts:
    """How the members of a base stand; ``overdue`` are among the ``missing``."""

    own: int
    zero: int
    proxy: int
    missing: int
    paused: int
    ended: int
    overdue: int

    @property
    def base(self) -> int:
        """The denominator: all members but late joiners."""
        return self.reported + self.missing + self.paused + self.ended

    @property
    def reported(self) -> int:
        """How many reported, in one of the three ways."""
        return self.own + self.zero + self.proxy

    @property
    def standings(self) -> list[tuple[str, str, int]]:
        """Key, title and number of each standing."""
        return [(key, title, getattr(self, key)) for key, title in STANDINGS.items()]

    @property
    def rate(self) -> str:
        """Reported of the base, in percent with one decimal; a stroke when the base is empty."""
        return f"{100 * self.reported / self.base:.1f}%" if self.base else "/"


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
    rows = _around(viewer).filter(starts__lte=viewer.on, starts__gt=viewer.on - BACK)
    found: dict[str, list[str]] = {}
    for period, per in rows.values_list("period", "per").order_by("-starts", "period").distinct():
        found.setdefault(per, []).append(period)
    months = found.pop(MONTH, [])[:OFFERED]
    others = [key for keys in found.values() for key in keys[:OFFERED]]
    return [Span(key, period_called(key)) for key in (*months, *others)]


def bases(viewer: Viewer, period: str) -> list[Base]:
    """Return the bases of a period in which the viewer sees a member, by the rule's title."""
    seen = Obligation.objects.visible_to(viewer).filter(base=OuterRef("pk"))
    rows = _around(viewer).filter(Exists(seen), period=period)
    return list(rows.select_related("rule__clause__document").order_by("rule__title", "pk"))


def asked(found: Iterable[Base], filters: Filters) -> list[Base]:
    """Return those of some bases that the filters ask for: of one rule, or all of them."""
    return [base for base in found if filters.rule in ("", str(base.rule_id))]


def members(viewer: Viewer, filters: Filters, wanted: Sequence[Base]) -> QuerySet[Obligation]:
    """Return the members of some bases that the viewer sees and the filters ask for, any state.

    Late joiners are among them; :func:`apart` tells them from the others.
    """
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(viewer).filter(
        where(filters), base__in=[base.pk for base in wanted]
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


def standing(state: str, now: datetime) -> Q:
    """Match the members in a state; everything for a state that is no standing of a member."""
    reported, apart = Q(outcome__in=REPORTED), Q(mode__in=APART)
    missing = Q(done_at=None, paused_at=None)
    return {
        "reported": reported,
        "own": reported & ~apart,
        "zero": reported & Q(mode=Fulfilment.Mode.ZERO),
        "proxy": reported & Q(mode=Fulfilment.Mode.PROXY),
        "missing": missing,
        "overdue": missing & Q(current_due__lt=now),
        "paused": Q(done_at=None, paused_at__isnull=False),
        "ended": Q(outcome__in=(Outcome.EXCUSED, Outcome.VOID, Outcome.LAPSED)),
    }.get(state, Q())


def counts(rows: QuerySet[Obligation], now: datetime) -> Counts:
    """Return how the members stand, in one statement."""
    return Counts(**rows.order_by().aggregate(**_sums(now)))


def part_below(path: str) -> Substr:
    """Return the path of the place right below a path in which a row lies, or the path itself."""
    rest = Substr("place_path", len(path) + 1)
    length = Value(len(path)) + StrIndex(rest, Value("/"))
    return Substr("place_path", 1, length, output_field=CharField())


def numbers(rows: QuerySet[Obligation], filters: Filters, path: str, now: datetime) -> Numbers:
    """Return all numbers of some members, late joiners among them, in one statement.

    The places are those right below a path, and the path itself.
    """
    parted = rows.order_by().annotate(part=part_below(path))
    found = list(parted.values("late_joiner", "part", "supervisor").annotate(**_sums(now)))
    asked = [one for one in found if one["late_joiner"] == bool(filters.joined)]
    late = _added(one for one in found if one["late_joiner"])
    return Numbers(
        _added(asked), late.base, _by_place(_grouped(asked, "part"), filters, path),
        _by_supervisor(_grouped(asked, "supervisor"), filters),
    )  # fmt: skip


def _grouped(found: Iterable[dict[str, Any]], by: str) -> dict[Any, Counts]:
    groups: dict[Any, list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault(one[by], []).append(one)
    return {key: _added(some) for key, some in groups.items()}


def _added(found: Iterable[dict[str, Any]]) -> Counts:
    every = list(found)
    return Counts(**{key: sum(one[key] for one in every) for key in (*STANDINGS, "overdue")})


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
    """Return a page of members in the order of places; of very many in that of their entry."""
    many = sum(base.size for base in wanted) > SORTED
    return page(joined(rows), ORDER[1:] if many else ORDER, after=after)


def joined(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Return members with all that a line of them shows."""
    return rows.select_related("holder__place", "supervisor", "clause__document", "rule").defer(
        *LONG
    )


def excluded(viewer: Viewer, filters: Filters, wanted: Sequence[Base]) -> QuerySet[Exclusion]:
    """Return who was left out of some bases, and why, as far as the viewer sees the units."""
    own = Q(unit=viewer.unit_id) | Q(unit__supervisor=viewer.unit_id)
    rows = Exclusion.objects.filter(
        places_seen(viewer, "unit__place_path") | own, where(filters, "unit__place_path"),
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


def word_of(o: Obligation) -> str:
    """Return how a member stands, in words."""
    if o.done_at is None:
        return STANDINGS["paused" if o.paused_at else "missing"]
    if o.outcome not in REPORTED:
        return STANDINGS["ended"]
    return STANDINGS[o.mode if o.mode in APART else "own"]


def days_late(o: Obligation, today: date) -> int | None:
    """Return how many calendar days an open member is past its due date; ``None`` if it is not."""
    if o.done_at or o.current_due is None:
        return None
    days = (today - in_shanghai(o.current_due).date()).days
    return days if days > 0 else None


def _around(viewer: Viewer) -> QuerySet[Base]:
    here = Q(rule__place__path__in=ancestors(viewer.path)) | within(
        viewer.path, "rule__place__path"
    )
    return Base.objects.filter(here)


def where(filters: Filters, column: str = "place_path") -> Q:
    """Match rows and units in the place the filters ask for, by the column with its path."""
    if not filters.place:
        return Q()
    chosen = Place.objects.filter(code=filters.place).first()
    if chosen is None:
        return Q(pk__in=[])
    return Q(**{column: chosen.path}) if filters.here else within(chosen.path, column)


def _placed(filters: Filters, place: Place, *, own: bool) -> Filters:
    return changed(filters, place=place.code, here="1" if own else "")


def _sums(now: datetime) -> dict[str, Any]:
    return {key: Count("pk", filter=standing(key, now)) for key in (*STANDINGS, "overdue")}


def _supervisor(viewer: Viewer, pk: str) -> str:
    return "无督办方" if pk == NOBODY else unit.called(viewer, pk)

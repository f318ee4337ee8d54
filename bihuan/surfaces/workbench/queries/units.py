"""The register of units: the list with its filters, what each lacks and owes."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Place, Post, Term, Unit
from bihuan.kernel.orgs.scope import places_seen, within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.statements import NOW, Given, among, by_row, written_once

from .filters import Asked, Chip, called
from .paging import Order, Page, ordering, page

ORDER = (Order("place_path"), Order("name"), Order("id"))
#: What a unit may lack, and how its filter is called.
GAPS = {"unwatched": "无督办方", "vacant": "空岗", "left": "停产、关闭而有未结"}
TITLES = {kind.key: kind.title for kind in KINDS.values()}
Status = Unit.Status
#: With so many units in sight all are walked in order, for to look up those in sight takes longer.
MANY = 20_000
#: Units whose vacant posts an export asks for at once.
CHUNK = 500


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of the units; every field is a query parameter."""

    q: str = ""
    kind: str = ""
    place: str = ""
    status: str = ""
    gap: str = ""

    whole = "全部单位，不含已关闭"

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds, states and gaps there are."""
        return {"kind": KINDS, "status": Status.values, "gap": GAPS}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(KINDS[self.kind].title, self.query(kind=""))
        if self.place:
            yield Chip(f"区划：{called(Place, code=self.place)}", self.query(place=""))
        if self.status:
            yield Chip(str(Status(self.status).label), self.query(status=""))
        if self.gap:
            yield Chip(GAPS[self.gap], self.query(gap=""))


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Unit]:
    """Return the units the viewer sees that answer the filters; closed ones only when asked."""
    walked = not (filters.kind or filters.place) and sees_many(viewer)
    rows = Unit.objects.filter(by_row(units_seen(viewer)) if walked else units_seen(viewer))
    if filters.status:
        rows = rows.filter(status=filters.status)
    elif filters.gap != "left":
        rows = rows.exclude(status=Status.CLOSED)
    if filters.q:
        words = filters.q[:60]
        code = Q(credit_code__icontains=words.upper())
        rows = rows.filter(Q(name__icontains=words) | code)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.place:
        place = Place.objects.filter(code=filters.place).first()
        rows = rows.filter(within(place.path)) if place else rows.none()
    if filters.gap == "unwatched":
        rows = rows.filter(supervisor=None)
    elif filters.gap == "vacant":
        rows = rows.filter(pk__in=vacant_posts(viewer.on).values("unit"))
    elif filters.gap == "left":
        still = Obligation.objects.visible_to(viewer).filter(holder=OuterRef("pk"), done_at=None)
        rows = rows.filter(Exists(still), status__in=(Status.STOPPED, Status.CLOSED))
    return rows


def sees_many(viewer: Viewer) -> bool:
    """Say whether more units are in sight than are looked up one by one."""
    return viewer.sees == "subtree" and bool(
        _beyond_many()(path=viewer.path, end=viewer.path[:-1] + "0")
    )


@written_once
def _beyond_many() -> Any:
    below = Unit.objects.filter(place_path__gte=Given("path"), place_path__lt=Given("end"))
    return below.values_list("pk").order_by()[MANY : MANY + 1]


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Page:
    """Return a page of units, by place from above, then by name."""
    return page(_joined(matching(viewer, filters)), ORDER, after=after)


def kinds_in(viewer: Viewer) -> list[tuple[str, str]]:
    """Return key and title of the kinds of unit the viewer has, in their usual order.

    Each kind is looked for by its own index, so that no list of units is read through.
    """
    (found,) = _kinds(viewer)()
    return [
        (one.key, one.title)
        for one, is_there in zip(KINDS.values(), found, strict=True)
        if is_there
    ]


@written_once
def _kinds(viewer: Viewer) -> Any:
    answered = Q(pk=viewer.unit_id) | Q(supervisor=viewer.unit_id)
    reasons = [places_seen(viewer), answered if viewer.sees != "own" else Q(pk=viewer.unit_id)]
    there = [
        Exists(Unit.objects.filter(reasons[0], kind=key))
        | Exists(Unit.objects.filter(reasons[1], kind=key))
        for key in KINDS
    ]
    return Unit.objects.filter(pk=viewer.unit_id).values_list(*there)


def vacant_posts(on: Any) -> QuerySet[Post]:
    """Return the posts of leadership, and those that sign, that nobody holds on a day."""
    held = Term.objects.filter(Q(until=None) | Q(until__gt=on), post=OuterRef("pk"), since__lte=on)
    return Post.objects.exclude(Q(lead="") & Q(signs=False)).filter(~Exists(held))


def vacancies(units: list[int], on: date) -> dict[int, list[str]]:
    """Return the vacant posts of units by their ids: leadership and signing only."""
    found: dict[int, list[str]] = {}
    for unit, title in _vacancies()(units=units, on=on) if units else ():
        found.setdefault(unit, []).append(title)
    return found


@written_once
def _vacancies() -> Any:
    rows = vacant_posts(Given("on")).filter(among("unit", "units")).order_by("pk")
    return rows.values_list("unit", "title")


def owed(viewer: Viewer, units: list[int], now: datetime) -> dict[int, dict[str, int]]:
    """Return how many open duties units have, and how many of them are late, by their ids."""
    found = _owed(viewer)(units=units, now=now) if units else ()
    return {unit: {"n": n, "late": late} for unit, n, late in found}


@written_once
def _owed(viewer: Viewer) -> Any:
    rows = Obligation.objects.visible_to(viewer).filter(among("holder", "units"), done_at=None)
    late = Count("pk", filter=Q(current_due__lt=NOW, paused_at=None))
    return rows.order_by().values_list("holder").annotate(n=Count("pk"), late=late)


EXPORTED = (
    "单位", "类别", "区划", "区划代码", "督办方", "状态", "统一社会信用代码", "行业代码",
    "从业人数", "成立日期", "终止日期", "空岗",
)  # fmt: skip


def exported(viewer: Viewer, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the list."""
    rows = _joined(matching(viewer, filters)).order_by(*ordering(ORDER)).iterator(CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from _exported(chunk, vacancies([one.pk for one in chunk], viewer.on))


def _exported(chunk: list[Unit], vacant: dict[int, list[str]]) -> Iterator[tuple[Any, ...]]:
    for one in chunk:
        watcher = one.supervisor.name if one.supervisor else "未指定"
        yield (
            one.name, KINDS[one.kind].title, one.place.name, one.place.code, watcher,
            one.get_status_display(), one.credit_code, one.industry, one.headcount, one.since,
            one.until, "、".join(vacant.get(one.pk, ())),
        )  # fmt: skip


def _joined(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    return rows.select_related("place", "supervisor").defer("attributes")

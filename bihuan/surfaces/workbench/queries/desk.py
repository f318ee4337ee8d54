"""The list of the desk: what needs the viewer, what others have not done, what falls due soon."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Document
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.policy import library
from bihuan.surfaces.statements import KEPT, NOW, Given, among, filled, written_once

from ..templatetags.bihuan import SOON, STAGES
from . import unit
from .asking import (
    ALL,
    GROUPS,
    STATES,
    TABS,
    UNDATED_TOO,
    Asking,
    Filters,
    asking,
    in_state,
    late,
    matching,
    mine,
    open_to,
)  # fmt: skip
from .cells import Cell, Cells, sums
from .filters import Chip, called
from .paging import SIZE, Order, Page, ordering, read_mark, write_mark
from .slowest import Late

#: What hurts most comes first: the stage, then how long it is late.
ORDER = (Order("stage", falling=True), Order("current_due", empty=True), Order("id"))
FIRST = 10
SHOWN = ("holder", "supervisor", "post", "subject", "clause__document", "matter")
#: Long texts that no list shows.
LONG = ("clause__text", "clause__document__text", "clause__document__compiled")
CHOICES = 200
#: So few rows of a document are sorted sooner than found among all.
RARE = 1_000


@dataclass(frozen=True)
class Group:
    """One part of the list: its rows, how many there are in all, the mark of the next page."""

    key: str
    title: str
    count: int
    page: Page

    @property
    def rows(self) -> list[Obligation]:
        """The obligations shown."""
        return self.page.rows


def groups(
    viewer: Viewer, asked: Asking, now: datetime, counts: Mapping[str, int], *, after: str
) -> list[Group]:
    """Return the groups of the list in the order they are read; one alone is paged in full.

    What the rows point to is left for ``board.join`` to add at once.
    """
    chosen = asked.filters.group
    size, mark = (SIZE, read(after)) if chosen else (FIRST, None)
    keys = tuple(key for key in ((chosen,) if chosen else GROUPS) if counts[key] or chosen)
    plans = _plans(viewer, asked, keys, size, mark)
    pages = _pages(viewer, plans, size, now=now, **asked.given)
    return [
        _group(key, counts[key], page, whole=not mark)
        for key, page in zip(keys, pages, strict=True)
    ]


def found_by_clause(asked: Asking, whole: Cells) -> Asking:
    """Return what is asked, with whether little of all comes from the document."""
    here = sum(n for cell, n in whole.items() if cell.clause in asked.clauses)
    return replace(asked, rare=bool(asked.clauses) and here <= RARE)


def listed(viewer: Viewer, filters: Filters, now: datetime, *, after: str) -> Page:
    """Return a page of all open obligations that answer the filters, the worst first."""
    plans = _plans(viewer, asking(filters), ("",), SIZE, read(after))
    (found,) = _pages(viewer, plans, SIZE, now=now)
    board.join(found.rows)
    return found


def read(after: str) -> board.Mark | None:
    """Return the mark that a page begins after, if it does."""
    return board.Mark(*read_mark(after, 3, of="desk")) if after else None


def _group(key: str, count: int, page: Page, *, whole: bool) -> Group:
    """Return a group; what it shows in full is counted by its rows, which are never old."""
    shown = len(page.rows)
    exact = shown if whole and not page.following else max(count, shown)
    return Group(key, GROUPS[key], exact, page)


def _parts(viewer: Viewer, filters: Filters, now: datetime) -> dict[str, list[Q]]:
    """Return what each group matches, one way or another; no row is in two groups.

    What is rare among many has a way of its own, by its own index.
    """
    yours = _yours(viewer, now)
    others = ~reduce(or_, yours)
    soon = in_state("soon", now) & Q(stage=0)
    parts = {"": [Q()], "you": yours, "watch": [late(now) & others], "soon": [soon & others]}
    if filters.state == "bare":
        parts |= {"watch": [others], "soon": []}
    elif filters.state == "unset":
        # What has no date has not climbed either: said, it is one stretch of the index.
        undated = Q(current_due=None, stage=0)
        parts |= {"watch": [others & undated, others & Q(holder=None)], "soon": []}
    return parts


def _plans(
    viewer: Viewer, asked: Asking, keys: tuple[str, ...], size: int, mark: board.Mark | None
) -> list[list[board.Plan]]:
    """Return how the rows of each group are found, one way or another, kept while it is asked."""
    return [_ways(viewer, asked, key, size, mark) for key in keys]


@lru_cache(4 * KEPT)
def _ways(
    viewer: Viewer, asked: Asking, key: str, size: int, mark: board.Mark | None
) -> list[board.Plan]:
    matched = matching(viewer, asked, NOW)
    ways = _parts(viewer, asked.filters, NOW)[key]
    return [board.plan(viewer, matched & way, after=mark, size=size + 1) for way in ways]


def _pages(viewer: Viewer, plans: list[list[board.Plan]], size: int, **given: Any) -> list[Page]:
    """Return a page of each group, from the rows of all its ways."""
    found = iter(walked(viewer, [plan for ways in plans for plan in ways], **given))
    return [_page([row for _ in ways for row in next(found)], size) for ways in plans]


def walked(viewer: Viewer, plans: list[board.Plan], **given: Any) -> list[list[Obligation]]:
    """Return the rows of plans in which something was left to be given, as the moment."""
    return board.walk(viewer, [replace(p, values=(*filled(p.values, given),)) for p in plans])


def _page(rows: list[Obligation], size: int) -> Page:
    found = sorted({row.pk: row for row in rows}.values(), key=board.in_order)
    if len(found) <= size:
        return Page(found)
    last = board.mark(found[size - 1])
    return Page(found[:size], write_mark([last.stage, last.due, last.pk], of="desk"))


def counts(viewer: Viewer, filters: Filters, counted: Cells) -> dict[str, int]:
    """Return how many open obligations stand in each state, tab and group.

    ``counted`` are the cells of what the filters ask for without state, tab and group.
    """

    def pressed(cell: Cell) -> bool:
        tab = {"": True, "mine": cell.mine, "idle": cell.idle}[filters.tab]
        return tab and (not filters.state or cell.stands(filters.state))

    assigns = _assigns(viewer)

    def yours(cell: Cell) -> bool:
        return cell.mine and cell.waiting or assigns and cell.unowned

    def watched(cell: Cell) -> bool:
        return not yours(cell) and (cell.late or filters.state in UNDATED_TOO)

    def soon(cell: Cell) -> bool:
        near = cell.stands("soon") and cell.stage == 0
        return near and not yours(cell) and filters.state not in UNDATED_TOO

    parts = {"you": yours, "watch": watched, "soon": soon}
    return sums(counted, {
        "all": lambda cell: True,
        "mine": lambda cell: cell.mine,
        "idle": lambda cell: cell.idle,
        **{state: partial(Cell.stands, state=state) for state in STATES},
        **{key: lambda cell, part=part: pressed(cell) and part(cell)  # type: ignore[misc]
           for key, part in parts.items()},
    })  # fmt: skip


def chips(viewer: Viewer, filters: Filters) -> list[Chip]:
    """Return the filters in force as words; no unit or document is named that she may not see."""
    says = {
        "q": filters.q and f"含“{filters.q}”",
        "place": filters.place and f"区划：{called(Place, code=filters.place)}",
        "here": filters.here and "只看本级",
        "unit": filters.unit and f"责任单位：{unit.called(viewer, filters.unit)}",
        "document": filters.document and f"文件：{_document(viewer, filters.document)}",
        "state": filters.state and STATE_WORDS[filters.state],
        "tab": filters.tab and TAB_WORDS[filters.tab],
        "group": filters.group and GROUPS[filters.group],
    }
    return [Chip(words, filters.query(**{name: ""})) for name, words in says.items() if words]


def _document(viewer: Viewer, pk: str) -> str:
    return called(Document, pk__in=library.documents(viewer).filter(pk=pk).values("pk"))


@written_once
def _places() -> Any:
    """Ask for the places one level below another, for the filter."""
    rows = Place.objects.filter(parent__path=Given("path")).order_by("code")
    return rows.values_list("code", "name")


@dataclass(frozen=True)
class Number:
    """A number above the list: its tag or word, how many, what it means, the query it asks."""

    state: str
    stage: int | None
    count: int
    says: str
    query: str
    current: bool


def strip(filters: Filters, counts: dict[str, int]) -> Iterator[Number]:
    """Yield the numbers above the list; each asks for its rows, pressed again for all."""
    for state, says in STRIP.items():
        chosen = filters.state == state
        query = filters.query(state="" if chosen else state, group="")
        stage = int(state) if state.isdecimal() else None
        yield Number(state, stage, counts[state], says, query, chosen)


@dataclass(frozen=True)
class Tab:
    """A view of the list: its title, how many, the query it asks, whether it is shown."""

    title: str
    count: int
    query: str
    current: bool


def tabs(
    filters: Filters, counts: Mapping[str, int], documents: Sequence[Mapping[str, Any]]
) -> Iterator[Tab]:
    """Yield the ready views: all, one's own, idle supervisors, the documents behind most."""
    plain = not (filters.tab or filters.document)
    yield Tab("全部在办", counts["all"], "?", plain)
    for tab in TABS:
        yield Tab(TAB_WORDS[tab], counts[tab], f"?tab={tab}", filters.tab == tab)
    for row in documents:
        asked = str(row["document"])
        yield Tab(row["named"], row["n"], f"?document={asked}", filters.document == asked)


def choices(
    viewer: Viewer, asked: Asking, slowest: Sequence[Late] | None
) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters above the list offer: value and title of places and units.

    Of a scope too wide to read through, the units are those with most that is late (``slowest``).
    """
    filters = asked.filters
    if slowest is None:
        place = Asking(Filters(place=filters.place), asked.path)
        units = _holders(viewer, place)()
    else:
        units = unit_names({one.holder for one in slowest} | {int(filters.unit or 0)})
    return {
        "place": _places()(path=viewer.path),
        "unit": [(str(pk), name) for pk, name in units],
    }


@written_once
def _holders(viewer: Viewer, place: Asking) -> Any:
    rows = open_to(viewer, place, NOW).exclude(holder=None).order_by()
    return rows.values_list("holder", "holder__name").distinct().order_by("holder")[:CHOICES]


def unit_names(wanted: Iterable[int]) -> list[tuple[int, str]]:
    """Return the keys and names of some units, by key."""
    return _names()(units=list(wanted))


@written_once
def _names() -> Any:
    return Unit.objects.filter(among("pk", "units")).order_by("pk").values_list("pk", "name")


def nearest(viewer: Viewer, now: datetime) -> Obligation | None:
    """Return the open obligation of the viewer's scope that falls due next."""
    return next(iter(_nearest(viewer)(now=now)), None)


@written_once
def _nearest(viewer: Viewer) -> Any:
    rows = open_to(viewer, ALL, NOW).filter(current_due__gte=NOW, paused_at=None)
    return rows.select_related("holder").order_by("current_due", "pk")[:1]


EXPORTED = (
    "阶段", "责任事项", "编号", "依据", "责任单位", "岗位", "督办方", "法定期限", "现行期限",
    "期次",
)  # fmt: skip


def exported(viewer: Viewer, filters: Filters, now: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export, worst first: the list without pages."""
    rows = _joined(open_to(viewer, asking(filters), now)).order_by(*ordering(ORDER))
    for o in rows.iterator(chunk_size=1000):
        yield (
            STAGES[o.stage][2] if o.stage else "未设定" if o.current_due is None else "未升级",
            o.title,
            o.matter.number if o.matter else "",
            str(o.clause) if o.clause else "",
            o.holder.name if o.holder else "未指定",
            o.post.title if o.post else "",
            o.supervisor.name if o.supervisor else "",
            o.legal_due,
            o.current_due,
            o.period,
        )


STRIP = {
    "late": "全部逾期",
    "1": "没做，系统提示",
    "2": "整改不到位，警示",
    "3": "责任不落实，督办",
    "4": "挂牌督办，公开",
    "soon": f"{SOON.days} 天内到期",
    "unset": "文件没写期限或单位",
}
STATE_WORDS = {
    "late": "已逾期",
    "bare": "逾期而没有督办阶梯",
    "soon": "快到期",
    "unset": "未设定期限",
    **{str(stage): word for stage, (_, _, word) in STAGES.items() if stage},
}
TAB_WORDS = {"mine": "只看我的", "idle": "督办方没动"}


def _joined(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    return rows.select_related(*SHOWN).defer(*LONG)


def _yours(viewer: Viewer, now: datetime) -> list[Q]:
    """What waits for this person: late, near or undated of one's own; and what nobody owns."""
    near = Q(current_due=None) | Q(current_due__lte=now + SOON) | Q(stage__gte=1)
    yours = mine(viewer) & near & Q(paused_at=None)
    return [yours, Q(holder=None)] if _assigns(viewer) else [yours]


def _assigns(viewer: Viewer) -> bool:
    return viewer.can(roles.ASSIGN) and viewer.sees == "subtree"

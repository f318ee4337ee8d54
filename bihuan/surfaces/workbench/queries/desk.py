"""The list of the desk: what needs the viewer, what others have not done, what falls due soon."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Document
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer

from ..templatetags.bihuan import SOON, STAGES
from .cells import Cell, Cells, sums
from .filters import Asked, Chip, called
from .paging import SIZE, Order, Page, ordering, read_mark, write_mark
from .slowest import Late

#: What hurts most comes first: the stage, then how long it is late.
ORDER = (Order("stage", falling=True), Order("current_due", empty=True), Order("id"))
FIRST = 10
SHOWN = ("holder", "supervisor", "post", "subject", "clause__document", "matter")
#: Long texts that no list shows.
LONG = ("clause__text", "clause__document__text", "clause__document__compiled")
CHOICES = 200
STATES = ("late", "1", "2", "3", "4", "bare", "soon", "unset")
#: States whose list holds what is neither late nor near, all of it for others to act on.
UNDATED_TOO = ("bare", "unset")
TABS = ("mine", "idle")
GROUPS = {"you": "需要您动手", "watch": "别人没动，等您盯", "soon": "快到期"}


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter of the same name.

    ``state`` is one of ``STATES``, ``tab`` one of ``TABS``, ``group`` one of ``GROUPS``.
    """

    state: str = ""
    tab: str = ""
    q: str = ""
    place: str = ""
    unit: str = ""
    document: str = ""
    group: str = ""

    numbers: ClassVar[tuple[str, ...]] = ("unit", "document")

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the states, tabs and groups there are."""
        return {"state": STATES, "tab": TABS, "group": tuple(GROUPS)}

    @property
    def narrowed(self) -> bool:
        """Say whether anything but the group is asked for."""
        return replace(self, group="") != Filters()

    @property
    def everything(self) -> bool:
        """Say whether the numbers above the list are those of all the viewer sees."""
        return replace(self, group="", state="", tab="") == Filters()


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


def open_to(viewer: Viewer, filters: Filters, now: datetime) -> QuerySet[Obligation]:
    """Return the open obligations the viewer sees that answer the filters."""
    return board.open_to(viewer).filter(_asked(viewer, filters, now))


def _asked(viewer: Viewer, filters: Filters, now: datetime) -> Q:
    """Match what the filters ask for."""
    asked = _matching(filters.q) if filters.q else Q()
    if filters.place:
        chosen = Place.objects.filter(code=filters.place).first()
        asked &= within(chosen.path) if chosen else Q(pk__in=[])
    if filters.unit:
        asked &= Q(holder=int(filters.unit))
    if filters.document:
        asked &= Q(clause__document=int(filters.document))
    return asked & _pressed(viewer, filters, now)


def _pressed(viewer: Viewer, filters: Filters, now: datetime) -> Q:
    """Match the tab and the number above the list that are pressed."""
    asked = _in_state(filters.state, now) if filters.state else Q()
    if filters.tab:
        asked &= mine(viewer) if filters.tab == "mine" else _idle(now)
    return asked


def groups(
    viewer: Viewer, filters: Filters, now: datetime, counts: Mapping[str, int], *, after: str
) -> list[Group]:
    """Return the groups of the list in the order they are read; one alone is paged in full."""
    asked = _asked(viewer, filters, now)
    size, mark = (SIZE, after) if filters.group else (FIRST, "")
    found = [
        _group(key, counts[key], _page(viewer, asked, ways, mark, size), whole=not mark)
        for key, ways in _parts(viewer, filters, now).items()
        if counts[key] or filters.group
    ]
    board.join([row for group in found for row in group.rows])
    return found


def listed(viewer: Viewer, filters: Filters, now: datetime, *, after: str) -> Page:
    """Return a page of all open obligations that answer the filters, the worst first."""
    found = _page(viewer, _asked(viewer, filters, now), [Q()], after, SIZE)
    board.join(found.rows)
    return found


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
    soon = _in_state("soon", now) & Q(stage=0)
    parts = {"you": yours, "watch": [_late(now) & others], "soon": [soon & others]}
    if filters.state == "bare":
        parts = {"you": yours, "watch": [others]}
    elif filters.state == "unset":
        # What has no date has not climbed either: said, it is one stretch of the index.
        undated = Q(current_due=None, stage=0)
        parts = {"you": yours, "watch": [others & undated, others & Q(holder=None)]}
    return {filters.group: parts.get(filters.group, [])} if filters.group else parts


def _page(viewer: Viewer, asked: Q, ways: list[Q], after: str, size: int) -> Page:
    mark = board.Mark(*read_mark(after, 3, of="desk")) if after else None
    merged = {
        row.pk: row
        for way in ways
        for row in board.find(viewer, asked & way, after=mark, size=size + 1)
    }
    found = sorted(merged.values(), key=board.in_order)
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


def chips(filters: Filters) -> list[Chip]:
    """Return the filters in force as words that can be taken away one by one."""
    says = {
        "q": filters.q and f"含“{filters.q}”",
        "place": filters.place and f"区划：{called(Place, code=filters.place)}",
        "unit": filters.unit and f"责任单位：{called(Unit, pk=filters.unit)}",
        "document": filters.document and f"文件：{called(Document, pk=filters.document)}",
        "state": filters.state and STATE_WORDS[filters.state],
        "tab": filters.tab and TAB_WORDS[filters.tab],
        "group": filters.group and GROUPS[filters.group],
    }
    return [Chip(words, filters.query(**{name: ""})) for name, words in says.items() if words]


def places(viewer: Viewer) -> QuerySet[Place]:
    """Return the places one level below the viewer's, for the filter."""
    return Place.objects.filter(parent__path=viewer.path).order_by("code")


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
    viewer: Viewer, filters: Filters, slowest: Sequence[Late] | None, now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters above the list offer: value and title of places and units.

    Of a scope too wide to read through, the units are those with most that is late (``slowest``).
    """
    if slowest is None:
        rows = open_to(viewer, Filters(place=filters.place), now).exclude(holder=None).order_by()
        units = list(
            rows.values_list("holder", "holder__name").distinct().order_by("holder")[:CHOICES]
        )
    else:
        listed = {one.holder for one in slowest} | {int(filters.unit or 0)}
        units = list(Unit.objects.filter(pk__in=listed).order_by("pk").values_list("pk", "name"))
    return {
        "place": [(place.code, place.name) for place in places(viewer)],
        "unit": [(str(pk), name) for pk, name in units],
    }


def nearest(viewer: Viewer, now: datetime) -> Obligation | None:
    """Return the open obligation of the viewer's scope that falls due next."""
    rows = open_to(viewer, Filters(), now).filter(current_due__gte=now, paused_at=None)
    return rows.select_related("holder").order_by("current_due", "pk").first()


EXPORTED = (
    "阶段", "责任事项", "编号", "依据", "责任单位", "岗位", "督办方", "法定期限", "现行期限",
    "期次",
)  # fmt: skip


def exported(viewer: Viewer, filters: Filters, now: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export, worst first: the list without pages."""
    rows = _joined(open_to(viewer, filters, now)).order_by(*ordering(ORDER))
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


def mine(viewer: Viewer) -> Q:
    """Match what the own unit holds, in the own post or in none."""
    return Q(holder=viewer.unit_id) & (Q(post=None) | Q(post=viewer.post_id))


def _yours(viewer: Viewer, now: datetime) -> list[Q]:
    """What waits for this person: late, near or undated of one's own; and what nobody owns."""
    near = Q(current_due=None) | Q(current_due__lte=now + SOON) | Q(stage__gte=1)
    yours = mine(viewer) & near & Q(paused_at=None)
    return [yours, Q(holder=None)] if _assigns(viewer) else [yours]


def _assigns(viewer: Viewer) -> bool:
    return viewer.can(roles.ASSIGN) and viewer.sees == "subtree"


def _late(now: datetime) -> Q:
    return Q(paused_at=None) & (Q(current_due__lt=now) | Q(stage__gte=1))


def _idle(now: datetime) -> Q:
    return Q(kind=Kind.SUPERVISE) & _late(now)


def _in_state(state: str, now: datetime) -> Q:
    running = Q(paused_at=None)
    if state == "late":
        return running & Q(current_due__lt=now)
    if state == "bare":
        return running & Q(current_due__lt=now, stage=0)
    if state == "soon":
        return running & Q(current_due__gte=now, current_due__lte=now + SOON)
    if state == "unset":
        return running & (Q(current_due=None) & ~Q(kind=Kind.SIGN) | Q(holder=None))
    return running & Q(stage=int(state))


def _matching(words: str) -> Q:
    if len(words) > 60:
        raise Invalid("筛选的字太多。请只写编号、单位或几个关键字。", field="q")
    found = Q(title__icontains=words) | Q(matter__number__icontains=words)
    return found | Q(holder__name__icontains=words) | Q(subject__name__icontains=words)

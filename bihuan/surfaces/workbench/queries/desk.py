"""The desk: what needs the viewer, what others have not done, what falls due soon."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.http import QueryDict

from bihuan.kernel.law.models import Document
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer

from ..templatetags.bihuan import SOON, STAGES
from .paging import Order, Page, page

#: What hurts most comes first: the stage, then how long it is late.
ORDER = (Order("stage", falling=True), Order("current_due", empty=True), Order("id"))
FIRST = 10
STATES = ("late", "1", "2", "3", "4", "bare", "soon", "unset")
TABS = ("mine", "idle")
GROUPS = {"you": "需要您动手", "watch": "别人没动，等您盯", "soon": "快到期"}


@dataclass(frozen=True)
class Filters:
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

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """Return the filters of an address; what it does not know counts as not asked."""
        given = {field.name: query.get(field.name, "").strip() for field in fields(cls)}
        known = {"state": STATES, "tab": TABS, "group": tuple(GROUPS)}
        for name, allowed in known.items():
            if given[name] not in allowed:
                given[name] = ""
        for name in ("unit", "document"):
            if not given[name].isdecimal():
                given[name] = ""
        return cls(**given)

    def query(self, **changed: str) -> str:
        """Return the address's query with some filters changed; "" takes one away."""
        asked = {f.name: getattr(replace(self, **changed), f.name) for f in fields(self)}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def narrowed(self) -> bool:
        """Say whether anything but the group is asked for."""
        return replace(self, group="") != Filters()


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it says and the query without it."""

    says: str
    without: str


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
    rows = Obligation.objects.visible_to(viewer).filter(done_at=None)
    if filters.q:
        rows = rows.filter(_matching(filters.q))
    if filters.place:
        chosen = Place.objects.filter(code=filters.place).first()
        rows = rows.filter(within(chosen.path)) if chosen else rows.none()
    if filters.unit:
        rows = rows.filter(holder=int(filters.unit))
    if filters.document:
        rows = rows.filter(clause__document=int(filters.document))
    if filters.tab == "mine":
        rows = rows.filter(_mine(viewer))
    elif filters.tab == "idle":
        rows = rows.filter(_idle(now))
    return rows.filter(_in_state(filters.state, now)) if filters.state else rows


def groups(viewer: Viewer, filters: Filters, now: datetime, *, after: str) -> list[Group]:
    """Return the groups of the list in the order they are read; one alone is paged in full."""
    rows = open_to(viewer, filters, now)
    yours = _yours(viewer, now)
    late, soon = _in_state("late", now) | Q(stage__gte=1), _in_state("soon", now)
    parts = {"you": yours, "watch": late & ~yours, "soon": soon & ~yours & Q(stage=0)}
    if filters.state in ("bare", "unset"):
        parts["watch"] = ~yours
        parts.pop("soon")
    if filters.group:
        parts = {filters.group: parts.get(filters.group, Q(pk__in=[]))}
    counts = rows.aggregate(**{key: Count("pk", filter=part) for key, part in parts.items()})
    found = []
    for key, part in parts.items():
        size = {} if filters.group else {"size": FIRST}
        mark = after if filters.group else ""
        shown = page(_joined(rows.filter(part)), ORDER, after=mark, **size)
        found.append(Group(key, GROUPS[key], counts[key], shown))
    return [group for group in found if group.count or filters.group]


def all_rows(viewer: Viewer, filters: Filters, now: datetime, *, after: str) -> Page:
    """Return the open obligations that answer the filters, worst first, without groups."""
    return page(_joined(open_to(viewer, filters, now)), ORDER, after=after)


def counts(viewer: Viewer, filters: Filters, now: datetime) -> dict[str, int]:
    """Return how many open obligations stand in each state, and in each tab, in one query."""
    base = open_to(viewer, replace(filters, state="", tab=""), now)
    asked = {f"n_{state}": Count("pk", filter=_in_state(state, now)) for state in STATES}
    found = base.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=_mine(viewer)),
        idle=Count("pk", filter=_idle(now)),
        **asked,
    )
    return {key.removeprefix("n_"): value for key, value in found.items()}


def chips(filters: Filters) -> list[Chip]:
    """Return the filters in force as words that can be taken away one by one."""
    says = {
        "q": filters.q and f"含“{filters.q}”",
        "place": filters.place and f"区划：{_name(Place, code=filters.place)}",
        "unit": filters.unit and f"责任单位：{_name(Unit, pk=filters.unit)}",
        "document": filters.document and f"文件：{_name(Document, pk=filters.document)}",
        "state": filters.state and STATE_WORDS[filters.state],
        "tab": filters.tab and TAB_WORDS[filters.tab],
        "group": filters.group and GROUPS[filters.group],
    }
    return [Chip(words, filters.query(**{name: ""})) for name, words in says.items() if words]


def documents(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Return the documents most open obligations come from: id, title, n."""
    rows = open_to(viewer, Filters(), now).exclude(clause=None)
    found = rows.values(document=F("clause__document"), title=F("clause__document__title"))
    return list(found.annotate(n=Count("pk")).order_by("-n", "document")[:3])


def places(viewer: Viewer) -> QuerySet[Place]:
    """Return the places one level below the viewer's, for the filter."""
    return Place.objects.filter(parent__path=viewer.path).order_by("code")


def slowest(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Return the units with most that is late: holder, name, n, and the mean days late."""
    gap = ExpressionWrapper(Value(now) - F("current_due"), output_field=DurationField())
    rows = open_to(viewer, Filters(state="late"), now).exclude(holder=None)
    found = rows.values("holder", name=F("holder__name")).annotate(n=Count("pk"), gap=Avg(gap))
    top = found.order_by("-n", "holder")[:5]
    return [row | {"days": max(1, round(row["gap"].total_seconds() / 86400))} for row in top]


STATE_WORDS = {
    "late": "已逾期",
    "bare": "逾期而没有督办阶梯",
    "soon": "快到期",
    "unset": "未设定期限",
    **{str(stage): word for stage, (_, _, word) in STAGES.items() if stage},
}
TAB_WORDS = {"mine": "只看我的", "idle": "督办方没动"}


def _joined(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    return rows.select_related(
        "holder", "supervisor", "post", "subject", "clause__document", "matter", "base"
    )


def _mine(viewer: Viewer) -> Q:
    return Q(holder=viewer.unit_id) & (Q(post=None) | Q(post=viewer.post_id))


def _yours(viewer: Viewer, now: datetime) -> Q:
    """What waits for this person: late, near or undated of one's own, and what nobody owns."""
    near = Q(current_due=None) | Q(current_due__lte=now + SOON) | Q(stage__gte=1)
    yours = _mine(viewer) & near & Q(paused_at=None)
    if viewer.can(roles.ASSIGN) and viewer.sees == "subtree":
        yours |= Q(holder=None)
    return yours


def _idle(now: datetime) -> Q:
    return Q(kind=Kind.SUPERVISE, paused_at=None) & (Q(current_due__lt=now) | Q(stage__gte=1))


def _in_state(state: str, now: datetime) -> Q:
    running = Q(paused_at=None)
    if state == "late":
        return running & Q(current_due__lt=now)
    if state == "bare":
        return running & Q(current_due__lt=now, stage=0)
    if state == "soon":
        return running & Q(current_due__gte=now, current_due__lte=now + SOON)
    if state == "unset":
        return running & (Q(current_due=None) | Q(holder=None))
    return running & Q(stage=int(state))


def _matching(words: str) -> Q:
    if len(words) > 60:  # noqa: PLR2004 - nobody types more into a filter
        raise Invalid("筛选的字太多。请只写编号、单位或几个关键字。", field="q")
    found = Q(title__icontains=words) | Q(matter__number__icontains=words)
    return found | Q(holder__name__icontains=words) | Q(subject__name__icontains=words)


def _name(model: Any, **key: str) -> str:
    row = model.objects.filter(**key).first()
    return str(row) if row else "没有这一项"

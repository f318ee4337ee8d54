"""公开台账: what must be published, what is late, what is public, what was taken down."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.disclosure import publications
from bihuan.modules.disclosure.editions import term
from bihuan.modules.disclosure.flows import PublicationFlow
from bihuan.modules.disclosure.models import Publication
from bihuan.modules.disclosure.rules import KINDS

from .desk import LONG
from .filters import Asked, Chip
from .paging import Order, Page, ordering, page

ORDER = (Order("due", empty=True), Order("pk", falling=True))
OPEN = Q(matter__closed_at=None)
#: What stands how, in the order of the register; late is what is owed beyond its day.
STANDING = {
    "owed": "应公开，还没有公开", "late": "逾期未公开", "public": "已公开", "ending": "待撤下",
    "taken": "已撤下", "dropped": "决定不予公开",
}  # fmt: skip
HEADINGS = (
    *("编号", "标题", "种类", "公开单位", "区划", "状态", "信息形成日期", "期限", "首次公开"),
    *("公开网址", "撤下", "撤下的原因", "依据"),
)


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of the register; every field is a query parameter."""

    q: str = ""
    kind: str = ""
    standing: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the standings and kinds there are."""
        return {"standing": STANDING, "kind": KINDS}

    numbers: ClassVar[tuple[str, ...]] = ()

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(KINDS[self.kind].title, self.query(kind=""))
        if self.standing:
            yield Chip(STANDING[self.standing], self.query(standing=""))


def matching(viewer: Viewer, filters: Filters, now: datetime) -> QuerySet[Publication]:
    """Return the publications the viewer sees that answer the filters, with the day they are due.

    ``due`` is that of the step that is owed now.
    """
    seen = Matter.objects.visible_to(viewer).filter(flow=PublicationFlow.key)
    owed = Obligation.objects.everywhere("the step owed of a publication in scope").filter(
        matter=OuterRef("pk"), done_at=None
    )
    rows = Publication.objects.filter(matter__in=seen).annotate(
        due=Subquery(owed.order_by("current_due").values("current_due")[:1])
    )
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.q:
        words = filters.q[:60]
        rows = rows.filter(
            Q(headline__icontains=words) | Q(subject__icontains=words)
            | Q(matter__number__icontains=words) | Q(matter__unit__name__icontains=words)
        )  # fmt: skip
    return rows.filter(_standing(filters.standing, now)) if filters.standing else rows


def _standing(standing: str, now: datetime) -> Q:
    owed = OPEN & Q(public_at=None)
    return {
        "owed": owed,
        "late": owed & Q(due__lt=now),
        "public": Q(taken_at=None) & ~Q(public_at=None) & ~_at("ending"),
        "ending": _at("ending"),
        "taken": ~Q(taken_at=None),
        "dropped": _at("dropped"),
    }[standing]


def _at(state: str) -> Q:
    return Q(matter__state=state)


def counts(viewer: Viewer, filters: Filters, now: datetime) -> list[tuple[str, str, int]]:
    """Return how many stand how, whatever standing is asked for: key, words, number."""
    rows = matching(viewer, Filters(filters.q, filters.kind), now)
    found = rows.aggregate(**{key: Count("pk", filter=_standing(key, now)) for key in STANDING})
    return [(key, words, found[key]) for key, words in STANDING.items()]


def listed(viewer: Viewer, filters: Filters, now: datetime, *, after: str) -> Page:
    """Return a page of the register, what is due first at the top."""
    return page(_told(matching(viewer, filters, now)), ORDER, after=after)


def exported(viewer: Viewer, filters: Filters, now: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the list."""
    for one in _told(matching(viewer, filters, now)).order_by(*ordering(ORDER)).iterator(1000):
        matter: Any = one.matter
        is_read = one.public_at and not one.taken_at
        yield (
            matter.number, one.headline or matter.title, one.get_kind_display(),
            matter.unit.name if matter.unit else "未指定", matter.place.name,
            PublicationFlow.states[matter.state].title, one.formed_on, one.due, one.public_at,
            publications.address(matter.number) if is_read else "",
            one.taken_at, one.taken_because, str(matter.clause) if matter.clause else "",
        )  # fmt: skip


def _told(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    long = [f"matter__{name}" for name in LONG]
    return rows.select_related("matter__unit", "matter__place", "matter__clause__document").defer(
        *long
    )


def public_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of a matter shows of its being public; of a publication, its face."""
    if matter.flow == PublicationFlow.key:
        return {"face": _face(PublicationFlow.record(matter.pk))}
    if not publications.offers(matter):
        return {}
    found = Publication.objects.filter(
        matter__in=Matter.objects.visible_to(viewer).filter(parent=matter)
    ).select_related("matter")
    rows = [(one, PublicationFlow.states[one.matter.state].title) for one in found.order_by("pk")]
    mine = viewer.unit_id == matter.unit_id and viewer.can(roles.SUPERVISE)
    stands = any(one.matter.closed_at is None for one, _ in rows)
    return {"publications": rows, "publishes": mine and not stands, "may_be_public": True}


def _face(record: Any) -> dict[str, Any]:
    """Return where a publication is read, its editions, and by which text it must be public."""
    number = record.matter.number
    return {
        "record": record,
        "address": publications.address(number),
        "place": record.matter.place,
        "editions": list(record.editions.order_by("-number")),
        "term": term(record),
        "kind": KINDS[record.kind],
    }

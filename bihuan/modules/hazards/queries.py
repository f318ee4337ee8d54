"""Named reads of hazards for the surfaces. Each takes the viewer and shows what she may see.

The unit of every count is one hazard. One that was found to be none, or to be another one's, is
counted nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.models import Document, Number
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import SHANGHAI, in_shanghai
from bihuan.lib.tables import Table

from .hazard_flow import HazardFlow
from .models import Hazard

#: The four cells of a balance: opening stock + found - closed = closing stock.
CELLS = ("opening", "found", "closed", "closing")
#: Besides these, cells of a row that are no part of the sum.
OVERDUE = "overdue"


@dataclass(frozen=True)
class Span:
    """From which day to which, both counted."""

    since: date
    until: date


def hazards(viewer: Viewer) -> QuerySet[Hazard]:
    """Return the hazards a viewer sees, without those that were found to be none."""
    seen = Matter.objects.visible_to(viewer).filter(flow=HazardFlow.key)
    rows = Hazard.objects.filter(matter__in=seen.values("pk")).exclude(matter__state="dismissed")
    return rows.select_related("matter__place", "unit", "criterion__criteria", "against")


def cell(name: str, span: Span, at: datetime) -> Q:
    """Match the hazards that one cell counts in a span of days.

    A hazard is of a day by when it was found; it is closed at the moment it was crossed off.
    """
    begins, ends = _midnight(span.since), _midnight(span.until + timedelta(days=1))
    open_then = Q(matter__closed_at=None) | Q(matter__closed_at__gte=begins)
    open_after = Q(matter__closed_at=None) | Q(matter__closed_at__gte=ends)
    return {
        "opening": Q(found_on__lt=span.since) & open_then,
        "found": Q(found_on__gte=span.since, found_on__lte=span.until),
        "closed": Q(matter__closed_at__gte=begins, matter__closed_at__lt=ends),
        "closing": Q(found_on__lte=span.until) & open_after,
        OVERDUE: _overdue(at),
    }[name]


def _overdue(at: datetime) -> Q:
    """Match what is not put right in time; before work began its term is the record's own."""
    today = in_shanghai(at).date()
    waiting = Q(matter__state__in=("arranging", "planning"), due_on__lt=today)
    return Q(matter__closed_at=None) & (waiting | Q(pk__in=late(at)))


def late(at: datetime) -> QuerySet[Any]:
    """Return the matters of hazards whose term for putting them right has passed."""
    rows = Obligation.objects.everywhere("terms of hazards in scope")
    found: QuerySet[Any] = rows.filter(
        done_at=None, current_due__lt=at, matter__flow=HazardFlow.key,
        step__in=("submit", "finish", "apply_again"),
    ).values("matter")  # fmt: skip
    return found


@dataclass(frozen=True)
class Row:
    """The cells of one place or trade: ``key`` in an address, its name, the number of each cell."""

    key: str
    title: str
    cells: dict[str, int] = field(default_factory=dict)

    @property
    def clear(self) -> bool:
        """Say whether nothing is left open at the end (动态清零)."""
        return self.cells["closing"] == 0


def balance(rows: QuerySet[Hazard], by: str, viewer: Viewer, span: Span, at: datetime) -> list[Row]:
    """Return the balance by ``place`` (those below the viewer's) or by ``industry``, most first."""
    counts = {name: Count("pk", filter=cell(name, span, at)) for name in (*CELLS, OVERDUE)}
    column = "matter__place_path" if by == "place" else "unit__industry"
    sums: dict[tuple[str, str], dict[str, int]] = {}
    names = _places(viewer) if by == "place" else _trades()
    for found in rows.order_by().values(column).annotate(**counts):
        key = _below(found[column], viewer) if by == "place" else found[column][:2]
        title = names.get(key, "行业没有登记" if by == "industry" else key)
        into = sums.setdefault((key or "none", title), dict.fromkeys((*CELLS, OVERDUE), 0))
        for name in into:
            into[name] += found[name]
    made = [Row(key, title, cells) for (key, title), cells in sums.items() if any(cells.values())]
    return sorted(made, key=lambda row: (-row.cells["closing"], -row.cells["found"], row.title))


def in_row(by: str, key: str) -> Q:
    """Match the hazards of one row of a balance."""
    if by == "place":
        place = Place.objects.filter(code=key).first()
        return within(place.path, "matter__place_path") if place else Q(pk__in=[])
    return Q(unit__industry="") if key == "none" else Q(unit__industry__startswith=key)


def stock_year(viewer: Viewer) -> Number | None:
    """Return until which year what was found counts as stock (存量), as the place's document has.

    None where no document in force draws that line: then there is none.
    """
    rows = Number.objects.filter(
        key__endswith="#hazard.stock_until", place__path__in=ancestors(viewer.path),
        clause__document__status=Document.Status.IN_FORCE,
    )  # fmt: skip
    return rows.select_related("clause__document").order_by("-place__path", "pk").first()


def ledger(rows: QuerySet[Hazard]) -> Iterator[tuple[Any, ...]]:
    """Yield the ledger of hazards (隐患台账), one hazard a row."""
    people = rows.select_related(
        "matter__place", "unit", "finder", "checker", "regulator", "responsible", "listing",
        "criterion__criteria", "against",
    )  # fmt: skip
    for one in people.order_by("found_on", "pk").iterator(1000):
        matter = one.matter
        yield (
            matter.number, one.unit.name, matter.place.name, one.spot, one.says,
            one.get_grade_display() or "未定级", one.get_category_display() or "",
            one.get_channel_display(), one.found_on, one.finder.name,
            str(one.criterion or one.against or ""),
            one.responsible.name if one.responsible else "", one.measures, one.money, one.spent,
            one.due_on, one.fixed_on, one.checker.name if one.checker else "",
            one.regulator.name if one.regulator else "", one.regulator_told_on,
            one.workers_told_on, one.listing.number if one.listing else "", one.delisted_on,
            HazardFlow.states[matter.state].title, matter.closed_at,
        )  # fmt: skip


LEDGER = (
    "编号", "隐患单位", "区划", "具体位置", "隐患描述", "等级", "类别", "来源", "发现日期",
    "发现单位", "判定依据", "整改责任人", "整改措施", "计划经费（万元）", "实际投入（万元）",
    "整改期限", "整改完成日期", "复查单位", "监管部门", "向监管部门报告", "向职工报告",
    "挂牌督办", "摘牌日期", "状态", "销号时间",
)  # fmt: skip


def alike(one: Hazard, viewer: Viewer) -> QuerySet[Hazard]:
    """Return hazards that may be the same one: of the unit, at the spot, open or lately found.

    A person decides; the grader may then say that it goes on as another (并案).
    """
    near = hazards(viewer).filter(unit=one.unit_id).exclude(pk=one.pk)
    near = near.filter(Q(matter__closed_at=None) | Q(found_on__gte=one.found_on))
    return near.filter(Q(spot__iexact=one.spot) | Q(says__iexact=one.says)).order_by("-pk")[:5]


def open_of(unit: Unit, viewer: Viewer) -> QuerySet[Hazard]:
    """Return the open hazards of a unit, the oldest first."""
    return hazards(viewer).filter(unit=unit, matter__closed_at=None).order_by("found_on", "pk")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def _below(path: str, viewer: Viewer) -> str:
    """Return the code of the place right below the viewer's that a path lies in, or her own."""
    if not path.startswith(viewer.path):
        return path.rstrip("/").rpartition("/")[2]
    rest = path[len(viewer.path) :].strip("/")
    own = viewer.path.rstrip("/").rpartition("/")[2]
    return rest.split("/")[0] if rest else own


def _places(viewer: Viewer) -> dict[str, str]:
    own = Q(path=viewer.path) | Q(parent__path=viewer.path)
    return dict(Place.objects.filter(own).values_list("code", "name"))


def _trades() -> dict[str, str]:
    return {row["code"]: row["name"] for row in Table("industries").rows if row["level"] == "2"}

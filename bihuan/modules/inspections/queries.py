"""What is counted of inspections, and the rows behind each number, within what a viewer may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from .models import Answer, EnforcementPlan, Finding, Inspection, PlannedVisit
from .plans import GIVEN_UP, MADE

#: The groups a visit can be in, and those a problem can be in, as words and as filters.
VISITS: Final = {"made": "已检查", "left": "还没检查", "late": "其中逾期", "given_up": "不再检查"}
PROBLEMS: Final = {
    "open": "没有着落", "corrected": "复查合格", "decided": "已有处理决定",
    "transferred": "对方已接收", "hazard": "按隐患治理",
}  # fmt: skip
LEDGER: Final = (
    *("检查编号", "检查日期", "检查单位", "被检查单位", "检查方式", "照单", "序号", "检查内容"),
    *("依据", "结论", "实测值", "情况", "填写人", "问题编号", "问题现状"),
)


def visits(viewer: Viewer) -> QuerySet[Inspection]:
    """Return the visits a viewer sees."""
    return Inspection.objects.filter(matter__in=_seen(viewer)).select_related(
        "matter__place", "office", "unit"
    )


def problems(viewer: Viewer) -> QuerySet[Finding]:
    """Return the problems a viewer sees."""
    return Finding.objects.filter(matter__in=_seen(viewer)).select_related(
        "matter__place", "office", "unit", "hazard", "inspection__matter"
    )


def plans(viewer: Viewer) -> QuerySet[EnforcementPlan]:
    """Return the plans a viewer sees, the newest first."""
    rows = EnforcementPlan.objects.filter(matter__in=_seen(viewer))
    return rows.select_related("matter", "office").order_by("-year", "pk")


def _seen(viewer: Viewer) -> Any:
    return Matter.objects.visible_to(viewer).values("pk")


def in_group(which: str, at: datetime) -> Q:
    """Match the visits of a group."""
    left = Q(matter__state__in=("planned", "ready"))
    return {
        "made": Q(matter__state__in=MADE), "given_up": Q(matter__state=GIVEN_UP), "left": left,
        "late": left & Q(due_on__lt=in_shanghai(at).date()),
    }[which]  # fmt: skip


def settled_as(which: str) -> Q:
    """Match the problems of a group; one that goes on as a hazard is open until that is closed."""
    hazard = Q(matter__state="hazard")
    open_hazard = hazard & Q(hazard__closed_at=None)
    if which == "open":
        return Q(matter__closed_at=None) | open_hazard
    return (
        hazard & Q(hazard__closed_at__isnull=False) if which == "hazard" else Q(matter__state=which)
    )


def of_plan(plan: int, rows: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Return the visits of a plan."""
    return rows.filter(matter__in=PlannedVisit.objects.filter(plan=plan).values("inspection"))


@dataclass(frozen=True)
class Row:
    """One office: its visits and problems of a year, and the unit they are counted for."""

    office: int
    name: str
    visits: dict[str, int]
    problems: dict[str, int]

    @property
    def percent(self) -> int | None:
        """The share of visits made of those not given up, in whole percent; None without any."""
        due = self.visits["all"] - self.visits["given_up"]
        return self.visits["made"] * 100 // due if due else None


def by_office(viewer: Viewer, year: int, at: datetime) -> list[Row]:
    """Return what each office was to visit in a year, what it visited and what came of it."""
    counts = {name: Count("pk", filter=in_group(name, at)) for name in VISITS}
    rows = visits(viewer).filter(due_on__year=year).order_by()
    found = rows.values("office", "office__name").annotate(all=Count("pk"), **counts)
    named = {name: Count("pk", filter=settled_as(name)) for name in PROBLEMS}
    seen = problems(viewer).filter(inspection__due_on__year=year).order_by()
    told = {one["office"]: one for one in seen.values("office").annotate(all=Count("pk"), **named)}
    nothing = dict.fromkeys(("all", *PROBLEMS), 0)
    return [
        Row(one["office"], one["office__name"], {n: one[n] for n in ("all", *VISITS)},
            {n: told.get(one["office"], nothing)[n] for n in ("all", *PROBLEMS)})
        for one in sorted(found, key=lambda one: (-one["late"], one["office__name"]))
    ]  # fmt: skip


def led(viewer: Viewer, year: int) -> list[dict[str, Any]]:
    """Return how often each leader led a visit that was made, by what he was then."""
    rows = visits(viewer).filter(matter__state__in=MADE, due_on__year=year).exclude(leader=None)
    counted = rows.order_by().values("led_unit", "led_unit__name", "led_as", "leader__name")
    return list(counted.annotate(n=Count("pk")).order_by("led_unit__name", "led_as"))


def unvisited(plan: EnforcementPlan) -> QuerySet[PlannedVisit]:
    """Return the planned visits of targets that nobody visited yet."""
    made = PlannedVisit.objects.filter(plan=plan, unit=OuterRef("unit"), inspection__state__in=MADE)
    rows = plan.visits.filter(~Exists(made)).select_related("unit", "inspection", "checklist")
    return rows.order_by("due_on", "pk")


def answered(viewer: Viewer, **wanted: Any) -> QuerySet[Answer]:
    """Return what was looked at of a unit, or of all, visit by visit (照单检查台账)."""
    rows = Answer.objects.filter(
        inspection__matter__in=_seen(viewer), inspection__matter__state__in=("handling", "closed"),
        **wanted,
    )  # fmt: skip
    return rows.select_related(
        "inspection__matter", "inspection__office", "inspection__unit", "inspection__checklist",
        "item", "by", "finding__matter",
    ).order_by(
        "-inspection__began_at", "inspection", F("item__number").asc(nulls_last=True), "pk"
    )  # fmt: skip


def ledger(rows: QuerySet[Answer]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the ledger as they are exported."""
    from .finding_flow import FindingFlow

    for one in rows.iterator(chunk_size=500):
        visit, item = one.inspection, one.item
        finding = getattr(one, "finding", None)
        yield (
            visit.matter.number, visit.began_at, visit.office.name, visit.unit.name,
            visit.get_mode_display(), str(visit.checklist or ""), item.number if item else "",
            item.says if item else "（照单以外）", item.law if item else "",
            one.get_verdict_display(), "" if one.value is None else one.value, one.says,
            one.by.name, finding.matter.number if finding else "",
            FindingFlow.states[finding.matter.state].title if finding else "",
        )  # fmt: skip

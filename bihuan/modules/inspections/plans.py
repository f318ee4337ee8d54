"""The year's plan: visits put in line by line, opened when it was filed, counted ever after."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.changes import record_change
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import hold_draft

from .models import Checklist, EnforcementPlan, Inspection, Mode, PlannedVisit
from .visit_flow import InspectionFlow
from .visits import titled

GOVERNMENTS: Final = ("government", "town_government", "zone_committee")
REGULATORS: Final = ("emergency_department", "regulator", "department")
#: States of a visit: made, or on the way, or given up.
MADE, GIVEN_UP = ("underway", "handling", "closed"), "cancelled"
WRITTEN: Final = 2


def settle(record: EnforcementPlan, by: Viewer, at: datetime) -> None:
    """Check who approves and who is told: the government of the place, a regulator above."""
    office = Unit.objects.select_related("place").get(pk=by.unit_id)
    record.office = office
    if record.government.kind not in GOVERNMENTS or record.government.place_id != office.place_id:
        says = f"计划由同级政府批准，{record.government.name}不是{office.place.name}的人民政府。"
        raise Invalid(says, field="government")
    higher = record.higher
    above = office.place_path.startswith(higher.place_path) and higher.place_id != office.place_id
    if higher.kind not in REGULATORS or not above:
        says = f"计划报上级监管部门备案，{higher.name}不是{office.place.name}上级的监管部门。"
        raise Invalid(says, field="higher")
    if record.until < in_shanghai(at).date() or record.until.year != record.year:
        raise Invalid(f"执行到哪一天要在 {record.year} 年内，且没有过。", field="until")


@transaction.atomic
def add_visits(  # noqa: PLR0913 - visits of one kind, by somebody who saw one state of the plan
    plan: EnforcementPlan,
    lines: str,
    mode: str,
    checklist: Checklist | None,
    *,
    by: Viewer,
    at: datetime,
    revision: int,
) -> list[PlannedVisit]:
    """Put visits into a plan that is being made: a line each, "单位；最迟检查日期".

    All of them or none. Raises :class:`Invalid` naming the bad line.
    """
    held = _hold(plan, by, revision)
    if mode not in Mode.values:
        raise Invalid("还没有选择“检查方式”。", field="mode")
    place = Place.objects.get(path=by.path)
    rows = [line.strip() for line in lines.splitlines() if line.strip()]
    if not rows:
        raise Invalid("还没有写检查对象。", field="lines")
    made = [
        PlannedVisit(plan=plan, mode=mode, checklist=checklist, **_line(n, row, plan, place, by))
        for n, row in enumerate(rows, 1)
    ]
    PlannedVisit.objects.bulk_create(made)
    record_change(held, "visits_put", by=by, at=at, body={"visits": [str(one) for one in made]})
    return made


def _line(n: int, row: str, plan: EnforcementPlan, place: Place, by: Viewer) -> dict[str, Any]:
    parts = [part.strip() for part in row.replace(";", "；").split("；")]
    if len(parts) != WRITTEN:
        raise Invalid(f"第 {n} 行写成“单位；日期”，现为“{row[:40]}”。", field="lines")
    unit = units.find(parts[0], place=place, on=by.on)
    if unit is None or not Unit.objects.filter(units_seen(by), pk=unit.pk).exists():
        raise Invalid(f"第 {n} 行：您的管辖范围里没有“{parts[0]}”。", field="lines")
    try:
        due = date.fromisoformat(parts[1])
    except ValueError:
        raise Invalid(f"第 {n} 行：日期要写成 2025-03-12 这样。", field="lines") from None
    if not (by.on <= due <= plan.until):
        says = f"第 {n} 行：日期要在今天到 {plan.until} 之间。"
        raise Invalid(says, field="lines")
    return {"unit": unit, "due_on": due}


@transaction.atomic
def drop_visit(visit: PlannedVisit, *, by: Viewer, at: datetime, revision: int) -> None:
    """Take a visit out of a plan that is being made; one that was opened is given up by itself."""
    held = _hold(visit.plan, by, revision)
    if visit.inspection_id is not None:
        raise WrongState("这次检查已经开始执行，在它自己的页面上办“不再检查”。")
    body = {"visit": str(visit)}
    visit.delete()
    record_change(held, "visit_dropped", by=by, at=at, body=body)


def _hold(plan: EnforcementPlan, by: Viewer, revision: int) -> Any:
    return hold_draft(
        plan, plan.office, roles.SUPERVISE, by=by, revision=revision, called="计划",
        shut="计划不在编制中。执行中的先“调整计划”。",
    )  # fmt: skip


def empty(record: EnforcementPlan, _: datetime) -> str:
    """Say that a plan names no visit."""
    return "" if record.visits.exists() else "计划里还没有检查对象。"


def carry_out(moved: Any) -> None:
    """Open the visits of a plan that was filed: each is owed by its day and climbs when missed."""
    plan: EnforcementPlan = moved.record
    if plan.filed_on and plan.filed_on > in_shanghai(moved.at).date():
        raise Invalid("报送备案日期还没有到。", field="filed_on")
    rows = plan.visits.filter(inspection=None).select_related("unit__place", "checklist")
    for visit in rows:
        record = Inspection(
            office=plan.office, opener_id=moved.by.person_id, unit=visit.unit, mode=visit.mode,
            cause=f"{plan.year} 年度执法检查计划", due_on=visit.due_on, checklist=visit.checklist,
        )  # fmt: skip
        case = Case(
            titled(record), plan.office.place, plan.office, moved.matter.clause, moved.matter
        )
        visit.inspection = begin(InspectionFlow, case, record, by=moved.by, at=moved.at)
        visit.save(update_fields=["inspection"])


def waiting(record: EnforcementPlan, _: datetime) -> str:
    """Name the visits of a plan that were neither made nor given up with a reason."""
    rows = record.visits.select_related("unit", "inspection")
    left = [v for v in rows if v.inspection is None or v.inspection.state in ("planned", "ready")]
    named = "、".join(f"{v.unit.name}（{v.due_on}）" for v in left[:3])
    more = "等" if len(left) > 3 else ""
    return f"还有 {len(left)} 次没有检查，也没有写明不再检查的原因：{named}{more}。" if left else ""


@dataclass(frozen=True)
class Coverage:
    """How far a plan is: targets and visits planned, made, given up, left; by state each lists."""

    targets: int
    covered: int
    visits: int
    made: int
    given_up: int

    @property
    def left(self) -> int:
        """Visits that are still to be made: planned − made − given up."""
        return self.visits - self.made - self.given_up

    @property
    def uncovered(self) -> int:
        """Targets nobody visited yet."""
        return self.targets - self.covered

    @property
    def percent(self) -> int | None:
        """The share of targets that were visited, in whole percent; None without a target."""
        return self.covered * 100 // self.targets if self.targets else None


def coverage(plan: EnforcementPlan) -> Coverage:
    """Return how far a plan is."""
    rows = list(plan.visits.values_list("unit", "inspection__state"))
    states = Counter(which(state) for _, state in rows)
    made = {unit for unit, state in rows if which(state) == "made"}
    return Coverage(
        len({unit for unit, _ in rows}), len(made), len(rows), states["made"], states["given_up"]
    )


def which(state: str | None) -> str:
    """Return whether a visit in a state is made, given up or left."""
    return "made" if state in MADE else "given_up" if state == GIVEN_UP else "left"

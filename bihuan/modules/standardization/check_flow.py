"""A grade looked at again: after an accident, a slide, or in its turn; kept, lowered, revoked."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Opening, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, demand_past

from . import holdings, rules
from .models import GradeCheck
from .parties import CLERK, FIRM, LEADER, demand_enterprise


def settle(record: GradeCheck, by: Viewer, at: datetime) -> None:
    """Note the grade that is looked at. Refuses a unit that holds none, or is being checked."""
    demand_enterprise(record.unit)
    found = holdings.held(record.unit, in_shanghai(at).date())
    if found is None:
        raise Invalid(f"{record.unit.name}没有在有效期内的标准化等级。", field="unit")
    if known := running(record.unit):
        raise Invalid(f"{known.matter.number} 正在检查。", field="unit")
    record.before = found.grade


def running(unit: Unit) -> GradeCheck | None:
    """Return the check of a unit that has not ended, None without one."""
    rows = GradeCheck.objects.filter(unit=unit, matter__closed_at=None)
    return rows.select_related("matter").first()


def open_after(  # noqa: PLR0913 - a check has a unit, a trigger, its facts, a cause and a moment
    unit: Unit, trigger: str, facts: str, *, cause: Matter, by: Actor, at: datetime
) -> Matter | None:
    """Open a check at the unit's regulator because of what happened.

    None where the unit holds no grade, is checked already, or nobody supervises it.
    """
    found = holdings.held(unit, in_shanghai(at).date())
    office = unit.supervisor
    if found is None or office is None or running(unit):
        return None
    record = GradeCheck(unit=unit, office=office, trigger=trigger, facts=facts,
                        before=found.grade)  # fmt: skip
    title = f"标准化等级动态检查：{unit.name}"
    case = Case(title, office.place, office, cause.clause, cause)
    return begin(CheckFlow, case, record, by=by, at=at)


def check_done(moved: Any) -> None:
    """Refuse a check that has not been."""
    demand_past(moved, "checked_on")


def check_lower(moved: Any) -> None:
    """Refuse to lower a grade to itself or above."""
    record: GradeCheck = moved.record
    if record.before and not rules.lower(record.grade, record.before):
        raise Invalid(f"现在是{record.before}，要降到更低的等级。", field="grade")
    demand_past(moved, "decided_on")


def check_revoke(moved: Any) -> None:
    """Refuse a day that has not come."""
    demand_past(moved, "decided_on")


class CheckFlow(
    Flow, key="standardization.check", of=GradeCheck, title="标准化动态检查", prefix="BJ"
):  # fmt: skip
    """A grade kept, lowered or revoked, by somebody else than who looked."""

    firm, clerk, leader = FIRM, CLERK, LEADER

    opening = Opening(
        "动态检查标准化等级", roles.SUPERVISE, ("unit", "trigger", "facts"), doer="opener",
        office="office", called=lambda r: f"标准化等级动态检查：{r.unit.name}",
        about=("标准化",), settles=settle,
    )  # fmt: skip

    opened = State("检查中", initial=True)
    deciding = State("待决定")
    kept = State("维持等级", final=True)
    lowered = State("已降低等级", final=True)
    revoked = State("已撤销等级", final=True)

    explain = Step(
        "说明情况", opened >> opened, OWN, who=FIRM, asks=("answer",), optional=True,
        tells=(CLERK,),
    )  # fmt: skip
    report = Step(
        "登记检查结论", opened >> deciding, OWN, who=CLERK, asks=("checked_on", "findings"),
        needs=(Proof("grade_check", "检查记录"),), tells=(LEADER, FIRM), ladder=STEP_LADDER,
        then=check_done,
    )  # fmt: skip
    keep = Step(
        "维持等级", deciding >> kept, OWN, who=LEADER, unlike=("report", "opener"),
        takes=("reason",), tells=(FIRM,), ladder=STEP_LADDER,
    )  # fmt: skip
    lower = Step(
        "降低等级", deciding >> lowered, OWN, who=LEADER, unlike=("report", "opener"),
        asks=("grade", "decided_on", "reason"), tells=(FIRM,), then=check_lower,
    )  # fmt: skip
    revoke = Step(
        "撤销等级", deciding >> revoked, OWN, who=LEADER, unlike=("report", "opener"),
        asks=("decided_on", "reason"), tells=(FIRM,), then=check_revoke,
    )  # fmt: skip

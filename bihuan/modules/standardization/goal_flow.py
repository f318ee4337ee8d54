"""A grade demanded by a day, and the ladder after it: order, stop of production, licence suspended.

Each rung is a letter, and the next is taken only after the term of the one before has passed.
"""

from datetime import date, datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, State, Step
from bihuan.kernel.letters import letters
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.lib.periods import label_of
from bihuan.modules import RECTIFY_LADDER, STEP_LADDER, TASK_LADDER, demand_ahead, demand_past

from . import holdings
from .models import Goal
from .parties import CLERK, FIRM, LEADER, demand_enterprise


def settle(record: Goal, by: Viewer, at: datetime) -> None:
    """Refuse a day that has passed, a second demand, or a grade that is held already."""
    demand_enterprise(record.unit)
    today = in_shanghai(at).date()
    if record.due_on <= today:
        raise Invalid(f"应达标日期要晚于今天 {today}。", field="due_on")
    if Goal.objects.filter(unit=record.unit, matter__closed_at=None).exists():
        raise Invalid(f"{record.unit.name}已有没有办结的达标要求。", field="unit")
    if holdings.reaches(record.unit, record.grade, today):
        raise Invalid(f"{record.unit.name}已经达到{record.grade}。", field="grade")


def not_reached(record: Goal, at: datetime) -> str:
    """Say that the grade is not held yet."""
    today = in_shanghai(at).date()
    if holdings.reaches(record.unit, record.grade, today):
        return ""
    found = holdings.held(record.unit, today)
    return f"现在{f'是{found.grade}' if found else '没有等级'}，还没有达到{record.grade}。"


def reached(record: Goal, at: datetime) -> str:
    """Say that the grade is held, so that nothing follows any more."""
    done = holdings.reaches(record.unit, record.grade, in_shanghai(at).date())
    return f"已经达到{record.grade}，登记“已达标”。" if done else ""


def _until(day: date | None, at: datetime) -> str:
    return "" if day and day < in_shanghai(at).date() else f"期限 {day} 还没有过。"


def not_due(record: Goal, at: datetime) -> str:
    """Say that the day by which the grade was due has not passed, or that it is held."""
    return reached(record, at) or _until(record.due_on, at)


def not_failed(record: Goal, at: datetime) -> str:
    """Say that the term of the order has not passed, or that the grade is held."""
    return reached(record, at) or _until(record.fix_by, at)


def unlicensed(record: Goal, at: datetime) -> str:
    """Say that there is no safety licence to suspend."""
    held = holdings.licensed(record.unit, in_shanghai(at).date())
    return "" if held else "没有登记在有效期内的安全生产许可证，没有可以暂扣的。"


def draw_order(moved: Any) -> None:
    """Draw up the order to reach the grade within a term."""
    demand_ahead(moved, "fix_by")
    record = moved.record
    _letter(moved, "rectification", f"关于责令{record.unit.name}限期改正标准化建设的通知", [
        f"你单位应于{label_of(record.due_on)}前达到安全生产标准化{record.grade}，逾期没有达到。",
        record.facts, f"现责令你单位于{label_of(record.fix_by)}前改正。",
    ], end_of(record.fix_by))  # fmt: skip


def draw_stop(moved: Any) -> None:
    """Draw up the order to stop production; the unit was told and heard before."""
    _check_heard(moved)
    record = moved.record
    _letter(moved, "rectification", f"关于责令{record.unit.name}停产停业整顿的通知", [
        f"你单位没有在{label_of(record.fix_by)}前改正，未达到安全生产标准化{record.grade}。",
        f"{label_of(record.heard_on)}已告知陈述申辩权利：{record.heard}",
        f"现责令你单位停产停业整顿：{record.scope}。",
    ])  # fmt: skip


def draw_suspension(moved: Any) -> None:
    """Draw up the decision to suspend the safety licence."""
    _check_heard(moved)
    record = moved.record
    _letter(moved, "notice", f"关于暂扣{record.unit.name}安全生产许可证的通知", [
        f"你单位没有在{label_of(record.fix_by)}前改正，未达到安全生产标准化{record.grade}。",
        f"{label_of(record.heard_on)}已告知陈述申辩权利：{record.heard}",
        f"现暂扣你单位安全生产许可证。{record.reason}",
    ])  # fmt: skip


def _check_heard(moved: Any) -> None:
    demand_past(moved, "heard_on")
    if moved.record.heard_on < moved.record.fix_by:
        raise Invalid("逾期没有改正以后再告知。", field="heard_on")


def _letter(moved: Any, kind: str, title: str, said: list[str], reply: Any = None) -> None:
    record, matter = moved.record, moved.matter
    letters.draw_up(
        kind=kind, issuer=record.office, addressee=record.unit, title=title, chain=matter.chain,
        cause=f"{matter.chain}:{moved.step.name}:{moved.entry.seq}",
        body={"paragraphs": [words for words in said if words]}, matter=matter,
        clause=matter.clause, reply_due=reply, by=moved.by, at=moved.at,
    )  # fmt: skip


HELD = Gate("已达到要求的等级", OWN, missing=not_reached, can="定级部门")


class GoalFlow(
    Flow, key="standardization.goal", of=Goal, title="标准化达标要求", prefix="BY"
):  # fmt: skip
    """A grade to be reached by a day, with what follows when it is not."""

    firm, clerk, leader = FIRM, CLERK, LEADER

    opening = Opening(
        "提出标准化达标要求", roles.SUPERVISE, ("unit", "grade", "due_on"), doer="setter",
        office="office", called=lambda r: f"{r.unit.name}应于 {r.due_on} 前达到标准化{r.grade}",
        grounded=True, about=("标准化",), settles=settle,
    )  # fmt: skip

    running = State("创建中", initial=True)
    ordered = State("限期改正中")
    stopped = State("停产停业整顿中")
    suspended = State("安全生产许可证已暂扣")
    done = State("已达标", final=True)
    dropped = State("要求已撤销", final=True)

    reach = Step(
        "报告已达标", running >> done, OWN, who=FIRM, due="due_on", gates=(HELD,),
        tells=(CLERK,), ladder=TASK_LADDER,
    )  # fmt: skip
    mend = Step(
        "报告已改正、达标", ordered >> done, OWN, who=FIRM, due="fix_by", gates=(HELD,),
        tells=(CLERK,), ladder=RECTIFY_LADDER,
    )  # fmt: skip
    resume = Step(
        "已达标，恢复生产、返还许可证", (stopped | suspended) >> done, OWN, who=LEADER,
        gates=(HELD,), tells=(FIRM,), ladder=STEP_LADDER,
    )  # fmt: skip
    summon = Step(
        "进展缓慢，提请约谈", running >> running, OWN, who=CLERK, asks=("facts",), optional=True,
        tells=(FIRM,),
    )  # fmt: skip
    order = Step(
        "责令限期改正", running >> ordered, OWN, who=CLERK, asks=("facts", "fix_by"),
        gates=(Gate("已过应达标日期", OWN, missing=not_due, can="定级部门"),), optional=True,
        tells=(FIRM,), then=draw_order,
    )  # fmt: skip
    stop = Step(
        "责令停产停业整顿", ordered >> stopped, OWN, who=LEADER,
        asks=("heard_on", "heard", "scope"), unlike=("order",),
        gates=(Gate("逾期未改正", OWN, missing=not_failed, can="定级部门"),), tells=(FIRM,),
        optional=True, then=draw_stop,
    )  # fmt: skip
    suspend = Step(
        "暂扣安全生产许可证", (ordered | stopped) >> suspended, OWN, who=LEADER,
        asks=("heard_on", "heard", "reason"), unlike=("order",),
        gates=(
            Gate("逾期未改正", OWN, missing=not_failed, can="定级部门"),
            Gate("有安全生产许可证", OWN, missing=unlicensed, can="发证机关"),
        ),
        tells=(FIRM,), optional=True, then=draw_suspension,
    )  # fmt: skip
    drop = Step(
        "撤销要求", (running | ordered) >> dropped, OWN, who=LEADER, asks=("reason",),
        unlike=("setter",), optional=True, tells=(FIRM,),
    )  # fmt: skip

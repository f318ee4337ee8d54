"""What people decide about running tasks: whose they are, when they are due, who does a part."""

from datetime import date, datetime

from django.db import transaction

from bihuan.kernel.flows import duties
from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.obligations import assignments
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of

from . import queries
from .flows import TaskFlow, committee_office
from .models import Task
from .review import Desk


@transaction.atomic
def assign_owner(task: Task, desk: Desk, unit: Unit, *, remember: bool, reason: str) -> Task:
    """Say whose task it is; with ``remember`` the printed name means that unit from now on.

    For the committee office only. The open duty goes to the unit with the dates it has.
    """
    matter = _held(task, desk, roles.ASSIGN, "指定责任单位")
    _require(reason, "指定的依据或理由")
    if matter.unit_id == unit.pk:
        raise WrongState(f"责任单位已经是{unit.name}。")
    before, matter.unit = matter.unit, unit
    matter.save(update_fields=["unit"])
    if remember and task.printed and task.printed != unit.name:
        place = task.document.place
        units.add_alias(unit, task.printed, place=place, by=desk.by, at=desk.at)
    task.matter = matter
    duties.join(TaskFlow, matter, task, desk.at)
    for obligation in duties.standing(matter).filter(step__in=_holders_steps()):
        assignments.assign(obligation, holder=unit, by=desk.by, at=desk.at)
    body = {"from": before.name if before else None, "to": unit.name, "reason": reason}
    record_change(matter, "assigned", by=desk.by, at=desk.at, body=body)
    return task


@transaction.atomic
def assign_named(  # noqa: PLR0913 - a name, a unit, whether it stays so, who, when, why
    printed: str, unit: Unit, *, remember: bool, by: Viewer, at: datetime, reason: str
) -> list[Task]:
    """Give every running task whose owner the documents call ``printed`` to a unit.

    All of them or none. Raises as :func:`assign_owner` does, :class:`NotFound` when no task one
    sees waits under that name.
    """
    rows = queries.tasks(by).filter(printed=printed, matter__unit=None, matter__closed_at=None)
    waiting = list(rows)
    if not waiting:
        raise NotFound(f"没有写“{printed}”而未指定责任单位的任务。")
    for task in waiting:
        desk = Desk(by=by, at=at, revision=task.matter.revision)
        assign_owner(task, desk, unit, remember=remember, reason=reason)
    return waiting


@transaction.atomic
def set_due(task: Task, desk: Desk, day: date, *, reason: str) -> Task:
    """Set the date the document leaves open. A date of the document is moved by extension only."""
    matter = _held(task, desk, roles.SET_UNSET, "设定期限")
    _require(reason, "设定的依据或理由")
    if task.due_on is not None:
        says = f"文件已写明期限 {task.due_on}。要推迟请由责任单位申请延期。"
        raise WrongState(says, can="责任单位")
    task.due_on = day
    task.save(update_fields=["due_on"])
    for obligation in duties.standing(matter).filter(step__in=("file_plan", "submit")):
        assignments.set_due(obligation, due=end_of(day), reason=reason, by=desk.by, at=desk.at)
    body = {"due_on": day.isoformat(), "reason": reason}
    record_change(matter, "due_set", by=desk.by, at=desk.at, body=body)
    return task


@transaction.atomic
def hand_down(task: Task, desk: Desk, unit: Unit, *, says: str, due_on: date | None) -> Task:
    """Give a part of one's task to another unit as a task of its own (分解到下级).

    Due no later than the task itself; one's own duty stays. Raises :class:`Invalid` for a later
    date, one's own unit, or no words saying what is to be done.
    """
    matter = hold(task.pk, by=desk.by, revision=desk.revision)
    if desk.by.unit_id != matter.unit_id or not desk.by.can(roles.ASSIGN):
        name = matter.unit.name if matter.unit else "责任单位"
        raise NotAllowed(f"任务由{name}分解。", can=name)
    if TaskFlow.states[matter.state].final:
        raise WrongState("任务已办结，不能再分解。")
    _require(says, "分解的内容")
    if unit.pk == matter.unit_id:
        raise Invalid("承担单位是本单位。请选择另一个单位。", field="unit")
    if task.due_on and due_on and due_on > task.due_on:
        raise Invalid(f"期限不能晚于本任务的 {task.due_on}。", field="due_on")
    part = Task(
        document=task.document, clause=task.clause, part=task.part, printed=unit.name,
        says=says, point=task.point, due_on=due_on or task.due_on, parent=task,
    )  # fmt: skip
    case = Case(matter.title, unit.place, unit, task.clause, matter)
    begin(TaskFlow, case, part, by=desk.by, at=desk.at)
    body = {"unit": unit.name, "says": says}
    record_change(matter, "handed_down", by=desk.by, at=desk.at, body=body)
    return part


def _held(task: Task, desk: Desk, may: str, act: str) -> Matter:
    matter = hold(task.pk, by=desk.by, revision=desk.revision)
    if TaskFlow.states[matter.state].final:
        raise WrongState(f"任务已办结，不能再{act}。")
    office = committee_office(task, desk.by.on)
    if office is None or desk.by.unit_id != office.pk or not desk.by.can(may):
        name = office.name if office else "安委办"
        raise NotAllowed(f"由{name}{act}。", clause=task.clause, can=name)
    return matter


def _holders_steps() -> tuple[str, ...]:
    """The steps that are the holder's to take."""
    return tuple(s.name for s in TaskFlow.steps.values() if s.who.at == "matter.unit")


def _require(words: str, title: str) -> None:
    if not words.strip():
        raise Invalid(f"还没有填写“{title}”。", field="reason")

"""The sheet of tasks: naming owners, setting dates that are left open, handing parts down."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import creditcodes
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.columns import Column
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, values_of

from . import queries, tasks
from .flows import TaskFlow
from .models import Task
from .review import Desk

NUMBER, ABOVE, UNIT, SAYS, DUE, REASON = (
    "编号", "上级任务编号", "责任单位", "任务内容", "完成期限", "依据或理由",
)  # fmt: skip
ONLY_READ = "只供对照，导入不改。"

COLUMNS = (
    Column("number", NUMBER, "已有任务的编号；分解出的新任务不填。", "RW-2025-441521-000012",
           also=("任务编号",), read=cells.code, most=40),
    Column("above", ABOVE, "分解出的新任务填上级任务的编号；已有的任务不填。",
           "RW-2025-441521-000003", also=("上级任务", "上级编号"), read=cells.code, most=40),
    Column("document", "文件", ONLY_READ, most=240),
    Column("clause", "条款", ONLY_READ, most=240),
    Column("part", "分工", ONLY_READ),
    Column("printed", "文件所写单位", ONLY_READ),
    Column("unit", UNIT, "单位全称、简称或统一社会信用代码。文件没有写明的，由安委办指定。",
           "海滨县应急管理局", must=True, also=("承担单位", "牵头单位", "落实单位")),
    Column("says", SAYS, "新分解的必填；已有的只供对照。", "完成辖区内粉尘涉爆企业摸底",
           also=("工作内容", "分解内容", "工作任务"), most=400),
    Column("due", DUE, "文件没有写明期限的由安委办设定；分解的不能晚于上级任务。", "2025-06-30",
           also=("期限", "完成时限", "完成时间", "办结期限"), read=cells.day),
    Column("reason", REASON, "指定单位、设定期限的依据；不填的用导入时写的依据。",
           "县安委办〔2025〕3号", also=("依据", "理由"), most=200),
    Column("state", "状态", ONLY_READ),
)  # fmt: skip


class TaskReader:
    """Judges the rows of a table of tasks; no row waits for another."""

    def __init__(self, lines: Sequence[Line], by: Viewer, at: datetime) -> None:
        self.by, self.at = by, at
        self.firsts: dict[tuple[str, ...], int] = {}
        for line in lines:
            self.firsts.setdefault(_key(line), line.number)

    def before(self, line: Line) -> Sequence[Line]:
        """Return no rows: each speaks of a task that is there, or of a part of one."""
        return ()

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do now. Raises :class:`Wrong`."""
        about = " ".join(filter(None, (_words(line, "number") or _words(line, "above"),
                                       _words(line, "unit"))))  # fmt: skip
        try:
            row = values_of(line, COLUMNS)
            if (first := self.firsts[_key(line)]) != line.number:
                raise Wrong((NUMBER, f"和第 {first} 行是同一项任务；请只留一行"))
            if row["number"]:
                return self._changing(self._task(row["number"], NUMBER), row)
            if row["above"]:
                return self._handing_down(self._task(row["above"], ABOVE), row)
            raise Wrong((NUMBER, "已有的任务填编号；分解出的新任务填上级任务编号"))
        except Wrong as error:
            raise Wrong(*error.problems, about=about) from error

    def _task(self, number: str, heading: str) -> Task:
        rows = queries.tasks(self.by).filter(matter__number=number)
        found = rows.select_related("matter__unit", "document__place", "clause").first()
        if found is None:
            raise Wrong((heading, f"没有编号为 {number} 的任务，或您的岗位看不到；请核对"))
        return found

    def _changing(self, task: Task, row: dict[str, Any]) -> Plan:
        owner, reason = task.matter.unit, row["reason"]
        unit = self._unit(row["unit"], owner)
        changes, acts = [], []
        if unit and unit != owner:
            changes.append(Change(UNIT, owner.name if owner else "", unit.name))
            acts.append(lambda basis: tasks.assign_owner(
                task, self._desk(task), unit, remember=False, reason=reason or basis
            ))  # fmt: skip
        if row["due"] and row["due"] != task.due_on:
            changes.append(Change(DUE, str(task.due_on or ""), str(row["due"])))
            acts.append(lambda basis: tasks.set_due(
                task, self._desk(task), row["due"], reason=reason or basis
            ))  # fmt: skip
        about = f"{task.matter.number} {task.matter.title}"
        return Plan(about, tuple(changes), tuple(acts), asks_basis=bool(acts) and not reason)

    def _handing_down(self, task: Task, row: dict[str, Any]) -> Plan:
        needs = [(heading, f"新分解的任务要填“{heading}”") for key, heading in
                 (("unit", UNIT), ("says", SAYS)) if not row[key]]  # fmt: skip
        if needs:
            raise Wrong(*needs)
        unit = self._unit(row["unit"], None)
        if unit is None:
            raise Wrong((UNIT, "新分解的任务要填“责任单位”"))
        about = f"{task.matter.number} 分解给{unit.name}"
        known = task.children.filter(
            clause=task.clause, part=task.part, printed=unit.name, point=task.point
        ).first()
        if known:
            due = row["due"] or known.due_on
            if (known.says, known.due_on) != (row["says"], due):
                says = f"已分解给{unit.name}（{known.due_on or '期限未设定'}）；导入不改已分解的"
                raise Wrong((SAYS, f"{says}，请改成一致"))
            return Plan(about)
        due = row["due"] or task.due_on
        return Plan(
            about,
            (Change(UNIT, "", unit.name), Change(SAYS, "", row["says"]),
             Change(DUE, "", str(due or "未设定"))),
            (lambda _: tasks.hand_down(
                task, self._desk(task), unit, says=row["says"], due_on=row["due"]
            ),),
            new=True,
        )  # fmt: skip

    def _desk(self, task: Task) -> Desk:
        task.matter.refresh_from_db(fields=["revision"])
        return Desk(self.by, self.at, task.matter.revision)

    def _unit(self, words: str | None, owner: Unit | None) -> Unit | None:
        if not words or (owner and units.spelling(words) == owner.name):
            return owner
        seen = Unit.objects.filter(units_seen(self.by), until=None)
        if coded := seen.filter(credit_code=creditcodes.normalise(words)).first():
            return coded
        found = units.find(words, place=Place.objects.get(path=self.by.path), on=self.by.on)
        if found is None:
            alike = seen.filter(name=units.spelling(words)).select_related("place")[:3]
            where = "、".join(f"{one.place.name} {one.credit_code or '无代码'}" for one in alike)
            if len(alike) > 1:
                raise Wrong((UNIT, f"叫“{words}”的不止一个（{where}）；请写统一社会信用代码"))
            raise Wrong((UNIT, f"没有找到“{words}”；写单位全称、简称或统一社会信用代码"))
        return found


def _key(line: Line) -> tuple[str, ...]:
    if number := _words(line, "number"):
        return (number,)
    return (_words(line, "above"), units.spelling(_words(line, "unit")), _words(line, "says"))


def _words(line: Line, key: str) -> str:
    try:
        return cells.text(line.cells.get(key)) or ""
    except cells.BadCell:
        return ""


def rows(by: Viewer, at: datetime) -> Iterator[Sequence[Any]]:
    """Yield the running tasks one may open as rows of this sheet."""
    running = queries.tasks(by).filter(matter__closed_at=None).order_by("due_on", "pk")
    for task in running.select_related("parent__matter").iterator(chunk_size=1000):
        above = task.parent.matter.number if task.parent else None
        state, unit = TaskFlow.states[task.matter.state].title, task.matter.unit
        yield (
            task.matter.number, above, task.document.title, task.clause.label,
            task.get_part_display(), task.printed, unit.name if unit else None,
            task.says, task.due_on, None, state,
        )  # fmt: skip


SHEET = Sheet(
    key="tasks",
    title="任务",
    says="给没有写明的任务指定责任单位、设定期限；把任务分解给下级。任务本身只由文件产生。",
    may=roles.ASSIGN,
    columns=COLUMNS,
    read=TaskReader,
    rows=rows,
)

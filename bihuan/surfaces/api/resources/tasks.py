"""任务: the tree of a document, whose a task is, when it is due, which part another unit does."""

from collections.abc import Callable
from typing import Any

from pydantic import Field

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.policy import library, trees
from bihuan.modules.policy import tasks as decisions
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Task
from bihuan.modules.policy.review import Desk
from bihuan.surfaces.workbench.forms.lookups import UnitField
from bihuan.surfaces.workbench.queries import matters as lists

from ..calls import GET, POST, Asked, Call
from ..fields import ClauseRef, Day, Done, Shape, UnitRef, words
from .looked_up import looked_up
from .matters import done

AREA = "任务"


class TaskLeaf(Shape):
    """A task and the tasks below it."""

    number: str = Field(title="编号")
    part: str = Field(title="分工")
    says: str = Field(title="内容")
    unit: UnitRef | None = Field(title="责任单位", description="空：未指定")
    printed: str = Field(title="文件所写单位")
    due_on: Day | None = Field(title="完成期限", description="空：未设定")
    state: str = Field(title="状态")
    state_title: str = Field(title="状态名称")
    below: list["TaskLeaf"] = Field(title="分解到下级")


class TaskBranch(Shape):
    """A clause with its tasks."""

    clause: ClauseRef = Field(title="条款")
    tasks: list[TaskLeaf] = Field(title="任务")


class TaskTree(Shape):
    """The tasks of a document, by clause, in the document's order."""

    branches: list[TaskBranch] = Field(title="按条款")


class Owning(Shape):
    """Whose task it is."""

    unit: words(128, 1) = Field(  # type: ignore[valid-type]
        title="责任单位", description="全称、文件里的简称，或统一社会信用代码"
    )
    remember: bool = Field(default=False, title="以后文件里这样写的，都指这个单位")
    reason: words(400, 1) = Field(title="指定的依据或理由")  # type: ignore[valid-type]
    revision: int = Field(ge=0, le=2**31, title="版本", description="读到的 revision")


class TaskDating(Shape):
    """The date the document leaves open."""

    day: Day = Field(title="期限")
    reason: words(400, 1) = Field(title="设定的依据或理由")  # type: ignore[valid-type]
    revision: int = Field(ge=0, le=2**31, title="版本", description="读到的 revision")


class HandingDown(Shape):
    """A part of the task for another unit."""

    unit: words(128, 1) = Field(  # type: ignore[valid-type]
        title="承担单位", description="全称、文件里的简称，或统一社会信用代码"
    )
    says: words(400, 1) = Field(title="分解的内容")  # type: ignore[valid-type]
    due_on: Day | None = Field(None, title="期限", description="不填就用本任务的期限，不能更晚")
    revision: int = Field(ge=0, le=2**31, title="版本", description="读到的 revision")


def tree(asked: Asked) -> TaskTree:
    """Return the task tree of a document. Raises :class:`NotFound` outside one's scope."""
    document = library.document(asked.path["pk"], asked.viewer)
    branches = []
    for one in trees.tree(document, asked.viewer):
        one.clause.document = document  # Known already: asked for once, not for every clause.
        tasks = [_leaf(leaf) for leaf in one.tasks]
        branches.append(TaskBranch(clause=ClauseRef.of(one.clause), tasks=tasks))
    return TaskTree(branches=branches)


def name_owner(asked: Asked) -> Done:
    """Say whose task it is."""
    given = asked.body

    def act(task: Task, desk: Desk) -> str:
        unit = _unit(asked)
        decisions.assign_owner(task, desk, unit, remember=given.remember, reason=given.reason)
        return f"已指定{unit.name}，期限不变，已交给它办理。"

    return _decide(asked, act)


def set_due(asked: Asked) -> Done:
    """Set the date the document leaves open."""
    given = asked.body

    def act(task: Task, desk: Desk) -> str:
        decisions.set_due(task, desk, given.day, reason=given.reason)
        return f"已设定期限 {given.day}。"

    return _decide(asked, act)


def hand_down(asked: Asked) -> Done:
    """Give a part of the task to another unit."""
    given = asked.body

    def act(task: Task, desk: Desk) -> str:
        unit = _unit(asked)
        part = decisions.hand_down(task, desk, unit, says=given.says, due_on=given.due_on)
        return f"已分解给{unit.name}：{part.matter.number}。本单位的责任不因此减少。"

    return _decide(asked, act)


def _unit(asked: Asked) -> Any:
    return looked_up(UnitField(viewer=asked.viewer), asked.body.unit, "unit")


def _decide(asked: Asked, act: Callable[[Task, Desk], str]) -> Done:
    found = lists.find(asked.viewer, asked.path["number"])
    if found.flow != TaskFlow.key:
        raise NotFound("没有这件任务，或您的岗位看不到。")
    task = Task.objects.select_related("document__place", "clause", "matter").get(pk=found.pk)
    return done(found, act(task, Desk(asked.viewer, asked.now, asked.body.revision)))


def _leaf(leaf: trees.Leaf) -> TaskLeaf:
    task, matter = leaf.task, leaf.task.matter
    return TaskLeaf(
        number=matter.number, part=task.part, says=task.says, unit=UnitRef.of(matter.unit),
        printed=task.printed, due_on=task.due_on, state=matter.state,
        state_title=TaskFlow.states[matter.state].title, below=[_leaf(one) for one in leaf.below],
    )  # fmt: skip


_ONE = "tasks/<str:number>"
CALLS = (
    Call(GET, "documents/<id:pk>/tasks", tree, "task-tree", AREA, "一份文件的任务树", TaskTree),
    Call(POST, f"{_ONE}/owner", name_owner, "task-owner", AREA, "指定任务的责任单位",
         Done, roles.ASSIGN, body=Owning),
    Call(POST, f"{_ONE}/due", set_due, "task-due", AREA, "设定任务的期限", Done,
         roles.SET_UNSET, body=TaskDating),
    Call(POST, f"{_ONE}/parts", hand_down, "task-part", AREA, "把任务的一部分分解给另一单位",
         Done, roles.ASSIGN, body=HandingDown),
)  # fmt: skip

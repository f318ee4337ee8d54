"""The task tree of a document: who does which part, how far down, when last heard of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry

from .flows import TaskFlow
from .models import Task
from .queries import tasks

#: What tells that a unit is at work: its plan, its progress, its result.
HEARD = ("file_plan", "report", "submit", "resubmit")


@dataclass(frozen=True)
class Leaf:
    """A task: how deep it lies, when its unit was last heard of, what it owes now, those below."""

    task: Task
    depth: int
    heard: datetime | None
    owes: Obligation | None
    below: tuple["Leaf", ...]

    @property
    def handed_down(self) -> bool:
        """Say whether it is a piece of the part above it, and no part of its own."""
        above = self.task.parent
        return above is not None and above.part == self.task.part

    @property
    def silent(self) -> bool:
        """Say whether the unit of an open task has not been heard of at all."""
        return self.heard is None and self.task.matter.closed_at is None

    def walk(self) -> Iterator["Leaf"]:
        """Yield this task and all below it, each before those below it."""
        yield self
        for child in self.below:
            yield from child.walk()


@dataclass(frozen=True)
class Branch:
    """A clause with its tasks, and how far down they reach.

    ``reached`` are the places right below the document's in which a unit has a part; ``unreached``
    the others. Both are empty while no part was handed down at all.
    """

    clause: Clause
    tasks: list[Leaf] = field(default_factory=list)
    reached: list[Place] = field(default_factory=list)
    unreached: list[Place] = field(default_factory=list)

    def leaves(self) -> Iterator[Leaf]:
        """Yield every task of the clause in the order of the tree."""
        for leaf in self.tasks:
            yield from leaf.walk()


def tree(document: Document, viewer: Viewer) -> list[Branch]:
    """Return the document's tasks by clause, each with those below it, in the document's order."""
    found = tasks(viewer).filter(document=document).select_related("parent")
    rows = list(found.order_by("clause__position", "pk"))
    heard, owes = _heard(rows), _owed(rows)
    seen = {task.pk for task in rows}
    below: dict[int | None, list[Task]] = {}
    for task in rows:
        below.setdefault(task.parent_id if task.parent_id in seen else None, []).append(task)

    def leaf(task: Task, depth: int) -> Leaf:
        children = tuple(leaf(child, depth + 1) for child in below.get(task.pk, []))
        return Leaf(task, depth, heard.get(task.matter.chain), owes.get(task.pk), children)

    branches: dict[int, Branch] = {}
    for task in below.get(None, []):
        branch = branches.setdefault(task.clause_id, Branch(task.clause))
        branch.tasks.append(leaf(task, 0))
    _measure(document, branches.values())
    return list(branches.values())


def _heard(rows: list[Task]) -> dict[str, datetime]:
    """Return when each task's unit was last heard of, by the chain of its matter."""
    chains = [task.matter.chain for task in rows]
    found = Entry.objects.filter(chain__in=chains, verb__in=HEARD).order_by()
    return dict(found.values_list("chain").annotate(at=Max("at")))


def _owed(rows: list[Task]) -> dict[int, Obligation]:
    """Return the worst open obligation of each task that its own unit owes."""
    steps = [s.name for s in TaskFlow.steps.values() if s.who.at == "matter.unit"]
    standing = Obligation.objects.everywhere("duties of tasks in scope").filter(
        matter__in=[task.pk for task in rows], done_at=None, step__in=steps
    )
    return {o.matter_id: o for o in standing.order_by("stage", "-current_due") if o.matter_id}


def _measure(document: Document, branches: Iterable[Branch]) -> None:
    """Fill in how far down the tasks of each clause reach, where any was handed down."""
    children = list(Place.objects.filter(parent=document.place_id, until=None).order_by("code"))
    for branch in branches:
        paths = {
            leaf.task.matter.unit.place_path for leaf in branch.leaves() if leaf.task.matter.unit
        }
        reached = [c for c in children if any(path.startswith(c.path) for path in paths)]
        if reached:
            branch.reached.extend(reached)
            branch.unreached.extend(c for c in children if c not in reached)

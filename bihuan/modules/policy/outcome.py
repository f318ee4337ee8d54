"""What a release would create, as decided so far. Nothing is created here."""

from dataclasses import dataclass
from datetime import date

from bihuan.kernel.law.models import Clause

from .issue import Names, Planned, accepted, new_rules, plan
from .models import Proposal, Review


@dataclass(frozen=True)
class Outcome:
    """The clauses of a document, the tasks and rules they would give, and the gaps left.

    ``strangers`` are printed names the register does not know; ``nobody`` the clauses that name no
    unit; ``untaken`` those nothing was adopted of.
    """

    clauses: int
    tasks: tuple[Planned, ...]
    rules: int
    rules_unset: int
    strangers: tuple[str, ...]
    nobody: tuple[Clause, ...]
    untaken: tuple[Clause, ...]
    waiting: int

    @property
    def units(self) -> int:
        """How many units would get a task."""
        return len({task.unit.pk for task in self.tasks if task.unit})

    @property
    def undated(self) -> int:
        """How many tasks would have no date."""
        return sum(task.due_on is None for task in self.tasks)


def preview(review: Review, on: date) -> Outcome:
    """Return what releasing a review would create on a day, with what is decided so far."""
    given, names = accepted(review), Names(review.document.place, on)
    tasks = [task for clause, found in given for task in plan(clause, found, names)]
    rules = [rule for clause, found in given for rule in new_rules(review, clause, found, names)]
    named = {clause.pk for clause, _ in given}
    in_force = review.document.clauses.filter(in_force_until=None).order_by("position")
    return Outcome(
        clauses=len(in_force),
        tasks=tuple(tasks),
        rules=len(rules),
        rules_unset=sum(not rule.per or rule.times is None for rule in rules),
        strangers=tuple(sorted({t.printed for t in tasks if t.printed and not t.unit})),
        nobody=tuple(dict.fromkeys(t.clause for t in tasks if not t.printed)),
        untaken=tuple(clause for clause in in_force if clause.pk not in named),
        waiting=review.proposals.filter(state=Proposal.State.PROPOSED).count(),
    )

"""Open obligations counted once by all that the desk asks of them.

A *cell* holds how many are alike: same clause, kind, stage, nearness of the due date, owned or not,
one's own or not. Whatever the desk counts is a sum of cells, so one statement answers all of it,
and a snapshot of cells answers it without one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, Count, Q, QuerySet, Value, When

from bihuan.kernel.obligations.models import Kind, Obligation

from ..templatetags.bihuan import SOON

#: The states of the desk that a table of places shows, in its order.
TALLIED = ("late", "1", "2", "3", "4", "unset")
PAUSED, UNDATED, LATE, NEAR, AHEAD = "paused", "undated", "late", "near", "ahead"


class Cell(NamedTuple):
    """What the obligations of a cell have in common; ``when`` is one of the words above."""

    clause: int | None
    kind: str
    stage: int
    when: str
    unowned: bool
    mine: bool

    @property
    def late(self) -> bool:
        """Say whether they run and are late or have climbed."""
        return self.when != PAUSED and (self.when == LATE or self.stage >= 1)

    @property
    def idle(self) -> bool:
        """Say whether a supervisor has not acted on them."""
        return self.kind == Kind.SUPERVISE and self.late

    @property
    def waiting(self) -> bool:
        """Say whether their holder must act now: late, near or undated."""
        return self.when in (UNDATED, LATE, NEAR) or (self.when != PAUSED and self.stage >= 1)

    def stands(self, state: str) -> bool:
        """Say whether they are in one of the states above the list."""
        if self.when == PAUSED:
            return False
        if state == "unset":
            return self.unowned or (self.when == UNDATED and self.kind != Kind.SIGN)
        if state == "bare":
            return self.when == LATE and self.stage == 0
        if state in ("late", "soon"):
            return self.when == (LATE if state == "late" else NEAR)
        return self.stage == int(state)


Cells = Counter[Cell]


def in_cells(rows: QuerySet[Obligation], *moments: datetime, mine: Q) -> Any:
    """Return a query of the cells of some open obligations, as of one moment or several.

    ``mine`` tells one's own. The nearness as of later moments stands before the number.
    """
    first, later = dimensions(moments[0], mine), [dimensions(at)[3] for at in moments[1:]]
    return rows.order_by().values_list(*first, *later).annotate(n=Count("pk"))


def cells(found: Iterable[Sequence[Any]]) -> Cells:
    """Return the answer of :func:`in_cells` as of one moment."""
    return Counter({Cell(*cell): n for *cell, n in found})


def held(found: Iterable[Sequence[Any]], moments: int) -> list[Cells]:
    """Return the answer of :func:`in_cells` as of several moments."""
    parts: list[Cells] = [Counter() for _ in range(moments)]
    for clause, kind, stage, when, unowned, own, *others, n in found:
        for part, word in zip(parts, (when, *others), strict=True):
            part[Cell(clause, kind, stage, word, unowned, own)] += n
    return parts


def dimensions(now: datetime, mine: Q | None = None) -> tuple[Any, ...]:
    """Return the columns of a cell, in its order, for a query that groups by them."""
    when = Case(
        When(paused_at__isnull=False, then=Value(PAUSED)),
        When(current_due=None, then=Value(UNDATED)),
        When(current_due__lt=now, then=Value(LATE)),
        When(current_due__lte=now + SOON, then=Value(NEAR)),
        default=Value(AHEAD),
        output_field=CharField(),
    )
    return "clause", "kind", "stage", when, _says(Q(holder=None)), _says(mine)


def _says(which: Q | None) -> Any:
    no = Value(False, output_field=BooleanField())  # noqa: FBT003 - a value of SQL
    if which is None:
        return no
    return Case(When(which, then=Value(True)), default=no)  # noqa: FBT003 - a value of SQL


def add(*parts: Mapping[Cell, int]) -> Cells:
    """Return the sum of several counts by cell; some may be taken away by negative numbers."""
    total: Cells = Counter()
    for part in parts:
        for cell, n in part.items():
            total[cell] += n
    return total


def nobodys(part: Mapping[Cell, int]) -> Cells:
    """Return a count by cell as a snapshot keeps it, to which nothing is one's own."""
    found: Cells = Counter()
    for cell, n in part.items():
        found[cell._replace(mine=False)] += n
    return found


def less(part: Mapping[Cell, int]) -> Cells:
    """Return a count by cell as one that takes away."""
    return Counter({cell: -n for cell, n in part.items()})


def sums(
    counted: Mapping[Cell, int], asked: Mapping[str, Callable[[Cell], bool]]
) -> dict[str, int]:
    """Return how many obligations answer each question. A snapshot never yields less than none."""
    small: Cells = Counter()
    for cell, n in counted.items():
        small[cell._replace(clause=None)] += n
    return {
        name: max(0, sum(n for cell, n in small.items() if matches(cell)))
        for name, matches in asked.items()
    }


def tally(counted: Mapping[Cell, int]) -> list[int]:
    """Return how many there are, how many are idle, how many stand in each state tallied."""
    found = sums(counted, {
        "all": lambda cell: True, "idle": lambda cell: cell.idle,
        **{state: partial(Cell.stands, state=state) for state in TALLIED},
    })  # fmt: skip
    return list(found.values())


def of_clauses(counted: Mapping[Cell, int], clauses: Iterable[int]) -> Cells:
    """Return the cells of some clauses alone."""
    wanted = set(clauses)
    return Counter({cell: n for cell, n in counted.items() if cell.clause in wanted})

"""The list people work from: open obligations in sight, the worst first, a page at a time.

Each reason to see a row is asked by itself, so that each walks its own index; the few rows each
yields are merged. The cost of a page does not grow with the table, nor with the number of the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from sys import intern
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query

from bihuan.kernel.orgs.viewer import Viewer

from . import dialect, tallies
from .joined import columns, join, read
from .models import Obligation

__all__ = ("Mark", "Plan", "find", "in_order", "join", "mark", "open_to", "page", "plan", "walk")

SIZE = 50
_PLACE = '"obligations_obligation"."place_path"'
_DUE = '"obligations_obligation"."current_due"'
#: Stands where each part of the page's query has its own reason to see a row.
_REASON = "reason"
_OPEN = "SELECT id FROM obligations_obligation WHERE done_at IS NULL AND {reason}"
_FOUND = """
SELECT {columns} FROM ({parts} ORDER BY 2 DESC, 3, 1 LIMIT {size}) found
JOIN obligations_obligation ON obligations_obligation.id = found.pk
"""


@dataclass(frozen=True)
class Mark:
    """Where a page ends: the stage, current due date and id of its last row."""

    stage: int
    due: datetime | None
    pk: int


def page(
    viewer: Viewer, which: Q | None = None, *, after: Mark | None = None, size: int = SIZE
) -> list[Obligation]:
    """Return up to ``size`` open obligations the viewer sees: worst stage, then earliest due.

    ``which`` filters further; ``after`` continues behind a row. Undated ones come last. One
    statement finds and reads the rows; units, clauses, documents, posts and matters take one each.
    """
    return join(find(viewer, which, after=after, size=size))


def find(
    viewer: Viewer, which: Q | None = None, *, after: Mark | None = None, size: int = SIZE
) -> list[Obligation]:
    """Return the rows of a page without what they point to, for :func:`join` to add at once."""
    written = plan(viewer, which, after=after, size=size)
    return walk(viewer, [written])[0]


@dataclass(frozen=True)
class Plan:
    """How a page of some rows is found: statements, the values of each, the rows of a page.

    It follows from who looks and what is asked alone, so it may be kept; what it was asked with
    may stand open among the values until :func:`walk`. Without a text it finds nothing.
    """

    texts: tuple[str, ...]
    values: tuple[Any, ...]
    size: int


def plan(
    viewer: Viewer, which: Q | None = None, *, after: Mark | None = None, size: int = SIZE
) -> Plan:
    """Return how :func:`find` finds its rows."""
    reasons = _reasons(viewer)
    asked = Q(done_at=None) & (which or Q()) & (_behind(after) if after else Q())
    try:
        text, values = _walk(asked, size)
    except EmptyResultSet:
        return Plan((), (), size)
    if not reasons:
        return Plan((), (), size)
    parts = [
        " UNION ".join(
            f"SELECT * FROM ({text.replace(f'({_REASON})', f'({reason}{half})')}) part{n}"  # noqa: S608 - our own query
            for n, (reason, _) in enumerate(reasons)
        )
        for half in _halves()
    ]
    texts = [_FOUND.format(columns=columns(Obligation), parts=part, size=size) for part in parts]
    return Plan(
        tuple(map(intern, texts)), tuple(v for _, some in reasons for v in (*some, *values)), size
    )


def walk(viewer: Viewer, plans: Sequence[Plan]) -> list[list[Obligation]]:
    """Return the rows each plan of this viewer finds, without what they point to."""
    wide = _widest_walked(viewer)
    return [_rows(one, f"+{_PLACE}" if one.size < wide else _PLACE) for one in plans]


def _rows(plan: Plan, place: str) -> list[Obligation]:
    found: list[Obligation] = []
    for text in plan.texts:
        if len(found) < plan.size:
            told = read(text.replace(_PLACE, place), plan.values, Obligation)
            found += [row for (row,) in told]
    return sorted(found, key=in_order)[: plan.size]


def _halves() -> tuple[str, ...]:
    """Return what tells apart the statements that find a page, each asked while there is room.

    SQLite's indexes begin with the undated rows. Those have not climbed, so they are the last.
    """
    if dialect.postgresql():
        return ("",)
    return f" AND {_DUE} IS NOT NULL", f" AND {_DUE} IS NULL"


def open_to(viewer: Viewer, *, beside: Q | None = None) -> QuerySet[Obligation]:
    """Return the open obligations the viewer sees, in a way that indexes answer, for counting.

    ``beside`` leaves out those seen for one of the reasons to see (``Obligation.reasons_to_see``).
    """
    rows: QuerySet[Obligation] = Obligation.objects.everywhere(f"open to {viewer.label}")
    if not viewer.reads:
        return rows.none()
    reasons = [reason for reason in Obligation.reasons_to_see(viewer) if reason != beside]
    left_out = ~beside if beside else Q()
    if dialect.postgresql() or viewer.sees == "subtree" and not beside:
        return rows.filter(reduce(or_, reasons), left_out, done_at=None)
    # SQLite takes no partial index for one of several reasons, so the few rows are found before.
    parts = [
        (_OPEN.format(reason=reason), given) for reason, given in map(_Conditions().of, reasons)
    ]
    union, values = (
        " UNION ".join(text for text, _ in parts),
        [v for _, given in parts for v in given],
    )
    return rows.filter(left_out, pk__in=RawSQL(union, values), done_at=None)  # noqa: S611 - our own reasons


class _Conditions:
    """Writes what a row's own columns must be as SQL."""

    def __init__(self) -> None:
        self.query = Query(Obligation)
        self.compiler = self.query.get_compiler(connection=connection)

    def of(self, which: Q) -> tuple[str, list[Any]]:
        """Return a condition and its values."""
        try:
            text, values = self.compiler.compile(self.query.build_where(which))
        except EmptyResultSet:
            return "1 = 0", []
        except FullResultSet:
            return "1 = 1", []
        return text, list(values)


@lru_cache(maxsize=1_000)
def _reasons(viewer: Viewer) -> list[tuple[str, list[Any]]]:
    """Return as SQL, with its values, each reason for which a viewer sees open rows."""
    if not viewer.reads:
        return []
    return list(map(_Conditions().of, Obligation.reasons_to_see(viewer)))


def _walk(asked: Q, size: int) -> tuple[str, list[Any]]:
    """Return the query of the first rows of one reason, which is left to be put in."""
    reason = RawSQL(_REASON, [], output_field=BooleanField())  # noqa: S611 - one word
    rows = Obligation.objects.everywhere("asked once for each reason to see").filter(reason, asked)
    found = rows.order_by("-stage", "current_due", "pk").values_list("pk", "stage", "current_due")
    text, values = found[:size].query.sql_with_params()
    return text, list(values)


def in_order(row: Obligation) -> tuple[Any, ...]:
    """Return the key by which the rows of a page are sorted."""
    dated = () if row.current_due is None else (row.current_due,)
    return (-row.stage, not dated, *dated, row.pk)


def _widest_walked(viewer: Viewer) -> float:
    """Return the size below which SQLite, which has no histogram, must not sort a whole place.

    Walking the worst rows finds a page after some ``size / share`` of them, sorting reads all of
    the place's.
    """
    if dialect.postgresql() or viewer.sees != "subtree":
        return 0
    here, everywhere = tallies.share(viewer.path)
    return here**2 / everywhere if everywhere else 0


def mark(row: Obligation) -> Mark:
    """Return where a page that ends with this row ends."""
    return Mark(row.stage, row.current_due, row.pk)


def _behind(mark: Mark) -> Q:
    later = Q(current_due=mark.due, pk__gt=mark.pk)
    if mark.due is not None:
        later |= Q(current_due__gt=mark.due) | Q(current_due=None)
    return Q(stage__lt=mark.stage) | Q(stage=mark.stage) & later

"""The list people work from: open obligations in sight, the worst first, a page at a time.

Each reason to see a row is asked by itself, so that each walks its own index; the few rows each
yields are merged. The cost of a page does not grow with the table, nor with the number of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, Q, QuerySet

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import dialect
from .models import Obligation

SIZE = 50
#: Long texts that no list shows.
_LONG = ("text", "document__text", "document__compiled")


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

    ``which`` filters further; ``after`` continues behind a row. Undated ones come last.
    """
    found = _ids(viewer, Q(current_due__isnull=False), which, after, size)
    if len(found) < size:
        found += _ids(viewer, Q(current_due=None), which, after, size - len(found))
    rows = Obligation.objects.everywhere("rows a reason to see was found for").in_bulk(found)
    return _joined([rows[pk] for pk in found if pk in rows])


def _ids(viewer: Viewer, dated: Q, which: Q | None, after: Mark | None, size: int) -> list[int]:
    """Return the ids of a page's rows, in order, of those with or those without a due date."""
    asked = Q(done_at=None) & dated & (which or Q()) & (_behind(after) if after else Q())
    rows = Obligation.objects.filter(asked).order_by("-stage", "current_due", "pk")
    parts: list[str] = []
    values: list[Any] = []
    for part in rows.values_list("pk", "stage", "current_due").by_reason(viewer):
        try:
            text, params = part[:size].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({text}) part{len(parts)}")  # noqa: S608 - our own query
        values += params
    if not parts:
        return []
    union = f"{' UNION '.join(parts)} ORDER BY 2 DESC, 3, 1 LIMIT {size}"
    return [pk for pk, _, _ in dialect.rows(union, values)]


def _joined(rows: list[Obligation]) -> list[Obligation]:
    """Give the rows what a list shows of them; each unit, clause, post and matter read once."""
    clauses = Clause.objects.select_related("document").defer(*_LONG)
    matters = Matter.objects.everywhere("matters of listed obligations")
    _attach(rows, ("holder", "supervisor", "subject"), Unit.objects.all())
    _attach(rows, ("clause",), clauses)
    _attach(rows, ("post",), Post.objects.all())
    _attach(rows, ("matter",), matters)
    return rows


def _attach(rows: Iterable[Obligation], names: tuple[str, ...], of: QuerySet[Any]) -> None:
    wanted = {pk for row in rows for name in names if (pk := getattr(row, f"{name}_id"))}
    if not wanted:
        return
    found: dict[int, Model] = {thing.pk: thing for thing in of.filter(pk__in=wanted)}
    for row in rows:
        for name in names:
            if pk := getattr(row, f"{name}_id"):
                setattr(row, name, found[pk])


def mark(row: Obligation) -> Mark:
    """Return where a page that ends with this row ends."""
    return Mark(row.stage, row.current_due, row.pk)


def _behind(mark: Mark) -> Q:
    if mark.due is None:
        undated = Q(stage=mark.stage, pk__gt=mark.pk) | Q(stage__lt=mark.stage)
        return Q(current_due=None) & undated
    later = Q(current_due=mark.due, pk__gt=mark.pk) | Q(current_due__gt=mark.due)
    return Q(current_due=None) | Q(stage=mark.stage) & later | Q(stage__lt=mark.stage)

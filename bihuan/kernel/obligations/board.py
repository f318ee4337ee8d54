"""The list people work from: open obligations in sight, the worst first, a page at a time.

Each reason to see a row is asked by itself, so that each walks its own index; the few rows each
yields are merged. The cost of a page does not grow with the table, nor with the number of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Model, Q, QuerySet

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import dialect
from .models import Obligation

SIZE = 50
_WORST = (F("stage").desc(), F("current_due").asc(nulls_last=True), "pk")
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

    ``which`` filters further; ``after`` continues behind a row. Undated ones come last in a stage.
    """
    asked = Q(done_at=None) & (which or Q()) & (_behind(after) if after else Q())
    rows = Obligation.objects.filter(asked).order_by(*_WORST).values_list("pk")
    parts: list[str] = []
    values: list[Any] = []
    for part in rows.by_reason(viewer):
        try:
            text, params = part[:size].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({text}) part{len(parts)}")  # noqa: S608 - our own query
        values += params
    ids = [pk for (pk,) in dialect.rows(" UNION ".join(parts), values)] if parts else []
    shown = Obligation.objects.everywhere("rows a reason to see was found for")
    return _joined(list(shown.filter(pk__in=ids).order_by(*_WORST)[:size]))


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
    later = Q(stage=mark.stage, current_due=mark.due, pk__gt=mark.pk)
    if mark.due is not None:
        later |= Q(stage=mark.stage) & (Q(current_due__gt=mark.due) | Q(current_due=None))
    else:
        later = Q(stage=mark.stage, current_due=None, pk__gt=mark.pk)
    return Q(stage__lt=mark.stage) | later

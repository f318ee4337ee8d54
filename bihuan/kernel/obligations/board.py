"""The list people work from: open obligations in sight, the worst first, a page at a time.

Each reason to see a row is asked by itself, so that each walks its own index; the few rows each
yields are merged. The cost of a page does not grow with the table, nor with the number of the page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet, Sum

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import dialect, tallies
from .models import Obligation, Tally

SIZE = 50
_PLACE = '"obligations_obligation"."place_path"'
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
    place = f"+{_PLACE}" if _walking_is_faster(viewer, size) else _PLACE
    parts: list[str] = []
    values: list[Any] = []
    for part in rows.values_list("pk", "stage", "current_due").by_reason(viewer):
        try:
            text, params = part[:size].query.sql_with_params()
        except EmptyResultSet:
            continue
        text = text.replace(_PLACE, place)
        parts.append(f"SELECT * FROM ({text}) part{len(parts)}")  # noqa: S608 - our own query
        values += params
    if not parts:
        return []
    union = f"{' UNION '.join(parts)} ORDER BY 2 DESC, 3, 1 LIMIT {size}"
    return [pk for pk, _, _ in dialect.rows(union, values)]


def _walking_is_faster(viewer: Viewer, size: int) -> bool:
    """Say whether SQLite, which has no histogram, must be kept from sorting a whole place.

    Walking the worst rows finds a page after some ``size / share`` of them, sorting reads all of
    the place's.
    """
    if dialect.postgresql() or viewer.sees != "subtree":
        return False
    everywhere = Tally.objects.aggregate(n=Sum("n"))["n"] or 0
    return tallies.total(viewer.path) ** 2 > size * everywhere


#: What a list shows of each row, and where that is read; each unit, clause, post, matter once.
_SHOWN: tuple[tuple[tuple[str, ...], Callable[[], QuerySet[Any]]], ...] = (
    (("holder", "supervisor", "subject"), lambda: Unit.objects.defer("attributes")),
    (("clause",), lambda: Clause.objects.select_related("document").defer(*_LONG)),
    (("post",), lambda: Post.objects.all()),
    (("matter",), lambda: Matter.objects.everywhere("matters of listed obligations")),
)


def _joined(rows: list[Obligation]) -> list[Obligation]:
    for names, things in _SHOWN:
        fields: list[Any] = [Obligation._meta.get_field(name) for name in names]
        wanted = {pk for row in rows for field in fields if (pk := getattr(row, field.attname))}
        found = {thing.pk: thing for thing in things().filter(pk__in=wanted)} if wanted else {}
        for field in fields:
            for row in rows:
                field.set_cached_value(row, found.get(getattr(row, field.attname)))
    return rows


def mark(row: Obligation) -> Mark:
    """Return where a page that ends with this row ends."""
    return Mark(row.stage, row.current_due, row.pk)


def _behind(mark: Mark) -> Q:
    if mark.due is None:
        undated = Q(stage=mark.stage, pk__gt=mark.pk) | Q(stage__lt=mark.stage)
        return Q(current_due=None) & undated
    later = Q(current_due=mark.due, pk__gt=mark.pk) | Q(current_due__gt=mark.due)
    return Q(current_due=None) | Q(stage=mark.stage) & later | Q(stage__lt=mark.stage)

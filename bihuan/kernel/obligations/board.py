"""The list people work from: open obligations in sight, the worst first, a page at a time.

Each reason to see a row is asked by itself, so that each walks its own index; the few rows each
yields are merged. The cost of a page does not grow with the table, nor with the number of the page.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from bihuan.kernel.orgs.viewer import Viewer

from .models import Obligation

SIZE = 50
_SHOWN = ("holder", "post", "supervisor", "subject", "clause__document", "matter")
#: Long texts that no list shows.
_LONG = ("clause__text", "clause__document__text", "clause__document__compiled")


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
    seen = Obligation.objects.visible_to(viewer).filter(which or Q(), done_at=None)
    if after is not None:
        seen = seen.filter(_behind(after))
    ids: set[int] = set()
    for reason in Obligation.reasons_to_see(viewer):
        ids |= set(_worst(seen.filter(reason)).values_list("pk", flat=True)[:size])
    shown = Obligation.objects.visible_to(viewer).filter(pk__in=ids)
    return list(_worst(shown).select_related(*_SHOWN).defer(*_LONG)[:size])


def mark(row: Obligation) -> Mark:
    """Return where a page that ends with this row ends."""
    return Mark(row.stage, row.current_due, row.pk)


def _worst(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    return rows.order_by(F("stage").desc(), F("current_due").asc(nulls_last=True), "pk")


def _behind(mark: Mark) -> Q:
    later = Q(stage=mark.stage, current_due=mark.due, pk__gt=mark.pk)
    if mark.due is not None:
        later |= Q(stage=mark.stage) & (Q(current_due__gt=mark.due) | Q(current_due=None))
    else:
        later = Q(stage=mark.stage, current_due=None, pk__gt=mark.pk)
    return Q(stage__lt=mark.stage) | later

"""The side column of the desk: what waits for a signature, who is slowest, what is not written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.inbox import undelivered
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Extension, Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.committee import motions
from bihuan.surfaces.statements import KEPT, written_once

from .desk import walked

SHOWN = 5
FAILED = 2


@dataclass(frozen=True)
class Side:
    """What stands beside the list."""

    letters: list[Letter]
    extensions: list[Extension]
    slowest: list[dict[str, Any]]
    unset: list[Obligation]
    unset_count: int
    failed: list[Delivery]
    motions: bool


def column(
    viewer: Viewer, counts: Mapping[str, int], slowest: list[dict[str, Any]], now: datetime
) -> Side:
    """Return the side column of a viewer's desk.

    ``counts`` are the numbers of all she sees: what is none is not looked for. What the rows point
    to is left for ``board.join`` to add at once.
    """
    unset = unwritten(viewer, now) if counts["unset"] else []
    return Side(
        letters=_letters(viewer)(),
        extensions=_extensions(viewer)() if viewer.can(roles.EXTEND) else [],
        slowest=slowest,
        unset=unset,
        unset_count=max(counts["unset"], len(unset)),
        failed=_undelivered(viewer)(),
        motions=bool(counts["3"] or counts["4"]) and motions.waits(viewer, now),
    )


def unwritten(viewer: Viewer, now: datetime) -> list[Obligation]:
    """Return the first of what has no owner or no due date; each kind by its own index."""
    found = {row.pk: row for rows in walked(viewer, _ways(viewer), now=now) for row in rows}
    return sorted(found.values(), key=lambda row: row.pk)[:SHOWN]


@lru_cache(KEPT)
def _ways(viewer: Viewer) -> list[board.Plan]:
    # What has no date has not climbed either: said, it is one stretch of the index.
    undated = Q(current_due=None, stage=0) & ~Q(kind=Kind.SIGN)
    running = Q(paused_at=None)
    return [board.plan(viewer, running & w, size=SHOWN) for w in (Q(holder=None), undated)]


@written_once
def _undelivered(viewer: Viewer) -> Any:
    return undelivered(viewer)[:FAILED]


@written_once
def _letters(viewer: Viewer) -> Any:
    return waiting_letters(viewer)[:SHOWN]


def waiting_letters(viewer: Viewer) -> QuerySet[Letter]:
    """Return the drafts this post is to sign, the oldest first."""
    drafts = Letter.objects.visible_to(viewer).filter(state=Letter.State.DRAFT)
    mine = Q(signer_post=viewer.post_id)
    if viewer.can(roles.SIGN):
        mine |= Q(signer_post=None, issuer=viewer.unit_id)
    # Not joined: SQLite would begin with all units there are.
    found: QuerySet[Letter] = drafts.filter(mine).prefetch_related("addressee")
    return found.order_by("drawn_up_at", "pk")


@written_once
def _extensions(viewer: Viewer) -> Any:
    return waiting_extensions(viewer)[:SHOWN]


def waiting_extensions(viewer: Viewer) -> QuerySet[Extension]:
    """Return the requests for more time this post may decide, the oldest first."""
    if not viewer.can(roles.EXTEND):
        return Extension.objects.none()
    watched = Obligation.objects.visible_to(viewer).filter(supervisor=viewer.unit_id, done_at=None)
    asked = Extension.objects.filter(granted=None, obligation__in=watched)
    return asked.select_related("obligation__holder").order_by("asked_at")

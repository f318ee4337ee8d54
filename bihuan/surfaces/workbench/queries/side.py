"""The side column of the desk: what waits for a signature, who is slowest, what is not written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.inbox import undelivered
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Extension, Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer

from .desk import LONG

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


def column(viewer: Viewer, counts: Mapping[str, int], slowest: list[dict[str, Any]]) -> Side:
    """Return the side column of a viewer's desk.

    ``counts`` are the numbers of all she sees: what is none is not looked for.
    """
    unset = unwritten(viewer) if counts["unset"] else []
    return Side(
        letters=waiting_letters(viewer),
        extensions=waiting_extensions(viewer),
        slowest=slowest,
        unset=unset,
        unset_count=max(counts["unset"], len(unset)),
        failed=list(undelivered(viewer)[:FAILED]),
    )


def unwritten(viewer: Viewer) -> list[Obligation]:
    """Return the first of what has no owner or no due date; each kind by its own index."""
    # What has no date has not climbed either: said, it is one stretch of the index.
    undated = Q(current_due=None, stage=0) & ~Q(kind=Kind.SIGN)
    rows = board.open_to(viewer).filter(paused_at=None).defer(*LONG)
    rows = rows.select_related("clause__document", "holder", "matter")
    in_order = rows.order_by("-stage", "current_due", "pk")
    found = {
        row.pk: row for which in (Q(holder=None), undated) for row in in_order.filter(which)[:SHOWN]
    }
    return sorted(found.values(), key=lambda row: row.pk)[:SHOWN]


def waiting_letters(viewer: Viewer) -> list[Letter]:
    """Return the drafts this post is to sign, the oldest first."""
    drafts = Letter.objects.visible_to(viewer).filter(state=Letter.State.DRAFT)
    mine = Q(signer_post=viewer.post_id)
    if viewer.can(roles.SIGN):
        mine |= Q(signer_post=None, issuer=viewer.unit_id)
    return list(drafts.filter(mine).select_related("addressee").order_by("drawn_up_at")[:SHOWN])


def waiting_extensions(viewer: Viewer) -> list[Extension]:
    """Return the requests for more time this post may decide, the oldest first."""
    if not viewer.can(roles.EXTEND):
        return []
    watched = Obligation.objects.visible_to(viewer).filter(supervisor=viewer.unit_id, done_at=None)
    asked = Extension.objects.filter(granted=None, obligation__in=watched)
    return list(asked.select_related("obligation__holder").order_by("asked_at")[:SHOWN])

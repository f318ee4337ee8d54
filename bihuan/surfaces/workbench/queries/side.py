"""The side column of the desk: what waits for a signature, who is slowest, what is not written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.inbox import undelivered
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.obligations.models import Extension, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer

from .desk import LONG, Filters, open_to, slowest

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


def column(viewer: Viewer, now: datetime, counts: Mapping[str, int] | None = None) -> Side:
    """Return the side column of a viewer's desk.

    ``counts`` are the numbers of all she sees, where known: what is none is not looked for.
    """
    known = counts or {}
    unwritten = open_to(viewer, Filters(state="unset"), now)
    shown = unwritten.select_related("clause__document", "holder", "matter").defer(*LONG)
    unset = list(shown.order_by("pk")[:SHOWN]) if known.get("unset", 1) else []
    full = len(unset) == SHOWN
    return Side(
        letters=waiting_letters(viewer),
        extensions=waiting_extensions(viewer),
        slowest=slowest(viewer, now) if known.get("late", 1) else [],
        unset=unset,
        unset_count=(known.get("unset") or unwritten.count()) if full else len(unset),
        failed=list(undelivered(viewer)[:FAILED]),
    )


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

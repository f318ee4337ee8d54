"""领导首页: what waits for one's signature, what one owes in person, what is latest and whose."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Extension, Kind, Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry

from ..templatetags.bihuan import SOON
from . import orders, side
from .asking import late
from .desk import LONG, ORDER, SHOWN
from .paging import ordering

FEW = 3
#: On the first visit: what happened within this time is new.
FIRST = timedelta(days=7)
WARNING, LISTED = 2, 4
#: Of each stage those whose date passed last are looked at: what has just climbed is among them.
LOOKED_AT = 100


@dataclass(frozen=True)
class ToSign:
    """What waits for one's signature: letters, requests for more time, steps to approve."""

    letters: QuerySet[Letter]
    extensions: QuerySet[Extension]
    approvals: QuerySet[Obligation]

    @property
    def count(self) -> int:
        """How many wait."""
        return sum(one.count() for one in (self.letters, self.extensions, self.approvals))


@dataclass(frozen=True)
class Climbed:
    """An obligation that came to the stage of a warning or above, and when."""

    obligation: Obligation
    at: datetime


def to_sign(viewer: Viewer) -> ToSign:
    """Return what waits for the viewer's signature or decision, the oldest first."""
    approvals = _joined(_mine(viewer).filter(kind=Kind.SIGN, matter__isnull=False))
    return ToSign(
        side.waiting_letters(viewer), side.waiting_extensions(viewer), approvals.order_by("pk")
    )


def own(viewer: Viewer, now: datetime) -> QuerySet[Obligation]:
    """Return what the post itself owes and must do now: late, near or without a date."""
    near = Q(current_due=None) | Q(current_due__lte=now + SOON) | Q(stage__gte=1)
    rows = _mine(viewer).filter(near, paused_at=None).exclude(kind=Kind.SIGN)
    return _joined(rows).order_by(*ordering(ORDER))


def latest(viewer: Viewer, now: datetime) -> list[Obligation]:
    """Return the first of what others have let become late, the worst first."""
    return board.page(viewer, late(now) & ~Q(post=viewer.post_id), size=FEW)


def climbed(viewer: Viewer, since: datetime) -> list[Climbed]:
    """Return what came to a warning or above since a moment and is open, the newest first."""
    rows = {o.chain: o for stage in range(WARNING, LISTED + 1) for o in _last(viewer, stage)}
    entries = Entry.objects.filter(chain__in=rows, verb__in=("climbed", "returned"), at__gt=since)
    when = {
        entry.chain: entry.at for entry in entries.order_by("at")
        if json.loads(entry.body).get("stage", 0) >= WARNING
    }  # fmt: skip
    found = [Climbed(rows[chain], at) for chain, at in when.items()]
    return sorted(found, key=lambda one: (one.at, one.obligation.pk), reverse=True)


def unanswered(viewer: Viewer) -> QuerySet[Letter]:
    """Return the supervision orders of the viewer's places that nobody answered."""
    return orders.unanswered(viewer, viewer.path)


def shown(*parts: Iterable[Obligation]) -> list[Obligation]:
    """Return the obligations of several parts, each once."""
    return list({o.pk: o for part in parts for o in part}.values())


def _last(viewer: Viewer, stage: int) -> QuerySet[Obligation]:
    rows = board.open_to(viewer).filter(stage=stage, paused_at=None)
    return _joined(rows).order_by("-current_due", "-pk")[:LOOKED_AT]


def _mine(viewer: Viewer) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(viewer)
    return rows.filter(post=viewer.post_id, done_at=None)


def _joined(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    return rows.select_related(*SHOWN).defer(*LONG)

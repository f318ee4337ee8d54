"""领导首页: what waits for one's signature, what one owes in person, what is latest and whose."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Extension, Kind, Obligation
from bihuan.kernel.orgs.scope import places_seen
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry
from bihuan.surfaces.statements import KEPT, NOW, Moment, among, written_once

from ..templatetags.bihuan import SOON
from . import side
from .asking import late
from .desk import ORDER, walked
from .paging import First, first, ordering

FEW = 3
#: On the first visit: what happened within this time is new.
FIRST = timedelta(days=7)
WARNING, LISTED = 2, 4
#: Of each stage those whose date passed last are looked at: what has just climbed is among them.
LOOKED_AT = 100


@dataclass(frozen=True)
class ToSign:
    """What waits for one's signature: letters, requests for more time, steps to approve."""

    letters: First[Letter]
    extensions: First[Extension]
    approvals: First[Obligation]

    @property
    def count(self) -> int:
        """How many wait."""
        return self.letters.count + self.extensions.count + self.approvals.count


@dataclass(frozen=True)
class Climbed:
    """An obligation that came to the stage of a warning or above, and when."""

    obligation: Obligation
    at: datetime


def to_sign(viewer: Viewer, size: int) -> ToSign:
    """Return the first of what waits for the viewer's signature or decision, the oldest first."""
    return ToSign(
        first(_letters(viewer, size)(), size, lambda: side.waiting_letters(viewer).count()),
        first(_extensions(viewer, size)(), size, lambda: side.waiting_extensions(viewer).count()),
        first(_approvals(viewer, size)(), size, lambda: _to_approve(viewer).count()),
    )


def own(viewer: Viewer, now: datetime, size: int) -> First[Obligation]:
    """Return the first of what the post itself owes and must do now: late, near or undated."""
    found = _own(viewer, size)(now=now)
    return first(found, size, lambda: _owed(viewer, now).count())


def latest(viewer: Viewer, now: datetime) -> list[Obligation]:
    """Return the first of what others have let become late, the worst first."""
    return walked(viewer, _plans(viewer), now=now)[0]


def climbed(viewer: Viewer, since: datetime, size: int) -> First[Climbed]:
    """Return what came to a warning or above since a moment and is open, the newest first."""
    keys = [pk for stage in range(WARNING, LISTED + 1) for (pk,) in _last(viewer, stage)()]
    keys += [pk for (pk,) in _beside(viewer)()]
    told = _steps()(chains=[f"{Obligation.LETTER}{pk}" for pk in keys], since=since) if keys else ()
    when = {
        int(chain.removeprefix(Obligation.LETTER)): at for chain, at, body in told
        if json.loads(body).get("stage", 0) >= WARNING
    }  # fmt: skip
    newest = sorted(when, key=lambda pk: (when[pk], pk), reverse=True)[:size]
    rows = {o.pk: o for o in _keyed()(keys=newest)} if newest else {}
    return First([Climbed(rows[pk], when[pk]) for pk in newest], len(when))


def shown(*parts: list[Obligation]) -> list[Obligation]:
    """Return the obligations of several parts, each once, with what they point to."""
    every = [o for part in parts for o in part]
    board.join(every)
    return list({o.pk: o for o in every}.values())


@written_once
def _letters(viewer: Viewer, size: int) -> Any:
    return side.waiting_letters(viewer)[: size + 1]


@written_once
def _extensions(viewer: Viewer, size: int) -> Any:
    return side.waiting_extensions(viewer)[: size + 1]


@written_once
def _approvals(viewer: Viewer, size: int) -> Any:
    return _to_approve(viewer).order_by("pk")[: size + 1]


def _to_approve(viewer: Viewer) -> QuerySet[Obligation]:
    return _mine(viewer).filter(kind=Kind.SIGN, matter__isnull=False)


@written_once
def _own(viewer: Viewer, size: int) -> Any:
    return _owed(viewer, NOW).order_by(*ordering(ORDER))[: size + 1]


def _owed(viewer: Viewer, now: datetime) -> QuerySet[Obligation]:
    near = Q(current_due=None) | Q(current_due__lte=now + SOON) | Q(stage__gte=1)
    return _mine(viewer).filter(near, paused_at=None).exclude(kind=Kind.SIGN)


def _mine(viewer: Viewer) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(viewer)
    return rows.filter(post=viewer.post_id, done_at=None)


@lru_cache(KEPT)
def _plans(viewer: Viewer) -> list[board.Plan]:
    return [board.plan(viewer, late(NOW) & ~Q(post=viewer.post_id), size=FEW)]


@written_once
def _last(viewer: Viewer, stage: int) -> Any:
    """Ask for the last of a stage seen for the widest reason, which has an index of its own."""
    rows = Obligation.objects.everywhere("what climbed in sight").filter(_widest(viewer))
    return _newest(rows.filter(stage=stage, done_at=None))


@written_once
def _beside(viewer: Viewer) -> Any:
    """Ask for the last seen for the other reasons; those are few."""
    rows = board.open_to(viewer, beside=_widest(viewer))
    return _newest(rows.filter(stage__gte=WARNING))


def _newest(rows: QuerySet[Obligation]) -> Any:
    return rows.filter(paused_at=None).order_by("-current_due", "-pk").values_list("pk")[:LOOKED_AT]


def _widest(viewer: Viewer) -> Q:
    if viewer.sees == "subtree":
        return places_seen(viewer)
    return Q(supervisor=viewer.unit_id) if viewer.sees == "supervised" else Q(holder=viewer.unit_id)


@written_once
def _steps() -> Any:
    rows = Entry.objects.filter(among("chain", "chains"), verb__in=("climbed", "returned"))
    newer = rows.filter(at__gt=Moment("since"))
    return newer.order_by("at").values_list("chain", "at", "body")


@written_once
def _keyed() -> Any:
    return Obligation.objects.everywhere("keys found in sight").filter(among("pk", "keys"))

"""The numbers of a desk: counted while the page waits, or, where too many, from the last snapshot.

A snapshot knows the place, or what the unit supervises. What the viewer sees for any other reason,
and what is her own, is counted now and takes the place of what the snapshot said of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.scope import places_seen, within
from bihuan.kernel.orgs.viewer import Viewer

from .. import snapshots
from ..models import Snapshot
from .cells import Cells, add, cells, held, less, nobodys, of_clauses
from .desk import Filters, mine, open_to
from .slowest import Late, slowest, worst

SHOWN = 5
DOCUMENTS = 3


@dataclass(frozen=True)
class Figures:
    """The cells of what the filters ask for, those of all the viewer sees, the slowest units.

    ``at`` is the moment of the snapshot they come from, ``None`` for now; ``offered`` are the
    units the filter offers then.
    """

    asked: Cells
    whole: Cells
    slowest: list[Late]
    at: datetime | None = None
    offered: list[Late] | None = None


@dataclass(frozen=True)
class _Wide:
    """A scope with a snapshot: what it holds, and for which of the reasons it is seen."""

    snapshot: Snapshot
    holds: Q
    reason: Q


def read(viewer: Viewer, filters: Filters, now: datetime) -> Figures:
    """Return the numbers of a viewer's desk for these filters."""
    narrow = Filters(q=filters.q, place=filters.place, unit=filters.unit, document=filters.document)
    wide = _wide(viewer, Filters(), now)
    whole = _cells(viewer, Filters(), wide, now)
    here = _wide(viewer, narrow, now) if wide else None
    asked = whole if narrow == Filters() else _cells(viewer, narrow, here, now)
    if wide is None:
        return Figures(asked, whole, slowest(open_to(viewer, Filters(), now), now, SHOWN))
    kept = snapshots.read_slowest(wide.snapshot)
    beside = slowest(_beside(viewer, wide), now, SHOWN)
    offered = snapshots.read_slowest(here.snapshot) if here else kept
    return Figures(asked, whole, worst([*kept, *beside], SHOWN), wide.snapshot.at, offered)


def documents(counted: Cells) -> list[dict[str, Any]]:
    """Return the documents most open obligations come from: ``document``, ``named``, ``n``."""
    by_clause: dict[int, int] = {}
    for cell, n in counted.items():
        if cell.clause is not None:
            by_clause[cell.clause] = by_clause.get(cell.clause, 0) + n
    found: dict[tuple[int, str], int] = {}
    clauses = Clause.objects.filter(pk__in=by_clause).order_by()
    for pk, *document in clauses.values_list("pk", "document", "document__title"):
        found[document[0], document[1]] = found.get((*document,), 0) + by_clause[pk]
    top = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:DOCUMENTS]
    return [{"document": pk, "named": title, "n": n} for (pk, title), n in top if n > 0]


def named(units: list[Late]) -> list[dict[str, Any]]:
    """Return the slowest units as the page shows them: holder, name, n, the mean days late."""
    names = dict(
        Unit.objects.filter(pk__in=[one.holder for one in units]).values_list("pk", "name")
    )
    return [
        {
            "holder": one.holder,
            "name": names[one.holder],
            "n": one.n,
            "days": max(1, round(one.days)),
        }
        for one in units
    ]


def _wide(viewer: Viewer, narrow: Filters, now: datetime) -> _Wide | None:
    """Return the scope with a snapshot that holds what the filters ask for, if there is one."""
    if narrow.unit or narrow.q or viewer.opened or not viewer.reads:
        return None
    if viewer.sees == "subtree":
        return _wide_place(viewer, narrow.place, now)
    if viewer.sees == "supervised" and not narrow.place:
        watched = Q(supervisor=viewer.unit_id)
        return _known(snapshots.of_supervisor(viewer.unit_id), watched, watched, now)
    return None


def _wide_place(viewer: Viewer, code: str, now: datetime) -> _Wide | None:
    place = Place.objects.filter(code=code).first() if code else None
    if code and (place is None or not place.path.startswith(viewer.path)):
        return None
    path = place.path if place else viewer.path
    return _known(snapshots.of_place(path), within(path), places_seen(viewer), now)


def _known(scope: str, holds: Q, reason: Q, now: datetime) -> _Wide | None:
    found = snapshots.latest(scope, now)
    return _Wide(found, holds, reason) if found else None


def _cells(viewer: Viewer, narrow: Filters, wide: _Wide | None, now: datetime) -> Cells:
    own = mine(viewer)
    if wide is None:
        return cells(open_to(viewer, narrow, now), now, mine=own)
    known, only = snapshots.read_cells(wide.snapshot), _only(narrow)
    if only is not None:
        known = of_clauses(known, only)
    own_rows = Obligation.objects.everywhere("one's own in a wide scope").filter(
        wide.holds, holder=viewer.unit_id, done_at=None
    )
    beside = _beside(viewer, wide)
    if only is not None:
        own_rows, beside = (rows.filter(clause__in=only) for rows in (own_rows, beside))
    if narrow.place:
        beside = beside.filter(wide.holds)
    then, today = held(own_rows, wide.snapshot.at, now, mine=own)
    return add(known, less(nobodys(then)), today, cells(beside, now, mine=own))


def _only(narrow: Filters) -> list[int] | None:
    if not narrow.document:
        return None
    return list(Clause.objects.filter(document=int(narrow.document)).values_list("pk", flat=True))


def _beside(viewer: Viewer, wide: _Wide) -> QuerySet[Obligation]:
    """Return what the viewer sees for other reasons than that it lies in the wide scope."""
    return board.open_to(viewer, beside=wide.reason)

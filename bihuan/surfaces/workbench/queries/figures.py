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
from bihuan.kernel.orgs.scope import places_seen, within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.statements import NOW, Moment, among, written_once

from .. import scopes, snapshots
from ..models import Snapshot
from .asking import ALL, Asking, mine, open_to
from .cells import Cells, add, cells, held, in_cells, less, nobodys, of_clauses
from .desk import unit_names
from .slowest import Late, lates, slowest, worst

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
    """A scope with a snapshot: all below ``path``, or, without one, what the unit supervises."""

    snapshot: Snapshot
    path: str


def read(viewer: Viewer, asked: Asking, now: datetime) -> Figures:
    """Return the numbers of a viewer's desk for what is asked without state, tab and group."""
    narrow = asked.unpressed
    wide = _wide(viewer, ALL, now)
    whole, beside = _cells(viewer, ALL, wide, now)
    here = wide if narrow == ALL else _wide(viewer, narrow, now) if wide else None
    sought = whole if narrow == ALL else _cells(viewer, narrow, here, now)[0]
    if wide is None:
        return Figures(sought, whole, lates(_slowest(viewer)(now=now), now))
    kept = snapshots.read_slowest(wide.snapshot)
    others = lates(_slowest_beside(viewer, wide.path)(now=now), now) if beside else []
    offered = snapshots.read_slowest(here.snapshot) if here else kept
    return Figures(sought, whole, worst([*kept, *others], SHOWN), wide.snapshot.at, offered)


def documents(counted: Cells) -> list[dict[str, Any]]:
    """Return the documents most open obligations come from: ``document``, ``named``, ``n``."""
    by_clause: dict[int, int] = {}
    for cell, n in counted.items():
        if cell.clause is not None:
            by_clause[cell.clause] = by_clause.get(cell.clause, 0) + n
    found: dict[tuple[int, str], int] = {}
    for pk, *document in _documents()(clauses=by_clause) if by_clause else ():
        found[document[0], document[1]] = found.get((*document,), 0) + by_clause[pk]
    top = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:DOCUMENTS]
    return [{"document": pk, "named": title, "n": n} for (pk, title), n in top if n > 0]


@written_once
def _documents() -> Any:
    rows = Clause.objects.filter(among("pk", "clauses")).order_by()
    return rows.values_list("pk", "document", "document__title")


def named(units: list[Late]) -> list[dict[str, Any]]:
    """Return the slowest units as the page shows them: holder, name, n, the mean days late."""
    names = dict(unit_names([one.holder for one in units]))
    return [
        {
            "holder": one.holder,
            "name": names[one.holder],
            "n": one.n,
            "days": max(1, int(one.days)),
        }
        for one in units
    ]


def _wide(viewer: Viewer, narrow: Asking, now: datetime) -> _Wide | None:
    """Return the scope with a snapshot that holds what is asked for, if there is one."""
    filters = narrow.filters
    if filters.unit or filters.q or filters.here or viewer.opened or not viewer.reads:
        return None
    if viewer.sees == "subtree":
        path = narrow.path or viewer.path
        if filters.place and not narrow.path.startswith(viewer.path):
            return None
        return _known(scopes.of_place(path), path, now)
    if viewer.sees == "supervised" and not filters.place:
        return _known(scopes.of_supervisor(viewer.unit_id), "", now)
    return None


def _known(scope: str, path: str, now: datetime) -> _Wide | None:
    found = snapshots.latest(scope, now)
    return _Wide(found, path) if found else None


def _cells(
    viewer: Viewer, narrow: Asking, wide: _Wide | None, now: datetime
) -> tuple[Cells, Cells]:
    """Return the cells of what is asked for, and of these what a snapshot does not know of."""
    if wide is None:
        found = cells(_counted(viewer, narrow)(now=now, **narrow.given))
        return found, found
    known, given = snapshots.read_cells(wide.snapshot), {"now": now, "at": wide.snapshot.at}
    limited = bool(narrow.filters.document)
    if limited:
        known, given = of_clauses(known, narrow.clauses), given | {"clauses": narrow.clauses}
    then, today = held(_held(viewer, wide.path, limited)(**given), 2)
    beside = cells(_beside(viewer, wide.path, narrow.path, limited)(**given))
    return add(known, less(nobodys(then)), today, beside), beside


@written_once
def _counted(viewer: Viewer, narrow: Asking) -> Any:
    return in_cells(open_to(viewer, narrow, NOW), NOW, mine=mine(viewer))


@written_once
def _held(viewer: Viewer, path: str, limited: bool) -> Any:  # noqa: FBT001 - part of the text
    """Ask for the cells of what is one's own unit's in a wide scope, as of both moments."""
    scope = within(path) if path else Q(supervisor=viewer.unit_id)
    rows = Obligation.objects.everywhere("one's own in a wide scope").filter(
        scope, holder=viewer.unit_id, done_at=None
    )
    return in_cells(_limited(rows, limited=limited), Moment("at"), NOW, mine=mine(viewer))


@written_once
def _beside(viewer: Viewer, path: str, place: str, limited: bool) -> Any:  # noqa: FBT001
    """Ask for the cells of what the viewer sees for other reasons than the wide scope."""
    rows = _others(viewer, path)
    rows = _limited(rows.filter(within(place)) if place else rows, limited=limited)
    return in_cells(rows, NOW, mine=mine(viewer))


def _limited(rows: QuerySet[Obligation], *, limited: bool) -> QuerySet[Obligation]:
    return rows.filter(among("clause", "clauses")) if limited else rows


@written_once
def _slowest(viewer: Viewer) -> Any:
    return slowest(open_to(viewer, ALL, NOW), NOW, SHOWN)


@written_once
def _slowest_beside(viewer: Viewer, path: str) -> Any:
    return slowest(_others(viewer, path), NOW, SHOWN)


def _others(viewer: Viewer, path: str) -> QuerySet[Obligation]:
    """Return what the viewer sees for other reasons than that it lies in the wide scope."""
    reason = places_seen(viewer) if path else Q(supervisor=viewer.unit_id)
    return board.open_to(viewer, beside=reason)

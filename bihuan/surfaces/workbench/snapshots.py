"""Taking the numbers of wide scopes with every round, so that no page waits for them.

Only the places, and the units that supervise, with more than ``WIDE`` open obligations get a
snapshot; all others are counted when asked. Three statements over the open obligations yield
all of it, whatever the number of scopes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from bihuan.kernel.obligations.models import Obligation, Tally
from bihuan.kernel.orgs.places import ancestors
from bihuan.surfaces.statements import NOW, Given, written_once

from .models import Snapshot
from .queries.cells import Cell, Cells, dimensions
from .queries.slowest import Late, slowest_by, worst

WIDE = 2_000
#: Of a jobs process that stands still; then pages count for themselves again, however long.
OLDEST = timedelta(minutes=30)
SLOWEST = 20


def take(at: datetime) -> int:
    """Write the snapshots of a moment and return how many; safe to repeat and to cut off."""
    found: list[Snapshot] = []
    if (Tally.objects.aggregate(n=Sum("n"))["n"] or 0) > WIDE:
        counted = _counted(at)
        wide = {scope for scope, part in counted.items() if part.total() > WIDE}
        slow = _slowest(wide, at)
        found = [
            Snapshot(scope=scope, at=at, figures=_written(counted[scope], slow[scope]))
            for scope in sorted(wide)
        ]
    with transaction.atomic():
        Snapshot.objects.exclude(scope__in=[one.scope for one in found]).delete()
        Snapshot.objects.bulk_create(
            found, update_conflicts=True, unique_fields=["scope"], update_fields=["at", "figures"]
        )
    return len(found)


def of_place(path: str) -> str:
    """Return the scope of a place and all below."""
    return f"p{path}"


def of_supervisor(unit: int) -> str:
    """Return the scope of what a unit supervises."""
    return f"s{unit}"


def latest(scope: str, now: datetime) -> Snapshot | None:
    """Return the snapshot of a scope, unless there is none of the last half hour."""
    return next(iter(_latest()(scope=scope, now=now)), None)


@written_once
def _latest() -> Any:
    fresh = Snapshot.objects.filter(at__lte=NOW, at__gt=NOW + -OLDEST)
    return fresh.filter(scope=Given("scope"))[:1]


def read_cells(snapshot: Snapshot) -> Cells:
    """Return the cells a snapshot holds; nothing in it is anybody's own."""
    return Counter({Cell(*cell, mine=False): n for *cell, n in snapshot.figures["cells"]})


def read_slowest(snapshot: Snapshot) -> list[Late]:
    """Return the slowest units a snapshot holds."""
    return [Late(*one) for one in snapshot.figures["slowest"]]


def _open() -> Any:
    rows = Obligation.objects.everywhere("numbers of wide scopes")
    return rows.filter(done_at=None).order_by()


def _counted(at: datetime) -> dict[str, Cells]:
    """Return the cells of every place on the way up, and of every supervisor."""
    found: dict[str, Cells] = defaultdict(Counter)
    rows = _open().values_list("place_path", "supervisor", *dimensions(at))
    for path, supervisor, *cell, n in rows.annotate(n=Count("pk")):
        for scope in _scopes(path, supervisor):
            found[scope][Cell(*cell)] += n
    return found


def _scopes(path: str, supervisor: int | None) -> Iterator[str]:
    for above in ancestors(path):
        yield of_place(above)
    if supervisor is not None:
        yield of_supervisor(supervisor)


def _slowest(wide: set[str], at: datetime) -> dict[str, list[Late]]:
    """Return the slowest units of each wide scope: the worst of a place are among its parts'."""
    parts: dict[str, list[Late]] = defaultdict(list)
    for path, found in slowest_by(_open(), "place_path", at, SLOWEST).items():
        for above in ancestors(path):
            parts[of_place(above)] += found
    for supervisor, found in slowest_by(_open(), "supervisor", at, SLOWEST).items():
        if supervisor is not None:
            parts[of_supervisor(supervisor)] += found
    return {scope: worst(parts[scope], SLOWEST) for scope in wide}


def _written(counted: Cells, slow: list[Late]) -> dict[str, Any]:
    return {"cells": [[*cell[:-1], n] for cell, n in counted.items()], "slowest": slow}

"""Taking the numbers of wide scopes with every round, so that no page waits for them.

Only the places, and the units that supervise, with more than ``WIDE`` open obligations get a
snapshot; all others are counted when asked. What a unit supervises is kept by place as well: its
own scope is what it answers for, wherever that lies, and a page of one place asks for a part of
it. Three statements over the open obligations yield all of it, whatever the number of scopes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from bihuan.kernel.obligations.models import Base, Obligation, Tally
from bihuan.kernel.orgs.models import Unit
from bihuan.surfaces.statements import NOW, Given, written_once

from . import period_snapshots, scopes
from .models import Snapshot
from .queries.cells import Cell, Cells, dimensions, tally
from .queries.slowest import Late, slowest_by, worst

WIDE = 2_000
#: Of a jobs process that stands still; then pages count for themselves again, however long.
OLDEST = timedelta(minutes=30)
SLOWEST = 20
#: Rows written at once.
CHUNK = 500


def take(at: datetime) -> int:
    """Write the snapshots of a moment and return how many; safe to repeat and to cut off."""
    found: list[Snapshot] = []
    if (Tally.objects.aggregate(n=Sum("n"))["n"] or 0) > WIDE:
        found = _of_open(at)
    if (Base.objects.aggregate(n=Sum("size"))["n"] or 0) > WIDE:
        found += [
            Snapshot(scope=scope, at=at, figures=figures)
            for scope, figures in period_snapshots.take(at, WIDE)
        ]
    with transaction.atomic():
        Snapshot.objects.bulk_create(
            found, CHUNK, update_conflicts=True, unique_fields=["scope"],
            update_fields=["at", "figures", "parts"],
        )  # fmt: skip
        scopes_now = {one.scope for one in found}
        gone = set(Snapshot.objects.values_list("scope", flat=True)) - scopes_now
        Snapshot.objects.filter(scope__in=gone).delete()
    return len(found)


def latest(scope: str, now: datetime) -> Snapshot | None:
    """Return the snapshot of a scope, unless there is none of the last half hour.

    Its parts are read only when asked for.
    """
    return next(iter(_latest()(scope=scope, now=now)), None)


def with_parts(scope: str, now: datetime) -> Snapshot | None:
    """Return the same with its parts."""
    return next(iter(_with_parts()(scope=scope, now=now)), None)


@written_once
def _latest() -> Any:
    return _fresh().defer("parts")


@written_once
def _with_parts() -> Any:
    return _fresh()


def _fresh() -> Any:
    fresh = Snapshot.objects.filter(at__lte=NOW, at__gt=NOW + -OLDEST)
    return fresh.filter(scope=Given("scope"))[:1]


def read_cells(snapshot: Snapshot) -> Cells:
    """Return the cells a snapshot holds; nothing in it is anybody's own."""
    return Counter({Cell(*cell, mine=False): n for *cell, n in snapshot.figures["cells"]})


def read_slowest(snapshot: Snapshot) -> list[Late]:
    """Return the slowest units a snapshot holds."""
    return [Late(*one) for one in snapshot.figures["slowest"]]


def _of_open(at: datetime) -> list[Snapshot]:
    rows = _counted(at)
    size: Counter[str] = Counter()
    for path, supervisor, _, n in rows:
        for scope, _ in scopes.holding(path, _known(supervisor)):
            size[scope] += n
    wide = {scope for scope, n in size.items() if n > WIDE}
    found: dict[str, Cells] = defaultdict(Counter)
    parts: dict[str, dict[str, Cells]] = defaultdict(lambda: defaultdict(Counter))
    for path, supervisor, cell, n in rows:
        alike = cell._replace(clause=None)
        for scope, part in scopes.holding(path, _known(supervisor)):
            if scope in wide:
                found[scope][cell] += n
                parts[scope][part][alike] += n
    slow, kinds = _slowest(wide, at), _kinds(wide)
    return [
        Snapshot(
            scope=scope, at=at, figures=_written(found[scope], slow[scope]),
            parts={
                "tallies": {part: tally(cells) for part, cells in parts[scope].items()},
                "kinds": kinds[scope],
            },
        )
        for scope in sorted(wide)
    ]  # fmt: skip


def _kinds(wide: set[str]) -> dict[str, Counter[str]]:
    """Return how many units of each kind are registered in each wide scope."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    rows = Unit.objects.exclude(status=Unit.Status.CLOSED).order_by()
    counted = rows.values_list("place_path", "supervisor", "kind").annotate(n=Count("pk"))
    for path, supervisor, kind, n in counted:
        for scope, _ in scopes.holding(path, _known(supervisor)):
            if scope in wide:
                found[scope][kind] += n
    return found


def _known(supervisor: int | None) -> Iterable[int]:
    return () if supervisor is None else (supervisor,)


def _open() -> Any:
    rows = Obligation.objects.everywhere("numbers of wide scopes")
    return rows.filter(done_at=None).order_by()


def _counted(at: datetime) -> list[tuple[str, int | None, Cell, int]]:
    """Return how many are alike in place, supervisor and cell."""
    rows = _open().values_list("place_path", "supervisor", *dimensions(at))
    return [
        (path, supervisor, Cell(*cell), n)
        for path, supervisor, *cell, n in rows.annotate(n=Count("pk"))
    ]


def _slowest(wide: set[str], at: datetime) -> dict[str, list[Late]]:
    """Return the slowest units of each wide scope: the worst of a place are among its parts'."""
    parts: dict[str, list[Late]] = defaultdict(list)
    for (path,), found in slowest_by(_open(), ("place_path",), at, SLOWEST).items():
        for scope, _ in scopes.holding(path, ()):
            parts[scope] += found
    watched = slowest_by(
        _open().exclude(supervisor=None), ("supervisor", "place_path"), at, SLOWEST
    )
    for (supervisor, path), found in watched.items():
        for scope, _ in scopes.holding(path, (supervisor,)):
            if scope.startswith("s"):
                parts[scope] += found
    return {scope: worst(parts[scope], SLOWEST) for scope in wide}


def _written(counted: Cells, slow: list[Late]) -> dict[str, Any]:
    return {"cells": [[*cell[:-1], n] for cell, n in counted.items()], "slowest": slow}

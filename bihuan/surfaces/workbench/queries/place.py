"""一地一页: what stands open in a place and in each of its parts, late and whose, unreported.

Wide places have their numbers from the snapshot of the last round, as the desk has; what is small
enough is counted now. Every number opens the rows it counts.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.scope import paths_seen, within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.reporting import calls
from bihuan.surfaces.statements import KEPT, NOW, Given, among, written_once

from .. import scopes, snapshots
from ..models import Snapshot
from . import asking, completeness, units
from .cells import TALLIED, Cell, Cells, add, dimensions, tally
from .desk import walked
from .slowest import Late, lates, slowest
from .standings import Counts, added, part_below

SHOWN = 5
#: The columns of the table of parts: the state of the desk each number opens.
COLUMNS = dict(zip(TALLIED, ("逾期", "提示", "警示", "督办", "挂牌", "未设定"), strict=True))
PERIODS = 2


@dataclass(frozen=True)
class Part:
    """A part of a place: its name, code, whether it is the place's own level, its numbers."""

    name: str
    code: str
    own: bool
    total: int
    idle: int
    states: list[tuple[str, str, int]]

    @property
    def query(self) -> str:
        """The desk's query for its rows."""
        return f"?place={self.code}{'&here=1' if self.own else ''}"


@dataclass(frozen=True)
class Reported:
    """A period as far as it is reported."""

    says: str
    query: str
    counts: Counts


@dataclass(frozen=True)
class Numbers:
    """What stands open in a place: in cells, by part, who is slowest; the units by kind.

    ``at`` is the moment of the snapshot they come from, ``None`` for now.
    """

    cells: Cells
    parts: dict[str, list[int]]
    slowest: list[Late]
    kinds: dict[str, int]
    at: datetime | None = None


def find(viewer: Viewer, code: str) -> Place:
    """Return a place of the viewer's own. Raises :class:`NotFound` for any other.

    A department that sees what it supervises has a page of each place in its own, with its units.
    """
    found = next(iter(_coded()(code=code)), None)
    tops = paths_seen(viewer) if viewer.sees == "subtree" else (viewer.path, *viewer.opened)
    inside = found is not None and any(found.path.startswith(top) for top in tops)
    if found is None or not inside or viewer.sees == "own" or not viewer.reads:
        raise NotFound("没有这个区划，或您的岗位看不到。")
    return found


@written_once
def _coded() -> Any:
    return Place.objects.filter(code=Given("code"))


@written_once
def _places() -> Any:
    return Place.objects.filter(among("path", "paths")).order_by("path")


def above(viewer: Viewer, place: Place) -> list[Place]:
    """Return the places over a place that the viewer may open, from the top."""
    paths = [path for path in ancestors(place.path)[1:] if path.startswith(viewer.path)]
    return _places()(paths=paths) if paths else []


def read(viewer: Viewer, place: Place, now: datetime) -> Numbers:
    """Return the numbers of a place: from the last round's snapshot, or counted if none is kept."""
    path = place.path
    kept = _kept(viewer, path, now)
    if kept is None:
        found = _by_part(_open(viewer, path)(now=now))
        slow = lates(_slowest(viewer, path)(now=now), now)
        return Numbers(
            add(*found.values()), _tallied({}, found), slow, dict(_kinds(viewer, path)())
        )
    beside = {} if viewer.sees == "subtree" else _by_part(_beside(viewer, path)(now=now))
    return Numbers(
        add(snapshots.read_cells(kept), *beside.values()),
        _tallied(kept.parts["tallies"], beside),
        snapshots.read_slowest(kept)[:SHOWN],
        _with_own(viewer, path, kept.parts["kinds"]),
        kept.at,
    )


def parts(place: Place, numbers: Numbers) -> list[Part]:
    """Return the parts of a place that have anything open, its own level first."""
    known = numbers.parts
    return [_part(one, known[one.path], own=one.path == place.path) for one in
            _places()(paths=list(known))]  # fmt: skip


def stuck(viewer: Viewer, place: Place, now: datetime) -> tuple[list[Obligation], list[Obligation]]:
    """Return the first of what is late in a place, and of what a supervisor left (督办不力)."""
    late, idle = walked(viewer, _plans(viewer, place.path), now=now)
    board.join([*late, *idle])
    return late, idle


@lru_cache(KEPT)
def _plans(viewer: Viewer, path: str) -> list[board.Plan]:
    wanted = (asking.late(NOW), asking.idle(NOW))
    return [board.plan(viewer, within(path) & one, size=SHOWN) for one in wanted]


def reported(viewer: Viewer, place: Place, now: datetime) -> list[Reported]:
    """Return how far the running and the last period are reported in a place."""
    spans = completeness.spans(viewer)[:PERIODS]
    keys = completeness.keys(viewer, [span.key for span in spans])
    return [_reported(viewer, place, span, keys[span.key], now) for span in spans]


def _reported(
    viewer: Viewer, place: Place, span: completeness.Span, bases: list[int], now: datetime
) -> Reported:
    filters = completeness.Filters(period=span.key, place=place.code)
    found = completeness.read(viewer, filters, place.path, bases, now)
    regular = added(one for one in found.groups if not one.joined)
    return Reported(span.says, filters.query(), regular)


def unreached(viewer: Viewer, place: Place) -> int:
    """Return how many units of a place nobody reached on the last call (联系不上)."""
    return len(_unreached(viewer, place.path)())


@written_once
def _unreached(viewer: Viewer, path: str) -> Any:
    return calls.unreached(viewer).filter(within(path)).order_by().values_list("pk")


def matters(viewer: Viewer, place: Place) -> list[tuple[str, str, int]]:
    """Return how many matters of each kind are open in a place: title, flow and number."""
    found = _matters(viewer, place.path)()
    return [(flow_of(flow).title, flow, n) for flow, n in found]


@written_once
def _matters(viewer: Viewer, path: str) -> Any:
    rows = Matter.objects.visible_to(viewer).filter(within(path), closed_at=None)
    found = rows.order_by().values_list("flow").annotate(n=Count("pk"))
    return found.order_by("-n", "flow")


def kinds(numbers: Numbers) -> list[tuple[str, str, int]]:
    """Return how many units of each kind are in a place: title, kind and number."""
    found = numbers.kinds
    return [(title, key, found[key]) for key, title in units.TITLES.items() if key in found]


def _kept(viewer: Viewer, path: str, now: datetime) -> Snapshot | None:
    if viewer.opened:
        return None
    supervised = viewer.sees == "supervised"
    scope = scopes.of_supervisor(viewer.unit_id, path) if supervised else scopes.of_place(path)
    return snapshots.with_parts(scope, now)


@written_once
def _open(viewer: Viewer, path: str) -> Any:
    return _in_parts(board.open_to(viewer), path)


@written_once
def _beside(viewer: Viewer, path: str) -> Any:
    """Ask for what a department sees for other reasons than that it supervises it."""
    return _in_parts(board.open_to(viewer, beside=Q(supervisor=viewer.unit_id)), path)


def _in_parts(rows: QuerySet[Obligation], path: str) -> Any:
    parted = rows.filter(within(path)).order_by().annotate(part=part_below(path))
    return parted.values_list("part", *dimensions(NOW)).annotate(n=Count("pk"))


def _by_part(found: Sequence[Any]) -> dict[str, Cells]:
    parted: dict[str, Cells] = defaultdict(Counter)
    for part, *cell, n in found:
        parted[part][Cell(*cell)] += n
    return parted


def _tallied(kept: Mapping[str, list[int]], more: Mapping[str, Cells]) -> dict[str, list[int]]:
    found = dict(kept)
    for part, cells in more.items():
        counted = tally(cells)
        found[part] = [a + b for a, b in zip(found.get(part, [0] * len(counted)), counted,
                                             strict=True)]  # fmt: skip
    return found


@written_once
def _slowest(viewer: Viewer, path: str) -> Any:
    return slowest(board.open_to(viewer).filter(within(path)), NOW, SHOWN)


@written_once
def _kinds(viewer: Viewer, path: str) -> Any:
    rows = Unit.objects.filter(within(path)).exclude(status=Unit.Status.CLOSED).order_by()
    inside = viewer.sees == "subtree" and path.startswith(viewer.path)
    seen = rows if inside else rows.filter(units_seen(viewer))
    return seen.values_list("kind").annotate(n=Count("pk"))


def _with_own(viewer: Viewer, path: str, kinds: Mapping[str, int]) -> dict[str, int]:
    """Return the kinds of unit that are supervised, and that of the unit which supervises."""
    found = Counter(kinds)
    if viewer.sees == "supervised" and viewer.path.startswith(path):
        found.update(kind for (kind,) in _own_kind()(unit=viewer.unit_id))
    return dict(found)


@written_once
def _own_kind() -> Any:
    own = Unit.objects.filter(pk=Given("unit")).exclude(supervisor=Given("unit"))
    return own.exclude(status=Unit.Status.CLOSED).values_list("kind")


def _part(place: Place, tallied: Sequence[int], *, own: bool) -> Part:
    total, idle, *counts = tallied
    states = [(state, title, n) for (state, title), n in zip(COLUMNS.items(), counts, strict=True)]
    return Part("本级" if own else place.name, place.code, own, total, idle, states)

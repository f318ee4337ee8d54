"""一地一页: what stands open in a place and in each of its parts, late and whose, unreported.

Wide places have their numbers from the snapshot of the last round, as the desk has; what is small
enough is counted now. Every number opens the rows it counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.obligations import board, tallies
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.scope import paths_seen, within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.reporting import calls

from .. import snapshots
from ..models import Snapshot
from . import asking, completeness, units
from .asking import Filters, open_to
from .cells import Cell, Cells, dimensions, sums
from .paging import counted
from .slowest import Late, lates, slowest

SHOWN = 5
#: The columns of the table of parts: the state of the desk each number opens.
COLUMNS = {
    "late": "逾期", "1": "提示", "2": "警示", "3": "督办", "4": "挂牌", "unset": "未设定",
}  # fmt: skip
#: Above this a period's members are not counted while the page waits; its own page counts them.
COUNTED = 60_000
PERIODS = 2
#: How many parts are looked for by a range each.
RANGES = 100


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
    """A period as far as it is reported; ``counts`` is ``None`` where too many to count here."""

    says: str
    query: str
    counts: completeness.Counts | None


def find(viewer: Viewer, code: str) -> Place:
    """Return a place of the viewer's own. Raises :class:`NotFound` for any other.

    A department that sees what it supervises has a page of each place in its own, with its units.
    """
    found = Place.objects.filter(code=code).first()
    tops = paths_seen(viewer) if viewer.sees == "subtree" else (viewer.path, *viewer.opened)
    inside = found is not None and any(found.path.startswith(top) for top in tops)
    if found is None or not inside or viewer.sees == "own" or not viewer.reads:
        raise NotFound("没有这个区划，或您的岗位看不到。")
    return found


def parts(viewer: Viewer, place: Place, now: datetime) -> list[Part]:
    """Return the parts of a place that have anything open, its own level first."""
    known = _cells_below(viewer, place, now)
    rows = Place.objects.filter(path__in=known).order_by("path")
    return [_part(one, known[one.path], own=one.path == place.path) for one in rows]


def worst(viewer: Viewer, place: Place, now: datetime) -> list[Obligation]:
    """Return the first of what is late in a place, the worst first."""
    return board.page(viewer, within(place.path) & asking.late(now), size=SHOWN)


def idle(viewer: Viewer, place: Place, now: datetime) -> list[Obligation]:
    """Return the first of what a supervisor in the place has not acted on (督办不力)."""
    return board.page(viewer, within(place.path) & asking.idle(now), size=SHOWN)


def slow(viewer: Viewer, place: Place, now: datetime) -> list[Late]:
    """Return the units of a place with most that is late."""
    kept = _snapshot(viewer, place.path, now)
    if kept:
        return snapshots.read_slowest(kept)[:SHOWN]
    rows = open_to(viewer, asking.asking(Filters(place=place.code)), now)
    return lates(slowest(rows, now, SHOWN), now)


def reported(viewer: Viewer, place: Place, now: datetime) -> list[Reported]:
    """Return how far the running and the last period are reported in a place."""
    return [_reported(viewer, place, span, now) for span in completeness.spans(viewer)[:PERIODS]]


def unreached(viewer: Viewer, place: Place) -> int:
    """Return how many units of a place nobody reached on the last call (联系不上)."""
    return calls.unreached(viewer).filter(within(place.path)).count()


def matters(viewer: Viewer, place: Place) -> list[tuple[str, str, int]]:
    """Return how many matters of each kind are open in a place: title, flow and number."""
    rows = Matter.objects.visible_to(viewer).filter(within(place.path), closed_at=None)
    found = rows.order_by().values("flow").annotate(n=Count("pk")).order_by("-n", "flow")
    return [(flow_of(row["flow"]).title, row["flow"], row["n"]) for row in found]


def kinds(viewer: Viewer, place: Place) -> list[tuple[str, str, int | str]]:
    """Return how many units of each kind are in a place: title, kind and number."""
    here = units.Filters(place=place.code)
    if tallies.total(place.path) > COUNTED:
        many = [
            (title, key, counted(units.matching(viewer, replace(here, kind=key))))
            for key, title in units.kinds_in(viewer)
        ]
        return [one for one in many if one[2]]
    rows = units.matching(viewer, here).order_by().values_list("kind").annotate(n=Count("pk"))
    found = dict(rows)
    return [(title, key, found[key]) for key, title in units.TITLES.items() if key in found]


def above(viewer: Viewer, place: Place) -> list[Place]:
    """Return the places over a place that the viewer may open, from the top."""
    found = []
    up = place.parent
    while up is not None and up.path.startswith(viewer.path):
        found.append(up)
        up = up.parent
    return found[::-1]


def _cells_below(viewer: Viewer, place: Place, now: datetime) -> dict[str, Cells]:
    children = list(Place.objects.filter(parent=place).values_list("path", flat=True))
    kept = {path: snapshots.read_cells(one) for path, one in _kept(viewer, children, now)}
    found: dict[str, Cells] = defaultdict(Counter, kept)
    rows = board.open_to(viewer)
    for asked in _asked(place, kept, [path for path in children if path not in kept]):
        for path, cell, n in _counted(rows.filter(asked), place.path, now):
            found[path][cell] += n
    return found


def _kept(viewer: Viewer, paths: Iterable[str], now: datetime) -> Iterator[tuple[str, Snapshot]]:
    if viewer.sees != "subtree" or viewer.opened:
        return
    scopes = {snapshots.of_place(path): path for path in paths}
    rows = Snapshot.objects.filter(scope__in=scopes, at__lte=now, at__gt=now - snapshots.OLDEST)
    for one in rows:
        yield scopes[one.scope], one


def _asked(place: Place, kept: dict[str, Cells], rest: list[str]) -> Iterator[Q]:
    """Yield what is to be counted now: all of the place, or only what no snapshot holds."""
    if not kept:
        yield within(place.path)
        return
    yield Q(place_path=place.path)
    for start in range(0, len(rest), RANGES):
        some = Q(pk__in=[])
        for path in rest[start : start + RANGES]:
            some |= within(path)
        yield some


def _counted(
    rows: QuerySet[Obligation], path: str, now: datetime
) -> Iterator[tuple[str, Cell, int]]:
    found: Any = (
        rows.order_by()
        .annotate(part=completeness.part_below(path))
        .values_list("part", *dimensions(now))
    )
    for below, *cell, n in found.annotate(n=Count("pk")):
        yield below, Cell(*cell), n


def _part(place: Place, cells: Cells, *, own: bool) -> Part:
    counted_ = sums(cells, {
        "all": lambda cell: True, "idle": lambda cell: cell.idle,
        **{state: lambda cell, state=state: cell.stands(state)  # type: ignore[misc]
           for state in COLUMNS},
    })  # fmt: skip
    states = [(state, title, counted_[state]) for state, title in COLUMNS.items()]
    name = "本级" if own else place.name
    return Part(name, place.code, own, counted_["all"], counted_["idle"], states)


def _reported(viewer: Viewer, place: Place, span: completeness.Span, now: datetime) -> Reported:
    filters = completeness.Filters(period=span.key, place=place.code)
    wanted = completeness.bases(viewer, span.key)
    if sum(base.size for base in wanted) > COUNTED:
        return Reported(span.says, filters.query(), None)
    rows = completeness.members(viewer, filters, wanted)
    regular = completeness.apart(rows, filters)
    return Reported(span.says, filters.query(), completeness.counts(regular, now))


def _snapshot(viewer: Viewer, path: str, now: datetime) -> Snapshot | None:
    return next((one for _, one in _kept(viewer, [path], now)), None)

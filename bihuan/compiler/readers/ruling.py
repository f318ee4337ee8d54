"""Ruled tables on a page: from the lines drawn to rows, columns and merged cells."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Box = tuple[float, float, float, float]

_THIN: Final[float] = 3.0
_NEAR: Final[float] = 2.5


@dataclass(frozen=True, slots=True)
class _Segment:
    """A ruled line at ``at``, running from ``start`` to ``end`` on the other axis."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: edges of columns left to right, of rows top to bottom.

    ``roots[row][column]`` is the first cell, as (row, column), of the merged cell there.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    roots: tuple[tuple[tuple[int, int], ...], ...]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell around a point of the page, ``None`` outside the table."""
        column = bisect_right(self.columns, x) - 1
        row = bisect_right([-edge for edge in self.rows], -y) - 1
        inside = 0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1
        return self.roots[row][column] if inside else None


def find_grids(boxes: Sequence[Box]) -> list[Grid]:
    """Return the tables ruled by these boxes (left, bottom, right, top), top to bottom.

    Thin boxes are lines; larger ones are frames of four lines. What has not at least two rows
    and two columns is no table.
    """
    across, down = _segments(boxes)
    grids = []
    for rows, columns in _groups(across, down):
        xs = _edges([line.at for line in columns])
        ys = _edges([line.at for line in rows])[::-1]
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append(Grid(tuple(xs), tuple(ys), _roots(xs, ys, rows, columns)))
    return sorted(grids, key=lambda grid: -grid.rows[0])


def _segments(boxes: Sequence[Box]) -> tuple[list[_Segment], list[_Segment]]:
    across: list[_Segment] = []
    down: list[_Segment] = []
    for left, bottom, right, top in boxes:
        wide, high = right - left, top - bottom
        if wide > 4 * _THIN and high <= _THIN:
            across.append(_Segment((top + bottom) / 2, left, right))
        elif high > 2 * _THIN and wide <= _THIN:
            down.append(_Segment((left + right) / 2, bottom, top))
        elif wide > 4 * _THIN and high > 2 * _THIN:
            across += [_Segment(bottom, left, right), _Segment(top, left, right)]
            down += [_Segment(left, bottom, top), _Segment(right, bottom, top)]
    return across, down


def _groups(
    across: list[_Segment], down: list[_Segment]
) -> list[tuple[list[_Segment], list[_Segment]]]:
    """Put lines together that belong to one table: bands of the page with lines in them."""
    groups: list[tuple[list[_Segment], list[_Segment]]] = []
    floor = float("inf")
    for line in sorted(down, key=lambda segment: -segment.end):
        if not groups or line.end < floor - _NEAR:
            groups.append(([], []))
            floor = line.start
        groups[-1][1].append(line)
        floor = min(floor, line.start)
    for rows, columns in groups:
        top = max(line.end for line in columns) + _NEAR
        bottom = min(line.start for line in columns) - _NEAR
        rows.extend(line for line in across if bottom <= line.at <= top)
    return groups


def _edges(places: list[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def _roots(
    xs: list[float], ys: list[float], rows: list[_Segment], columns: list[_Segment]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Join cells between which no line is drawn, to the left first and then upwards."""
    roots: list[list[tuple[int, int]]] = []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        line: list[tuple[int, int]] = []
        for column, (left, right) in enumerate(pairwise(xs)):
            root = (row, column)
            if column and not _is_ruled(columns, left, (bottom + top) / 2):
                root = line[column - 1]
            elif row and not _is_ruled(rows, top, (left + right) / 2):
                root = roots[row - 1][column]
            line.append(root)
        roots.append(line)
    return tuple(map(tuple, roots))


def _is_ruled(lines: list[_Segment], at: float, through: float) -> bool:
    return any(
        abs(line.at - at) <= _NEAR and line.start - _NEAR <= through <= line.end + _NEAR
        for line in lines
    )

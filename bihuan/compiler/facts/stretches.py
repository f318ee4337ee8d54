"""Stretches of a text that are already spoken for, looked up in logarithmic time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Stretches:
    """A set of ``(start, end)`` stretches; they may overlap and come in any order."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def touch(self, start: int, end: int) -> bool:
        """Whether any stretch shares a character with ``[start, end)``."""
        count = bisect_left(self._starts, end)
        return count > 0 and self._furthest[count - 1] > start

    def cover(self, position: int) -> bool:
        """Whether ``position`` lies inside a stretch."""
        count = bisect_right(self._starts, position)
        return count > 0 and self._furthest[count - 1] > position

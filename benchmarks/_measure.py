"""Measuring a figure beside its floor, and saying both."""

import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

LEAST, ENOUGH = 3, 8


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def medians_ms(
    work: Callable[[], object], floor: Callable[[], object], times: int
) -> tuple[float, float]:
    """Return the median times of two pieces of work in milliseconds, run in turn after a warm-up.

    In turn, so that whatever else the machine does burdens both; at least ``LEAST`` times, then
    until ``times`` or ``ENOUGH`` seconds are reached.
    """
    work(), floor()
    pairs: list[tuple[float, float]] = []
    started = time.perf_counter()
    while len(pairs) < times and (len(pairs) < LEAST or time.perf_counter() - started < ENOUGH):
        pairs.append((seconds(work), seconds(floor)))
    figures, floors = zip(*pairs, strict=True)
    return statistics.median(figures) * 1000, statistics.median(floors) * 1000


def median_ms(work: Callable[[], object], times: int) -> float:
    """Return the median time of a piece of work in milliseconds, run as :func:`medians_ms` does."""
    return medians_ms(work, lambda: None, times)[0]


def report(
    name: str, figure: float, floor: float, bar: float, *, unit: str = "s", most: float = 0
) -> bool:
    """Print figure, floor and ratio, keep them for the results, and say whether the bar is kept.

    ``bar`` is the largest ratio, 0 where there is no floor; ``most``, if given, the largest figure.
    """
    from django.db import connection

    ratio = figure / floor if bar else 0
    kept = ratio <= bar and (not most or figure <= most)
    limits = [f"<= {bar}x"] * bool(bar) + [f"<= {most:g} {unit}"] * bool(most)
    limit = " and ".join(limits)
    beside = f", floor {floor:.3g} {unit}, {ratio:.2f}x" if bar else ""
    print(
        f"{name} on {connection.vendor}: {figure:.3g} {unit}{beside} "
        f"(bar {limit}){'' if kept else '  NOT KEPT'}",
        flush=True,
    )
    line = {
        "name": name, "database": connection.vendor, "figure": figure, "floor": floor,
        "ratio": ratio, "unit": unit, "bar": limit, "kept": kept,
    }  # fmt: skip
    if kept_in := os.environ.get("BIHUAN_BENCH_RESULTS"):
        with Path(kept_in).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    return kept or connection.vendor == "sqlite"

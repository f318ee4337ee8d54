"""Appending to the trace, against a bare INSERT of the same row, each in its own transaction.

Two owners: matters, whose table is small here, and obligations of a table of a million, whose head
is a row among many indexes. Both are what the trace does in use, so both are held to the bar.
"""

from typing import Any
from uuid import uuid4

from benchmarks import _ground as ground
from benchmarks import _measure as measure

BAR, TIMES = 1.5, 1_000


def main() -> bool:
    """Measure and return whether the bar is kept for both owners."""
    ground.set_up()
    from bihuan.kernel.obligations.models import Obligation

    # Those that no sweep moves: its floor writes the entries of their neighbours.
    asleep = Obligation.objects.everywhere("bench").filter(next_at=None).order_by("-pk")
    kept = [
        _measure("matters", _matters()),
        _measure("obligations", list(asleep[: TIMES + 1])),
    ]
    return all(kept)


def _matters() -> list[Any]:
    from bihuan.kernel.orgs.models import Place
    from bihuan.kernel.trace.models import Matter

    place, run = Place.objects.get(code="44"), uuid4().hex[:8]
    return Matter.objects.everywhere("bench").bulk_create(
        Matter(
            number=f"B-{run}-{n}", flow="bench", title="事项", place=place, place_path=place.path,
            state="open", opened_at=ground.window(0),
        )
        for n in range(TIMES + 1)
    )  # fmt: skip


def _measure(owners: str, rows: list[Any]) -> bool:
    from django.db import connection, transaction

    from bihuan.kernel.orgs.viewer import Machine
    from bihuan.kernel.trace import entries

    by, at = Machine("bench"), ground.window(0)
    body = {"due": at, "reason": "核对", "stage": 2}
    moment = connection.ops.adapt_datetimefield_value(at)
    statement = (
        "INSERT INTO trace_entry (chain, seq, at, actor, verb, body, previous, digest) "
        "VALUES (%s, 1, %s, %s, %s, %s, %s, %s)"
    )

    waiting = iter(rows)

    def append() -> None:
        with transaction.atomic():
            entries.append(next(waiting), "noted", by=by, at=at, body=body)

    def insert() -> None:
        text = entries.canonical(body)
        values = [f"z{uuid4().hex[:20]}", moment, by.label, "noted", text, "a" * 64, "b" * 64]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)

    if connection.vendor == "postgresql":
        ground.execute("SET synchronous_commit = on")
    figure, floor = measure.medians_ms(append, insert, TIMES)
    return measure.report(f"trace append to {owners}, one by one", figure, floor, BAR, unit="ms")

"""Appending to the trace, against a bare INSERT of the same row, each in its own transaction."""

import statistics
from uuid import uuid4

from benchmarks import _ground as ground
from benchmarks import _measure as measure

BAR, EACH, ROUNDS = 1.5, 300, 5


def main() -> bool:
    """Measure and return whether the bar is kept."""
    ground.set_up()
    from django.db import connection, transaction

    from bihuan.kernel.obligations.models import Obligation
    from bihuan.kernel.orgs.viewer import Machine
    from bihuan.kernel.trace import entries

    by, at = Machine("bench"), ground.window(0)
    body = {"due": at, "reason": "核对", "stage": 2}
    rows = list(Obligation.objects.everywhere("bench").order_by("-pk")[: EACH * ROUNDS])
    moment = connection.ops.adapt_datetimefield_value(at)
    statement = (
        "INSERT INTO trace_entry (chain, seq, at, actor, verb, body, previous, digest) "
        "VALUES (%s, 1, %s, %s, %s, %s, %s, %s)"
    )

    def append(part: list[Obligation]) -> None:
        for row in part:
            with transaction.atomic():
                entries.append(row, "noted", by=by, at=at, body=body)

    def insert(part: list[Obligation]) -> None:
        text = entries.canonical(body)
        for _ in part:
            chain = f"z{uuid4().hex[:20]}"
            values = [chain, moment, by.label, "noted", text, "a" * 64, "b" * 64]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)

    figures, floors = [], []
    for number in range(ROUNDS):
        part = rows[number * EACH : (number + 1) * EACH]
        figures.append(measure.seconds(lambda p=part: append(p)) / EACH * 1e6)
        floors.append(measure.seconds(lambda p=part: insert(p)) / EACH * 1e6)
    figure, floor = statistics.median(figures), statistics.median(floors)
    return measure.report("trace append, one by one", figure, floor, BAR, unit="µs")

"""Counts by place and stage for a dashboard, against reading as many rows by primary key."""

from benchmarks import _ground as ground
from benchmarks import _measure as measure

BAR, MOST, TIMES = 2.0, 50, 60


def main() -> bool:
    """Measure and return whether the bars are kept."""
    ground.set_up()
    from django.db import connection

    from bihuan.kernel.obligations import tallies

    tallies.fold()
    ground.settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM obligations_tally")
        ids = [row[0] for row in cursor.fetchall()]
    marks = ", ".join(str(pk) for pk in ids)
    rows = f"SELECT place_path, kind, stage, n FROM obligations_tally WHERE id IN ({marks})"

    def by_key() -> None:
        with connection.cursor() as cursor:
            cursor.execute(rows)
            cursor.fetchall()

    total = sum(sum(part.values()) for part in tallies.counts_below("44/").values())
    figure, floor = measure.medians_ms(lambda: tallies.counts_below("44/"), by_key, TIMES)
    name = f"counts by place and stage at {total:,} open ({len(ids):,} rows read)"
    return measure.report(name, figure, floor, BAR, unit="ms", most=MOST)

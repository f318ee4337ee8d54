"""The sweep: 50,000 obligations climb one rung, against a bare UPDATE and INSERTs of those rows.

The floor writes what the sweep wrote for the neighbouring window a moment before, shifted by one
row, from prepared tables: obligations, entries, notices, the supervisors' obligations, tallies.
"""

import statistics

from benchmarks import _ground as ground
from benchmarks import _measure as measure

# SQLite has no planner that varies and no other process beside it.
ROUNDS = {"postgresql": 3, "sqlite": 1}
BAR = 2.0

_MOVE = """
UPDATE obligations_obligation AS o SET rung = f.rung, stage = f.stage, next_at = f.next_at,
  trail_count = f.trail_count, trail_head = f.trail_head
FROM floor_moves AS f WHERE f.id = o.id
"""


def main() -> bool:
    """Measure and return whether the bar is kept."""
    ground.set_up()
    from django.db import connection

    from bihuan.kernel.obligations.sweep import sweep

    ours, bare = [], []
    for number in range(ROUNDS[connection.vendor]):
        at = ground.window(2 * number)
        _mark()
        ground.settle()
        moved = 0

        def climb(at=at) -> None:
            nonlocal moved
            moved = sweep(at).moved

        ours.append(measure.seconds(climb))
        if moved != ground.MOVES:
            raise RuntimeError(f"the sweep moved {moved} obligations, not {ground.MOVES}")
        _prepare(at)
        ground.settle()
        bare.append(measure.seconds(_floor))
        print(f"  round {number + 1}: {ours[-1]:.2f} s, floor {bare[-1]:.2f} s", flush=True)
    name = f"sweep, {ground.rows():,} open, {ground.MOVES:,} transitions"
    return measure.report(name, statistics.median(ours), statistics.median(bare), BAR)


_TABLES = {
    "entries": ("trace_entry", "chain", "'o' || (CAST(substr(t.chain, 2) AS bigint) + 1)"),
    "notices": (
        "notices_notice",
        "key",
        "'f' || t.key",
    ),
    "children": ("obligations_obligation", "parent_id", "t.parent_id + 1"),
    "tallies": ("obligations_tally", "kind", "t.kind"),
}


def _mark() -> None:
    """Note where the tables end before the sweep."""
    ground.execute("DROP TABLE IF EXISTS floor_marks")
    parts = ", ".join(
        f"(SELECT COALESCE(MAX(id), 0) FROM {table}) AS {name}"
        for name, (table, _, _) in _TABLES.items()
    )
    ground.execute(f"CREATE TABLE floor_marks AS SELECT {parts}")


def _prepare(at) -> None:
    """Keep what the sweep wrote, as it would read for the neighbouring rows."""
    for name, (table, changed, to) in _TABLES.items():
        ground.execute(f"DROP TABLE IF EXISTS floor_{name}")
        columns = ", ".join(f"{to} AS {c}" if c == changed else f"t.{c}" for c in _columns(table))
        ground.execute(
            f"CREATE TABLE floor_{name} AS SELECT {columns} FROM {table} t, floor_marks m "
            f"WHERE t.id > m.{name} ORDER BY t.id"
        )
    ground.execute("DROP TABLE IF EXISTS floor_moves")
    ground.execute(
        "CREATE TABLE floor_moves AS SELECT o.id + 1 AS id, o.rung, o.stage, o.next_at, "
        "o.trail_count, o.trail_head FROM obligations_obligation o "
        "JOIN trace_entry e ON e.chain = 'o' || o.id, floor_marks m WHERE e.id > m.entries"
    )


def _floor() -> None:
    from django.db import transaction

    with transaction.atomic():
        moved = ground.execute(_MOVE)
        for name, (table, _, _) in _TABLES.items():
            columns = ", ".join(_columns(table))
            ground.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM floor_{name}")
    if moved != ground.MOVES:
        raise RuntimeError(f"the floor moved {moved} obligations, not {ground.MOVES}")


def _columns(table: str) -> list[str]:
    from django.apps import apps

    models = {model._meta.db_table: model for model in apps.get_models()}
    fields = models[table]._meta.local_concrete_fields
    return [field.column for field in fields if field.column != "id"]

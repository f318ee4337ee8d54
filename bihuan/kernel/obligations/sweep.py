"""The sweep (巡查): look for what did not happen, and let it climb, however much there is.

Only rows whose ``next_at`` has come are touched. Each chunk is one transaction in which some
thousand obligations take one rung each: entries, notices, the supervisor's own obligation, letters,
counts and the next moment are written together by a handful of statements, or not at all. Rows that
are behind by several rungs come up again in a later chunk. A second sweep at the same time takes
other rows (PostgreSQL) or waits (SQLite).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace import bulk

from . import batch, climbing, dialect, ladders
from .models import Obligation, SweepRun

CHUNK = 20_000
BY = Machine("巡查")
Progress = Callable[[int], None]

# A rung a changed ladder no longer has: the obligation stays open at the stage it reached.
_BEYOND = """
UPDATE obligations_obligation SET next_at = NULL WHERE next_at <= $at AND NOT EXISTS (
  SELECT 1 FROM law_ladderstep s WHERE s.ladder_id = obligations_obligation.ladder_id
    AND s.position = obligations_obligation.rung + 1)
"""
_MOVE = """
UPDATE obligations_obligation AS o
SET rung = b.rung, stage = b.stage, next_at = b.next_at, $heads
FROM sweep_batch AS b WHERE b.id = o.id
"""


@dataclass(frozen=True)
class SweepReport:
    """What a sweep did: rungs climbed, supervisors obliged, letters drawn up."""

    at: datetime
    moved: int
    opened: int
    letters: int


def sweep(at: datetime, progress: Progress | None = None) -> SweepReport:
    """Let every obligation climb that should have by ``at``; safe to kill and to run twice.

    ``progress`` is told the number of rungs climbed so far after each chunk.
    """
    run = SweepRun.objects.create(job="sweep", at=at, started=at)
    first = ladders.first_rungs(Ladder.objects.order_by("pk"), at)
    moved = opened = letters = 0
    while True:
        with transaction.atomic():
            took = batch.claim(at, CHUNK)
            if not took:
                break
            batch.find_offices(at)
            _move(at)
            climbing.count()
            climbing.tell(at)
            opened += climbing.oblige_supervisors(first, at)
            letters += climbing.draw_up_letters(at)
        moved += took
        if progress:
            progress(moved)
    dialect.run(_BEYOND, {"at": dialect.moment(at)}, at=dialect.timestamp("at"))
    run.finished, run.checked, run.moved = at, moved, moved
    run.save(update_fields=["finished", "checked", "moved"])
    return SweepReport(at, moved, opened, letters)


def _move(at: datetime) -> None:
    """Write the entries, then the obligations themselves, in one update each."""
    act = bulk.Act(Obligation, "climbed", BY, at)
    inserted = bulk.insert_sql(connection, act)
    dialect.run(inserted.text, inserted.params)
    heads = bulk.heads_sql(connection, act)
    dialect.run(_MOVE, heads.params, heads=heads.text)

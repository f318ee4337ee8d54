"""The batch of obligations one statement after the other works on, in a table of the connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.lib.clocks import in_shanghai

from . import dialect

#: Units of this kind hear of what a supervisor does not do, and issue letters.
OFFICE = "committee_office"
#: The bodies of a place that its office works for, and the office: only those above watch them.
LEADING = (OFFICE, "committee", "party_committee", "government")
_ROWS = 2_000

_TABLES = (
    """
CREATE TEMPORARY TABLE IF NOT EXISTS sweep_batch (
  id bigint PRIMARY KEY, body text, seq integer, kind text, title text, path text, due $moment,
  clause bigint, holder bigint, post bigint, supervisor bigint, was integer, rung integer,
  stage integer, reached integer, next_at $moment, tells text, letter text,
  opens_hours integer, opens_ladder bigint) $keep""",
    """
CREATE TEMPORARY TABLE IF NOT EXISTS sweep_office (
  path text PRIMARY KEY, at_home integer, first bigint, second bigint, third bigint) $keep""",
    """
CREATE TEMPORARY TABLE IF NOT EXISTS sweep_ladder (
  ladder bigint, path text, hours integer, PRIMARY KEY (ladder, path)) $keep""",
)

_CLAIM = """
INSERT INTO sweep_batch
SELECT o.id,
  '{"due":"' || $due || '","rung":' || s.position || ',"stage":' || s.stage || '}',
  o.trail_count + 1, o.kind, o.title, o.place_path, o.current_due, o.clause_id, o.holder_id,
  o.post_id, o.supervisor_id, o.stage, s.position,
  CASE WHEN s.stage > o.stage THEN s.stage ELSE o.stage END, s.stage,
  $next_at, CAST(s.tells AS text), s.letter, s.opens_hours, s.opens_ladder_id
FROM (SELECT * FROM obligations_obligation c WHERE c.next_at <= $at
      ORDER BY c.next_at LIMIT %(limit)s $locked) o
JOIN law_ladderstep s ON s.ladder_id = o.ladder_id AND s.position = o.rung + 1
LEFT JOIN law_ladderstep n ON n.ladder_id = o.ladder_id AND n.position = o.rung + 2
"""

#: A batch row with those above it: who watches, which office, and the next office up. An office
#: never hears of its own failures from itself, nor of those of the bodies it works for.
ABOVE = """
SELECT c.*, COALESCE(c.supervisor, c.office) AS watcher FROM (
  SELECT b.*,
    CASE WHEN f.at_home = 1 AND h.kind IN ($leading) THEN f.second ELSE f.first END AS office,
    CASE WHEN f.at_home = 1 AND h.kind IN ($leading) THEN f.third ELSE f.second END AS above
  FROM sweep_batch b JOIN sweep_office f ON f.path = b.path
  LEFT JOIN orgs_unit h ON h.id = b.holder) c
""".replace("$leading", ", ".join(f"'{kind}'" for kind in LEADING))


def clear() -> None:
    """Make the tables of this connection, or empty them, for the transaction that begins."""
    postgresql = dialect.postgresql()
    for table in _TABLES:
        dialect.run(
            table,
            moment="timestamptz" if postgresql else "text",
            keep="ON COMMIT DELETE ROWS" if postgresql else "",
        )
    for name in ("sweep_batch", "sweep_office", "sweep_ladder"):
        dialect.run(f"DELETE FROM {name}")  # noqa: S608 - the names stand in this line


def claim(at: datetime, limit: int) -> int:
    """Take up to ``limit`` obligations whose next rung has come; return how many."""
    clear()
    took = dialect.run(
        _CLAIM,
        {"at": dialect.moment(at), "limit": limit},
        at=dialect.timestamp("at"),
        due=dialect.instant("o.current_due"),
        next_at=dialect.hours_after("o.current_due", "n.after_hours"),
        locked=dialect.locked("c"),
    )
    if took and dialect.postgresql():
        dialect.run("ANALYZE sweep_batch")
    return took


def find_offices(at: datetime) -> None:
    """Note for each place of the batch the three nearest committee offices, upwards."""
    day = in_shanghai(at).date()
    there = Unit.objects.filter(Q(until=None) | Q(until__gt=day), kind=OFFICE)
    offices = dict(there.order_by("-pk").values_list("place_path", "pk"))
    found = []
    for (path,) in dialect.rows("SELECT DISTINCT path FROM sweep_batch"):
        near = [offices[above] for above in ancestors(path) if above in offices]
        found.append((path, int(path in offices), *(near + [None, None, None])[:3]))
    _insert("sweep_office", found)


def note_ladders(first: list[tuple[int, str, int | None]]) -> None:
    """Note where which ladder counts and when its first rung falls due."""
    _insert("sweep_ladder", first)


def _insert(table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        marks = ", ".join(["(" + ", ".join(["%s"] * len(part[0])) + ")"] * len(part))
        with connection.cursor() as cursor:
            values = [value for row in part for value in row]
            cursor.execute(f"INSERT INTO {table} VALUES {marks}", values)  # noqa: S608

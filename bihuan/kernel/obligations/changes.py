"""Changing many obligations in one go, each with its own entry: ending, pausing, handing on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, Value

from bihuan.kernel.letters import letters
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace import bulk
from bihuan.kernel.trace.entries import canonical

from . import batch, dialect
from .models import Kind, Obligation, Outcome
from .obligations import GONE, WATCHING

_FILL = "INSERT INTO sweep_batch (id, body, kind, path, was) $rows"
_CHANGE = """
UPDATE obligations_obligation AS o SET $sets, revision = o.revision + 1, $heads
FROM sweep_batch AS b WHERE b.id = o.id
"""
_COUNT = """
INSERT INTO obligations_tally (place_path, kind, stage, n)
SELECT path, kind, was, -COUNT(*) FROM sweep_batch GROUP BY path, kind, was
"""


@dataclass(frozen=True)
class Change:
    """What is done to all rows: the verb and body of the entries, and the columns it sets."""

    verb: str
    body: dict[str, Any]
    sets: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def change_all(rows: QuerySet[Obligation], change: Change, *, by: Actor, at: datetime) -> int:
    """Make one change to all rows of a query, with an entry each; return how many there were."""
    batch.clear()
    facts = rows.order_by("pk").values_list(
        "pk", Value(canonical(change.body)), "kind", "place_path", "stage"
    )
    facts = facts.select_for_update(of=("self",)) if dialect.postgresql() else facts
    text, params = facts.query.sql_with_params()
    changed = dialect.run(_FILL, list(params), rows=text)
    if not changed:
        return 0
    act = bulk.Act(Obligation, change.verb, by, at)
    inserted, heads = bulk.insert_sql(connection, act), bulk.heads_sql(connection, act)
    dialect.run(inserted.text, inserted.params)
    sets = ", ".join(f"{column} = %s" for column in change.sets)
    dialect.run(_CHANGE, [*change.sets.values(), *heads.params], sets=sets, heads=heads.text)
    return changed


@transaction.atomic
def end_all(  # noqa: PLR0913 - an end has an outcome, a reason, a doer and a moment
    rows: QuerySet[Obligation],
    outcome: Outcome,
    *,
    reason: str,
    mode: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """End all open rows of a query alike, and the supervision of their lateness; stages stay."""
    open_rows = rows.filter(done_at=None)
    if not open_rows.exists():
        return 0
    everyone = Obligation.objects.everywhere("supervision of what ends")
    parents = open_rows.values("pk")
    children = everyone.filter(kind__in=WATCHING, done_at=None, parent__in=parents)
    if children.exists():
        unsigned = children.filter(kind=Kind.SIGN).values_list("period", flat=True)
        letters.withdraw(unsigned, reason=GONE, at=at)
        end_all(children, Outcome.LAPSED, reason=GONE, by=by, at=at)
    sets = {
        "outcome": outcome.value,
        "mode": mode,
        "done_at": dialect.moment(at),
        "next_at": None,
        "paused_at": None,
    }
    body = {"outcome": outcome.value, "reason": reason}
    ended = change_all(open_rows, Change("ended", body, sets), by=by, at=at)
    if ended:
        dialect.run(_COUNT)
    return ended

"""Appending one entry to each of many chains in two statements, digests made by the database.

The twin of :func:`entries.append`, byte for byte, for the sweep. The caller fills a batch table
``(id bigint primary key, body text)`` with the owners and the canonical JSON of each entry, holds
the owners' rows and runs, in one transaction, :func:`insert_sql` and then an update of the owners
that sets :func:`heads_sql` (beside whatever else it sets).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from bihuan.kernel.orgs.viewer import Actor
from bihuan.lib.hashing import SEPARATOR

from .entries import instant
from .models import Entry, Trailed


class Sql(NamedTuple):
    """A statement, or part of one, and its parameters; ``cursor.execute(*sql)``."""

    text: str
    params: list[Any]


@dataclass(frozen=True)
class Act:
    """What one batch has in common: whose chains, what happened, by whom, when; the batch table."""

    owners: type[Trailed]
    verb: str
    by: Actor
    at: datetime
    batch: str = "sweep_batch"


def insert_sql(connection: BaseDatabaseWrapper, act: Act) -> Sql:
    """Return the insert of the entries; to be run before the heads move."""
    made = _digest(connection, act)
    # Names of tables and columns come from the models and the caller's code, never from input.
    text = f"""
        INSERT INTO {Entry._meta.db_table}
            (chain, seq, at, actor, person_id, post_id, verb, body, previous, digest)
        SELECT CAST(%s AS text) || o.id, o.trail_count + 1, {_moment(connection)},
            CAST(%s AS text), CAST(%s AS bigint), CAST(%s AS bigint), CAST(%s AS text),
            b.body, o.trail_head, {made.text}
        FROM {act.batch} AS b JOIN {act.owners._meta.db_table} AS o ON o.id = b.id
        ORDER BY o.id"""  # noqa: S608
    at = connection.ops.adapt_datetimefield_value(act.at)
    by = act.by
    columns = [act.owners.LETTER, at, by.label, by.person_id, by.post_id, act.verb]
    return Sql(text, columns + made.params)


def heads_sql(connection: BaseDatabaseWrapper, act: Act) -> Sql:
    """Return the assignments of an ``UPDATE owners AS o … FROM batch AS b`` that move the heads."""
    made = _digest(connection, act)
    return Sql(f"trail_count = o.trail_count + 1, trail_head = {made.text}", made.params)


def sha256_sql(connection: BaseDatabaseWrapper, text: str) -> str:
    """Return the expression for the SHA-256, in hex, of a text expression in UTF-8."""
    if connection.vendor == "postgresql":
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"
    return f"SHA256({text})"


def _digest(connection: BaseDatabaseWrapper, act: Act) -> Sql:
    """Return the digest of the next entry of owner ``o`` with the body of batch row ``b``."""
    by = act.by
    same = [instant(act.at), by.label, by.person_id or "", by.post_id or "", act.verb, ""]
    text = (
        "o.trail_head || CAST(%s AS text) || o.id || CAST(%s AS text) || (o.trail_count + 1) "
        "|| CAST(%s AS text) || b.body"
    )
    middle = SEPARATOR + SEPARATOR.join(str(field) for field in same)
    params: list[Any] = [SEPARATOR + act.owners.LETTER, SEPARATOR, middle]
    return Sql(sha256_sql(connection, text), params)


def _moment(connection: BaseDatabaseWrapper) -> str:
    kind = "timestamp with time zone" if connection.vendor == "postgresql" else "text"
    return f"CAST(%s AS {kind})"

"""Appending to a chain of entries: the one way an entry comes into being."""

import json
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.scope import ScopedManager
from bihuan.kernel.orgs.viewer import Actor
from bihuan.lib import hashing

from .models import Chain, Entry, Trailed

SYSTEM = "s"
_CHAINS_WITHOUT_OWNER = ("d", "u")
_HEAD = "SELECT trail_count, trail_head FROM trace_chain WHERE name = %s"

_BEGIN = """
INSERT INTO trace_chain (trail_count, trail_head, name) VALUES (0, '', %s) ON CONFLICT DO NOTHING
"""
_HEAD_COLUMNS = ("trail_count", "trail_head", "name")
_COLUMNS = (
    *("chain", "seq", "at", "actor", "person_id", "post_id"),
    *("verb", "body", "previous", "digest"),
)
_INSERT = f"""
INSERT INTO trace_entry ({", ".join(_COLUMNS)}) SELECT {", ".join(["%s"] * len(_COLUMNS))}
"""
_MOVE = """
UPDATE {table} SET trail_count = %s, trail_head = %s
WHERE {key} = %s AND trail_count = %s AND trail_head = %s RETURNING 1
"""


def append(
    owner: Trailed, verb: str, *, by: Actor, at: datetime, body: dict[str, Any] | None = None
) -> Entry:
    """Add an entry to the chain of a saved row and return it; the row's head moves with it.

    ``at`` is aware; ``body`` holds what JSON and ``DjangoJSONEncoder`` can write. Takes the owner's
    row lock until the end of the transaction, so two writers make two links and never a fork.
    Raises :class:`Invalid` for text that no file can hold, :class:`NotFound` when the owner's row
    is gone.
    """
    text = canonical(body or {})
    entry = _next(owner, verb, by, at, text)
    linked = _link(owner, entry)
    if not linked:
        with transaction.atomic(savepoint=False):
            if _reload_head(owner):
                entry = _next(owner, verb, by, at, text)
                linked = _link(owner, entry)
    if not linked:
        raise NotFound(f"痕迹链“{owner.chain}”所属的记录已经不在。")
    owner.trail_count, owner.trail_head = entry.seq, entry.digest
    return entry


def append_to(chain: str, verb: str, *, by: Actor, at: datetime, body: dict[str, Any]) -> None:
    """Add an entry to the chain of this address; see :func:`append` and :func:`chain_of`."""
    append(chain_of(chain), verb, by=by, at=at, body=body)


def chain_of(address: str) -> Trailed:
    """Return the row that keeps the head of a chain: ``m7`` the matter, ``d3`` a :class:`Chain`.

    Chains of documents (``d``), units (``u``) and the system (``s``) come into being when first
    asked for. Raises :class:`NotFound` for an address that names no row.
    """
    letter, number = address[:1], address[1:]
    if address == SYSTEM or (letter in _CHAINS_WITHOUT_OWNER and number.isdecimal()):
        # Asked for with nearly every entry: without the model it costs a fifth. Where another one
        # begins the chain at the same moment, this head is old, and append() asks anew.
        with connection.cursor() as cursor:
            cursor.execute(_HEAD, [address])
            head = cursor.fetchone()
            if head is None:
                cursor.execute(_BEGIN, [address])
        return Chain.from_db(connection.alias, _HEAD_COLUMNS, (*(head or (0, "")), address))
    model = owners().get(letter)
    if model is not None and number.isdecimal():
        found: Trailed | None = rows_of(model).filter(pk=int(number)).first()
        if found is not None:
            return found
    raise NotFound(f"没有找到痕迹链“{address}”所属的记录。")


def owners() -> dict[str, type[Trailed]]:
    """Return the models whose rows own a chain, by their letter."""
    trailed = (m for m in apps.get_models() if issubclass(m, Trailed))
    return {model.LETTER: model for model in trailed if model.LETTER}


def rows_of(model: type[models.Model]) -> Any:
    """Return all rows of a model, scoped or not, as the trace must see them."""
    manager = model._default_manager
    if isinstance(manager, ScopedManager):
        return manager.everywhere("the trace covers every row")
    return manager.all()


def canonical(body: Any) -> str:
    """Return the one JSON text of a value: keys sorted, no spaces, characters as they are."""
    text = json.dumps(
        body, cls=DjangoJSONEncoder, ensure_ascii=False, allow_nan=False, sort_keys=True,
        separators=(",", ":"),
    )  # fmt: skip
    try:
        text.encode()
    except UnicodeEncodeError as error:
        said = f"文字里有无法保存的字符（{error.object[error.start]!a}），请删去后再保存。"
        raise Invalid(said, field="body") from error
    return text


def instant(at: datetime) -> str:
    """Return an aware moment as every digest writes it: ``2025-03-10T01:02:03.000004Z``."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(entry: Entry) -> str:
    """Return what an entry's digest must be, from its other columns."""
    return hashing.digest(
        entry.previous, entry.chain, str(entry.seq), instant(entry.at), entry.actor,
        str(entry.person_id or ""), str(entry.post_id or ""), entry.verb, entry.body,
    )  # fmt: skip


def _next(owner: Trailed, verb: str, by: Actor, at: datetime, body: str) -> Entry:
    entry = Entry(
        chain=owner.chain, seq=owner.trail_count + 1, at=at, actor=by.label,
        person_id=by.person_id, post_id=by.post_id, verb=verb, body=body,
        previous=owner.trail_head,
    )  # fmt: skip
    entry.digest = digest(entry)
    return entry


def _link(owner: Trailed, entry: Entry) -> bool:
    """Move the head and insert the entry, if the head still is what the entry links to.

    The update locks the owner's row. PostgreSQL does both in one statement.
    """
    table, key = owner._meta.db_table, owner._meta.pk.column
    move = _MOVE.format(table=table, key=key)
    head = [entry.seq, entry.digest, owner.pk, owner.trail_count, owner.trail_head]
    row = [getattr(entry, name) for name in _COLUMNS]
    row[_COLUMNS.index("at")] = connection.ops.adapt_datetimefield_value(entry.at)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH moved AS ({move}) {_INSERT} FROM moved RETURNING id", head + row)
            found = cursor.fetchone()
        else:
            with transaction.atomic(savepoint=False):
                cursor.execute(move, head)
                found = cursor.fetchone()
                if found:
                    cursor.execute(f"{_INSERT} RETURNING id", row)
                    found = cursor.fetchone()
    if found:
        entry.pk, entry._state.adding, entry._state.db = found[0], False, connection.alias
    return bool(found)


def _reload_head(owner: Trailed) -> bool:
    """Take the row's lock and its head as it is now; false when the row is gone."""
    held = rows_of(type(owner)).select_for_update().filter(pk=owner.pk)
    head = held.values_list("trail_count", "trail_head").first()
    if head is None:
        return False
    owner.trail_count, owner.trail_head = head
    return True

"""What a list shows of each row from other tables; each unit, clause, post and matter read once.

Written by hand and read by key: the ORM took longer to write these queries than the database to
answer them, and a join of them all longer to plan.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.sql import Query

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.trace.models import Matter

from .models import Obligation

Model = type[models.Model]

#: Long texts that no list shows.
_LONG: dict[Model, set[str]] = {
    Unit: {"attributes"}, Clause: {"text"}, Document: {"text", "compiled"}
}  # fmt: skip
_SHOWN: tuple[tuple[tuple[str, ...], Model], ...] = (
    (("holder", "supervisor", "subject"), Unit),
    (("clause",), Clause),
    (("post",), Post),
    (("matter",), Matter),
)


def join(rows: list[Obligation]) -> list[Obligation]:
    """Return the rows with what they point to, so that showing them asks nothing more."""
    for names, model in _SHOWN:
        fields: list[Any] = [Obligation._meta.get_field(name) for name in names]
        pairs = [(row, field, getattr(row, field.attname)) for row in rows for field in fields]
        found = _by_key(model, {pk for _, _, pk in pairs if pk is not None})
        for row, field, pk in pairs:
            field.set_cached_value(row, found.get(pk))
    return rows


def read(statement: str, values: Sequence[Any], *kinds: Model) -> list[tuple[Any, ...]]:
    """Return the rows of a query that selects :func:`columns` of each of these models in turn."""
    compiler = Query(kinds[0]).get_compiler(connection=connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Any = cursor.fetchall()
    if converters := _converters(*kinds):
        rows = compiler.apply_converters(rows, converters)
    alias, parts, begin = connection.alias, [], 0
    for kind in kinds:
        names = [field.attname for field in _fields(kind)]
        parts.append((kind, names, slice(begin, begin + len(names))))
        begin += len(names)
    return [
        tuple(kind.from_db(alias, names, row[part]) for kind, names, part in parts) for row in rows
    ]


@cache
def _converters(*kinds: Model) -> dict[int, Any]:
    """Return what turns values of the database into those of fields, by their position."""
    chosen = [field.get_col(kind._meta.db_table) for kind in kinds for field in _fields(kind)]
    found: dict[int, Any] = (
        Query(kinds[0]).get_compiler(connection=connection).get_converters(chosen)
    )
    return found


@cache
def columns(*kinds: Model) -> str:
    """Return the columns a list shows of these models, for a statement read by :func:`read`."""
    return ", ".join(
        f'"{kind._meta.db_table}"."{field.column}"' for kind in kinds for field in _fields(kind)
    )


def _by_key(model: Model, wanted: set[Any]) -> dict[Any, models.Model]:
    """Return the rows of a model with these keys; clauses with their documents."""
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    kinds = (Clause, Document) if model is Clause else (model,)
    table = model._meta.db_table
    join = (
        "JOIN law_document ON law_document.id = law_clause.document_id" if model is Clause else ""
    )
    found = {}
    statement = f"SELECT {columns(*kinds)} FROM {table} {join} WHERE {table}.id IN ({marks})"  # noqa: S608 - our own columns
    for thing, *others in read(statement, list(wanted), *kinds):
        for other in others:
            thing.document = other
        found[thing.pk] = thing
    return found


@cache
def _fields(kind: Model) -> tuple[Any, ...]:
    left_out = _LONG.get(kind, set())
    return tuple(field for field in kind._meta.concrete_fields if field.name not in left_out)

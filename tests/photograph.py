"""A world built once by a process and then put back, row by row, wherever a test wants it again.

What a test gets is what building would have given it: the same rows in the same tables, the same
files, and things of its own to hold. A database that is not as it was before the building, or
without a transaction around the test, gets a world that is really built.
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import AutoField

from bihuan.kernel.trace.evidence import path_of
from bihuan.kernel.trace.models import Evidence

P = ParamSpec("P")
World = TypeVar("World")
Rows = dict[Any, tuple[Any, ...]]


@dataclass(frozen=True)
class Table:
    """A table of the installation, its columns, and how to tell its rows apart."""

    name: str
    columns: tuple[str, ...]
    key: int
    counts: bool


@dataclass(frozen=True)
class Photograph:
    """What a building added: its rows as statements, its files, and what it returned."""

    statements: tuple[tuple[str, list[tuple[Any, ...]]], ...]
    files: dict[str, bytes]
    world: bytes

    def put_back(self) -> Any:
        """Add it all to the database and the data folder; return what building returned."""
        with connection.cursor() as cursor:
            for statement, rows in self.statements:
                if rows:
                    cursor.executemany(statement, rows)
                else:
                    cursor.execute(statement)
        for digest, content in self.files.items():
            path = path_of(digest)
            if not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return pickle.loads(self.world)  # noqa: S301 - written by this process


def photographed(build: Callable[P, World]) -> Callable[P, World]:
    """Let a building be done once for each state of the database it starts from."""
    taken: dict[Any, Photograph | None] = {}

    @wraps(build)
    def again(*args: P.args, **kwargs: P.kwargs) -> World:
        if not connection.in_atomic_block:
            return build(*args, **kwargs)
        key = (args, tuple(kwargs.items()), _state())
        if (known := taken.get(key)) is not None:
            found: World = known.put_back()
            return found
        before = contents() if key not in taken else {}
        made = build(*args, **kwargs)
        if key not in taken:
            taken[key] = _photograph(before, made)
        return made

    return again


@cache
def _tables() -> tuple[Table, ...]:
    models = apps.get_models(include_auto_created=True)
    ordinary = {m._meta.db_table: m for m in models if m._meta.managed and not m._meta.proxy}
    return tuple(_table(model) for model in ordinary.values())


def _table(model: Any) -> Table:
    fields = model._meta.concrete_fields
    key = fields.index(model._meta.pk)
    columns = tuple(field.column for field in fields)
    return Table(model._meta.db_table, columns, key, isinstance(model._meta.pk, AutoField))


def _state() -> tuple[Any, ...]:
    """Return how many rows each table holds, and the newest of them where they are numbered."""
    quote = connection.ops.quote_name
    asked = (
        f"SELECT count(*), {f'max({quote(t.columns[t.key])})' if t.counts else '0'}"  # noqa: S608
        f" FROM {quote(t.name)}"
        for t in _tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return tuple(cursor.fetchall())


def contents() -> dict[str, Rows]:
    """Return every row of the installation: by its table, then by its key."""
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            columns = ", ".join(map(connection.ops.quote_name, table.columns))
            cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(table.name)}")  # noqa: S608 - our own names
            found[table.name] = {row[table.key]: row for row in cursor.fetchall()}
    return found


def _photograph(before: dict[str, Rows], made: Any) -> Photograph | None:
    """Return what is new since ``before``; nothing when the building changed what was there."""
    after, added = contents(), {}
    for table in _tables():
        old, new = before[table.name], after[table.name]
        if any(new.get(key) != row for key, row in old.items()):
            return None
        added[table] = [row for key, row in new.items() if key not in old]
    kept = Evidence.objects.values_list("sha256", flat=True)
    files = {digest: path_of(digest).read_bytes() for digest in kept}
    return Photograph(tuple(_statements(added)), files, pickle.dumps(made))


def _statements(added: dict[Table, list[tuple[Any, ...]]]) -> Iterator[tuple[str, list[Any]]]:
    """Yield what inserts the rows: all at once where each statement is a journey to a server."""
    script = []
    for table, rows in ((table, rows) for table, rows in added.items() if rows):
        columns = ", ".join(map(connection.ops.quote_name, table.columns))
        head = f"INSERT INTO {connection.ops.quote_name(table.name)} ({columns}) VALUES "  # noqa: S608
        row = f"({', '.join(['%s'] * len(table.columns))})"
        if connection.vendor == "sqlite":
            yield head + row, rows
            continue
        with connection.cursor() as cursor:
            script.append(head + ", ".join(cursor.mogrify(row, values) for values in rows))
    if script:
        yield ";\n".join(script), []

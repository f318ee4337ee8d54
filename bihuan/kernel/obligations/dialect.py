"""What SQLite and PostgreSQL write differently in set-based statements, one function each."""

from collections.abc import Mapping
from string import Template
from typing import Any

from django.db import connection


def run(statement: str, params: Mapping[str, Any] | list[Any] | None = None, **parts: str) -> int:
    """Execute a statement of this package and return how many rows it changed.

    ``$name`` stands for a part of SQL text, ``%(name)s`` for a value.
    """
    with connection.cursor() as cursor:
        cursor.execute(Template(statement).substitute(parts) if parts else statement, params)
        changed: int = cursor.rowcount
        return max(0, changed)


def rows(
    statement: str, params: Mapping[str, Any] | list[Any] | None = None, **parts: str
) -> list[Any]:
    """Execute a query of this package and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(Template(statement).substitute(parts), params)
        return list(cursor.fetchall())


def postgresql() -> bool:
    """Say whether the installation runs on PostgreSQL."""
    return connection.vendor == "postgresql"


def hours_after(moment: str, hours: str) -> str:
    """Return the expression for a whole-second moment some hours later; NULL for NULL."""
    if postgresql():
        return f"({moment} + ({hours}) * interval '1 hour')"
    return f"datetime({moment}, ({hours}) || ' hours')"


def instant(moment: str) -> str:
    """Return the expression for a moment as digests and bodies of entries write it."""
    if postgresql():
        return f"""to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    fraction = f"CASE WHEN length({moment}) > 19 THEN substr({moment}, 21, 6) ELSE '000000' END"
    return f"substr({moment}, 1, 10) || 'T' || substr({moment}, 12, 8) || '.' || {fraction} || 'Z'"


def locked(alias: str) -> str:
    """Return what makes a query take the rows nobody else works on. SQLite has one writer."""
    return f"FOR UPDATE OF {alias} SKIP LOCKED" if postgresql() else ""


def json_object(**values: str) -> str:
    """Return the expression for a JSON object of text expressions."""
    function = "jsonb_build_object" if postgresql() else "json_object"
    pairs = ", ".join(f"'{name}', {value}" for name, value in values.items())
    return f"{function}({pairs})"


def timestamp(name: str) -> str:
    """Return the placeholder of a moment given as a value."""
    return f"CAST(%({name})s AS timestamp with time zone)" if postgresql() else f"%({name})s"


def moment(at: Any) -> Any:
    """Return a moment as the database takes it as a value."""
    return connection.ops.adapt_datetimefield_value(at)

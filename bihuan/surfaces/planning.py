"""Telling SQLite how full its tables are: without that it takes the wrong index, and a page of a
hundred thousand duties costs five times as much. PostgreSQL sees to it by itself.
"""

from typing import Any

from django.db import connection, models, transaction

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Matter

#: The tables that grow and that pages search by more than one index.
WATCHED: tuple[type[models.Model], ...] = (Obligation, Unit, Notice, Matter)
#: Below this many rows any index will do.
FEW = 1_000


def settle() -> bool:
    """Count the tables anew if one has doubled since the last time; say whether it did.

    Counting takes SQLite a second for a hundred thousand duties. Connections that are open take
    notice when they are renewed, within minutes.
    """
    if connection.vendor != "sqlite" or not any(map(_has_doubled, WATCHED)):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return True


def _has_doubled(kind: type[models.Model]) -> bool:
    table = kind._meta.db_table
    with connection.cursor() as cursor:
        told = 0
        if _first(cursor, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"):
            asked = "SELECT MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = %s"
            told = _first(cursor, asked, [table])
        bound = max(FEW, 2 * told)
        # The highest number is known at once and never too low, but counts what was deleted too.
        if _first(cursor, f"SELECT MAX(id) FROM {table}") <= bound:  # noqa: S608 - our own table
            return False
        return _first(cursor, f"SELECT COUNT(*) FROM {table}") > bound  # noqa: S608


def _first(cursor: Any, statement: str, values: Any = ()) -> int:
    cursor.execute(statement, values)
    return cursor.fetchone()[0] or 0

"""What is promised of the database of an installation is true of a live connection."""

from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from config import environment


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 20_000)],
)
def test_a_sqlite_file_is_opened_the_safe_and_quick_way(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker, pragma: str, expected: object
) -> None:
    connection = ConnectionHandler({"default": environment.database("", tmp_path)})["default"]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        found = cursor.fetchone()
    connection.close()
    assert found == (expected,)

"""The database the tests begin with is the one the migrations make."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import migrated
from tests.cli import installation


def schema(file: Path) -> dict[str, str]:
    """Return the statement of every table, index and trigger that is not the tests' own."""
    with closing(sqlite3.connect(file)) as found:
        rows = found.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: sql for name, sql in rows if not name.startswith("testapp_")}


def test_it_has_what_a_new_installation_has() -> None:
    new = installation.model() / "bihuan.sqlite3"
    assert len(schema(new)) > 100
    assert schema(migrated.file()) == schema(new)


@pytest.mark.django_db
def test_no_migration_is_left_to_run_on_it() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_an_edited_migration_is_another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    known, read = migrated.digest(), Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#")
    assert migrated.digest.__wrapped__() != known

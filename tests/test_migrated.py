"""The database of the tests and of a new installation is the one that the migrations make."""

import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import migrated

#: What a PostgreSQL holds besides rows, each thing in one line.
ON_POSTGRESQL = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale,
                 is_nullable, is_identity, collation_name, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'migration', app || '.' || name, '' FROM django_migrations
"""
#: Of a table of Django's that nothing here uses: its migrations widen what its model does not.
UNUSED = "auth_group_permissions.id"


def schema(database: str) -> set[tuple[Any, ...]]:
    """Return the columns, constraints, indexes, triggers and functions of a database."""
    with psycopg.connect(database) as found:
        lines = set(found.execute(ON_POSTGRESQL).fetchall())
    return {line for line in lines if line[1] != UNUSED}


@pytest.mark.postgres
@pytest.mark.first
def test_an_empty_database_is_laid_out_as_the_migrations_would_one_by_one(tmp_path: Path) -> None:
    name = f"step_by_step_{os.getpid()}"
    with migrated.empty(name) as old, migrated.database(tmp_path, f"new_{name}") as new:
        migrated.run(migrated.MIGRATE, old)
        made, expected = schema(new), schema(old)
    assert made - expected == set()
    assert expected - made == set()
    assert len(made) > 1000


@pytest.mark.django_db
def test_no_migration_is_left_to_run_on_it() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_an_edited_migration_is_another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    known, read = migrated.digest(), Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#")
    assert migrated.digest.__wrapped__() != known

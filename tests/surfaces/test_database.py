"""An installation begins with all tables at once, whatever else stands in its database."""

import pytest
from django.db import connection

from bihuan.surfaces import database


@pytest.fixture
def did(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done to the database, in order."""
    acts: list[str] = []
    monkeypatch.setattr(database, "_lay_out", lambda: acts.append("laid out"))
    monkeypatch.setattr(database, "call_command", lambda name, **_: acts.append(name))
    return acts


def standing(monkeypatch: pytest.MonkeyPatch, *tables: str) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", lambda: list(tables))


def test_the_tables_of_the_queue_of_jobs_leave_it_empty(
    did: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    standing(monkeypatch, "huey_task", "huey_kv")
    database.bring_up_to_date()
    assert did == ["laid out", "migrate"]


@pytest.mark.parametrize("table", ["django_migrations", "orgs_unit"])
def test_one_table_of_ours_and_it_is_brought_up_step_by_step(
    did: list[str], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    standing(monkeypatch, table)
    database.bring_up_to_date()
    assert did == ["migrate"]

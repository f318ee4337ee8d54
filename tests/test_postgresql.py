"""The private PostgreSQL of the tests starts, or says in one sentence why it cannot."""

import os
import pwd
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import postgresql
from tests.conftest import _reaches_the_database


def test_without_a_server_the_package_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(postgresql.Unavailable, match="install the package postgresql"):
        postgresql.binaries()


def test_root_without_the_service_account_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", nobody)
    with pytest.raises(postgresql.Unavailable, match="no account postgres: run the tests as an"):
        postgresql._identity()


def test_an_ordinary_user_runs_the_server_under_his_own_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert postgresql._identity() == {}


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_postgresql_half_really_runs_on_a_loopback_server_of_its_own() -> None:
    assert connection.vendor == "postgresql"
    assert settings.DATABASES["default"]["HOST"] == "127.0.0.1"
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        assert "bihuan-postgresql-" in cursor.fetchone()[0]


def test_what_cannot_reach_a_database_has_run_on_sqlite(request: pytest.FixtureRequest) -> None:
    assert not _reaches_the_database(request.node)
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()


def test_what_reaches_a_database_runs_on_both(db: None, request: pytest.FixtureRequest) -> None:
    assert _reaches_the_database(request.node)
    connection.cursor().close()


@pytest.mark.own_database
def test_what_starts_programs_on_a_database_runs_on_both(request: pytest.FixtureRequest) -> None:
    assert _reaches_the_database(request.node)

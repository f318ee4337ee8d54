"""SQLite is told how full its tables are when they have doubled, and left alone otherwise."""

import pytest
from django.db import connection

from bihuan.kernel.orgs.models import Unit
from bihuan.surfaces import planning
from tests.surfaces.twins import County


def told() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'orgs_unit' ORDER BY idx LIMIT 1")
        return str(cursor.fetchone()[0])


@pytest.fixture
def many(county: County, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setattr(planning, "FEW", 2)
    return county


def test_tables_that_have_doubled_are_counted_once(many: County) -> None:
    if connection.vendor != "sqlite":
        assert not planning.settle()
        return
    assert planning.settle()
    before = told()
    assert not planning.settle()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_stat1 SET stat = '1 1' WHERE tbl = 'orgs_unit'")
    assert planning.settle()
    assert told() == before


def test_rows_deleted_long_ago_do_not_count(many: County) -> None:
    if connection.vendor != "sqlite":
        return
    assert planning.settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM orgs_unit")
        highest = cursor.fetchone()[0]
    last = Unit.objects.get(pk=highest)
    last.pk = highest + 1_000_000
    last.credit_code, last.name = "", "后来的单位"
    last.save(force_insert=True)
    assert not planning.settle()


def test_few_rows_are_not_counted(county: County) -> None:
    assert not planning.settle()

"""A world put back is the world that was built."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from bihuan.kernel.orgs.models import Place
from bihuan.kernel.trace.evidence import path_of
from bihuan.kernel.trace.verify import verify
from tests import photograph
from tests.surfaces import twins
from tests.surfaces.twins import County

pytestmark = pytest.mark.django_db
Build = Callable[[str, str], County]


def undone(build: Any) -> Any:
    """Build, look at what there is then, and undo it."""
    with transaction.atomic():
        made = build()
        seen = photograph.contents()
        transaction.set_rollback(True)
    return made, seen


@pytest.fixture
def built() -> list[str]:
    """The marks of the counties that were really built."""
    return []


@pytest.fixture
def build(built: list[str]) -> Callable[[str, str], County]:
    """The building of a county, photographed anew for this test."""

    def really(code: str, mark: str) -> County:
        built.append(mark)
        return twins.build.__wrapped__(code, mark)  # type: ignore[attr-defined, no-any-return]

    return photograph.photographed(really)


def test_what_is_put_back_is_what_was_built(build: Build, built: list[str]) -> None:
    counties = (("441521", "甲"), ("441523", "骉"))
    _, first = undone(lambda: [build(*county) for county in counties])
    made, again = undone(lambda: [build(*county) for county in counties])
    assert first["orgs_unit"]
    assert again == first
    assert [county.mark for county in made] == built == ["甲", "骉"]


def test_what_a_test_does_to_its_world_the_next_does_not_see(build: Build) -> None:
    with transaction.atomic():
        first = build("441521", "甲")
        first.place.name = "改名县"
        first.place.save()
        path_of(first.paper.sha256).unlink()
        transaction.set_rollback(True)
    second = build("441521", "甲")
    assert second.place.name == Place.objects.get(code="441521").name == "甲县"
    assert path_of(second.paper.sha256).read_bytes() == twins.PDF
    assert verify().findings == []


def test_its_files_are_put_where_files_are_kept_now(
    build: Build, settings: Any, tmp_path: Path
) -> None:
    undone(lambda: build("441521", "甲"))
    settings.DATA_DIR = tmp_path
    made, _ = undone(lambda: build("441521", "甲"))
    kept = path_of(made.paper.sha256)
    assert kept.is_relative_to(tmp_path)
    assert kept.read_bytes() == twins.PDF


def test_on_other_ground_it_is_really_built() -> None:
    calls: list[str] = []

    @photograph.photographed
    def build(name: str) -> Place:
        calls.append(name)
        return Place.objects.create(code="44", name=name, level="province", path="44/")

    undone(lambda: build("广东省"))
    undone(lambda: build("广东省"))
    assert calls == ["广东省"]
    Place.objects.create(code="45", name="广西", level="province", path="45/")
    assert build("广东省").pk
    assert calls == ["广东省", "广东省"]


def test_every_table_is_on_the_photograph() -> None:
    kept_by_the_database = {"django_migrations", "sqlite_sequence"}
    # On PostgreSQL those of the connection are among them.
    of_the_connection = {"sweep_batch", "sweep_office", "sweep_ladder"}
    tables = set(connection.introspection.table_names())
    assert tables - kept_by_the_database - of_the_connection == set(photograph.contents())

"""The whole demonstration, built as a newcomer builds it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bihuan.demo.world import PLACES
from tests.cli.installation import bihuan

#: Of a stretch of places: matters; duties, and how many were done and how many climbed.
MATTERS = """
SELECT count(*) FROM trace_matter WHERE place_path >= :path AND place_path < :path || 'z'
"""
DUTIES = """
SELECT count(*), sum(done_at IS NOT NULL), sum(stage > 0) FROM obligations_obligation
 WHERE place_path >= :path AND place_path < :path || 'z'
"""


def lived(data: Path) -> dict[str, tuple[int, ...]]:
    """Return what is on record of each place."""
    with closing(sqlite3.connect(data / "bihuan.sqlite3")) as database:
        rows = database.execute("SELECT code, path FROM orgs_place").fetchall()
        paths = {code: {"path": path} for code, path in rows if code in PLACES}
        return {
            code: (*database.execute(MATTERS, path).fetchone(),
                   *database.execute(DUTIES, path).fetchone())
            for code, path in paths.items()
        }  # fmt: skip


@pytest.mark.first
def test_it_is_built_to_its_end_holds_together_and_is_not_built_twice(tmp_path: Path) -> None:
    built = bihuan(tmp_path, "demo", "--no-serve")
    assert built.returncode == 0, built.stderr[-2000:]
    made = lived(tmp_path / "data")
    assert set(made) == set(PLACES)
    assert all(all(counts) for counts in made.values()), made
    assert bihuan(tmp_path, "verify").returncode == 0
    again = bihuan(tmp_path, "demo", "--no-serve")
    assert "已经建好" in again.stdout + again.stderr
    assert lived(tmp_path / "data") == made

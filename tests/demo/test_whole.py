"""The whole demonstration, built as a newcomer builds it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bihuan.demo.world import PLACES
from tests.cli.installation import bihuan

#: Matters and duties of a place, and how many of them were done, late or not.
LIVED = """
SELECT p.code,
       (SELECT count(*) FROM trace_matter m WHERE m.place_path LIKE p.path || '%'),
       count(o.id), sum(o.done_at IS NOT NULL), sum(o.stage > 0)
  FROM orgs_place p JOIN obligations_obligation o ON o.place_path LIKE p.path || '%'
 GROUP BY p.code
"""


@pytest.mark.slow
def test_it_is_built_to_its_end_holds_together_and_is_not_built_twice(tmp_path: Path) -> None:
    built = bihuan(tmp_path, "demo", "--no-serve")
    assert built.returncode == 0, built.stderr[-2000:]
    with closing(sqlite3.connect(tmp_path / "data" / "bihuan.sqlite3")) as database:
        lived = {code: row for code, *row in database.execute(LIVED) if code in PLACES}
    assert set(lived) == set(PLACES)
    assert all(all(row) for row in lived.values()), lived
    assert bihuan(tmp_path, "verify").returncode == 0
    again = bihuan(tmp_path, "demo", "--no-serve")
    assert again.returncode != 0
    assert "不是空的" in again.stderr + again.stdout

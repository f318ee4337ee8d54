"""``bihuan import``: the same preview and the same refusals as the pages, on a real data folder."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.installation import bihuan, copy_into

pytestmark = pytest.mark.slow

HEAD = "单位名称,类别,区划,督办方\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with an installation in `data` and a table beside it."""
    copy_into(tmp_path)
    rows = "海丰县砖厂,企业,海丰县,海丰县安委办\n海丰县瓦厂,企业,没有的镇,\n"
    (tmp_path / "单位.csv").write_text(HEAD + rows, "utf-8")
    return tmp_path


def units(here: Path) -> int:
    with sqlite3.connect(here / "data" / "bihuan.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM orgs_unit").fetchone()[0])


def test_a_table_is_previewed_then_taken_but_for_its_wrong_rows_and_not_twice(here: Path) -> None:
    before = units(here)
    dry = bihuan(here, "import", "units", "单位.csv", "--as", "admin", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "新增 1 行，有变化 0 行，没有变化 0 行，有错 1 行" in dry.stdout
    assert "第 3 行 区划：您的辖区里没有“没有的镇”" in dry.stdout
    none = bihuan(here, "import", "units", "单位.csv", "--as", "admin")
    assert none.returncode == 1
    assert "有 1 行有错" in none.stderr
    assert units(here) == before
    done = bihuan(here, "import", "units", "单位.csv", "--as", "admin", "--but-wrong")
    assert (done.returncode, units(here)) == (0, before + 1), done.stderr
    again = bihuan(here, "import", "units", "单位.csv", "--as", "admin", "--but-wrong")
    assert "没有变化 1 行" in again.stdout
    assert units(here) == before + 1


def test_an_unknown_person_and_a_file_that_is_none_are_one_plain_line(here: Path) -> None:
    nobody = bihuan(here, "import", "units", "单位.csv", "--as", "nobody")
    assert (nobody.returncode, nobody.stderr.count("\n")) == (1, 1)
    assert "没有登录名“nobody”" in nobody.stderr
    (here / "坏.xlsx").write_bytes(b"hello")
    broken = bihuan(here, "import", "units", "坏.xlsx", "--as", "admin")
    assert "可能只是改了后缀" in broken.stderr
    assert "Traceback" not in broken.stderr

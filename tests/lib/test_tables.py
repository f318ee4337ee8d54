"""A reference table is never a bare number: it comes with its source and its doubts."""

import csv
import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from bihuan.lib.tables import CONFIDENCES, Table, names

FOLDER = files("bihuan") / "data"
MARKS = ("confidence", "text_confidence", "mapping_confidence")


def test_every_file_of_the_folder_belongs_to_a_table() -> None:
    known = {Table(name).header.file for name in names()} | {f"{name}.toml" for name in names()}
    assert {entry.name for entry in FOLDER.iterdir()} == known


@pytest.mark.parametrize("name", names())
def test_a_table_says_where_its_facts_come_from_and_how_sure_they_are(name: str) -> None:
    header = Table(name).header
    assert header.title
    assert header.row_means
    assert header.source
    assert header.edition
    assert header.licence
    assert header.refresh
    assert header.as_of <= date(2026, 11, 22)
    assert header.confidence in CONFIDENCES
    assert header.confidence_note
    assert header.effective_from is None or isinstance(header.effective_from, date)


@pytest.mark.parametrize("name", names())
def test_rules_in_force_from_a_day_say_so(name: str) -> None:
    header = Table(name).header
    spans_editions = {"accident_types", "holidays", "training_hours", "enforcement_documents"}
    no_rules = {"divisions", "sensitive_days", "units", "uscc_vectors"}
    assert (header.effective_from is None) is (name in spans_editions | no_rules)


@pytest.mark.parametrize("name", names())
def test_a_table_holds_the_rows_and_columns_its_header_states(name: str) -> None:
    table = Table(name)
    assert len(table.rows) == table.header.rows > 0
    if table.header.file.endswith(".csv"):
        assert all(tuple(row) == table.header.columns for row in table.rows)


@pytest.mark.parametrize("name", names())
def test_every_row_is_marked_where_the_header_leaves_it_to_the_rows(name: str) -> None:
    table = Table(name)
    marks = [row[mark] for row in table.rows for mark in MARKS if mark in row]
    assert set(marks) <= {"H", "M", "L"}
    if table.header.confidence == "row":
        assert len(marks) >= table.header.rows


@pytest.mark.parametrize("name", names())
def test_files_are_utf8_with_plain_line_ends(name: str) -> None:
    for file in (Table(name).header.file, f"{name}.toml"):
        raw = (FOLDER / file).read_bytes()
        assert raw.decode("utf-8").endswith("\n")
        assert b"\r" not in raw
        assert not raw.startswith(b"\xef\xbb\xbf")


def test_cells_are_text_as_written() -> None:
    text = (FOLDER / "industries.csv").read_text(encoding="utf-8").splitlines()
    assert [dict(row) for row in Table("industries").rows] == list(csv.DictReader(text))


def test_json_cells_are_text_and_nothing_stays_empty() -> None:
    rules = Table("sensitive_days").by("id")
    assert rules["SD-2"]["dates"] == ""
    holidays = Table("holidays").by("date")
    assert holidays["2024-10-01"]["statutory"] == "true"
    assert holidays["2024-10-01"]["kind"] == "holiday"


def test_the_whole_document_of_a_json_table_can_be_read() -> None:
    stored: Mapping[str, Any] = json.loads((FOLDER / "holidays.json").read_text(encoding="utf-8"))
    assert Table("holidays").document == stored
    with pytest.raises(LookupError, match="没有 JSON 文档"):
        _ = Table("industries").document


def test_a_row_is_found_by_a_column_that_names_it() -> None:
    assert Table("industries").by("code")["0610"]["name"] == "烟煤和无烟煤开采洗选"


def test_a_column_that_names_no_single_row_is_refused() -> None:
    with pytest.raises(ValueError, match="不止一行"):
        Table("divisions").by("parent")
    with pytest.raises(LookupError, match="没有“naam”一列"):
        Table("divisions").by("naam")


def test_a_table_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(LookupError, match="没有名为“holiday”的参考数据表") as refused:
        Table("holiday")
    assert "holidays" in str(refused.value)


def test_rows_cannot_be_changed_for_everybody_else() -> None:
    with pytest.raises(TypeError):
        Table("industries").rows[0]["name"] = "x"  # type: ignore[index]

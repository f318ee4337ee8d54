"""Lists written as CSV and Excel: nothing runs, nothing is lost, memory does not grow with rows."""

import csv
import tracemalloc
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from tempfile import TemporaryFile

import openpyxl
import pytest

from bihuan.lib.spreadsheets import writing
from bihuan.lib.spreadsheets.cells import FORMULA_SIGNS, text
from bihuan.lib.spreadsheets.columns import Column

ROWS, ROW = 20_000, ("责任事项标题", "RW-2025-441521-000123", date(2025, 3, 1), 35, None, "甲" * 40)


def written(rows):
    file = BytesIO()
    writing.write_list(file, "表", ["甲", "乙"], rows).about([["行数", 1]])
    return openpyxl.load_workbook(BytesIO(file.getvalue()))


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_no_cell_is_run_as_a_formula_and_reading_it_back_gives_the_same(sign):
    typed = f"{sign}HYPERLINK(1)"
    line = b"".join(writing.csv_lines([[typed]])).decode("utf-8-sig")
    assert next(csv.reader(StringIO(line, newline="")))[0] == f"'{typed}"
    cell = written([(typed, 1)]).worksheets[0]["A2"]
    assert cell.data_type == "s"
    if sign.strip():
        assert text(f"'{typed}") == typed


def test_a_workbook_holds_the_list_and_says_what_it_is():
    book = written([("甲厂", 35), (None, date(2025, 3, 1)), ("乙厂", Decimal("9.50"))])
    rows = [("甲", "乙"), ("甲厂", 35), (None, "2025-03-01"), ("乙厂", 9.5)]
    assert list(book.worksheets[0].values) == rows
    assert list(book["说明"].values) == [("行数", 1)]


def test_a_list_beyond_one_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 2)
    book = written([(str(n), n) for n in range(5)])
    assert [len(list(sheet.values)) for sheet in book.worksheets[:3]] == [3, 3, 2]
    assert book.sheetnames[:3] == ["表", "表2", "表3"]


def test_a_template_has_headings_explanations_and_lists_to_choose_from():
    columns = (Column("a", "单位名称", "写全称", "甲厂", must=True, also=("单位",)),
               Column("b", "状态", "选一个", choices=("正常", "停产停业")))  # fmt: skip
    file = BytesIO()
    writing.write_template(file, "单位", columns)
    book = openpyxl.load_workbook(BytesIO(file.getvalue()))
    assert book.sheetnames == ["单位", "填写说明", "选项"]
    assert list(book["单位"].values) == [("单位名称", "状态")]
    assert ("单位名称", "必填", "写全称", "甲厂", "单位") in list(book["填写说明"].values)
    [rule] = book["单位"].data_validations.dataValidation
    assert rule.formula1 == "选项!$A$2:$A$3"
    assert str(rule.sqref).startswith("B2:B")


def peak(rows: int, write) -> int:
    """Return how many bytes were held at most while a list of so many rows was written."""
    tracemalloc.start()
    try:
        write(ROW for _ in range(rows))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def as_csv(rows) -> None:
    for _ in writing.csv_lines(rows):
        pass


def as_excel(rows) -> None:
    with TemporaryFile() as file:
        writing.write_list(file, "表", ["列"] * len(ROW), rows).about([])


@pytest.mark.slow
@pytest.mark.parametrize("write", [as_csv, as_excel])
def test_ten_times_the_rows_take_no_more_memory(write):
    peak(ROWS // 10, write)  # what is loaded once
    few, many = peak(ROWS // 10, write), peak(ROWS, write)
    assert many < few * 1.2 + 100_000

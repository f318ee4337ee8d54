"""Writing lists as CSV and Excel row by row: a list of any length takes the memory of one row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bihuan.lib.clocks import in_shanghai

from .cells import FORMULA_SIGNS
from .columns import Column

#: The mark by which Excel knows the encoding.
BOM: Final = "\ufeff"
#: Rows of one sheet; Excel holds 1,048,576.
MOST_ROWS: Final = 1_000_000
#: Text beyond this no cell of Excel holds.
MOST_SIGNS: Final = 32_000
_ROWS_AT_ONCE: Final = 500
_WIDTHS: Final = (8, 44)
_TEXT: Final = {"num_format": "@", "valign": "top"}
_HEAD: Final = {"bold": True, "bg_color": "#F0F2F5", "border": 1, "valign": "vcenter"}


def shown(value: Any) -> Any:
    """Return a value as a cell shows it: days and moments (Shanghai) as text, None as nothing."""
    if isinstance(value, datetime):
        return f"{in_shanghai(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def harmless(value: Any) -> Any:
    """Return a value for a CSV cell; text that a spreadsheet would run gets a quote before it."""
    cell = shown(value)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


class _Line:
    """Takes what a csv writer writes and hands it on at once."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield rows as the bytes of a CSV file (UTF-8 with its mark), some hundred rows at a time."""
    writer, lines = csv.writer(_Line()), [BOM]
    for row in rows:
        lines.append(str(writer.writerow([harmless(value) for value in row])))
        if len(lines) >= _ROWS_AT_ONCE:
            yield "".join(lines).encode()
            lines = []
    yield "".join(lines).encode()


def write_list(
    file: BinaryIO, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> "Finishing":
    """Write a list into the first sheet of a workbook; ``about`` of the result ends the file.

    Text stays text: no cell is written as a formula. Beyond a million rows the list goes on in
    the next sheet.
    """
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    head, count, sheet = book.add_format(_HEAD), 0, _sheet(book, title, columns)
    for row in rows:
        if count and count % MOST_ROWS == 0:
            sheet = _sheet(book, f"{title}{count // MOST_ROWS + 1}", columns)
        _write_row(sheet, count % MOST_ROWS + 1, row)
        count += 1
    return Finishing(book, head, count)


class Finishing:
    """A workbook whose list is written: how many rows, and the sheet that tells what it is."""

    def __init__(self, book: Workbook, head: Format, count: int) -> None:
        self.count, self._book, self._head = count, book, head

    def about(self, lines: Iterable[Sequence[Any]]) -> None:
        """Add a last sheet of facts about the list, and end the file."""
        sheet = self._book.add_worksheet("说明")
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 60)
        for number, line in enumerate(lines):
            _write_row(sheet, number, line)
        self._book.close()


def write_template(file: BinaryIO, title: str, columns: Sequence[Column]) -> None:
    """Write a workbook to fill in: headings with lists to choose from, what belongs where, choices.

    Every cell of the table is formatted as text, so that no digit of a long code is lost.
    """
    book = xlsxwriter.Workbook(file)
    sheet = _sheet(book, title, [column.heading for column in columns])
    words = book.add_format(_TEXT)
    told = book.add_worksheet("填写说明")
    given = book.add_worksheet("选项")
    chosen = 0
    for number, column in enumerate(columns):
        sheet.set_column(number, number, _width(column.heading, column.example), words)
        if column.choices:
            _write_column(given, chosen, [column.heading, *column.choices])
            source = f"=选项!${chr(65 + chosen)}$2:${chr(65 + chosen)}${len(column.choices) + 1}"
            sheet.data_validation(1, number, MOST_ROWS, number,
                                  {"validate": "list", "source": source,
                                   "error_type": "warning"})  # fmt: skip
            chosen += 1
    _explain(told, book.add_format(_HEAD), columns)
    book.close()


def _explain(sheet: Worksheet, head: Format, columns: Sequence[Column]) -> None:
    for number, width in enumerate((20, 10, 70, 30, 40)):
        sheet.set_column(number, number, width)
    for number, title in enumerate(("列", "必填", "填什么", "例", "也认这些表头")):
        sheet.write_string(0, number, title, head)
    for line, column in enumerate(columns, 1):
        must = "必填" if column.must else ""
        _write_row(sheet, line, (column.heading, must, column.says, column.example,
                                 "、".join(column.also)))  # fmt: skip


def _sheet(book: Workbook, title: str, columns: Sequence[str]) -> Worksheet:
    sheet = book.add_worksheet(title[:31])
    head = book.add_format(_HEAD)
    for number, heading in enumerate(columns):
        sheet.set_column(number, number, _width(heading))
        sheet.write_string(0, number, heading, head)
    sheet.freeze_panes(1, 0)
    return sheet


def _width(*words: str) -> int:
    least, most = _WIDTHS
    return max(least, min(most, max(2 * len(word) for word in words) + 2))


def _write_row(sheet: Worksheet, line: int, row: Sequence[Any]) -> None:
    for number, value in enumerate(row):
        cell = shown(value)
        if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
            sheet.write_number(line, number, cell)
        elif cell != "":
            sheet.write_string(line, number, str(cell)[:MOST_SIGNS])


def _write_column(sheet: Worksheet, number: int, values: Sequence[str]) -> None:
    for line, value in enumerate(values):
        sheet.write_string(line, number, value)
    sheet.set_column(number, number, _width(*values))

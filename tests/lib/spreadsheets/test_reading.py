"""Files as offices send them: read, or refused in one line that says what would be right."""

import csv
import zipfile
from datetime import date
from io import BytesIO, StringIO

import pytest
import xlsxwriter

from bihuan.lib.spreadsheets import columns, reading
from bihuan.lib.spreadsheets.columns import Column
from bihuan.lib.spreadsheets.reading import Unreadable

COLUMNS = (
    Column("name", "单位名称", "", must=True, also=("单位", "企业名称")),
    Column("kind", "类别", ""),
    Column("heads", "从业人数", "", also=("人数",)),
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def excel(*sheets, **named) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    for name, hidden in named.items():
        hide = book.add_worksheet(name)
        hide.write_row(0, 0, hidden)
        hide.hide()
    book.close()
    return file.getvalue()


def zipped(name: str, size: int = 10) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"0" * size)
    return file.getvalue()


#: A file's name, its content (made when it is wanted, where it is large) and what is said.
WRONG = [
    ("表.pdf", b"%PDF-1.4", "不是电子表格"),
    ("没有后缀", b"abc", "不是电子表格"),
    ("表.xlsx", b"", "是空文件"),
    ("表.csv", b"  \n ", "是空文件"),
    ("表.xlsx", b"hello", "可能只是改了后缀"),
    ("表.xlsx", b"PK\x03\x04broken", "不完整"),
    ("表.xlsx", excel([["单位名称"]])[:-200], "不完整"),
    ("表.xlsx", zipped("word/document.xml"), "不是 Excel 表格"),
    ("表.xlsx", zipped("xl/workbook.xml"), "读不出来"),
    ("表.xlsx", lambda: zipped("xl/workbook.xml", reading.MOST_UNPACKED + 1), "解开后太大"),
    ("表.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "有打开密码"),
    ("表.xls", OLE + b"\0" * 600, "不是电子表格"),
    ("表.xls", OLE + "Workbook".encode("utf-16-le") + b"\0" * 600, "读不出来"),
    ("表.csv", zipped("a"), "不是文本"),
    ("表.csv", b"\x00\x01\x02\xff\xfe\x80", "不是文本"),
    ("表.csv", lambda: b'"' + b"a" * 200_000, "不是 CSV 文件"),
    ("表.xlsx", excel([[]]), "没有内容"),
    ("表.csv", lambda: b"a" * (reading.MOST_BYTES + 1), "超过 20 MB"),
    ("表.csv", lambda: b"a\n" * (reading.MOST_ROWS + 1), "超过 50,000 行"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "words"), WRONG, ids=[f"{name} {words}" for name, _, words in WRONG]
)
def test_what_is_no_table_is_refused_in_one_line(name, content, words):
    with pytest.raises(Unreadable, match=words) as refused:
        reading.read(name, content() if callable(content) else content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_is_read_in_the_codings_and_separators_of_the_office(coding, sign):
    written = StringIO()
    csv.writer(written, delimiter=sign).writerows([["单位名称", "类别"], ["甲厂", "企业"]])
    [grid] = reading.read("表.csv", written.getvalue().encode(coding))
    assert grid.rows == [["单位名称", "类别"], ["甲厂", "企业"]]


def test_a_workbook_keeps_its_days_numbers_and_line_numbers():
    made = excel([[], ["单位名称", "日期"], ["甲厂", date(2025, 3, 1)], [], ["乙厂", 35]])
    [grid] = reading.read("表.xlsx", made)
    assert grid.rows[2] == ["甲厂", date(2025, 3, 1)]
    assert grid.rows[4][:2] == ["乙厂", 35]


def found(*rows):
    return columns.locate([reading.Grid("表", [list(row) for row in rows])], COLUMNS)


def test_the_headings_are_found_below_titles_in_any_order_and_under_their_usual_names():
    table = found(["海滨县企业名单"], [], ["填报单位：安委办", "", "2025年3月"],
                  ["序号", "人数（人）", " 企 业 名 称*", "备注"],
                  [1, 35, "甲厂", "x"])  # fmt: skip
    assert table.places == {"name": 2, "heads": 1}
    assert table.unused == ("序号", "备注")
    assert table.rows == [(5, [1, 35, "甲厂", "x"])]


def test_blank_lines_repeated_headings_and_the_foot_of_the_paper_are_no_rows():
    table = found(["单位名称", "类别"], ["甲厂", "企业"], ["", ""], ["单位名称", "类别"],
                  ["乙厂", ""], ["注塑厂", ""], ["合计：2 家", ""], ["行数", 2],
                  ["填表人：王五", "审核：赵六"])  # fmt: skip
    assert [number for number, _ in table.rows] == [2, 5, 6]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["姓名", "手机"], ["王五", "1"]], "没有找到表头.*“单位名称”"),
        ([["类别", "人数"], ["企业", "1"]], "第 1 行像是表头，但没有“单位名称”一列"),
        ([["单位名称", "类别"]], "表头下面没有内容"),
        ([["单位名称", "类别"], ["合计", ""]], "表头下面没有内容"),
    ],
)
def test_a_sheet_without_the_table_says_what_is_missing(rows, words):
    with pytest.raises(Unreadable, match=words):
        found(*rows)


def test_the_sheet_that_fits_is_chosen_and_hidden_ones_are_not_looked_at():
    made = excel([["说明"], ["单位名称写全称"]],
                 [["单位名称", "类别", "人数"], ["甲厂", "企业", 3]],
                 hidden=["单位名称", "类别", "人数", "x"])  # fmt: skip
    table = columns.locate(reading.read("表.xlsx", made), COLUMNS)
    assert (table.sheet, len(table.rows)) == ("Sheet2", 1)

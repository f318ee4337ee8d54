"""Reading a file of Excel or CSV into rows of cells; what cannot be read says why in one line."""

import codecs
import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Final

import python_calamine as calamine

MOST_BYTES: Final = 20 * 1024 * 1024
#: What a packed file may grow to; a small file that unpacks to more is not a spreadsheet of people.
MOST_UNPACKED: Final = 400 * 1024 * 1024
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 200
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0")
#: How the directory of an old-style file names the part in which Excel keeps a locked workbook.
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_BOOK: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_SUFFIXES: Final = ("xlsx", "xlsm", "xls", "csv", "txt")
_SEPARATORS: Final = ",\t;，"
ASK: Final = "请用 Excel 或 WPS 另存为 .xlsx（或 .csv）再上传。"


class Unreadable(ValueError):
    """A file, or a sheet in it, that cannot be read; the message says why and what would be."""


@dataclass(frozen=True)
class Grid:
    """One sheet: its name, and its rows from the first line of the sheet on."""

    name: str
    rows: list[list[Any]]


def read(name: str, content: bytes) -> list[Grid]:
    """Return the sheets of a file (xlsx, xls, csv). Raises :class:`Unreadable`."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix not in _SUFFIXES:
        raise Unreadable(f"“{name}”不是电子表格。{ASK}")
    if not content.strip():
        raise Unreadable(f"“{name}”是空文件。请重新选择。")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"“{name}”超过 {MOST_BYTES // 1024 // 1024} MB。请分成几个文件上传。")
    grids = _csv(name, content) if suffix in ("csv", "txt") else _excel(name, content)
    for grid in grids:
        if len(grid.rows) > MOST_ROWS:
            raise Unreadable(f"“{grid.name}”超过 {MOST_ROWS:,} 行。请分成几个文件上传。")
    if not any(any(cell not in ("", None) for cell in row) for grid in grids for row in grid.rows):
        raise Unreadable(f"“{name}”里没有内容。请填好再上传。")
    return grids


def _excel(name: str, content: bytes) -> list[Grid]:
    _check_container(name, content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        return [
            Grid(shown.name, list(_rows(book, shown.name)))
            for shown in book.sheets_metadata
            if shown.typ == calamine.SheetTypeEnum.WorkSheet
            and shown.visible == calamine.SheetVisibleEnum.Visible
        ]
    except calamine.PasswordError as error:
        raise Unreadable(_locked(name)) from error
    except (calamine.CalamineError, OSError, ValueError, UnicodeError) as error:
        raise Unreadable(f"“{name}”读不出来，可能已损坏，或者只是改了后缀。{ASK}") from error


def _rows(book: calamine.CalamineWorkbook, sheet: str) -> Iterator[list[Any]]:
    found = book.get_sheet_by_name(sheet)
    if found.total_height > MOST_ROWS:
        raise Unreadable(f"“{sheet}”超过 {MOST_ROWS:,} 行。请分成几个文件上传。")
    for row in found.to_python(skip_empty_area=False):
        yield row[:MOST_COLUMNS]


def _check_container(name: str, content: bytes) -> None:
    """Refuse what only bears the name of a workbook, before any of it is unpacked."""
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise Unreadable(_locked(name))
        if not any(mark in content for mark in _BOOK):
            raise Unreadable(f"“{name}”不是电子表格。{ASK}")
        return
    if not content.startswith(_ZIP):
        raise Unreadable(f"“{name}”的内容不是 Excel 文件，可能只是改了后缀。{ASK}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(f"“{name}”不完整，可能没有传完。请重新选择。") from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(f"“{name}”解开后太大。请只留要导入的表，删掉图片，分开上传。")
    if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
        raise Unreadable(f"“{name}”不是 Excel 表格（可能是 Word 或压缩包）。{ASK}")


def _locked(name: str) -> str:
    return f"“{name}”有打开密码，读不了。请在 Excel 里取消密码，另存后再上传。"


def _csv(name: str, content: bytes) -> list[Grid]:
    if content.startswith((_ZIP, _OLE)):
        raise Unreadable(f"“{name}”的内容不是文本，可能只是改了后缀。{ASK}")
    words = _decoded(name, content)
    try:
        rows: list[list[Any]] = [
            list(row[:MOST_COLUMNS]) for row in csv.reader(StringIO(words), _separator(words))
        ]
    except csv.Error as error:
        raise Unreadable(f"“{name}”不是 CSV 文件：引号不成对，或一格太长。{ASK}") from error
    return [Grid(name, rows)]


def _decoded(name: str, content: bytes) -> str:
    """Return the text of a file in UTF-8, or as Excel writes CSV in China (GB 18030)."""
    codings = ["utf-8-sig", "gb18030"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codings = ["utf-16"]
    for coding in codings:
        try:
            words = content.decode(coding)
        except UnicodeError:
            continue
        if "\0" not in words:
            return words
    raise Unreadable(f"“{name}”不是文本，读不出来。{ASK}")


def _separator(words: str) -> type[csv.Dialect]:
    """Return how the cells are parted: the sign most common in the first lines."""
    start = "\n".join(words.splitlines()[:20])
    sign = max(_SEPARATORS, key=start.count)

    class Parted(csv.excel):
        delimiter = sign

    return Parted

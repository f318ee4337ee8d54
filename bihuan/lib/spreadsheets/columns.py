"""Finding a table in a sheet: its row of headings, and which column holds what."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from . import cells
from .reading import Grid, Unreadable

#: Above the headings stand a title, a unit of measure, the lines of an export: seldom as many.
DEEPEST: Final = 30
#: Lines below a table that belong to the paper, not to the table.
_FOOT: Final = re.compile(
    r"(合计|总计|小计|共计|行数)[：:]?\s*[\d,.]*\s*[家户人行个]?"
    r"|(填[表报]|制表|审[核批]|备注|说明|注)(人|单位|日期)?[：:].*"
)
_BRACKETS: Final = re.compile(r"[（(【\[].*?[)）】\]]")
_NOISE: Final = re.compile(r"[\s*＊：:·]+|^\d+[.、]")


@dataclass(frozen=True)
class Column:
    """A column: ``key`` in code, its heading, other headings people use, and how a cell is read.

    ``must`` says that a table without this column is not the one wanted; ``choices`` are the words
    a cell may hold, ``says`` what belongs into it, ``most`` how many signs a word, or how much a
    number, may have.
    """

    key: str
    heading: str
    says: str
    example: str = ""
    also: tuple[str, ...] = ()
    must: bool = False
    choices: tuple[str, ...] = ()
    read: Callable[[Any], Any] = cells.text
    most: int = 128

    def value(self, cell: Any) -> Any:
        """Return what a cell means. Raises :class:`BadCell` saying what would be right."""
        value = self.read(cell)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, str) and len(part) > self.most:
                raise cells.BadCell(f"最多 {self.most} 个字，您填了 {len(part)} 个；请写短些")
        if type(value) is int and value > self.most:
            raise cells.BadCell(f"不能大于 {self.most:,}，您填的是 {value:,}")
        return value


@dataclass(frozen=True)
class Table:
    """A table found in a sheet: its headings as written, and where each column stands."""

    sheet: str
    headings: tuple[str, ...]
    places: dict[str, int]
    rows: list[tuple[int, list[Any]]]

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings no column was found for."""
        used = set(self.places.values())
        return tuple(h for n, h in enumerate(self.headings) if h and n not in used)


def locate(grids: Sequence[Grid], columns: Sequence[Column]) -> Table:
    """Return the table the columns are found in, with the number of each of its rows in the sheet.

    Raises :class:`Unreadable` when no row of any sheet reads as its headings, or one lacks a
    column that must be there.
    """
    found = [
        (places, grid, line)
        for grid in grids
        for line, row in enumerate(grid.rows[:DEEPEST])
        if (places := _places(row, columns))
    ]
    wanted = "、".join(f"“{column.heading}”" for column in columns if column.must)
    if not found:
        raise Unreadable(f"没有找到表头：前 {DEEPEST} 行里没有一行写着{wanted}。可以下载模板对照。")
    places, grid, line = max(found, key=lambda one: (_complete(one[0], columns), len(one[0])))
    if lacks := [c.heading for c in columns if c.must and c.key not in places]:
        says = f"“{grid.name}”第 {line + 1} 行像是表头，但没有“{'”“'.join(lacks)}”一列。"
        raise Unreadable(f"{says}可以下载模板对照。")
    headings = tuple(cells.text(cell) or "" for cell in grid.rows[line])
    rows = [
        (number, row)
        for number, row in enumerate(grid.rows[line + 1 :], line + 2)
        if _counts(row, places) and row != grid.rows[line]
    ]
    if not rows:
        raise Unreadable(f"“{grid.name}”里表头下面没有内容。请填好再上传。")
    return Table(grid.name, headings, places, rows)


def _places(row: Sequence[Any], columns: Sequence[Column]) -> dict[str, int]:
    """Return where each column stands if a row is read as headings; of two names the first."""
    written = [_plain(str(cell)) if cell not in (None, "") else () for cell in row]
    places: dict[str, int] = {}
    for column in columns:
        for name in (column.heading, *column.also):
            here = [n for n, names in enumerate(written)
                    if _key(name) in names and n not in places.values()]  # fmt: skip
            if here:
                places[column.key] = here[0]
                break
    return places


def _complete(places: Iterable[str], columns: Sequence[Column]) -> int:
    return sum(column.must and column.key in places for column in columns)


@lru_cache(maxsize=4096)
def _plain(heading: str) -> tuple[str, ...]:
    """Return a heading as it is compared: as written, and without what stands in brackets."""
    return _key(heading), _key(_BRACKETS.sub("", unicodedata.normalize("NFKC", heading)))


@lru_cache(maxsize=4096)
def _key(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).lower()


def _counts(row: Sequence[Any], places: dict[str, int]) -> bool:
    """Say whether a row is one of the table: not blank, and not a line below it."""
    held = [str(row[n]) for n in places.values() if n < len(row) and str(row[n] or "").strip()]
    filled = [str(cell) for cell in row if str(cell or "").strip()]
    return bool(held) and not _FOOT.fullmatch(filled[0].strip())

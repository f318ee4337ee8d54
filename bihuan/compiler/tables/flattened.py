"""Tables that plain text has flattened: cells behind tabs or bars, or one cell per line."""

import re
from typing import Final, NamedTuple

from bihuan.compiler.names import looks_like_unit
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.readers.source import Table
from bihuan.compiler.tables.columns import (
    ROLE_COLUMNS,
    Column,
    Columns,
    column_of,
    is_number_heading,
    read_columns,
)
from bihuan.compiler.view import Span, squeeze

_CELL_MARK: Final[Pattern] = Pattern(r"[ ]*\|[ ]*|[ ]{2,}|\t+")
_RULE: Final[Pattern] = Pattern(r"[ |:+=—-]+")
_TIME: Final[Pattern] = Pattern(
    r"(?:\d{4}年|\d{1,2}月|长期|持续|全年|每[年月季]|立即|即日|常态|年[底内]|第[一二三四]季度|[上下]半年|季度)[^。]{0,16}$"
)


class _Line(NamedTuple):
    start: int
    end: int
    text: str


def find_flattened(plain_text: str, tabbed: str) -> list[Table]:
    """Return the task tables flattened into lines of a plain text.

    ``tabbed`` is the text as it was, to tell tabs from the blanks they became.
    """
    if not re.search(r"单位|部门|时限|时间", plain_text):
        return []
    lines = [
        _Line(match.start(), match.end(), match[0])
        for match in re.finditer(r"[^\n]+", plain_text)
        if match[0].strip()
    ]
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        table, following = _delimited(lines, at, tabbed)
        if table is None:
            table, following = _stacked(lines, at)
        if table is not None:
            tables.append(table)
        at = following
    return tables


def _delimited(lines: list[_Line], at: int, tabbed: str) -> tuple[Table | None, int]:
    head = _cells(lines[at], tabbed)
    if len(head) < 3 or read_columns([_text(tabbed, cell) for cell in head]) is None:
        return None, at + 1
    rows = [tuple(head)]
    position = at + 1
    while position < len(lines):
        line = lines[position]
        cells = _cells(line, tabbed)
        if _RULE.fullmatch(line.text):
            pass
        elif len(cells) >= 3 or (len(cells) == 2 and _is_number(_text(tabbed, cells[0]))):
            rows.append(_padded(cells, len(head), line.end))
        elif _is_section(lines, position, tabbed):
            rows.append((cells[0],) * len(head))
        else:
            break
        position += 1
    return (Table(tuple(rows)), position) if len(rows) > 1 else (None, at + 1)


def _is_section(lines: list[_Line], at: int, tabbed: str) -> bool:
    """Tell whether a line is a row of its own that heads the rows below it."""
    if at + 1 >= len(lines) or len(lines[at].text.strip()) > 40 or "。" in lines[at].text:
        return False
    below = _cells(lines[at + 1], tabbed)
    return len(below) >= 3 and _is_number(_text(tabbed, below[0]))


def _cells(line: _Line, tabbed: str) -> list[Span]:
    raw = tabbed[line.start : line.end]
    if "|" not in raw and "\t" not in raw and "  " not in line.text.strip():
        return [(line.start, line.end)]
    text = raw.replace("｜", "|")
    left, right = len(text) - len(text.lstrip(" |")), len(text.rstrip(" |\t"))
    cells: list[Span] = []
    begin = left if "\t" not in raw else 0
    mark = (
        re.compile(r"[ ]*\|[ ]*")
        if "|" in text
        else re.compile(r"\t")
        if "\t" in text
        else _CELL_MARK
    )
    for match in mark.finditer(text, begin, right):
        cells.append((line.start + begin, line.start + match.start()))
        begin = match.end()
    cells.append((line.start + begin, line.start + right))
    return cells


def _padded(cells: list[Span], width: int, end: int) -> tuple[Span, ...]:
    return tuple([*cells, *[(end, end)] * (width - len(cells))][:width])


def _stacked(lines: list[_Line], at: int) -> tuple[Table | None, int]:
    """Read a table with one cell per line, headings first."""
    if not is_number_heading(lines[at].text):
        return None, at + 1
    kinds: list[Column] = []
    while at + len(kinds) < len(lines) and len(kinds) < 10:
        kind = column_of(lines[at + len(kinds)].text)
        if kind is None:
            break
        kinds.append(kind)
    columns = Columns(tuple(kinds))
    if len(kinds) < 3 or not columns.is_task_table:
        return None, at + 1
    head = tuple((line.start, line.end) for line in lines[at : at + len(kinds)])
    rows, position = _stacked_rows(lines, at + len(kinds), columns)
    return (Table((head, *rows)), position) if rows else (None, at + 1)


def _stacked_rows(
    lines: list[_Line], at: int, columns: Columns
) -> tuple[list[tuple[Span, ...]], int]:
    rows: list[tuple[Span, ...]] = []
    width = len(columns.kinds)
    while at < len(lines) and _is_number(lines[at].text):
        number = int(squeeze(lines[at].text).strip("."))
        following = _next_row(lines, at + 1, number + 1, width)
        rows.append(_stacked_row(lines[at:following], columns))
        at = following
    return rows, at


def _next_row(lines: list[_Line], at: int, number: int, width: int) -> int:
    """Return where the row ends: before the next number, or when its cells are full."""
    limit = min(len(lines), at + width * 6)
    for position in range(at, limit):
        if (
            _is_number(lines[position].text)
            and int(squeeze(lines[position].text).strip(".")) == number
        ):
            return position
    return min(len(lines), at + width - 1)


def _stacked_row(lines: list[_Line], columns: Columns) -> tuple[Span, ...]:
    spans = [(line.start, line.end) for line in lines]
    width = len(columns.kinds)
    if len(spans) == width:
        return tuple(spans)
    return _fitted(lines, columns)


def _fitted(lines: list[_Line], columns: Columns) -> tuple[Span, ...]:
    """Give each line to the next column it can belong to; lines that fit none join the last."""
    empty = (lines[-1].end, lines[-1].end)
    cells: list[Span] = [empty] * len(columns.kinds)
    cells[0] = (lines[0].start, lines[0].end)
    column = 0
    for line in lines[1:]:
        target = _column_for(line.text, columns.kinds, column)
        if cells[target] == empty:
            cells[target] = (line.start, line.end)
        else:
            cells[target] = (cells[target][0], line.end)
        column = target
    return tuple(cells)


def _column_for(text: str, kinds: tuple[Column, ...], column: int) -> int:
    dense = squeeze(text)
    for target in range(column, len(kinds)):
        kind = kinds[target]
        if target == column and not _goes_on(kinds, column):
            continue
        if _fits(dense, kind):
            return target
    return max(column, 1)


def _goes_on(kinds: tuple[Column, ...], column: int) -> bool:
    """Tell whether a further line of words belongs to the same cell: there is no other."""
    texts = (Column.TASK, Column.DETAIL)
    return kinds[column] in texts and not any(kind in texts for kind in kinds[column + 1 :])


def _fits(text: str, kind: Column) -> bool:
    is_time = bool(_TIME.match(text)) and len(text) <= 24
    units = re.split(r"[、,;]", text)
    is_list = (
        not is_time
        and all(len(unit) <= 20 for unit in units)
        and (looks_like_unit(units[0]) or looks_like_unit(units[-1]))
    )
    if kind is Column.TIME:
        return is_time
    if kind in ROLE_COLUMNS:
        return is_list
    return not is_time and not is_list


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,3}\.?", squeeze(text)) is not None


def _text(text: str, span: Span) -> str:
    return text[span[0] : span[1]]

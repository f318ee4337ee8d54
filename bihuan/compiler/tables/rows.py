"""The rows of a task table, each read as a clause."""

import re
from typing import Final, NamedTuple

from bihuan.compiler.document import Responsible, Role
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.readers.source import Table
from bihuan.compiler.responsibility.fields import assign_list, states_first_leads, unit_names
from bihuan.compiler.responsibility.notes import read_notes
from bihuan.compiler.responsibility.reader import Reader
from bihuan.compiler.responsibility.verbs import Named, read_verbs
from bihuan.compiler.structure.clauses import RawClause, Text
from bihuan.compiler.structure.headings import HEADING_LIMIT, read_heading
from bihuan.compiler.tables.columns import ROLE_COLUMNS, Column, Columns, read_columns
from bihuan.compiler.view import Dense, Span, plain, squeeze

_ROLES: Final[dict[Column, Role]] = {
    Column.LEAD: "lead",
    Column.SHARE: "share",
    Column.HELP: "cooperate",
}
_VERBAL: Final[Pattern] = Pattern(r"牵头|配合|分工负责|会同|:")


class Row(NamedTuple):
    """A row as a clause, with its responsible units and the cell that holds its time.

    ``cells`` are those that may state facts: all but the number and the units.
    """

    raw: RawClause
    responsible: tuple[Responsible, ...]
    time: Span | None
    cells: tuple[Span, ...]


def is_task_table(text: Text, table: Table) -> bool:
    """Tell whether the table has a head with a task and with units or a time."""
    return _head(text, table) is not None


def read_rows(text: Text, table: Table, reader: Reader) -> list[Row]:
    """Return the rows of a task table in order, an empty list for any other table."""
    head = _head(text, table)
    if head is None:
        return []
    at, columns = head
    return _TableReader(text, table, reader, columns).read(at + 1)


def _head(text: Text, table: Table) -> tuple[int, Columns] | None:
    for at, row in enumerate(table.rows[:4]):
        columns = read_columns([text.source[start:end] for start, end in row])
        if columns is not None:
            return at, columns
    return None


class _TableReader:
    def __init__(self, text: Text, table: Table, reader: Reader, columns: Columns) -> None:
        self.text = text
        self.table = table
        self.reader = reader
        self.columns = columns
        head = "".join(squeeze(text.plain[start:end]) for start, end in table.rows[0])
        self.first_leads = reader.first_leads or states_first_leads(head)

    def read(self, first: int) -> list[Row]:
        rows: list[Row] = []
        group: str | None = None
        for at in range(first, len(self.table.rows)):
            cells = self.table.rows[at]
            if (title := self._section(cells)) is not None:
                group = title
                continue
            if self._is_head(cells):
                continue
            if (row := self._row(at, group)) is not None:
                rows.append(row)
        return _numbered(rows)

    def _is_head(self, cells: tuple[Span, ...]) -> bool:
        """Tell whether a row repeats the head of the table, as on a new page."""
        columns = read_columns([self.text.source[start:end] for start, end in cells])
        return columns == self.columns

    def _section(self, cells: tuple[Span, ...]) -> str | None:
        """Return the words of a row that is one merged cell."""
        filled = {cell for cell in cells if self._words(cell)}
        if len(filled) != 1 or len(cells) < 3:
            return None
        only = filled.pop()
        return self._words(only) if cells.count(only) > 1 or only == cells[0] else None

    def _row(self, at: int, group: str | None) -> Row | None:
        cells = self.table.rows[at]
        kinds = self.columns.kinds
        pairs = list(zip(kinds, cells, strict=False))
        own = [
            cell
            for column, cell in enumerate(cells)
            if self._words(cell) and not self._repeats(at, column, cell)
        ]
        tasks = [
            cell
            for kind, cell in pairs
            if kind in (Column.TASK, Column.DETAIL) and self._words(cell)
        ]
        if not own or not tasks:
            return None
        start, end = min(cell[0] for cell in own), max(cell[1] for cell in own)
        printed = next((self._words(cell) for kind, cell in pairs if kind is Column.NUMBER), "")
        groups = [self._words(cell) for kind, cell in pairs if kind is Column.GROUP]
        raw = RawClause(
            number=printed or None,
            path=(printed,) if printed else (),
            chapter=next(filter(None, groups), group),
            heading=self._heading(tasks),
            start=start,
            end=end,
            body_start=start,
            part="body",
        )
        times = [cell for kind, cell in pairs if kind is Column.TIME and self._words(cell)]
        stating = tuple(
            cell
            for kind, cell in pairs
            if kind not in ROLE_COLUMNS and kind is not Column.NUMBER and cell in own
        )
        return Row(raw, self._responsible(pairs), times[0] if times else None, stating)

    def _heading(self, tasks: list[Span]) -> str:
        first = self._words(tasks[0])
        if len(first) <= HEADING_LIMIT and "。" not in first[:-1]:
            return re.sub(r"^[(（]?\d{1,2}[)）.、．]\s*", "", first).rstrip("。;；")
        return read_heading(self.text.source, self.text.plain, tasks[0], self.text.layout).text

    def _responsible(self, pairs: list[tuple[Column, Span]]) -> tuple[Responsible, ...]:
        filled = [
            (_ROLES[kind], cell)
            for kind, cell in pairs
            if kind in ROLE_COLUMNS and self._words(cell)
        ]
        kinds: set[Role] = {role for role, _ in filled}
        found: list[Responsible] = []
        for role, cell in filled:
            dense = Dense.of(self.text.plain, *cell)
            named = self._cell(dense, role, kinds)
            found.extend(self.reader.responsible(dense, named))
        return tuple(dict.fromkeys(found))

    def _cell(self, dense: Dense, role: Role, kinds: set[Role]) -> list[Named]:
        if _VERBAL.search(dense.text):
            named = read_notes(dense, [len(dense.text)], first_leads=self.first_leads)
            named = named or read_verbs(dense, 0, len(dense.text))
            if named:
                return named
        units = unit_names(dense, 0, len(dense.text))
        return assign_list(role, units, kinds, first_leads=self.first_leads)

    def _repeats(self, at: int, column: int, cell: Span) -> bool:
        above = self.table.rows[at - 1] if at else ()
        return column < len(above) and above[column] == cell

    def _words(self, cell: Span) -> str:
        return squeeze(self.text.source[cell[0] : cell[1]])


def _numbered(rows: list[Row]) -> list[Row]:
    """Turn printed numbers into integers where they run through the table."""
    printed = [plain(str(row.raw.number or "")) for row in rows]
    figures = [int(text) if text.isdecimal() else None for text in printed]
    known = [figure for figure in figures if figure is not None]
    if len(known) != len(rows) or any(b < a for a, b in zip(known, known[1:], strict=False)):
        return rows
    return [
        row._replace(raw=row.raw._replace(number=figure))
        for row, figure in zip(rows, known, strict=True)
    ]

"""What a reader hands to the compiler: a text, and the tables that stand in it."""

from typing import NamedTuple

from bihuan.compiler.view import Span


class Unreadable(Exception):
    """A file that cannot be compiled; the message says why and what to do, in one line."""


class Table(NamedTuple):
    """A table in the text: per row the spans of its cells, merged cells repeated.

    Offsets count in the extracted text; an empty cell has an empty span.
    """

    rows: tuple[tuple[Span, ...], ...]

    @property
    def start(self) -> int:
        """Where the first cell of the table starts."""
        return min(cell[0] for row in self.rows for cell in row)

    @property
    def end(self) -> int:
        """Where the last cell of the table ends."""
        return max(cell[1] for row in self.rows for cell in row)


class Extract(NamedTuple):
    """The extracted text of a file, and its tables in the order of the text."""

    text: str
    tables: tuple[Table, ...] = ()

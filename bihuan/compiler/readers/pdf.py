"""PDF files: words by page, lines joined back into paragraphs, page numbers left out."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from bihuan.compiler.readers.ruling import Grid, find_grids
from bihuan.compiler.readers.source import Extract, Table, Unreadable
from bihuan.compiler.view import Span

_PAGE_NUMBER: Final[re.Pattern[str]] = re.compile(
    r"^\s*(?:[-—–－·\s]{0,4}\d{1,4}[-—–－·\s]{0,4}|第\s*\d{1,4}\s*页(?:\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*$"
)
_OPENING: Final[re.Pattern[str]] = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零]+[编章节条]|[一二三四五六七八九十]{1,4}、|[（(〔][一二三四五六七八九十]{1,4}[）)〕]"
    r"|\d{1,3}[.、．](?!\d)|[（(]\d{1,3}[）)]|[①-⑳]|附件|牵头|责任单位|配合单位|完成时限)"
)
#: The gap a typesetter leaves between a figure and a Chinese character.
_SPACED: Final[re.Pattern[str]] = re.compile(
    r"(?<=[^\W\da-zA-Z_]) (?=\d)|(?<=[^\W\da-zA-Z_]\d) (?=[^\W\da-zA-Z_])"
    r"|(?<=\d\d) (?=[年月日号个项次人户家米元万亿%])"
)
_STOPS: Final[str] = "。！？；：!?;:"
_MIN_WORDS: Final[int] = 10
_MAX_PATHS: Final[int] = 4000


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    size: float
    page: int


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A ruled table with the words of its cells, by the first cell of each."""

    grid: Grid
    words: dict[tuple[int, int], str]


_Item = _Line | _Ruled


def read_pdf(data: bytes, name: str) -> Extract:
    """Return the text of a PDF with one line per paragraph and per row of a ruled table.

    Raises ``Unreadable`` when the file is encrypted, damaged, or scanned without text.
    """
    document = _open(data, name)
    try:
        items = [item for page in range(len(document)) for item in _page(document, page)]
    except pdfium.PdfiumError:
        raise Unreadable(f"“{name}”已损坏，无法读取") from None
    finally:
        document.close()
    items = _without_running_heads(items)
    extract = _joined(items)
    if len(extract.text.split()) == 0 or len(extract.text) < _MIN_WORDS:
        raise Unreadable(f"“{name}”没有文字，可能是扫描件，请先做文字识别")
    return extract


def _open(data: bytes, name: str) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(f"“{name}”加了密码，请去掉密码后再试") from None
        raise Unreadable(f"“{name}”不是有效的 PDF 文件") from None


def _page(document: Any, number: int) -> list[_Item]:
    page = document[number]
    words = page.get_textpage()
    try:
        text = words.get_text_range()
        return _items(words, text, number, _grids(page))
    finally:
        words.close()
        page.close()


def _grids(page: Any) -> list[Grid]:
    paths = page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_PATH], max_depth=4)
    boxes = []
    for path in itertools.islice(paths, _MAX_PATHS):
        try:
            boxes.append(path.get_bounds())
        except pdfium.PdfiumError:
            continue
    return find_grids(boxes)


def _items(words: Any, text: str, page: int, grids: list[Grid]) -> list[_Item]:
    """Return the lines of a page and its tables, each table where its first words stand."""
    ruled = [_Ruled(grid, {}) for grid in grids]
    items: list[_Item] = []
    for match in re.finditer(r"[^\r\n]+", text):
        content = match[0]
        if not content.strip():
            continue
        first = match.start() + len(content) - len(content.lstrip())
        table = _table_at(words, first, ruled)
        if table is None:
            items.extend(_line(words, match, page))
            continue
        if table not in items:
            items.append(table)
        _fill(words, match, table)
    return items


def _table_at(words: Any, at: int, ruled: list[_Ruled]) -> _Ruled | None:
    if not ruled:
        return None
    left, bottom, right, top = _box(words, at)
    point = (left + right) / 2, (bottom + top) / 2
    return next((table for table in ruled if table.grid.cell_at(*point) is not None), None)


def _fill(words: Any, match: re.Match[str], table: _Ruled) -> None:
    """Give every character of a line to the cell it stands in."""
    for offset, letter in enumerate(match[0]):
        if letter.isspace():
            continue
        left, bottom, right, top = _box(words, match.start() + offset)
        cell = table.grid.cell_at((left + right) / 2, (bottom + top) / 2)
        if cell is not None:
            table.words[cell] = table.words.get(cell, "") + letter


def _line(words: Any, match: re.Match[str], page: int) -> list[_Item]:
    content = match[0].replace("\ufffe", "").replace("\x02", "")
    if _PAGE_NUMBER.match(content):
        return []
    first = match.start() + len(match[0]) - len(match[0].lstrip())
    last = match.end() - 1 - (len(match[0]) - len(match[0].rstrip()))
    left, bottom, _, top = _box(words, first)
    right = _box(words, last)[2]
    content = _SPACED.sub("", content.strip())
    return [_Line(content, left, right, max(top - bottom, 1.0), page)] if content else []


def _box(words: Any, at: int) -> tuple[float, float, float, float]:
    try:
        left, bottom, right, top = words.get_charbox(at, loose=True)
    except (pdfium.PdfiumError, ValueError):
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def _without_running_heads(items: list[_Item]) -> list[_Item]:
    """Drop what stands first or last on at least three pages."""
    pages: dict[int, list[str]] = {}
    for item in items:
        if isinstance(item, _Line):
            pages.setdefault(item.page, []).append(item.text)
    edges: Counter[str] = Counter()
    for texts in pages.values():
        edges.update({texts[0], texts[-1]})
    running = {text for text, count in edges.items() if count >= 3 and len(text) <= 40}
    return [item for item in items if isinstance(item, _Ruled) or item.text not in running]


def _joined(items: list[_Item]) -> Extract:
    lines = [item for item in items if isinstance(item, _Line)]
    margin = min((line.left for line in lines), default=0.0)
    edge = _right_edge(lines)
    writer = _Writer()
    previous: _Item | None = None
    for item in items:
        if isinstance(item, _Ruled):
            writer.table(item, goes_on=isinstance(previous, _Ruled))
        else:
            runs = isinstance(previous, _Line) and _goes_on(previous, item, margin, edge)
            writer.line(item, previous if runs and isinstance(previous, _Line) else None)
        previous = item
    return Extract("".join(writer.parts) + "\n", tuple(map(Table, map(tuple, writer.tables))))


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    tables: list[list[tuple[Span, ...]]] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def line(self, line: _Line, before: _Line | None) -> None:
        if before is not None:
            self.write(_glue(before, line))
        elif self.parts:
            self.write("\n")
        self.write(line.text)

    def table(self, table: _Ruled, *, goes_on: bool) -> None:
        """Write a row per line; a table that goes on from the page before joins it."""
        spans: dict[tuple[int, int], Span] = {}
        rows: list[tuple[Span, ...]] = []
        for number, roots in enumerate(table.grid.roots):
            if self.parts:
                self.write("\n")
            for column, root in enumerate(roots):
                if column:
                    self.write("\t")
                if root == (number, column):
                    start = self.length
                    self.write(table.words.get(root, ""))
                    spans[root] = (start, self.length)
            rows.append(tuple(spans[root] for root in roots))
        if goes_on and self.tables and len(self.tables[-1][0]) == len(rows[0]):
            self.tables[-1].extend(rows)
        else:
            self.tables.append(rows)


def _right_edge(lines: list[_Line]) -> float:
    ends = sorted(line.right for line in lines)
    return ends[(len(ends) * 9) // 10] if ends else 0.0


def _goes_on(line: _Line, following: _Line, margin: float, edge: float) -> bool:
    """Tell whether a line runs on into the next: it is full and the next is not indented."""
    full = line.right >= edge - 2.2 * line.size
    indented = following.left > margin + 1.2 * following.size
    if indented or not full:
        return False
    if _OPENING.match(following.text) and line.text[-1] in _STOPS + "）)":
        return False
    return abs(line.size - following.size) < 0.35 * line.size


def _glue(line: _Line, following: _Line) -> str:
    latin = line.text[-1].isascii() and line.text[-1].isalpha() and following.text[0].isascii()
    return " " if latin and following.text[0].isalpha() else ""

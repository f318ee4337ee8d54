"""Web pages: the words of the article, its tables, without the page around it."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bihuan.compiler.readers.source import Extract, Table, Unreadable
from bihuan.compiler.view import Span

_DROPPED: Final[list[str]] = [
    "script",
    "style",
    "noscript",
    "nav",
    "iframe",
    "form",
    "button",
    "select",
    "svg",
    "template",
    "head",
]
_CHROME: Final[re.Pattern[str]] = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|breadcrumb|crumb|footer|foot|sidebar|share|toolbar|copyright|banner"
    r"|search|related|qrcode|pagination)(?:$|[-_ 0-9])",
    re.IGNORECASE,
)
_BLOCK: Final[re.Pattern[str]] = re.compile(
    r"address|article|aside|blockquote|body|caption|center|d[dlt]|div|fieldset|figcaption|figure"
    r"|footer|h[1-6r]|header|li|main|[ou]l|p|pre|section|table|tbody|tfoot|thead|tr"
)
_CELLS: Final[frozenset[str]] = frozenset({"td", "th"})
_LINK_SHARE: Final[float] = 0.6
_SPACE: Final[re.Pattern[str]] = re.compile(r"[ \t\r\n\f]+")
_MAX_SPAN: Final[int] = 60
_MAX_DEPTH: Final[int] = 200


def read_html(markup: str) -> Extract:
    """Return the text of a page, one line per paragraph, one per table row (cells behind tabs).

    Navigation, scripts, footers and lists of links are left out. Raises ``Unreadable`` for a
    page without words.
    """
    tree = LexborHTMLParser(markup)
    tree.strip_tags(_DROPPED)
    body = tree.body
    if body is None:
        raise Unreadable("网页中没有正文")
    writer = _Writer()
    _write(writer, _article(body), 0)
    extract = writer.extract()
    if not extract.text.strip():
        raise Unreadable("网页中没有正文")
    return extract


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    tables: list[Table] = field(default_factory=list)

    def add(self, text: str) -> None:
        words = _SPACE.sub(" ", text)
        if self._at_line_start():
            words = words.lstrip(" ")
        if words:
            self.parts.append(words)
            self.length += len(words)

    def line(self) -> None:
        if not self._at_line_start():
            self.parts.append("\n")
            self.length += 1

    def mark(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def extract(self) -> Extract:
        return Extract("".join(self.parts), tuple(self.tables))

    def _at_line_start(self) -> bool:
        return not self.parts or self.parts[-1].endswith("\n")


def _article(body: LexborNode) -> LexborNode:
    """Return the smallest element that holds nearly all the words outside links."""
    total = max(_weight(body), 1)
    current = body
    for _ in range(_MAX_DEPTH):
        heavy = [
            child
            for child in current.iter()
            if child.tag not in _CELLS and _weight(child) * 100 >= total * 97
        ]
        if len(heavy) != 1 or heavy[0].tag in ("table", "p"):
            return current
        current = heavy[0]
    return current


def _weight(node: LexborNode) -> int:
    return len("".join((node.text(deep=True) or "").split()))


def _write(writer: _Writer, node: LexborNode, depth: int) -> None:
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            writer.add(child.text(deep=False) or "")
        elif tag == "br":
            writer.line()
        elif tag == "table" and _is_data(child):
            _write_table(writer, child)
        elif depth < _MAX_DEPTH and not _is_chrome(child):
            if _is_block(tag):
                writer.line()
            _write(writer, child, depth + 1)
            if _is_block(tag):
                writer.line()


def _is_block(tag: str | None) -> bool:
    return tag in _CELLS or (tag is not None and _BLOCK.fullmatch(tag) is not None)


def _is_chrome(node: LexborNode) -> bool:
    if not _is_block(node.tag):
        return False
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if _CHROME.search(names) and _weight(node) < 400:
        return True
    links = sum(_weight(link) for link in node.css("a"))
    weight = _weight(node)
    return len(node.css("a")) >= 4 and links > weight * _LINK_SHARE


def _is_data(table: LexborNode) -> bool:
    """Tell a table of data from one that only lays out the page."""
    if table.css("table table") or len(table.css("table")) > 1:
        return False
    widths = [len(list(_cells(row))) for row in table.css("tr")]
    return len(widths) >= 2 and max(widths) >= 2


def _cells(row: LexborNode) -> list[LexborNode]:
    return [child for child in row.iter() if child.tag in _CELLS]


def _write_table(writer: _Writer, table: LexborNode) -> None:
    """Write one line per row, cells behind tabs; merged cells are written once."""
    writer.line()
    grid: list[list[Span]] = []
    open_cells: dict[int, tuple[int, Span]] = {}
    for row in table.css("tr"):
        line: list[Span] = []
        for cell in _cells(row):
            _carry(line, open_cells)
            span = _write_cell(writer, cell, first=not line)
            for _ in range(_number(cell, "colspan")):
                if _number(cell, "rowspan") > 1:
                    open_cells[len(line)] = (_number(cell, "rowspan") - 1, span)
                line.append(span)
        _carry(line, open_cells)
        writer.line()
        if line:
            grid.append(line)
    if grid:
        width = max(map(len, grid))
        end = writer.length
        writer.tables.append(
            Table(tuple(tuple([*row, *[(end, end)] * (width - len(row))]) for row in grid))
        )


def _carry(line: list[Span], open_cells: dict[int, tuple[int, Span]]) -> None:
    while (kept := open_cells.get(len(line))) is not None:
        rows, span = kept
        if rows > 1:
            open_cells[len(line)] = (rows - 1, span)
        else:
            del open_cells[len(line)]
        line.append(span)


def _write_cell(writer: _Writer, cell: LexborNode, *, first: bool) -> Span:
    if not first:
        writer.mark("\t")
    text = _SPACE.sub(" ", _cell_text(cell)).strip()
    start = writer.length
    if text:
        writer.mark(text)
    return start, start + len(text)


def _cell_text(cell: LexborNode) -> str:
    parts: list[str] = []
    for node in cell.traverse(include_text=True):
        if node.tag == "-text":
            parts.append(node.text(deep=False) or "")
        elif node.tag == "br" or _is_block(node.tag):
            parts.append(" ")
    return "".join(parts)


def _number(cell: LexborNode, name: str) -> int:
    attributes: dict[str, Any] = cell.attributes
    value = str(attributes.get(name) or "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() else 1

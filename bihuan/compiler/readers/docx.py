"""Word documents: paragraphs with their automatic numbers as printed, and tables."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from bihuan.compiler.readers.numbering import Numbering
from bihuan.compiler.readers.source import Extract, Table, Unreadable
from bihuan.compiler.view import Span

#: What a damaged archive or damaged markup makes the libraries raise.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    PackageNotFoundError,
    SyntaxError,
    EOFError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    NotImplementedError,
    OSError,
)
_UNPACKED_LIMIT: Final[int] = 256 * 1024 * 1024


def read_docx(data: bytes, name: str) -> Extract:
    """Return the text of a .docx, one line per paragraph and per table row.

    Numbers that Word makes by itself are written out as they are printed. Deleted words of
    tracked changes are left out, inserted ones kept. Raises ``Unreadable`` for a damaged,
    encrypted, foreign, oversized or empty file.
    """
    try:
        _check_archive(data, name)
        extract = _read(data)
    except _DAMAGE:
        raise Unreadable(f"“{name}”不是有效的 .docx 文件，请在 Word 中重新另存后再试") from None
    if not extract.text.strip():
        raise Unreadable(f"“{name}”没有文字，可能只有图片，请先做文字识别")
    return extract


def _check_archive(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(f"“{name}”加了密码，请去掉密码后再试")
    if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
        raise Unreadable(f"“{name}”展开后超过 256 MB，请删去图片后再试")


def _read(data: bytes) -> Extract:
    document = docx.Document(io.BytesIO(data))
    writer = _Writer(Numbering.of(document))
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            writer.paragraph(element)
        elif element.tag == qn("w:tbl"):
            writer.table(element)
        elif element.tag == qn("w:sdt"):
            for inner in element.iter(qn("w:p")):
                writer.paragraph(inner)
    return Extract("".join(writer.parts), tuple(writer.tables))


@dataclass(slots=True)
class _Writer:
    numbering: Numbering
    parts: list[str] = field(default_factory=list)
    length: int = 0
    tables: list[Table] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def paragraph(self, element: Any) -> None:
        self.write(self.numbering.label(element) + _words(element) + "\n")

    def table(self, element: Any) -> None:
        grid: list[tuple[Span, ...]] = []
        above: list[Span] = []
        for row in element.iterchildren(qn("w:tr")):
            line: list[Span] = []
            for cell, width, merged in _cells(row):
                if merged and len(line) < len(above):
                    line.extend(above[len(line) : len(line) + width])
                    continue
                span = self._cell(cell, first=not line)
                line.extend([span] * width)
            self.write("\n")
            if line:
                grid.append(tuple(line))
                above = line
        if grid:
            width = max(map(len, grid))
            end = (self.length, self.length)
            self.tables.append(Table(tuple(row + (end,) * (width - len(row)) for row in grid)))

    def _cell(self, cell: Any, *, first: bool) -> Span:
        if not first:
            self.write("\t")
        texts = [
            self.numbering.label(paragraph) + _words(paragraph)
            for paragraph in cell.iter(qn("w:p"))
        ]
        text = re.sub(r"\s+", " ", " ".join(filter(None, texts))).strip()
        start = self.length
        self.write(text)
        return start, self.length


def _cells(row: Any) -> Iterator[tuple[Any, int, bool]]:
    """Yield the cells of a row with their width and whether they continue the one above."""
    for cell in row.iterchildren(qn("w:tc")):
        properties = cell.find(qn("w:tcPr"))
        span = None if properties is None else properties.find(qn("w:gridSpan"))
        merge = None if properties is None else properties.find(qn("w:vMerge"))
        width = int(span.get(qn("w:val")) or 1) if span is not None else 1
        continues = merge is not None and merge.get(qn("w:val")) != "restart"
        yield cell, max(1, min(width, 60)), continues


_TEXT: Final[dict[str, str]] = {
    qn("w:tab"): " ",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_SKIPPED: Final[frozenset[str]] = frozenset(
    {qn("w:del"), qn("w:pPr"), qn("w:rPr"), qn("w:txbxContent"), qn("w:drawing"), qn("w:pict")}
)


def _words(element: Any) -> str:
    parts: list[str] = []
    for child in element.iterchildren():
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in _TEXT:
            parts.append(_TEXT[child.tag])
        elif child.tag not in _SKIPPED:
            parts.append(_words(child))
    return "".join(parts)

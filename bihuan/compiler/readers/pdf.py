"""PDF files: words by page, lines joined back into paragraphs, page numbers left out."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from bihuan.compiler.readers.source import Extract, Unreadable

_PAGE_NUMBER: Final[re.Pattern[str]] = re.compile(
    r"^\s*(?:[-—–－·\s]{0,4}\d{1,4}[-—–－·\s]{0,4}|第\s*\d{1,4}\s*页(?:\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*$"
)
_OPENING: Final[re.Pattern[str]] = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零]+[编章节条]|[一二三四五六七八九十]{1,4}、|[（(〔][一二三四五六七八九十]{1,4}[）)〕]"
    r"|\d{1,3}[.、．](?!\d)|[（(]\d{1,3}[）)]|[①-⑳]|附件|牵头|责任单位|配合单位|完成时限)"
)
#: The gap a typesetter leaves between a figure and a Chinese character.
_SPACED: Final[re.Pattern[str]] = re.compile(
    r"(?<=[一-鿿]) (?=\d)|(?<=[一-鿿]\d) (?=[一-鿿])|(?<=\d\d) (?=[年月日号个项次人户家米元万亿%])"
)
_STOPS: Final[str] = "。！？；：!?;:"
_MIN_WORDS: Final[int] = 10


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    size: float
    page: int


def read_pdf(data: bytes, name: str) -> Extract:
    """Return the text of a PDF with one line per paragraph.

    Raises ``Unreadable`` when the file is encrypted, damaged, or scanned without text.
    """
    document = _open(data, name)
    try:
        lines = [line for page in range(len(document)) for line in _page(document, page)]
    except pdfium.PdfiumError:
        raise Unreadable(f"“{name}”已损坏，无法读取") from None
    finally:
        document.close()
    lines = _without_running_heads(lines)
    if sum(len(line.text) for line in lines) < _MIN_WORDS:
        raise Unreadable(f"“{name}”没有文字，可能是扫描件，请先做文字识别")
    return Extract(_joined(lines))


def _open(data: bytes, name: str) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(f"“{name}”加了密码，请去掉密码后再试") from None
        raise Unreadable(f"“{name}”不是有效的 PDF 文件") from None


def _page(document: Any, number: int) -> list[_Line]:
    page = document[number]
    words = page.get_textpage()
    try:
        text = words.get_text_range()
        return _lines(words, text, number)
    finally:
        words.close()
        page.close()


def _lines(words: Any, text: str, page: int) -> list[_Line]:
    lines = []
    for match in re.finditer(r"[^\r\n]+", text):
        content = match[0].replace("\ufffe", "").replace("\x02", "")
        if not content.strip() or _PAGE_NUMBER.match(content):
            continue
        first = match.start() + len(match[0]) - len(match[0].lstrip())
        last = match.end() - 1 - (len(match[0]) - len(match[0].rstrip()))
        left, bottom, _, top = _box(words, first)
        right = _box(words, last)[2]
        content = _SPACED.sub("", content.strip())
        lines.append(_Line(content, left, right, max(top - bottom, 1.0), page))
    return lines


def _box(words: Any, at: int) -> tuple[float, float, float, float]:
    try:
        left, bottom, right, top = words.get_charbox(at, loose=True)
    except (pdfium.PdfiumError, ValueError):
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def _without_running_heads(lines: list[_Line]) -> list[_Line]:
    """Drop what stands first or last on at least three pages."""
    edges: Counter[str] = Counter()
    for page in {line.page for line in lines}:
        on_page = [line.text for line in lines if line.page == page]
        edges.update({on_page[0], on_page[-1]})
    running = {text for text, count in edges.items() if count >= 3 and len(text) <= 40}
    return [line for line in lines if line.text not in running]


def _joined(lines: list[_Line]) -> str:
    margin = min((line.left for line in lines), default=0.0)
    edge = _right_edge(lines)
    parts: list[str] = []
    previous: _Line | None = None
    for line in lines:
        if previous is not None:
            parts.append(_glue(previous, line) if _goes_on(previous, line, margin, edge) else "\n")
        parts.append(line.text)
        previous = line
    return "".join(parts) + "\n"


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

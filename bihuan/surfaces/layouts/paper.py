"""A list on paper, as PDF and as Word, both from the same facts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from . import pdf
from .word import TITLE, add_line, lay_page


@dataclass(frozen=True)
class Section:
    """A part of a paper: its heading, sentences, and a table with the share each column takes."""

    title: str
    paragraphs: Sequence[str] = ()
    columns: Sequence[str] = ()
    widths: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Paper:
    """What is printed: title, whose and when, the parts, how to verify, who signs.

    ``foot`` stands at the foot of every page, beside its number and how many there are.
    """

    title: str
    subtitle: str
    meta: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    closing: Sequence[str]
    signs: Sequence[str]
    foot: str


def as_pdf(paper: Paper, at: datetime) -> bytes:
    """Return the PDF; the same paper and moment give the same bytes."""
    return pdf.typeset("paper", {"letter": asdict(paper)}, at)


def as_word(paper: Paper) -> bytes:
    """Return the .docx file, for offices that go on working on it by hand."""
    made = Document()
    lay_page(made)
    add_line(made, paper.title, align=ALIGN.CENTER, font=TITLE, size=22)
    if paper.subtitle:
        add_line(made, paper.subtitle, align=ALIGN.CENTER, size=12)
    for name, value in paper.meta:
        add_line(made, f"{name}：{value}", size=12)
    for section in paper.sections:
        _section(made, section)
    for line in paper.closing:
        add_line(made, line, size=10.5)
    for name in paper.signs:
        add_line(made, f"{name}：＿＿＿＿＿＿＿＿　日期：＿＿＿＿＿＿＿＿", size=12)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _section(made: Any, section: Section) -> None:
    if section.title:
        heading = add_line(made, section.title, font="黑体", size=14)
        heading.paragraph_format.space_before = Pt(10)
    for text in section.paragraphs:
        add_line(made, text, size=12)
    if not section.rows:
        return
    table = made.add_table(rows=1, cols=len(section.columns))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, section.columns, strict=True):
        cell.text = words
    for row in section.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value

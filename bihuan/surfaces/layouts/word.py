"""A letter as Word, after GB/T 9704-2012, for offices that go on working on it by hand.

Word names fonts and leaves them to the reader's machine, so these are the ones offices have.
"""

from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT as TAB
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bihuan.kernel.letters.models import Letter

from .pdf import facts_of

BODY: Final = "仿宋_GB2312"
TITLE: Final = "方正小标宋简体"
RED: Final = RGBColor(0xD0, 0x12, 0x1B)
_WIDTH: Final = Mm(156)
_SIZE: Final = 16
_LINE: Final = Pt(28.95)


def render(letter: Letter) -> bytes:
    """Return the letter as a .docx file with the same facts as its PDF."""
    facts, made = facts_of(letter), Document()
    lay_page(made)
    if facts["mark"]:
        add_line(made, facts["mark"], align=ALIGN.RIGHT, size=12)
    head = add_line(made, facts["issuer"], align=ALIGN.CENTER, font=TITLE, size=36)
    head.runs[0].font.color.rgb = RED
    signer = f"签发人：{facts['signer']}" if facts["signer"] else f"签发岗位：{facts['post']}"
    _rule(_ends(made, facts["number"], signer), "bottom", "D0121B", 12)
    add_line(made, "")
    add_line(made, facts["title"], align=ALIGN.CENTER, font=TITLE, size=22)
    add_line(made, "")
    add_line(made, f"{facts['addressee']}：")
    for paragraph in facts["paragraphs"]:
        last = add_line(made, paragraph).paragraph_format
        last.first_line_indent = Pt(32)
    # The signature never stands alone on a page: the last words go there with it.
    last.keep_together = last.keep_with_next = True
    add_line(made, "").paragraph_format.keep_with_next = True
    name = add_line(made, facts["issuer"], align=ALIGN.RIGHT).paragraph_format
    name.right_indent, name.keep_with_next = Pt(64), True
    dated = add_line(made, facts["signed_on"] or "（待签发）", align=ALIGN.RIGHT)
    dated.paragraph_format.right_indent = Pt(64)
    add_line(made, "")
    _imprint(made, facts)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def lay_page(made: Any) -> None:
    """Set paper, margins and the number of the page as official documents have them."""
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    made.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], ALIGN.RIGHT)
    _number(section.even_page_footer.paragraphs[0], ALIGN.LEFT)


def _number(footer: Paragraph, align: ALIGN) -> None:
    """Print the page's number on its outer side, one character from the edge."""
    footer.alignment = align
    footer.paragraph_format.left_indent = footer.paragraph_format.right_indent = Pt(14)
    _run(footer, "— ", size=14, font="宋体")
    page = _run(footer, "", size=14, font="宋体")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    page._r.addnext(field)
    _run(footer, " —", size=14, font="宋体")


def _imprint(made: Any, facts: dict[str, Any]) -> None:
    """The block at the end: copies, who printed it and when, the code to check it by."""
    if facts["copies"]:
        copies = add_line(made, f"抄送：{'，'.join(facts['copies'])}。", size=14)
        _rule(copies, "top", "000000", 8)
    printed = f"{facts['signed_on']}印发" if facts["signed_on"] else "未印发"
    last = _ends(made, facts["issuer"], printed, size=14)
    _rule(last, "top", "000000", 6 if facts["copies"] else 8)
    _rule(last, "bottom", "000000", 8)
    if facts["code"]:
        add_line(made, f"核验码 {facts['code']}", size=9)


def add_line(
    made: Any, text: str, *, align: ALIGN = ALIGN.JUSTIFY, font: str = BODY, size: float = 16
) -> Paragraph:
    """Add a paragraph at the end of a document and return it."""
    line: Paragraph = made.add_paragraph()
    line.alignment = align
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.line_spacing = _LINE if size <= _SIZE else Pt(size * 1.5)
    _run(line, text, size=size, font=font)
    return line


def _ends(made: Any, left: str, right: str, *, size: float = 16) -> Paragraph:
    """Add a line with one text at each end."""
    line = add_line(made, f"{left}\t{right}", size=size)
    line.paragraph_format.tab_stops.add_tab_stop(_WIDTH, TAB.RIGHT)
    return line


def _run(line: Paragraph, text: str, *, size: float, font: str = BODY) -> Any:
    run = line.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _rule(line: Paragraph, side: str, colour: str, eighths: int) -> None:
    """Draw a rule along one side of a paragraph, its weight in eighths of a point."""
    properties = line._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", eighths), ("space", 4), ("color", colour)):
        border.set(qn(f"w:{name}"), str(value))
    borders.append(border)

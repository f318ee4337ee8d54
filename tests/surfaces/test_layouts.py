"""A letter on paper: the same facts in PDF and Word, text as data, quick enough to click."""

import time
from io import BytesIO

import docx
import pypdfium2
import pytest
from docx.shared import Mm

from bihuan.kernel.letters import frozen, letters
from bihuan.kernel.letters.models import Letter
from bihuan.surfaces.layouts import pdf, word
from tests.kernel.factories import AT
from tests.kernel.letters.county import office, order, signed

pytestmark = pytest.mark.django_db
WARM_SECONDS = 0.3
HOSTILE = "*粗* #let x = 1 $y$ [链接](x) <b>甲</b> \\u{41} {{ 7 }} 堃喆垚"


@pytest.fixture
def here():
    return office()


def read(content: bytes) -> list[str]:
    """The text of each page, without the line breaks the layout made."""
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return ["".join(page.split()) for page in pages]


def words(content: bytes) -> str:
    """The text of a Word file, one paragraph a line."""
    return "\n".join(p.text for p in docx.Document(BytesIO(content)).paragraphs)


def test_an_order_fits_one_page_and_says_all_its_facts(here):
    letter = signed(here)
    (page,) = read(pdf.render(letter))
    facts = frozen.printed(letter)
    for said in (
        facts["issuer"], facts["number"], "签发人：郑国伟", facts["title"], "海丰县应急管理局：",
        *facts["paragraphs"], "2024年3月12日", "抄送：可塘镇人民政府。", letter.digest[:8], "—1—",
    ):  # fmt: skip
        assert "".join(said.split()) in page


def test_the_page_is_a4(here):
    with pypdfium2.PdfDocument(pdf.render(signed(here))) as document:
        width, height = document[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_word_says_the_same_with_the_margins_of_the_standard(here):
    letter = signed(here)
    facts, content = frozen.printed(letter), word.render(letter)
    text = words(content)
    for said in (facts["issuer"], facts["title"], *facts["paragraphs"], "签发人：郑国伟"):
        assert said in text
    section = docx.Document(BytesIO(content)).sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(m / Mm(1)) for m in margins] == [37, 35, 28, 26]


def test_text_is_printed_as_it_was_typed_whatever_it_looks_like(here):
    letter = signed(here, kind="reply", title=HOSTILE, body={"paragraphs": [HOSTILE]})
    assert "".join(read(pdf.render(letter))).count("".join(HOSTILE.split())) == 2
    assert words(word.render(letter)).count(HOSTILE) == 2


def test_a_long_letter_goes_on_over_pages_that_are_numbered(here):
    letter = signed(
        here, kind="circular", body={"paragraphs": ["安全生产责任要落实到岗位。" * 60] * 3}
    )
    pages = read(pdf.render(letter))
    assert len(pages) > 2
    assert all(f"—{n}—" in page for n, page in enumerate(pages, 1))
    assert "抄送：" in pages[-1]


def test_a_name_of_a_hundred_characters_still_fits(here):
    here.unit.name = "中共某县委安全生产专业委员会办公室" * 6
    here.unit.save()
    letter = signed(here)
    assert here.unit.name in read(pdf.render(letter))[0]


def test_a_draft_and_a_cancelled_letter_cannot_be_taken_for_one_in_force(here):
    letter = order(here)
    assert "待签发，未生效" in read(pdf.render(letter))[0]
    assert "签发岗位：主任" in words(word.render(letter))
    letters.cancel(letter, reason="已办结", by=here.leader, at=AT)
    row = Letter.objects.everywhere("test").get(pk=letter.pk)
    assert "已作废" in read(pdf.render(row))[0]
    assert "已作废" in words(word.render(row))


def test_a_signed_letter_prints_the_same_bytes_each_time_and_quickly(here):
    letter = signed(here)
    first = pdf.render(letter)
    started = time.perf_counter()
    assert pdf.render(letter) == first
    assert time.perf_counter() - started < WARM_SECONDS

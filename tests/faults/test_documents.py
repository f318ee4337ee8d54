"""A document that cannot be read is named in one sentence, whatever is wrong with it."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.modules.policy.models import Proposal
from tests.faults.refusal import contents, is_one_clear_sentence, said
from tests.surfaces.twins import PAPER, County

RULES = "一、排查隐患。每月排查1次。".encode()
XML = "[Content_Types].xml"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-'
    'types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)


def archive(**parts: str) -> bytes:
    """Return a zip file of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def locked() -> bytes:
    """Return a zip file that says of itself that it is under a password."""
    data = bytearray(archive(**{"word/document.xml": "<a/>"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


#: What is wrong -> file name, content, words of the answer.
FILES: dict[str, tuple[str, bytes, str]] = {
    "nothing in it": ("空.txt", b"", ""),
    "blanks only": ("空白.txt", b" \n\t\n", "空白.txt"),
    "wide blanks only": ("全角.txt", "\u3000\n".encode() * 9, "全角.txt"),
    "a byte order mark only": ("记号.txt", b"\xef\xbb\xbf", "记号.txt"),
    "half a character": ("半.txt", b"\xff\xfe\x00", "半.txt"),
    "zeros": ("零.txt", bytes(4096), "零.txt"),
    "a picture named text": ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "图.txt"),
    "a program named text": ("程序.txt", b"MZ\x90\x00" + bytes(range(256)) * 9, "程序.txt"),
    "an old Word file": ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "旧.doc"),
    "an old Word file renamed": ("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧.docx"),
    "rich text": ("富.rtf", b"{\\rtf1\\ansi hello}", "富.rtf"),
    "no archive": ("坏.docx", b"not a zip", "坏.docx"),
    "an archive cut short": ("断.docx", archive(**{XML: _TYPES})[:40], "断.docx"),
    "an empty archive": ("空包.docx", archive(), "空包.docx"),
    "an archive of other things": ("表.docx", archive(**{"xl/workbook.xml": "<a/>"}), "表.docx"),
    "types without a document": ("缺.docx", archive(**{XML: _TYPES}), "缺.docx"),
    "types that are no XML": ("乱.docx", archive(**{XML: "<Types"}), "乱.docx"),
    "an archive under a password": ("密.docx", locked(), "密.docx"),
    "a PDF in name": ("坏.pdf", b"%PDF-1.7 broken", "坏.pdf"),
    "a PDF of one line": ("头.pdf", b"%PDF-1.4\n%%EOF\n", "头.pdf"),
    "a text named PDF": ("文.pdf", b"x" * 10, ""),
    "a page without words": ("页.html", b"<html><body><img src=x></body></html>", "正文"),
    "a page of program": ("脚本.html", b"<html><body><script>a()</script></body></html>", "正文"),
    "a poem": ("诗.txt", "春眠不觉晓，处处闻啼鸟。".encode(), "诗.txt"),
    "one letter": ("字.txt", "一".encode(), "字.txt"),
    "digits": ("数.txt", b"20250312 " * 30, "数.txt"),
    "punctuation": ("点.txt", "。，；：、".encode() * 40, "点.txt"),
    "a table of numbers": ("表.csv", b"1,2,3\n4,5,6\n" * 9, "表.csv"),
    "a program's settings": ("设.json", b'{"a": [1, 2, {"b": null}]}', "设.json"),
    "a path for a name": ("../../空.txt", b" ", "空.txt"),
    "a name too long for a disk": ("长" * 90 + ".txt", b" ", "长.txt"),
    "a name of marks": ("“”《》.txt", b" ", "《》"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_document_that_cannot_be_read_is_named_and_changes_nothing(
    county: County, name: str
) -> None:
    file, content, names = FILES[name]
    browser, before = county.browser("office_clerk"), contents()
    given = {"place": county.place.code, "file": SimpleUploadedFile(file, content)}
    response = browser.post("/policies/new", given)
    words = said(response)
    assert response.status_code == 422, words
    assert is_one_clear_sentence(words, names), words
    assert contents() == before


def test_a_good_document_with_a_very_long_name_is_read(county: County) -> None:
    text = PAPER.replace("某", "乙").encode()
    given = {"place": county.place.code, "file": SimpleUploadedFile("长" * 90 + ".txt", text)}
    response = county.browser("office_clerk").post("/policies/new", given)
    assert response.status_code == 302, said(response)


HANDED_IN: dict[str, tuple[dict[str, Any], int, str]] = {
    "nothing": ({}, 422, "还没有选文件"),
    "blank text": ({"text": " \n "}, 422, "还没有选文件"),
    "a file and a text": (
        {"text": "一、查。", "file": SimpleUploadedFile("甲.txt", RULES)}, 422, "只能交一样"),
    "no place": ({"place": "", "text": PAPER}, 422, "请选文件管哪里"),
    "a place elsewhere": ({"place": "110000", "text": PAPER}, 422, "请选文件管哪里"),
    "a place that is no code": ({"place": "海丰'--", "text": PAPER}, 422, "请选文件管哪里"),
    "a sample that is not there": ({"sample": "../../etc/passwd"}, 404, "示例"),
    "what is under review": ({"text": PAPER.replace("某", "甲")}, 409, "已登记为"),
}  # fmt: skip


@pytest.mark.parametrize("name", HANDED_IN)
def test_what_is_handed_in_wrongly_is_answered_in_one_sentence(county: County, name: str) -> None:
    given, status, names = HANDED_IN[name]
    browser, before = county.browser("office_clerk"), contents()
    response = browser.post("/policies/new", {"place": county.place.code, **given})
    assert response.status_code == status, said(response)
    assert is_one_clear_sentence(said(response), names), said(response)
    assert contents() == before


def proposal(county: County, kind: str) -> Proposal:
    found = county.review.proposals.filter(kind=kind).order_by("pk").first()
    assert found is not None
    return found


DECISIONS: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "a correction without reason": (
        "deadline", {"act": "correct", "date": "2025-09-30"}, 422, "改正的理由"),
    "a date that is none": (
        "deadline", {"act": "correct", "date": "2025-09-31", "reason": "核"}, 422, "2018-12-31"),
    "a date in words": (
        "deadline", {"act": "correct", "date": "九月", "reason": "核"}, 422, "2018-12-31"),
    "a unit without name": (
        "responsible", {"act": "correct", "unit": " ", "role": "lead", "reason": "核"},
        422, "单位名称"),
    "a part nobody plays": (
        "responsible", {"act": "correct", "unit": "县局", "role": "boss", "reason": "核"},
        422, "分工"),
    "a rejection without reason": ("deadline", {"act": "reject", "why": ""}, 422, "不采用的理由"),
    "a merger with nothing": ("deadline", {"act": "merge"}, 422, "合并"),
    "a unit the register lacks": (
        "responsible", {"act": "unit", "registered": "某某局"}, 422, "某某局"),
    "no unit at all": ("responsible", {"act": "unit", "registered": ""}, 422, "单位全称"),
    "an act nobody knows": ("deadline", {"act": "explode"}, 404, "没有这一步"),
    "no act": ("deadline", {}, 404, "没有这一步"),
    "another revision": ("deadline", {"act": "accept", "revision": "99"}, 409, "没有保存"),
    "no revision": ("deadline", {"act": "accept", "revision": ""}, 409, "没有保存"),
    "an undo of nothing": ("deadline", {"act": "undo"}, 409, "还没有结论"),
}  # fmt: skip


@pytest.mark.parametrize("name", DECISIONS)
def test_a_wrong_decision_is_answered_beside_it_and_changes_nothing(
    county: County, name: str
) -> None:
    kind, given, status, names = DECISIONS[name]
    browser, before = county.browser("office_clerk"), contents()
    address = f"/policies/reviews/{county.review.pk}/proposals/{proposal(county, kind).pk}"
    county.review.matter.refresh_from_db()
    revision = county.review.matter.revision
    response = browser.post(address, {"revision": revision, **given})
    words = said(response)
    assert response.status_code == status, words
    assert is_one_clear_sentence(words, names), words
    assert contents() == before


STEPS: dict[str, tuple[str, str, dict[str, Any], int, str]] = {
    "sent up too early": ("office_clerk", "submit", {"advice": "拟办"}, 409, "没有结论"),
    "released before it is sent": ("office_leader", "release", {"opinion": "同意"}, 409, "审阅中"),
    "returned without words": ("office_clerk", "decline", {"advice": ""}, 422, "拟办意见"),
    "a step nobody knows": ("office_clerk", "explode", {}, 404, "没有这一步"),
    "sent up by an auditor": ("auditor", "submit", {"advice": "拟办"}, 403, "岗位"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_cannot_be_taken_says_why_and_moves_nothing(county: County, name: str) -> None:
    role, step, given, status, names = STEPS[name]
    browser, before = county.browser(role), contents()
    county.review.matter.refresh_from_db()
    response = browser.post(
        f"/policies/reviews/{county.review.pk}/steps/{step}",
        {"revision": county.review.matter.revision, **given},
    )
    assert response.status_code == status, said(response)
    assert is_one_clear_sentence(said(response), names), said(response)
    assert contents() == before

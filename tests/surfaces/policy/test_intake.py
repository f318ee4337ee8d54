"""A document comes in by file, by pasting or as a sample; what cannot be read changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel.law.models import Document
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.trace.models import Evidence
from bihuan.modules.policy.models import Review
from tests.kernel import factories
from tests.surfaces.policy.conftest import SMALL

ADDRESS = "/policies/new"


def hand_in(browser: Client, place: Place, **given: object):
    return browser.post(ADDRESS, {"place": place.code, **given})


def nothing_came_in() -> bool:
    return not (Document.objects.exists() or Review.objects.exists() or Evidence.objects.exists())


def test_a_file_becomes_a_review(clerk: Client, place: Place) -> None:
    file = SimpleUploadedFile("通知.txt", SMALL.encode())
    answer = hand_in(clerk, place, file=file, text="")
    review = Review.objects.get()
    assert answer.url == f"/policies/reviews/{review.pk}"
    assert review.document.title == "海丰县安全生产委员会关于做好道路交通安全工作的通知"
    assert review.document.place == place
    assert f"已登记为 {review.matter.number}" in clerk.get(answer.url).content.decode()


def test_pasted_text_becomes_a_review(clerk: Client, place: Place) -> None:
    assert hand_in(clerk, place, text=SMALL).status_code == 302
    assert Review.objects.get().document.clauses.count() >= 4


def test_a_sample_of_the_packs_becomes_a_review(clerk: Client, place: Place) -> None:
    assert "用这份试" in clerk.get(ADDRESS).content.decode()
    assert hand_in(clerk, place, sample="370200/qingdao-2016").status_code == 302
    assert Review.objects.get().document.title == "市安全监管局2016年工作打算"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.txt", b" \n", "是空文件"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文件"),
        ("坏.docx", b"not a zip", "不是有效的 .docx 文件"),
        ("坏.pdf", b"%PDF-1.7 broken", "坏.pdf"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "图.txt"),
        ("诗.txt", "春眠不觉晓".encode(), "没有读到条款"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_changes_nothing(
    clerk: Client, place: Place, name: str, content: bytes, says: str
) -> None:
    answer = hand_in(clerk, place, file=SimpleUploadedFile(name, content))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有登记：" in page
    assert says in page
    assert "粘贴到下面" in page
    assert nothing_came_in()


def test_nothing_and_two_things_are_refused_and_what_was_typed_stays(
    clerk: Client, place: Place
) -> None:
    assert "还没有选文件" in hand_in(clerk, place).content.decode()
    file = SimpleUploadedFile("通知.txt", SMALL.encode())
    answer = hand_in(clerk, place, file=file, text="另一份的正文")
    assert "只能交一样" in answer.content.decode()
    assert "另一份的正文</textarea>" in answer.content.decode()
    assert nothing_came_in()


def test_a_document_is_received_for_ones_own_place_or_one_below(
    clerk: Client, place: Place
) -> None:
    town = factories.town(place).place
    page = clerk.get(ADDRESS).content.decode()
    assert f'<option value="{town.code}"' in page
    city = Place.objects.get(code="441500")
    assert "请选文件管哪里" in hand_in(clerk, city, text=SMALL).content.decode()
    assert nothing_came_in()


def test_a_document_under_review_is_not_received_twice(clerk: Client, small: Review) -> None:
    answer = hand_in(clerk, small.document.place, text=SMALL)
    assert answer.status_code == 409
    assert f"已登记为 {small.matter.number}" in answer.content.decode()
    assert Review.objects.count() == 1


def test_whoever_does_not_review_cannot_hand_in(office: Unit, sign_in) -> None:
    worker = sign_in(factories.person_in(factories.post(office, "auditor")))
    answer = hand_in(worker, office.place, text=SMALL)
    assert answer.status_code == 403
    assert "您的岗位不能审阅和登记" in answer.content.decode()
    assert nothing_came_in()


def test_an_unknown_sample_is_not_there(clerk: Client, place: Place) -> None:
    assert hand_in(clerk, place, sample="../secrets").status_code == 404
    assert nothing_came_in()

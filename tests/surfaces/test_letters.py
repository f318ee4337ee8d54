"""文书: signed once by the one who may, served with a receipt, cancelled with its number kept."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.letters.models import Letter
from tests.surfaces import twins
from tests.surfaces.twins import PDF, County


def now_is(county: County) -> Letter:
    return Letter.objects.everywhere("test").get(pk=county.letter.pk)


def address(county: County, act: str = "") -> str:
    return f"/letters/{county.letter.pk}{act}"


def sign(county: County, role: str = "office_leader"):
    browser = county.browser(role)
    page = browser.get(address(county, "?ask=sign")).content.decode()
    read = re.search(r'name="sign-read" value="(\w+)"', page)
    return browser.post(address(county, "/sign"), {"sign-read": read[1] if read else ""})


def test_the_signer_is_asked_once_in_words(county):
    page = county.browser("office_leader").get(address(county, "?ask=sign")).content.decode()
    assert "签发后不能收回" in page
    assert "将送达甲县应急管理局" in page


def test_a_signed_letter_is_fixed(county):
    assert sign(county).status_code == 302
    assert now_is(county).state == "signed"
    given = {"revise-title": "改", "revise-words": "改"}
    response = county.browser("office_leader").post(address(county, "/words"), given)
    assert response.status_code == 409
    assert now_is(county).title == county.letter.title


def test_nobody_else_signs(county):
    for role in ("office_clerk", "department_leader", "leader"):
        response = sign(county, role)
        assert response.status_code in (403, 404, 409)
    assert now_is(county).state == "draft"


def test_what_was_changed_since_it_was_read_is_not_signed(county):
    browser = county.browser("office_leader")
    page = browser.get(address(county, "?ask=sign")).content.decode()
    read = re.search(r'name="sign-read" value="(\w+)"', page)[1]
    words = {"revise-title": "关于甲进展的通报", "revise-words": "甲有两项逾期。"}
    assert county.browser("office_clerk").post(address(county, "/words"), words).status_code == 302
    response = browser.post(address(county, "/sign"), {"sign-read": read})
    assert response.status_code == 409
    assert "在您打开后改过，请重新核对再签发" in response.content.decode()
    assert now_is(county).state == "draft"


def test_a_service_keeps_its_receipt(county):
    sign(county)
    given = {
        "serve-unit": county.units["bureau"].pk,
        "serve-way": "direct",
        "serve-recipient": "林科",
        "serve-served_at": "2025-03-12 09:06",
        "serve-receipt": SimpleUploadedFile("回证.pdf", PDF),
    }
    browser = county.browser("office_clerk")
    assert browser.post(address(county, "/service"), given).status_code == 302
    assert now_is(county).state == "served"
    assert now_is(county).services.get().receipt.name == "回证.pdf"


def test_a_service_before_the_signature_is_refused(county):
    sign(county)
    given = {
        "serve-unit": county.units["bureau"].pk,
        "serve-way": "direct",
        "serve-recipient": "林科",
        "serve-served_at": "2025-03-11 10:00",
    }
    response = county.browser("office_clerk").post(address(county, "/service"), given)
    assert response.status_code == 422
    assert "送达时间应在签发之后（03-12 " in response.content.decode()
    assert not now_is(county).services.exists()


def test_a_letter_served_in_the_minute_in_which_it_was_signed_is_served(county):
    sign(county)
    signed_at = twins.NOW.replace(second=0, microsecond=0) - timedelta(seconds=20)
    Letter.objects.everywhere("test").filter(pk=county.letter.pk).update(signed_at=signed_at)
    browser, written = county.browser("office_clerk"), signed_at.strftime("%Y-%m-%d %H:%M")
    page = browser.get(address(county)).context["serving"]
    assert page["unit"].initial == county.units["bureau"]
    given = {"serve-unit": county.units["bureau"].pk, "serve-way": "direct",
             "serve-recipient": "林科", "serve-served_at": written}  # fmt: skip
    assert browser.post(address(county, "/service"), given).status_code == 302


def test_a_cancelled_letter_keeps_its_number_and_says_why(county):
    response = county.browser("office_leader").post(address(county, "/cancel"), {})
    assert response.status_code == 422
    given = {"cancel-reason": "事由已消除"}
    browser = county.browser("office_leader")
    assert browser.post(address(county, "/cancel"), given).status_code == 302
    page = browser.get("/letters").content.decode()
    assert county.letter.number in page
    assert now_is(county).cancelled_because == "事由已消除"
    assert "待签发" not in browser.get(address(county)).content.decode()


def test_the_same_facts_print_as_pdf_and_word(county):
    browser = county.browser("office_clerk")
    assert browser.get(address(county, ".pdf")).content.startswith(b"%PDF")
    assert browser.get(address(county, ".docx")).content.startswith(b"PK")


def test_the_addressee_does_not_see_a_draft_and_sees_the_signed_letter(county):
    bureau = county.browser("department_clerk")
    assert bureau.get(address(county)).status_code == 404
    sign(county)
    assert bureau.get(address(county)).status_code == 200


def test_the_register_filters_and_exports_what_it_shows(county):
    browser = county.browser("office_clerk")
    assert browser.get("/letters?state=served").context["count"] == 0
    assert browser.get("/letters?state=draft&side=out").context["count"] == 1
    lines = browser.get("/letters/export?state=draft").getvalue().decode("utf-8-sig").splitlines()
    assert lines[1] == "条件,待签发"
    assert lines[-1] == "行数,1"


def test_another_countys_letter_does_not_exist_here(county, twin):
    browser = county.browser("office_leader")
    for act in ("", ".pdf", ".docx"):
        assert browser.get(address(twin, act)).status_code == 404
    for act in ("/sign", "/words", "/cancel"):
        assert browser.post(address(twin, act), {}).status_code == 404
    clerk = county.browser("office_clerk")
    assert clerk.post(address(twin, "/service"), {}).status_code == 404
    assert now_is(twin).state == "draft"

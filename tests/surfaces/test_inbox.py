"""通知: unread ones first in sight, opened ones noted; reading ends no duty."""

from bihuan.kernel.notices.models import Delivery, Notice, Reading
from tests.surfaces.twins import NOW, County


def notice(county: County, unit: str) -> Notice:
    return Notice.objects.everywhere("test").get(unit=county.units[unit], template="prompt")


def test_opening_a_notice_marks_it_read_and_goes_to_the_thing(county):
    browser, mine = county.browser("safety_officer"), notice(county, "firm")
    unread = browser.get("/inbox").context["unread"]
    response = browser.get(f"/inbox/{mine.pk}")
    assert response["Location"] == f"/obligations/{county.late.pk}"
    assert browser.get("/inbox").context["unread"] == unread - 1


def test_reading_ends_no_duty(county):
    mine = notice(county, "firm")
    browser = county.browser("safety_officer")
    assert browser.post("/inbox/read", {"notice": [mine.pk]}).status_code == 302
    county.late.refresh_from_db()
    assert county.late.done_at is None


def test_somebody_elses_notice_does_not_exist(county):
    other = notice(county, "office")
    browser = county.browser("safety_officer")
    assert browser.get(f"/inbox/{other.pk}").status_code == 404
    browser.post("/inbox/read", {"notice": [other.pk]})
    assert not Reading.objects.filter(notice=other).exists()


def failed(county: County) -> None:
    person = county.terms["safety_officer"].person
    delivery = Delivery.objects.create(
        key=f"t{county.mark}", channel="sms", address="13800000000", person=person,
        title=f"{county.mark}提示", body="", state="failed", attempts=3, not_before=NOW,
    )  # fmt: skip
    delivery.notices.add(notice(county, "firm"))


def test_what_could_not_be_delivered_is_shown_to_those_who_answer_for_it(county, twin):
    failed(county)
    failed(twin)
    page = county.browser("department_leader").get("/inbox").content.decode()
    assert "甲提示" in page
    assert "骉提示" not in page
    assert "没有送达" in county.browser("department_leader").get("/desk").content.decode()

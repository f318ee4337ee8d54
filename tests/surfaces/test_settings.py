"""设定: what a document leaves open is set by name, never guessed; ladders count once adopted."""

import re

from bihuan.kernel.law.models import Ladder, Setting
from tests.surfaces.twins import County


def prefix(county: County) -> str:
    return f"rule{county.open_rule.pk}"


def setting(county: County, role: str, **given):
    given = {f"{prefix(county)}-{name}": value for name, value in given.items()}
    return county.browser(role).post(f"/settings/rules/{county.open_rule.pk}", given)


def test_nothing_is_filled_in_beforehand(county):
    page = county.browser("office_clerk").get("/settings").content.decode()
    assert "甲研究部署" in page
    assert "缺周期、次数" in page
    assert set(re.findall(r'value="(\w*)" selected', page)) == {""}


def test_a_value_is_set_by_name_with_its_reason(county):
    response = setting(county, "office_clerk", per="quarter", times="1", reason="县安委会议定")
    assert response.status_code == 302
    rows = {row.field: row for row in Setting.objects.filter(subject=county.open_rule.key)}
    assert {name: row.value for name, row in rows.items()} == {"per": "quarter", "times": 1}
    assert rows["per"].by == county.terms["office_clerk"].person
    page = county.browser("office_clerk").get("/settings").content.decode()
    assert "县安委会议定" in page
    assert "每季度" in page


def test_without_a_reason_nothing_is_set(county):
    response = setting(county, "office_clerk", per="quarter", times="1")
    assert response.status_code == 422
    assert "还没有填写“依据或理由”" in response.content.decode()
    assert not Setting.objects.exists()


def test_half_a_setting_is_no_setting(county):
    response = setting(county, "office_clerk", per="quarter", times="两", reason="议定")
    assert response.status_code == 422
    assert "要写整数，例如 2。" in response.content.decode()
    assert not Setting.objects.exists()


def test_who_may_not_set_sees_the_queue_and_no_button(county):
    page = county.browser("town_station").get("/settings").content.decode()
    assert "您可以看，不能设定" in page
    assert setting(county, "town_station", per="month", times="1", reason="x").status_code == 403
    assert not Setting.objects.exists()


def test_a_suggested_ladder_counts_once_adopted_and_can_be_dropped(county):
    url, browser = f"/settings/ladders/{county.ladder.pk}", county.browser("office_leader")
    reason = {f"ladder{county.ladder.pk}-reason": "县安委会议定"}
    assert "1 项责任等着它" in browser.get("/settings").content.decode()
    assert browser.post(url, reason | {"act": "adopt"}).status_code == 302
    county.duty.refresh_from_db()
    assert county.duty.next_at is not None
    assert browser.post(url, reason | {"act": "drop"}).status_code == 302
    county.duty.refresh_from_db()
    assert county.duty.next_at is None


def test_another_countys_rules_and_ladders_are_not_shown_or_set_here(county, twin):
    browser = county.browser("office_leader")
    assert "骉" not in browser.get("/settings").content.decode()
    assert browser.post(f"/settings/rules/{twin.open_rule.pk}", {}).status_code == 404
    assert browser.post(f"/settings/ladders/{twin.ladder.pk}", {}).status_code == 404
    assert not Setting.objects.exists()


def sign_ladder() -> Ladder:
    return Ladder.objects.create(key="CN/suggested#sign", title="督办单签发", derived="建议值")


def chosen() -> dict[str, object]:
    rows = Setting.objects.filter(subject="CN/suggested#sign").order_by("pk")
    return {row.field: row.value for row in rows}


def test_the_ladder_of_signing_is_adopted_with_the_hours_to_sign_or_not_at_all(county):
    ladder, browser = sign_ladder(), county.browser("office_leader")
    url, reason = f"/settings/ladders/{ladder.pk}", {f"ladder{ladder.pk}-reason": "县安委会议定"}
    refused = browser.post(url, reason | {"act": "adopt"})
    assert refused.status_code == 422
    assert "还没有填写“签发时限（小时）”。" in refused.content.decode()
    assert chosen() == {}
    given = reason | {f"ladder{ladder.pk}-hours": "48", "act": "adopt"}
    assert browser.post(url, given).status_code == 302
    assert chosen() == {"ladder": True, "due": 48}
    assert "48 小时" in browser.get("/settings").content.decode()


def test_the_hours_to_sign_can_be_changed_and_stay_known_when_the_ladder_is_dropped(county):
    ladder, browser = sign_ladder(), county.browser("office_leader")
    url, reason = f"/settings/ladders/{ladder.pk}", {f"ladder{ladder.pk}-reason": "县安委会议定"}
    for hours in ("48", "24"):
        browser.post(url, reason | {f"ladder{ladder.pk}-hours": hours, "act": "adopt"})
    assert chosen() == {"ladder": True, "due": 24}
    assert browser.post(url, reason | {"act": "drop"}).status_code == 302
    assert chosen() == {"ladder": None, "due": 24}


def test_another_ladder_asks_for_no_hours(county):
    page = county.browser("office_leader").get("/settings").content.decode()
    assert "签发时限" not in page

"""设定: what a document leaves open is set by name, never guessed; ladders count once adopted."""

import re

from bihuan.kernel.law.models import Setting
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

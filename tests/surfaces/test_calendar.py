"""One's duties as a calendar: all-day, as they stand now, under an address that opens no more."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from bihuan.kernel.obligations import extensions
from bihuan.kernel.orgs.models import Account, Term
from bihuan.lib.clocks import end_of
from bihuan.surfaces import clock
from bihuan.surfaces.api.models import Token
from bihuan.surfaces.workbench.templatetags.bihuan import day
from tests.kernel import factories
from tests.surfaces.twins import NOW, TODAY, County

VISITOR = Client(HTTP_HOST="localhost")


def address(county: County, role: str = "safety_officer") -> str:
    page = county.browser(role).post("/me/calendar/new", {"calendar-name": "我的手机"})
    found = re.search(r"/calendar/bc_[\w-]+\.ics", page.content.decode())
    assert found is not None, page.content.decode()
    return found.group()


def events(feed: str) -> dict[str, Any]:
    answer = VISITOR.get(feed)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    made = Calendar.from_ical(answer.content)
    return {str(one["uid"]).partition("@")[0]: one for one in made.walk("VEVENT")}


def test_each_dated_duty_takes_the_whole_day_it_is_due(county: County) -> None:
    found = events(address(county))
    late = found[county.late.chain]
    assert late.decoded("dtstart") == date(2025, 3, 10)
    assert late.decoded("dtend") == date(2025, 3, 11)
    assert late["dtstart"].params["VALUE"] == "DATE"
    assert str(late["summary"]) == "甲报送方案（逾期）"
    assert county.duty.chain in events(address(county, "enterprise_principal"))


def test_lines_are_folded_and_ended_as_the_standard_asks(county: County) -> None:
    lines = VISITOR.get(address(county)).content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)


def test_a_moved_date_moves_the_entry_and_an_ended_duty_is_gone(county: County) -> None:
    feed = address(county)
    before = events(feed)[county.late.chain]
    leader = factories.viewer_of(county.terms["department_leader"], on=TODAY)
    extensions.decide(county.asked, granted=True, opinion="同意", by=leader, at=NOW)
    after = events(feed)[county.late.chain]
    assert after.decoded("dtstart") == date(2025, 4, 10)
    assert int(after["sequence"]) > int(before["sequence"])
    assert f"法定期限 {day(end_of(date(2025, 3, 10)))}" in str(after["description"])
    county.late.refresh_from_db()
    extensions.excuse(county.late, "装置已拆除", by=leader, at=NOW)
    assert county.late.chain not in events(feed)


def test_the_address_opens_the_calendar_of_one_post_and_nothing_else(
    county: County, twin: County
) -> None:
    feed = address(county)
    text = VISITOR.get(feed).content.decode()
    assert twin.mark not in text
    key = feed.removeprefix("/calendar/").removesuffix(".ics")
    header = {"Authorization": f"Bearer {key}"}
    assert VISITOR.get("/api/v1/obligations", headers=header).status_code == 401
    assert VISITOR.get("/desk").status_code == 302
    page = county.browser("safety_officer").get("/me/calendar").content.decode()
    assert "我的手机" in page
    assert key not in page
    assert "我的手机" not in county.browser("safety_officer").get("/me/tokens").content.decode()


def revoke(county: County, feed: str) -> None:
    pk = Token.objects.get(name="我的手机").pk
    assert county.browser("worker").post(f"/me/calendar/{pk}/revoke").status_code == 404
    assert VISITOR.get(feed).status_code == 200
    county.browser("safety_officer").post(f"/me/calendar/{pk}/revoke")


def leave(county: County, feed: str) -> None:
    Term.objects.filter(pk=county.terms["safety_officer"].pk).update(until=TODAY)


def shut(county: County, feed: str) -> None:
    Account.objects.filter(person=county.terms["safety_officer"].person).update(is_active=False)


def end_sessions(county: County, feed: str) -> None:
    Account.objects.filter(person=county.terms["safety_officer"].person).update(epoch=9)


@pytest.mark.parametrize("end", [revoke, leave, shut, end_sessions])
def test_an_address_ends_when_it_is_revoked_and_with_post_and_account(
    county: County, end: Any
) -> None:
    feed = address(county)
    assert VISITOR.get(feed).status_code == 200
    end(county, feed)
    assert VISITOR.get(feed).status_code == 404


def test_an_address_runs_out_and_a_guessed_one_is_nobodys(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = address(county)
    assert VISITOR.get("/calendar/bc_nobody.ics").status_code == 404
    assert VISITOR.get(feed.replace("bc_", "bh_")).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=367))
    assert VISITOR.get(feed).status_code == 404

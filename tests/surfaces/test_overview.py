"""The leader's first screen: who begins with it, and what it says in one look."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Kind
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.obligations.sweep import sweep
from bihuan.lib.clocks import end_of
from bihuan.surfaces import clock
from tests.surfaces.twins import BY, NOW, County


def page(county: County, role: str) -> Any:
    return county.browser(role).get("/overview").context


def owed(county: County, title: str, due: date, role: str = "leader") -> None:
    """Let a leader owe something in person."""
    post = county.terms[role].post
    row = open_one(
        kind=Kind.PERIODIC, title=title, holder=post.unit, post=post, clause=county.clause,
        legal_due=end_of(due), ladder=None, by=BY, at=NOW,
    )  # fmt: skip
    row.times_needed, row.times_done = 2, 1
    row.save(update_fields=["times_needed", "times_done"])


@pytest.mark.parametrize(
    ("role", "first"),
    [("leader", "/overview"), ("enterprise_principal", "/overview"), ("office_clerk", "/desk"),
     ("town_station", "/desk")],
)  # fmt: skip
def test_the_post_decides_the_first_page_and_the_person_may_choose(
    county: County, role: str, first: str
) -> None:
    browser = county.browser(role)
    assert browser.get("/").headers["Location"] == first
    other = {"/overview": "desk", "/desk": "overview"}[first]
    browser.post("/me/first-page", {"page": other})
    assert browser.get("/").headers["Location"] == f"/{other}"
    assert browser.post("/me/first-page", {"page": "elsewhere"}).status_code == 422
    assert browser.get("/").headers["Location"] == f"/{other}"
    browser.post("/me/first-page", {"page": ""})
    assert browser.get("/").headers["Location"] == first


def test_what_waits_for_a_signature_and_what_one_owes_in_person_stand_first(
    county: County,
) -> None:
    owed(county, "甲主要负责人带队检查", date(2025, 3, 20))
    text = county.browser("leader").get("/overview").content.decode()
    assert "甲主要负责人带队检查" in text
    assert "要 2 次，已做 1 次" in text
    assert page(county, "leader")["own"].count == 1
    signs = page(county, "office_leader")
    assert [one.pk for one in signs["to_sign"].letters.rows] == [county.letter.pk]
    assert signs["to_sign"].count == 1
    decides = page(county, "department_leader")
    assert [one.pk for one in decides["to_sign"].extensions.rows] == [county.asked.pk]


def test_what_is_latest_and_whose_is_named_with_its_rows(county: County) -> None:
    context = page(county, "leader")
    assert county.late.pk in [o.pk for o in context["latest"]]
    assert context["counts"]["late"] == county.browser("leader").get(
        "/desk?state=late").context["total"]  # fmt: skip
    assert context["slowest"][0]["holder"] == county.units["firm"].pk


def test_what_climbed_since_the_last_visit_is_new_once(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page(county, "leader")["climbed"].rows == []
    pk = county.ladder.pk
    county.browser("office_leader").post(f"/settings/ladders/{pk}", {f"ladder{pk}-reason": "会议"})
    day = NOW + timedelta(days=26)
    sweep(day)
    monkeypatch.setattr(clock, "now", lambda: day + timedelta(hours=1))
    [new] = page(county, "leader")["climbed"].rows
    assert (new.obligation.pk, new.obligation.stage) == (county.duty.pk, 2)
    assert [one.obligation.pk for one in page(county, "leader")["climbed"].rows] == [county.duty.pk]
    monkeypatch.setattr(clock, "now", lambda: day + timedelta(hours=9))
    assert page(county, "leader")["climbed"].rows == []


def test_an_order_is_unanswered_until_what_it_is_about_is_met(county: County) -> None:
    rows = Letter.objects.everywhere("test").filter(pk=county.letter.pk)
    rows.update(kind="supervision_order", state="signed", signed_at=NOW)
    assert [one.pk for one in page(county, "leader")["orders"].rows] == [county.letter.pk]
    county.browser("department_leader").post(
        f"/obligations/{county.late.pk}/excuse", {"excuse-reason": "装置已拆除"}
    )
    assert page(county, "leader")["orders"].count == 0


def test_nothing_of_another_county_is_on_it(county: County, twin: County) -> None:
    for role in ("leader", "office_leader", "enterprise_principal", "administrator"):
        assert twin.mark not in county.browser(role).get("/overview").content.decode()

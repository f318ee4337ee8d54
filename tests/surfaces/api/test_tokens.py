"""A token acts as its person in her post, never wider, and ends when anything behind it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.orgs import accounts
from bihuan.kernel.orgs.glass import break_glass
from bihuan.kernel.orgs.models import Account, Role, Term
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace.models import Entry
from bihuan.surfaces import clock
from bihuan.surfaces.api import pace, tokens
from bihuan.surfaces.api.models import Token
from tests.surfaces import twins
from tests.surfaces.api.program import Program, program
from tests.surfaces.twins import County

BY = Machine("测试")


def refused(caller: Program, address: str = "me") -> tuple[int, str]:
    """Return status and sentence of a refused call."""
    given = caller.get(address)
    return given.status_code, given.json()["detail"]


def made(browser: Client, **form: Any) -> str:
    """Make a token on the page and return its key."""
    given = {"token-name": "市平台", "token-days": "30", **form}
    page = browser.post("/me/tokens/new", given)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    return str(page.context["secret"])


def test_a_person_makes_a_token_on_a_page_that_shows_it_once(county: County) -> None:
    browser = county.browser("office_clerk")
    key = made(browser, **{"token-may": ["supervise"]})
    assert key not in browser.get("/me/tokens").content.decode()
    row = Token.objects.get(name="市平台")
    assert key.startswith(row.sign)
    assert key not in str(list(Token.objects.values()))
    told = Entry.objects.filter(verb="token_issued").latest("pk")
    assert told.person_id == county.terms["office_clerk"].person_id
    assert key not in told.body


def test_a_token_acts_as_its_person_and_the_trace_says_through_what(county: County) -> None:
    caller = program(county, "office_clerk")
    assert caller.get("me").json()["unit"]["name"] == "甲县安委办"
    assert caller.post(f"obligations/{county.late.pk}/reminders").status_code == 200
    entry = Entry.objects.filter(verb="reminded").get()
    assert entry.person_id == county.terms["office_clerk"].person_id
    assert entry.actor.endswith("（接口：测试系统）")


def test_a_token_may_only_what_was_chosen_for_it(county: County) -> None:
    caller = program(county, "office_clerk", ["assign"])
    given = caller.post(f"obligations/{county.late.pk}/reminders")
    assert (given.status_code, given.json()["detail"]) == (403, "这个令牌没有“督办”的权限。")
    assert "我的岗位" in given.json()["can"]
    assert not Entry.objects.filter(verb="reminded").exists()


def test_a_token_without_any_capability_only_reads(county: County) -> None:
    caller = program(county, "office_clerk", [])
    assert caller.get(f"obligations/{county.late.pk}").status_code == 200
    given = caller.post(f"flows/policy.task/{county.task.number}/file_plan",
                        {"revision": 0, "fields": {"plan": "有方案"}})  # fmt: skip
    assert (given.status_code, given.json()["detail"]) == (403, "这个令牌只能读，不能办理。")


def test_nobody_gives_a_token_what_the_post_lacks(county: County) -> None:
    with pytest.raises(NotAllowed, match="您的岗位不能批准延期和免责"):
        tokens.issue("超出", ["extend"], 30, by=county.viewer("office_clerk"), at=twins.NOW)
    page = county.browser("office_clerk").post(
        "/me/tokens/new", {"token-name": "x", "token-days": "30", "token-may": ["extend"]}
    )
    assert page.status_code == 422
    assert not Token.objects.filter(name__in=["超出", "x"]).exists()


def test_a_token_loses_what_its_post_loses(county: County) -> None:
    caller = program(county, "office_clerk")
    Role.objects.filter(key="office_clerk").update(may=["fulfil"])
    given = caller.post(f"obligations/{county.late.pk}/reminders")
    assert (given.status_code, given.json()["detail"]) == (403, "您的岗位不能督办。")


def test_a_token_does_not_look_through_broken_glass(county: County, twin: County) -> None:
    caller = program(county, "department_leader")
    break_glass(twin.place, "演练", by=county.viewer("department_leader"), at=twins.NOW)
    assert (
        county.browser("department_leader").get(f"/obligations/{twin.late.pk}").status_code == 200
    )
    assert caller.get(f"obligations/{twin.late.pk}").status_code == 404


def test_who_brings_no_token_is_nobody(county: County) -> None:
    visitor = Client(HTTP_HOST="localhost")
    for header, says in (
        ("", "没有带令牌"),
        ("Basic abc", "没有带令牌"),
        ("Bearer ", "没有这个令牌"),
        ("Bearer bh_wrong", "没有这个令牌"),
        ("Bearer 令牌", "没有这个令牌"),
    ):
        given = visitor.get("/api/v1/me", headers={"Authorization": header})
        assert given.status_code == 401, header
        assert given["WWW-Authenticate"] == "Bearer"
        assert given["Content-Type"] == "application/problem+json"
        assert says in given.json()["detail"]


def test_a_token_ends_when_it_is_revoked(county: County) -> None:
    caller, browser = program(county, "office_clerk"), county.browser("office_clerk")
    row = Token.objects.get(name="测试系统")
    stranger = county.browser("leader").post(f"/me/tokens/{row.pk}/revoke")
    assert stranger.status_code == 404
    assert caller.get("me").status_code == 200
    browser.post(f"/me/tokens/{row.pk}/revoke")
    assert refused(caller) == (401, "令牌“测试系统”已经收回。")
    assert Entry.objects.filter(verb="token_revoked").count() == 1
    again = browser.post(f"/me/tokens/{row.pk}/revoke")
    assert again.status_code == 409
    assert Entry.objects.filter(verb="token_revoked").count() == 1


def test_a_token_ends_on_its_day(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = program(county, "office_clerk")
    monkeypatch.setattr(clock, "now", lambda: twins.NOW + timedelta(days=30))
    assert refused(caller) == (401, "令牌“测试系统”已于 2025-04-11 09:06 到期，请另建。")


def test_a_token_ends_with_the_term(county: County) -> None:
    caller, term = program(county, "office_clerk"), county.terms["office_clerk"]
    # Another post of the same person does not inherit the token.
    Term.objects.create(post=county.terms["leader"].post, person=term.person, since="2020-01-01")
    Term.objects.filter(pk=term.pk).update(until=twins.TODAY)
    assert refused(caller)[0] == 401
    assert "任职或账号已经停止" in refused(caller)[1]


def test_a_token_ends_with_the_account_and_with_all_its_sessions(county: County) -> None:
    caller = program(county, "office_clerk")
    account = Account.objects.get(person=county.terms["office_clerk"].person)
    accounts.set_active(account, active=False, by=BY, at=twins.NOW)
    assert refused(caller)[0] == 401
    accounts.set_active(account, active=True, by=BY, at=twins.NOW)
    assert caller.get("me").status_code == 200
    accounts.revoke_sessions(account, by=county.viewer("office_clerk"), at=twins.NOW)
    assert "退出全部登录" in refused(caller)[1]


def test_the_page_shows_when_a_token_was_last_used(county: County) -> None:
    caller, browser = program(county, "leader"), county.browser("leader")
    assert "没有用过" in browser.get("/me/tokens").content.decode()
    caller.get("me")
    assert Token.objects.get(name="测试系统").used_at == twins.NOW
    assert "没有用过" not in browser.get("/me/tokens").content.decode()


def test_a_token_that_calls_too_fast_waits(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PER_MINUTE", 2)
    caller, other = program(county, "office_clerk"), program(county, "leader")
    assert [caller.get("me").status_code for _ in range(3)] == [200, 200, 429]
    late = caller.get("me")
    assert late["Retry-After"] == "60"
    assert late.json()["detail"] == "这个令牌调用太快，请 60 秒后再试。"
    assert other.get("me").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: twins.NOW + timedelta(minutes=1))
    assert caller.get("me").status_code == 200


def test_a_person_has_at_most_twenty_live_tokens(county: County) -> None:
    browser = county.browser("leader")
    for _ in range(tokens.MOST):
        made(browser)
    refused_ = browser.post("/me/tokens/new", {"token-name": "多一个", "token-days": "30"})
    assert refused_.status_code == 409
    assert tokens.held(county.viewer("leader")).count() == tokens.MOST

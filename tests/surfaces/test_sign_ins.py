"""Sign-ins on several devices: seen, ended, and ended by themselves; lock-out and its end."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client

from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts import sign_ins
from bihuan.modules.accounts.models import SignIn
from bihuan.surfaces import clock
from tests.kernel import factories
from tests.surfaces import twins

RIGHT = "correct horse"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0"


@pytest.fixture
def term(db: None) -> Term:
    office = factories.committee_office(factories.county())
    return factories.person_in(factories.post(office, "office_clerk", "综合科"), "李红")


@pytest.fixture
def login(term: Term) -> str:
    return factories.account_of(term).login


def signed_in(login: str, password: str = RIGHT, **more: str) -> Client:
    browser = Client(HTTP_HOST="localhost", **more)
    assert browser.post("/sign-in", {"login": login, "password": password}).status_code == 302
    return browser


def opens(browser: Client) -> bool:
    return browser.get("/me").status_code == 200


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(login: str) -> None:
    desktop = signed_in(login)
    phone = signed_in(login, HTTP_USER_AGENT=PHONE)
    page = desktop.get("/me").content.decode()
    assert "这台设备" in page
    assert "安卓·微信" in page
    there = SignIn.objects.get(device="安卓·微信")
    assert desktop.post(f"/me/sign-ins/{there.pk}/end").status_code == 302
    assert opens(desktop)
    assert not opens(phone)
    assert "安卓·微信" not in [one.device for one in sign_ins.live(there.account)]
    assert Entry.objects.filter(verb="sign_in_ended").count() == 1
    assert desktop.post(f"/me/sign-ins/{there.pk}/end").status_code == 404


def test_nobody_ends_the_sign_in_of_somebody_else(login: str, term: Term) -> None:
    mine = signed_in(login)
    post = factories.post(term.post.unit, "auditor")
    other = signed_in(factories.account_of(factories.person_in(post)).login)
    there = SignIn.objects.get(account__login=login)
    assert other.post(f"/me/sign-ins/{there.pk}/end").status_code == 404
    assert opens(mine)


def test_the_last_sign_in_is_shown_at_the_next(login: str) -> None:
    first = signed_in(login, HTTP_USER_AGENT=PHONE)
    assert "上次登录" not in first.get("/me").content.decode()
    assert "安卓·微信，127.0.0.1。不是您本人的" in signed_in(login).get("/me").content.decode()


def test_all_sign_ins_end_at_once(login: str) -> None:
    here, there = signed_in(login), signed_in(login)
    assert here.post("/me/sign-ins/end").url == "/sign-in"
    assert not opens(here)
    assert not opens(there)


def test_a_changed_password_leaves_this_sign_in_alone_in_the_list(login: str) -> None:
    here, there = signed_in(login), signed_in(login)
    new = "安全 第一 2025 battery"
    here.post("/me/password", {"old": RIGHT, "password": new, "again": new})
    assert opens(here)
    assert not opens(there)
    assert len(sign_ins.live(Account.objects.get(login=login))) == 1


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (settings.SESSION_IDLE, "太久没有操作，已自动退出"),
        (settings.SESSION_LONGEST, "登录已到最长时间"),
    ],
)
def test_a_session_ends_when_left_alone_and_after_its_longest_life(
    login: str, monkeypatch: pytest.MonkeyPatch, after: timedelta, says: str
) -> None:
    at = [clock.tick()]
    browser, began, step = signed_in(login), at[0], settings.SESSION_IDLE.total_seconds() / 2
    monkeypatch.setattr(clock, "tick", lambda: at[0])
    while after == settings.SESSION_LONGEST and at[0] + step < began + after.total_seconds():
        at[0] += step
        assert opens(browser), at
    at[0] = began + after.total_seconds() + 30
    assert not opens(browser)
    assert says in browser.get("/sign-in").content.decode()
    assert SignIn.objects.get().ended_at is not None


def test_an_account_is_shut_on_the_day_its_last_post_ends(term: Term, login: str) -> None:
    Term.objects.filter(pk=term.pk).update(until=date(2025, 3, 13))
    account = Account.objects.get(login=login)
    assert sign_ins.shut_ended(twins.NOW) == 0
    assert sign_ins.shut_ended(twins.NOW + timedelta(days=1)) == 1
    account.refresh_from_db()
    assert not account.is_active
    assert Entry.objects.get(verb="account_shut").actor == "系统·登录"
    assert sign_ins.shut_ended(twins.NOW + timedelta(days=1)) == 0


def wrong(login: str, times: int, **more: str) -> list[int]:
    browser = Client(HTTP_HOST="localhost", **more)
    tried = {"login": login, "password": "wrong"}
    return [browser.post("/sign-in", tried).status_code for _ in range(times)]


def test_a_login_tried_from_everywhere_is_locked_as_a_whole(login: str, settings) -> None:
    settings.LOGIN_FAILURE_LIMIT = 6
    for n in (1, 2, 3):
        assert wrong(login, 2, REMOTE_ADDR=f"10.0.0.{n}")[0] == 401
    browser = Client(HTTP_HOST="localhost", REMOTE_ADDR="10.0.0.9")
    locked = browser.post("/sign-in", {"login": login, "password": RIGHT})
    assert locked.status_code == 429
    assert Entry.objects.filter(verb="sign_in_locked").count() == 1


def test_an_address_that_tries_many_logins_is_locked_and_others_are_not(
    login: str, settings
) -> None:
    settings.ADDRESS_FAILURE_LIMIT = 4
    for n in range(4):
        wrong(f"guess{n}", 1, REMOTE_ADDR="10.0.0.7")
    tried = {"login": login, "password": RIGHT}
    here = Client(HTTP_HOST="localhost", REMOTE_ADDR="10.0.0.7")
    assert here.post("/sign-in", tried).status_code == 429
    there = Client(HTTP_HOST="localhost", REMOTE_ADDR="10.0.0.8")
    assert there.post("/sign-in", tried).status_code == 302


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(login: str, settings) -> None:
    settings.HTTPS = True
    browser = Client(HTTP_HOST="localhost", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.0.0.5")
    browser.post("/sign-in", {"login": login, "password": RIGHT})
    assert SignIn.objects.get().address == "10.0.0.5"


def test_who_manages_the_account_unlocks_it(county) -> None:
    county.browser("worker")
    worker = county.terms["worker"]
    account = Account.objects.get(person=worker.person)
    account.set_password(RIGHT)
    account.save()
    address = f"/units/{worker.post.unit_id}/terms/{worker.pk}/unlock"
    head = county.browser("enterprise_principal")
    assert head.post(address).status_code == 409
    wrong(account.login, 5)
    assert county.browser("safety_officer").post(address).status_code == 403
    page = head.get(f"/units/{worker.post.unit_id}?term={worker.pk}").content.decode()
    assert "解除锁定" in page
    assert head.post(address).status_code == 302
    signed_in(account.login)
    assert Entry.objects.filter(verb="sign_in_unlocked").count() == 1


def test_sign_ins_are_kept_for_as_long_as_logs_must_be(login: str) -> None:
    signed_in(login)
    made = SignIn.objects.get()
    assert sign_ins.forget(made.used_at + sign_ins.KEPT) == 0
    assert sign_ins.forget(made.used_at + sign_ins.KEPT + timedelta(days=1)) == 1

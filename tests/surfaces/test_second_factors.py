"""Second factors: taken on, asked for on the way in and at a signature, never taken twice."""

import re

import pyotp
import pytest
from django.test import Client

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Delivery, Notice
from bihuan.kernel.orgs.models import Account, Person
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts import first_passwords
from bihuan.modules.accounts import second_factors as factors
from bihuan.modules.accounts.models import RecoveryCode, SecondFactor, SignIn
from bihuan.surfaces import clock
from tests.kernel import factories
from tests.surfaces import twins

RIGHT = "correct horse"


class Phone:
    """An authenticator on a phone whose clock the test moves."""

    def __init__(self, secret: str, tick: float) -> None:
        self.totp, self.tick = pyotp.TOTP(secret), tick

    def code(self, late: int = 0) -> str:
        return self.totp.at(int(self.tick) - late)


@pytest.fixture
def tick(monkeypatch):
    """The real clock, in the hand of the test."""
    at = [clock.tick() // 30 * 30 + 5]
    monkeypatch.setattr(clock, "tick", lambda: at[0])
    return at


def login_of(county, role="office_leader") -> str:
    county.browser(role)
    return Account.objects.get(person=county.terms[role].person).login


def enter(login: str, password: str = RIGHT) -> tuple[Client, str]:
    browser = Client(HTTP_HOST="localhost")
    return browser, browser.post("/sign-in", {"login": login, "password": password}).url


def take_on(browser: Client, tick, address="/me/factor") -> tuple[Phone, list[str]]:
    if address == "/me/factor":
        browser.post("/me/factor/begin")
    page = browser.get(address).content.decode()
    assert "data:image/svg+xml" in page
    secret = re.search(r'wrap">([A-Z2-7 ]+)</dd>', page)[1].replace(" ", "")
    phone = Phone(secret, tick[0])
    confirm = "/me/factor/confirm" if address == "/me/factor" else address
    shown = browser.post(confirm, {"code": phone.code()})
    assert shown["Cache-Control"] == "no-store"
    codes = re.findall(r"<li>(\w{5}-\w{5})</li>", shown.content.decode())
    assert len(codes) == 10
    tick[0] += 30
    phone.tick = tick[0]
    return phone, codes


@pytest.fixture
def guarded(county, tick):
    """The leader's login, her phone and her recovery codes."""
    login = login_of(county)
    return login, *take_on(county.browser("office_leader"), tick)


def test_with_a_second_factor_the_password_alone_opens_nothing(county, guarded):
    login, phone, _ = guarded
    browser, address = enter(login)
    assert address == "/sign-in/code"
    assert browser.get("/me").status_code == 302
    assert "输入动态码" in browser.get(address).content.decode()
    refused = browser.post(address, {"code": "000000"})
    assert refused.status_code == 422
    assert "动态码不对" in refused.content.decode()
    assert browser.get("/me").status_code == 302
    assert browser.post(address, {"code": phone.code()}).url == "/"
    assert browser.get("/me").status_code == 200
    assert SignIn.objects.get(account__login=login).factor


def test_with_a_second_factor_a_first_password_is_replaced_only_after_a_code(county, guarded):
    login, phone, _ = guarded
    account = Account.objects.get(login=login)
    slip = first_passwords.reset(account, by=county.viewer("administrator"), at=twins.NOW)
    browser, address = enter(login, slip.password)
    assert address == "/sign-in/code"
    given = {"password": "x" * 20 + "安全", "again": "x" * 20 + "安全"}
    assert browser.post("/sign-in/password", given).url == "/sign-in/code"
    assert Account.objects.get(login=login).check_password(slip.password)
    assert browser.post(address, {"code": phone.code()}).url == "/sign-in/password"
    assert browser.post("/sign-in/password", given).url == "/"


def test_a_code_is_taken_once_and_an_older_one_after_it_never(guarded, tick):
    login, phone, _ = guarded
    for code in (phone.code(), phone.code(late=30)):
        browser, address = enter(login)
        status = browser.post(address, {"code": code}).status_code
        assert status == (302 if code == phone.code() else 422)
    browser, address = enter(login)
    assert browser.post(address, {"code": phone.code()}).status_code == 422
    tick[0] += 30
    phone.tick = tick[0]
    assert browser.post(address, {"code": phone.code()}).status_code == 302


def test_a_phone_whose_clock_is_half_a_minute_off_gets_in_and_two_minutes_off_does_not(
    guarded, tick
):
    login, phone, _ = guarded
    tick[0] += 60
    for tried in ((120, 422), (30, 302)):
        phone.tick = tick[0] - tried[0]
        browser, address = enter(login)
        assert browser.post(address, {"code": phone.code()}).status_code == tried[1]


def test_a_recovery_code_stands_in_once(guarded):
    login, _, codes = guarded
    for expected in (302, 422):
        browser, address = enter(login)
        assert browser.post(address, {"code": codes[0].upper()}).status_code == expected
    assert factors.left(Account.objects.get(login=login)) == 9
    assert not any(codes[0] in row.digest for row in RecoveryCode.objects.all())
    assert Entry.objects.filter(verb="recovery_code_used").count() == 1


def test_after_five_wrong_codes_the_right_one_waits_and_it_is_traced(guarded, monkeypatch):
    login, phone, _ = guarded
    for _ in range(5):
        browser, address = enter(login)
        browser.post(address, {"code": "000000"})
    refused = browser.post(address, {"code": phone.code()})
    assert "09:21 后才能再试" in refused.content.decode()
    assert browser.get("/me").status_code == 302
    assert Entry.objects.filter(verb="second_factor_locked").count() == 1
    monkeypatch.setattr(clock, "now", lambda: twins.NOW + factors.LOCKED)
    assert browser.post(address, {"code": phone.code()}).status_code == 302


def test_the_secret_is_kept_encrypted_and_shown_no_more_once_it_counts(county, guarded):
    _, phone, _ = guarded
    kept = bytes(SecondFactor.objects.get().secret)
    assert phone.totp.secret.encode() not in kept
    page = county.browser("office_leader").get("/me/factor").content.decode()
    assert "data:image" not in page
    assert phone.totp.secret[:8] not in page
    assert county.browser("office_leader").post("/me/factor/begin").status_code == 409


def test_one_gives_up_ones_factor_with_a_code_only(county, guarded):
    login, phone, _ = guarded
    browser = county.browser("office_leader")
    assert browser.post("/me/factor/remove", {"code": "000000"}).status_code == 422
    assert SecondFactor.objects.exists()
    assert browser.post("/me/factor/remove", {"code": phone.code()}).url == "/me"
    assert enter(login)[1] == "/"


def demand(county, who="administrator", **given):
    facts = {"roles": ["office_leader"], "reason": "等级保护测评要求"} | given
    return county.browser(who).post("/sign-in-demands/set", facts)


def test_a_place_demands_codes_of_a_role_which_takes_one_on_at_the_next_sign_in(county, twin, tick):
    login, theirs = login_of(county), login_of(twin)
    assert demand(county, reason="").status_code == 422
    assert enter(login)[1] == "/"
    assert demand(county).status_code == 302
    assert enter(theirs)[1] == "/"
    browser, address = enter(login)
    assert address == "/sign-in/factor"
    assert browser.get("/me").status_code == 302
    phone, _ = take_on(browser, tick, address)
    assert browser.get("/me").status_code == 302
    assert browser.post("/sign-in/go-on").url == "/"
    assert browser.get("/me").status_code == 200
    refused = browser.post("/me/factor/remove", {"code": phone.code()})
    assert refused.status_code == 403
    assert SecondFactor.objects.exists()


def test_only_who_manages_the_accounts_of_a_place_says_what_it_demands(county):
    assert demand(county, "office_clerk").status_code == 403
    assert demand(county, "enterprise_principal").status_code == 403
    with pytest.raises(NotAllowed):
        factors.demand_codes(
            frozenset(), signing=True, reason="x", by=county.viewer("enterprise_principal"),
            at=twins.NOW,
        )  # fmt: skip
    assert factors.demands(county.place.path, twins.NOW) == factors.Demands(frozenset(), False)  # noqa: FBT003


def test_a_lost_phone_is_reset_with_a_reason_and_its_person_is_told(county, guarded):
    login, _, _ = guarded
    term, admin = county.terms["office_leader"], county.browser("administrator")
    leader = county.browser("office_leader")
    address = f"/units/{term.post.unit_id}/terms/{term.pk}/factor"
    assert admin.post(address, {"factor-reason": ""}).status_code == 422
    assert county.browser("office_clerk").post(address, {"factor-reason": "x"}).status_code == 403
    assert SecondFactor.objects.exists()
    assert admin.post(address, {"factor-reason": "手机丢失"}).status_code == 302
    assert not SecondFactor.objects.exists()
    assert leader.get("/me").status_code == 302
    assert enter(login)[1] == "/"
    told = Notice.objects.everywhere("test").get(template="second_factor_reset")
    assert told.post == term.post
    assert told.facts["reason"] == "手机丢失"


def test_where_a_place_says_so_each_signature_asks_for_a_code(county, guarded):
    _, phone, _ = guarded
    demand(county, roles=[], signing="on")
    post = county.letter.issuer.posts.get(role="office_leader")
    post.signs = True
    post.save()
    leader = county.browser("office_leader")
    page = leader.get(f"/letters/{county.letter.pk}?ask=sign").content.decode()
    assert 'name="sign-code"' in page
    read = re.search(r'name="sign-read" value="([^"]*)"', page)[1]
    address = f"/letters/{county.letter.pk}/sign"
    for code in ("", "000000"):
        assert leader.post(address, {"sign-read": read, "sign-code": code}).status_code == 422
        assert Letter.objects.everywhere("test").get(pk=county.letter.pk).state == "draft"
    signed = leader.post(address, {"sign-read": read, "sign-code": phone.code()})
    assert signed.status_code == 302
    assert Letter.objects.everywhere("test").get(pk=county.letter.pk).state == "signed"


def test_an_administrator_who_sees_no_inbox_is_told_by_a_message_to_herself(county, tick, settings):
    settings.BIHUAN_CHANNELS = {"email": {"kind": "email"}}
    term = county.terms["administrator"]
    Person.objects.filter(pk=term.person_id).update(email="admin@example.cn")
    take_on(county.browser("administrator"), tick)
    account = Account.objects.get(person=term.person)
    post = factories.post(term.post.unit, "administrator", "第二管理员")
    second = factories.person_in(post, "钱七")
    factors.reset(
        account, reason="手机丢失", by=factories.viewer_of(second, on=twins.TODAY), at=twins.NOW
    )
    assert Delivery.objects.get(key__startswith="factor:").address == "admin@example.cn"

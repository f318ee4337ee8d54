"""Signing in by another system, against real local providers of OpenID Connect and CAS."""

import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from bihuan.kernel.orgs.models import Account
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts import links
from bihuan.modules.accounts.models import SignIn, SubjectLink
from bihuan.surfaces import clock
from bihuan.surfaces.sign_on import oidc
from tests.surfaces import sign_on_providers, twins

RIGHT = "correct horse"


@pytest.fixture
def server(monkeypatch, settings):
    """An OpenID provider called 市统一身份认证."""
    made = sign_on_providers.OidcServer()
    tick = clock.tick()
    made.now = tick
    monkeypatch.setattr(clock, "tick", lambda: tick)
    monkeypatch.setattr(oidc, "_found", {})
    monkeypatch.setattr(oidc, "_keys", {})
    with sign_on_providers.listening(made) as address:
        settings.ORIGIN = "http://localhost"
        settings.SIGN_ON = {"city": {
            "kind": "oidc", "title": "市统一身份认证", "issuer": address,
            "client_id": made.client_id, "secret": made.secret,
        }}  # fmt: skip
        yield made


@pytest.fixture
def cas(settings):
    """A CAS server called 办公平台."""
    made = sign_on_providers.CasServer()
    with sign_on_providers.listening(made) as address:
        settings.ORIGIN = "http://localhost"
        settings.SIGN_ON = {"oa": {"kind": "cas", "title": "办公平台", "url": f"{address}/cas"}}
        yield made


@pytest.fixture
def clerk(county) -> Account:
    county.browser("office_clerk")
    return Account.objects.get(person=county.terms["office_clerk"].person)


def linked(county, account, key, subject):
    return links.link(account, key, subject, by=county.viewer("office_clerk"), at=twins.NOW)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def sent_to(address: str) -> str:
    """Go where we were sent, as a browser with a session there; return where that sends us."""
    try:
        urllib.request.build_opener(_Stay).open(address, timeout=5)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError(address)


def there_and_back(key="city", browser=None, change=lambda address: address, wanted=""):
    browser = browser or Client(HTTP_HOST="localhost")
    out = browser.get(f"/sign-on/{key}?next={wanted}")
    assert out.status_code == 302, out.content.decode()
    back = change(sent_to(out.url))
    return browser, back, browser.get(back.removeprefix("http://localhost"))


def refused(answer, says, status=403):
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert not SignIn.objects.exclude(address="10.0.0.1").exists()


def test_a_linked_person_comes_in_by_the_other_system(county, clerk, server):
    linked(county, clerk, "city", "u-1001")
    page = Client(HTTP_HOST="localhost").get("/sign-in").content.decode()
    assert "用市统一身份认证登录" in page
    browser, _, answer = there_and_back(wanted="/policies")
    assert answer.url == "/policies"
    assert browser.get("/desk").status_code == 200
    assert SignIn.objects.get(way="city").account == clerk
    left = browser.post("/sign-out").url
    assert left == "/sign-in?left=city"
    assert f"{server.issuer}/end?client_id=bihuan" in browser.get(left).content.decode()


def test_nobody_is_matched_by_a_name(county, clerk, server):
    server.user, server.claims = clerk.login, {"name": clerk.person.name}
    _, _, answer = there_and_back()
    refused(answer, "还没有和本系统的账号关联")
    assert not SubjectLink.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"aud": "another"}, {"aud": ["bihuan", "another"]},
        {"azp": "another"}, {"iss": "https://evil.example"}, {"exp": 1000}, {"iat": 9999999999},
        {"sub": None},
    ],
    ids=lambda claims: f"{claims}",
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(county, clerk, server, claims):
    linked(county, clerk, "city", "u-1001")
    server.claims = claims
    _, _, answer = there_and_back()
    refused(answer, "没有通过核对")


def test_a_clock_that_is_half_a_minute_off_is_forgiven_and_two_minutes_are_not(
    county, clerk, server
):
    linked(county, clerk, "city", "u-1001")
    server.now += 120
    refused(there_and_back()[2], "没有通过核对")
    server.now -= 90
    assert there_and_back()[2].status_code == 302


def test_a_token_signed_by_somebody_else_lets_nobody_in(county, clerk, server):
    linked(county, clerk, "city", "u-1001")
    published = server.key
    assert there_and_back()[2].status_code == 302
    SignIn.objects.filter(way="city").delete()
    server.turn_keys(published.kid)
    refused(there_and_back()[2], "没有通过核对")


def test_the_provider_may_change_its_keys(county, clerk, server):
    linked(county, clerk, "city", "u-1001")
    assert there_and_back()[2].status_code == 302
    server.turn_keys("k2")
    assert there_and_back()[2].status_code == 302


def test_an_answer_counts_once_and_in_the_browser_that_asked(county, clerk, server):
    linked(county, clerk, "city", "u-1001")
    other = Client(HTTP_HOST="localhost")
    _, back, answer = there_and_back()
    assert answer.status_code == 302
    SignIn.objects.filter(way="city").delete()
    refused(other.get(back.removeprefix("http://localhost")), "登录没有完成", 400)
    changed = there_and_back(change=lambda a: a.replace("state=", "state=x"))[2]
    refused(changed, "登录没有完成", 400)
    mixed = there_and_back(change=lambda a: a.replace("iss=http", "iss=ftp"))[2]
    refused(mixed, "没有通过核对")


def test_a_code_with_another_verifier_is_refused_by_the_provider(county, clerk, server):
    linked(county, clerk, "city", "u-1001")

    def swap(address: str) -> str:
        code = parse_qs(urlsplit(address).query)["code"][0]
        server.codes[code]["code_challenge"] = "another"
        return address

    refused(there_and_back(change=swap)[2], "没有通过核对")


def test_when_the_provider_is_down_the_password_still_opens(county, clerk, server, monkeypatch):
    linked(county, clerk, "city", "u-1001")
    server.down = True
    browser = Client(HTTP_HOST="localhost")
    refused(browser.get("/sign-on/city"), "现在连不上", 503)
    server.down = False
    refused(browser.get("/sign-on/city"), "现在连不上", 503)
    there = clock.tick() + oidc.PAUSE
    monkeypatch.setattr(clock, "tick", lambda: there)
    assert browser.get("/sign-on/city").status_code == 302
    assert browser.post("/sign-in", {"login": clerk.login, "password": RIGHT}).url == "/"


def test_where_people_come_by_the_other_system_only_managers_keep_a_password(
    county, clerk, server, settings
):
    settings.EVERYBODY_BY_PASSWORD = False
    browser = Client(HTTP_HOST="localhost")
    answer = browser.post("/sign-in", {"login": clerk.login, "password": RIGHT})
    assert answer.status_code == 403
    assert "统一从“市统一身份认证”登录" in answer.content.decode()
    county.browser("administrator")
    admin = Account.objects.get(person=county.terms["administrator"].person)
    assert browser.post("/sign-in", {"login": admin.login, "password": RIGHT}).status_code == 302


def test_somebody_signed_in_links_her_account_once_and_says_yes(county, clerk, server):
    browser = county.browser("office_clerk")
    out = browser.get("/me/links/city")
    confirm = browser.get(sent_to(out.url).removeprefix("http://localhost"))
    assert confirm.url == "/me/links/city/confirm"
    assert "u-1001" in browser.get(confirm.url).content.decode()
    assert not SubjectLink.objects.exists()
    assert browser.post(confirm.url).url == "/me"
    assert SubjectLink.objects.get().account == clerk
    assert Entry.objects.filter(verb="subject_linked", person=clerk.person).count() == 1
    assert browser.post(confirm.url).url == "/me"
    other = county.browser("auditor")
    taken = other.get(sent_to(other.get("/me/links/city").url).removeprefix("http://localhost"))
    assert other.post(taken.url).status_code == 422
    assert SubjectLink.objects.count() == 1
    assert browser.post("/me/links/city/end").url == "/me"
    assert not SubjectLink.objects.exists()


def test_who_manages_the_account_links_it_and_nobody_else_does(county, clerk, server):
    term = county.terms["office_clerk"]
    address = f"/units/{term.post.unit_id}/terms/{term.pk}"
    given = {"link-provider": "city", "link-subject": "u-1001"}
    assert county.browser("office_leader").post(f"{address}/link", given).status_code == 403
    assert not SubjectLink.objects.exists()
    admin = county.browser("administrator")
    assert admin.post(f"{address}/link", given).status_code == 302
    assert there_and_back()[2].status_code == 302
    assert admin.post(f"{address}/unlink").status_code == 302
    assert there_and_back()[2].status_code == 403


def test_a_shut_account_is_not_opened_by_the_other_system(county, clerk, server):
    linked(county, clerk, "city", "u-1001")
    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    refused(there_and_back()[2], "还没有和本系统的账号关联")


def test_a_cas_ticket_lets_a_linked_person_in_once(county, clerk, cas):
    linked(county, clerk, "oa", "zhang.san")
    browser, back, answer = there_and_back("oa")
    assert answer.url == "/"
    assert browser.get("/desk").status_code == 200
    SignIn.objects.filter(way="oa").delete()
    ticket = parse_qs(urlsplit(back).query)["ticket"][0]

    def replay(address: str) -> str:
        return address.replace(parse_qs(urlsplit(address).query)["ticket"][0], ticket)

    refused(there_and_back("oa", change=replay)[2], "没有通过核对")
    cas.user = "li.si"
    refused(there_and_back("oa")[2], "还没有和本系统的账号关联")


def test_a_cas_answer_with_a_document_type_is_not_read(county, clerk, cas):
    linked(county, clerk, "oa", "zhang.san")
    cas.user = "<!DOCTYPE x>zhang.san"
    refused(there_and_back("oa")[2], "没有通过核对")
    cas.down = True
    assert there_and_back_down(cas).status_code == 503


def there_and_back_down(cas):
    browser = Client(HTTP_HOST="localhost")
    out = browser.get("/sign-on/oa")
    state = parse_qs(urlsplit(parse_qs(urlsplit(out.url).query)["service"][0]).query)["state"][0]
    return browser.get(f"/sign-on/oa/back?state={state}&ticket=ST-1")

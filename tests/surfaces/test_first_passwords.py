"""First passwords: one for each person, replaced before anything opens, lapsed when unused."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pypdfium2
import pytest
from django.test import Client

from bihuan.kernel.orgs.models import Account
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts import first_passwords
from bihuan.modules.accounts.models import FirstPassword, SignIn
from bihuan.surfaces import clock
from tests.surfaces import twins

OWN = "安全 第一 2025 battery"


@pytest.fixture
def handed(county):
    """The worker's slip, made by the head of the firm."""
    by = county.viewer("enterprise_principal")
    return first_passwords.open_account(
        "wanghai", county.terms["worker"].person, by=by, at=twins.NOW
    )


def browse(slip, **more) -> tuple[Client, object]:
    browser = Client(HTTP_HOST="localhost")
    given = {"login": slip.login, "password": slip.password} | more
    return browser, browser.post("/sign-in", given)


def choose(browser, password=OWN, again=OWN):
    return browser.post("/sign-in/password", {"password": password, "again": again})


def test_nothing_opens_before_the_first_password_is_replaced(handed):
    browser, answer = browse(handed, next="/policies")
    assert answer.url == "/sign-in/password"
    for address in ("/desk", "/me", "/policies", "/me/tokens"):
        assert browser.get(address).url.startswith("/sign-in")
    assert not SignIn.objects.filter(account__login="wanghai").exists()
    assert "先设置自己的密码" in browser.get("/sign-in/password").content.decode()
    assert choose(browser).url == "/policies"
    assert browser.get("/me").status_code == 200
    assert not FirstPassword.objects.exists()
    assert browse(handed)[1].status_code == 401
    changed = Entry.objects.get(verb="password_changed")
    assert changed.person == Account.objects.get(login="wanghai").person


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("123456", "123456", "密码太短，至少要 10 位。"),
        ("31415926535", "31415926535", "密码不能全是数字"),
        ("wanghai2025", "wanghai2025", "密码和登录名太相近"),
        (OWN, "another one", "两遍写的新密码不一样"),
        ("", "", "还没有填写“新密码”"),
    ],
)
def test_a_weak_password_of_ones_own_is_refused_with_a_clear_sentence(
    handed, password, again, says
):
    browser, _ = browse(handed)
    refused = choose(browser, password, again)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert FirstPassword.objects.exists()
    assert browser.get("/me").status_code == 302


def test_the_first_password_itself_is_no_password_of_ones_own(handed):
    browser, _ = browse(handed)
    refused = choose(browser, handed.password, handed.password)
    assert "新密码不能和现在的一样" in refused.content.decode()
    assert FirstPassword.objects.exists()


def test_an_unused_first_password_lapses_and_a_new_one_is_handed_out(county, handed, monkeypatch):
    late = handed.until + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    browser, refused = browse(handed)
    assert refused.status_code == 403
    assert "初始密码已于 2025-03-19 09:06 过期" in refused.content.decode()
    assert browser.get("/sign-in/password").url == "/sign-in"
    again = first_passwords.reset(
        Account.objects.get(login="wanghai"), by=county.viewer("enterprise_principal"), at=late
    )
    assert again.password != handed.password
    assert browse(again)[1].url == "/sign-in/password"


def test_who_takes_too_long_signs_in_anew(handed, monkeypatch):
    browser, _ = browse(handed)
    later = clock.tick() + 16 * 60
    monkeypatch.setattr(clock, "tick", lambda: later)
    assert choose(browser).url == "/sign-in"
    assert FirstPassword.objects.exists()
    assert "时间已过，请重新登录" in browser.get("/sign-in").content.decode()


def test_a_password_reset_meanwhile_stops_who_was_on_the_way_in(county, handed):
    browser, _ = browse(handed)
    account = Account.objects.get(login="wanghai")
    first_passwords.reset(account, by=county.viewer("enterprise_principal"), at=twins.NOW)
    assert choose(browser).url == "/sign-in"
    assert not Account.objects.get(login="wanghai").check_password(OWN)


def slips(county, who="enterprise_principal", *chosen, form="pdf"):
    terms = [county.terms[role].pk for role in chosen]
    return county.browser(who).post("/first-passwords/slips", {"terms": terms, "as": form})


def test_slips_for_several_people_come_as_one_file_and_let_each_in(county):
    county.browser("worker")
    page = county.browser("enterprise_principal").get("/first-passwords").content.decode()
    assert "甲team_lea" in page
    answer = slips(county, "enterprise_principal", "team_leader", form="xlsx")
    assert answer["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    _, row = list(sheet.iter_rows(values_only=True))[:2]
    account = Account.objects.get(person=county.terms["team_leader"].person)
    assert row[2] == account.login
    assert account.check_password(row[3])
    assert not any(row[3] in entry.body for entry in Entry.objects.all())
    # Who never used it stays on the list, and gets another.
    pdf = pypdfium2.PdfDocument(slips(county, "enterprise_principal", "team_leader").getvalue())
    printed = pdf[0].get_textpage().get_text_range()
    password = re.search(r"(?:\w{4}-){3}\w{4}", printed)[0]
    account.refresh_from_db()
    assert account.check_password(password)
    assert account.login in printed


def test_slips_are_made_for_all_chosen_or_for_nobody(county, twin):
    before = Account.objects.count(), Entry.objects.count()
    head = county.browser("enterprise_principal")
    before = Account.objects.count(), Entry.objects.count()
    for chosen in ([], [county.terms["team_leader"].pk, twin.terms["worker"].pk]):
        refused = head.post("/first-passwords/slips", {"terms": chosen, "as": "pdf"})
        assert refused.status_code in (404, 422)
        assert (Account.objects.count(), Entry.objects.count()) == before
    assert slips(county, "safety_officer", "team_leader").status_code == 403


def test_two_of_one_name_get_two_logins(county):
    person = county.terms["worker"].person
    person.name = "王海"
    by = county.viewer("enterprise_principal")
    assert first_passwords.login_for(person) == "wanghai"
    first_passwords.open_account("wanghai", person, by=by, at=twins.NOW)
    assert first_passwords.login_for(person) == "wanghai2"

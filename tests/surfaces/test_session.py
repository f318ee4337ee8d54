"""Signing in and out, one's posts, the day of a demonstration."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import Client

from bihuan.demo.accounts import PASSWORD
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts.models import SignIn
from bihuan.surfaces import clock
from tests.kernel import factories

RIGHT = "correct horse"


@pytest.fixture(autouse=True)
def _data_of_its_own(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def office(db: None) -> Unit:
    return factories.committee_office(factories.county())


@pytest.fixture
def term(office: Unit) -> Term:
    return factories.person_in(factories.post(office, "office_clerk", "综合科"), "李红")


@pytest.fixture
def login(term: Term) -> str:
    return factories.account_of(term).login


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def demonstration() -> None:
    clock.start_demonstration(datetime.fromisoformat("2025-03-03T10:00+08:00"))


def sign_in(browser: Client, login: str, password: str = RIGHT, **more: str):
    return browser.post("/sign-in", {"login": login, "password": password, **more})


def test_who_signs_in_comes_to_the_first_page_or_where_she_wanted(
    browser: Client, login: str
) -> None:
    assert sign_in(browser, login).url == "/"
    assert sign_in(browser, login, next="/policies?x=1").url == "/policies?x=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_sent_to_another_site(browser: Client, login: str, elsewhere: str) -> None:
    assert sign_in(browser, login, next=elsewhere).url == "/"


def test_a_wrong_password_keeps_the_login_and_tells_nothing_more(
    browser: Client, login: str
) -> None:
    for name in (login, "nobody"):
        page = sign_in(browser, name, "wrong")
        assert page.status_code == 401
        assert "登录名或密码不对" in page.content.decode()
        assert f'value="{name}"' in page.content.decode()


def test_after_five_wrong_passwords_the_right_one_does_not_help_but_colleagues_get_in(
    browser: Client, login: str, office: Unit
) -> None:
    answers = [sign_in(browser, login, "wrong").status_code for _ in range(5)]
    assert answers == [401, 401, 401, 401, 429]
    locked = sign_in(browser, login)
    assert locked.status_code == 429
    assert "请 15 分钟后再试" in locked.content.decode()
    assert [e.verb for e in Entry.objects.filter(verb="sign_in_locked")] == ["sign_in_locked"]
    other = factories.account_of(factories.person_in(factories.post(office, "auditor")))
    assert sign_in(browser, other.login).status_code == 302


def test_signing_out_ends_the_session(browser: Client, login: str) -> None:
    sign_in(browser, login)
    assert browser.get("/me").status_code == 200
    assert SignIn.objects.get().ended_at is None
    assert browser.post("/sign-out").url == "/sign-in"
    assert browser.get("/policies").url.startswith("/sign-in")
    assert SignIn.objects.get().why == "本人退出"


def test_somebody_acts_in_another_of_her_posts_and_the_switch_is_traced(
    browser: Client, login: str, term: Term
) -> None:
    second = factories.post(term.post.unit, "auditor", "纪检")
    other = Term.objects.create(post=second, person=term.person, since=date(2021, 1, 1))
    sign_in(browser, login)
    page = browser.get("/me").content.decode()
    assert "切换到这个岗位" in page
    browser.post("/me/post", {"term": other.pk})
    assert "海丰县安委办 纪检" in browser.get("/me").content.decode()
    assert Entry.objects.filter(verb="post_switched", person=term.person).count() == 1


@pytest.mark.parametrize("wanted", ["999999", "x", ""])
def test_nobody_acts_in_a_post_of_somebody_else(browser: Client, login: str, wanted: str) -> None:
    sign_in(browser, login)
    answer = browser.post("/me/post", {"term": wanted})
    assert answer.status_code == 404
    assert not Entry.objects.filter(verb="post_switched").exists()


def test_who_holds_no_post_is_not_let_in_and_a_session_ends_with_the_last_post(
    browser: Client, login: str, term: Term
) -> None:
    sign_in(browser, login)
    assert browser.get("/me").status_code == 200
    Term.objects.filter(pk=term.pk).update(until=date(2020, 2, 1))
    assert browser.get("/me").url.startswith("/sign-in")
    assert "您现在没有任职，登录已关闭" in browser.get("/sign-in").content.decode()
    refused = sign_in(browser, login)
    assert refused.status_code == 403
    assert "李红现在没有任职，登录已关闭。" in refused.content.decode()
    assert browser.get("/me").status_code == 302


def test_an_ordinary_installation_lists_no_accounts_and_moves_no_clock(
    browser: Client, login: str
) -> None:
    assert PASSWORD not in browser.get("/sign-in").content.decode()
    sign_in(browser, login)
    assert browser.post("/demonstration/day", {"days": "1"}).status_code == 404
    assert not clock.is_demonstration()


def test_a_demonstration_lists_the_accounts_of_invented_people_alone(
    demonstration: None, browser: Client, term: Term, login: str
) -> None:
    real = factories.account_of(factories.person_in(factories.post(term.post.unit, "leader")))
    real.person.invented = False
    real.person.save()
    page = browser.get("/sign-in").content.decode()
    assert f'value="{login}"' in page
    assert "李红（虚构）" in page
    assert f'value="{real.login}"' not in page


def test_a_demonstration_moves_on_but_never_back(
    demonstration: None, browser: Client, login: str
) -> None:
    sign_in(browser, login)
    browser.post("/demonstration/day", {"days": "7", "back": "/policies"})
    assert f"{clock.now():%Y-%m-%d}" == "2025-03-10"
    back = browser.post("/demonstration/day", {"day": "2025-03-01", "back": "/me"})
    assert back.url == "/me"
    assert "不能往回改" in browser.get("/me").content.decode()
    assert f"{clock.now():%Y-%m-%d}" == "2025-03-10"
    browser.post("/demonstration/day", {"day": "三月"})
    assert "日期要写成 2025-03-12 这样" in browser.get("/me").content.decode()


def change(browser: Client, old: str, password: str, again: str):
    return browser.post(
        "/me/password", {"old": old, "password": password, "again": again}
    )  # fmt: skip


def test_one_changes_ones_own_password_and_all_other_sessions_end(
    browser: Client, login: str
) -> None:
    elsewhere = Client()
    for one in (browser, elsewhere):
        sign_in(one, login)
    assert (
        change(browser, RIGHT, "安全 第一 2025 battery", "安全 第一 2025 battery").status_code
        == 302
    )
    assert browser.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302
    assert sign_in(Client(), login).status_code == 401
    assert sign_in(Client(), login, "安全 第一 2025 battery").status_code == 302


@pytest.mark.parametrize(
    ("old", "password", "again", "says"),
    [
        ("wrong", "安全 第一 2025 battery", "安全 第一 2025 battery", "原密码不对。"),
        (RIGHT, "安全 第一 2025 battery", "another", "两遍写的新密码不一样。"),
        (RIGHT, "123", "123", "密码"),
        (RIGHT, "", "", "还没有填写“新密码”。"),
    ],
)
def test_a_password_is_not_changed_by_mistake(  # noqa: PLR0913 - four words and the two fixtures
    browser: Client, login: str, old: str, password: str, again: str, says: str
) -> None:
    sign_in(browser, login)
    answer = change(browser, old, password, again)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert sign_in(Client(), login).status_code == 302


def test_the_password_of_a_demonstration_stays_as_it_is_shown(
    browser: Client, login: str, demonstration: None
) -> None:
    sign_in(browser, login)
    assert change(browser, RIGHT, "x" * 20, "x" * 20).status_code == 403
    assert sign_in(Client(), login).status_code == 302

"""Posts, terms, contacts and sign-ins, entered on a unit's page: who may, and for whom."""

import re

import pytest

from bihuan.kernel.orgs.models import Account, Person, Post, Term
from bihuan.kernel.trace.models import Entry
from tests.kernel import factories

NEW = {"entry": "new", "person": "王海", "phone": "10000000001", "since": "2025-03-01"}
KNOWN = {"entry": "known", "since": "2025-03-01"}


@pytest.fixture
def firm(county):
    return county.units["firm"]


def act(county, address, who, prefix, given):
    data = {f"{prefix}-{field}": value for field, value in given.items()}
    return county.browser(who).post(address, data)


def open_post(county, who="office_clerk", **given):
    facts = {"title": "安全总监", "role": "safety_officer", "lead": "safety"} | given
    return act(county, f"/units/{county.units['firm'].pk}/posts", who, "posts", facts)


def appoint(county, post, who="office_clerk", **given):
    address = f"/units/{post.unit_id}/terms"
    return act(county, address, who, "terms", given | {"post": post.pk})


def about(county, term, name, who="enterprise_principal", **given):
    return act(county, address_of(term, name), who, name, given)


def address_of(term, name=""):
    unit = term.post.unit_id
    return f"/units/{unit}/terms/{term.pk}/{name}" if name else f"/units/{unit}?term={term.pk}"


def everything():
    """What a refused act must leave as it was; accounts that only let a test look do not count."""
    rows = [list(model.objects.order_by("pk").values()) for model in (Post, Person, Term)]
    accounts = Account.objects.exclude(login__startswith="user").order_by("pk")
    return rows, list(accounts.values()), Entry.objects.count()


def test_a_post_is_opened_and_shown_as_vacant_until_somebody_is_appointed(county, firm):
    assert open_post(county).status_code == 302
    post = firm.posts.get(title="安全总监")
    assert (post.role_id, post.lead, post.signs) == ("safety_officer", "safety", False)
    browser = county.browser("office_clerk")
    assert "安全总监" in browser.get(f"/units/{firm.pk}").context["vacant"]
    assert appoint(county, post, **NEW).status_code == 302
    term = post.terms.get()
    assert (term.person.name, term.person.phone) == ("王海", "10000000001")
    response = browser.get(f"/units/{firm.pk}")
    assert "安全总监" not in response.context["vacant"]
    assert "王海" in response.content.decode()


def test_only_roles_that_see_no_more_than_ones_own_are_offered(county, firm):
    page = county.browser("enterprise_principal").get(f"/units/{firm.pk}").content.decode()
    assert 'value="worker"' in page
    assert 'value="auditor"' not in page
    assert (
        'value="auditor"'
        in county.browser("office_clerk").get(f"/units/{firm.pk}").content.decode()
    )
    before = everything()
    assert open_post(county, "enterprise_principal", role="auditor").status_code == 422
    assert everything() == before


def test_somebody_known_is_found_by_name_and_not_entered_twice(county, firm):
    known = county.terms["worker"].person
    post = factories.post(firm, "team_leader", "班长")
    people = Person.objects.count()
    assert appoint(county, post, **KNOWN, person=known.name).status_code == 302
    assert post.terms.get().person == known
    assert Person.objects.count() == people


def test_two_of_one_name_are_told_apart_by_their_numbers(county, firm):
    post = factories.post(firm, "team_leader", "班长")
    for phone in ("10000000001", "10000000002"):
        twin = factories.person_in(factories.post(firm, "worker"), "王海").person
        Person.objects.filter(pk=twin.pk).update(phone=phone)
    before = everything()
    refused = appoint(county, post, **KNOWN, person="王海")
    assert refused.status_code == 422
    assert "叫“王海”的不止一位（甲塑料制品厂" in refused.content.decode()
    assert everything() == before
    appoint(county, post, **KNOWN, person="王海", phone="10000000002")
    assert post.terms.get().person.phone == "10000000002"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (NEW | {"phone": "123"}, "手机应为以 1 开头的 11 位数字"),
        (NEW | {"person": ""}, "还没有填写“姓名”"),
        (NEW | {"entry": ""}, "还没有选择“任职的人”"),
        (NEW | {"since": ""}, "还没有填写日期"),
        (NEW | {"until": "2025-02-01"}, "任职止期应晚于任职起期"),
        (NEW | {"substitute": "on"}, "代理要写明原因"),
        (KNOWN | {"person": "没有这个人"}, "您的辖区里没有登记过“没有这个人”"),
        (KNOWN | {"person": "骉worker"}, "您的辖区里没有登记过“骉worker”"),
    ],
)
def test_a_wrong_appointment_enters_nobody(county, twin, firm, given, says):
    post = factories.post(firm, "team_leader", "班长")
    before = everything()
    response = appoint(county, post, **given)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert everything() == before


def test_a_leading_post_is_not_given_twice(county):
    held, before = county.terms["enterprise_principal"], everything()
    response = appoint(county, held.post, **NEW)
    assert response.status_code == 422
    assert "请先办理其离任" in response.content.decode()
    assert everything() == before


def test_nobody_appoints_himself(county, firm):
    post = factories.post(firm, "team_leader", "班长")
    me = county.terms["enterprise_principal"].person
    before = everything()
    response = appoint(county, post, "enterprise_principal", **KNOWN, person=me.name)
    assert response.status_code == 403
    assert "不能任命自己" in response.content.decode()
    assert everything() == before
    assert not post.terms.exists()


def test_a_term_ends_with_its_day_and_reason(county):
    term = county.terms["worker"]
    refused = about(county, term, "end", "office_clerk", on="2025-03-01")
    assert refused.status_code == 422
    assert "还没有填写“原因”" in refused.content.decode()
    term.refresh_from_db()
    assert term.until is None
    assert about(county, term, "end", on="2025-03-01", reason="退休").status_code == 302
    term.refresh_from_db()
    assert str(term.until) == "2025-03-01"


def test_a_contact_is_changed_by_who_maintains_the_unit(county):
    term = county.terms["worker"]
    response = about(county, term, "contact", "safety_officer", phone="10000000007", email="")
    assert response.status_code == 302
    term.person.refresh_from_db()
    assert term.person.phone == "10000000007"
    refused = about(county, term, "contact", "safety_officer", phone="", email="")
    assert refused.status_code == 422
    term.person.refresh_from_db()
    assert term.person.phone == "10000000007"


def password_in(response) -> str:
    return re.search(r"<dt>密码</dt><dd class=\"mono\">([^<]+)</dd>", response.content.decode())[1]


def test_a_sign_in_is_given_with_a_password_that_is_shown_once(county):
    term, head = county.terms["worker"], county.browser("enterprise_principal")
    made = head.post(address_of(term, "account"), {"account-login": "wanghai"})
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    password = password_in(made)
    account = Account.objects.get(login="wanghai")
    assert account.person == term.person
    assert account.check_password(password)
    assert len(password) >= 16
    assert password not in head.get(address_of(term)).content.decode()
    assert not any(password in entry.body for entry in Entry.objects.all())
    again = head.post(address_of(term, "account"), {"account-login": "wanghai2"})
    assert again.status_code == 422
    assert Account.objects.filter(person=term.person).count() == 1


def test_a_password_is_reset_an_account_shut_and_opened_and_its_sessions_ended(county):
    term = county.terms["worker"]
    worker = county.browser("worker")
    password = password_in(about(county, term, "password"))
    account = Account.objects.get(person=term.person)
    assert account.check_password(password)
    assert worker.get("/desk").status_code == 302
    worker = county.browser("worker")
    assert worker.get("/desk").status_code == 200
    about(county, term, "sessions")
    assert worker.get("/desk").status_code == 302
    about(county, term, "shut")
    account.refresh_from_db()
    assert not account.is_active
    about(county, term, "open")
    account.refresh_from_db()
    assert account.is_active


@pytest.mark.parametrize("name", ["account", "password", "shut", "sessions"])
def test_nobody_manages_his_own_account_or_sees_a_button_for_it(county, name):
    own = county.terms["enterprise_principal"]
    browser = county.browser("enterprise_principal")
    assert f'id="act-{name}"' not in browser.get(address_of(own)).content.decode()
    account = Account.objects.get(person=own.person)
    before = everything(), account.password, account.is_active
    response = about(county, own, name, login="me")
    assert response.status_code == 403
    account.refresh_from_db()
    assert (everything(), account.password, account.is_active) == before


def test_who_may_not_manage_accounts_sees_no_button_and_gives_none(county):
    term, before = county.terms["worker"], everything()
    for role in ("office_clerk", "safety_officer", "worker"):
        page = county.browser(role).get(address_of(term)).content.decode()
        assert 'id="act-account"' not in page
        assert about(county, term, "account", role, login="wanghai").status_code == 403
        assert everything() == before


def test_who_may_not_maintain_posts_sees_no_button_and_changes_nothing(county, firm):
    page = county.browser("worker").get(f"/units/{firm.pk}").content.decode()
    assert 'id="manage"' not in page
    assert "?term=" not in page
    before = everything()
    assert open_post(county, "worker").status_code == 403
    assert appoint(county, firm.posts.first(), "worker", **NEW).status_code == 403
    term = county.terms["safety_officer"]
    assert about(county, term, "end", "worker", on="2025-03-01", reason="x").status_code == 403
    assert about(county, term, "contact", "worker", phone="10000000009").status_code == 403
    assert everything() == before


def test_the_people_of_another_county_do_not_exist_here(county, twin):
    theirs, before = twin.terms["worker"], everything()
    for name in ("end", "contact", "account", "password", "sessions", "shut", "open"):
        role = "office_clerk" if name in ("end", "contact") else "administrator"
        response = about(county, theirs, name, role, login="x", on="2025-03-01", reason="x")
        assert response.status_code == 404, name
    # Their term, asked of a unit of ours.
    unit = county.units["firm"].pk
    browser = county.browser("office_clerk")
    assert browser.get(f"/units/{unit}?term={theirs.pk}").status_code == 404
    assert browser.post(f"/units/{unit}/terms/{theirs.pk}/end", {}).status_code == 404
    assert browser.post(f"/units/{unit}/terms", {"terms-post": theirs.post_id}).status_code == 422
    assert everything() == before

"""Sign-ins are made and ended by who may; sessions end with the password or when revoked."""

import pytest

from bihuan.kernel.orgs import accounts
from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.trace.models import Entry
from tests.kernel.factories import (
    AT,
    DAY,
    SETUP,
    account_of,
    committee_office,
    county,
    enterprise,
    person,
    person_in,
    post,
    town,
    viewer_in,
    viewer_of,
)

pytestmark = pytest.mark.django_db
PASSWORD = "three old fishing boats"
ACT = {"by": SETUP, "at": AT}


def test_an_account_is_made_and_its_password_is_nowhere_in_the_trace():
    account = accounts.create("chenxl", person(), PASSWORD, **ACT)
    assert account.check_password(PASSWORD)
    entry = Entry.objects.get()
    assert (entry.chain, entry.verb) == ("s", "account_created")
    assert PASSWORD not in entry.body


def test_an_account_without_a_password_opens_to_none():
    account = accounts.create("chenxl", person(), None, **ACT)
    assert not any(account.check_password(tried) for tried in ("", "None", PASSWORD))


@pytest.mark.parametrize(
    ("login", "password", "field"),
    [("", PASSWORD, "login"), ("taken", PASSWORD, "login"), ("new", "12345678", "password")],
)
def test_a_bad_login_or_password_makes_no_account(login, password, field):
    accounts.create("taken", person(), PASSWORD, **ACT)
    with pytest.raises(Invalid) as refused:
        accounts.create(login, person("李国强"), password, **ACT)
    assert refused.value.field == field
    assert Account.objects.count() == 1
    assert Entry.objects.count() == 1


def test_a_person_has_one_account():
    someone = person()
    accounts.create("first", someone, PASSWORD, **ACT)
    with pytest.raises(Invalid, match="陈晓岚已有账号"):
        accounts.create("second", someone, PASSWORD, **ACT)


def test_only_who_manages_accounts_makes_them_and_only_in_scope():
    plant, other = enterprise(town(county())), committee_office(county("230902", "新兴区"))
    worker = person_in(post(plant, "worker"), "王海").person
    foreign = person_in(post(other, "office_clerk"), "李国强").person
    principal = viewer_in(plant, "enterprise_principal")
    accounts.create("wanghai", worker, PASSWORD, by=principal, at=AT)
    with pytest.raises(NotAllowed):
        accounts.create("liguoqiang", foreign, PASSWORD, by=principal, at=AT)
    with pytest.raises(NotAllowed, match="不能管理账号"):
        accounts.create("other", person(), PASSWORD, by=viewer_in(plant, "safety_officer"), at=AT)
    assert Account.objects.count() == 1


def test_one_changes_one_s_own_password_knowing_the_old_one_and_sessions_end():
    term = person_in(post(committee_office(county()), "office_clerk"))
    account, viewer = account_of(term), viewer_of(term)
    session = account.get_session_auth_hash()
    with pytest.raises(Invalid, match="原密码不对"):
        accounts.change_password(account, old="wrong", new=PASSWORD, by=viewer, at=AT)
    stranger = viewer_in(term.post.unit, "office_leader", name="李国强")
    with pytest.raises(NotAllowed):
        accounts.change_password(account, old="correct horse", new=PASSWORD, by=stranger, at=AT)
    account.refresh_from_db()
    assert account.get_session_auth_hash() == session
    accounts.change_password(account, old="correct horse", new=PASSWORD, by=viewer, at=AT)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert account.get_session_auth_hash() != session


def test_revoking_ends_every_session_and_leaves_the_password(client):
    term = person_in(post(committee_office(county()), "office_clerk"))
    account = account_of(term)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = account.get_session_auth_hash()
    accounts.revoke_sessions(account, by=viewer_of(term), at=AT)
    account.refresh_from_db()
    assert account.get_session_auth_hash() != session
    assert account.check_password("correct horse")
    stranger = viewer_in(term.post.unit, "office_clerk", name="李国强")
    with pytest.raises(NotAllowed):
        accounts.revoke_sessions(account, by=stranger, at=AT)


def test_an_account_is_shut_and_given_a_new_password_by_the_administrator():
    office = committee_office(county())
    account = account_of(person_in(post(office, "office_clerk")))
    keeper = viewer_in(office, "administrator", name="李国强")
    accounts.set_active(account, active=False, by=keeper, at=AT)
    accounts.reset_password(account, PASSWORD, by=keeper, at=AT)
    account.refresh_from_db()
    assert not account.is_active
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == [
        "account_shut",
        "password_reset",
    ]


def everything():
    """What an act on accounts could change."""
    return list(Account.objects.values()), Entry.objects.count()


def test_nobody_manages_his_own_account():
    plant = enterprise(town(county()))
    head = person_in(post(plant, "enterprise_principal"))
    by, before = viewer_of(head), everything()
    with pytest.raises(NotAllowed, match="不能给自己开账号"):
        accounts.create("me", head.person, PASSWORD, by=by, at=AT)
    assert everything() == before
    account = account_of(head)
    before = everything()
    with pytest.raises(NotAllowed, match="不能给自己"):
        accounts.reset_password(account, PASSWORD, by=by, at=AT)
    with pytest.raises(NotAllowed, match="停用自己"):
        accounts.set_active(account, active=False, by=by, at=AT)
    assert everything() == before


def test_who_manages_one_of_several_units_of_a_person_does_not_manage_her_account():
    station = town(county())
    plant = enterprise(station)
    term = person_in(post(plant, "worker"), "王海")
    Term.objects.create(post=post(station, "town_station"), person=term.person, since=DAY)
    account, head = account_of(term), viewer_in(plant, "enterprise_principal", name="李国强")
    before = everything()
    with pytest.raises(NotAllowed, match="可塘镇人民政府不在您的管辖范围"):
        accounts.reset_password(account, PASSWORD, by=head, at=AT)
    assert everything() == before
    keeper = viewer_in(committee_office(county()), "administrator")
    accounts.reset_password(account, PASSWORD, by=keeper, at=AT)


def test_somebody_without_any_post_gets_no_account_from_a_desk():
    head = viewer_in(enterprise(town(county())), "enterprise_principal")
    nobody, before = person("王海"), everything()
    with pytest.raises(NotAllowed, match="王海还没有任职"):
        accounts.create("wanghai", nobody, PASSWORD, by=head, at=AT)
    assert everything() == before


def test_who_left_is_managed_by_the_unit_he_left():
    plant = enterprise(town(county()))
    account = account_of(person_in(post(plant, "worker"), "王海"))
    Term.objects.filter(person=account.person).update(until=DAY)
    head = viewer_in(plant, "enterprise_principal")
    accounts.set_active(account, active=False, by=head, at=AT)
    account.refresh_from_db()
    assert not account.is_active

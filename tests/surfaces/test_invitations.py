"""Invitations and hand-over: a key that counts once, for one person, for a while."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Account, Person, Term
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts import invitations, sign_ins
from bihuan.modules.accounts.models import Invitation
from bihuan.surfaces import clock
from tests.surfaces import twins

OWN = "安全 第一 2025 battery"
HANDED = {"on": "2025-04-01", "reason": "退休", "person": "赵六", "phone": "13800000009"}


def act(county, name, who="enterprise_principal", role="worker", **given):
    term = county.terms[role]
    data = {f"{name}-{field}": value for field, value in given.items()}
    return county.browser(who).post(f"/units/{term.post.unit_id}/terms/{term.pk}/{name}", data)


def key_in(answer) -> str:
    assert answer["Cache-Control"] == "no-store"
    return re.search(r"/join/([\w-]+)", answer.content.decode())[1]


@pytest.fixture
def key(county) -> str:
    return key_in(act(county, "invite", way="print"))


def join(key: str, login="wanghai", password=OWN, again=OWN):
    browser = Client(HTTP_HOST="localhost")
    given = {"login": login, "password": password, "again": again}
    return browser, browser.post(f"/join/{key}", given)


def test_an_invited_person_makes_her_own_sign_in_and_is_in(county, key):
    page = Client(HTTP_HOST="localhost").get(f"/join/{key}")
    assert page["Cache-Control"] == "no-store"
    title = county.terms["worker"].post.title
    assert f"甲塑料制品厂邀请您以“{title}”使用闭环" in page.content.decode()
    browser, answer = join(key)
    assert answer.url == "/"
    assert browser.get("/desk").status_code == 200
    account = Account.objects.get(login="wanghai")
    assert account.person == county.terms["worker"].person
    assert account.check_password(OWN)
    listed = county.browser("enterprise_principal").get("/invitations").content.decode()
    assert "已接受" in listed
    verbs = Entry.objects.filter(verb__startswith="invit").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["invited", "invitation_accepted"]
    assert not any(key in entry.body for entry in Entry.objects.all())


def test_a_key_counts_once(key):
    join(key)
    _, again = join(key, login="other")
    assert again.status_code == 409
    assert "已经用过" in again.content.decode()
    assert not Account.objects.filter(login="other").exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"password": "123", "again": "123"}, "密码"),
        ({"again": "x"}, "两遍写的新密码不一样"),
        ({"login": ""}, "还没有填写“登录名”"),
        ({"login": "taken"}, "登录名“taken”已有人使用"),
    ],
)
def test_a_wrong_form_makes_no_account_and_leaves_the_invitation_open(county, key, given, says):
    county.browser("safety_officer")
    Account.objects.filter(person=county.terms["safety_officer"].person).update(login="taken")
    before = Account.objects.count()
    _, refused = join(key, **given)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert Account.objects.count() == before
    assert join(key)[1].status_code == 302


def test_a_lapsed_a_revoked_and_a_repeated_invitation_let_nobody_in(county, key, monkeypatch):
    head = county.browser("enterprise_principal")
    made = Invitation.objects.get(term=county.terms["worker"])
    second = key_in(head.post(f"/invitations/{made.pk}/again", {"way": "print"}))
    assert "撤回，或者重发过" in join(key)[1].content.decode()
    third = Invitation.objects.get(term=county.terms["worker"], revoked_at=None)
    assert head.post(f"/invitations/{third.pk}/revoke").status_code == 302
    assert join(second)[1].status_code == 409
    fourth = key_in(act(county, "invite", way="print"))
    monkeypatch.setattr(clock, "now", lambda: twins.NOW + timedelta(days=8))
    assert "2025-03-19 09:06 过期" in join(fourth)[1].content.decode()
    assert join("nonsense")[1].status_code == 404
    assert not Account.objects.filter(person=county.terms["worker"].person).exists()


def test_a_message_carries_the_link_to_one_person_and_never_to_a_group(county, settings):
    settings.BIHUAN_CHANNELS = {
        "wecom": {"kind": "wecom", "url": "https://oa.example.cn"}, "email": {"kind": "email"},
    }  # fmt: skip
    assert dict(invitations.ways()).keys() == {"email", "print"}
    assert "没有登记电子邮箱" in act(county, "invite", way="email").content.decode()
    assert not Invitation.objects.filter(term=county.terms["worker"]).exists()
    person = county.terms["worker"].person
    Person.objects.filter(pk=person.pk).update(email="wanghai@example.cn")
    assert act(county, "invite", way="email").url == "/invitations"
    sent = Delivery.objects.get(key__startswith="invitation:")
    assert (sent.channel, sent.address) == ("email", "wanghai@example.cn")
    key = re.search(r"/join/([\w-]+)", sent.title)[1]
    assert join(key)[1].status_code == 302


def test_only_who_manages_the_accounts_of_the_unit_invites_and_sees_who_was(county, twin, key):
    before = Invitation.objects.count()
    for who in ("safety_officer", "office_clerk", "worker"):
        assert act(county, "invite", who, way="print").status_code == 403
    assert county.browser("safety_officer").get("/invitations").status_code == 403
    theirs = Invitation.objects.get(term=twin.terms["village_informant"])
    admin = county.browser("administrator")
    assert admin.post(f"/invitations/{theirs.pk}/again", {"way": "print"}).status_code == 404
    assert admin.post(f"/invitations/{theirs.pk}/revoke").status_code == 404
    assert Invitation.objects.count() == before
    assert act(county, "invite", role="enterprise_principal", way="print").status_code == 403


def test_who_signs_in_already_is_not_invited(county):
    county.browser("worker")
    assert act(county, "invite", way="print").status_code == 409


def test_a_post_is_handed_over_and_the_old_sign_in_closes_on_the_day(county, monkeypatch):
    county.duty.post = county.terms["worker"].post
    county.duty.save()
    leaving, old = county.browser("worker"), county.terms["worker"]
    page = county.browser("enterprise_principal").get(
        f"/units/{old.post.unit_id}?term={old.pk}"
    )  # fmt: skip
    assert "还没办结的 1 项" in page.content.decode()
    key = key_in(act(county, "handover", way="print", **HANDED))
    old.refresh_from_db()
    assert str(old.until) == "2025-04-01"
    _, early = join(key, "zhaoliu")
    assert early.url == "/sign-in"
    assert leaving.get("/desk").status_code == 200
    day = twins.NOW.replace(month=4, day=1)
    monkeypatch.setattr(clock, "now", lambda: day)
    assert leaving.get("/desk").status_code == 302
    assert sign_ins.shut_ended(day) == 1
    assert not Account.objects.get(person=old.person).is_active
    browser = Client(HTTP_HOST="localhost")
    assert browser.post("/sign-in", {"login": "zhaoliu", "password": OWN}).url == "/"
    assert terms.holder(old.post, day.date()).person.name == "赵六"
    assert county.duty.title in browser.get("/me").content.decode()


def test_a_wrong_hand_over_changes_nothing(county):
    people, old = Person.objects.count(), county.terms["worker"]
    for given in ({"on": "2001-01-01"}, {"phone": "", "email": ""}, {"way": "sms"}, {"reason": ""}):
        refused = act(county, "handover", **({"way": "print"} | HANDED | given))
        assert refused.status_code == 422, given
        old.refresh_from_db()
        assert old.until is None
        assert (Person.objects.count(), Term.objects.filter(post=old.post).count()) == (people, 1)


def test_a_successor_who_signs_in_already_is_appointed_and_not_entered_again(county):
    known = county.terms["safety_officer"].person
    Person.objects.filter(pk=known.pk).update(phone="13800000008")
    county.browser("safety_officer")
    people = Person.objects.count()
    given = HANDED | {"person": known.name, "phone": "13800000008", "way": "print"}
    assert act(county, "handover", **given).status_code == 302
    assert Person.objects.count() == people
    assert Term.objects.get(post=county.terms["worker"].post, until=None).person == known
    assert not Invitation.objects.filter(term__person=known).exists()

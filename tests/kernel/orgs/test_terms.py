"""Who holds which post from day to day, and the viewer a signed-in person becomes."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import GlassBreak, Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.orgs.roles import load_roles
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
    unit,
    viewer_in,
    viewer_of,
)

pytestmark = pytest.mark.django_db
ACT = {"by": SETUP, "at": AT}


def principal(plant):
    return post(plant, "enterprise_principal", "厂长", lead="principal", signs=True)


def test_a_post_is_vacant_until_somebody_is_appointed_and_after_he_left(plant):
    head = principal(plant)
    term = terms.appoint(post=head, person=person(), since=date(2024, 1, 1), **ACT)
    terms.end_term(term, on=date(2024, 2, 1), reason="调离", **ACT)
    assert terms.holder(head, date(2023, 12, 31)) is None
    assert terms.holder(head, date(2024, 1, 1)) == term
    assert terms.holder(head, date(2024, 1, 31)) == term
    assert terms.holder(head, date(2024, 2, 1)) is None


def test_a_unit_answers_while_somebody_who_signs_in_holds_a_post_of_it(plant):
    worker, elsewhere = person(), post(committee_office(county()), "office_clerk", "综合岗")
    terms.appoint(post=elsewhere, person=worker, since=date(2024, 1, 1), **ACT)
    term = terms.appoint(post=principal(plant), person=worker, since=date(2024, 1, 1), **ACT)
    assert not terms.answers(plant, DAY)
    account = account_of(term)
    assert terms.answers(plant, DAY)
    account.is_active = False
    account.save()
    assert not terms.answers(plant, DAY)
    account.is_active = True
    account.save()
    terms.end_term(term, on=date(2024, 2, 1), reason="调离", **ACT)
    assert not terms.answers(plant, DAY), "what he holds elsewhere is not of this unit"
    assert not terms.answers(None, DAY)


def test_a_substitute_acts_in_place_of_the_holder_while_he_is_away(plant):
    head = principal(plant)
    own = terms.appoint(post=head, person=person(), since=date(2024, 1, 1), **ACT)
    acting = terms.appoint(
        post=head, person=person("李国强"), since=date(2024, 3, 1), until=date(2024, 4, 1),
        substitute=True, reason="学习", **ACT,
    )  # fmt: skip
    assert terms.holder(head, date(2024, 2, 29)) == own
    assert terms.holder(head, date(2024, 3, 31)) == acting
    assert terms.holder(head, date(2024, 4, 1)) == own
    assert "（代理）" in viewer_of(acting).label


def test_a_leading_post_has_one_holder_at_a_time(plant):
    head = principal(plant)
    terms.appoint(post=head, person=person(), since=date(2024, 1, 1), **ACT)
    entries = Entry.objects.count()
    with pytest.raises(Invalid, match="厂长由陈晓岚自 2024-01-01 担任，仍在任"):
        terms.appoint(post=head, person=person("李国强"), since=date(2024, 3, 1), **ACT)
    assert Term.objects.count() == 1
    assert Entry.objects.count() == entries


def test_a_worker_s_post_has_as_many_holders_as_are_appointed(plant):
    work = post(plant, "worker", "操作工")
    first = terms.appoint(post=work, person=person(), since=date(2024, 1, 1), **ACT)
    terms.appoint(post=work, person=person("李国强"), since=date(2023, 1, 1), until=DAY, **ACT)
    terms.appoint(post=work, person=person("王海"), since=date(2024, 2, 1), **ACT)
    assert terms.holder(work, DAY) == first
    with pytest.raises(Invalid):
        terms.appoint(post=work, person=first.person, since=DAY, **ACT)


@pytest.mark.parametrize("until", [date(2024, 1, 1), date(2023, 1, 1)])
def test_a_term_ends_after_it_begins(plant, until):
    with pytest.raises(Invalid) as refused:
        terms.appoint(
            post=principal(plant), person=person(), since=date(2024, 1, 1), until=until, **ACT
        )
    assert refused.value.field == "until"
    assert not Term.objects.exists()


def test_a_substitute_needs_a_reason(plant):
    with pytest.raises(Invalid, match="原因"):
        terms.appoint(post=principal(plant), person=person(), since=DAY, substitute=True, **ACT)


def test_an_appointment_is_traced_on_the_unit(plant):
    terms.appoint(post=principal(plant), person=person(), since=DAY, **ACT)
    entry = Entry.objects.get(chain=plant.chain)
    assert (entry.verb, entry.actor) == ("appointed", SETUP.label)
    assert '"since":"2024-03-12"' in entry.body.replace(" ", "")


def test_who_manages_a_unit_appoints_in_it_and_nowhere_else(plant):
    officer = viewer_in(plant, "safety_officer")
    terms.appoint(post=post(plant, "worker"), person=person(), since=DAY, by=officer, at=AT)
    other = post(enterprise(plant.supervisor), "worker")
    with pytest.raises(NotAllowed, match="不在您的管辖范围"):
        terms.appoint(post=other, person=person(), since=DAY, by=officer, at=AT)
    worker = viewer_in(plant, "worker")
    with pytest.raises(NotAllowed, match="您的岗位不能维护单位、岗位和任职"):
        terms.appoint(post=post(plant, "worker"), person=person(), since=DAY, by=worker, at=AT)


def test_a_post_held_on_the_day_is_named_before_a_vacant_one(plant):
    vacant = post(plant, "safety_officer", "安全总监", lead="safety")
    held = person_in(post(plant, "safety_officer", "安全科长", lead="safety")).post
    assert terms.post_of(plant, "safety", DAY) == held
    assert terms.post_of(plant, "safety", date(2019, 1, 1)) == vacant
    assert terms.post_of(plant, "party", DAY) is None


def test_the_signer_is_the_post_that_signs_or_nobody(plant):
    assert terms.signer_of(plant) is None
    post(plant, "worker")
    head = principal(plant)
    assert terms.signer_of(plant) == head


def test_a_viewer_has_the_place_of_the_unit_and_the_rights_of_the_role():
    office = committee_office(county())
    term = person_in(post(office, "office_leader", "主任"))
    viewer = viewer_of(term)
    assert viewer.path == county().path
    assert viewer.sees == "subtree"
    assert viewer.can("sign")
    assert not viewer.can("manage_accounts")
    assert viewer.label == "海丰县安委办 主任 陈晓岚"


def test_somebody_without_a_post_that_day_cannot_look(plant):
    term = person_in(principal(plant), since=date(2024, 3, 1))
    with pytest.raises(NotAllowed, match="陈晓岚在 2024-02-29 没有任职"):
        terms.viewer(term.person, on=date(2024, 2, 29))


def test_a_session_keeps_its_post_and_drops_it_when_the_term_ends(plant):
    first = person_in(principal(plant))
    second = Term.objects.create(
        post=post(plant, "worker"), person=first.person, since=DAY, until=DAY + timedelta(days=1)
    )
    account = account_of(first)
    assert terms.viewer_on(account, AT).term_id == first.pk
    assert terms.viewer_on(account, AT, term_id=second.pk).term_id == second.pk
    tomorrow = AT + timedelta(days=1)
    assert terms.viewer_on(account, tomorrow, term_id=second.pk).term_id == first.pk
    assert terms.viewer_on(account, AT - timedelta(days=5000)) is None


def test_the_day_of_a_session_is_the_day_in_shanghai(plant):
    term = person_in(principal(plant), since=DAY)
    account = account_of(term)
    midnight = AT.replace(hour=16) - timedelta(days=1)
    assert terms.viewer_on(account, midnight).term_id == term.pk
    assert terms.viewer_on(account, midnight - timedelta(seconds=1)) is None


def test_a_session_sees_through_broken_glass_until_it_closes(plant):
    account = account_of(person_in(principal(plant)))
    term = account.person.terms.get()
    GlassBreak.objects.create(
        term=term, place=county(), reason="事故", since=AT, until=AT + timedelta(hours=3)
    )
    assert terms.viewer_on(account, AT).opened == (county().path,)
    assert terms.viewer_on(account, AT + timedelta(hours=3)).opened == ()


def test_switching_posts_is_traced_and_only_to_ones_own(plant):
    account = account_of(person_in(principal(plant)))
    other = Term.objects.create(post=post(plant, "worker"), person=account.person, since=DAY)
    foreign = person_in(post(plant, "worker"), "王海")
    viewer = terms.switch(account, term_id=other.pk, at=AT)
    assert viewer.term_id == other.pk
    assert Entry.objects.get(chain=plant.chain).verb == "post_switched"
    with pytest.raises(NotFound):
        terms.switch(account, term_id=foreign.pk, at=AT)
    assert Entry.objects.count() == 1


def test_a_post_s_title_is_its_own_in_a_unit(plant):
    load_roles()
    terms.open_post(plant, "安全员", role="safety_officer", **ACT)
    with pytest.raises(Invalid, match="已有“安全员”"):
        terms.open_post(plant, "安全员", role="worker", **ACT)
    with pytest.raises(Invalid, match="没有“wizard”这一角色"):
        terms.open_post(plant, "巫师", role="wizard", **ACT)
    assert [p.role_id for p in plant.posts.all()] == ["safety_officer"]


@pytest.mark.parametrize(
    ("opener", "role"),
    [("enterprise_principal", "auditor"), ("safety_officer", "department_clerk")],
)
def test_nobody_opens_a_post_that_sees_more_than_his_own(plant, opener, role):
    by = viewer_in(plant, opener)
    with pytest.raises(NotAllowed, match="能看的范围比您的岗位大") as refused:
        terms.open_post(plant, "审计员", role=role, by=by, at=AT)
    assert "安委办" in refused.value.can
    assert not plant.posts.filter(title="审计员").exists()
    assert not Entry.objects.exists()
    terms.open_post(plant, "班长", role="team_leader", by=by, at=AT)
    terms.open_post(plant, "审计员", role=role, **ACT)


def test_nobody_opens_a_post_that_sees_a_place_beyond_his_own(plant):
    watcher = plant.supervisor
    away = unit("汕尾市某局", "department", county().parent, supervisor=watcher)
    clerk = viewer_in(watcher, "town_station")
    with pytest.raises(NotAllowed, match="能看的范围比您的岗位大"):
        terms.open_post(away, "审计员", role="auditor", by=clerk, at=AT)
    assert not away.posts.exists()
    terms.open_post(plant, "驻厂员", role="town_station", by=clerk, at=AT)


def test_nobody_fills_a_post_that_sees_more_than_his_own(plant):
    wide = post(plant, "auditor", "审计员")
    with pytest.raises(NotAllowed, match="能看的范围比您的岗位大"):
        terms.appoint(
            post=wide,
            person=person("王海"),
            since=DAY,
            by=viewer_in(plant, "safety_officer"),
            at=AT,
        )
    assert terms.holder(wide, DAY) is None
    assert not Entry.objects.exists()


def test_nobody_appoints_himself(plant):
    officer = viewer_in(plant, "safety_officer")
    head = principal(plant)
    own = person_of(officer)
    with pytest.raises(NotAllowed, match="不能任命自己") as refused:
        terms.appoint(post=head, person=own, since=DAY, by=officer, at=AT)
    assert plant.name in refused.value.can
    assert terms.holder(head, DAY) is None
    assert not Entry.objects.exists()
    terms.appoint(post=head, person=own, since=DAY, **ACT)


def person_of(viewer):
    return Term.objects.get(pk=viewer.term_id).person

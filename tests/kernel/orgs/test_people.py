"""Persons are entered and reached only by who maintains a unit in which they hold a post."""

from datetime import date

import pytest

from bihuan.kernel.orgs import people, terms
from bihuan.kernel.orgs.models import Person, Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.trace.models import Entry
from tests.kernel.factories import (
    AT,
    DAY,
    SETUP,
    committee_office,
    county,
    enterprise,
    person,
    person_in,
    post,
    viewer_in,
)

pytestmark = pytest.mark.django_db
ACT = {"by": SETUP, "at": AT}


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"phone": "12345"}, "phone"), ({"email": "chen"}, "email"), ({"name": " "}, "name")],
)
def test_a_contact_that_cannot_reach_anybody_is_refused(facts, field):
    with pytest.raises(Invalid) as refused:
        people.enter(**({"name": "陈晓岚"} | facts | ACT))
    assert refused.value.field == field
    assert not Person.objects.exists()


def test_a_changed_contact_is_traced_without_the_number():
    someone = people.enter("陈晓岚", phone="10000000001", **ACT)
    people.set_contact(someone, phone="10000000002", email="chen@example.cn", **ACT)
    assert Person.objects.get().phone == "10000000002"
    entry = Entry.objects.get(verb="contact_changed")
    assert "10000000002" not in entry.body


def test_a_person_is_entered_for_a_unit_one_maintains(plant):
    other = enterprise(plant.supervisor)
    officer, worker = viewer_in(plant, "safety_officer"), viewer_in(plant, "worker")
    before = Person.objects.count()
    with pytest.raises(Invalid, match="还没有写明这个人在哪个单位任职"):
        people.enter("王海", by=officer, at=AT)
    with pytest.raises(NotAllowed, match="不在您的管辖范围"):
        people.enter("王海", unit=other, by=officer, at=AT)
    with pytest.raises(NotAllowed, match="不能维护单位"):
        people.enter("王海", unit=plant, by=worker, at=AT)
    assert (Person.objects.count(), Entry.objects.count()) == (before, 0)
    assert people.enter("王海", unit=plant, by=officer, at=AT).name == "王海"


def test_a_contact_is_changed_where_the_person_holds_or_gets_a_post_and_nowhere_else(plant):
    officer = viewer_in(plant, "safety_officer")
    stranger = person_in(post(enterprise(plant.supervisor), "worker"), "王海").person
    for one in (stranger, person("李国强")):
        with pytest.raises(NotAllowed, match="没有在您维护的单位任职"):
            people.set_contact(one, phone="10000000009", email="", by=officer, at=AT)
    assert not Person.objects.filter(phone="10000000009").exists()
    assert not Entry.objects.exists()
    Term.objects.create(post=post(plant, "worker"), person=stranger, since=date(2024, 5, 1))
    people.set_contact(stranger, phone="10000000009", email="", by=officer, at=AT)


def test_somebody_known_only_outside_one_s_units_cannot_be_appointed(plant):
    officer, work = viewer_in(plant, "safety_officer"), post(plant, "worker")
    stranger = person_in(post(committee_office(county("230902", "新兴区")), "office_clerk")).person
    with pytest.raises(NotFound, match="没有这个人，或您的岗位看不到"):
        terms.appoint(post=work, person=stranger, since=DAY, by=officer, at=AT)
    assert not work.terms.exists()
    assert not Entry.objects.exists()


def test_who_left_may_come_back_until_she_holds_a_post_elsewhere(plant):
    officer, work = viewer_in(plant, "safety_officer"), post(plant, "worker")
    left = person_in(work, "王海")
    Term.objects.filter(pk=left.pk).update(until=date(2024, 1, 1))
    back = date(2024, 2, 1)
    again = terms.appoint(post=work, person=left.person, since=back, by=officer, at=AT)
    assert people.people_kept(officer).filter(pk=left.person.pk).exists()
    Term.objects.filter(pk=again.pk).update(until=DAY)
    Term.objects.create(post=post(plant.supervisor, "worker"), person=left.person, since=DAY)
    assert not people.people_kept(officer).filter(pk=left.person.pk).exists()

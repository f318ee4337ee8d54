"""Breaking the glass opens a place for three hours, with a reason; it is told and traced."""

from datetime import timedelta

import pytest

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.glass import break_glass
from bihuan.kernel.orgs.models import GlassBreak, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.terms import viewer_on
from bihuan.kernel.trace.models import Entry
from tests.kernel.factories import (
    AT,
    account_of,
    committee_office,
    county,
    department,
    enterprise,
    person_in,
    post,
    town,
    viewer_in,
    viewer_of,
)

pytestmark = pytest.mark.django_db
REASON = "可塘镇火灾救援"


def test_it_opens_the_place_for_three_hours_tells_its_office_and_is_traced():
    office, far = committee_office(county()), county("230902", "新兴区")
    plant = enterprise(town(county()))
    term = person_in(post(department(far), "department_leader"))
    account = account_of(term)

    def sees(at):
        return Unit.objects.filter(units_seen(viewer_on(account, at)), pk=plant.pk).exists()

    assert not sees(AT)
    broken = break_glass(county(), REASON, by=viewer_of(term), at=AT)
    assert broken.until == AT + timedelta(hours=3)
    assert sees(AT)
    assert sees(AT + timedelta(hours=2, minutes=59))
    assert not sees(AT + timedelta(hours=3))
    told = Notice.objects.everywhere("test").get()
    assert (told.unit, told.urgent, told.facts["reason"]) == (office, True, REASON)
    entry = Entry.objects.get(verb="glass_broken")
    assert (entry.chain, entry.person_id) == (office.chain, term.person_id)


def test_without_reason_or_right_nothing_opens():
    committee_office(county())
    far = department(county("230902", "新兴区"))
    with pytest.raises(Invalid, match="事由"):
        break_glass(county(), " ", by=viewer_in(far, "department_leader"), at=AT)
    with pytest.raises(NotAllowed, match="您的岗位不能应急查阅"):
        break_glass(county(), REASON, by=viewer_in(far, "worker"), at=AT)
    assert not GlassBreak.objects.exists()
    assert not Notice.objects.everywhere("test").exists()
    assert not Entry.objects.exists()


def test_glass_that_is_open_is_not_broken_again_and_may_be_later():
    viewer = viewer_in(department(county()), "department_leader")
    break_glass(county(), REASON, by=viewer, at=AT)
    with pytest.raises(WrongState, match="海丰县已开放到 03-12 13:00"):
        break_glass(county(), REASON, by=viewer, at=AT + timedelta(hours=1))
    break_glass(county(), REASON, by=viewer, at=AT + timedelta(hours=3))
    assert GlassBreak.objects.count() == 2


def test_broken_glass_shows_a_place_and_lets_nobody_change_it():
    far = department(county("230902", "新兴区"))
    plant = enterprise(town(county()))
    account = account_of(person_in(post(far, "department_leader")))
    break_glass(county(), REASON, by=viewer_on(account, AT), at=AT)
    looking = viewer_on(account, AT)
    entries = Entry.objects.count()
    with pytest.raises(NotAllowed, match="不在您的管辖范围"):
        units.stop(plant, reason="火灾", by=looking, at=AT)
    plant.refresh_from_db()
    assert plant.status == Unit.Status.OPERATING
    assert Entry.objects.count() == entries

"""A letter reaches each of its units by a way that law knows, with what that way needs."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.letters.models import Letter, Service
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.kernel.trace.verify import verify
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.correspondence import rules, service
from bihuan.modules.correspondence.models import Acknowledgement, Receipt
from bihuan.modules.correspondence.queries import recipients
from tests.kernel import factories
from tests.kernel.factories import AT
from tests.kernel.letters.county import order as drafted

LATER = AT + timedelta(hours=3)
WHOLE = {
    "recipient": "王强", "served_at": LATER, "place": "局办公室", "refusal": "称不知情",
    "witnesses": "赵一、钱二", "tracking": "EMS 1024", "agent": "可塘镇司法所",
    "consent": "2024年1月确认书", "address": "oa@haifeng.example", "published_in": "汕尾日报",
    "published_on": date(2024, 3, 13),
}  # fmt: skip
LONG_AFTER = AT + timedelta(days=60)


@pytest.fixture
def letter(here) -> Letter:
    """A signed circular to two units, copied to a third."""
    made = drafted(here.office, copies=[here.office.unit], also=[here.office.town])
    return service.sign(made, by=here.leader, at=AT)


def serve(here, letter, way="direct", *, unit=None, at=LONG_AFTER, **facts):
    given = {name: WHOLE[name] for name in rules.WAYS[way].needs} | facts
    served = service.Served(unit or here.office.regulator, way, given)
    return service.serve(letter, served, by=here.clerk, at=at)


def everything():
    return (Service.objects.count(), Receipt.objects.count(), Entry.objects.count())


def duty(letter) -> Obligation:
    return Obligation.objects.everywhere("test").get(period=f"l{letter.pk}")


@pytest.mark.parametrize("way", rules.WAYS)
def test_each_way_of_service_keeps_what_it_needs(here, letter, way):
    made = serve(here, letter, way)
    kept = made.proved_by
    assert kept.way == way
    assert set(kept.facts) == set(rules.WAYS[way].needs) - {"recipient", "served_at"}
    assert made.refused == (way == "left")
    said = Entry.objects.filter(verb="letter_served").get().body
    assert f'"way":"{way}"' in said
    assert verify().ok


@pytest.mark.parametrize(
    ("way", "field"), [(key, field) for key, way in rules.WAYS.items() for field in way.needs]
)
def test_a_way_without_what_it_needs_is_refused_by_name(here, letter, way, field):
    before = everything()
    with pytest.raises(Invalid, match=rules.FIELDS[field]) as refusal:
        serve(here, letter, way, **{field: ""})
    assert refusal.value.field == field
    assert everything() == before


def test_a_public_notice_counts_as_service_when_its_days_have_run(here, letter):
    before = everything()
    with pytest.raises(Invalid, match="公告满30日才视为送达，2024-04-12 起可以登记"):
        serve(here, letter, "notice", at=AT + timedelta(days=10))
    assert everything() == before
    made = serve(here, letter, "notice")
    assert in_shanghai(made.at).date() == date(2024, 4, 12)


def test_a_letter_to_several_is_served_when_each_of_them_is(here, letter):
    assert [one.main for one in recipients(letter)] == [True, True, False]
    serve(here, letter)
    letter.refresh_from_db()
    assert (letter.state, duty(letter).done_at) == ("signed", None)
    serve(here, letter, "left", unit=here.office.town)
    letter.refresh_from_db()
    assert (letter.state, duty(letter).done_at) == ("served", LONG_AFTER)
    assert [one.served for one in recipients(letter)] == [True, True, False]


def test_an_unserved_letter_is_a_duty_without_a_date_until_it_is_cancelled(here, letter):
    assert (duty(letter).holder, duty(letter).current_due) == (here.office.unit, None)
    service.cancel(letter, reason="重复", by=here.leader, at=LATER)
    assert duty(letter).outcome == "lapsed"


def test_a_unit_acknowledges_what_came_to_it_once(here, letter):
    service.acknowledge(letter, by=here.called, at=LATER)
    assert recipients(letter)[0].acknowledged.person_id == here.called.person_id
    stranger = factories.viewer_in(
        factories.department(factories.county(), "交通局"), "office_clerk"
    )
    before = (Acknowledgement.objects.count(), Entry.objects.count())
    with pytest.raises(WrongState, match="已由陈科签收"):
        service.acknowledge(letter, by=here.called, at=LATER)
    with pytest.raises(NotAllowed, match="由收文单位签收"):
        service.acknowledge(letter, by=stranger, at=LATER)
    assert (Acknowledgement.objects.count(), Entry.objects.count()) == before


def test_a_draft_is_not_there_for_whom_it_is_meant(here):
    with pytest.raises(NotFound):
        service.acknowledge(drafted(here.office), by=here.called, at=LATER)
    assert Acknowledgement.objects.count() == 0

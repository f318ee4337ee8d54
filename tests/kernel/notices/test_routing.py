"""Notices become messages to the right persons: urgent ones at once, the rest once a day."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.notices import routing, sending
from bihuan.kernel.notices.inbox import undelivered, unreachable
from bihuan.kernel.notices.models import Delivery, Notice, Preference
from bihuan.kernel.orgs.models import Term
from bihuan.lib.clocks import SHANGHAI
from tests.kernel.factories import (
    AT,
    committee_office,
    county,
    enterprise,
    person_in,
    post,
    town,
    viewer_in,
)

from .tellings import tell

pytestmark = pytest.mark.django_db
EMAIL = {"email": {"kind": "email"}}
BOTH = EMAIL | {"sms": {"kind": "sms", "url": "http://127.0.0.1:1/"}}


def eight(day):
    return datetime(2024, 3, day, 8, tzinfo=SHANGHAI)


def addresses():
    return sorted(Delivery.objects.values_list("address", flat=True))


def test_thirty_notices_make_one_message_at_eight_the_next_morning(settings, office, clerk):
    settings.BIHUAN_CHANNELS = EMAIL
    for _ in range(30):
        tell(office)
    assert routing.route(AT) == 30
    delivery = Delivery.objects.get()
    assert delivery.not_before == eight(13)
    assert delivery.address == "chen@county.example"
    assert Delivery.notices.through.objects.count() == 30


def test_what_comes_later_the_same_day_joins_the_same_message(settings, office, clerk):
    settings.BIHUAN_CHANNELS = EMAIL
    tell(office)
    routing.route(AT)
    tell(office, at=AT + timedelta(hours=5))
    routing.route(AT + timedelta(hours=5))
    assert Delivery.objects.get().notices.through.objects.count() == 2


def test_an_urgent_notice_goes_at_once_as_a_message_of_its_own(settings, office, clerk):
    settings.BIHUAN_CHANNELS = EMAIL
    tell(office)
    tell(office, urgent=True, template="order", stage=3)
    routing.route(AT)
    moments = set(Delivery.objects.values_list("title", "not_before"))
    assert moments == {("提示：3 月带队检查", eight(13)), ("督办：3 月带队检查", AT)}


def test_routing_again_tells_nobody_again(settings, office, clerk):
    settings.BIHUAN_CHANNELS = EMAIL
    tell(office, urgent=True)
    assert routing.route(AT) == 1
    assert routing.route(AT + timedelta(days=1)) == 0
    assert Delivery.objects.count() == 1


def test_a_thousand_notices_are_routed_in_few_statements(
    settings, office, clerk, django_assert_max_num_queries
):
    settings.BIHUAN_CHANNELS = EMAIL
    for _ in range(3 * routing.CHUNK):
        tell(office)
    with django_assert_max_num_queries(3 * 25 + 5):
        assert routing.route(AT) == 3 * routing.CHUNK


@pytest.mark.parametrize(
    ("hour", "quiet", "due"),
    [
        (8, (None, None), eight(13)),
        (17, (None, None), datetime(2024, 3, 12, 17, tzinfo=SHANGHAI)),
        (6, (22, 7), datetime(2024, 3, 13, 7, tzinfo=SHANGHAI)),
        (23, (22, 7), datetime(2024, 3, 13, 7, tzinfo=SHANGHAI)),
        (13, (12, 14), datetime(2024, 3, 12, 14, tzinfo=SHANGHAI)),
        (10, (12, 14), datetime(2024, 3, 12, 10, tzinfo=SHANGHAI)),
    ],
)
def test_the_digest_comes_at_the_person_s_hour_outside_quiet_hours(hour, quiet, due):
    preference = Preference(digest_hour=hour, quiet_from=quiet[0], quiet_until=quiet[1])
    assert routing.next_digest(preference, AT) == due


def test_a_digest_that_has_left_takes_nothing_more_along(settings, office, clerk):
    settings.BIHUAN_CHANNELS = EMAIL
    tell(office)
    routing.route(AT)
    Delivery.objects.update(state="sent")
    tell(office)
    routing.route(AT)
    sent, next_one = Delivery.objects.order_by("not_before")
    assert (sent.state, next_one.state) == ("sent", "queued")
    assert next_one.not_before == eight(14)


def test_a_notice_to_a_post_reaches_who_is_in_it_on_the_day(settings, office):
    settings.BIHUAN_CHANNELS = EMAIL
    seat = post(office, "office_leader", "主任")
    old = person_in(seat, "旧任", email="old@county.example")
    Term.objects.filter(pk=old.pk).update(until=date(2024, 3, 12))
    Term.objects.create(
        post=seat, person=person_in(post(office, "worker"), email="new@county.example").person,
        since=date(2024, 3, 12),
    )  # fmt: skip
    tell(office, post=seat, urgent=True)
    routing.route(AT)
    assert addresses() == ["new@county.example"]


def test_a_notice_to_a_unit_or_a_vacant_post_reaches_those_who_assign_work(settings):
    settings.BIHUAN_CHANNELS = EMAIL
    plant = enterprise(town(county()))
    person_in(post(plant, "worker"), email="worker@plant.example")
    person_in(post(plant, "safety_officer"), email="officer@plant.example")
    tell(plant, urgent=True)
    tell(plant, urgent=True, post=post(plant, "enterprise_principal"))
    routing.route(AT)
    assert addresses() == ["officer@plant.example"] * 2


def test_where_nobody_assigns_everybody_who_reads_is_told(settings, office):
    settings.BIHUAN_CHANNELS = EMAIL
    person_in(post(office, "expert"), email="expert@county.example")
    person_in(post(office, "administrator"), email="admin@county.example")
    tell(office, urgent=True)
    routing.route(AT)
    assert addresses() == ["expert@county.example"]


def test_a_person_gets_the_channels_she_chose_else_the_first_that_reaches_her(
    settings, office, clerk
):
    settings.BIHUAN_CHANNELS = BOTH
    tell(office, urgent=True)
    routing.route(AT)
    assert addresses() == ["chen@county.example"]
    Preference.objects.create(person=clerk.person, channels=["sms", "email", "pigeon"])
    tell(office, urgent=True)
    routing.route(AT)
    assert addresses() == ["10000000001", "chen@county.example", "chen@county.example"]


def test_without_an_address_the_message_fails_and_the_contact_is_found_wanting(settings):
    settings.BIHUAN_CHANNELS = BOTH
    station = town(county())
    plant = enterprise(station)
    term = person_in(post(plant, "safety_officer"), "王海")
    tell(plant, urgent=True)
    routing.route(AT)
    keeper = viewer_in(station, "town_station")
    [failed] = undelivered(keeper)
    assert (failed.state, failed.error) == ("failed", "没有可用的手机或电子邮箱。")
    assert unreachable(keeper) == [term.person]
    far = viewer_in(committee_office(county("230902", "新兴区")), "office_clerk")
    assert unreachable(far) == []


def test_a_contact_that_was_reached_since_is_not_wanting(settings, office, clerk, mails):
    old = Delivery.objects.create(
        key="old", channel="none", address="", person=clerk.person, title="x", state="failed",
        not_before=AT - timedelta(days=1),
    )  # fmt: skip
    Delivery.notices.through.objects.create(delivery=old, notice=tell(office))
    viewer = viewer_in(office, "office_leader")
    assert clerk.person in unreachable(viewer)
    tell(office, urgent=True)
    routing.route(AT)
    assert sending.send(AT) == 1
    assert clerk.person not in unreachable(viewer)


def test_an_installation_without_channels_keeps_the_inbox_alone(settings, office, clerk):
    settings.BIHUAN_CHANNELS = {}
    tell(office, urgent=True)
    assert routing.route(AT) == 1
    assert not Delivery.objects.exists()
    assert not Notice.objects.everywhere("test").filter(routed_at=None).exists()

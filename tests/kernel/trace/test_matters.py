"""Matters get a number people can read, a first entry and the units that may open them."""

import threading

import pytest
from django.db import connection, transaction

from bihuan.kernel.trace import matters
from bihuan.kernel.trace.models import Counter, Entry, Matter
from bihuan.kernel.trace.numbers import next_number, next_numbers
from tests.kernel import factories
from tests.kernel.factories import AT, SETUP


def open_one(unit=None, **facts):
    """Open a matter of the county."""
    given = {"flow": "test", "title": "粉尘超标", "prefix": "RW", "state": "found"} | facts
    return matters.open_matter(place=factories.county(), unit=unit, by=SETUP, at=AT, **given)


@pytest.mark.django_db
def test_a_matter_carries_the_next_number_of_its_kind_place_and_year():
    assert [open_one().number for _ in range(2)] == [
        "RW-2024-441521-000001",
        "RW-2024-441521-000002",
    ]
    assert open_one(prefix="HD").number == "HD-2024-441521-000001"


@pytest.mark.django_db
def test_the_unit_of_a_matter_may_open_it_and_another_enterprise_may_not():
    office = factories.committee_office(factories.county())
    mine, other = factories.enterprise(office), factories.enterprise(office)
    matter = open_one(mine)
    seen = [
        Matter.objects.visible_to(factories.viewer_in(unit, "safety_officer")).count()
        for unit in (mine, other)
    ]
    assert seen == [1, 0]
    matters.add_party(matter, other, "copy", by=SETUP, at=AT)
    assert Matter.objects.visible_to(factories.viewer_in(other, "safety_officer")).count() == 1


@pytest.mark.django_db
def test_adding_a_party_again_changes_nothing():
    office = factories.committee_office(factories.county())
    matter = open_one()
    first = matters.add_party(matter, office, "copy", by=SETUP, at=AT)
    assert matters.add_party(matter, office, "copy", by=SETUP, at=AT) == first
    assert [e.verb for e in Entry.objects.order_by("seq")] == ["opened", "joined"]


@pytest.mark.django_db
def test_a_number_taken_in_a_transaction_that_fails_is_given_again():
    assert next_number("RW", "441521", 2024) == "RW-2024-441521-000001"

    def fail() -> None:
        with transaction.atomic():
            next_number("RW", "441521", 2024)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert next_numbers("RW", "441521", 2024, 2) == [
        "RW-2024-441521-000002",
        "RW-2024-441521-000003",
    ]
    assert next_numbers("RW", "441521", 2024, 0) == []
    assert Counter.objects.get().last == 3


@pytest.mark.django_db
def test_the_millionth_number_is_longer_and_still_a_number():
    Counter.objects.create(series="RW-2024-441521", last=999_999)
    assert next_number("RW", "441521", 2024) == "RW-2024-441521-1000000"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_numbers_without_a_double_or_a_gap():
    given: list[str] = []

    def take() -> None:
        try:
            for _ in range(40):
                given.append(next_number("RW", "441521", 2024))
        finally:
            connection.close()

    # The test server takes fifty connections in all.
    threads = [threading.Thread(target=take) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"RW-2024-441521-{n:06d}" for n in range(1, 1601)]

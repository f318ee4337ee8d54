"""Numbers are unique in the whole city and without gaps, however many take one at once."""

import random
import threading

import pytest
from django.db import connection, transaction

from bihuan.kernel.trace import matters
from bihuan.kernel.trace.models import Counter, Matter
from bihuan.kernel.trace.numbers import next_number
from tests.kernel import factories
from tests.kernel.factories import AT, SETUP

CREATORS, EACH = 45, 12


class Changed(Exception):
    """The one who opened it thought better of it."""


def open_one(title: str) -> Matter:
    return matters.open_matter(
        flow="test", title=title, place=factories.county(), unit=None, prefix="YH", state="found",
        by=SETUP, at=AT,
    )  # fmt: skip


def numbers() -> list[str]:
    return sorted(Matter.objects.everywhere("test").values_list("number", flat=True))


@pytest.mark.django_db
def test_two_thousand_creations_with_changes_of_mind_leave_no_gap() -> None:
    dice = random.Random(15)  # noqa: S311 - the same changes of mind every time
    kept = 0
    for _ in range(2_000):
        try:
            with transaction.atomic():
                next_number("YH", "441521", 2024)
                if dice.random() < 0.1:
                    raise Changed
                kept += 1
        except Changed:
            continue
    assert Counter.objects.get(series="YH-2024-441521").last == kept


@pytest.mark.django_db
def test_the_hundredth_and_the_millionth_have_a_number() -> None:
    Counter.objects.create(series="YH-2024-441521", last=98)
    assert [open_one("九十九").number, open_one("一百").number] == [
        "YH-2024-441521-000099", "YH-2024-441521-000100",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_who_open_matters_at_once_each_get_their_own_number() -> None:
    factories.county()
    failed: list[BaseException] = []

    def create(who: int) -> None:
        try:
            for n in range(EACH):
                open_one(f"{who}-{n}")
        except BaseException as error:  # noqa: BLE001 - a thread has nobody to raise to
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=create, args=(who,)) for who in range(CREATORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert numbers() == [f"YH-2024-441521-{n:06d}" for n in range(1, CREATORS * EACH + 1)]

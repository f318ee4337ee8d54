"""A database that one file of tests fills once, and a clock in the hand of the test."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from bihuan.lib.clocks import SHANGHAI
from bihuan.surfaces import clock, rounds


class Hour:
    """The moment everybody lives in; it moves only when a test says so."""

    def __init__(self) -> None:
        self.at = datetime(2016, 1, 4, 9, 0, tzinfo=SHANGHAI)

    def to(self, day: str, hour: int = 9) -> datetime:
        """Let it be an hour of a day; nobody looks around meanwhile."""
        self.at = datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)
        return self.at

    def look(self, *days: str) -> rounds.Round:
        """Let the jobs make their round in the morning of each day; return the last one."""
        made = [rounds.make(self.to(day, 8)) for day in days]
        self.to(days[-1])
        return made[-1]


@pytest.fixture(scope="module")
def ground(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """A database that one file of tests fills and nobody else sees."""
    outermost = transaction.atomic()
    # As around Django's own tests: what must be durable is durable within it.
    outermost._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), outermost:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def hour(ground: None) -> Iterator[Hour]:
    """The clock of the surfaces, in the hand of the test."""
    told = Hour()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: told.at)
        yield told


@pytest.fixture(autouse=True)
def undone(db: None, hour: Hour) -> Iterator[None]:
    """Put the hour back to where the file began, as the database is."""
    at = hour.at
    yield
    hour.at = at

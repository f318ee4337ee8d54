"""Jobs that stand still are told; days on which nobody does anything make nothing done."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.obligations.models import Fulfilment, Kind, Obligation, SweepRun
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.kernel.trace.verify import verify
from bihuan.surfaces import jobs, rounds
from tests.faults.refusal import contents
from tests.ground import Hour
from tests.journeys import story as tale
from tests.surfaces.twins import NOW, County

BANNER = "巡查停了"


def swept(at: datetime, *, finished: bool = True) -> None:
    SweepRun.objects.create(job="sweep", at=at, started=at, finished=at if finished else None)


@pytest.mark.parametrize(
    ("minutes", "shown"), [(1, False), (14, False), (15, False), (16, True), (600, True)]
)
def test_the_desk_says_that_no_sweep_finished_for_a_quarter_of_an_hour(
    county: County, minutes: int, shown: object
) -> None:
    swept(NOW - timedelta(minutes=minutes))
    page = county.browser("office_clerk").get("/desk").content.decode()
    assert (BANNER in page) is shown


def test_a_sweep_that_began_and_never_ended_is_silence(county: County) -> None:
    swept(NOW - timedelta(minutes=40))
    swept(NOW - timedelta(minutes=3), finished=False)
    assert jobs.silence(NOW) == timedelta(minutes=40)
    assert BANNER in county.browser("office_leader").get("/desk").content.decode()


def test_a_round_ends_the_silence(county: County, hour: Hour) -> None:
    swept(NOW - timedelta(hours=5))
    rounds.make(NOW)
    assert jobs.silence(NOW) is None
    assert BANNER not in county.browser("office_clerk").get("/desk").content.decode()


def test_an_enterprise_is_not_troubled_with_the_operators_worries(county: County) -> None:
    swept(NOW - timedelta(hours=5))
    page = county.browser("enterprise_principal").get("/desk").content.decode()
    assert BANNER not in page


def test_a_round_made_twice_changes_nothing_the_second_time(county: County) -> None:
    at = NOW + timedelta(days=40)
    rounds.make(at)
    before = contents()
    rounds.make(at)
    after = contents()
    assert len(after.pop("obligations_sweeprun")) == len(before.pop("obligations_sweeprun")) + 2
    assert after == before


@pytest.mark.slow
def test_four_hundred_days_without_anybody_finish_no_matter_letter_or_duty_of_a_county(
    county: County,
) -> None:
    tale.load("CN/suggested.yaml", hour=_Day(NOW))
    Ladder.objects.exclude(derived="").update(derived="")
    everywhere = Obligation.objects.everywhere("test")
    owed = set(everywhere.filter(done_at=None).values_list("pk", flat=True))
    states = dict(Matter.objects.everywhere("test").values_list("pk", "state"))
    for day in range(8, 401, 8):
        rounds.make(NOW + timedelta(days=day))
    done = everywhere.exclude(done_at=None)
    assert not done.exists()
    assert owed <= set(everywhere.filter(done_at=None).values_list("pk", flat=True))
    assert not Fulfilment.objects.exists()
    assert not everywhere.filter(times_done__gt=0).exists()
    assert dict(Matter.objects.everywhere("test").values_list("pk", "state")) == states
    assert not Matter.objects.everywhere("test").exclude(closed_at=None).exists()
    moved = Entry.objects.filter(at__gt=NOW).values_list("verb", flat=True)
    assert "climbed" in set(moved) <= {"climbed", "frozen", "letter_drawn_up", "opened"}
    assert everywhere.filter(kind=Kind.PERIODIC, period="2026-03").exists()
    assert not verify().findings


class _Day(Hour):
    """The day a pack is loaded on."""

    def __init__(self, at: datetime) -> None:
        self.at = at


def test_a_stopped_and_a_closed_enterprise_keep_what_they_owe(county: County) -> None:
    firm, late = county.units["firm"], county.late
    for status in (Unit.Status.STOPPED, Unit.Status.CLOSED):
        Unit.objects.filter(pk=firm.pk).update(status=status, until=date(2025, 3, 20))
        for day in range(1, 60, 7):
            rounds.make(NOW + timedelta(days=day))
        late.refresh_from_db()
        county.task.refresh_from_db()
        assert (late.done_at, late.outcome) == (None, "")
        assert county.task.closed_at is None

"""Legal terms: the day of the event is not counted, the last day ends at midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib.clocks import (
    SHANGHAI,
    Limit,
    Pause,
    Unit,
    before,
    due,
    end_of,
    is_late,
    months_after,
)
from bihuan.lib.workdays import YearNotPublished, national_calendar

NATIONAL = national_calendar()
MOMENTS = st.datetimes(
    datetime(2015, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2025, 1, 1),  # noqa: DTZ001
    timezones=st.just(SHANGHAI),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2024-09-05 10:30", Limit(2, Unit.HOURS), "2024-09-05 12:30"),
        ("2024-09-05 23:30", Limit(1, Unit.HOURS), "2024-09-06 00:30"),
        ("2024-09-05 00:00", Limit(1, Unit.DAYS), "2024-09-06 23:59:59"),
        ("2024-09-05 23:59", Limit(15, Unit.DAYS), "2024-09-20 23:59:59"),
        ("2024-09-26 09:00", Limit(7, Unit.WORKDAYS), "2024-10-11 23:59:59"),
        ("2024-01-31 09:00", Limit(1, Unit.MONTHS), "2024-02-29 23:59:59"),
        ("2023-01-31 09:00", Limit(1, Unit.MONTHS), "2023-02-28 23:59:59"),
        ("2024-08-31 09:00", Limit(18, Unit.MONTHS), "2026-02-28 23:59:59"),
        ("2024-12-15 09:00", Limit(1, Unit.MONTHS), "2025-01-15 23:59:59"),
        ("2024-02-29 09:00", Limit(3, Unit.YEARS), "2027-02-28 23:59:59"),
        ("2024-02-29 09:00", Limit(4, Unit.YEARS), "2028-02-29 23:59:59"),
    ],
)
def test_a_term_ends_where_the_law_ends_it(start: str, limit: Limit, expected: str) -> None:
    assert due(at(start), limit, NATIONAL) == at(expected)


def test_a_term_in_days_ends_on_a_holiday_unless_its_rule_rolls() -> None:
    start = at("2024-09-21 09:00")
    assert due(start, Limit(10, Unit.DAYS), NATIONAL) == at("2024-10-01 23:59:59")
    assert due(start, Limit(10, Unit.DAYS, rolls=True), NATIONAL) == at("2024-10-08 23:59:59")


def test_a_rolling_term_may_end_on_a_swapped_working_saturday() -> None:
    start = at("2024-10-02 09:00")
    assert due(start, Limit(10, Unit.DAYS, rolls=True), NATIONAL) == at("2024-10-12 23:59:59")


def test_a_plain_term_in_days_needs_no_holidays() -> None:
    start = at("2030-03-01 09:00")
    assert due(start, Limit(30, Unit.DAYS), NATIONAL) == at("2030-03-31 23:59:59")
    with pytest.raises(YearNotPublished):
        due(start, Limit(30, Unit.DAYS, rolls=True), NATIONAL)
    with pytest.raises(YearNotPublished):
        due(start, Limit(3, Unit.WORKDAYS), NATIONAL)


def test_the_day_of_the_event_is_the_day_in_shanghai() -> None:
    late_evening_in_london = datetime(2024, 9, 4, 20, 0, tzinfo=UTC)
    assert due(late_evening_in_london, Limit(1, Unit.DAYS), NATIONAL) == at("2024-09-06 23:59:59")


@given(MOMENTS, st.integers(1, 400))
def test_the_hour_of_the_event_makes_no_difference_to_days(start: datetime, days: int) -> None:
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    limit = Limit(days, Unit.DAYS)
    assert due(start, limit, NATIONAL) == due(midnight, limit, NATIONAL)


@given(MOMENTS, st.integers(1, 40))
def test_a_year_is_twelve_months(start: datetime, years: int) -> None:
    by_month = due(start, Limit(12 * years, Unit.MONTHS), NATIONAL)
    assert due(start, Limit(years, Unit.YEARS), NATIONAL) == by_month


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (Limit(24, Unit.HOURS), "2024-09-08 11:00"),
        (Limit(10, Unit.DAYS), "2024-09-17 23:59:59"),
        (Limit(10, Unit.WORKDAYS), "2024-09-20 23:59:59"),
        (Limit(1, Unit.MONTHS), "2024-10-07 23:59:59"),
    ],
)
def test_a_stopped_clock_runs_on_when_it_resumes(limit: Limit, expected: str) -> None:
    pause = Pause(at("2024-09-06 08:00"), at("2024-09-08 09:00"))
    start = at("2024-09-05 10:00")
    assert due(start, limit, NATIONAL, paused=[pause]) == at(expected)


def test_a_stop_and_resumption_on_one_day_costs_hours_but_no_day() -> None:
    pause = Pause(at("2024-09-06 08:00"), at("2024-09-06 11:00"))
    start = at("2024-09-05 10:00")
    assert due(start, Limit(3, Unit.DAYS), NATIONAL, paused=[pause]) == at("2024-09-08 23:59:59")
    assert due(start, Limit(48, Unit.HOURS), NATIONAL, paused=[pause]) == at("2024-09-07 13:00")


def test_a_clock_stopped_on_its_last_day_ends_on_the_day_it_resumes() -> None:
    pause = Pause(at("2024-09-08 08:00"), at("2024-09-20 10:00"))
    start = at("2024-09-05 10:00")
    assert due(start, Limit(3, Unit.DAYS), NATIONAL, paused=[pause]) == at("2024-09-20 23:59:59")


def test_working_days_left_at_a_stop_are_counted_from_the_resumption() -> None:
    # Started Thursday, two of five days gone on Monday; resumed on a Saturday that is off.
    pause = Pause(at("2024-09-09 08:00"), at("2024-09-21 10:00"))
    start = at("2024-09-05 10:00")
    limit = Limit(5, Unit.WORKDAYS)
    assert due(start, limit, NATIONAL, paused=[pause]) == at("2024-09-25 23:59:59")


def test_working_days_all_gone_at_a_stop_end_on_the_first_working_day_after_it() -> None:
    pause = Pause(at("2024-09-06 08:00"), at("2024-09-21 10:00"))
    limit = Limit(1, Unit.WORKDAYS)
    found = due(at("2024-09-05 10:00"), limit, NATIONAL, paused=[pause])
    assert found == at("2024-09-23 23:59:59")


def test_stops_before_the_start_or_after_the_end_change_nothing() -> None:
    start, limit = at("2024-09-05 10:00"), Limit(3, Unit.DAYS)
    earlier = Pause(at("2024-08-01 08:00"), at("2024-08-20 08:00"))
    later = Pause(at("2024-09-09 00:00"), at("2024-09-20 08:00"))
    plain = due(start, limit, NATIONAL)
    assert due(start, limit, NATIONAL, paused=[later, earlier]) == plain


def test_a_stop_that_was_running_at_the_start_counts_from_the_start() -> None:
    pause = Pause(at("2024-09-01 08:00"), at("2024-09-07 08:00"))
    found = due(at("2024-09-05 10:00"), Limit(3, Unit.DAYS), NATIONAL, paused=[pause])
    assert found == at("2024-09-10 23:59:59")


@pytest.mark.parametrize("unit", list(Unit))
@given(data=st.data())
def test_overlapping_stops_count_once(unit: Unit, data: st.DataObject) -> None:
    start = at("2024-03-01 10:00")
    hours = st.integers(0, 24 * 20)
    ends = sorted(data.draw(st.lists(hours, min_size=4, max_size=4)))
    a, b, c, d = (start + timedelta(hours=hour) for hour in ends)
    limit = Limit(6, unit)
    whole = due(start, limit, NATIONAL, paused=[Pause(a, d)])
    assert due(start, limit, NATIONAL, paused=[Pause(b, d), Pause(a, c)]) == whole


@given(MOMENTS, st.sampled_from(list(Unit)), st.integers(1, 30), st.integers(0, 500))
def test_a_stop_never_makes_a_term_shorter(
    start: datetime, unit: Unit, amount: int, hours: int
) -> None:
    limit = Limit(amount, unit)
    pause = Pause(start + timedelta(hours=1), start + timedelta(hours=1 + hours))
    stopped = due(start, limit, NATIONAL, paused=[pause])
    assert stopped >= due(start, limit, NATIONAL)


def test_an_advance_term_ends_with_the_last_day_that_is_early_enough() -> None:
    expiry = date(2024, 10, 11)
    assert before(expiry, Limit(7, Unit.WORKDAYS), NATIONAL) == at("2024-09-26 23:59:59")
    assert before(expiry, Limit(15, Unit.DAYS), NATIONAL) == at("2024-09-26 23:59:59")
    assert before(date(2024, 5, 31), Limit(3, Unit.MONTHS), NATIONAL) == at("2024-02-29 23:59:59")


@pytest.mark.parametrize("limit", [Limit(3, Unit.HOURS), Limit(3, Unit.DAYS, rolls=True)])
def test_an_advance_term_in_hours_or_rolling_is_refused(limit: Limit) -> None:
    with pytest.raises(ValueError, match="提前量"):
        before(date(2024, 10, 11), limit, NATIONAL)


def test_nothing_is_late_within_the_last_second_of_the_last_day() -> None:
    end = end_of(date(2024, 9, 20))
    assert not is_late(end + timedelta(milliseconds=999), end)
    assert is_late(at("2024-09-21 00:00"), end)


def test_a_moment_without_time_zone_is_refused() -> None:
    bare = datetime(2024, 9, 5, 10, 0)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="没有时区"):
        due(bare, Limit(1, Unit.DAYS), NATIONAL)
    with pytest.raises(ValueError, match="没有时区"):
        Pause(bare, bare)


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="请留空"):
        Limit(0, Unit.DAYS)


@pytest.mark.parametrize("unit", [Unit.HOURS, Unit.WORKDAYS])
def test_hours_and_working_days_cannot_roll(unit: Unit) -> None:
    with pytest.raises(ValueError, match="不适用"):
        Limit(3, unit, rolls=True)


def test_a_stop_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="早于"):
        Pause(at("2024-09-06 08:00"), at("2024-09-05 08:00"))


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2025, 5, 31), 3, date(2025, 2, 28)), (date(2025, 1, 15), 3, date(2024, 10, 15)),
    (date(2025, 3, 31), 1, date(2025, 2, 28)), (date(2024, 5, 31), 3, date(2024, 2, 29)),
    (date(2025, 12, 31), 0, date(2025, 12, 31)),
])  # fmt: skip
def test_months_are_counted_back_by_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, -months) == then

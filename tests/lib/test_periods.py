"""Every day lies in exactly one period of a kind, and a key says which for ever."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib.clocks import SHANGHAI
from bihuan.lib.periods import Period, PeriodKind, parse, period_of, periods_between, shift

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
PLAIN = sorted(set(PeriodKind) - {PeriodKind.SHIFT, PeriodKind.YEARS})
NESTED = [
    (PeriodKind.TEN_DAYS, PeriodKind.MONTH, 3),
    (PeriodKind.MONTH, PeriodKind.QUARTER, 3),
    (PeriodKind.MONTH, PeriodKind.YEAR, 12),
    (PeriodKind.QUARTER, PeriodKind.HALF, 2),
    (PeriodKind.HALF, PeriodKind.YEAR, 2),
]
THREE_YEARS = list(periods_between(PeriodKind.MONTH, date(2023, 1, 1), date(2025, 12, 31)))


@pytest.mark.parametrize(
    ("kind", "day", "key", "first", "last", "label"),
    [
        ("year", "2024-02-29", "2024", "2024-01-01", "2024-12-31", "2024年"),
        ("half", "2024-06-30", "2024-H1", "2024-01-01", "2024-06-30", "2024年上半年"),
        ("half", "2024-07-01", "2024-H2", "2024-07-01", "2024-12-31", "2024年下半年"),
        ("quarter", "2024-10-01", "2024Q4", "2024-10-01", "2024-12-31", "2024年第四季度"),
        ("month", "2024-10-31", "2024-10", "2024-10-01", "2024-10-31", "2024年10月"),
        ("week", "2024-09-05", "2024-W36", "2024-09-02", "2024-09-08", "2024年第36周"),
        ("week", "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05", "2025年第1周"),
        ("week", "2021-01-03", "2020-W53", "2020-12-28", "2021-01-03", "2020年第53周"),
        ("ten_days", "2024-09-10", "2024-09-X1", "2024-09-01", "2024-09-10", "2024年9月上旬"),
        ("ten_days", "2024-09-20", "2024-09-X2", "2024-09-11", "2024-09-20", "2024年9月中旬"),
        ("ten_days", "2024-02-29", "2024-02-X3", "2024-02-21", "2024-02-29", "2024年2月下旬"),
        ("day", "2024-09-05", "2024-09-05", "2024-09-05", "2024-09-05", "2024年9月5日"),
        (
            "semester",
            "2025-01-31",
            "2024-2025-1",
            "2024-09-01",
            "2025-01-31",
            "2024—2025学年第一学期",
        ),
        (
            "semester",
            "2025-02-01",
            "2024-2025-2",
            "2025-02-01",
            "2025-08-31",
            "2024—2025学年第二学期",
        ),
    ],
)
def test_a_day_gets_the_period_the_law_means(  # noqa: PLR0913 - one row of the table
    kind: str, day: str, key: str, first: str, last: str, label: str
) -> None:
    period = period_of(PeriodKind(kind), date.fromisoformat(day))
    bounds = period.start.isoformat(), period.end.isoformat()
    assert (period.key, *bounds, period.label) == (key, first, last, label)


def test_october_is_the_tenth_month_and_no_month_is_zero() -> None:
    assert [month.key[-2:] for month in THREE_YEARS] == [f"{n:02}" for n in range(1, 13)] * 3


def test_the_same_quarter_of_two_years_has_two_keys() -> None:
    quarters = [period_of(PeriodKind.QUARTER, date(year, 11, 5)) for year in (2023, 2024)]
    assert [quarter.key for quarter in quarters] == ["2023Q4", "2024Q4"]


@pytest.mark.parametrize("kind", PLAIN)
def test_periods_follow_each_other_without_gap_or_overlap(kind: PeriodKind) -> None:
    found = list(periods_between(kind, date(2023, 1, 1), date(2025, 12, 31)))
    assert all(after.start - before.end == timedelta(1) for before, after in pairwise(found))
    assert len({period.key for period in found}) == len(found)
    assert all(before.next() == after for before, after in pairwise(found))
    assert all(after.previous() == before for before, after in pairwise(found))


@pytest.mark.parametrize(("small", "large", "times"), NESTED)
@given(day=DAYS)
def test_small_periods_sum_to_large_ones(
    small: PeriodKind, large: PeriodKind, times: int, day: date
) -> None:
    whole = period_of(large, day)
    parts = list(periods_between(small, whole.start, whole.end))
    assert len(parts) == times
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)


@pytest.mark.parametrize("small", [PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.QUARTER])
def test_counts_of_the_parts_add_up_to_the_year(small: PeriodKind) -> None:
    events = [date(2023, 1, 1) + timedelta(days=n * 7) for n in range(157)]
    for year in (2023, 2024, 2025):
        whole = period_of(PeriodKind.YEAR, date(year, 6, 1))
        parts = periods_between(small, whole.start, whole.end)
        counted = sum(part.contains(event) for part in parts for event in events)
        assert counted == sum(event.year == year for event in events)


@pytest.mark.parametrize("kind", PLAIN)
@given(day=DAYS)
def test_a_key_reads_back_as_its_period(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day)
    assert period.contains(day)
    assert parse(period.key) == period


@given(DAYS, st.integers(1, 12), st.integers(1990, 2060))
def test_cycles_of_years_start_at_their_anchor(day: date, n: int, anchor: int) -> None:
    period = period_of(PeriodKind.YEARS, day, n=n, anchor=anchor)
    assert period.contains(day)
    assert (period.start.year - anchor) % n == 0
    assert parse(period.key) == period
    assert period.next().previous() == period
    assert period.next().start == period.end + timedelta(1)


def test_a_five_year_cycle_is_named_by_its_first_year() -> None:
    period = period_of(PeriodKind.YEARS, date(2024, 9, 5), n=5, anchor=2020)
    assert (period.key, period.label, period.end) == (
        "2020/5",
        "2020—2024年",
        date(2024, 12, 31),
    )


def test_a_cycle_without_a_first_year_is_refused() -> None:
    with pytest.raises(ValueError, match="从哪一年起算"):
        period_of(PeriodKind.YEARS, date(2024, 9, 5), n=3)


def test_shifts_follow_through_the_night_into_the_next_day() -> None:
    last = shift(date(2024, 9, 30), 3)
    assert (last.key, last.label) == ("2024-09-30-S3", "2024年9月30日第3班")
    assert last.next(shifts=3) == shift(date(2024, 10, 1), 1)
    assert last.next(shifts=4) == shift(date(2024, 9, 30), 4)
    assert last.next(shifts=3).previous(shifts=3) == last
    assert last.previous(shifts=3) == shift(date(2024, 9, 30), 2)
    assert parse("2024-09-30-S3") == period_of(PeriodKind.SHIFT, date(2024, 9, 30), n=3) == last


def test_two_days_of_three_shifts_are_six_shifts() -> None:
    found = periods_between(PeriodKind.SHIFT, date(2024, 9, 30), date(2024, 10, 1), n=3)
    assert [period.key[5:] for period in found] == [
        "09-30-S1",
        "09-30-S2",
        "09-30-S3",
        "10-01-S1",
        "10-01-S2",
        "10-01-S3",
    ]


def test_the_next_shift_is_not_guessed() -> None:
    one = shift(date(2024, 9, 30), 1)
    with pytest.raises(ValueError, match="每天班次数"):
        one.next()
    with pytest.raises(ValueError, match="每天班次数"):
        one.previous(shifts=0)


def test_midnight_belongs_to_the_day_it_begins_and_is_counted_once() -> None:
    midnight = datetime(2024, 10, 1, tzinfo=SHANGHAI)
    holders = [month.key for month in THREE_YEARS if month.contains(midnight)]
    between = [m.key for m in THREE_YEARS if m.starts_at <= midnight < m.ends_before]
    assert holders == between == ["2024-10"]


@given(st.datetimes(datetime(2023, 1, 1), datetime(2025, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_is_in_one_month_by_day_and_by_bounds(moment: datetime) -> None:
    by_day = [month for month in THREE_YEARS if month.contains(moment)]
    by_bounds = [m for m in THREE_YEARS if m.starts_at <= moment < m.ends_before]
    assert by_day == by_bounds
    assert len(by_day) == 1


def test_periods_between_two_days_include_the_ones_both_lie_in() -> None:
    found = periods_between(PeriodKind.QUARTER, date(2023, 12, 31), date(2024, 4, 1))
    assert [quarter.key for quarter in found] == ["2023Q4", "2024Q1", "2024Q2"]
    assert not list(periods_between(PeriodKind.DAY, date(2024, 4, 2), date(2024, 4, 1)))


@pytest.mark.parametrize(
    "key",
    [
        "",
        "24",
        "2024-Q3",
        "2024Q5",
        "2024-H3",
        "2024-13",
        "2024-00",
        "2024-9",
        "2023-W53",
        "2024-W00",
        "2023-02-29",
        "2024-09-X4",
        "2024-09-05-S0",
        "2024-2026-1",
        "2024-2025-3",
        "2020/0",
        "2020/100",
        "0000",
        "２０２４",
        "2024\n",
    ],
)
def test_a_key_that_names_no_period_is_refused_with_the_right_forms(key: str) -> None:
    with pytest.raises(ValueError, match="写法不对") as refused:
        parse(key)
    assert "2024Q3（季度）" in str(refused.value)


def test_keys_of_different_kinds_never_meet() -> None:
    day = date(2024, 9, 5)
    periods: list[Period] = [period_of(kind, day) for kind in PLAIN]
    periods += [shift(day, 2), period_of(PeriodKind.YEARS, day, n=1, anchor=2024)]
    assert len({period.key for period in periods}) == len(PeriodKind)


def test_a_moment_without_time_zone_is_in_no_period() -> None:
    with pytest.raises(ValueError, match="没有时区"):
        THREE_YEARS[0].contains(datetime(2023, 1, 5))  # noqa: DTZ001


def test_periods_are_numbered_from_one() -> None:
    with pytest.raises(ValueError, match="不小于1"):
        period_of(PeriodKind.YEARS, date(2024, 1, 1), n=0, anchor=2020)
    with pytest.raises(ValueError, match="从1起"):
        shift(date(2024, 1, 1), 0)

"""Working days follow the notices of the State Council and nothing else."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib.workdays import (
    Calendar,
    DayKind,
    YearNotPublished,
    load_calendar,
    national_calendar,
    parse_calendar,
)

NATIONAL = national_calendar()
KNOWN_DAYS = st.dates(date(2014, 6, 1), date(2026, 6, 1))


def _written(folder: Path, name: str, years: dict[str, object], days: dict[str, object]) -> Path:
    path = folder / name
    path.write_text(json.dumps({"years": years, "days": days}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 9, 13), True),  # Friday
        (date(2024, 9, 14), True),  # Saturday worked for 中秋节
        (date(2024, 9, 16), False),  # Monday off
        (date(2024, 9, 21), False),  # plain Saturday
        (date(2024, 9, 29), True),  # Sunday worked for 国庆节
        (date(2024, 10, 7), False),
        (date(2024, 10, 12), True),
        (date(2018, 12, 29), True),  # in the notice for 2019
        (date(2020, 2, 3), True),
    ],
)
def test_a_day_is_worked_as_the_notice_says(*, day: date, worked: bool) -> None:
    assert NATIONAL.is_workday(day) is worked


def test_a_weekend_outside_a_notice_is_no_public_holiday() -> None:
    assert NATIONAL.is_public_holiday(date(2024, 10, 1))
    assert not NATIONAL.is_public_holiday(date(2024, 9, 21))
    assert not NATIONAL.is_public_holiday(date(2024, 9, 29))


def test_seven_working_days_before_national_day_end_after_it() -> None:
    assert NATIONAL.add_workdays(date(2024, 9, 26), 7) == date(2024, 10, 11)


def test_counting_back_skips_the_same_days() -> None:
    assert NATIONAL.add_workdays(date(2024, 10, 11), -7) == date(2024, 9, 26)


def test_no_working_days_leave_the_day_even_when_it_is_off() -> None:
    assert NATIONAL.add_workdays(date(2024, 10, 1), 0) == date(2024, 10, 1)


@given(KNOWN_DAYS, st.integers(-90, 90).filter(bool))
def test_counting_undoes_adding(start: date, n: int) -> None:
    assert NATIONAL.workdays_between(start, NATIONAL.add_workdays(start, n)) == n


@given(KNOWN_DAYS, st.integers(0, 40), st.integers(0, 40))
def test_working_days_of_two_stretches_add_up(start: date, first: int, second: int) -> None:
    middle, end = start + timedelta(first), start + timedelta(first + second)
    whole = NATIONAL.workdays_between(start, end)
    assert whole == NATIONAL.workdays_between(start, middle) + NATIONAL.workdays_between(
        middle, end
    )


@given(KNOWN_DAYS)
def test_the_next_working_day_is_the_nearest_one_not_before(day: date) -> None:
    found = NATIONAL.next_workday(day)
    assert NATIONAL.is_workday(found)
    passed = (found - day).days
    assert not any(NATIONAL.is_workday(day + timedelta(n)) for n in range(passed))


def test_a_year_without_a_notice_is_refused_not_guessed() -> None:
    with pytest.raises(YearNotPublished, match="2027年的节假日安排尚未公布") as refused:
        NATIONAL.is_workday(date(2027, 3, 1))
    assert refused.value.year == 2027


def test_a_term_that_runs_into_an_unpublished_year_is_refused() -> None:
    with pytest.raises(YearNotPublished):
        NATIONAL.add_workdays(date(2026, 12, 30), 5)
    assert NATIONAL.add_workdays(date(2026, 12, 30), 1) == date(2026, 12, 31)


def test_a_notice_entered_by_hand_opens_its_year() -> None:
    manual = Calendar({date(2027, 1, 1): DayKind.HOLIDAY}, frozenset({2027}))
    completed = NATIONAL.merged_with(manual)
    assert completed.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 4)
    with pytest.raises(YearNotPublished):
        NATIONAL.is_workday(date(2027, 1, 4))


def test_an_entry_made_by_hand_counts_over_the_reference(tmp_path: Path) -> None:
    official = {"2030": {"official": True}}
    reference = _written(tmp_path, "a.json", official, {"2030-01-02": {"kind": "holiday"}})
    manual = _written(
        tmp_path,
        "b.json",
        {},
        {"2030-01-05": {"kind": "workday"}, "2030-01-03": {"kind": "holiday"}},
    )
    loaded = load_calendar(reference, manual)
    assert loaded.published == {2030}
    assert [loaded.is_workday(date(2030, 1, day)) for day in (2, 3, 4, 5, 6)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_an_unofficial_year_stays_unpublished() -> None:
    text = json.dumps({"years": {"2030": {"official": False}}, "days": {}})
    assert parse_calendar(text, source="x").published == frozenset()


def test_a_monday_cannot_be_a_swapped_working_day() -> None:
    with pytest.raises(ValueError, match="2030-01-07是周一至周五"):
        Calendar({date(2030, 1, 7): DayKind.WORKDAY}, frozenset({2030}))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "读不出来"),
        ("[]", "读不出来"),
        ('{"years": {}}', "读不出来"),
        ('{"years": {}, "days": {"2030-02-30": {"kind": "holiday"}}}', "2030-02-30"),
        ('{"years": {}, "days": {"2030-02-01": {"kind": "off"}}}', "2030-02-01"),
        ('{"years": {}, "days": {"2030-02-01": {}}}', "2030-02-01"),
        ('{"years": {}, "days": {"2030-02-01": "holiday"}}', "2030-02-01"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_entry(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        parse_calendar(text, source="手工.json")
    assert "手工.json" in str(refused.value)


def test_a_calendar_cannot_be_changed_behind_its_back() -> None:
    days = {date(2030, 1, 2): DayKind.HOLIDAY}
    calendar = Calendar(days, frozenset({2030}))
    days[date(2030, 1, 3)] = DayKind.HOLIDAY
    assert calendar.is_workday(date(2030, 1, 3))
    with pytest.raises(TypeError):
        calendar.days[date(2030, 1, 3)] = DayKind.HOLIDAY  # type: ignore[index]

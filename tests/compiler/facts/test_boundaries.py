"""The edges of the calendar: month ends, leap years, months before which something is due."""

import datetime as dt

import pytest

from bihuan.compiler.facts import Context, extract_facts


def first_date(sentence: str, context: Context) -> tuple[dt.date | None, dt.date | None]:
    [deadline, *_] = extract_facts(sentence, 0, len(sentence), context).deadlines
    return deadline.date, deadline.alt


@pytest.mark.parametrize(
    ("month", "last"),
    [(1, 31), (2, 28), (3, 31), (4, 30), (6, 30), (9, 30), (11, 30), (12, 31)],
)
def test_a_month_ends_on_its_last_day(month: int, last: int) -> None:
    date, alt = first_date(f"2025年{month}月底前完成。", Context(2025))

    assert (date, alt) == (dt.date(2025, month, last), None)


@pytest.mark.parametrize(("year", "last"), [(2023, 28), (2024, 29), (2000, 29)])
def test_february_knows_leap_years(year: int, last: int) -> None:
    assert first_date(f"{year}年2月底前完成。", Context())[0] == dt.date(year, 2, last)


@pytest.mark.parametrize("month", range(1, 13))
def test_before_a_month_is_the_day_before_it_or_its_last_day(month: int) -> None:
    date, alt = first_date(f"2025年{month}月份前完成。", Context(2024))

    assert date == dt.date(2025, month, 1) - dt.timedelta(days=1)
    assert alt is not None
    assert (alt.year, alt.month) == (2025, month)
    assert (alt + dt.timedelta(days=1)).day == 1


def test_the_twenty_ninth_of_february_of_a_common_year_is_no_date() -> None:
    assert first_date("2023年2月29日前完成。", Context(2023)) == (None, None)


def test_the_thirtieth_of_february_is_no_date() -> None:
    assert first_date("2月30日前完成。", Context(2024)) == (None, None)


def test_an_elided_year_is_that_of_the_deadline_before_it_in_the_clause() -> None:
    sentence = "2025年6月底前完成排查,9月底前完成整改。"
    dates = [
        item.date for item in extract_facts(sentence, 0, len(sentence), Context(2024)).deadlines
    ]

    assert dates == [dt.date(2025, 6, 30), dt.date(2025, 9, 30)]


def test_an_elided_year_is_not_that_of_a_document_cited_before_it() -> None:
    sentence = "根据《2021年工作要点》,9月底前完成整改。"
    [deadline] = extract_facts(sentence, 0, len(sentence), Context(2024)).deadlines

    assert deadline.date == dt.date(2024, 9, 30)


@pytest.mark.parametrize(
    ("context", "year"),
    [
        (Context(2024, (2024, 2026)), 2024),
        (Context(2023, (2024, 2026)), 2024),
        (Context(None, (2020, 2022)), 2020),
        (Context(2019), 2019),
    ],
)
def test_an_elided_year_comes_from_the_plan_and_then_the_document(
    context: Context, year: int
) -> None:
    assert first_date("9月底前完成整改。", context)[0] == dt.date(year, 9, 30)


def test_an_elided_year_of_an_undated_document_stays_open() -> None:
    assert first_date("9月底前完成整改。", Context()) == (None, None)


def test_years_of_a_plan_that_lasts_otherwise_set_no_day() -> None:
    assert first_date("五年内完成改造。", Context(2024, (2024, 2026))) == (None, None)


def test_a_time_after_a_leap_day_ends_on_a_day_that_exists() -> None:
    sentence = "2024年2月29日启动,利用1年时间完成。"
    dates = [
        item.date for item in extract_facts(sentence, 0, len(sentence), Context(2024)).deadlines
    ]

    assert dates == [dt.date(2024, 2, 29), dt.date(2025, 2, 28)]

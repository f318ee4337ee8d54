"""A notice of holidays is read as it is written, and what cannot be is refused."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby
from typing import Any

import pytest

from bihuan.lib.holidays import Unreadable, read_notice
from bihuan.lib.workdays import DayKind

SHIPPED = json.loads((files("bihuan") / "data" / "holidays.json").read_text(encoding="utf-8"))
YEARS = [int(year) for year, facts in SHIPPED["years"].items() if facts["official"]]
NEXT = """
一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。
二、春节：2月5日（农历腊月二十九、周五）至11日（农历正月初六、周四）放假调休，共7天。2月14日（周日）、2月20日（周六）上班。
三、清明节：4月5日（周一）放假1天。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


def notice(year: int) -> str:
    """Write the notice of a year from the shipped table, as notices are worded."""
    days = [(date.fromisoformat(day), facts) for day, facts in SHIPPED["days"].items()
            if facts["notice_year"] == year]  # fmt: skip
    return "\n".join(
        f"{name}：{'。'.join(_sentences([(day, facts['kind']) for day, facts in rows]))}。"
        for name, rows in groupby(sorted(days, key=_name), key=_name)
    )


def _name(row: tuple[date, dict[str, Any]]) -> str:
    return str(row[1]["name"])


def _sentences(rows: list[tuple[date, str]]) -> Iterator[str]:
    off = sorted(day for day, kind in rows if kind == "holiday")
    for _, run in groupby(enumerate(off), key=lambda pair: pair[1] - timedelta(days=pair[0])):
        days = [day for _, day in run]
        span = _said(days[0]) if len(days) == 1 else f"{_said(days[0])}至{_said(days[-1])}"
        yield f"{span}放假调休，共{len(days)}天"
    if worked := sorted(day for day, kind in rows if kind == "workday"):
        yield f"{'、'.join(map(_said, worked))}上班"


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


@pytest.mark.parametrize("year", YEARS)
def test_the_notice_of_every_published_year_reads_back_as_its_table(year: int):
    expected = {
        date.fromisoformat(day): DayKind(facts["kind"])
        for day, facts in SHIPPED["days"].items() if facts["notice_year"] == year
    }  # fmt: skip
    assert read_notice(notice(year), year) == expected


def test_month_and_year_may_be_left_out_where_they_are_clear():
    days = read_notice(NEXT, 2027)
    assert len(days) == 3 + 7 + 2 + 1
    assert days[date(2027, 2, 11)] is DayKind.HOLIDAY
    assert days[date(2027, 2, 20)] is DayKind.WORKDAY
    assert date(2027, 2, 12) not in days


def test_a_holiday_may_begin_in_the_year_before():
    days = read_notice("元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023)
    assert list(days) == [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)]


def test_what_follows_the_holiday_in_a_sentence_is_no_holiday():
    assert list(read_notice("端午节：6月10日放假，与周末连休。", 2024)) == [date(2024, 6, 10)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1月1日（周四）放假1天。", "2027-01-01是周五，写的是周四。"),
        ("1月1日至3日放假调休，共4天。", "写共 4 天，日期是 3 天"),
        ("2月30日放假1天。", "“2月30日”不是有效的日期"),
        ("10月7日至1日放假。", "不像一个假期"),
        ("1月1日放假。1月4日上班。", "2027-01-04是周一，本来就上班"),
        ("1月2日放假。1月2日（周六）上班。", "2027-01-02 既写放假又写上班"),
        ("各地区要安排好值班。", "没有读到放假的日期"),
        ("", "没有读到放假的日期"),
    ],
)
def test_what_cannot_be_is_named(text: str, says: str):
    with pytest.raises(Unreadable, match=says):
        read_notice(text, 2027)

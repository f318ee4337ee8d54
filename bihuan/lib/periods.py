"""Periods in which duties recur, each with a key that says its kind and year by itself.

===========  =====================  ====================================================
kind         key                    days
===========  =====================  ====================================================
YEARS        ``2020/5``             five calendar years from 2020
YEAR         ``2024``
SEMESTER     ``2024-2025-1``        1 September to 31 January; ``-2``: 1 February to 31 August
HALF         ``2024-H1``
QUARTER      ``2024Q3``
MONTH        ``2024-09``
TEN_DAYS     ``2024-09-X1``         旬: 1-10, 11-20, 21 to the end of the month
WEEK         ``2024-W36``           ISO week, Monday first, named after the year of its Thursday
DAY          ``2024-09-05``
SHIFT        ``2024-09-05-S2``      the second shift begun that day
===========  =====================  ====================================================

Days, ten-day periods, months, quarters, halves and years fit into each other without rest; weeks
and semesters cross the new year. The days of a semester are a convention for counting: the school
authority sets the real first day of term.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bihuan.lib.clocks import SHANGHAI, in_shanghai

ONE_DAY = timedelta(days=1)
DECEMBER = 12
FIRST_OF_AUTUMN = 9
FIRST_OF_SPRING = 2
LAST_TEN_DAYS = 3


class PeriodKind(StrEnum):
    """The kinds of period a duty can recur in, longest first."""

    YEARS = "years"
    YEAR = "year"
    SEMESTER = "semester"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    TEN_DAYS = "ten_days"
    WEEK = "week"
    DAY = "day"
    SHIFT = "shift"


_MONTHS_OF = {PeriodKind.HALF: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


@dataclass(frozen=True)
class Period:
    """A stretch of whole days, `start` and `end` both included, known everywhere by its `key`."""

    kind: PeriodKind
    start: date
    end: date
    key: str

    @property
    def starts_at(self) -> datetime:
        """The first moment: 00:00 Shanghai time of the first day."""
        return datetime.combine(self.start, time(), tzinfo=SHANGHAI)

    @property
    def ends_before(self) -> datetime:
        """The first moment after it: select with ``>= starts_at`` and ``< ends_before``."""
        return datetime.combine(self.end + ONE_DAY, time(), tzinfo=SHANGHAI)

    @property
    def label(self) -> str:
        """What an official calls it, such as 2024年第三季度."""
        return _LABELS[self.kind](self)

    def contains(self, moment: date) -> bool:
        """Say whether a day, or an aware moment by its Shanghai day, lies in the period.

        00:00 belongs to the day it begins and to no other. Raises ValueError for a moment without
        time zone.
        """
        day = in_shanghai(moment).date() if isinstance(moment, datetime) else moment
        return self.start <= day <= self.end

    def next(self, *, shifts: int | None = None) -> Period:
        """Return the period right after. A shift needs `shifts`, how many a day has.

        Raises ValueError when they are not given.
        """
        if self.kind is PeriodKind.SHIFT:
            number = _shift_number(self) + 1
            return (
                shift(self.start, number)
                if number <= _per_day(shifts)
                else shift(self.start + ONE_DAY, 1)
            )
        return _at(self, self.end + ONE_DAY)

    def previous(self, *, shifts: int | None = None) -> Period:
        """Return the period right before. A shift needs `shifts`, as in `next`."""
        if self.kind is PeriodKind.SHIFT:
            per_day, number = _per_day(shifts), _shift_number(self) - 1
            return shift(self.start, number) if number else shift(self.start - ONE_DAY, per_day)
        return _at(self, self.start - ONE_DAY)


def period_of(kind: PeriodKind, day: date, *, n: int = 1, anchor: int | None = None) -> Period:
    """Return the period of `kind` in which `day` lies.

    `n` is the length of YEARS, counted from a cycle that begins in the year `anchor`, which the
    rule must give; for SHIFT `n` is the number of the shift. Raises ValueError when the anchor is
    missing or `n` is below 1.
    """
    if n < 1:
        raise ValueError(f"周期数应为不小于1的整数，现为{n}。")
    if kind is PeriodKind.YEARS:
        return _years(day.year, n, anchor)
    if kind is PeriodKind.SHIFT:
        return shift(day, n)
    return _PLAIN[kind](day)


def periods_between(
    kind: PeriodKind, start: date, end: date, *, n: int = 1, anchor: int | None = None
) -> Iterator[Period]:
    """Yield the periods of `kind` that share a day with `start` to `end`, both included, in order.

    `n` and `anchor` as in `period_of`, except that for SHIFT `n` is the number of shifts a day.
    """
    if kind is PeriodKind.SHIFT:
        for day in periods_between(PeriodKind.DAY, start, end):
            yield from (shift(day.start, number) for number in range(1, _per_day(n) + 1))
        return
    first = start
    while first <= end:
        period = period_of(kind, first, n=n, anchor=anchor)
        yield period
        first = period.end + ONE_DAY


def shift(day: date, number: int) -> Period:
    """Return shift `number`, from 1, begun on `day`. Its hours are the enterprise's own."""
    if number < 1:
        raise ValueError(f"班次应从1起编号，现为{number}。")
    return Period(PeriodKind.SHIFT, day, day, f"{day.isoformat()}-S{number}")


def parse(key: str) -> Period:
    """Return the period a key names. Raises ValueError listing the right ways to write it."""
    for pattern, build in _KEYS:
        match = pattern.fullmatch(key)
        if match is None:
            continue
        try:
            period = build(*(int(part) for part in match.groups()))
        except ValueError:
            break
        # Reading back refuses what no kind writes, such as 2021-W53 in a year of 52 weeks.
        if period.key == key:
            return period
    raise ValueError(
        f"期间“{key}”不存在或写法不对。应如：2024（年）、2024-H1（半年）、2024Q3（季度）、"
        "2024-09（月）、2024-09-X1（旬）、2024-W36（周）、2024-09-05（日）、"
        "2024-09-05-S2（班次）、2024-2025-1（学期）、2020/5（五年）。"
    )


def _at(period: Period, day: date) -> Period:
    if period.kind is PeriodKind.YEARS:
        return _years(day.year, period.end.year - period.start.year + 1, period.start.year)
    return _PLAIN[period.kind](day)


def _per_day(shifts: int | None) -> int:
    if shifts is None or shifts < 1:
        raise ValueError("每天有几班由企业的班次制度决定，请先填写每天班次数。")
    return shifts


def _shift_number(period: Period) -> int:
    return int(period.key.rpartition("-S")[2])


def _years(year: int, n: int, anchor: int | None) -> Period:
    if anchor is None:
        raise ValueError("多年周期必须写明从哪一年起算。")
    first = year - (year - anchor) % n
    end = date(first + n - 1, DECEMBER, 31)
    return Period(PeriodKind.YEARS, date(first, 1, 1), end, f"{first:04}/{n}")


def _year(day: date) -> Period:
    return Period(
        PeriodKind.YEAR, date(day.year, 1, 1), date(day.year, DECEMBER, 31), f"{day.year:04}"
    )


def _semester(day: date) -> Period:
    year = day.year if day.month >= FIRST_OF_AUTUMN else day.year - 1
    if FIRST_OF_SPRING <= day.month < FIRST_OF_AUTUMN:
        start, end, number = date(year + 1, 2, 1), date(year + 1, 8, 31), 2
    else:
        start, end, number = date(year, 9, 1), date(year + 1, 1, 31), 1
    return Period(PeriodKind.SEMESTER, start, end, f"{year:04}-{year + 1:04}-{number}")


def _months(kind: PeriodKind, day: date) -> Period:
    """Return the month, quarter or half year of `day`, numbered from 1 within its year."""
    length = _MONTHS_OF[kind]
    number = (day.month - 1) // length + 1
    start = date(day.year, (number - 1) * length + 1, 1)
    written = {PeriodKind.HALF: f"-H{number}", PeriodKind.QUARTER: f"Q{number}"}
    key = f"{day.year:04}" + written.get(kind, f"-{number:02}")
    return Period(kind, start, _month_end(day.year, number * length), key)


def _half(day: date) -> Period:
    return _months(PeriodKind.HALF, day)


def _quarter(day: date) -> Period:
    return _months(PeriodKind.QUARTER, day)


def _month(day: date) -> Period:
    return _months(PeriodKind.MONTH, day)


def _ten_days(day: date) -> Period:
    number = min((day.day - 1) // 10 + 1, LAST_TEN_DAYS)
    month_end = _month_end(day.year, day.month)
    end = month_end if number == LAST_TEN_DAYS else day.replace(day=number * 10)
    start = day.replace(day=number * 10 - 9)
    return Period(PeriodKind.TEN_DAYS, start, end, f"{day:%Y-%m}-X{number}")


def _week(day: date) -> Period:
    year, week, weekday = day.isocalendar()
    start = day - timedelta(days=weekday - 1)
    return Period(PeriodKind.WEEK, start, start + timedelta(days=6), f"{year:04}-W{week:02}")


def _day(day: date) -> Period:
    return Period(PeriodKind.DAY, day, day, day.isoformat())


def label_of(day: date) -> str:
    """Return a day as printed: ``2025年3月10日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def _month_end(year: int, month: int) -> date:
    if month == DECEMBER:
        return date(year, DECEMBER, 31)
    return date(year, month + 1, 1) - ONE_DAY


_PLAIN = {
    PeriodKind.YEAR: _year,
    PeriodKind.SEMESTER: _semester,
    PeriodKind.HALF: _half,
    PeriodKind.QUARTER: _quarter,
    PeriodKind.MONTH: _month,
    PeriodKind.TEN_DAYS: _ten_days,
    PeriodKind.WEEK: _week,
    PeriodKind.DAY: _day,
}

_ORDINAL = "零一二三四"
_LABELS: dict[PeriodKind, Callable[[Period], str]] = {
    PeriodKind.YEARS: lambda p: f"{p.start.year}—{p.end.year}年",
    PeriodKind.YEAR: lambda p: f"{p.start.year}年",
    PeriodKind.SEMESTER: lambda p: f"{p.key[:4]}—{p.key[5:9]}学年第{_ORDINAL[int(p.key[-1])]}学期",
    PeriodKind.HALF: lambda p: f"{p.start.year}年{'上' if p.start.month == 1 else '下'}半年",
    PeriodKind.QUARTER: lambda p: f"{p.start.year}年第{_ORDINAL[int(p.key[-1])]}季度",
    PeriodKind.MONTH: lambda p: f"{p.start.year}年{p.start.month}月",
    PeriodKind.TEN_DAYS: lambda p: (
        f"{p.start.year}年{p.start.month}月{'上中下'[int(p.key[-1]) - 1]}旬"
    ),
    PeriodKind.WEEK: lambda p: f"{p.key[:4]}年第{int(p.key[-2:])}周",
    PeriodKind.DAY: lambda p: label_of(p.start),
    PeriodKind.SHIFT: lambda p: f"{label_of(p.start)}第{_shift_number(p)}班",
}

# No two patterns match the same text; ASCII digits only, so full-width typing is refused.
_KEYS = (
    (re.compile(r"([0-9]{4})"), lambda y: _year(date(y, 1, 1))),
    (re.compile(r"([0-9]{4})-H([12])"), lambda y, n: _half(date(y, n * 6, 1))),
    (re.compile(r"([0-9]{4})Q([1-4])"), lambda y, n: _quarter(date(y, n * 3, 1))),
    (re.compile(r"([0-9]{4})-([0-9]{2})"), lambda y, m: _month(date(y, m, 1))),
    (
        re.compile(r"([0-9]{4})-([0-9]{2})-X([1-3])"),
        lambda y, m, n: _ten_days(date(y, m, n * 10 - 9)),
    ),
    (re.compile(r"([0-9]{4})-W([0-9]{2})"), lambda y, w: _week(date.fromisocalendar(y, w, 1))),
    (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), lambda y, m, d: _day(date(y, m, d))),
    (
        re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})-S([1-9][0-9]?)"),
        lambda y, m, d, n: shift(date(y, m, d), n),
    ),
    (
        re.compile(r"([0-9]{4})-([0-9]{4})-([12])"),
        lambda y, _, n: _semester(date(y, FIRST_OF_AUTUMN, 1) if n == 1 else date(y + 1, 2, 1)),
    ),
    (re.compile(r"([0-9]{4})/([1-9][0-9]?)"), lambda y, n: _years(y, n, y)),
)

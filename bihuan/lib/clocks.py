"""Legal time limits: from an event and a limit to the last moment in which the duty is on time.

Counting follows 民法典第201至203条 and 行政处罚法第85条: hours run from the event itself; for
every other unit the day of the event is not counted and the last day ends at 24:00. That end is
written here as 23:59:59 Asia/Shanghai of the last day, so that the date of a due moment is the
last day itself; `is_late` compares whole seconds, so nothing inside that last second is late.
"""

from __future__ import annotations

import calendar as months_of_year
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bihuan.lib.workdays import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
END_OF_DAY = time(23, 59, 59)
MONTHS_PER_YEAR = 12


class Unit(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"
    YEARS = "years"


_CALENDAR_TERMS = frozenset({Unit.DAYS, Unit.MONTHS, Unit.YEARS})


@dataclass(frozen=True)
class Limit:
    """A number of units, such as 15 days.

    `rolls` is the rule's own choice: a term in days, months or years whose last day is not worked
    then ends on the next working day (民法典第203条). It is off unless the rule says so. Raises
    ValueError for an amount below 1 and for `rolls` with hours or working days.
    """

    amount: int
    unit: Unit
    rolls: bool = False

    def __post_init__(self) -> None:
        """Refuse limits that no rule can mean."""
        if self.amount < 1:
            raise ValueError(
                f"时限应为不小于1的整数，现为{self.amount}。文件没有写明期限的，请留空，不要填0。"
            )
        if self.rolls and self.unit not in _CALENDAR_TERMS:
            raise ValueError("只有按日、月、年计算的时限才能“遇节假日顺延”，小时和工作日不适用。")


@dataclass(frozen=True)
class Pause:
    """A stretch in which the clock stood still, from `start` until `end`, both aware.

    A stop that is still open has no due date and is no `Pause` yet. Raises ValueError when a
    moment has no time zone or `end` is before `start`.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Put both ends in Shanghai time and refuse a pause that runs backwards."""
        object.__setattr__(self, "start", in_shanghai(self.start))
        object.__setattr__(self, "end", in_shanghai(self.end))
        if self.end < self.start:
            raise ValueError(
                f"恢复计时的时间（{self.end:%Y-%m-%d %H:%M}）早于"
                f"停止计时的时间（{self.start:%Y-%m-%d %H:%M}），请核对。"
            )


def due(
    start: datetime, limit: Limit, calendar: Calendar, *, paused: Sequence[Pause] = ()
) -> datetime:
    """Return the last moment, in Shanghai time, at which a duty opened at `start` is on time.

    `paused` are the stretches in which the clock was stopped, in any order, overlaps counted
    once. Hours stop to the second. In all other units the day of stopping counts and the day of
    resuming does not, as the day of an event never does; a term stopped on its last day ends on
    the day it resumes. Raises ValueError for a `start` without time zone and YearNotPublished
    when working days of an unpublished year are needed.
    """
    opened = in_shanghai(start)
    pauses = _merged(paused, since=opened)
    if limit.unit is Unit.HOURS:
        return _due_by_the_hour(opened, limit.amount, pauses)
    if limit.unit is Unit.WORKDAYS:
        last = _last_workday(opened.date(), limit.amount, calendar, pauses)
    else:
        last = _last_day(opened.date(), limit, pauses)
    if limit.rolls:
        last = calendar.next_workday(last)
    return end_of(last)


def before(end: date, limit: Limit, calendar: Calendar) -> datetime:
    """Return the last moment that is still at least `limit` ahead of the day `end`.

    For duties such as "apply 15 working days before expiry": the day `end` is not counted and
    the answer is the end of the day that many days earlier. Raises ValueError for hours and for
    a rolling limit (moving back would shorten the notice), and YearNotPublished.
    """
    if limit.unit is Unit.HOURS or limit.rolls:
        raise ValueError("提前量只能按日、工作日、月、年计算，且不能“遇节假日顺延”。")
    if limit.unit is Unit.WORKDAYS:
        return end_of(calendar.add_workdays(end, -limit.amount))
    return end_of(_shifted(end, -limit.amount, limit.unit))


def is_late(at: datetime, due_at: datetime) -> bool:
    """Say whether `at` is past `due_at`, by whole seconds: the second of the due moment counts."""
    return in_shanghai(at).replace(microsecond=0) > in_shanghai(due_at)


def end_of(day: date) -> datetime:
    """Return 23:59:59 Shanghai time of `day`, the end of a term whose last day it is."""
    return datetime.combine(day, END_OF_DAY, tzinfo=SHANGHAI)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, before it below zero; else the month's last day.

    >>> months_after(date(2025, 1, 31), 1), months_after(date(2024, 2, 29), 36)
    (datetime.date(2025, 2, 28), datetime.date(2027, 2, 28))
    >>> months_after(date(2025, 5, 31), -3)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    month += 1
    return date(year, month, min(day.day, months_of_year.monthrange(year, month)[1]))


def in_shanghai(moment: datetime) -> datetime:
    """Return the same moment in Shanghai time. Raises ValueError when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"时间“{moment.isoformat(sep=' ')}”没有时区，无法计算时限。")
    return moment.astimezone(SHANGHAI)


def _merged(pauses: Iterable[Pause], *, since: datetime) -> list[Pause]:
    """Return the pauses after `since` in order, cut at `since`, overlapping ones made one."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end <= since:
            continue
        cut = Pause(max(pause.start, since), pause.end)
        if merged and cut.start <= merged[-1].end:
            merged[-1] = Pause(merged[-1].start, max(merged[-1].end, cut.end))
        else:
            merged.append(cut)
    return merged


def _due_by_the_hour(opened: datetime, hours: int, pauses: Iterable[Pause]) -> datetime:
    end = opened + timedelta(hours=hours)
    for pause in pauses:
        if pause.start > end:
            break
        end += pause.end - pause.start
    return end


def _last_day(opened: date, limit: Limit, pauses: Iterable[Pause]) -> date:
    last = _shifted(opened, limit.amount, limit.unit)
    for pause in pauses:
        if pause.start.date() > last:
            break
        last += pause.end.date() - pause.start.date()
    return last


def _last_workday(opened: date, amount: int, calendar: Calendar, pauses: Iterable[Pause]) -> date:
    last = calendar.add_workdays(opened, amount)
    for pause in pauses:
        if pause.start.date() > last:
            break
        left = calendar.workdays_between(pause.start.date(), last)
        resumed = pause.end.date()
        last = calendar.add_workdays(resumed, left) if left else calendar.next_workday(resumed)
    return last


def _shifted(day: date, amount: int, unit: Unit) -> date:
    if unit is Unit.DAYS:
        return day + timedelta(days=amount)
    return months_after(day, amount * MONTHS_PER_YEAR if unit is Unit.YEARS else amount)

"""The Chinese working calendar: which days the State Council made holidays or working days.

Days the calendar does not name follow the week: Monday to Friday are worked, Saturday and
Sunday are not. A year whose holidays are not published is never guessed: every question about
it raises `YearNotPublished` until its notice is loaded or a person enters it by hand.

A notice may also touch the last days of the December before (2018-12-29 was made a working day
by the notice for 2019), so a date computed there before the next notice is out can still move.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

ONE_DAY = timedelta(days=1)
SATURDAY = 6


class DayKind(StrEnum):
    """What a notice makes of a day: a day off, or a weekend day that is worked instead."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


class YearNotPublished(LookupError):
    """The holidays of `year` are not published, so working days in it cannot be counted."""

    def __init__(self, year: int) -> None:
        """Keep `year` for the caller and write the message an official reads."""
        self.year = year
        super().__init__(
            f"{year}年的节假日安排尚未公布，不能推算工作日。"
            f"国务院办公厅通知公布后，请在“设定”的“节假日”里录入{year}年的放假和调休日期。"
        )


@dataclass(frozen=True)
class Calendar:
    """Named days and the years they are complete for.

    `days` holds only what differs from the plain week. `published` are the years that may be
    asked about. Raises ValueError when `days` makes a Monday to Friday a swapped working day.
    """

    days: Mapping[date, DayKind]
    published: frozenset[int]

    def __post_init__(self) -> None:
        """Refuse entries no notice could contain and shut the mapping against changes."""
        for day, kind in self.days.items():
            if kind is DayKind.WORKDAY and day.isoweekday() < SATURDAY:
                raise ValueError(
                    f"{day.isoformat()}是周一至周五，本来就上班，不能登记为调休上班日。"
                    "调休上班日只能是周六或周日。"
                )
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))

    def is_workday(self, day: date) -> bool:
        """Say whether `day` is worked. Raises YearNotPublished."""
        self._require(day.year)
        kind = self.days.get(day)
        if kind is None:
            return day.isoweekday() < SATURDAY
        return kind is DayKind.WORKDAY

    def is_public_holiday(self, day: date) -> bool:
        """Say whether a State Council notice names `day` as a day off.

        A plain weekend is not a public holiday. Raises YearNotPublished.
        """
        self._require(day.year)
        return self.days.get(day) is DayKind.HOLIDAY

    def add_workdays(self, start: date, n: int) -> date:
        """Return the `n`-th working day after `start`, or before it when `n` is negative.

        `start` itself is not counted (行政处罚法第85条; 民法典第201条); `n` of 0 gives `start`.
        Raises YearNotPublished when a day on the way lies in an unpublished year.
        """
        step = ONE_DAY if n > 0 else -ONE_DAY
        left, day = abs(n), start
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`.

        The inverse of `add_workdays`: with `end` before `start` the count is negative and
        excludes `start`. Raises YearNotPublished.
        """
        if end < start:
            return -sum(self.is_workday(day) for day in _days(end, start - ONE_DAY))
        return sum(self.is_workday(day) for day in _days(start + ONE_DAY, end))

    def next_workday(self, day: date) -> date:
        """Return `day` when it is worked, otherwise the first working day after it.

        Raises YearNotPublished.
        """
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def merged_with(self, other: Calendar) -> Calendar:
        """Return a calendar with the days and years of both; where they differ `other` counts.

        This is how a notice entered by hand completes or corrects the reference calendar.
        """
        return Calendar({**self.days, **other.days}, self.published | other.published)

    def _require(self, year: int) -> None:
        if year not in self.published:
            raise YearNotPublished(year)


def load_calendar(reference: Path, *manual: Path) -> Calendar:
    """Read the reference calendar and lay manual entries over it, later files counting.

    Every file is JSON: ``{"years": {"2027": {"official": true}}, "days": {"2027-01-01":
    {"kind": "holiday"}}}``; years without ``"official": true`` stay unpublished. Raises
    ValueError naming the file and the entry that cannot be read; OSError when a file is missing.
    """
    calendar = _read(reference)
    for path in manual:
        calendar = calendar.merged_with(_read(path))
    return calendar


@cache
def national_calendar() -> Calendar:
    """Return the calendar of the State Council notices that is shipped with the product.

    Years entered by hand are laid over it with `Calendar.merged_with`.
    """
    shipped = files("bihuan") / "data" / "holidays.json"
    return parse_calendar(shipped.read_text(encoding="utf-8"), source=shipped.name)


def parse_calendar(text: str, *, source: str) -> Calendar:
    """Build a calendar from the JSON `text` described at `load_calendar`.

    `source` names the text in messages. Raises ValueError.
    """
    try:
        content = json.loads(text)
        years, entries = content["years"].items(), content["days"].items()
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"节假日文件“{source}”读不出来：应为 JSON，含 years（年份）和 days（日期）两项。"
        ) from error
    days = dict(_entry(day, entry, source) for day, entry in entries)
    published = frozenset(int(year) for year, facts in years if facts.get("official") is True)
    return Calendar(days, published)


def _read(path: Path) -> Calendar:
    return parse_calendar(path.read_text(encoding="utf-8"), source=path.name)


def _entry(day: str, entry: Mapping[str, object], source: str) -> tuple[date, DayKind]:
    try:
        return date.fromisoformat(day), DayKind(str(entry["kind"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"节假日文件“{source}”中“{day}”一条有误：日期应如 2027-01-01，"
            "kind 应为 holiday（放假）或 workday（调休上班）。"
        ) from error


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY

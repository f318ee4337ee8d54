"""Read the State Council's yearly notice of holidays: which days are off, which weekends worked.

The notices of all years speak alike: ``一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。
1月4日（周日）上班。`` Every weekday in brackets and every count of days is checked, so that a slip
is found before anybody counts working days by it.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from .workdays import SATURDAY, DayKind

_WEEKDAYS = "一二三四五六日"
_DATE = (
    r"(?:(?P<{p}year>\d{{4}})年)?(?:(?P<{p}month>\d{{1,2}})月)?(?P<{p}day>\d{{1,2}})日"
    r"(?:[（(](?P<{p}note>[^）)]*)[）)])?"
)
_SPAN = re.compile(
    _DATE.format(p="a_") + r"(?:\s*(?:至|到|—|-|～|~)\s*" + _DATE.format(p="b_") + ")?"
)
_COUNT = re.compile(r"(?:共|放假)\s*(\d{1,2})\s*天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_SENTENCE = re.compile(r"[。；;\n]")
_OFF, _ON = "放假", "上班"
_MOST_DAYS = 15


class Unreadable(ValueError):
    """The notice says something that cannot be: ``str()`` names the words and what is wrong."""


def read_notice(text: str, year: int) -> dict[date, DayKind]:
    """Return the days the notice of a year names, in order of the calendar.

    Raises :class:`Unreadable` for a date that does not exist, a weekday in brackets or a count of
    days that does not fit, a Monday to Friday that is to be worked in exchange, a day both off and
    worked, or a text that names no day off.
    """
    found: dict[date, DayKind] = {}
    for sentence in _SENTENCE.split(text):
        kind = _kind(sentence)
        if kind is None:
            continue
        for day in _days(sentence, kind, year):
            if found.setdefault(day, kind) is not kind:
                raise Unreadable(f"{day.isoformat()} 既写放假又写上班，请核对。")
    if DayKind.HOLIDAY not in found.values():
        raise Unreadable("没有读到放假的日期。请粘贴通知里写着“某月某日放假”的段落。")
    return dict(sorted(found.items()))


def _kind(sentence: str) -> DayKind | None:
    if _OFF in sentence:
        return DayKind.HOLIDAY
    return DayKind.WORKDAY if _ON in sentence else None


def _days(sentence: str, kind: DayKind, year: int) -> Iterator[date]:
    # Only the dates before 放假 are off; what follows speaks of other things (与周末连休).
    words = sentence.split(_OFF)[0] if kind is DayKind.HOLIDAY else sentence
    days = list(_dates(words, year))
    if kind is DayKind.HOLIDAY:
        _check_count(sentence, days)
    for day in days:
        if kind is DayKind.WORKDAY and day.isoweekday() < SATURDAY:
            raise Unreadable(
                f"{day.isoformat()}是周{_WEEKDAYS[day.weekday()]}，本来就上班，不会是调休上班日。"
            )
    yield from days


def _dates(words: str, year: int) -> Iterator[date]:
    current = (year, 0)
    for match in _SPAN.finditer(words):
        given = match.groupdict()
        first, current = _date(given, "a_", current, match[0])
        last = first
        if given["b_day"]:
            last, current = _date(given, "b_", current, match[0])
        length = (last - first).days + 1
        if not 1 <= length <= _MOST_DAYS:
            raise Unreadable(f"“{match[0]}”从 {first} 到 {last}，不像一个假期，请核对。")
        yield from (first + timedelta(days=n) for n in range(length))


def _date(
    given: dict[str, str | None], part: str, current: tuple[int, int], words: str
) -> tuple[date, tuple[int, int]]:
    """Return a date, what it leaves out taken from the one before it, and its year and month."""
    year = int(given[f"{part}year"] or current[0])
    month = int(given[f"{part}month"] or current[1])
    try:
        day = date(year, month, int(given[f"{part}day"] or 0))
    except ValueError as error:
        raise Unreadable(f"“{words}”不是有效的日期，请核对。") from error
    noted = _WEEKDAY.search(given[f"{part}note"] or "")
    said = noted[1].replace("天", "日") if noted else ""
    if said and said != _WEEKDAYS[day.weekday()]:
        raise Unreadable(f"{day.isoformat()}是周{_WEEKDAYS[day.weekday()]}，写的是周{said}。")
    return day, (year, month)


def _check_count(sentence: str, days: list[date]) -> None:
    said = _COUNT.search(sentence)
    if said and days and int(said[1]) != len(days):
        raise Unreadable(f"“{sentence.strip()}”写共 {said[1]} 天，日期是 {len(days)} 天，请核对。")

"""What the law fixes of accidents: grade, window of change, how far up, who investigates.

Grades and limits are those of 生产安全事故报告和调查处理条例 (国务院令第493号); grades are read
from the table ``accident_grades``, kinds of accident are the two editions of GB 6441.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.lib.tables import Table

#: Grades from the lightest to the heaviest, as they are kept, with their names (第三条).
GRADES: Final = {
    "ordinary": "一般", "serious": "较大", "major": "重大", "extraordinary": "特别重大",
}  # fmt: skip
#: How far up a grade is reported, and whose government investigates, by level (第十、十九条).
REACH: Final = {
    "ordinary": "city", "serious": "province", "major": "nation", "extraordinary": "nation",
}  # fmt: skip
INVESTIGATES: Final = {
    "ordinary": "county", "serious": "city", "major": "province", "extraordinary": "nation",
}  # fmt: skip
#: What the government of a level is called there.
GOVERNMENTS: Final = {
    "county": "县级人民政府", "city": "设区的市级人民政府", "province": "省级人民政府",
    "nation": "国务院",
}  # fmt: skip
#: Levels of government, the lowest first.
LEVELS: Final = ("county", "city", "province", "nation")
#: 第二十九条: days to the report, and the most they may be prolonged by.
INQUIRY_DAYS, MOST_LONGER_DAYS = 60, 60
#: 第三十二条: days to the reply, and those for an extraordinary accident.
REPLY_DAYS, REPLY_DAYS_EXTRAORDINARY = 15, 30
#: 第九条: hours from when the head of the unit was told to the report.
REPORT_HOURS: Final = 1
#: 第二十条: days within which changed casualties change the grade; road traffic and fire apart.
WINDOW_DAYS, WINDOW_DAYS_ROAD_FIRE = 30, 7
ROAD, FIRE, WORK = "road", "fire", "work"


def grade(deaths: int, injured: int, loss: Decimal | None) -> str:
    """Return the grade of an accident: the heaviest that one of the three reaches (第三条).

    ``injured`` are the seriously injured with acute poisoning, ``loss`` is direct, in 万元; None
    while it is not known yet, which then decides nothing.

    >>> grade(3, 0, None), grade(2, 9, Decimal(999)), grade(0, 50, None)
    ('serious', 'ordinary', 'major')
    """
    keys = {name: key for key, name in GRADES.items()}
    for row in Table("accident_grades").rows:
        least = (row["deaths_min"], row["serious_injuries_min"], row["direct_loss_min_wan"])
        reached = zip((deaths, injured, loss or 0), least, strict=True)
        if any(number >= int(limit) for number, limit in reached):
            return keys[row["grade"]]
    raise LookupError("the table of grades has no lowest one")


def day_of(moment: datetime) -> date:
    """Return the Shanghai day of a moment."""
    return in_shanghai(moment).date()


def window_ends(happened: datetime, sort: str) -> datetime:
    """Return the last moment at which changed casualties still change the grade (第二十条).

    The day of the accident itself is not counted.
    """
    days = WINDOW_DAYS_ROAD_FIRE if sort in (ROAD, FIRE) else WINDOW_DAYS
    return end_of(day_of(happened) + timedelta(days=days))


def must_go_on(grade: str, level: str) -> bool:
    """Say whether an authority of a level of place must pass a report further up (第十条)."""
    if level not in LEVELS:
        return True
    return LEVELS.index(level) < LEVELS.index(REACH[grade])


def late_by(heard: datetime | None, reported: datetime) -> timedelta:
    """Return by how much a unit reported later than within the hour; nothing when in time.

    Unknown, when nobody said when its head was told: then nothing is held against it here.
    """
    if heard is None:
        return timedelta()
    return max(reported - heard - timedelta(hours=REPORT_HOURS), timedelta())


def inquiry_due(happened: datetime) -> date:
    """Return the last day for the report of an investigation (第二十九条)."""
    return day_of(happened) + timedelta(days=INQUIRY_DAYS)


def evaluation_due(replied: date) -> date:
    """Return the last day to evaluate what was put right: a year after the reply (第八十六条).

    >>> evaluation_due(date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    try:
        return replied.replace(year=replied.year + 1)
    except ValueError:
        return replied.replace(year=replied.year + 1, day=28)


def kinds() -> tuple[tuple[str, str], ...]:
    """Return the kinds of accident of both editions of GB 6441, each name once."""
    names = dict.fromkeys(row["name"] for row in Table("accident_types").rows)
    return tuple((name, name) for name in names)


def kind_holds(name: str, day: date) -> bool:
    """Say whether a kind is one of the edition in force on a day."""
    rows = [row for row in Table("accident_types").rows if row["name"] == name]
    return any(
        row["effective_from"] <= day.isoformat()
        and (not row["effective_to"] or day.isoformat() <= row["effective_to"])
        for row in rows
    )


def unmet(tests: dict[str, bool]) -> str:
    """Name the tests of 四不放过 that are not passed, "" when all are."""
    return "、".join(title for title, passed in tests.items() if not passed)

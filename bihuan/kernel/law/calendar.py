"""The working calendar that counts in a place: as published, and as named persons entered it."""

from datetime import date, datetime
from typing import Final

from bihuan.lib.workdays import Calendar, DayKind, national_calendar

from .settings import chosen

#: ``Setting`` of a year: subject ``calendar:2027``, value ``{"2027-01-01": "holiday"}``.
SUBJECT: Final = "calendar:"
FIELD: Final = "holidays"


def working_calendar(path: str, at: datetime) -> Calendar:
    """Return the published calendar with the years that were entered for a place by a moment.

    A year that was entered counts as known: whoever enters it enters all of its notice.
    """
    rows = chosen(FIELD, path=path, at=at)
    days = {
        date.fromisoformat(day): DayKind(kind)
        for row in rows.values()
        for day, kind in row.value.items()
    }
    years = frozenset(int(subject.removeprefix(SUBJECT)) for subject in rows)
    return national_calendar().merged_with(Calendar(days, years))

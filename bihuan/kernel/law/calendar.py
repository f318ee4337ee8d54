"""The working calendar that counts: what the State Council published, and days entered by hand."""

from bihuan.lib.workdays import SATURDAY, Calendar, DayKind, national_calendar

from .models import WorkdayOverride


def working_calendar() -> Calendar:
    """Return the published calendar with the days a named person entered.

    A year with entered days counts as known: whoever enters one enters all of its notice.
    """
    rows = list(WorkdayOverride.objects.order_by("day"))
    days = {
        row.day: DayKind.WORKDAY if row.works else DayKind.HOLIDAY
        for row in rows
        if not row.works or row.day.isoweekday() >= SATURDAY
    }
    entered = Calendar(days, frozenset(row.day.year for row in rows))
    return national_calendar().merged_with(entered)

"""A calendar file (RFC 5545) of all-day entries, as calendars of phones and offices read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

#: How often a calendar asks again.
ASKED_AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Day:
    """One day of a calendar: ``uid`` stays when the day moves, ``version`` grows with a change."""

    uid: str
    version: int
    day: date
    title: str
    says: str
    url: str


def calendar(name: str, entries: Iterable[Day], at: datetime) -> bytes:
    """Return a calendar as a file: every entry takes one whole day of its own place."""
    made = Calendar()
    made.add("prodid", "-//Bihuan//Duties//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for entry in entries:
        made.add_component(_event(entry, at))
    return bytes(made.to_ical())


def _event(entry: Day, at: datetime) -> Event:
    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.version)
    made.add("dtstamp", at)
    made.add("dtstart", entry.day)
    made.add("dtend", entry.day + timedelta(days=1))
    made.add("summary", entry.title)
    made.add("description", entry.says)
    made.add("url", entry.url)
    made.add("transp", "TRANSPARENT")
    return made

"""What bars follow from which measure or event, as the packs say it (``packs/*/bars/*.toml``).

Windows with a number come from the ``numbers`` of the same document's pack; a lifetime, or the rest
of a year, is quoted from the clause.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from bihuan.kernel.law.models import Clause, Document, Number
from bihuan.lib import packfolders
from bihuan.modules import clause_of

#: What a line says that decides an assessment instead of barring from something.
VETO: Final = "veto"
_LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True)
class Line:
    """One bar of one document: after which measures and events, for whom, from what, how long.

    An empty tuple of ``measures``, ``events``, ``liabilities``, ``kinds`` or ``leads`` asks
    nothing. ``kinds`` and ``leads`` are those of the post on the day of the event, or the kind of
    the unit itself for one that falls on the ``whole_unit``.
    """

    document: str
    id: str
    what: str
    number: str = ""
    clause: str = ""
    says: str = ""
    lasts: str = ""
    measures: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    liabilities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    whole_unit: bool = False
    from_leads: tuple[str, ...] = ()
    from_kinds: tuple[str, ...] = ()
    same_industry: bool = False

    @property
    def key(self) -> str:
        """The address of the line."""
        return f"{self.document}#{self.id}"


@dataclass(frozen=True)
class Window:
    """From which day until (and without) which, on which clause and words."""

    since: date
    until: date | None
    clause: Clause
    says: str


@cache
def lines() -> tuple[Line, ...]:
    """Return every bar of every pack. Raises TypeError for a line with an unknown entry."""
    found: list[Line] = []
    for data in packfolders.read("bars"):
        found += [Line(document=data["document"], **_frozen(bar)) for bar in data["bars"]]
    return tuple(found)


def binding(place_path: str) -> list[tuple[Line, Document]]:
    """Return the bars of the documents in force in a place; a draft binds nobody."""
    rows = Document.unread.filter(
        status=Document.Status.IN_FORCE, key__in={line.document for line in lines()}
    ).select_related("place")
    here = {row.key: row for row in rows if place_path.startswith(_reach(row))}
    return [(line, here[line.document]) for line in lines() if line.document in here]


def window(line: Line, since: date) -> Window | None:
    """Return what a bar means from a day on; None while its document is not loaded."""
    if line.number:
        number = Number.objects.filter(key=f"{line.document}#{line.number}").first()
        if number is None:
            return None
        until = _years_on(since, int(number.value))
        return Window(since, until, number.clause, number.says)
    clause = clause_of(line.document, line.clause)
    until = date(since.year + 1, 1, 1) if line.lasts == "year" else None
    return Window(since, until, clause, line.says) if clause else None


@cache
def industry_kinds() -> frozenset[str]:
    """Return the kinds of unit from whose work anybody may be barred altogether."""
    return frozenset(
        kind for line in lines() if line.what == "industry" for kind in line.from_kinds
    )


def _reach(document: Document) -> str:
    return "" if document.level == "nation" else document.place.path


def _years_on(day: date, years: int) -> date:
    """Return the first day after so many years: that of 29 February is 1 March."""
    if (day.month, day.day) == _LEAP_DAY:
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def _frozen(bar: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in bar.items()}

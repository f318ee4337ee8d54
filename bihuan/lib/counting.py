"""What a statistical form may count: the words in which a module offers its records.

A module declares a :class:`Source` of its own records; ``bihuan.wires`` collects them. Conditions
are whatever the module's own queries take; this file only names them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Span:
    """The days a form counts, and the moment up to which things are known.

    ``since`` and ``until`` are days of the period, both counted; ``begins`` and ``ends`` the
    moments around it, the second not counted any more; ``key`` is that of the period. What was
    entered at ``known`` or later is not counted.
    """

    key: str
    since: date
    until: date
    begins: datetime
    ends: datetime
    known: datetime

    @property
    def stock_at(self) -> datetime:
        """The moment at which the stock at the end is counted: no later than what is known."""
        return min(self.ends, self.known)


@dataclass(frozen=True)
class Moment:
    """When something happened to a record: the path of its field; ``dated`` for a day."""

    path: str
    dated: bool = False


@dataclass(frozen=True)
class Axis:
    """By what the rows of a form may be told apart: a path of fields, and how its keys read.

    ``names`` gives the titles of some keys; without it the key is its own title. ``first`` takes
    only so many signs of the key. ``each`` says that one unit falls into one row only, so that
    units counted once each may be added up.
    """

    title: str
    path: str
    names: Callable[[set[Any]], Mapping[Any, str]] | None = None
    first: int = 0
    each: bool = True


@dataclass(frozen=True)
class Line:
    """How one record reads in the list behind a number; ``route`` and ``key`` open its page."""

    title: str
    note: str = ""
    unit: str = ""
    place: str = ""
    state: str = ""
    on: date | datetime | None = None
    route: str = ""
    key: Any = None


#: A condition on records: the path of a field, or a function of what is asked and the span.
Fact = str | Callable[[tuple[Any, ...], Span], Any]


@dataclass(frozen=True)
class Source:
    """Records that forms count: ``rows(viewer, span)`` are those in sight and known by then.

    ``counted`` is the count unit (件). ``place`` is the path to the place, ``unit`` the one to the
    unit a record is of ("" when it is one itself, None when it is of none), ``office`` the one to
    the unit that handles it; by them every record can be told apart and asked for. ``axes`` are
    further ways. ``moments`` are when something
    happened to one; ``stock`` names the two between which it is there. ``facts`` are conditions by
    name, ``sums`` paths of numbers, ``once`` paths of what may be counted once each, as units.
    ``line`` tells how one reads, ``joins`` what that needs.
    """

    key: str
    title: str
    counted: str
    rows: Callable[[Any, Span], Any]
    moments: Mapping[str, Moment | Callable[[Span], Any]]
    line: Callable[[Any], Line]
    place: str
    unit: str | None
    axes: Mapping[str, Axis] = field(default_factory=dict)
    stock: tuple[str, str] = ("", "")
    facts: Mapping[str, Fact] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    once: Mapping[str, str] = field(default_factory=dict)
    joins: tuple[str, ...] = ()
    office: str = ""


def yes_or_no(condition: Any) -> Callable[[tuple[Any, ...], Span], Any]:
    """Return a fact that a form asks for with true or false."""
    return lambda values, _: condition if values[0] else ~condition


def matter_line(matter: Any, unit: Any = None, state: str = "", on: Any = None) -> Line:
    """Return how a record of a matter reads in the list behind a number."""
    return Line(
        matter.title, matter.number, unit.name if unit else "", matter.place.name, state,
        on or matter.opened_at, "matter", matter.number,
    )  # fmt: skip

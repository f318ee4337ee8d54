"""What can be read out of one clause: the facts, each tied to the words that say it.

Every fact carries ``text``, ``start`` and ``end``, with ``text == source[start:end]`` of
the document the clause belongs to, so that each can be shown highlighted. ``as_json``
gives the stable keys of the compiled document.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

DeadlineKind = Literal["by", "from", "within", "horizon"]
QuantityKind = Literal["threshold", "target", "ratio", "count", "amount"]
Json = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole document tells about one of its clauses; nothing of it is guessed.

    ``document_year`` is the year of signing, ``period`` the first and last year of the plan
    (2024, 2026 for 三年行动), ``owner_spans`` the offsets of the responsible units that act,
    ``breaks`` the offsets where a heading on a line of its own ends.
    """

    document_year: int | None = None
    period: tuple[int, int] | None = None
    owner_spans: tuple[tuple[int, int], ...] = ()
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """The words of the source that state a fact: ``source[start:end] == text``."""

    text: str
    start: int
    end: int

    def as_json(self) -> dict[str, Json]:
        """Return the fact as JSON values under its stable keys, offsets last."""
        names = [field.name for field in dataclasses.fields(self)]
        ordered = ["text", *names[3:], "start", "end"]
        return {name: _json(getattr(self, name)) for name in ordered}


@dataclass(frozen=True, slots=True)
class Deadline(Fact):
    """A point in time set by the clause.

    ``date`` is the last day (``from``: the first day) and None where it hangs on an event
    or comes round again. ``alt`` is the second reading of words that have two: 8月份前 is the
    end of July, or of August. ``kind``: ``by`` a day, ``from`` a day on, ``within`` a span,
    ``horizon`` of a goal (到2030年).
    """

    date: dt.date | None
    alt: dt.date | None
    kind: DeadlineKind


@dataclass(frozen=True, slots=True)
class Recurring(Fact):
    """A duty that comes round again.

    ``times`` per ``per``; times is None where the text leaves the number open (N次). ``per`` is
    shift, day, week, ten-days, month, quarter, half-year, year, semester, event, or a
    multiple such as 2-year, 5-year, 2-month. ``condition`` is what limits it: the group in
    brackets, the event, the season. ``subject`` is None where no one is named.
    """

    subject: str | None
    action: str
    times: int | None
    per: str
    at_least: bool
    condition: str | None


@dataclass(frozen=True, slots=True)
class TimeLimit(Fact):
    """A length of time: ``amount`` (None where it is not a number) of ``unit``.

    ``unit`` is minute, hour, day, working-day, week, month, or year.
    """

    amount: int | Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Quantity(Fact):
    """A number that binds: ``value`` in ``unit`` (%, 人, 户, 元 …).

    ``kind``: ``threshold`` from which a rule applies (300人以上), ``target`` to reach, ``ratio``
    of a whole, ``count`` of things or people, ``amount`` of money or measure.
    """

    value: int | Decimal
    unit: str
    kind: QuantityKind


@dataclass(frozen=True, slots=True)
class Fine(Fact):
    """A fine; a bound is None where the text gives none in yuan (二倍以上五倍以下)."""

    min_yuan: int | None
    max_yuan: int | None


@dataclass(frozen=True, slots=True)
class Measure(Fact):
    """A consequence for those who fall short, by ``kind`` (see ``measures.KINDS``)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Publication(Fact):
    """A duty to make something known: ``what`` is published ``where``, each None if unsaid."""

    what: str | None
    where: str | None


@dataclass(frozen=True, slots=True)
class Unset(Fact):
    """A frequency without a number (定期, 及时), to be set by someone, never assumed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one clause, each group in the order of the text."""

    deadlines: tuple[Deadline, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    fines: tuple[Fine, ...] = ()
    measures: tuple[Measure, ...] = ()
    publish: tuple[Publication, ...] = ()
    unset: tuple[Unset, ...] = ()

    def as_json(self) -> dict[str, list[dict[str, Json]]]:
        """Return every group as a list of JSON objects, empty groups included."""
        return {name: [fact.as_json() for fact in getattr(self, name)] for name in GROUPS}


GROUPS: Final[tuple[str, ...]] = tuple(field.name for field in dataclasses.fields(Facts))


def _json(value: object) -> Json:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{value!r} has no JSON form")

"""The credit grade of a unit on any day: from its records, by the scheme somebody set."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from bihuan.kernel.law.models import Setting
from bihuan.kernel.law.settings import setting
from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import end_of

from . import rules

SUBJECT: Final = "credit.grade"
FIELD: Final = "scheme"
Source = Callable[[QuerySet[Unit], date], Iterable[tuple[int, rules.Fact]]]
_SOURCES: list[Source] = []
#: What a unit of each grade is called where kinds of units are named, as for a draw.
TAGS: Final = {letter: f"信用{letter}级" for letter in rules.LETTERS}


def consult(source: Source) -> None:
    """Ask one more domain what counts against units up to a day: each unit's key with a fact."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def set_scheme(
    data: Mapping[str, Any], *, place: Place, reason: str, by: Viewer, at: datetime
) -> Setting:
    """Set how a place grades. Earlier days keep the scheme they had. Raises :class:`Invalid`."""
    try:
        rules.scheme(data)
    except (KeyError, TypeError, ValueError) as error:
        said = str(error) if isinstance(error, ValueError) else "计分办法没有填全。"
        raise Invalid(said, field="full") from error
    return decide(SUBJECT, FIELD, dict(data), place=place, reason=reason, by=by, at=at)


def scheme_of(unit: Unit, on: date) -> Setting | None:
    """Return the scheme that counted for a unit on a day; None where nobody set one."""
    return setting(SUBJECT, FIELD, path=unit.place_path, at=end_of(on))


def facts(unit: Unit, on: date) -> list[rules.Fact]:
    """Return all that counts against a unit up to a day, whatever a scheme makes of it."""
    return _facts(Unit.objects.filter(pk=unit.pk), on).get(unit.pk, [])


def grade(unit: Unit, on: date) -> rules.Grade | None:
    """Return the grade of a unit on a day, the same whenever it is asked; None without a scheme."""
    row = scheme_of(unit, on)
    return rules.graded(rules.scheme(row.value), facts(unit, on), on) if row else None


def tags(units: QuerySet[Unit], on: date) -> Iterator[tuple[int, str]]:
    """Yield the keys of units with what their grade of a day is called; none without a scheme."""
    found = _facts(units, on)
    schemes: dict[str, Setting | None] = {}
    for unit in units.order_by("pk"):
        if unit.place_path not in schemes:
            schemes[unit.place_path] = scheme_of(unit, on)
        if row := schemes[unit.place_path]:
            made = rules.graded(rules.scheme(row.value), found.get(unit.pk, []), on)
            yield unit.pk, TAGS[made.letter]


def _facts(units: QuerySet[Unit], on: date) -> dict[int, list[rules.Fact]]:
    found: dict[int, list[rules.Fact]] = {}
    rows = units.order_by()
    for source in _SOURCES:
        for pk, fact in source(rows, on):
            found.setdefault(pk, []).append(fact)
    for each in found.values():
        each.sort(key=lambda one: (one.on, one.kind, one.number))
    return found

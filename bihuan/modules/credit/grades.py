"""The credit grade of a unit on any day: from its records, by the scheme somebody set."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

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
Source = Callable[[Unit, date], list[rules.Fact]]
_SOURCES: list[Source] = []


def consult(source: Source) -> None:
    """Ask one more domain what counts against a unit up to a day."""
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
    found = [fact for source in _SOURCES for fact in source(unit, on)]
    return sorted(found, key=lambda one: (one.on, one.kind, one.number))


def grade(unit: Unit, on: date) -> rules.Grade | None:
    """Return the grade of a unit on a day, the same whenever it is asked; None without a scheme."""
    row = scheme_of(unit, on)
    return rules.graded(rules.scheme(row.value), facts(unit, on), on) if row else None

"""Numbers of committee work: those of the place's document, else ours, shown as derived."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

from bihuan.kernel.law.calendar import working_calendar
from bihuan.kernel.law.models import Document, Number
from bihuan.kernel.orgs.places import ancestors
from bihuan.lib import clocks
from bihuan.lib.workdays import YearNotPublished

_OURS: Final[dict[str, Any]] = tomllib.loads(
    (files(__package__) / "limits.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Ahead:
    """How many working days before its term more time is asked for, and what says so."""

    value: int
    unit: str
    basis: str


def ask_ahead(path: str) -> Ahead:
    """Return the number of the nearest document in force that has one, else ours."""
    rows = Number.objects.filter(
        key__endswith="#listing.ask_ahead", place__path__in=ancestors(path),
        clause__document__status=Document.Status.IN_FORCE,
    )  # fmt: skip
    row = rows.select_related("clause__document").order_by("-place__path", "pk").first()
    if row is not None:
        return Ahead(int(row.value), row.unit, str(row.clause))
    ours = _OURS["listing"]["ask_ahead"]
    return Ahead(ours["value"], ours["unit"], ours["derived"])


def on_time(due: datetime, ahead: Ahead, path: str, at: datetime) -> bool:
    """Say whether so many working days lie between a moment and a due date.

    Where the holidays of a year are not published nobody is refused for them.
    """
    limit = clocks.Limit(ahead.value, clocks.Unit.WORKDAYS)
    try:
        return clocks.due(at, limit, working_calendar(path, at)) <= due
    except YearNotPublished:
        return True

"""Which level's committee supervises the handling of an accident (``packs/*/accidents/*.toml``)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Unit
from bihuan.lib import packfolders
from bihuan.modules import clause_of, in_force_at

from . import rules
from .models import Accident


@dataclass(frozen=True)
class Line:
    """A sentence of a document: accidents of which grades are listed by the committee of a level.

    One with ``social_impact`` speaks of such accidents alone.
    """

    document: str
    clause: str
    says: str
    grades: tuple[str, ...]
    level: str
    social_impact: bool = False


@dataclass(frozen=True)
class Listing:
    """Who lists an accident: the level, the clause and its words, the office where it is known."""

    level: str
    clause: Clause
    says: str
    office: Unit | None


@cache
def lines() -> tuple[Line, ...]:
    """Return the sentences of every pack. Raises TypeError for one with an unknown entry."""
    found: list[Line] = []
    for data in packfolders.read("accidents"):
        for row in data["listings"]:
            grades = tuple(row.pop("grades"))
            found.append(Line(document=data["document"], grades=grades, **row))
    return tuple(found)


def listing(record: Accident, on: date) -> Listing | None:
    """Return who lists the handling of an accident, by the highest level a document in force names.

    None where no document of its place says so; a draft binds nobody.
    """
    path = record.matter.place_path
    fitting = [line for line in lines() if _fits(line, record)]
    fitting.sort(key=lambda line: rules.LEVELS.index(line.level), reverse=True)
    binding = in_force_at(path, on)
    for line in fitting:
        if line.document in binding:
            office = units.nearest(units.OFFICE, path, on, line.level)
            return Listing(line.level, clause_of(line.document, line.clause), line.says, office)
    return None


def _fits(line: Line, record: Accident) -> bool:
    return record.grade in line.grades and (record.social_impact or not line.social_impact)

"""What grade a unit holds and whether it holds a licence, as the domain that keeps papers knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bihuan.kernel.orgs.models import Unit

from . import rules


@dataclass(frozen=True)
class Held:
    """The grade a unit holds on a day: its number, from when to when."""

    grade: str
    number: str
    since: date
    until: date | None


Grades = Callable[[QuerySet[Unit], date], Mapping[int, Held]]
Licensed = Callable[[Unit, date], bool]
_grades: list[Grades] = []
_licensed: list[Licensed] = []


def consult(grades: Grades, licensed: Licensed) -> None:
    """Ask the domain that keeps papers, from now on."""
    _grades[:], _licensed[:] = [grades], [licensed]


def grades(units: QuerySet[Unit], on: date) -> Mapping[int, Held]:
    """Return the grades units hold on a day, by the key of the unit; those without one missing."""
    return _grades[0](units, on) if _grades else {}


def held(unit: Unit, on: date) -> Held | None:
    """Return the grade one unit holds on a day, None without one."""
    return grades(Unit.objects.filter(pk=unit.pk), on).get(unit.pk)


def reaches(unit: Unit, grade: str, on: date) -> bool:
    """Say whether a unit holds a grade on a day, or a better one."""
    found = held(unit, on)
    return found is not None and not rules.lower(found.grade, grade)


def licensed(unit: Unit, on: date) -> bool:
    """Say whether a unit holds a safety licence on a day."""
    return any(source(unit, on) for source in _licensed)

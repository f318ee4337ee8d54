"""Which authority is told of an accident, which is above it, whose government investigates."""

from datetime import date
from typing import Any

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.places import ancestors

from . import rules
from .models import Accident, Investigation

#: Kinds of unit that work-safety authorities and departments with such duties are.
AUTHORITY, GOVERNMENT = "emergency_department", "government"
DEPARTMENTS = ("regulator", "department")


def authority_of(path: str, on: date) -> Unit | None:
    """Return the work-safety authority of a place, or of the nearest place above that has one."""
    return units.nearest(AUTHORITY, path, on)


def authority_above(unit: Unit, on: date) -> Unit | None:
    """Return the authority above one, when the installation knows any."""
    above = ancestors(unit.place_path)[1:]
    return authority_of(above[0], on) if above else None


def overseeing(record: Investigation, on: date) -> Unit | None:
    """Return the authority above the government that investigates: it may watch the look back."""
    path = record.accident.matter.place_path
    own = record.government.place_path if record.government else path
    above = ancestors(own)[1:]
    return authority_of(above[0], on) if above else None


def told_first(unit: Unit, on: date) -> list[Unit]:
    """Return who is told first (第九条): the authority, and the department that supervises."""
    watching = unit.supervisor if unit.supervisor and unit.supervisor.kind in DEPARTMENTS else None
    return list(dict.fromkeys(filter(None, (authority_of(unit.place_path, on), watching))))


def receiving(record: Any, on: date) -> Unit | None:
    """Return the authority that handles an accident: that of its place, else the supervisor."""
    return next(iter(told_first(record.unit, on)), None)


def investigating(record: Accident, on: date) -> Unit | None:
    """Return the government that investigates by the grade (第十九条); None where it is not known.

    A government of the level itself, never another's: what is out of reach stays unassigned.
    """
    level = rules.INVESTIGATES[record.grade]
    return units.nearest(GOVERNMENT, record.matter.place_path, on, level)

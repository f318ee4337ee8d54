"""What listed supervision, a summons and help leave behind on the hazard they were asked for."""

from datetime import date
from typing import Any

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from . import gates
from .models import Hazard, Sanction

#: Who keeps the list at each level.
KEEPERS = {"town": "town_government"}


def hazard_of(matter: Matter | None) -> Hazard | None:
    """Return the hazard of a matter, None for another kind."""
    if matter is None:
        return None
    return Hazard.objects.select_related("matter", "listing").filter(matter=matter).first()


def keeper(record: Hazard, on: date) -> Unit:
    """Return who keeps the list at the level that is asked for. Raises :class:`Invalid`."""
    kind = KEEPERS.get(record.level, units.OFFICE)
    found = units.nearest(kind, record.matter.place_path, on, record.level)
    if found is None:
        says = f"隐患所在地没有登记{record.get_level_display()}一级的挂牌单位，请选另一级。"
        raise Invalid(says, field="level")
    return found


def join_same(moved: Any) -> None:
    """Tie a hazard registered twice to the one that goes on, by its number.

    Raises :class:`Invalid` for a number that is no other hazard of the same unit in one's sight.
    """
    record, number = moved.record, moved.record.same_number.strip()
    if not number:
        return
    seen = Matter.objects.visible_to(moved.by).filter(number=number).exclude(pk=record.pk)
    other = seen.filter(hazard__unit=record.unit_id, hazard__same_as=None).first()
    if other is None:
        says = f"没有编号为“{number}”的这一单位的另一件隐患，或您的岗位看不到。"
        raise Invalid(says, field="same_number")
    record.same_as = other
    record.save(update_fields=["same_as"])


def note_listed(moved: Any) -> None:
    """Note on the hazard a listing was asked for that it is listed, and under which number."""
    hazard = hazard_of(moved.matter.parent)
    if hazard is None:
        return
    hazard.listing, hazard.delisted_on = moved.matter, None
    hazard.save(update_fields=["listing", "delisted_on"])
    _write(hazard.matter, "listed", moved, {"listing": moved.matter.number})


def note_delisted(moved: Any) -> None:
    """Note that it is off the list, which only a hazard can be that passed its acceptance."""
    hazard = hazard_of(moved.matter.parent)
    if hazard is None:
        return
    if says := gates.listing_waits(hazard):
        raise WrongState(says, can="监管部门")
    hazard.delisted_on = in_shanghai(moved.at).date()
    hazard.save(update_fields=["delisted_on"])
    _write(hazard.matter, "delisted", moved, {"listing": moved.matter.number})


def note_talk(moved: Any) -> None:
    """Note on a sanction that the unit was summoned, so that exposure may follow."""
    parent = moved.matter.parent
    sanction = Sanction.objects.filter(matter=parent).first() if parent else None
    if sanction is None:
        return
    sanction.talked_on, sanction.interview = moved.record.held_on, moved.matter
    sanction.save(update_fields=["talked_on", "interview"])
    _write(sanction.matter, "talked", moved, {"interview": moved.matter.number})


def _write(matter: Matter, verb: str, moved: Any, body: dict[str, Any]) -> None:
    entries.append(matter, verb, by=moved.by, at=moved.at, body=body)

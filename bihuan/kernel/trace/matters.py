"""Opening a matter and saying who takes part in it. How it moves is the flows' business."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Actor
from bihuan.lib.clocks import in_shanghai

from .entries import append
from .models import Matter, Party
from .numbers import next_number

OWN = "unit"


@transaction.atomic
def open_matter(  # noqa: PLR0913 - a matter is opened with all of its facts
    *,
    flow: str,
    title: str,
    place: Place,
    unit: Unit | None,
    clause: Clause | None = None,
    parent: Matter | None = None,
    prefix: str,
    state: str,
    by: Actor,
    at: datetime,
) -> Matter:
    """Return a new matter with its number, its unit as a party and its first entry ``opened``.

    The number's year is that of ``at`` in China. Whether the actor may open it, the flow decides.
    """
    matter: Matter = Matter.objects.create(
        number=next_number(prefix, place.code, in_shanghai(at).year),
        flow=flow,
        title=title,
        clause=clause,
        place=place,
        place_path=place.path,
        unit=unit,
        parent=parent,
        state=state,
        opened_at=at,
    )
    if unit is not None:
        Party.objects.create(matter=matter, unit=unit, part=OWN)
    append(matter, "opened", by=by, at=at, body=_birth(matter))
    return matter


@transaction.atomic
def add_party(matter: Matter, unit: Unit, part: str, *, by: Actor, at: datetime) -> Party:
    """Let a unit take part (and so open the matter); adding it again changes nothing."""
    party, new = Party.objects.get_or_create(matter=matter, unit=unit, part=part)
    if new:
        append(matter, "joined", by=by, at=at, body={"unit": unit.pk, "part": part})
    return party


def _birth(matter: Matter) -> dict[str, Any]:
    names = ("number", "flow", "title", "clause_id", "place_id", "unit_id", "parent_id", "state")
    return {name: getattr(matter, name) for name in names}

"""Named reads for the surfaces: the register of awards, and what somebody was commended for."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import CommendationFlow
from .models import Nominee


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Nominee]:
    """Return the awards of the rounds a viewer may open, the latest first.

    ``q`` keeps those whose unit, person or honour has these words, ``year`` those of a year,
    ``which`` those in force (""), revoked (``revoked``) or all (``all``).
    """
    seen = Matter.objects.visible_to(viewer).filter(flow=CommendationFlow.key)
    rows = Nominee.objects.filter(commendation__in=seen.values("pk")).exclude(granted_on=None)
    if words := asked.get("q"):
        rows = rows.filter(
            Q(unit__name__icontains=words) | Q(person__name__icontains=words)
            | Q(commendation__honour__icontains=words)
        )  # fmt: skip
    if year := asked.get("year"):
        rows = rows.filter(granted_on__year=int(year))
    if asked.get("which") != "all":
        rows = rows.filter(revoked_on__isnull=asked.get("which") != "revoked")
    return _shown(rows)


def of(on: date, *, unit: Unit | None = None, person: Person | None = None) -> list[Nominee]:
    """Return what a person, or else a unit itself, was commended for by a day, revoked or not."""
    whose = Q(person=person) if person else Q(unit=unit, person=None)
    return list(_shown(Nominee.objects.filter(whose, granted_on__lte=on)))


def _shown(rows: QuerySet[Nominee]) -> QuerySet[Nominee]:
    shown = rows.select_related("unit", "person", "commendation__matter", "commendation__decider")
    return shown.order_by("-granted_on", "-pk")

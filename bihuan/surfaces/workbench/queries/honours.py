"""What the page of a list of nominees shows besides, and how a unit or person stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accountability import bars
from bihuan.modules.accountability.models import Bar
from bihuan.modules.assessment import vetoes
from bihuan.modules.assessment.models import Veto
from bihuan.modules.commendation import eligibility, nominees, queries
from bihuan.modules.commendation.flows import AwardReviewFlow, CommendationFlow
from bihuan.modules.commendation.models import Consultation, Nominee


@dataclass(frozen=True)
class Shown:
    """A nominee with what was answered, what bars it today, and what bars its person's unit."""

    nominee: Nominee
    number: str
    consultations: list[Consultation]
    against: list[str]
    beside: list[str]


@dataclass(frozen=True)
class Standing:
    """What somebody is barred from on a day, what vetoes the unit, what it was commended for."""

    bars: list[Bar]
    vetoes: list[Veto]
    awards: list[Nominee]


def commendation_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return the nominees of a list, or the award that is looked at again; else nothing."""
    if matter.flow == CommendationFlow.key:
        rows = Nominee.objects.filter(commendation=matter.pk).order_by("number")
        rows = rows.select_related("unit", "person", "commendation__matter")
        shown = rows.prefetch_related("consultations__body", "consultations__opinion")
        return {"nominated": [_shown(one, viewer.on) for one in shown]}
    if matter.flow == AwardReviewFlow.key:
        return {"looked_at": AwardReviewFlow.record(matter.pk).nominee}
    return {}


def told(found: Standing, on: date) -> list[str]:
    """Return in lines how somebody stood on a day; what was revoked since was in force then."""
    vetoed = [f"一票否决：{one.says}（{one.since} 起）。" for one in found.vetoes]
    given = [
        f"{one.granted_on} {one.commendation.decider.name}表彰：{one.commendation.honour}"
        f"{f'，{one.revoked_on} 撤销' if one.revoked_on and one.revoked_on <= on else ''}。"
        for one in found.awards
    ]
    return [*given, *vetoed, *(bars.said(bar) for bar in found.bars)]


def _shown(one: Nominee, on: date) -> Shown:
    ended = bool(one.struck_because or one.granted_on)
    return Shown(
        one, nominees.number_of(one), list(one.consultations.all()),
        [] if ended else eligibility.against(one, on),
        eligibility.barring(one.unit, None, on) if one.person_id and not ended else [],
    )  # fmt: skip


def standing(on: date, *, unit: Unit | None = None, person: Person | None = None) -> Standing:
    """Return how a person, or else a unit itself, stands on a day."""
    return Standing(
        bars.in_force(on, person=person, unit=unit),
        vetoes.of(unit, on) if unit and person is None else [],
        queries.of(on, unit=unit, person=person),
    )

"""The census of the grid (网格排查): every unit visited, its dossier put right, photographs kept.

The duty itself, with its day, is a rule of the place's document; here stands who was visited and
who was not, which no statement of the office can replace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import may, units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import in_shanghai

from . import keeping
from .models import Visit

#: The duty of the packs that asks for the census.
DUTY: Final = "census.grid"
PHOTO: Final = "影像资料"
#: Units that stand for a grid: what lies in their place is theirs to visit.
GRIDS: Final = ("village", "station", "town_government", "zone_committee")


@dataclass(frozen=True)
class Round:
    """The census of one year: from which day to which a visit counts."""

    year: int

    @property
    def starts(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    @property
    def ends(self) -> date:
        """The last day of the first quarter (每年一季度)."""
        return date(self.year, 3, 31)


@dataclass(frozen=True)
class Coverage:
    """How far one grid is: units in it, those visited in the round, in time or after it."""

    place: str
    name: str
    units: int
    visited: int
    late: int

    @property
    def uncovered(self) -> int:
        """Units nobody has visited in the round."""
        return self.units - self.visited - self.late


@transaction.atomic
def visit(  # noqa: PLR0913 - a visit has a day, words, photographs, and what was put right
    unit: Unit,
    *,
    on: date,
    found: str,
    photos: Sequence[Evidence],
    facts: dict[str, Any] | None = None,
    by: Viewer,
    at: datetime,
) -> Visit:
    """Note a visit: that nothing changed, or with the facts that did (those need a post that may).

    Raises :class:`NotAllowed`, :class:`WrongState`, :class:`Invalid` naming the field,
    :class:`ProofMissing` without a photograph that hangs on the chain of the unit.
    """
    demand_visit(by, unit)
    if unit.until is not None:
        raise WrongState(f"{unit.name}已于 {unit.until} 终止，不再走访。")
    if on > in_shanghai(at).date():
        raise Invalid("“走访日期”不能晚于今天。", field="on")
    if not found.strip():
        raise Invalid("还没有填写“走访情况”。没有变化的写“与档案一致”。", field="found")
    if Visit.objects.filter(unit=unit, on=on).exists():
        raise Invalid(f"{unit.name} {on} 的走访已登记。", field="on")
    if not photos:
        raise ProofMissing(f"还缺“{PHOTO}”：逐一排查要上传影像资料。", can="走访的网格员")
    if foreign := next((one for one in photos if one.chain != unit.chain), None):
        raise ProofMissing(f"“{foreign.name}”不是{unit.name}的材料。")
    changes = keeping.keep(unit, facts, since=on, basis="网格走访", by=by, at=at) if facts else []
    made = Visit.objects.create(
        unit=unit, on=on, changed=bool(changes), found=found.strip(), by_id=by.person_id,
        post_id=by.post_id, photos=[one.pk for one in photos], at=at,
    )  # fmt: skip
    body = {"on": on.isoformat(), "found": made.found, "changed": [one.fact for one in changes],
            "photos": {str(one.pk): one.sha256 for one in photos}}  # fmt: skip
    entries.append_to(unit.chain, "visited", by=by, at=at, body=body)
    return made


def demand_visit(by: Viewer, unit: Unit) -> None:
    """Refuse a visit by who neither maintains the unit nor belongs to the grid it lies in."""
    if unit.kind != keeping.ENTERPRISE:
        raise WrongState(f"{unit.name}不是生产经营单位，不在网格排查之列。")
    if by.unit_id == unit.pk:
        raise NotAllowed("走访由网格员、镇街或主管部门登记，不由本单位登记。", can="所在镇街、村")
    if not (may(by, roles.MANAGE_ORGS, over=unit) or in_grid(by, unit)):
        raise NotAllowed(f"{unit.name}不在您的网格。", can="所在镇街、村的网格员")


def in_grid(by: Viewer, unit: Unit) -> bool:
    """Say whether a unit lies in the grid of somebody who stands in for the units there."""
    stands = by.can(roles.PROXY) and unit.place_path.startswith(by.path)
    return stands and Unit.objects.filter(pk=by.unit_id, kind__in=GRIDS).exists()


def visible(by: Viewer) -> Q:
    """Match the units whose visits somebody may see: those in sight, and those of her grid."""
    seen = units_seen(by)
    if by.can(roles.PROXY) and Unit.objects.filter(pk=by.unit_id, kind__in=GRIDS).exists():
        seen |= Q(place_path__startswith=by.path)
    return seen


def counted(by: Viewer) -> QuerySet[Unit]:
    """Return the units the census counts: every enterprise in sight that has not ended."""
    return Unit.objects.filter(visible(by), kind=keeping.ENTERPRISE, until=None)


def visited(round_: Round) -> Q:
    """Match the units visited in a round, by its last day or later in its year."""
    return Q(Exists(_visits(round_)))


def _visits(round_: Round) -> QuerySet[Visit]:
    return Visit.objects.filter(unit=OuterRef("pk"), on__year=round_.year)


def coverage(by: Viewer, round_: Round) -> list[Coverage]:
    """Return how far each town (or lowest place with enterprises) is, the least covered first."""
    intime = Exists(_visits(round_).filter(on__lte=round_.ends))
    rows = counted(by).annotate(in_time=intime, at_all=Exists(_visits(round_))).order_by()
    totals = rows.values("place__code", "place__name").annotate(
        n=Count("pk"), ok=Count("pk", filter=Q(in_time=True)),
        late=Count("pk", filter=Q(at_all=True, in_time=False)),
    )  # fmt: skip
    found = [
        Coverage(one["place__code"], one["place__name"], one["n"], one["ok"], one["late"])
        for one in totals
    ]
    return sorted(found, key=lambda one: (-one.uncovered, one.place))


def duties(by: Viewer, round_: Round) -> QuerySet[Obligation]:
    """Return the duties of a round that the viewer sees: those of the rule that asks for it."""
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(by)
    asked = rows.filter(rule__duty=DUTY, period=str(round_.year))
    return asked.select_related("holder", "clause__document").order_by("place_path", "pk")

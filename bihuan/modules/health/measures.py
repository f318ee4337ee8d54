"""The measures a place's document asks of enterprises: carried out with proof, looked at again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from bihuan.kernel.law.models import Clause, Ladder
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.modules import TASK_LADDER

from . import rules
from .models import MeasureKept
from .parties import demand_employer
from .rules import Measure
from .surveys import AHEAD, BY


@dataclass(frozen=True)
class Standing:
    """One measure and how it was last carried out, None if never."""

    measure: Measure
    kept: MeasureKept | None

    def missing(self, on: date) -> bool:
        """Say whether it was never carried out, or its day of looking again has passed."""
        return self.kept is None or self.kept.due_on < on


def standings(unit: Unit) -> list[Standing]:
    """Return the measures asked of a unit where it is, each as it stands; empty where none is."""
    last = latest(unit)
    return [Standing(one, last.get(one.kept_as)) for one in rules.measures_of(unit.place_path)]


def latest(unit: Unit) -> dict[str, MeasureKept]:
    """Return the last time each measure was carried out by a unit, by its key."""
    rows = MeasureKept.objects.filter(unit=unit).select_related("proof", "by", "duty")
    return {row.key: row for row in rows.order_by("done_on", "pk")}


def find(unit: Unit, key: str) -> Measure:
    """Return a measure asked of a unit. Raises :class:`NotFound` for one that is not."""
    for one in rules.measures_of(unit.place_path):
        if one.kept_as == key:
            return one
    raise NotFound("本地施行的文件没有这项措施。")


@transaction.atomic
def keep(  # noqa: PLR0913 - what was done, when, how, the next look, its proof, by whom, when
    unit: Unit, key: str, *, done_on: date, says: str, due_on: date, proof: Evidence | None,
    by: Viewer, at: datetime,
) -> MeasureKept:  # fmt: skip
    """Note that a measure was carried out, with its proof; what was owed of it is met.

    Raises :class:`NotAllowed`, :class:`NotFound`, :class:`Invalid` naming the field.
    """
    demand_employer(by, unit)
    one = find(unit, key)
    if done_on > in_shanghai(at).date():
        raise Invalid(f"{done_on} 还没有到。", field="done_on")
    if due_on <= done_on:
        raise Invalid("下次核对日期应晚于落实日期。", field="due_on")
    if not says.strip():
        raise Invalid("还没有填写“怎么落实的”。", field="says")
    if proof is None:
        raise Invalid(f"还没有上传佐证：{one.proof}。", field="proof")
    before = latest(unit).get(key)
    made = MeasureKept.objects.create(
        unit=unit, key=key, done_on=done_on, says=says.strip(), due_on=due_on, proof=proof,
        by_id=by.person_id, at=at,
    )  # fmt: skip
    if before is not None and before.duty is not None and before.duty.done_at is None:
        settle(before.duty, by=by, at=at, reason=f"已于 {done_on} 再次落实")
    body = {"measure": key, "done_on": str(done_on), "due_on": str(due_on)}
    entries.append_to(unit.chain, "health_measure_kept", by=by, at=at, body=body)
    return made


def open_due(at: datetime) -> int:
    """Open the duty to look again at every measure whose day is near; return how many."""
    horizon = in_shanghai(at).date() + AHEAD
    later = MeasureKept.objects.filter(
        unit=OuterRef("unit"), key=OuterRef("key"), done_on__gt=OuterRef("done_on")
    )
    rows = MeasureKept.objects.filter(
        ~Exists(later), due_on__lte=horizon, duty=None, unit__until=None
    )
    return sum(_open(row, at) for row in rows.select_related("unit").order_by("pk"))


@transaction.atomic
def _open(row: MeasureKept, at: datetime) -> int:
    found = [one for one in rules.measures_of(row.unit.place_path) if one.kept_as == row.key]
    if not found:
        return 0
    row.duty = open_one(
        kind=Of.PERIODIC, title=f"核对职业健康措施：{found[0].title}", holder=row.unit,
        legal_due=end_of(row.due_on), by=BY, at=at, clause=clause_of(found[0]),
        ladder=Ladder.objects.filter(key=TASK_LADDER).first(),
    )  # fmt: skip
    row.save(update_fields=["duty"])
    return 1


def clause_of(one: Measure) -> Clause | None:
    """Return the clause that asks for a measure, None where its pack is not loaded."""
    rows = Clause.objects.filter(document__key=one.document, no=one.clause)
    return rows.select_related("document").order_by("-version").first()

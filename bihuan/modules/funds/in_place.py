"""Whether investment is in place in enterprises: the ledger kept, what is due extracted."""

from collections.abc import Sequence
from datetime import date, timedelta

from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.orgs.models import Unit
from bihuan.lib.clocks import end_of
from bihuan.lib.money import shown
from bihuan.lib.verdicts import State, Verdict, judged, unknown

from . import fees
from .fee_flow import PLAN_RULE
from .models import FeeYear
from .queries import bound

UNCONFIRMED = ("declaring", "pending")


def verdicts(units: Sequence[Unit], on: date) -> dict[int, Verdict]:
    """Return how enterprises stand at the last month that is over, by their keys.

    What was extracted by that day counts (财资〔2022〕136号). Who owes nothing is not asked; while
    a base or rate is missing the answer is unknown. A few queries however many they are.
    """
    year = (on.replace(day=1) - timedelta(days=1)).year
    rows = FeeYear.objects.filter(unit__in=units, matter__opened_at__lte=end_of(on))
    kept = rows.exclude(matter__state="dropped").select_related("matter")
    now = {one.fee.unit_id: one for one in fees.standings(
        list(kept.filter(year=year)), on, known_by=end_of(on))}  # fmt: skip
    before = set(kept.filter(year__lt=year).values_list("unit_id", flat=True))
    ruled = Rule.objects.filter(in_force(on), key=PLAN_RULE).exists()
    owing = Unit.objects.filter(bound(on), pk__in=[one.pk for one in units])
    owes = set(owing.values_list("pk", flat=True))
    found = {}
    for one in units:
        if one.pk in now:
            found[one.pk] = _kept(now[one.pk])
        elif one.pk in before:
            found[one.pk] = judged([f"{year} 年的安全费用台账没有建立"], [])
        else:
            found[one.pk] = _unkept(one, year, ruled=ruled, owes=one.pk in owes)
    return found


def _kept(stands: fees.Standing) -> Verdict:
    missing = []
    if stands.fee.matter.state in UNCONFIRMED:
        missing.append("年度计划还没有经主要负责人确认")
    if stands.short:
        last = stands.ended[-1].number
        missing.append(f"到 {last} 月末少提 {shown(stands.short)} 元")
    return judged(missing, stands.unknown if stands.unset else [])


def _unkept(unit: Unit, year: int, *, ruled: bool, owes: bool) -> Verdict:
    if not ruled:
        return unknown("没有载入安全生产费用的规定")
    if owes:
        return unknown(f"应提取安全生产费用，{year} 年没有台账，提没提、用没用不知道")
    if not unit.industry:
        return unknown("行业没有登记，应不应提取不知道")
    return Verdict(State.UNASKED, ("不属于规定应提取安全生产费用的行业",))

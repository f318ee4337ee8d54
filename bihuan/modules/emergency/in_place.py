"""Whether rescue is in place in enterprises: plans published, filed, evaluated, drilled; teams."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q

from bihuan.kernel.orgs.models import Unit
from bihuan.lib.clocks import end_of
from bihuan.lib.verdicts import Verdict, judged, unknown

from . import coverage
from .coverage import PLANS
from .models import Agreement, Plan, Team
from .rules import Demand


def verdicts(units: Sequence[Unit], on: date) -> dict[int, Verdict]:
    """Return how enterprises stand against every demand that means them, by their keys.

    Two queries a demand, however many they are (安全生产法第八十一条、第八十二条).
    """
    rows = Unit.objects.filter(pk__in=[one.pk for one in units])
    missing: dict[int, dict[str, None]] = defaultdict(dict)
    asked: set[int] = set()
    for what in coverage.STANDINGS:
        for demand, document in coverage.binding_at(coverage.NATION, on, what):
            meant = coverage.meant(rows, demand, document, on)
            for row in coverage.standing(meant, demand, on):
                asked.add(row.pk)
                missing[row.pk] |= dict.fromkeys(_words(row, demand))
    known = _recorded(units, on)
    return {
        one.pk: unknown("没有登记预案、队伍和救援协议") if one.pk not in known
        else judged(list(missing[one.pk]), []) if one.pk in asked
        else unknown("没有载入要求编制预案的条款")
        for one in units
    }  # fmt: skip


def _words(row: Unit, demand: Demand) -> Iterator[str]:
    """Yield what a unit lacks of one demand."""
    if demand.what == "teams":
        if getattr(row, "none", False):
            yield "没有救援队伍，也没有救援协议" if demand.agreement else "没有救援队伍"
        return
    if getattr(row, "none", False):
        yield f"没有公布的预案（{demand.title}）" if demand.event else "没有公布的预案"
        return
    for name in ("unfiled", "undrilled", "overdue"):
        if getattr(row, name, False) and (name != "unfiled" or demand.filed):
            yield f"预案{PLANS[name]}"


def _recorded(units: Sequence[Unit], on: date) -> set[int]:
    """Return the units of which anything was recorded by a day."""
    plans = Plan.objects.filter(office__in=units, matter__opened_at__lte=end_of(on))
    own = Team.objects.filter(unit__in=units)
    agreed = Agreement.objects.filter(Q(client__in=units), matter__opened_at__lte=end_of(on))
    return {
        *plans.values_list("office_id", flat=True), *own.values_list("unit_id", flat=True),
        *agreed.values_list("client_id", flat=True),
    }  # fmt: skip

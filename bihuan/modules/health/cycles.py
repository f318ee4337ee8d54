"""How often who is exposed to a factor is examined, as named units set it; unset where none did."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.orgs import places, roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import months_after

from .models import Cycle, ExposedWorker


def binding(unit: Unit, on: date) -> QuerySet[Cycle]:
    """Return what binds an enterprise on a day: its own rules, and those of departments above."""
    above = Unit.objects.filter(
        place_path__in=places.ancestors(unit.place_path)
    ).exclude(kind=unit.kind)  # fmt: skip
    rows = Cycle.objects.filter(since__lte=on)
    return (rows.filter(unit=unit) | rows.filter(unit__in=above.values("pk"))).select_related(
        "unit", "by"
    ).order_by("factor", "months", "pk")  # fmt: skip


def due_of(row: ExposedWorker, last: date) -> date | None:
    """Return by when a worker is examined again after ``last``, by the strictest rule that binds.

    A rule binds who is exposed to the factor it names; None where none does.
    """
    months = [
        one.months for one in binding(row.unit, last) if one.factor in row.factors
    ]  # fmt: skip
    return months_after(last, min(months)) if months else None


@transaction.atomic
def settle(unit: Unit, *, by: Viewer, at: datetime, **given: Any) -> Cycle:
    """Set how often, on a basis. Examinations from the day on are reckoned by it.

    Raises :class:`NotAllowed`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    for field, title in (("factor", "危害因素"), ("basis", "依据（文件名称、文号或标准编号）")):
        if not (given.get(field) or "").strip():
            raise Invalid(f"还没有填写“{title}”。", field=field)
    if not given.get("months"):
        raise Invalid("还没有填写“多少个月查一次”。", field="months")
    made = Cycle.objects.create(unit=unit, by_id=by.person_id, at=at, **given)
    body = {"factor": made.factor, "months": made.months, "since": str(made.since)}
    entries.append_to(unit.chain, "cycle_set", by=by, at=at, body=body)
    return made

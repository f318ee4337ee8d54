"""What is looked at before a visit: how often already this year, and who else goes there.

A cap counts only where a named person has set one for the place; nothing is capped otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Setting
from bihuan.kernel.law.settings import setting
from bihuan.kernel.orgs.refusals import Invalid

from . import rules
from .models import Inspection

#: What a place sets by ``assignments.decide``: the most visits of one office to a unit in a year.
SUBJECT, CAP = "inspections.visit", "cap"
#: A visit that was arranged counts; one that was cancelled does not.
ARRANGED: Final = ("ready", "underway", "handling", "closed")


@dataclass(frozen=True)
class Seen:
    """What the guard sees of a visit: visits of the year, the cap, who else comes that month."""

    made: int
    cap: Setting | None
    others: Sequence[Inspection]

    @property
    def full(self) -> bool:
        """Say whether the year's visits are used up."""
        return self.cap is not None and self.made >= int(self.cap.value)


def look(record: Inspection, at: datetime) -> Seen:
    """Return what stands before a visit of a unit on its day."""
    on = record.visit_on or record.due_on
    rows = Inspection.objects.filter(unit=record.unit_id).exclude(pk=record.pk)
    made = rows.filter(office=record.office_id, matter__state__in=ARRANGED).filter(
        _in_year(on.year)
    )
    first, after = rules.month(on)
    near = Q(visit_on__gte=first, visit_on__lt=after)
    near |= Q(visit_on=None, due_on__gte=first, due_on__lt=after)
    others = rows.filter(near, matter__state__in=("planned", *ARRANGED)).exclude(
        office__in=(record.office_id, *record.partners)
    )
    cap = setting(SUBJECT, CAP, path=record.unit.place_path, at=at)
    return Seen(made.count(), cap, list(others.select_related("office").order_by("pk")))


def _in_year(year: int) -> Q:
    return Q(visit_on__year=year) | Q(visit_on=None, due_on__year=year)


def demand_free(record: Inspection, at: datetime) -> None:
    """Refuse a visit beyond the cap, or beside another department's, without its reason."""
    seen = look(record, at)
    if seen.full and seen.cap is not None and not record.excess.strip():
        says = (
            f"{record.office.name}今年已经安排检查{record.unit.name} {seen.made} 次，"
            f"本地设定每年不超过 {seen.cap.value} 次。确需再查的写明理由。"
        )
        raise Invalid(says, field="excess")
    if seen.others and not record.apart.strip():
        names = "、".join(dict.fromkeys(one.office.name for one in seen.others))
        says = f"同一月份{names}也要检查{record.unit.name}。先商量联合检查；确需分开的写明理由。"
        raise Invalid(says, field="apart")


def of_unit(unit_id: int, year: int) -> QuerySet[Inspection]:
    """Return the visits of a unit that were arranged in a year, by anybody."""
    return Inspection.objects.filter(_in_year(year), unit=unit_id, matter__state__in=ARRANGED)

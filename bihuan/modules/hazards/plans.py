"""The parts of a plan: which are settled since when; days that must be true."""

from typing import Any

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import in_shanghai

from . import rules
from .grading import demand_in_force
from .models import Hazard, PlanPart

TOLD = ("principal_told_on", "controller_told_on", "regulator_told_on", "workers_told_on")


def settle_parts(moved: Any) -> None:
    """Note each part of the plan that is now filled in, with its day and the entry that did it."""
    record: Hazard = moved.record
    known = set(record.parts.values_list("part", flat=True))
    values = {name: getattr(record, name) for names in rules.FIELDS.values() for name in names}
    day = in_shanghai(moved.at).date()
    PlanPart.objects.bulk_create(
        PlanPart(hazard=record, part=part.value, on=day, entry=moved.entry)
        for part in rules.Part
        if part in rules.filled(values) and part.value not in known
    )


def fixed_at_once(moved: Any) -> None:
    """Note what was put right on the spot: its grade, that day as its term, what it cost."""
    record: Hazard = moved.record
    check_fixed_on(moved)
    record.grade, record.due_on, record.money = Hazard.Grade.ORDINARY, record.fixed_on, record.spent
    record.done = record.measures
    record.save(update_fields=["grade", "due_on", "money", "done"])
    demand_in_force(record, record.against, "against")
    settle_parts(moved)


def check_fixed_on(moved: Any) -> None:
    """Refuse a day of completion before the hazard was found or after today."""
    _demand_between(moved, "fixed_on", "整改完成日期")


def check_told(moved: Any) -> None:
    """Refuse a day of telling somebody before the hazard was found or after today."""
    for name in TOLD:
        if name in moved.step.asks:
            field: Any = Hazard._meta.get_field(name)
            _demand_between(moved, name, str(field.verbose_name))


def _demand_between(moved: Any, name: str, title: str) -> None:
    record, today = moved.record, in_shanghai(moved.at).date()
    day = getattr(record, name)
    if not record.found_on <= day <= today:
        says = f"{title}应在发现日期 {record.found_on} 和今天 {today} 之间。"
        raise Invalid(says, field=name)

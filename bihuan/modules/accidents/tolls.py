"""Counts of an accident: each is kept, and the grade follows from those within the window."""

from datetime import datetime
from typing import Any

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer

from . import rules
from .models import Accident, Toll

COUNTED = ("deaths", "missing", "injured", "slight", "loss")


def keep(record: Accident, *, by: Viewer, at: datetime) -> Toll:
    """Keep what the accident's numbers say now as one count, and grade it anew."""
    numbers = {name: getattr(record, name) for name in COUNTED}
    made = Toll.objects.create(
        accident=record, at=at, person_id=by.person_id, says=record.changed, **numbers
    )
    graded = grade(record)
    if graded != record.grade:
        record.grade = graded
        record.save(update_fields=["grade"])
    return made


def count(moved: Any) -> None:
    """Keep the count that a step reported."""
    keep(moved.record, by=moved.by, at=moved.at)


def grade(record: Accident) -> str:
    """Return the grade: casualties as counted within the window, the loss as known last.

    After the window changed casualties change the numbers, no longer the grade (第二十条).
    """
    ends = rules.window_ends(record.happened_at, record.sort)
    rows = list(record.tolls.all())
    within = [row for row in rows if row.at <= ends] or rows[:1]
    last = within[-1] if within else record
    return rules.grade(last.deaths, last.injured, record.loss)


def settle(record: Accident, at: datetime) -> None:
    """Check the moments and the kind of an accident that is being entered, and grade it.

    Raises :class:`Invalid` for a moment ahead or out of order, or a kind of another edition.
    """
    if record.happened_at > at:
        raise Invalid("发生时间还没有到。", field="happened_at")
    check_heard(record, at)
    day = rules.day_of(record.happened_at)
    if not rules.kind_holds(record.kind, day):
        edition = "GB 6441—2025" if rules.kind_holds("其他", day) else "GB 6441—1986"
        says = f"“{record.kind}”不是 {day} 施行的 {edition} 的类别，请另选。"
        raise Invalid(says, field="kind")
    record.grade = rules.grade(record.deaths, record.injured, record.loss)


def check_heard(record: Accident, at: datetime) -> None:
    """Refuse a moment at which the head was told that is before the accident, or ahead."""
    if record.heard_at is not None and not record.happened_at <= record.heard_at <= at:
        raise Invalid("接到报告的时间应在事故发生以后、现在以前。", field="heard_at")

"""When the next rung of a ladder falls due, and where a suggested ladder counts at all.

A ladder with ``derived`` text counts only in places where a named person adopted it; obligations
elsewhere keep it, sleep, and are listed as 阶梯未设定 until somebody does.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from bihuan.kernel.law.models import Ladder, LadderStep, Setting

from . import dialect
from .models import Obligation

FIELD = "ladder"

_REARM = """
UPDATE obligations_obligation SET next_at = (
  SELECT $moment FROM law_ladderstep s
  WHERE s.ladder_id = obligations_obligation.ladder_id
    AND s.position = obligations_obligation.rung + 1)
WHERE done_at IS NULL AND paused_at IS NULL AND current_due IS NOT NULL AND id IN ($ids)
"""


class Adoption(NamedTuple):
    """That a ladder counts, or no longer counts, in a place and below."""

    path: str
    counts: bool


def adoptions(ladder: Ladder, at: datetime) -> list[Adoption]:
    """Return where a ladder counts, the deepest place first; the first that matches decides."""
    if not ladder.derived:
        return [Adoption("", counts=True)]
    rows = Setting.objects.filter(subject=ladder.key, field=FIELD, at__lte=at)
    facts = rows.order_by("at", "pk").values_list("place__path", "value")
    newest = {path: Adoption(path, counts=value is not None) for path, value in facts}
    return sorted(newest.values(), key=lambda adoption: len(adoption.path), reverse=True)


def counts_at(ladder: Ladder, path: str, at: datetime) -> bool:
    """Say whether a ladder counts in a place."""
    return next((a.counts for a in adoptions(ladder, at) if path.startswith(a.path)), False)


def next_at(obligation: Obligation, at: datetime) -> datetime | None:
    """Return when the rung after the last one taken falls due; None when nothing is to happen."""
    ladder, due = obligation.ladder, obligation.current_due
    if ladder is None or due is None or obligation.paused_at or obligation.done_at:
        return None
    step = ladder.steps.filter(position=obligation.rung + 1).first()
    if step is None or not counts_at(ladder, obligation.place_path, at):
        return None
    return due + timedelta(hours=step.after_hours)


def first_rungs(ladders: Iterable[Ladder], at: datetime) -> list[tuple[int, str, int | None]]:
    """Return ``(ladder id, place path, hours of the first rung or None)`` for set-based opening."""
    steps = LadderStep.objects.filter(ladder__in=ladders, position=0)
    first = {step.ladder_id: step.after_hours for step in steps}
    return [
        (ladder.pk, adoption.path, first.get(ladder.pk) if adoption.counts else None)
        for ladder in ladders
        for adoption in adoptions(ladder, at)
    ]


def rearm(rows: QuerySet[Obligation]) -> int:
    """Set when the next rung falls due for open, running rows whose ladder counts."""
    ids, values = rows.values_list("pk").query.sql_with_params()
    moment = dialect.hours_after("obligations_obligation.current_due", "s.after_hours")
    return dialect.run(_REARM, list(values), moment=moment, ids=ids)


def adopted(ladder: Ladder, at: datetime) -> int:
    """Bring all open obligations on a ladder in line with its adoptions; return how many moved."""
    everyone = Obligation.objects.everywhere("a ladder was adopted or dropped")
    rows = everyone.filter(ladder=ladder, done_at=None, paused_at=None)
    moved, rest = 0, rows
    for adoption in adoptions(ladder, at):
        inside = rest.filter(place_path__startswith=adoption.path)
        if adoption.counts:
            moved += rearm(inside.filter(next_at=None).order_by())
        else:
            moved += inside.exclude(next_at=None).update(next_at=None)
        rest = rest.exclude(place_path__startswith=adoption.path)
    return moved

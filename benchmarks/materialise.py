"""Materialising one rule for a million units, against a bare INSERT … SELECT of the same rows.

The floor has every column ready but the digest, of which it writes a constant of the same length.
It writes the first fifth of the units and counts five times: into smaller indexes than the rest
would meet, so it is taken lower rather than higher, and the run does not wait for it as long.
"""

from datetime import date

from benchmarks import _ground as ground
from benchmarks import _measure as measure

BAR, SHARE = 2.0, 5

_FLOOR = """
INSERT INTO obligations_obligation (kind, title, clause_id, rule_id, base_id, late_joiner, step,
  holder_id, supervisor_id, subject_id, place_path, period, slot, times_needed, times_done,
  opened_at, legal_due, current_due, ladder_id, rung, stage, next_at, outcome, mode, revision,
  trail_count, trail_head)
SELECT 'periodic', '安全检查', 1, %(rule)s, %(base)s, %(no)s, '', u.id, u.supervisor_id, u.id,
  u.place_path, '2026-01', '', 1, 0, {at}, {due}, {due}, 1, -1, 0, {next}, '', '', 0, 0, %(head)s
FROM orgs_unit u WHERE u.kind = 'enterprise' AND u.status = 'operating'
  AND u.place_path >= '44/' AND u.place_path < '440' AND u.id < %(end)s
"""


def main() -> bool:
    """Measure and return whether the bar is kept."""
    ground.set_up()
    from bihuan.kernel.law.models import Rule
    from bihuan.kernel.obligations.materialise import materialise

    at = ground.window(24 * 365)
    ground.settle()
    units = min(ground.rows(), 1_000_000)
    floor = measure.seconds(lambda: _floor(at, units // SHARE)) * SHARE
    made = Rule.objects.get(pk=ground.RULE)
    made.pk, made.key, made.per, made.times = None, "B#ours", "month", 1
    made.in_force_from = date(2026, 6, 1)
    made.save()
    opened = 0

    def open_period() -> None:
        nonlocal opened
        opened = materialise(at).opened

    figure = measure.seconds(open_period)
    if opened != units:
        raise RuntimeError(f"{opened} obligations were opened")
    Rule.objects.filter(pk=made.pk).update(in_force_until=date(2026, 6, 1))
    return measure.report(f"materialise one rule, {opened:,} units", figure, floor, BAR)


def _floor(at, units: int) -> None:
    from django.db import connection, transaction

    from bihuan.kernel.law.models import Rule
    from bihuan.kernel.obligations.models import Base

    rule = Rule.objects.get(pk=ground.RULE)
    rule.pk, rule.key = None, "B#floor"
    rule.save()
    base = Base.objects.create(
        rule=rule, per="month", period="2026-01", starts=date(2026, 1, 1), ends=date(2026, 1, 31),
        cut_off=date(2026, 1, 1), made_at=at, checked_on=date(2099, 1, 1), frozen_at=at,
    )  # fmt: skip
    moment = connection.ops.adapt_datetimefield_value(at)
    kind = "CAST(%(at)s AS timestamptz)" if connection.vendor == "postgresql" else "%(at)s"
    values = {"rule": rule.pk, "base": base.pk, "no": False, "at": moment, "head": "c" * 64}
    values["end"] = ground.FIRM + units
    with transaction.atomic():
        written = ground.execute(_FLOOR.format(at=kind, due=kind, next=kind), values)
    if written != units:
        raise RuntimeError(f"the floor wrote {written} obligations, not {units}")

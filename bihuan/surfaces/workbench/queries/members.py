"""How one member of a base stands: in words, and by how many days it is late."""

from datetime import date

from bihuan.kernel.obligations.models import Obligation
from bihuan.lib.clocks import in_shanghai

from .completeness import APART, REPORTED, STANDINGS


def word_of(o: Obligation) -> str:
    """Return how a member stands, in words."""
    if o.done_at is None:
        return STANDINGS["paused" if o.paused_at else "missing"]
    if o.outcome not in REPORTED:
        return STANDINGS["ended"]
    return STANDINGS[o.mode if o.mode in APART else "own"]


def days_late(o: Obligation, today: date) -> int | None:
    """Return how many calendar days an open member is past its due date; ``None`` if it is not."""
    if o.done_at or o.current_due is None:
        return None
    days = (today - in_shanghai(o.current_due).date()).days
    return days if days > 0 else None

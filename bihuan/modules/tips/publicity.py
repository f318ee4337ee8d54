"""What of a verified report is told to the public: what was found, never what was reported."""

from collections.abc import Mapping
from typing import Any

from bihuan.lib.clocks import in_shanghai

from .models import Tip


def of_tip(record: Tip) -> Mapping[str, Any]:
    """Return what was found and done, {} before it was signed."""
    if record.matter.state not in ("signed", "closed") or not record.handling:
        return {}
    named = record.unit.name if record.unit else ""
    return {
        "headline": f"{named or '一处'}安全生产问题查处情况"[:160],
        "subject": named or "没有登记的单位",
        "facts": record.facts,
        "outcome": record.handling,
        "formed_on": in_shanghai(record.matter.closed_at or record.matter.opened_at).date(),
    }

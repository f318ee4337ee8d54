"""What a case has to say to the public, and what it knows of its being public.

The decision within seven working days (安全生产法第七十八条); the texts are published elsewhere,
:mod:`bihuan.wires` draws them.
"""

from collections.abc import Mapping
from typing import Any

from bihuan.kernel.flows.changes import trail
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from . import letters
from .models import Case

Content = Mapping[str, Any]


def of_case(record: Case) -> Content:
    """Return a decision as it is published, {} before it was made."""
    if record.matter.state not in ("decided", "archived"):
        return {}
    rows = record.penalties.exclude(matter__state__in=("proposed", "dropped", "annulled"))
    decided = trail(record.matter).filter(verb="decide").last()
    day = in_shanghai(decided.at if decided else record.matter.opened_at).date()
    said = "\n".join(
        letters.worded(one) for one in rows.select_related("case__unit").order_by("pk")
    )
    return {
        "headline": f"{record.unit.name}行政处罚"[:160],
        "subject": record.unit.name,
        "facts": f"{record.facts}\n依据：{record.provision.name}",
        "outcome": said,
        "decided_on": day,
        "formed_on": day,
    }


def unnote(source: Matter) -> None:
    """Forget that a decision is public: it was withdrawn (行政处罚法第四十八条)."""
    Case.objects.filter(matter=source).update(published_on=None, published_in="")

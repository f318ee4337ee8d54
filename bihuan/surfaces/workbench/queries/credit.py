"""What the page of a listing shows besides its facts: each body and its receipt, its times."""

from typing import Any

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.credit import measures, rules
from bihuan.modules.credit.dishonesty_flow import DishonestyFlow
from bihuan.modules.credit.measure_flow import MeasureFlow
from bihuan.modules.credit.models import Dishonesty


def listing_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what belongs to a listing; nothing for another matter."""
    if matter.flow != DishonestyFlow.key:
        return {}
    record = Dishonesty.objects.get(pk=matter.pk)
    found = list(measures.of(record))
    owed = Obligation.objects.visible_to(viewer).filter(
        matter__in=[one.matter_id for one in found], done_at=None
    )
    dues = {row.matter_id: row.current_due for row in owed}
    return {
        "dishonesty": record,
        "condition": rules.conditions()[record.condition],
        "spells": list(record.spells.order_by("since", "pk")),
        "measures": [
            (one, MeasureFlow.states[one.matter.state].title, dues.get(one.pk)) for one in found
        ],
        "silent": sum(one.matter.state in measures.OWING for one in found),
    }

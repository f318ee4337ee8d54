"""What the page of an accident shows besides: how it was told, its counts, its way up."""

from typing import Any

from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accidents import authorities, listings, queries, rules
from bihuan.modules.accidents.report_flow import AccidentFlow


def accident_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return the facts computed of an accident; nothing for any other matter."""
    if matter.flow != AccidentFlow.key:
        return {}
    record: Any = AccidentFlow.record(matter.pk)
    record.matter = matter
    return {
        "accident": record,
        "told": queries.lateness(record),
        "window": rules.window_ends(record.happened_at, record.sort),
        "tolls": list(record.tolls.select_related("person")),
        "relays": list(queries.relays(record)),
        "reach": REACHED[rules.REACH[record.grade]],
        "investigator": authorities.investigating(record, viewer.on),
        "levels": dict(Place.Level.choices),
        "listing": listings.listing(record, viewer.on),
        "by_law": rules.GOVERNMENTS[rules.INVESTIGATES[record.grade]],
    }


#: How far up a report goes, as people say it.
REACHED = {"city": "设区的市级部门", "province": "省级部门", "nation": "国务院部门"}

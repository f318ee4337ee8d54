"""What the page of a return shows besides, and the returns a viewer sees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib import periods
from bihuan.lib.clocks import end_of
from bihuan.modules.statistics import returns
from bihuan.modules.statistics.flows import CollectionFlow, ReturnFlow
from bihuan.modules.statistics.models import Return

#: How many of the latest returns the list of forms shows.
LATEST = 30


def seen(viewer: Viewer) -> QuerySet[Return]:
    """Return the returns a viewer sees, the latest first."""
    shown = Matter.objects.visible_to(viewer).filter(flow=ReturnFlow.key)
    rows = Return.objects.filter(matter__in=shown.values("pk"))
    return rows.select_related("matter__place", "unit", "office").order_by("-matter_id")


@dataclass(frozen=True)
class Line:
    """A return as a line: itself, its period in words, how far it is, until when it is due."""

    record: Return
    period: str
    state: str
    due: datetime | None


def lines(rows: QuerySet[Return]) -> list[Line]:
    """Return some returns as lines."""
    return [Line(one, periods.parse(one.period).label, returns.state_of(one.matter),
                 end_of(one.due_on) if one.due_on else None)
            for one in rows]  # fmt: skip


def return_of(matter: Matter, viewer: Viewer, at: datetime) -> dict[str, Any]:
    """Return the frozen figures of a return and what would read otherwise; of a call, its returns.

    Nothing for another kind of matter.
    """
    if matter.flow == CollectionFlow.key:
        rows = seen(viewer).filter(matter__parent=matter).order_by("unit__place_path", "pk")
        return {"called": lines(rows)}
    if matter.flow != ReturnFlow.key:
        return {}
    record = Return.objects.select_related("unit", "office", "duty").get(pk=matter.pk)
    figures = record.figures
    return {
        "returned": record,
        "return_columns": figures.get("columns", []),
        "return_rows": [
            (
                row["title"],
                [
                    (returns.heading(column), row["cells"][column["key"]])
                    for column in figures["columns"]
                ],
            )
            for row in figures.get("rows", ())
        ],
        "return_changes": returns.differences(record, viewer, at),
        "return_period": periods.parse(record.period).label,
    }

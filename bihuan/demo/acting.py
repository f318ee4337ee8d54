"""How people of the demonstration act: at an hour of a day, a step with its papers."""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import SHANGHAI

PAPER = "演示用的材料，内容虚构。\n"


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def take(
    matter: Matter, step: str, by: Viewer, at: datetime, *proofs: str, **fields: Any
) -> Matter:  # fmt: skip
    """Take a step by its name with invented papers; return the matter as it stands then."""
    everywhere = Matter.objects.everywhere("the demonstration's people act")
    row = everywhere.get(pk=matter.pk)
    files = [
        evidence.store(
            owner=row, kind=kind, name=f"{kind}.txt", content=BytesIO(PAPER.encode()),
            happened_at=at, by=by, at=at,
        )
        for kind in proofs
    ]  # fmt: skip
    row.refresh_from_db()
    taken = flow_of(row.flow).steps[step]
    advance(row, taken, by=by, at=at, revision=row.revision, fields=fields, evidence=files)
    return everywhere.get(pk=matter.pk)

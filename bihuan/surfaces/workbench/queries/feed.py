"""The duties of a person as days of a calendar: what is open and dated, by its current due date."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.layouts.calendar import Day

from ..templatetags.bihuan import STAGES, day
from . import rows
from .desk import LONG, mine

#: More than anybody has; a calendar that holds more is no help.
MOST = 1_000


def entries(viewer: Viewer, now: datetime) -> Iterator[Day]:
    """Yield what the viewer's post, or her unit as such, owes: each on the day it is due."""
    owed = Obligation.objects.visible_to(viewer).filter(
        mine(viewer), done_at=None, paused_at=None, current_due__isnull=False
    )
    joined = owed.select_related("clause__document", "holder", "matter").defer(*LONG)
    for o in joined.order_by("current_due", "pk")[:MOST]:
        yield _entry(o, now)


def _entry(o: Obligation, now: datetime) -> Day:
    late = "（逾期）" if o.current_due < now else ""
    says = [f"责任单位：{o.holder.name}" if o.holder else "", f"应于 {day(o.current_due)}"]
    if o.legal_due != o.current_due:
        says.append(f"法定期限 {day(o.legal_due)}")
    if o.times_needed > 1:
        says.append(f"要 {o.times_needed} 次，已做 {o.times_done} 次")
    if o.stage:
        says.append(f"督办阶段：{STAGES[o.stage][2]}")
    if o.clause:
        says.append(f"依据：《{o.clause.document.title}》{o.clause.label}")
    return Day(
        f"{o.chain}@{settings.HOST}", o.revision, in_shanghai(o.current_due).date(),
        f"{o.title}{late}", "\n".join(filter(None, says)), f"{settings.ORIGIN}{rows.home(o)}",
    )  # fmt: skip

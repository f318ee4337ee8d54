"""What the page of a list, a case or an opinion shows besides: its content, ledger, bars."""

from typing import Any

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accountability import bars, subjects
from bihuan.modules.accountability.flows import AccountabilityFlow, OpinionFlow
from bihuan.modules.responsibility import lists
from bihuan.modules.responsibility.flows import ListFlow, YearFlow


def answers_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what a matter of responsibility shows besides; nothing for any other."""
    if matter.flow == ListFlow.key:
        return {"content": ("duty-list", "清单内容")}
    if matter.flow == YearFlow.key:
        return {"content": ("year-list", "任务清单和完成情况")}
    if matter.flow == AccountabilityFlow.key:
        return {"held": _case(matter, viewer)}
    if matter.flow == OpinionFlow.key and matter.unit_id == viewer.unit_id:
        return {"asked": _opinion(matter, viewer)}
    return {}


def _case(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    record: Any = AccountabilityFlow.record(matter.pk)
    post = record.post
    rows = matter.bars.select_related("clause__document", "person", "unit").order_by("pk")
    seen = Unit.objects.filter(units_seen(viewer), pk=record.unit_id).exists()
    return {
        "record": record,
        "bars": list(rows),
        "ledger": f"post={post.pk}" if post else f"unit={record.unit_id}",
        "opens": seen,
        "duties": lists.in_force(post, record.happened_on) if post else None,
    }


def _opinion(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    record: Any = matter.opinion
    found = bars.in_force(viewer.on, person=record.person, unit=record.unit)
    return {"bars": found, **subjects.known_facts(record, viewer.on)}

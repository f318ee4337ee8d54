"""What the pages of a report and of its reward show besides their facts."""

from typing import Any

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.tips.models import Bounty, Tip
from bihuan.modules.tips.reward_flow import RewardFlow
from bihuan.modules.tips.tip_flow import UNTOLD, TipFlow


def tip_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what belongs to a report: questions and answers, what it led to, its reward."""
    if matter.flow not in UNTOLD:
        return {}
    alone: dict[str, Any] = {"opens": []}
    if matter.flow == RewardFlow.key:
        rows = Bounty.objects.select_related("receiver__matter", "payout")
        return alone | {"rewarded": rows.get(pk=matter.pk)}
    if matter.flow != TipFlow.key:
        return alone
    tip = Tip.objects.select_related("same__matter").get(pk=matter.pk)
    seen = Matter.objects.visible_to(viewer)
    return alone | {
        "tip": tip,
        "asked": list(tip.messages.order_by("pk")),
        "leads": list(tip.leads.filter(matter__in=seen).select_related("matter").order_by("pk")),
        "joint": list(tip.joined.select_related("matter").order_by("pk")),
        "harms": [one.matter for one in tip.retaliations.select_related("matter")],
        "keeps": viewer.can(roles.IDENTITY),
    }

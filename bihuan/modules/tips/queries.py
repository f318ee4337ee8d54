"""The list of reports, and how many are where."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .models import Tip
from .tip_flow import TipFlow


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Tip]:
    """Return the reports a viewer may open, the latest first.

    ``q`` keeps those with these words in number, spot or unit, ``category`` and ``channel`` those
    of one, ``state`` those in a state, ``open`` those not ended.
    """
    seen = Matter.objects.visible_to(viewer).filter(flow=TipFlow.key)
    rows = Tip.objects.filter(matter__in=seen.values("pk"))
    if words := asked.get("q"):
        rows = rows.filter(
            Q(matter__number__icontains=words) | Q(spot__icontains=words)
            | Q(unit__name__icontains=words) | Q(about__icontains=words)
        )  # fmt: skip
    for name, column in (
        ("category", "category"), ("channel", "channel"), ("state", "matter__state")
    ):  # fmt: skip
        if asked.get(name):
            rows = rows.filter(**{column: asked[name]})
    if asked.get("open"):
        rows = rows.filter(matter__closed_at=None)
    found = rows.select_related("matter", "office", "unit", "verifier")
    return found.order_by("-matter__opened_at", "-matter_id")


def counts(rows: QuerySet[Tip]) -> list[tuple[str, str, int]]:
    """Return how many reports are in each state, in the order of the flow: key, title, number."""
    found = dict(rows.order_by().values_list("matter__state").annotate(n=Count("pk")))
    return [(key, state.title, found[key]) for key, state in TipFlow.states.items() if key in found]

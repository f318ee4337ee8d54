"""The plans one may open, and those that are asked for and that nobody has begun."""

from typing import Any

from django.db.models import QuerySet

from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import demands
from .demands import Demand
from .models import SafetyPlan


def listed(viewer: Viewer, **asked: Any) -> QuerySet[SafetyPlan]:
    """Return the plans a viewer may open, the newest first; ``kind`` keeps some."""
    seen = Matter.objects.visible_to(viewer).filter(flow="planning.plan")
    rows = SafetyPlan.objects.filter(matter__in=seen.values("pk"))
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    shown = rows.select_related("matter__place", "office", "regulator")
    return shown.order_by("-from_year", "-matter_id")


def absent(viewer: Viewer) -> list[Demand]:
    """Return the plans asked for of which none runs or is being made where the viewer works."""
    rows = SafetyPlan.objects.filter(
        within(viewer.path, "matter__place_path"), until_year__gte=viewer.on.year
    ).exclude(matter__state="dropped")
    known = set(rows.values_list("kind", flat=True))
    return [one for one in demands.binding(viewer) if one.kind and one.kind not in known]

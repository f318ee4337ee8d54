"""The register of activities, and what of publicity is done in a place: by kind and by reach."""

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import ActivityFlow
from .models import Activity
from .reach import REACH


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Activity]:
    """Return the activities a viewer may open, the next first; ``year`` is that of the plan.

    ``q`` keeps topics, media and units; ``kind`` a kind; ``reach`` a kind of place; ``which`` the
    ``planned``, the ``held`` or the ``late``.
    """
    seen = Matter.objects.visible_to(viewer).filter(flow=ActivityFlow.key)
    rows = Activity.objects.filter(matter__in=seen.values("pk"))
    if words := asked.get("q"):
        rows = rows.filter(
            Q(topic__icontains=words)
            | Q(medium__icontains=words)
            | Q(office__name__icontains=words)
        )
    if asked.get("year"):
        rows = rows.filter(planned_on__year=asked["year"])
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("reach"):
        rows = rows.filter(reach__contains=asked["reach"])
    if which := asked.get("which"):
        late = {"matter__state": "planned", "planned_on__lt": viewer.on}
        rows = rows.filter(**(late if which == "late" else {"matter__state": which}))
    shown = rows.select_related("matter__place", "office", "exposed")
    return shown.order_by("-planned_on", "-matter_id")


def by_reach(rows: QuerySet[Activity]) -> list[tuple[str, int]]:
    """Return how many held activities reached each kind of place; none is a finding."""
    found: Counter[str] = Counter()
    for reach in rows.filter(matter__state="held").order_by().values_list("reach", flat=True):
        found.update(one for one in reach.split("、") if one)
    return [(one, found[one]) for one in REACH]


def by_kind(rows: QuerySet[Activity]) -> list[tuple[str, str, int, int]]:
    """Return how many activities of each kind were planned, and how many of them held."""
    planned, held = Counter[str](), Counter[str]()
    for kind, state in rows.order_by().values_list("kind", "matter__state"):
        planned[kind] += state != "cancelled"
        held[kind] += state == "held"
    return [
        (kind, str(title), planned[kind], held[kind])
        for kind, title in Activity.Kind.choices if planned[kind]
    ]  # fmt: skip


def by_place(rows: QuerySet[Activity]) -> list[tuple[str, int, int]]:
    """Return how many activities each place planned and held."""
    planned, held = Counter[str](), Counter[str]()
    for name, state in rows.order_by().values_list("matter__place__name", "matter__state"):
        planned[name] += state != "cancelled"
        held[name] += state == "held"
    return [(name, n, held[name]) for name, n in planned.most_common() if n]

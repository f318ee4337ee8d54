"""The plans a viewer sees: by state, what is late, what is linked to none, what she may link to."""

from datetime import date
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import rules
from .editions import EFFECTIVE
from .models import Plan
from .plan_flow import PlanFlow

WHICH: Final = {
    "making": "编制、评审中", "effective": "有效", "unfiled": "待备案", "overdue": "评估逾期",
    "revising": "待修订", "unlinked": "没有衔接", "undrilled": "没有演练过", "ended": "已失效",
}  # fmt: skip
_MAKING: Final = ("drafting", "reviewing", "signing")


def seen(viewer: Viewer) -> QuerySet[Plan]:
    """Return the plans a viewer may open."""
    matters = Matter.objects.visible_to(viewer).filter(flow=PlanFlow.key)
    return Plan.objects.filter(matter__in=matters.values("pk"))


def counts(viewer: Viewer) -> list[tuple[str, str, int]]:
    """Return how many plans stand as each of :data:`WHICH`, with its title."""
    asked = {key: Count("pk", filter=standing(key, viewer.on), distinct=True) for key in WHICH}
    found = seen(viewer).aggregate(**asked)
    return [(key, title, found[key]) for key, title in WHICH.items()]


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Plan]:
    """Return the plans a viewer may open with ``times`` and ``last_drill``, late ones first.

    ``q`` keeps names, units and filing numbers; ``kind``, ``event``; ``which`` one of
    :data:`WHICH`.
    """
    rows = seen(viewer).annotate(
        times=Count("drills", distinct=True), last_drill=Max("drills__fulfilment__happened_at")
    )
    if words := asked.get("q"):
        rows = rows.filter(
            Q(name__icontains=words) | Q(office__name__icontains=words)
            | Q(filing_number__icontains=words) | Q(matter__number=words)
        )  # fmt: skip
    for name in ("kind", "event"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if which := asked.get("which"):
        rows = rows.filter(standing(which, viewer.on))
    return rows.select_related("matter__place", "office", "recipient")


def standing(which: str, on: date) -> Q:
    """Match the plans that stand as one of :data:`WHICH` says on a day."""
    states = {
        "making": _MAKING, "effective": EFFECTIVE, "revising": ("revising",),
        "unfiled": ("published", "filing", "returned"),
        "ended": ("superseded", "withdrawn", "dropped"),
    }  # fmt: skip
    if which in states:
        return Q(matter__state__in=states[which])
    holds = Q(matter__state__in=EFFECTIVE)
    if which == "overdue":
        return holds & Q(evaluate_by__lt=on)
    if which == "undrilled":
        return holds & Q(drills=None)
    return holds & unlinked()


def unlinked() -> Q:
    """Match the plans linked to none above: a government's comprehensive plan needs none."""
    top = Q(kind=Plan.Kind.COMPREHENSIVE, office__kind="government")
    return Q(above=None, above_name="") & ~top


def linkable(viewer: Viewer) -> QuerySet[Plan]:
    """Return the published plans of governments and departments above the viewer, to link to."""
    rows = Plan.objects.filter(
        matter__state__in=EFFECTIVE, office__place_path__in=places.ancestors(viewer.path)
    ).exclude(office__kind=rules.ENTERPRISE)
    shown = rows.exclude(office=viewer.unit_id).select_related("matter", "office")
    return shown.order_by("-office__place_path", "kind", "pk")


def tree(viewer: Viewer, plan: Plan) -> dict[str, list[Plan]]:
    """Return the plans linked below one and its next editions, as far as they are in sight."""
    rows = seen(viewer).select_related("matter", "office")
    return {
        "below": list(rows.filter(above=plan).order_by("office", "pk")),
        "later": list(rows.filter(replaces=plan).order_by("pk")),
    }


def missing_mechanisms(plan: Plan) -> list[str]:
    """Return the mechanisms that the plan of a government or department lacks."""
    if plan.office.kind == rules.ENTERPRISE:
        return []
    known, _ = rules.read_mechanisms(plan.mechanisms)
    return [one for one in rules.MECHANISMS if one not in known]

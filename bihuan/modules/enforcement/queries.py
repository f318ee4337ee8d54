"""The register of cases: what is handled, how far, what was decided; officers and entrustments."""

from typing import Any

from django.db.models import Q, QuerySet, Sum

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .models import Case, Entrustment, Penalty, Warrant
from .statistics import IMPOSED


def cases(viewer: Viewer, **asked: Any) -> QuerySet[Case]:
    """Return the cases a viewer may open.

    ``q`` keeps those with these words in number, title or unit, ``source`` those from a source,
    ``state`` those in a state, ``open`` those not ended, ``office`` those of an office; ``filed``
    and ``fined`` are periods in which a case was filed, or a penalty of it decided.
    """
    seen = Matter.objects.visible_to(viewer).filter(flow="enforcement.case")
    rows = Case.objects.filter(matter__in=seen.values("pk"))
    if words := asked.get("q"):
        rows = rows.filter(
            Q(unit__name__icontains=words) | Q(matter__title__icontains=words)
            | Q(matter__number__icontains=words)
        )  # fmt: skip
    for name in ("source", "office"):
        if value := asked.get(name):
            rows = rows.filter(**{name: value})
    if state := asked.get("state"):
        rows = rows.filter(matter__state=state)
    if span := asked.get("filed"):
        rows = rows.filter(filed_at__gte=span.starts_at, filed_at__lt=span.ends_before)
    if span := asked.get("fined"):
        days = Q(decided_on__range=(span.start, span.end), matter__state__in=IMPOSED)
        rows = rows.filter(pk__in=Penalty.objects.filter(days).values("case"))
    if asked.get("open"):
        rows = rows.filter(matter__closed_at=None)
    fines = Sum("penalties__amount", filter=Q(penalties__matter__state__in=IMPOSED))
    found = rows.select_related("matter", "unit", "office", "authority").annotate(fines=fines)
    return found.order_by("-matter_id")


def penalties(case: Case) -> list[Penalty]:
    """Return every penalty of a case, the dropped and annulled ones too."""
    return list(case.penalties.select_related("matter", "case__unit").order_by("pk"))


def certificates(viewer: Viewer) -> QuerySet[Warrant]:
    """Return the certificates a viewer may see, those that end first at the top."""
    seen = Matter.objects.visible_to(viewer).filter(flow="enforcement.certificate")
    rows = Warrant.objects.filter(matter__in=seen.values("pk"))
    return rows.select_related("matter", "unit", "person").order_by("until", "pk")


def entrustments(viewer: Viewer) -> QuerySet[Entrustment]:
    """Return the entrustments a viewer may see, the newest first."""
    seen = Matter.objects.visible_to(viewer).filter(flow="enforcement.entrustment")
    rows = Entrustment.objects.filter(matter__in=seen.values("pk"))
    return rows.select_related("matter", "giver", "taker").order_by("-since", "-pk")

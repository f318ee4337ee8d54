"""The register of referrals: what went where, who answered when, what became of it."""

from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import CrimeFlow, ReferralFlow
from .models import Referral

FLOWS = (ReferralFlow.key, CrimeFlow.key)


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Referral]:
    """Return the referrals a viewer may open.

    ``q`` keeps those about or to somebody with these words in the name, ``kind`` those of a kind
    (``crime`` for suspected crimes), ``open`` those not ended.
    """
    seen = Matter.objects.visible_to(viewer).filter(flow__in=FLOWS)
    rows = Referral.objects.filter(matter__in=seen.values("pk"))
    if words := asked.get("q"):
        rows = rows.filter(
            Q(subject__name__icontains=words) | Q(subject_name__icontains=words)
            | Q(recipient__name__icontains=words) | Q(matter__number__icontains=words)
        )  # fmt: skip
    if kind := asked.get("kind"):
        rows = rows.filter(kind="" if kind == "crime" else kind)
    if asked.get("open"):
        rows = rows.filter(matter__closed_at=None)
    return rows.select_related("matter", "office", "recipient", "subject").order_by("-matter_id")

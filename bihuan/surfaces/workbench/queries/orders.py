"""Supervision orders that went out and that nobody has answered: what they are about stays open."""

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast, Substr

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer

ORDER = "supervision_order"
OUT = (Letter.State.SIGNED, Letter.State.SERVED)


def unanswered(viewer: Viewer, path: str) -> QuerySet[Letter]:
    """Return the signed orders of issuers in a place that are still to be met, the oldest first."""
    about = Obligation.objects.everywhere("whether an order in scope was met").filter(
        pk=OuterRef("about"), done_at=None
    )
    rows = Letter.objects.visible_to(viewer).filter(
        within(path), kind=ORDER, state__in=OUT, chain__startswith="o"
    )
    found: QuerySet[Letter] = rows.annotate(
        about=Cast(Substr("chain", 2), BigIntegerField())
    ).filter(Exists(about))
    return found.select_related("addressee").order_by("signed_at", "pk")


def drafts(viewer: Viewer, path: str) -> QuerySet[Letter]:
    """Return the letters of issuers in a place that wait for their signer, the oldest first."""
    rows = Letter.objects.visible_to(viewer).filter(within(path), state=Letter.State.DRAFT)
    found: QuerySet[Letter] = rows.select_related("addressee", "signer_post")
    return found.order_by("drawn_up_at", "pk")

"""Supervision orders that went out and that nobody has answered: what they are about stays open."""

from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast, Substr

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.statements import written_once

from .paging import First, first

ORDER = "supervision_order"
OUT = (Letter.State.SIGNED, Letter.State.SERVED)


def unanswered(viewer: Viewer, path: str, size: int) -> First[Letter]:
    """Return the first signed orders of issuers in a place that are still to be met, oldest first.

    ``size`` is how many are wanted.
    """
    return first(
        _unanswered(viewer, path, size)(), size, lambda: _unmet(viewer, path).count()
    )  # fmt: skip


def drafts(viewer: Viewer, path: str, size: int) -> First[Letter]:
    """Return the first letters of issuers in a place that wait for their signer, oldest first."""
    return first(_drafts(viewer, path, size)(), size, lambda: _unsigned(viewer, path).count())


@written_once
def _unanswered(viewer: Viewer, path: str, size: int) -> Any:
    return _unmet(viewer, path).select_related("addressee").order_by("signed_at", "pk")[: size + 1]


@written_once
def _drafts(viewer: Viewer, path: str, size: int) -> Any:
    rows = _unsigned(viewer, path).select_related("addressee", "signer_post")
    return rows.order_by("drawn_up_at", "pk")[: size + 1]


def _unmet(viewer: Viewer, path: str) -> QuerySet[Letter]:
    about = Obligation.objects.everywhere("whether an order in scope was met").filter(
        pk=OuterRef("about"), done_at=None
    )
    rows = Letter.objects.visible_to(viewer).filter(
        within(path), kind=ORDER, state__in=OUT, chain__startswith="o"
    )
    found: QuerySet[Letter] = rows.annotate(
        about=Cast(Substr("chain", 2), BigIntegerField())
    ).filter(Exists(about))
    return found


def _unsigned(viewer: Viewer, path: str) -> QuerySet[Letter]:
    rows: QuerySet[Letter] = Letter.objects.visible_to(viewer)
    return rows.filter(within(path), state=Letter.State.DRAFT)

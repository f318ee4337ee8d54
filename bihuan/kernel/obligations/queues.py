"""What waits for a named person because the document, or the register, leaves it open."""

from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Document, LadderStep, Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.scope import places_seen
from bihuan.kernel.orgs.viewer import Viewer

from .batch import OFFICE
from .models import Obligation


def unassigned(viewer: Viewer) -> QuerySet[Obligation]:
    """Open obligations nobody owes yet (未指定)."""
    return _open(viewer).filter(holder=None)


def unset(viewer: Viewer) -> QuerySet[Obligation]:
    """Open obligations without a due date (期限未设定)."""
    return _open(viewer).filter(current_due=None)


def unset_rules(viewer: Viewer, on: date) -> QuerySet[Rule]:
    """Rules in force in the viewer's place whose period or number is left open (周期未设定)."""
    above = Q(place__path__in=ancestors(viewer.path)) | places_seen(viewer, "place__path")
    open_ = (Q(per="") | Q(times=None) | Q(per="shift")) & ~Q(per="event")
    status = Q(clause__document__status=Document.Status.IN_FORCE)
    return Rule.objects.filter(in_force(on), above, open_, status).order_by("key")


def sleeping(viewer: Viewer) -> QuerySet[Obligation]:
    """Open obligations whose ladder nobody adopted for their place (阶梯未设定)."""
    waits = LadderStep.objects.filter(ladder=OuterRef("ladder"), position=OuterRef("rung") + 1)
    rows = _open(viewer).filter(next_at=None, paused_at=None, current_due__isnull=False)
    return rows.filter(Exists(waits))


def unwatched(viewer: Viewer) -> QuerySet[Obligation]:
    """Open obligations with neither a supervisor nor a committee office above (无督办方)."""
    offices = Unit.objects.filter(kind=OFFICE, until=None).annotate(
        here=ExpressionWrapper(OuterRef("place_path"), CharField())
    )
    above = offices.filter(here__startswith=F("place_path")).exclude(pk=OuterRef("holder"))
    return _open(viewer).filter(~Exists(above), supervisor=None)


def _open(viewer: Viewer) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(viewer)
    return rows.filter(done_at=None)

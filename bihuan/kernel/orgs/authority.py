"""Who may change units, posts and accounts, and over which units."""

from dataclasses import replace

from django.db.models import Q, QuerySet

from .models import Unit
from .refusals import NotAllowed
from .roles import CAPABILITIES
from .scope import places_seen
from .viewer import Actor, Viewer


def units_seen(viewer: Viewer) -> Q:
    """Match the units a viewer sees: her own, those in her places, those her unit answers for."""
    seen = Q(pk=viewer.unit_id) | places_seen(viewer)
    return seen if viewer.sees == "own" else seen | Q(supervisor=viewer.unit_id)


def units_kept(viewer: Viewer) -> QuerySet[Unit]:
    """Return the units a viewer may change; broken glass shows a place, but hands nothing over."""
    return Unit.objects.filter(units_seen(replace(viewer, opened=())))


def may(by: Actor, capability: str, *, over: Unit) -> bool:
    """Say whether :func:`demand` would let the actor do this to the unit."""
    if not isinstance(by, Viewer):
        return True
    return by.can(capability) and units_kept(by).filter(pk=over.pk).exists()


def demand(by: Actor, capability: str, *, over: Unit | None = None) -> None:
    """Return quietly when the actor may do this to the unit; otherwise raise :class:`NotAllowed`.

    A named machine (setting up, importing) may; a person needs the capability and the unit in
    scope.
    """
    if not isinstance(by, Viewer):
        return
    does = CAPABILITIES[capability]
    if not by.can(capability):
        raise NotAllowed(f"您的岗位不能{does}。", can=f"可以{does}的岗位")
    if over is not None and not may(by, capability, over=over):
        raise NotAllowed(f"{over.name}不在您的管辖范围。", can=f"{over.name}的主管单位")

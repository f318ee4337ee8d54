"""Who may change units, posts and accounts, and over which units."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from django.db.models import Q, QuerySet

from .models import Place, Role, Unit
from .refusals import NotAllowed
from .roles import CAPABILITIES, MANAGE_ORGS
from .scope import places_seen
from .viewer import Actor, Viewer

#: How far a post may see, narrowest first.
SIGHTS: Final = ("own", "supervised", "subtree")


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
    # Nearly always the unit lies in one's own places, which it says itself: nothing is asked.
    here = by.sees == SIGHTS[-1] and over.place_path.startswith(by.path)
    return by.can(capability) and (here or units_kept(by).filter(pk=over.pk).exists())


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


def demand_from_above(by: Actor, *, over: Unit) -> None:
    """Refuse a change of what a unit is (its state, category, place, supervisor) by itself.

    These decide which rules bind a unit and who hears of its misses: a post that sees its own unit
    alone maintains who works there, and nothing of this.
    """
    demand(by, MANAGE_ORGS, over=over)
    if isinstance(by, Viewer) and by.sees == SIGHTS[0]:
        above = over.supervisor.name if over.supervisor else "安委办"
        raise NotAllowed("本单位的登记、状态和类别不由本单位自己改。", can=above)


def demand_seen(by: Viewer, unit: Unit, part: str, *, near: Collection[str] = ()) -> None:
    """Refuse a unit out of the viewer's sight, or ended, in a part of something she opens.

    Nobody is called to account from elsewhere. Units of the places with a path in ``near`` pass.
    """
    known = units_seen(by) | Q(place_path__in=near)
    if not Unit.objects.filter(known, until=None, pk=unit.pk).exists():
        says = f"{unit.name}不在您的管辖范围，不能作“{part}”。"
        raise NotAllowed(says, can="两地共同的上级")


def demand_place(by: Actor, place: Place) -> None:
    """Refuse to put a unit into a place outside the actor's own."""
    if isinstance(by, Viewer) and not place.path.startswith(by.path):
        raise NotAllowed(f"{place.name}不在您的辖区。", can="两地共同的上级")


def demand_sight(by: Actor, role: Role, *, unit: Unit) -> None:
    """Refuse a post that would see more than the actor's own post does.

    A post that sees a subtree sees that of its unit's place, so the place counts too.
    """
    if not isinstance(by, Viewer):
        return
    away = role.sees == SIGHTS[-1] and not unit.place_path.startswith(by.path)
    if away or SIGHTS.index(role.sees) > SIGHTS.index(by.sees):
        says = f"“{role.title}”能看的范围比您的岗位大，不能由您设岗或任命。"
        raise NotAllowed(says, can="看得到同样范围、可以维护任职的岗位（如安委办）")

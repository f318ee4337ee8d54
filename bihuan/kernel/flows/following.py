"""What happens to matters when units and places are merged, split, moved or re-coded.

No matter closes by it: what is open goes on under the unit and the place that succeed.
"""

from bihuan.kernel.orgs.models import Succession
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.succession import Change, moved_path
from bihuan.kernel.trace.models import Matter, Party

from .models import Transfer

_ENDS = (Succession.Kind.MERGED, Succession.Kind.SPLIT)


def bring_along(change: Change) -> None:
    """Move the matters a change touches; registered with ``orgs.succession.follow``."""
    row = change.row
    if row.kind in _ENDS and row.old_unit and row.new_unit and row.rest:
        _inherit(row.old_unit.pk, row.new_unit.pk)
    if change.old_path:
        _repath(change)


def _inherit(old: int, new: int) -> None:
    """Give one unit's open matters, and its part in others, to the unit that succeeds it."""
    open_matters = Matter.objects.everywhere("succession").filter(closed_at=None)
    parts = Party.objects.filter(unit=old, matter__in=open_matters)
    Party.objects.bulk_create(
        [Party(matter_id=m, unit_id=new, part=p) for m, p in parts.values_list("matter", "part")],
        ignore_conflicts=True,
    )
    for end in ("sender", "addressee"):
        Transfer.objects.filter(matter__in=open_matters, **{end: old}).update(**{end: new})
    open_matters.filter(unit=old).update(unit=new)


def _repath(change: Change) -> None:
    row, everything = change.row, Matter.objects.everywhere("succession")
    if row.subject:
        mine = everything.filter(unit=row.subject, place_path=change.old_path)
        mine.update(place=row.new_place, place_path=change.new_path)
        return
    everything.filter(within(change.old_path)).update(place_path=moved_path(change))
    if row.kind == Succession.Kind.MERGED:
        everything.filter(place=row.old_place).update(place=row.new_place)

"""Letters stand where their issuer stands; drafts go on between the units that succeed."""

from bihuan.kernel.orgs.models import Succession, Unit
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.succession import Change, moved_path

from .models import Letter

_ENDS = (Succession.Kind.MERGED, Succession.Kind.SPLIT)


def bring_along(change: Change) -> None:
    """Move the letters a change touches; registered with ``orgs.succession.follow``."""
    row, letters = change.row, Letter.objects.everywhere("succession")
    if row.kind in _ENDS and row.old_unit and row.new_unit and row.rest:
        _inherit(row.old_unit, row.new_unit)
    if change.old_path:
        moved = letters.filter(within(change.old_path))
        moved = moved.filter(issuer=row.subject) if row.subject else moved
        moved.update(place_path=moved_path(change))


def _inherit(old: Unit, new: Unit) -> None:
    """Let the unit that succeeds sign, or be addressed by, what nobody has signed yet."""
    drafts = Letter.objects.everywhere("succession").filter(state=Letter.State.DRAFT)
    drafts.filter(addressee=old).exclude(issuer=new).update(addressee=new)
    drafts.filter(issuer=old).exclude(addressee=new).update(issuer=new, place_path=new.place_path)

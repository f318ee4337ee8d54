"""What teams and materials do when something becomes of their unit: they go along."""

from bihuan.kernel.orgs.models import Succession
from bihuan.kernel.orgs.succession import Change

from .models import Stock, Team


def bring_along(change: Change) -> None:
    """Bring the running teams and what lies in stock of a merged unit to its heir.

    A team whose name the heir's own team bears stays where it is, for a person to sort out.
    """
    row = change.row
    if row.kind != Succession.Kind.MERGED or row.old_unit is None or row.new_unit is None:
        return
    there = set(Team.objects.filter(unit=row.new_unit, until=None).values_list("name", flat=True))
    running = Team.objects.filter(unit=row.old_unit, until=None)
    running.exclude(name__in=there).update(unit=row.new_unit)
    Stock.objects.filter(unit=row.old_unit, ended_on=None).update(unit=row.new_unit)

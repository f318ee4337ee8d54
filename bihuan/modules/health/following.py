"""What workers and measures do when something becomes of their unit: they go along."""

from bihuan.kernel.orgs.models import Succession
from bihuan.kernel.orgs.succession import Change

from .models import ExposedWorker, MeasureKept


def bring_along(change: Change) -> None:
    """Bring running workers of a merged unit, and its measures, to the unit that goes on."""
    row = change.row
    if row.kind != Succession.Kind.MERGED or row.old_unit is None or row.new_unit is None:
        return
    there = ExposedWorker.objects.filter(unit=row.new_unit, until=None).values("person", "work")
    known = {(one["person"], one["work"]) for one in there}
    for worker in ExposedWorker.objects.filter(unit=row.old_unit, until=None):
        if (worker.person_id, worker.work) not in known:
            ExposedWorker.objects.filter(pk=worker.pk).update(unit=row.new_unit)
    MeasureKept.objects.filter(unit=row.old_unit).update(unit=row.new_unit)

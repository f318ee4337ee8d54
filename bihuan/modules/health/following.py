"""What workers and measures do when something becomes of their unit: they go along."""

from django.db.models import Exists, OuterRef

from bihuan.kernel.orgs.models import Succession
from bihuan.kernel.orgs.succession import Change

from .models import ExposedWorker, MeasureKept


def bring_along(change: Change) -> None:
    """Bring running workers of a merged unit, and its measures, to the unit that goes on."""
    row = change.row
    if row.kind != Succession.Kind.MERGED or row.old_unit is None or row.new_unit is None:
        return
    running = ExposedWorker.objects.filter(until=None)
    known = running.filter(
        unit=row.new_unit, person=OuterRef("person"), work=OuterRef("work")
    )  # fmt: skip
    running.filter(~Exists(known), unit=row.old_unit).update(unit=row.new_unit)
    MeasureKept.objects.filter(unit=row.old_unit).update(unit=row.new_unit)

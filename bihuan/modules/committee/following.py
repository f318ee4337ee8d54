"""What committee work does when units are merged or split: it goes on with who succeeds them."""

from django.apps import apps
from django.db.models import ForeignKey

from bihuan.kernel.orgs.models import Succession, Unit
from bihuan.kernel.orgs.succession import Change

from . import seats


def bring_along(change: Change) -> None:
    """Hand seats, and the part a unit plays in open matters, to the unit that succeeds it.

    Registered with ``orgs.succession.follow``; what has ended keeps the name of its day.
    """
    seats.bring_along(change)
    row = change.row
    ends = row.kind in (Succession.Kind.MERGED, Succession.Kind.SPLIT)
    if not (ends and row.old_unit and row.new_unit and row.rest):
        return
    for model in apps.get_app_config("committee").get_models():
        names = {field.name: field for field in model._meta.concrete_fields}
        if "matter" not in names:
            continue
        running = model._default_manager.filter(matter__closed_at=None)
        for name, field in names.items():
            if isinstance(field, ForeignKey) and field.related_model is Unit:
                running.filter(**{name: row.old_unit}).update(**{name: row.new_unit})

"""What rosters and certificates do when something becomes of their unit: they go along."""

from bihuan.kernel.orgs.models import Succession
from bihuan.kernel.orgs.succession import Change

from .models import Attendance, Certificate, Trainee


def bring_along(change: Change) -> None:
    """Bring running people, their hours and certificates of a merged unit to its heir.

    Who stands on the heir's roster in the same category already keeps that line; hours of one
    course and day that both have stay where they are.
    """
    row = change.row
    if row.kind != Succession.Kind.MERGED or row.old_unit is None or row.new_unit is None:
        return
    old, new = row.old_unit, row.new_unit
    there = set(Trainee.objects.filter(unit=new, until=None).values_list("person_id", "category"))
    for one in Trainee.objects.filter(unit=old, until=None):
        if (one.person_id, one.category) not in there:
            Trainee.objects.filter(pk=one.pk).update(unit=new)
    key = ("person_id", "course", "on", "purpose")
    known = set(Attendance.objects.filter(unit=new).values_list(*key))
    for done in Attendance.objects.filter(unit=old):
        if tuple(getattr(done, name) for name in key) not in known:
            Attendance.objects.filter(pk=done.pk).update(unit=new)
    Certificate.objects.filter(unit=old).update(unit=new)

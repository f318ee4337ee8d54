"""What a person was told: the inbox, what is unread, and what could not be delivered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer

from . import channels
from .models import Delivery, Notice, Reading

#: Every page shows the count; beyond this nobody needs it exactly.
MANY: Final = 100


def inbox(viewer: Viewer) -> Any:
    """Return the notices to the viewer's post and unit, newest first, each with ``is_read``."""
    mine = Reading.objects.filter(notice=OuterRef("pk"), person=viewer.person_id)
    rows = Notice.objects.visible_to(viewer).annotate(is_read=Exists(mine))
    return rows.select_related("unit", "post").order_by("-created_at", "-pk")


def count_unread(viewer: Viewer) -> int:
    """Return how many notices in the inbox this person has not opened; 100 means 100 or more."""
    found: int = unread(viewer).count()
    return found


def unread(viewer: Viewer) -> Any:
    """Return the keys of what :func:`count_unread` counts, no more than it does."""
    read = Reading.objects.filter(notice=OuterRef("pk"), person=viewer.person_id)
    return Notice.objects.visible_to(viewer).filter(~Exists(read)).values_list("pk")[:MANY]


def mark_read(notices: Iterable[Notice], *, by: Viewer, at: datetime) -> None:
    """Note that a person opened notices; those outside her inbox are left alone."""
    wanted = [notice.pk for notice in notices]
    seen = Notice.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True)
    Reading.objects.bulk_create(
        [Reading(notice_id=pk, person_id=by.person_id, at=at) for pk in seen],
        ignore_conflicts=True,
    )


def undelivered(viewer: Viewer) -> Any:
    """Return failed and uncertain messages to units the viewer sees, newest first."""
    concerned = Notice.objects.everywhere("addressees of failed messages").filter(
        unit__in=Unit.objects.filter(units_seen(viewer)), deliveries=OuterRef("pk")
    )
    bad = (Delivery.State.FAILED, Delivery.State.UNCERTAIN)
    rows = Delivery.objects.filter(Exists(concerned), state__in=bad).select_related("person")
    return rows.order_by("-not_before", "-pk")


def unreachable(viewer: Viewer) -> list[Person]:
    """Return the persons in units the viewer sees whose last message failed: contacts to mend."""
    to_people = Delivery.objects.exclude(channel__in=channels.TO_PROGRAMS)
    last = to_people.filter(person=OuterRef("person")).order_by("-not_before", "-pk")
    failed = undelivered(viewer).filter(state=Delivery.State.FAILED, pk=last.values("pk")[:1])
    people = Person.objects.filter(pk__in=failed.order_by().values("person"))
    return list(people.order_by("name", "pk"))

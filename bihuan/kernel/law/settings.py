"""Values a document leaves open, set for a place by a named person; until then they are unset."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import JSONField
from django.db.models import Value as DatabaseValue

from bihuan.kernel.orgs.models import Person, Place, Post
from bihuan.kernel.orgs.places import ancestors

from .models import Setting


def setting(subject: str, field: str, *, path: str, at: datetime) -> Setting | None:
    """Return what counts for a place at a moment: the newest row of the nearest place."""
    rows = Setting.objects.filter(
        subject=subject, field=field, place__path__in=ancestors(path), at__lte=at
    )
    # Of the paths on the way up, the nearest is the last in order.
    nearest = rows.order_by("-place__path", "-at", "-pk").first()
    return nearest if nearest is not None and nearest.value is not None else None


def set_value(  # noqa: PLR0913 - one row of a setting has these seven facts
    subject: str,
    field: str,
    value: Any,
    *,
    place: Place,
    reason: str,
    by: tuple[Person, Post],
    at: datetime,
) -> Setting:
    """Record that a named person in a post set a value; earlier rows stay. Checked by callers."""
    person, post = by
    kept = DatabaseValue(None, JSONField()) if value is None else value
    return Setting.objects.create(
        subject=subject, field=field, value=kept, place=place, reason=reason,
        by=person, post=post, at=at,
    )  # fmt: skip


def settled(subjects: Iterable[str], field: str, *, path: str, at: datetime) -> dict[str, Any]:
    """Return the values that count for many subjects at once, in one query."""
    rows = (
        Setting.objects.filter(
            subject__in=list(subjects), field=field, place__path__in=ancestors(path), at__lte=at
        )
        .select_related("place")
        .order_by("at", "id")
    )
    best: dict[str, Setting] = {}
    for row in rows:
        known = best.get(row.subject)
        if known is None or len(row.place.path) >= len(known.place.path):
            best[row.subject] = row
    return {subject: row.value for subject, row in best.items() if row.value is not None}

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
    return chosen(field, [subject], path=path, at=at).get(subject)


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
    rows = chosen(field, subjects, path=path, at=at)
    return {subject: row.value for subject, row in rows.items()}


def chosen(
    field: str, subjects: Iterable[str] | None = None, *, path: str, at: datetime
) -> dict[str, Setting]:
    """Return what counts of a field for a place at a moment, by subject: of some, or of all."""
    rows = Setting.objects.filter(field=field, place__path__in=ancestors(path), at__lte=at)
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    # The later in this order counts: a nearer place before one above it, then the newer row.
    found = sorted(
        rows.select_related("place").order_by("at", "id"), key=lambda row: len(row.place.path)
    )
    best = {row.subject: row for row in found}
    return {subject: row for subject, row in best.items() if row.value is not None}

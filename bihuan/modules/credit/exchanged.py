"""Listings for serious dishonesty as others are told them: each time on the list, and its end."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Q

from bihuan.kernel.orgs.viewer import Viewer

from .listings import listed
from .models import Spell

WORDS: Final = ("number", "people", "condition", "facts", "office", "since", "until", "ended_on",
                "stage")  # fmt: skip


def rows(viewer: Viewer, since: date, until: date) -> Any:
    """Return the times on the list in sight that began or ended in some days."""
    began = Q(since__gte=since, since__lte=until)
    ended = Q(ended_on__gte=since, ended_on__lte=until)
    found = Spell.objects.filter(began | ended, dishonesty__in=listed(viewer).values("pk"))
    joins = ("dishonesty__matter", "dishonesty__unit", "dishonesty__office")
    return found.select_related(*joins).order_by("pk")


def say(one: Spell) -> Mapping[str, Any]:
    """Return a time on the list, by word; one that ended says so."""
    record = one.dishonesty
    code = record.unit.credit_code or ""
    return {
        "id": f"{record.matter.number}-{one.pk}", "number": record.matter.number,
        "unit": record.unit.name, "credit_code": code, "organisation_code": code[8:17],
        "people": record.people, "condition": record.get_condition_display(),
        "facts": record.facts, "office": record.office.name, "since": one.since,
        "until": one.until, "ended_on": one.ended_on,
        "stage": "removed" if one.ended_on else "listed",
    }  # fmt: skip

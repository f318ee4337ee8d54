"""How the documents of a place call units: spellings known, and names that no unit answers to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit, UnitAlias
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.policy import queries

SHOWN = 200


@dataclass(frozen=True)
class Unknown:
    """A name the documents use for nobody the register knows: how many tasks, one of them."""

    printed: str
    tasks: int
    number: str


def unknown(viewer: Viewer) -> list[Unknown]:
    """Return the printed names whose running tasks belong to nobody, most tasks first."""
    rows = queries.tasks(viewer).filter(matter__unit=None, matter__closed_at=None)
    named = rows.exclude(printed="").order_by().values_list("printed")
    found = named.annotate(Count("pk"), Min("matter__number"))
    return [Unknown(*row) for row in sorted(found, key=lambda row: (-row[1], row[0]))]


def aliases(viewer: Viewer, words: str) -> QuerySet[UnitAlias]:
    """Return the spellings that count in the viewer's place, of some words or all."""
    rows = UnitAlias.objects.filter(place__path__in=ancestors(viewer.path))
    if words:
        rows = rows.filter(alias__contains=words) | rows.filter(unit__name__contains=words)
    return rows.select_related("unit__place", "place").order_by("alias", "pk")


def opened(rows: Iterable[UnitAlias], viewer: Viewer) -> set[int]:
    """Return the ids of the units among some spellings that the viewer may open."""
    wanted = {row.unit_id for row in rows}
    seen = Unit.objects.filter(units_seen(viewer), pk__in=wanted)
    return set(seen.values_list("pk", flat=True))

"""Who holds which grade, who is past its day, how far targets of documents are, with names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Number
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer

from . import holdings, rules
from .models import Goal, Grading
from .parties import ENTERPRISE

NONE: Final = "none"
WHICH: Final[Mapping[str, str]] = {
    **{grade: f"标准化{grade}" for grade in rules.GRADES}, NONE: "没有在有效期内的等级",
    "due": "有达标要求", "overdue": "逾期未达标",
}  # fmt: skip


def enterprises(by: Viewer) -> QuerySet[Unit]:
    """Return the running enterprises a viewer sees."""
    rows = Unit.objects.filter(units_seen(by), kind=ENTERPRISE, until=None)
    return rows.order_by("place_path", "pk")


def matching(by: Viewer, which: str, sector: str = "") -> QuerySet[Unit]:
    """Return the enterprises in sight that answer to a word of :data:`WHICH`, of a sector."""
    rows = enterprises(by)
    if sector:
        graded = Grading.objects.filter(sector__contains=sector, matter__state="graded")
        rows = rows.filter(pk__in=graded.values("unit"))
    if which in ("due", "overdue"):
        return rows.filter(pk__in=goals(by.on, which).values("unit"))
    held = holdings.grades(rows, by.on)
    if which == NONE:
        return rows.exclude(pk__in=list(held))
    return rows.filter(pk__in=[pk for pk, one in held.items() if one.grade == which])


def goals(on: date, which: str) -> QuerySet[Goal]:
    """Return the demands that run on a day, or those past the day by which they were to be met."""
    rows = Goal.objects.filter(matter__closed_at=None)
    return rows.filter(due_on__lt=on) if which == "overdue" else rows


def numbers(by: Viewer) -> list[tuple[str, str, int, int]]:
    """Return key, title, how many and of how many, for every word of :data:`WHICH`."""
    rows = enterprises(by)
    whole, held = rows.order_by().count(), holdings.grades(rows, by.on)
    counts = {
        grade: sum(one.grade == grade for one in held.values()) for grade in rules.GRADES
    }  # fmt: skip
    counts[NONE] = whole - sum(counts.values())
    seen = Q(unit__in=rows.order_by().values("pk"))
    running = {which: goals(by.on, which).filter(seen).count() for which in ("due", "overdue")}
    return [
        (key, title, (counts | running)[key], running["due"] if key == "overdue" else whole)
        for key, title in WHICH.items()
    ]  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How far a target of a document is: its number, how many were graded, and which."""

    target: rules.Target
    number: Number | None
    gradings: list[Grading]

    @property
    def wanted(self) -> int | None:
        """How many the document wants, None while its pack is not loaded."""
        return int(self.number.value) if self.number else None

    @property
    def left(self) -> int | None:
        """How many are missing."""
        return None if self.wanted is None else max(self.wanted - len(self.gradings), 0)


def progress(by: Viewer) -> list[Progress]:
    """Return the targets of the documents where a viewer works, with what counts for each.

    What was graded by the target's day counts, of its field, grade and kind, in the viewer's sight.
    """
    codes = set(by.path.split("/"))
    asked = [one for one in rules.targets() if one.place in codes]
    known = Number.objects.select_related("clause__document").in_bulk(
        [one.number for one in asked], field_name="key"
    )
    seen = enterprises(by).order_by().values("pk")
    rows = Grading.objects.filter(matter__state="graded", unit__in=seen)
    return [
        Progress(one, known.get(one.number), list(
            rows.filter(sector__contains=one.sector, grade=one.grade, kind=one.kind,
                        since__lte=one.by).select_related("unit", "matter").order_by("pk")
        ))
        for one in asked
    ]  # fmt: skip

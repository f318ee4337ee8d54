"""Who of a category was taught since a day: by unit and kind, with the names not reached."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Number
from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import months_after

from . import rosters, rules
from .models import AgencyCheck, Attendance, Trainee

#: What makes an agency one that trains: its category, or having been checked as one.
TRAINS: Final = "安全培训机构"


@dataclass(frozen=True)
class Share:
    """How many of a category stand on rosters and how many of them were taught since a day."""

    category: str
    title: str
    people: int
    taught: int

    @property
    def left(self) -> int:
        """How many were not reached."""
        return self.people - self.taught


def shares(by: Viewer, since: date, tag: str = "") -> list[Share]:
    """Return, by category, who stands on the rosters in sight and who was taught since a day.

    ``tag`` keeps the people of one category of enterprises (危险化学品), for coverage by sector.
    """
    rows = rosters.listed(by, tag=tag).order_by()
    people = Counter(rows.values_list("category", flat=True))
    reached = rows.filter(Exists(_lessons(since)))
    taught = Counter(reached.values_list("category", flat=True))
    return [
        Share(key, title, people[key], taught[key])
        for key, title in rules.CATEGORIES.items() if people[key]
    ]  # fmt: skip


def _lessons(since: date) -> QuerySet[Attendance]:
    return Attendance.objects.filter(person=OuterRef("person"), on__gte=since)


def missed(by: Viewer, category: str, since: date, tag: str = "") -> QuerySet[Trainee]:
    """Return who of a category was not taught since a day, as far as a viewer sees."""
    rows = rosters.listed(by, category=category, tag=tag)
    return rows.filter(~Exists(_lessons(since)))


def sectors(by: Viewer) -> list[str]:
    """Return the categories of the enterprises in sight that keep a roster."""
    kept = Trainee.objects.filter(rosters.seen(by), until=None)
    tags = UnitTag.objects.filter(unit__in=kept.values("unit"), until=None)
    return list(tags.order_by("tag").values_list("tag", flat=True).distinct())


def unrostered(by: Viewer) -> QuerySet[Unit]:
    """Return the enterprises in sight that keep no roster: of their people nothing can be said."""
    kept = Trainee.objects.filter(unit=OuterRef("pk"), until=None)
    rows = Unit.objects.filter(units_seen(by), ~Exists(kept), kind="enterprise", until=None)
    return rows.order_by("place_path", "pk")


def agencies(by: Viewer) -> list[tuple[Unit, AgencyCheck | None]]:
    """Return the training bodies in sight with the last check of each, None for one not checked."""
    trains = Q(tags__tag=TRAINS, tags__until=None) | Q(training_checks__isnull=False)
    rows = Unit.objects.filter(units_seen(by), trains, until=None).distinct()
    last: dict[int, AgencyCheck] = {}
    checks = AgencyCheck.objects.filter(agency__in=rows).select_related("matter")
    for check in checks.order_by("matter_id"):
        last[check.agency_id] = check
    return [(unit, last.get(unit.pk)) for unit in rows.order_by("place_path", "pk")]


#: How often and how long officers are taught off the job, where a document of the place says so.
ROTATION: Final = "#rotation.length"
DAYS_OF_A_MONTH: Final = 30


@dataclass(frozen=True)
class Rotation:
    """When an officer was last off the job for training, how long, and when it is due again."""

    trainee: Trainee
    days: int
    asked: int
    last: date | None

    @property
    def short(self) -> int:
        """How many days off the job are missing."""
        return max(self.asked - self.days, 0)


def rotation_number(by: Viewer) -> Number | None:
    """Return the number of the place's document: ``[years, months]``; None where none says so."""
    rows = Number.objects.filter(key__endswith=ROTATION, place__path__in=places.ancestors(by.path))
    return rows.select_related("clause__document").order_by("-place__path", "pk").first()


def rotations(by: Viewer, number: Number) -> list[Rotation]:
    """Return the officers in sight with their days off the job within the years asked for."""
    years, months = number.value
    since = months_after(by.on, -12 * years)
    lessons: dict[int, list[Attendance]] = defaultdict(list)
    rows = Attendance.objects.filter(off_job_days__gt=0, on__gt=since, on__lte=by.on)
    officers = list(rosters.listed(by, category="officer"))
    for one in rows.filter(person__in={row.person_id for row in officers}):
        lessons[one.person_id].append(one)
    return [
        Rotation(
            row, sum(one.off_job_days or 0 for one in lessons[row.person_id]),
            months * DAYS_OF_A_MONTH, max((one.on for one in lessons[row.person_id]), default=None),
        )
        for row in officers
    ]  # fmt: skip

"""Where enterprises stand, for who supervises them: each number is a list of units, or of cases.

Numbers of workers are counted by unit; nobody's name or result is read for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.viewer import Viewer

from . import rules, surveys
from .models import Declaration, Disease, ExposedWorker, MeasureKept, Survey
from .parties import ENTERPRISE
from .workers import which_of

Source = Callable[[], Q]
_SOURCES: list[Source] = []


def consult(source: Source) -> None:
    """Ask one more domain which units are known to have hazards of occupational disease."""
    if source not in _SOURCES:
        _SOURCES.append(source)


@dataclass(frozen=True)
class Number:
    """One number: what it counts, how many of how many; ``which`` opens the list behind it."""

    which: str
    title: str
    count: int
    of: int | None = None
    note: str = ""


def enterprises(by: Viewer) -> QuerySet[Unit]:
    """Return the running enterprises a viewer sees."""
    rows = Unit.objects.filter(units_seen(by), kind=ENTERPRISE, until=None)
    return rows.order_by("place_path", "pk")


def _declared(*states: str) -> Q:
    rows = Declaration.objects.filter(unit=OuterRef("pk"), matter__state__in=states)
    return Q(Exists(rows))


def hazardous() -> Q:
    """Match the units that must declare: known for it, of a field named, or exposing people."""
    found: Q = _declared("submitted", "standing")
    found |= Q(Exists(ExposedWorker.objects.filter(unit=OuterRef("pk"), until=None)))
    for source in _SOURCES:
        found |= source()
    for code, tags in rules.fields().items():
        held = UnitTag.objects.filter(unit=OuterRef("pk"), tag__in=tags, until=None)
        found |= Q(place_path__contains=f"/{code}/") & Q(Exists(held))
    return found


def _workers(by: Viewer, which: str = "") -> Q:
    rows = ExposedWorker.objects.filter(unit=OuterRef("pk"), until=None)
    return Q(Exists(rows.filter(which_of(which, by.on)) if which else rows))


def _surveyed(*states: str) -> Q:
    return Q(Exists(Survey.objects.filter(unit=OuterRef("pk"), matter__state__in=states)))


def _kept(by: Viewer) -> Q:
    """Match the units that keep every measure their document asks for, none past its day."""
    found = Q(pk__in=[])
    for code in {one.place for one in rules.measures()}:
        all_kept = Q(place_path__contains=f"/{code}/")
        for one in rules.measures():
            if one.place == code:
                held = MeasureKept.objects.filter(
                    unit=OuterRef("pk"), key=one.kept_as, due_on__gte=by.on
                )
                all_kept &= Q(Exists(held))
        found |= all_kept
    return found


def _measured() -> Q:
    """Match the units of which a document of their place asks for measures."""
    found = Q(pk__in=[])
    for code in {one.place for one in rules.measures()}:
        found |= Q(place_path__contains=f"/{code}/")
    return found


WHICH: Final[Mapping[str, str]] = {
    "hazardous": "有职业病危害的企业", "undeclared": "没有申报", "declared": "已受理申报",
    "serious": "职业病危害严重", "never": "没有检测过", "late": "检测逾期", "over": "有超限在治理",
    "stopped": "已停止作业", "workers": "有接害人员", "unexamined": "有人没有检查就在岗",
    "overdue": "有人检查逾期", "unfit": "有人不能从事仍在岗",
    "left": "有人调离后没有离岗检查", "measures": "措施没有落实齐",
    "unknown": "没有说明有没有危害",
}  # fmt: skip


def matching(by: Viewer, which: str) -> QuerySet[Unit]:
    """Return the enterprises in sight that answer to one word of :data:`WHICH`."""
    rows = enterprises(by)
    if which == "unknown":
        return rows.filter(~hazardous())
    if which == "late":
        return rows.filter(pk__in=_late(by))
    return rows.filter(hazardous()).filter(_narrowed(by).get(which, Q()))


def _narrowed(by: Viewer) -> Mapping[str, Q]:
    """Return what each word asks beyond hazards."""
    standing = Declaration.objects.filter(unit=OuterRef("pk"), matter__state="standing")
    return {
        "undeclared": ~_declared("submitted", "standing"),
        "declared": _declared("standing"),
        "serious": Q(Exists(standing.filter(grade=rules.SERIOUS))),
        "never": _declared("standing") & ~_surveyed(*surveys.ON_FILE),
        "over": _surveyed("fixing"), "stopped": _surveyed("stopped"), "workers": _workers(by),
        **{word: _workers(by, word) for word in ("unexamined", "overdue", "unfit")},
        "left": Q(Exists(ExposedWorker.objects.filter(
            ~_leaving(), unit=OuterRef("pk"), until__isnull=False, left=rules.MOVED))),
        "measures": _measured() & ~_kept(by),
    }  # fmt: skip


def _late(by: Viewer) -> list[int]:
    """Return the units whose next report is past its day."""
    return [one.unit.pk for one in surveys.dues(enterprises(by)) if one.day and one.day < by.on]


def numbers(by: Viewer) -> list[Number]:
    """Return the numbers of a viewer's range, each with what it is a part of."""
    rows = enterprises(by).order_by()
    count = rows.filter(hazardous()).aggregate(
        hazardous=Count("pk"), measured=Count("pk", filter=_measured()),
        **{which: Count("pk", filter=asked) for which, asked in _narrowed(by).items()},
    )  # fmt: skip
    everyone, whole, declared = rows.count(), count["hazardous"], count["declared"]
    count |= {"unknown": everyone - whole, "late": len(set(_late(by)))}
    bases = {
        "undeclared": whole, "declared": whole, "serious": declared, "never": declared,
        "late": declared, "over": declared, "stopped": declared, "workers": whole,
        "unexamined": count["workers"], "overdue": count["workers"], "unfit": count["workers"],
        "left": whole, "measures": count["measured"], "hazardous": everyone, "unknown": everyone,
    }  # fmt: skip
    return [Number(which, title, count[which], bases[which]) for which, title in WHICH.items()]


@dataclass(frozen=True)
class People:
    """How many workers stand at posts with hazards in a range, by what is known of them."""

    exposed: int = 0
    unexamined: int = 0
    overdue: int = 0
    unfit: int = 0
    left_unexamined: int = 0


def people(by: Viewer, unit: Unit | None = None) -> People:
    """Return the numbers of workers in a viewer's range, or of one unit in it."""
    rows = _exposed(by)
    if unit is not None:
        rows = rows.filter(unit=unit)
    return People(**rows.aggregate(**_counted(by.on)))


def people_by_unit(by: Viewer) -> dict[int, People]:
    """Return the numbers of workers of each unit in a viewer's range that has or had some."""
    rows = _exposed(by).order_by().values("unit").annotate(**_counted(by.on))
    return {row.pop("unit"): People(**row) for row in rows}


def _exposed(by: Viewer) -> QuerySet[ExposedWorker]:
    return ExposedWorker.objects.filter(unit__in=enterprises(by).order_by().values("pk"))


def _counted(on: date) -> dict[str, Count]:
    here, left = Q(until=None), Q(until__isnull=False, left=rules.MOVED)
    return {
        "exposed": Count("pk", filter=here & Q(since__isnull=False)),
        **{which: Count("pk", filter=here & which_of(which, on))
           for which in ("unexamined", "overdue", "unfit")},
        "left_unexamined": Count("pk", filter=left & ~_leaving()),
    }  # fmt: skip


def _leaving() -> Q:
    from .models import Examination

    rows = Examination.objects.filter(worker=OuterRef("pk"), kind=rules.LEAVING)
    return Q(Exists(rows))


def diseases(by: Viewer, year: int) -> dict[str, int]:
    """Return how many cases of a year are in sight: reported, diagnosed, still open."""
    rows = Disease.objects.filter(
        unit__in=enterprises(by).order_by().values("pk"), found_on__year=year
    )
    return rows.aggregate(
        reported=Count("pk"), diagnosed=Count("pk", filter=Q(kind=Disease.Kind.DIAGNOSED)),
        open=Count("pk", filter=Q(matter__closed_at=None)),
    )  # fmt: skip

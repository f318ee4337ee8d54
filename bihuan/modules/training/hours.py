"""Hours asked of a person against hours done: who falls short, by which rule, who is untaught."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Person, Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai

from . import rosters, rules
from .models import Attendance, HoursRule, Trainee

ENTERPRISE: Final = "enterprise"
MOST_HOURS: Final = 500


@dataclass(frozen=True)
class Need:
    """One demand on one person: what is asked and why, how much was done, since when it counts.

    ``hours`` is None while no rule gives a number (未设定). ``local`` is the rule of a place or of
    the unit itself that asks more than the nation's.
    """

    demand: rules.Demand
    hours: int | None
    done: Decimal
    local: HoursRule | None = None

    @property
    def short(self) -> Decimal:
        """How many hours are missing; nothing while the number is unset."""
        return max(Decimal(self.hours or 0) - self.done, Decimal(0))

    @property
    def basis(self) -> str:
        """The words for where the number comes from."""
        if self.local:
            return f"{self.local.unit.name}：{self.local.basis}"
        return f"生产经营单位安全培训规定{self.demand.article}"


@dataclass(frozen=True)
class Standing:
    """How a person on a roster stands on a day."""

    trainee: Trainee
    needs: tuple[Need, ...]

    @property
    def short(self) -> bool:
        """Whether any hours are missing."""
        return any(need.short for need in self.needs)

    @property
    def untaught(self) -> bool:
        """Whether she works although her first training is not complete."""
        first = [need for need in self.needs if need.demand.purpose == rules.FIRST]
        return self.trainee.working_since is not None and any(need.short for need in first)


def standings(trainees: Sequence[Trainee], on: date) -> list[Standing]:
    """Return how people of rosters stand on a day; a handful of queries however many they are."""
    units = {row.unit_id: row.unit for row in trainees}
    tags: dict[int, set[str]] = defaultdict(set)
    running = Q(until=None) | Q(until__gt=on)
    for tag in UnitTag.objects.filter(running, unit__in=units, since__lte=on):
        tags[tag.unit_id].add(tag.tag)
    asked = list(local_rules(units.values(), on))
    done = _done({row.person_id for row in trainees}, units, on)
    return [
        Standing(row, tuple(_needs(row, tags[row.unit_id], asked, done, on))) for row in trainees
    ]


def standing(trainee: Trainee, on: date) -> Standing:
    """Return how one person stands on a day."""
    return standings([trainee], on)[0]


def _needs(
    row: Trainee, tags: set[str], asked: list[HoursRule], done: dict[Any, Decimal], on: date
) -> Iterable[Need]:
    national = rules.demands(row.category, high_risk=rules.is_risky(tags))
    known = {one.purpose: one for one in national}
    for purpose in (rules.FIRST, rules.YEARLY):
        # In the year she came the first training counts; the yearly one begins with the next.
        if purpose == rules.YEARLY and row.joined.year >= on.year:
            continue
        best = _best(row, purpose, asked)
        found = known.get(purpose)
        if found is None and best is None:
            continue
        found = found or rules.Demand(purpose, None, "", "")
        over = best if best and best.hours > (found.hours or 0) else None
        key = (row.unit_id, row.person_id, purpose)
        yield Need(found, over.hours if over else found.hours, done.get(key, Decimal(0)), over)


def _best(row: Trainee, purpose: str, asked: list[HoursRule]) -> HoursRule | None:
    fit = [
        one for one in asked
        if one.category == row.category and one.purpose == purpose and _binds(one, row.unit)
    ]  # fmt: skip
    return max(fit, key=lambda one: one.hours, default=None)


def _binds(rule: HoursRule, unit: Unit) -> bool:
    """Say whether a rule binds a unit: its own, or that of an authority of its place."""
    above = rule.unit.kind != ENTERPRISE and unit.place_path.startswith(rule.unit.place_path)
    return rule.unit_id == unit.pk or above


def local_rules(units: Iterable[Unit], on: date) -> QuerySet[HoursRule]:
    """Return the rules of these units, and of the authorities of their places, on a day."""
    units = list(units)
    paths = {
        unit.place_path[: n + 1]
        for unit in units for n, sign in enumerate(unit.place_path) if sign == "/"
    }  # fmt: skip
    near = Q(unit__in=[unit.pk for unit in units])
    near |= Q(unit__place_path__in=paths) & ~Q(unit__kind=ENTERPRISE)
    rows = HoursRule.objects.filter(near, Q(until=None) | Q(until__gt=on), since__lte=on)
    return rows.select_related("unit", "by").order_by("pk")


def _done(people: set[int], units: Iterable[int], on: date) -> dict[Any, Decimal]:
    """Return hours by unit, person and purpose: first training ever, the rest of this year.

    What is taught apart (专题) counts for the year too.
    """
    found: dict[Any, Decimal] = defaultdict(Decimal)
    rows = Attendance.objects.filter(person__in=people, unit__in=list(units), on__lte=on)
    for one in rows.values("unit_id", "person_id", "purpose", "on", "hours"):
        if one["purpose"] == rules.FIRST:
            found[one["unit_id"], one["person_id"], rules.FIRST] += one["hours"]
        elif one["on"].year == on.year:
            found[one["unit_id"], one["person_id"], rules.YEARLY] += one["hours"]
    return found


@transaction.atomic
def enter(  # noqa: PLR0913 - taught hours have these facts
    unit: Unit, person: Person, *, purpose: str, course: str, on: date, hours: Decimal,
    off_job_days: int | None = None, taught_by: str = "", by: Actor, at: datetime,
) -> Attendance:  # fmt: skip
    """Enter hours from older records or papers, or correct those of this course and day.

    Raises :class:`NotAllowed`, :class:`Invalid` naming the field, :class:`WrongState` for hours
    that a class here already gave.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    if purpose not in rules.PURPOSES:
        raise Invalid(f"培训种类应为{'、'.join(rules.PURPOSES.values())}之一。", field="purpose")
    if not course.strip():
        raise Invalid("还没有填写“课程”。", field="course")
    if on > in_shanghai(at).date():
        raise Invalid(f"培训日期 {on} 还没有到。", field="on")
    if not 0 < hours <= MOST_HOURS:
        raise Invalid(f"学时应大于 0、不超过 {MOST_HOURS}，您填的是 {hours}。", field="hours")
    key = {"unit": unit, "person": person, "course": course.strip(), "on": on, "purpose": purpose}
    row = Attendance.objects.filter(**key).first() or Attendance(**key)
    if row.klass_id is not None:
        raise WrongState(f"{on} 的“{course}”已由培训班 {row.klass} 计了学时。")
    row.hours, row.off_job_days, row.taught_by = hours, off_job_days, taught_by.strip()
    row.save()
    body = {"person": person.pk, "course": row.course, "on": str(on), "hours": str(hours)}
    entries.append_to(unit.chain, "training_entered", by=by, at=at, body=body)
    return row


@transaction.atomic
def set_rule(  # noqa: PLR0913 - a rule has these facts
    unit: Unit, *, category: str, purpose: str, hours: int, content: str, basis: str, since: date,
    by: Viewer, at: datetime,
) -> HoursRule:  # fmt: skip
    """Set how many hours a unit asks of a category from a day on; the rule before it ends then.

    An authority's rule binds the enterprises of its place. Raises :class:`Invalid` for fewer hours
    than the nation's rule asks, :class:`NotAllowed` for another's unit.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    if purpose not in (rules.FIRST, rules.YEARLY):
        raise Invalid("学时只规定初次（岗前）培训和年度再培训。", field="purpose")
    if category not in rules.CATEGORIES:
        raise Invalid("请选择类别。", field="category")
    least = [d.hours for d in rules.demands(category, high_risk=False)
             if d.purpose == purpose and d.hours]  # fmt: skip
    if least and hours < least[0]:
        says = f"国家规定不得少于 {least[0]} 学时，不能规定 {hours} 学时。"
        raise Invalid(says, field="hours")
    for field, title, words in (("content", "内容和范围", content), ("basis", "依据", basis)):
        if not words.strip():
            raise Invalid(f"还没有填写“{title}”。", field=field)
    before = HoursRule.objects.filter(unit=unit, category=category, purpose=purpose, until=None)
    if before.filter(since__gte=since).exists():
        raise Invalid("新规定的起始日期应晚于现行规定的起始日期。", field="since")
    before.update(until=since)
    made = HoursRule.objects.create(
        unit=unit, category=category, purpose=purpose, hours=hours, content=content.strip(),
        basis=basis.strip(), since=since, by_id=by.person_id, at=at,
    )  # fmt: skip
    body = {"category": category, "purpose": purpose, "hours": hours, "since": str(since)}
    entries.append_to(unit.chain, "hours_set", by=by, at=at, body=body)
    return made


def listed(by: Viewer, person: Person) -> QuerySet[Attendance]:
    """Return the hours of a person that a viewer may see, the latest first."""
    rows = Attendance.objects.filter(rosters.seen(by), person=person)
    return rows.select_related("unit", "klass__matter").order_by("-on", "-pk")

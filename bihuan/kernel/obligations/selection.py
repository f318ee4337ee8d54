"""Which units a rule binds on a day, as one filter of units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from bihuan.kernel.law.models import Rule
from bihuan.kernel.orgs.models import Unit, UnitAlias, UnitTag
from bihuan.kernel.orgs.scope import within


@dataclass(frozen=True)
class Segment:
    """Part of a rule's place in which one number and period count, ``since`` a day or always.

    ``without`` are parts of it where others do.
    """

    path: str
    times: int
    since: date | None = None
    without: tuple[str, ...] = ()

    def holds(self) -> Q:
        """Match the units of the segment."""
        inside = within(self.path)
        for path in self.without:
            inside &= ~within(path)
        return inside


def on_day(day: date) -> Q:
    """Match what is there on a day, by ``since`` and ``until``."""
    begun = Q(since=None) | Q(since__lte=day)
    return begun & (Q(until=None) | Q(until__gt=day))


def bound(rule: Rule, day: date, stricter: Mapping[str, Rule]) -> Q:
    """Match the units a rule binds on a day: selected by it and not by the rule it yields to."""
    return in_scope(rule, day, stricter) & working(rule)


def in_scope(rule: Rule, day: date, stricter: Mapping[str, Rule]) -> Q:
    """Match the units a rule binds or would bind if they were not stopped."""
    winner = stricter.get(rule.yields_to)
    chosen = matching(rule, day) & ~Q(status=Unit.Status.CLOSED)
    return chosen & ~selected(winner, day) if winner else chosen


def selected(rule: Rule, day: date) -> Q:
    """Match the units of the rule's place that its selector names, working ones only."""
    return matching(rule, day) & working(rule)


def working(rule: Rule) -> Q:
    """Match units at work; a rule may include stopped ones."""
    if rule.selects.get("include_stopped"):
        return ~Q(status=Unit.Status.CLOSED)
    return Q(status=Unit.Status.OPERATING)


def matching(rule: Rule, day: date) -> Q:
    """Match the units of the rule's place that its selector names, stopped ones too."""
    found = within(rule.place.path) & on_day(day)
    for name, value in rule.selects.items():
        condition = _CONDITIONS.get(name)
        if condition and value is not None:
            found &= condition(value, day)
    return found


def _tagged(tags: list[str], day: date) -> Exists:
    return Exists(UnitTag.objects.filter(on_day(day), unit=OuterRef("pk"), tag__in=tags))


def _named(names: list[str], day: date) -> Q:
    also = UnitAlias.objects.filter(unit=OuterRef("pk"), alias__in=names)
    return Q(name__in=names) | Q(Exists(also))


_CONDITIONS: dict[str, Any] = {
    "kinds": lambda kinds, day: Q(kind__in=kinds),
    "tags_any": lambda tags, day: Q(_tagged(tags, day)),
    "tags_none": lambda tags, day: ~Q(_tagged(tags, day)),
    "headcount_min": lambda n, day: Q(headcount__gte=n),
    "headcount_max": lambda n, day: Q(headcount__lte=n),
    "levels": lambda levels, day: Q(place__level__in=levels),
    "units": _named,
}

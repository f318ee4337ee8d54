"""The periods of a rule, and what counts where the document leaves number or period open."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.kernel.law.models import Rule, Setting
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import PeriodKind, periods_between

from .selection import Segment

FIELDS = ("per", "times", "shifts")


@dataclass(frozen=True)
class Span:
    """One period of a rule, ``starts`` and ``ends`` included; ``key`` names it everywhere."""

    key: str
    starts: date
    ends: date


def segments(rule: Rule, set_values: Sequence[Setting]) -> dict[tuple[str, int], list[Segment]]:
    """Return the parts of a rule's place in which it has number and period, by ``(per, shifts)``.

    Parts where either is unset, by the document and by everybody, are not in it.
    """
    top = rule.place.path
    known: dict[str, dict[str, Any]] = {}
    for row in set_values:
        known.setdefault(row.place.path, {})[row.field] = row.value
    below = [path for path in known if path.startswith(top) and path != top]
    found: dict[tuple[str, int], list[Segment]] = {}
    for anchor in (top, *sorted(below)):
        per = rule.per or _nearest(known, anchor, "per")
        times = rule.times or _nearest(known, anchor, "times")
        shifts = _nearest(known, anchor, "shifts") if per == PeriodKind.SHIFT else 1
        if per and times and shifts:
            deeper = tuple(p for p in below if p.startswith(anchor) and p != anchor)
            part = Segment(anchor, times, _since(rule, anchor, set_values), deeper)
            found.setdefault((per, shifts), []).append(part)
    return found


def _since(rule: Rule, anchor: str, set_values: Sequence[Setting]) -> date | None:
    """The first day of what was set: nobody owes for the time before somebody decided."""
    days = [in_shanghai(r.at).date() for r in set_values if anchor.startswith(r.place.path)]
    return max([*days, *([rule.in_force_from] if rule.in_force_from else [])], default=None)


def settings_of(rules: Iterable[Rule], at: datetime) -> dict[str, list[Setting]]:
    """Return what was set by ``at`` for the rules that leave something open, by rule key."""
    unset = {r.key for r in rules if not r.per or r.times is None or r.per == PeriodKind.SHIFT}
    found: dict[str, list[Setting]] = {key: [] for key in unset}
    rows = Setting.objects.filter(subject__in=unset, field__in=FIELDS, at__lte=at)
    for row in rows.select_related("place").order_by("at", "pk"):
        found[row.subject].append(row)
    return found


def spans(rule: Rule, per: str, shifts: int, since: date, until: date) -> Iterator[Span]:
    """Yield the periods of a rule that share a day with ``since`` to ``until``, in order.

    Cycles of several periods are counted from the day the rule came into force.
    """
    kind, start = PeriodKind(per), rule.in_force_from or since
    if kind is PeriodKind.YEARS:
        found = periods_between(kind, since, until, n=rule.every, anchor=start.year)
        yield from (Span(p.key, p.start, p.end) for p in found)
        return
    if rule.every == 1:
        found = periods_between(kind, since, until, n=shifts)
        yield from (Span(p.key, p.start, p.end) for p in found)
        return
    first = None
    for number, period in enumerate(periods_between(kind, start, date.max, n=shifts)):
        if number % rule.every == 0:
            if period.start > until:
                return
            first = period
        elif number % rule.every == rule.every - 1 and first and period.end >= since:
            yield Span(f"{first.key}x{rule.every}", first.start, period.end)


def _nearest(known: dict[str, dict[str, Any]], path: str, field: str) -> Any:
    at = [p for p in known if path.startswith(p) and known[p].get(field) is not None]
    return known[max(at, key=len)][field] if at else None

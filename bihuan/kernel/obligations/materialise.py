"""Opening the obligations of a period (档期滚动生成): one per bound unit, set-based, catching up.

For each rule in force and each of its periods that has begun there is one ``Base``; making it opens
the members' obligations in one insert. Until the cut-off day who comes under the rule is a member;
then the base freezes. Who comes later joins at once or next period, as the rule says; who leaves
has what is not yet due lapse. Each base is looked at once a day, so a run with nothing to do costs
a few queries.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from bihuan.kernel.law.models import Document, Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.orgs.viewer import Machine
from bihuan.lib.clocks import in_shanghai

from . import bases, changes, pauses
from .models import Base, Obligation, Outcome, SweepRun
from .selection import in_scope
from .spans import Span, segments, settings_of, spans

BY = Machine("档期滚动生成")
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Materialised:
    """What a run did: obligations opened, ended because their unit or rule left."""

    at: datetime
    opened: int
    ended: int


def materialise(at: datetime, progress: Progress | None = None) -> Materialised:
    """Open what is owed for every period begun by ``at``; safe to kill and to run twice.

    ``progress`` is told the number opened so far after each rule and period.
    """
    run = SweepRun.objects.create(job="materialise", at=at, started=at)
    day = in_shanghai(at).date()
    opened, ended = 0, _end_changed(day, at)
    done = set(Base.objects.filter(checked_on__gte=day).values_list("rule", "period"))
    for plan in _plans(day, at):
        if (plan.rule.pk, plan.span.key) in done:
            continue
        joined, left = _look_at(plan, day, at)
        opened, ended = opened + joined, ended + left
        if progress and joined:
            progress(opened)
    run.finished, run.checked, run.moved = at, opened, opened
    run.save(update_fields=["finished", "checked", "moved"])
    return Materialised(at, opened, ended)


def _plans(day: date, at: datetime) -> Iterator[bases.Plan]:
    """Yield every rule and period to look at: current ones, and those begun since the last base."""
    binding = Q(clause__document__status=Document.Status.IN_FORCE) & ~Q(per="event")
    rules = list(Rule.objects.filter(binding).select_related("place", "ladder", "clause"))
    stricter = {rule.key: rule for rule in rules if _lasts(rule) and _binds_on(rule, day)}
    older = {(r.key, r.version) for r in rules if _lasts(r)}
    last = {
        (row["rule"], row["per"]): row["starts__max"]
        for row in Base.objects.values("rule", "per").annotate(Max("starts"))
    }
    values = settings_of(rules, at)
    for rule in filter(_lasts, rules):
        follows = any(key == rule.key and version < rule.version for key, version in older)
        for (per, shifts), parts in segments(rule, values.get(rule.key, ())).items():
            begins = min((part.since or day for part in parts), default=day)
            since = last.get((rule.pk, per)) or begins
            for span in spans(rule, per, shifts, since, day):
                if _owed_in(rule, span, day, follows=follows, running=span.starts == since):
                    here = tuple(p for p in parts if p.since is None or p.since <= span.ends)
                    yield bases.Plan(rule, per, span, here, stricter)


def _lasts(rule: Rule) -> bool:
    """Say whether a version was in force for a day at least."""
    since, until = rule.in_force_from, rule.in_force_until
    return since is None or until is None or since < until


def _binds_on(rule: Rule, day: date) -> bool:
    since, until = rule.in_force_from, rule.in_force_until
    return (since is None or since <= day) and (until is None or until > day)


def _owed_in(rule: Rule, span: Span, day: date, *, follows: bool, running: bool) -> bool:
    """Say whether a version of a rule still opens a period that has begun.

    What follows another version begins with a new period, unless it re-opens the running one.
    """
    since, until = rule.in_force_from, rule.in_force_until
    if since is not None and since > day:
        return False
    if until is not None and (span.starts >= until or (until <= day and running)):
        return False
    waits = follows and rule.transition != "reopen"
    return not (waits and since is not None and span.starts < since)


@transaction.atomic
def _look_at(plan: bases.Plan, day: date, at: datetime) -> tuple[int, int]:
    """Make or bring up to date one base; return how many obligations it opened and ended."""
    base = bases.held(plan, at)
    if base.checked_on is not None and base.checked_on >= day:
        return 0, 0
    on, opened, ended = min(day, base.ends), 0, 0
    if base.checked_on is not None:
        ended = _let_go(plan, base, on, at)
        pauses.follow_stops(_members(base), by=BY, at=at)
    if base.frozen_at is None:
        opened = bases.admit(plan, base, on=on, late=False, at=at)
    if day > base.cut_off:
        bases.freeze(base, by=BY, at=at)
        if plan.rule.joins == "now":
            opened += bases.admit(plan, base, on=on, late=True, at=at)
    base.checked_on = day
    base.save(update_fields=["checked_on", "size", "frozen_at"])
    return opened, ended


def _members(base: Base) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.everywhere("members of a base")
    return rows.filter(base=base, done_at=None)


def _let_go(plan: bases.Plan, base: Base, on: date, at: datetime) -> int:
    """End what units that left the rule's scope do not owe yet; what is overdue stays theirs."""
    staying = bases.units(plan, in_scope(plan.rule, on, plan.stricter)).values("pk")
    left = _members(base).filter(current_due__gt=at).exclude(subject__in=staying)
    return changes.end_all(
        left, Outcome.LAPSED, reason="单位已不在规则适用范围", mode="left", by=BY, at=at
    )


def _end_changed(day: date, at: datetime) -> int:
    """End what versions of rules that bind no more left running, where the next version says so."""
    ended = 0
    unseen = Base.objects.filter(
        rule__in_force_until__lte=day,
        ends__gte=F("rule__in_force_until"),
        checked_on__lt=F("rule__in_force_until"),
    )
    for base in unseen.select_related("rule").order_by("pk"):
        after = Rule.objects.filter(in_force(day), key=base.rule.key).order_by("-version").first()
        with transaction.atomic():
            if (after or base.rule).transition != "finish":
                ended += changes.end_all(
                    _members(base), Outcome.VOID, reason="规则已变更", by=BY, at=at
                )
            Base.objects.filter(pk=base.pk).update(checked_on=day)
    return ended

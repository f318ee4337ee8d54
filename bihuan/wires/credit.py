"""What a listing for dishonesty leads to elsewhere, and what counts for a grade."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from bihuan.kernel.orgs.models import Unit

from .publication import owe

#: So many chains are named in one question: a database takes only so many.
_AT_ONCE: Final = 2000


def draw() -> None:
    """Push, publish and end listings; let lists and bars keep from honours and incentives."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accountability import bars
    from bihuan.modules.commendation import eligibility
    from bihuan.modules.credit import grades, incentive_flow, listings, measures
    from bihuan.modules.credit.dishonesty_flow import DishonestyFlow
    from bihuan.modules.disclosure import publications
    from bihuan.modules.inspections import draws

    publications.offer(DishonestyFlow, "blacklist", listings.of_listing)
    for step in (DishonestyFlow.decide, DishonestyFlow.restore):
        when(step, measures.push)
        when(step, owe)
    for step in (DishonestyFlow.allow, DishonestyFlow.revoke):
        when(step, _end_publication)
    eligibility.consult(listings.in_words)
    for source in (listings.in_words, bars.from_awards):
        incentive_flow.consult(source)
    for facts in (listings.facts, _hazards, _accidents, _bars):
        grades.consult(facts)
    draws.consult(frozenset(grades.TAGS.values()), grades.tags)


def _end_publication(moved: Any) -> None:
    from bihuan.modules.disclosure import publications

    because = f"{moved.step.title}，停止公布。"
    publications.end_publication(moved.matter, because, by=moved.by, at=moved.at)


def _hazards(units: QuerySet[Unit], on: date) -> Iterator[tuple[int, Any]]:
    """Yield the major hazards of units and those put right late, up to a day."""
    from bihuan.kernel.obligations.models import Obligation
    from bihuan.kernel.trace.models import Entry
    from bihuan.lib.clocks import end_of, in_shanghai
    from bihuan.modules.credit.rules import Fact
    from bihuan.modules.hazards.models import Hazard

    rows = Hazard.objects.filter(unit__in=units.values("pk"), found_on__lte=on)
    chains = {one.matter.chain: one for one in rows.select_related("matter")}
    known = list(chains)
    for n in range(0, len(known), _AT_ONCE):
        graded = Entry.objects.filter(
            chain__in=known[n : n + _AT_ONCE], verb__in=("grade_major", "raise_grade"),
            at__lte=end_of(on),
        )  # fmt: skip
        for entry in graded:
            one, day = chains[entry.chain], in_shanghai(entry.at).date()
            yield one.unit_id, Fact("hazard_major", day, one.says[:60], one.matter.number)
    late = Obligation.objects.everywhere("the grades of units whose page or draw is open").filter(
        matter__hazard__in=rows.values("pk"), holder=F("matter__hazard__unit"),
        current_due__lt=end_of(on), step__in=("submit", "finish"),
    )  # fmt: skip
    for duty in late.select_related("matter"):
        due = duty.current_due
        if due and (duty.done_at or end_of(on)) > due:
            fact = Fact("hazard_late", in_shanghai(due).date(), duty.matter.title[:60],
                        duty.matter.number)  # fmt: skip
            yield duty.holder_id, fact


def _accidents(units: QuerySet[Unit], on: date) -> Iterator[tuple[int, Any]]:
    """Yield the accidents of units up to a day."""
    from bihuan.lib.clocks import end_of, in_shanghai
    from bihuan.modules.accidents.models import Accident
    from bihuan.modules.credit.rules import Fact

    rows = Accident.objects.filter(
        unit__in=units.values("pk"), matter__opened_at__lte=end_of(on), happened_at__lte=end_of(on)
    )
    for one in rows.select_related("matter"):
        day = in_shanghai(one.happened_at).date()
        yield one.unit_id, Fact("accident", day, one.matter.title[:60], one.matter.number)


def _bars(units: QuerySet[Unit], on: date) -> Iterator[tuple[int, Any]]:
    """Yield the bars that fell on units as a whole up to a day, also those that ended since."""
    from bihuan.modules.accountability import bars
    from bihuan.modules.accountability.models import Bar
    from bihuan.modules.credit.rules import Fact

    stood = Q(revoked_on=None) | Q(revoked_on__gt=on)
    rows = Bar.objects.filter(stood, unit__in=units.values("pk"), person=None, since__lte=on)
    for one in rows.select_related("clause__document", "cause", "unit"):
        if one.unit_id:
            yield one.unit_id, Fact("bar", one.since, bars.said(one)[:80], one.cause.number)

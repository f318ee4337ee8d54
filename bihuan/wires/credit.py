"""What a listing for dishonesty leads to elsewhere, and what counts for a grade."""

from datetime import date
from typing import Any

from bihuan.kernel.orgs.models import Unit

from .publication import owe


def draw() -> None:
    """Push, publish and end listings; let lists and bars keep from honours and incentives."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accountability import bars
    from bihuan.modules.commendation import eligibility
    from bihuan.modules.credit import grades, incentive_flow, listings, measures
    from bihuan.modules.credit.dishonesty_flow import DishonestyFlow
    from bihuan.modules.disclosure import publications

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


def _end_publication(moved: Any) -> None:
    from bihuan.modules.disclosure import publications

    because = f"{moved.step.title}，停止公布。"
    publications.end_publication(moved.matter, because, by=moved.by, at=moved.at)


def _hazards(unit: Unit, on: date) -> list[Any]:
    """Return the major hazards of a unit and those put right late, up to a day."""
    from bihuan.kernel.obligations.models import Obligation
    from bihuan.kernel.trace.models import Entry
    from bihuan.lib.clocks import end_of, in_shanghai
    from bihuan.modules.credit.rules import Fact
    from bihuan.modules.hazards.models import Hazard

    rows = Hazard.objects.filter(unit=unit, found_on__lte=on).select_related("matter")
    chains = {one.matter.chain: one for one in rows}
    graded = Entry.objects.filter(
        chain__in=chains, verb__in=("grade_major", "raise_grade"), at__lte=end_of(on)
    )
    found = [
        Fact("hazard_major", in_shanghai(entry.at).date(), chains[entry.chain].says[:60],
             chains[entry.chain].matter.number)
        for entry in graded
    ]  # fmt: skip
    late = Obligation.objects.everywhere("the grade of a unit whose page is open").filter(
        matter__hazard__in=rows, holder=unit, current_due__lte=end_of(on),
        step__in=("submit", "finish"),
    )  # fmt: skip
    for duty in late.select_related("matter"):
        ended = duty.done_at or end_of(on)
        if duty.current_due and ended > duty.current_due and end_of(on) > duty.current_due:
            day = in_shanghai(duty.current_due).date()
            found.append(Fact("hazard_late", day, duty.matter.title[:60], duty.matter.number))
    return found


def _accidents(unit: Unit, on: date) -> list[Any]:
    """Return the accidents of a unit up to a day."""
    from bihuan.lib.clocks import end_of, in_shanghai
    from bihuan.modules.accidents.models import Accident
    from bihuan.modules.credit.rules import Fact

    rows = Accident.objects.filter(unit=unit, matter__opened_at__lte=end_of(on))
    days = ((one, in_shanghai(one.happened_at).date()) for one in rows.select_related("matter"))
    return [
        Fact("accident", day, one.matter.title[:60], one.matter.number)
        for one, day in days if day <= on
    ]  # fmt: skip


def _bars(unit: Unit, on: date) -> list[Any]:
    """Return the bars that fell on a unit as a whole up to a day, also those that ended since."""
    from django.db.models import Q

    from bihuan.modules.accountability import bars
    from bihuan.modules.accountability.models import Bar
    from bihuan.modules.credit.rules import Fact

    stood = Q(revoked_on=None) | Q(revoked_on__gt=on)
    rows = Bar.objects.filter(stood, unit=unit, person=None, since__lte=on)
    found = rows.select_related("clause__document", "cause", "unit").order_by("since", "pk")
    return [Fact("bar", one.since, bars.said(one)[:80], one.cause.number) for one in found]

"""Hazards as statistical forms count them. The count unit is one hazard."""

from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs.models import Unit
from bihuan.lib.counting import Axis, Line, Moment, Source, Span, matter_line, yes_or_no

from . import queries, rules
from .hazard_flow import HazardFlow
from .models import Hazard, PlanPart


def _open(values: tuple[Any, ...], span: Span) -> Q:
    found = Q(matter__closed_at=None) | Q(matter__closed_at__gte=span.known)
    return found if values[0] else ~found


def _overdue(values: tuple[Any, ...], span: Span) -> Q:
    late = queries.cell(queries.OVERDUE, queries.Span(span.since, span.until), span.known)
    return late if values[0] else ~late


def _in_place(values: tuple[Any, ...], _: Span) -> Q:
    """Match those whose plan has all the parts that a form counts, or the single parts asked."""
    forms = {form.key: form for form in rules.FORMS}
    wanted = [part for value in values for part in (
        {part for item in forms[value].items.values() for part in item}
        if value in forms else {rules.Part(value)}
    )]  # fmt: skip
    found = Q()
    for part in wanted:
        found &= Q(pk__in=PlanPart.objects.filter(part=part.value).values("hazard"))
    return found


def _last_day(values: tuple[Any, ...], span: Span) -> Q:
    """Match what was crossed off on the last day of the span: shown, and blamed on nobody."""
    from bihuan.lib.periods import PeriodKind, period_of

    day = period_of(PeriodKind.DAY, span.until)
    found = Q(matter__closed_at__gte=day.starts_at, matter__closed_at__lt=day.ends_before)
    return found if values[0] else ~found


def _line(one: Hazard) -> Line:
    state = HazardFlow.states[one.matter.state].title
    return matter_line(one.matter, one.unit, state, one.found_on)


def _regulators(keys: set[Any]) -> dict[Any, str]:
    wanted = [int(key) for key in keys if str(key).isdecimal()]
    named = Unit.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {**{str(pk): name for pk, name in named}, "none": "监管部门未指定"}


HAZARDS = Source(
    "hazard", "隐患", "件",
    lambda viewer, span: queries.hazards(viewer).filter(matter__opened_at__lt=span.known),
    {"found": Moment("found_on", dated=True), "closed": Moment("matter__closed_at")},
    _line, "matter__place_path", "unit",
    {
        "regulator": Axis("按监管部门", "regulator_id", _regulators),
        "category": Axis("按类别", "category", lambda _: dict(rules.CATEGORIES), each=False),
        "group": Axis("按人、物、环境、管理", "category", lambda _: dict(rules.GROUPS), first=1,
                      each=False),
        "channel": Axis("按来源", "channel", lambda _: dict(Hazard.Channel.choices), each=False),
        "grade": Axis("按等级", "grade", lambda _: dict(Hazard.Grade.choices), each=False),
    },
    stock=("found", "closed"),
    facts={
        "grade": "grade", "channel": "channel", "category": "category", "open": _open,
        "overdue": _overdue, "level": "level", "state": "matter__state", "parts": _in_place,
        "listed": yes_or_no(Q(listing__isnull=False)), "last_day": _last_day,
        "fixed": yes_or_no(Q(fixed_on__isnull=False)),
        "told": yes_or_no(Q(principal_told_on__isnull=False, controller_told_on__isnull=False)),
    },
    sums={"money": "money", "spent": "spent"}, once={"unit": "unit_id"},
    joins=("matter__place", "unit"),
)  # fmt: skip

"""Visits and their problems as statistical forms count them: one visit (次), one problem (个).

Both are counted where the enterprise is, not where the office sits.
"""

from dataclasses import replace
from typing import Any

from django.db.models import Q

from bihuan.lib.counting import Axis, Line, Moment, Source, Span, matter_line

from . import queries
from .finding_flow import FindingFlow
from .models import Finding, Inspection, Led, Mode
from .visit_flow import InspectionFlow


def _made(values: tuple[Any, ...], span: Span) -> Q:
    found = Q(began_at__isnull=False, began_at__lt=span.known)
    return found if values[0] else ~found


def _open(values: tuple[Any, ...], span: Span) -> Q:
    found = Q(matter__closed_at=None) | Q(matter__closed_at__gte=span.known)
    return found if values[0] else ~found


def _visit_line(one: Inspection) -> Line:
    state = InspectionFlow.states[one.matter.state].title
    line = matter_line(one.matter, one.unit, state, one.began_at or one.due_on)
    return replace(line, place=one.unit.place.name)


def _problem_line(one: Finding) -> Line:
    state = FindingFlow.states[one.matter.state].title
    return replace(matter_line(one.matter, one.unit, state, one.due_on), place=one.unit.place.name)


VISITS = Source(
    "visit", "执法检查", "次",
    lambda viewer, span: queries.visits(viewer).filter(matter__opened_at__lt=span.known),
    {"made": Moment("began_at"), "due": Moment("due_on", dated=True)},
    _visit_line, "unit__place_path", "unit",
    {"mode": Axis("按检查方式", "mode", lambda _: dict(Mode.choices), each=False),
     "led": Axis("按带队领导", "led_as", lambda _: dict(Led.choices), each=False)},
    facts={"mode": "mode", "led": "led_as", "made": _made, "state": "matter__state",
           "kind": "unit__kind"},
    office="office", once={"unit": "unit_id"}, joins=("matter__place", "unit__place"),
)  # fmt: skip

PROBLEMS = Source(
    "problem", "检查发现的问题", "个",
    lambda viewer, span: queries.problems(viewer).filter(matter__opened_at__lt=span.known),
    {"found": Moment("matter__opened_at"), "closed": Moment("matter__closed_at")},
    _problem_line, "unit__place_path", "unit", office="office", stock=("found", "closed"),
    facts={"level": "level", "state": "matter__state", "open": _open},
    once={"unit": "unit_id"}, joins=("matter__place", "unit__place"),
)  # fmt: skip

"""Accidents as statistical forms count them. The count unit is one accident (起)."""

from bihuan.lib.counting import Axis, Moment, Source, matter_line

from . import queries, rules
from .models import Accident
from .report_flow import AccidentFlow

ACCIDENTS = Source(
    "accident", "事故", "起",
    lambda viewer, span: queries.seen(viewer).filter(matter__opened_at__lt=span.known),
    {"happened": Moment("happened_at"), "closed": Moment("matter__closed_at")},
    lambda one: matter_line(one.matter, one.unit, AccidentFlow.states[one.matter.state].title,
                            one.happened_at),
    "matter__place_path", "unit",
    {"grade": Axis("按等级", "grade", lambda _: dict(rules.GRADES), each=False),
     "sort": Axis("按种类", "sort", lambda _: dict(Accident.Sort.choices), each=False),
     "kind": Axis("按事故类别", "kind", each=False)},
    stock=("happened", "closed"),
    facts={"grade": "grade", "sort": "sort", "kind": "kind", "finding": "finding"},
    sums={"deaths": "deaths", "injured": "injured", "slight": "slight", "missing": "missing",
          "loss": "loss"},
    joins=("matter__place", "unit"),
)  # fmt: skip

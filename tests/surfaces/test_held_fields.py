"""What a step may leave empty stands in its form as it is: leaving it alone erases nothing."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.accidents.report_flow import AccidentFlow
from bihuan.modules.enforcement.penalty_flow import PenaltyFlow
from bihuan.modules.hazards import rules
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.reward_flow import RewardFlow
from bihuan.modules.statistics.flows import ReturnFlow
from bihuan.surfaces.workbench.forms.steps import StepForm

HEARD = datetime(2025, 3, 1, 8, 30, tzinfo=SHANGHAI)
VIEWER = Viewer(
    person_id=1, term_id=1, post_id=1, unit_id=1, path="0/", label="某", sees="own", reads=True,
    may=frozenset(), on=date(2025, 3, 12),
)  # fmt: skip
TOLL = {"deaths": 1, "injured": 2, "missing": 1, "slight": 3, "loss": Decimal("12.50")}
CASES: list[tuple[Any, str, dict[str, Any]]] = [
    (AccidentFlow, "report", {"heard_at": HEARD}),
    (AccidentFlow, "add", TOLL),
    (AccidentFlow, "correct", TOLL),
    (AccidentFlow, "correct_later", TOLL),
    (HazardFlow, "plan", {"goal": "消除", "measures": "加固"}),
    (HazardFlow, "grade_major", {"category": next(iter(dict(rules.CATEGORIES)))}),
    (RewardFlow, "decide", {"amount": Decimal("500.00")}),
    (PenaltyFlow, "execute", {"paid": Decimal("3000.00")}),
    (PenaltyFlow, "perform_late", {"paid": Decimal("3000.00")}),
    (ReturnFlow, "draw_again", {"notes": "含代管企业"}),
    (ReturnFlow, "correct", {"notes": "含代管企业"}),
]


@pytest.mark.parametrize(
    ("flow", "name", "held"), CASES, ids=[f"{flow.key}.{name}" for flow, name, _ in CASES]
)
def test_a_field_left_as_it_stands_keeps_its_value(flow: Any, name: str, held: dict[str, Any]):
    step, record = flow.steps[name], flow.of(**held)
    form = StepForm(flow, [step], VIEWER, record=record)
    sent = {f"step-{key}": str(form.initial[key]) for key in held}
    back = StepForm(flow, [step], VIEWER, sent, record)
    back.full_clean()
    given = back.given(step)
    assert {key: given[key] for key in held} == held


def test_words_of_the_moment_are_nobody_elses():
    record = AccidentFlow.of(changed="3 日内死亡 1 人", heard_at=HEARD)
    form = StepForm(AccidentFlow, [AccidentFlow.add], VIEWER, record=record)
    assert "changed" not in form.initial

"""Ways through a hazard and what it leads to that take every step, walked with people and files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.models import Criteria, Criterion
from tests.modules.hazards.conftest import DAY
from tests.modules.hazards.test_hazards import act, owed, reported, settled
from tests.testapp.performing import fresh
from tests.testapp.world import County
from tests.walks import walks

LONGEST = 9


def covering(flow: type[Flow]) -> list[tuple[Step, ...]]:
    """Return few walks that take every step between them."""
    left, chosen = set(flow.steps.values()), []
    for walk in sorted(walks(flow, longest=LONGEST), key=len):
        if left & set(walk):
            chosen.append(walk)
            left -= set(walk)
    assert not left
    return chosen


def names(walk: tuple[Step, ...]) -> str:
    return ">".join(step.name for step in walk)


@pytest.mark.parametrize("walk", covering(HazardFlow), ids=names)
def test_a_walk_of_a_hazard_ends_with_nothing_owed(
    here: County, found: Callable[..., Matter], officer: Viewer, walk: tuple[Step, ...]
):
    matter, at = found(officer), DAY
    known: dict[str, Any] = {
        "against": Criteria.objects.get(key="gongmao_criteria"), "same_number": "",
        "criterion": Criterion.objects.get(key="GM2023-11-03"),
    }  # fmt: skip
    for step in walk:
        if step is HazardFlow.start:
            settled(matter, here, at)
        if step is HazardFlow.finish and matter.state == "treating":
            reported(matter, here, at)
        asked = (*step.asks, *step.takes)
        matter = act(matter, step.name, here, at, **{n: v for n, v in known.items() if n in asked})
        at += timedelta(minutes=1)
    assert owed(matter) == {}
    assert fresh(matter).closed_at is not None

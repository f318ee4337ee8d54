"""Every way through every small flow, walked to its end with real people, files and words."""

from datetime import timedelta

import pytest

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Entry, Matter
from tests.testapp.flows import RectificationFlow
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, moment
from tests.walks import walks

WALKS = list(walks(RectificationFlow))


def names(walk: tuple[Step, ...]) -> str:
    return " > ".join(step.name for step in walk)


def owed(matter: Matter) -> list[str]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return sorted(rows.values_list("step", flat=True))


@pytest.mark.parametrize("walk", WALKS, ids=names)
def test_each_walk_ends_with_a_whole_trace_and_nothing_owed(
    here: County, danger: Matter, walk: tuple[Step, ...]
):
    at, flow = moment("2025-03-02"), flow_of(danger.flow)
    RectificationFlow.of.objects.filter(pk=danger.pk).update(money=1)
    for step in walk:
        perform(danger, step, here, at)
        state = flow.states[fresh(danger).state]
        assert owed(danger) == sorted(d.step.name for d in flow.duties(state))
        at += timedelta(hours=1)
    entries = Entry.objects.filter(chain=danger.chain).order_by("seq")
    assert [e.verb for e in entries] == ["opened", *(step.name for step in walk)]
    assert owed(danger) == []
    assert fresh(danger).closed_at is not None


def test_the_walks_take_every_step():
    assert {step for walk in WALKS for step in walk} == set(RectificationFlow.steps.values())

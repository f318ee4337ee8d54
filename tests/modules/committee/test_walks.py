"""Every way through what a committee does, walked to its end with real people, files and words."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.committee.asking_flow import AssistanceFlow
from bihuan.modules.committee.flows import CircularFlow, DirectiveFlow, InterviewFlow
from bihuan.modules.committee.patrol_flow import PatrolFlow
from tests.modules.committee.conftest import DAY, named
from tests.publishing import make_public
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County
from tests.walks import walks

FLOWS: tuple[type[Flow], ...] = (
    *(DirectiveFlow, InterviewFlow, CircularFlow, PatrolFlow, AssistanceFlow),
)
WALKS = [(flow, walk) for flow in FLOWS for walk in walks(flow)]


def filled(flow: type[Flow]) -> dict[str, Any]:
    """Return what opening a matter of each kind asks for."""
    target = named("县应急管理局")
    later = (DAY + timedelta(days=20)).date()
    return {
        DirectiveFlow: {"holder": target, "says": "三日内报送路口整治清单", "due_on": later},
        InterviewFlow: {"unit": target, "reason": "三件任务逾期"},
        CircularFlow: {
            "unit": target, "facts": "两次未报", "demands": "立即整改", "reply_by": later,
        },
        PatrolFlow: {"unit": target, "starts_on": later, "ends_on": later, "scope": "履职情况"},
        AssistanceFlow: {"asked": target, "need": "请提供许可名单", "by_when": later},
    }[flow]  # fmt: skip


def opened(flow: type[Flow], clause: Clause, by: Viewer) -> Matter:
    return open_by_hand(flow, filled(flow), clause=clause, by=by, at=DAY)


def owed(matter: Matter) -> list[str]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return sorted(rows.exclude(kind="sign").values_list("step", flat=True))


def signed(matter: Matter) -> None:
    """Sign what a step drew up, as the unit's signing post would."""
    drafts = Letter.objects.everywhere("test").filter(matter=matter, state=Letter.State.DRAFT)
    drafts.update(state=Letter.State.SIGNED, signed_at=DAY)


@pytest.mark.parametrize(
    ("flow", "walk"), WALKS, ids=lambda one: one.key if isinstance(one, type) else str(len(one))
)
def test_each_walk_ends_with_a_whole_trace_and_nothing_owed(
    here: County, clause: Clause, clerk: Viewer, flow: type[Flow], walk: tuple[Step, ...]
):
    matter, at = opened(flow, clause, clerk), DAY
    for step in walk:
        if step is PatrolFlow.announce:
            make_public(matter, here, at)
        if step is CircularFlow.close:
            Matter.objects.everywhere("test").filter(parent=matter).update(closed_at=at)
        perform(matter, step, here, at)
        signed(matter)
        state = flow_of(matter.flow).states[fresh(matter).state]
        assert owed(matter) == sorted(duty.step.name for duty in flow.duties(state))
        at += timedelta(hours=1)
    entries = Entry.objects.filter(chain=matter.chain, verb__in=[*flow.steps, "opened"])
    assert [e.verb for e in entries.order_by("seq")] == ["opened", *(step.name for step in walk)]
    assert owed(matter) == []
    assert fresh(matter).closed_at is not None


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_the_walks_take_every_step(flow: type[Flow]):
    assert {step for of, walk in WALKS if of is flow for step in walk} == set(flow.steps.values())

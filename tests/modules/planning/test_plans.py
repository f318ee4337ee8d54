"""No plan is adopted before the regulator has answered, nor against an objection."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.flows.steps import Step
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee import seats
from bihuan.modules.planning import demands, queries
from bihuan.modules.planning.flows import PlanFlow
from bihuan.modules.planning.models import SafetyPlan
from bihuan.surfaces.workbench.queries.projects import committees
from tests.kernel import factories
from tests.modules.funds.city import DAY, WALKS, City, fresh
from tests.testapp.performing import snapshot

ADOPTED = {"handled": "采纳两条", "issued_as": "德府发〔2025〕1号", "adopted_on": DAY.date()}


def opened(here: City, **given: Any) -> Matter:
    facts = {
        "kind": "spatial", "title": "城乡总体规划", "from_year": 2025, "until_year": 2035,
        "content": "化工集中区与居民区保持安全距离",
    } | given  # fmt: skip
    return here.open(PlanFlow, "drafter", **facts)


def asked(here: City, **given: Any) -> Matter:
    matter = opened(here, **given)
    term = {"regulator": here.units["bureau"], "reply_by": date(2025, 3, 20)}
    return here.take(matter, "ask", "drafter", content="化工区", **term)


def test_each_walk_ends_with_nothing_owed(here: City) -> None:
    def walked(step: Step, _: Matter) -> dict[str, Any]:
        return {
            "ask": {"regulator": here.units["bureau"], "reply_by": date(2025, 3, 20)},
            "answer": {"verdict": "condition"}, "adopt": {"adopted_on": DAY.date()},
            "check": {"check_year": 2025},
        }.get(step.name, {})  # fmt: skip

    for walk in WALKS(PlanFlow):
        matter = opened(here)
        here.walk(matter, walk, DAY, walked)
        left = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not left.exists(), [step.name for step in walk]


def test_the_regulator_is_heard_before_a_plan_is_adopted_and_an_objection_stops_it(
    here: City,
) -> None:
    matter = asked(here)
    duty = Obligation.objects.everywhere("test").get(matter=matter, done_at=None)
    assert (duty.holder, duty.current_due.date()) == (here.units["bureau"], date(2025, 3, 20))
    with pytest.raises(WrongState):
        here.take(matter, "adopt", "director", **ADOPTED)
    with pytest.raises(NotAllowed):
        here.take(matter, "answer", "drafter", verdict="agree", reply="好")
    here.take(matter, "answer", "officer", verdict="object", reply="距离不足")
    with pytest.raises(ProofMissing, match="不同意：距离不足"):
        here.take(matter, "adopt", "director", **ADOPTED)
    assert fresh(matter).state == "answered"
    here.take(matter, "revise", "drafter", handled="后退 300 米")
    again = {"regulator": here.units["bureau"], "reply_by": date(2025, 3, 25)}
    here.take(matter, "ask", "drafter", content="化工区后退", **again)
    assert SafetyPlan.objects.get(pk=matter.pk).verdict == ""
    here.take(matter, "answer", "officer", verdict="agree", reply="距离符合")
    with pytest.raises(NotAllowed):
        here.take(matter, "adopt", "drafter", **ADOPTED)
    assert here.take(matter, "adopt", "director", **ADOPTED).state == "running"
    here.take(matter, "check", "drafter", check_year=2025, checked="按规划实施")


def test_plans_asked_for_and_missing_show_and_who_sits_on_the_planning_committee(
    here: City,
) -> None:
    clerk = here.viewer("clerk")
    assert {one.kind for one in queries.absent(clerk)} == {
        "development", "safety", "capacity", "spatial", "health"}  # fmt: skip
    opened(here)
    assert "spatial" not in {one.kind for one in queries.absent(clerk)}
    assert [one.says for one in demands.binding(clerk) if not one.kind] == [
        "将安全生产监督管理部门纳入政府规划委员会"]  # fmt: skip
    assert committees(clerk, clerk.on) == []
    body = factories.unit("德阳市规划委员会", "committee", here.place)
    assert committees(clerk, clerk.on) == [(body, False)]
    seats.take(body, seats.Part.MEMBER, here.units["bureau"], post=None, since=date(2025, 1, 1),
               reason="德府办〔2025〕2号", by=clerk, at=DAY)  # fmt: skip
    assert committees(clerk, clerk.on) == [(body, True)]


def test_what_does_not_fit_is_refused(here: City) -> None:
    before = snapshot()
    with pytest.raises(Invalid, match="不能早于开始年份"):
        opened(here, until_year=2024)
    assert snapshot() == before
    matter = opened(here)
    for given, says in (
        ({"regulator": here.units["planner"], "reply_by": date(2025, 3, 20)}, "安全监管部门"),
        ({"regulator": here.units["bureau"], "reply_by": date(2025, 3, 2)}, "不能早于今天"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.take(matter, "ask", "drafter", **given)
    assert fresh(matter).state == "drafting"
    matter = asked(here, title="另一规划")
    here.take(matter, "answer", "officer", verdict="agree", reply="好")
    with pytest.raises(Invalid, match="不能晚于今天"):
        here.take(matter, "adopt", "director", **ADOPTED | {"adopted_on": date(2025, 3, 4)})
    assert fresh(matter).state == "answered"

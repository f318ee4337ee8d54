"""The plan of a year: approved by the government, filed above, carried out or noticed."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace.models import Matter
from bihuan.modules.inspections import plans, queries
from bihuan.modules.inspections.models import EnforcementPlan, Inspection
from bihuan.modules.inspections.plan_flow import PlanFlow
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY
from tests.modules.inspections.conftest import Bureau, at
from tests.testapp.performing import snapshot
from tests.walks import walks

LINES = "双桥铸造厂；2025-03-20\n双桥铸造厂；2025-09-30\n双桥锻造厂；2025-03-20"


def put(here: Bureau, matter: Matter, lines: str, by: str = "bureau-c") -> Any:
    plan = EnforcementPlan.objects.select_related("matter", "office").get(pk=matter.pk)
    return plans.add_visits(
        plan, lines, "unannounced", None, by=here.viewer(by), at=DAY,
        revision=plan.matter.revision,
    )  # fmt: skip


def running(here: Bureau) -> Matter:
    """A plan with three visits of two units, approved and filed."""
    factories.enterprise(here.units["bureau"], "双桥锻造厂")
    matter = here.plan()
    put(here, matter, LINES)
    matter = here.take(matter, "submit", "bureau-c", "plan_text")
    matter = here.take(matter, "approve", "governor")
    return here.take(matter, "file", "bureau-c", "plan_filing", filed_on=DAY.date())


def test_every_step_of_a_plan_lies_on_a_way_to_its_end():
    assert {step for walk in walks(PlanFlow) for step in walk} == set(PlanFlow.steps.values())


def test_a_plan_is_approved_by_the_government_filed_above_and_its_visits_are_owed_by_their_days(
    here: Bureau,
):
    matter = running(here)
    assert Matter.objects.visible_to(here.viewer("city-c")).filter(pk=matter.pk).exists()
    visits = Inspection.objects.filter(matter__parent=matter).order_by("due_on", "pk")
    owed = Obligation.objects.everywhere("test").filter(
        matter__in=visits.values("pk"), done_at=None
    )
    assert sorted(str(o.current_due.date()) for o in owed if o.current_due) == [
        "2025-03-20", "2025-03-20", "2025-09-30",
    ]  # fmt: skip
    first = visits[0].matter
    here.begun(here.prepared(first, visit_on=date(2025, 3, 18)))
    seen = plans.coverage(EnforcementPlan.objects.get(pk=matter.pk))
    assert (seen.targets, seen.covered, seen.uncovered, seen.percent) == (2, 1, 1, 50)
    assert (seen.visits, seen.made, seen.left, seen.given_up) == (3, 1, 2, 0)
    [row] = queries.by_office(here.viewer("bureau-l"), 2025, at("2025-03-25"))
    assert (row.visits["all"], row.visits["made"], row.visits["late"]) == (3, 1, 1)
    unvisited = queries.unvisited(EnforcementPlan.objects.get(pk=matter.pk))
    assert [v.unit.name for v in unvisited] == ["双桥锻造厂"]


def test_what_was_not_visited_by_its_day_is_noticed_by_the_ladder(here: Bureau):
    matter = running(here)
    here.begun(here.prepared(Inspection.objects.filter(matter__parent=matter)[0].matter))
    head, adopted = here.viewer("head"), True
    decide("CN/suggested#task", "ladder", adopted, place=here.place, reason="采用", by=head, at=DAY)
    sweep(at("2025-03-25"))
    rows = Obligation.objects.everywhere("test").filter(
        matter__parent=matter, done_at=None, stage__gt=0
    )
    assert {(o.step, o.matter.inspection.unit.name) for o in rows if o.matter} >= {
        ("prepare", "双桥锻造厂")
    }


def test_a_plan_ends_only_when_every_visit_was_made_or_given_up_with_a_reason(here: Bureau):
    matter = running(here)
    before = snapshot()
    with pytest.raises(ProofMissing, match=r"还有 3 次没有检查.*双桥铸造厂（2025-03-20）"):
        here.take(matter, "conclude", "bureau-c", result="执行完毕")
    assert snapshot() == before
    visits = list(Inspection.objects.filter(matter__parent=matter).order_by("pk"))
    with pytest.raises(NotAllowed):
        here.take(visits[0].matter, "cancel", "one", opinion="厂已关闭")
    for visit in visits:
        here.take(visit.matter, "cancel", "bureau-l", opinion="厂已关闭")
    done = here.take(matter, "conclude", "bureau-c", result="两家都已关闭，没有检查")
    assert (done.state, plans.coverage(done.enforcement_plan).given_up) == ("done", 3)


def test_a_change_is_approved_anew_and_opens_only_what_is_new(here: Bureau):
    matter = here.take(running(here), "change", "bureau-l", opinion="增加一次")
    put(here, matter, "双桥锻造厂；2025-10-10")
    plan = matter.enforcement_plan
    row = Matter.objects.everywhere("test").get(pk=matter.pk)
    with pytest.raises(WrongState, match="已经开始执行"):
        plans.drop_visit(
            plan.visits.select_related("plan__office", "unit")[0], by=here.viewer("bureau-c"),
            at=DAY, revision=row.revision,
        )  # fmt: skip
    matter = here.take(matter, "submit", "bureau-c", "plan_text")
    matter = here.take(matter, "send_back", "governor", opinion="写明理由")
    matter = here.take(matter, "submit", "bureau-c", "plan_text")
    matter = here.take(matter, "approve", "governor")
    here.take(matter, "file", "bureau-c", "plan_filing", filed_on=DAY.date())
    assert Inspection.objects.filter(matter__parent=matter).count() == 4


UNREADABLE = {
    "双桥铸造厂": "第 1 行写成",
    "双桥铸造厂；2025-03-20\n没有的厂；2025-03-20": "第 2 行：您的管辖范围里没有",
    "双桥铸造厂；三月": "日期要写成",
    "双桥铸造厂；2026-03-20": "要在今天到 2025-12-31",
}


def test_a_line_that_cannot_be_read_takes_none_of_them(here: Bureau):
    matter = here.plan()
    before = snapshot()
    for lines, says in UNREADABLE.items():
        with pytest.raises(Invalid, match=says):
            put(here, matter, lines)
    assert snapshot() == before
    assert not matter.enforcement_plan.visits.exists()


def test_another_government_or_a_regulator_that_is_not_above_is_refused(here: Bureau):
    for given, field in (
        ({"government": here.units["party"]}, "government"),
        ({"higher": here.units["fire"]}, "higher"), ({"until": date(2026, 1, 1)}, "until"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            here.plan(**given)
        assert refusal.value.field == field
    assert not EnforcementPlan.objects.exists()

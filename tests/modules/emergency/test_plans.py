"""A plan goes its way by the articles; what the articles forbid is refused and changes nothing."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest

from bihuan.kernel.law.models import Rule
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.dossier.models import Credential
from bihuan.modules.emergency import drills, editions, plans
from bihuan.modules.emergency.models import DrillProblem
from bihuan.modules.emergency.plan_flow import PlanFlow
from bihuan.modules.emergency.problem_flow import ProblemFlow
from tests.modules.emergency.conftest import DAY, FACTS, TODAY, Ready, plan_of
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import moment
from tests.walks import covering


def owed(matter: Matter, step: str) -> Obligation:
    return Obligation.objects.everywhere("test").get(matter=matter, step=step, done_at=None)


def day_of(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def test_every_way_through_a_plan_ends_with_nothing_owed(here: Ready):
    # A shop, which files only because it wants to.
    here.county.enterprise.tags.all().delete()
    for walk in covering(PlanFlow):
        matter, at = here.plan(), DAY
        for step in walk:
            facts = dict(FACTS.get(step.name, {}))
            if step.name == "publish":
                facts["recipient"] = here.county.regulator
            elif step.name == "accept":
                facts["filing_number"] = matter.number
            elif step.name == "deem":
                at += timedelta(days=30)
            elif step.name in ("supersede", "replace"):
                later = editions.revise(plan_of(matter), draft_by=(at + timedelta(days=9)).date(),
                                        by=here.officer, at=at)  # fmt: skip
                Matter.objects.everywhere("test").filter(pk=later.pk).update(state="published")
            perform(matter, step, here.county, at, by=here.doer(step), **facts)
        assert fresh(matter).closed_at, [one.name for one in walk]
        left = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not left.exists(), [one.name for one in walk]


def test_filing_has_twenty_working_days_checking_five_and_silence_is_filing(here: Ready):
    matter = here.published()
    assert day_of(owed(matter, "file").legal_due) == "2025-03-31"
    matter = here.take(matter, "file")
    checking = owed(matter, "accept")
    assert day_of(checking.legal_due) == "2025-03-10"
    assert checking.holder == here.county.regulator
    before = snapshot()
    with pytest.raises(ProofMissing, match="核对到 2025-03-10"):
        here.take(matter, "deem", moment("2025-03-10", 12))
    assert snapshot() == before
    done = plan_of(here.take(matter, "deem", moment("2025-03-11")))
    assert (done.matter.state, done.filing_number) == ("in_force", "")
    assert done.filed_on == date(2025, 3, 11)


def test_what_is_missing_is_told_once_and_made_up_and_a_number_is_given_once(here: Ready):
    here.filed()
    matter = here.take(here.published(kind="special"), "file")
    matter = here.take(matter, "send_back", missing_papers="缺风险评估", refile_by="2025-03-20")
    assert day_of(owed(matter, "refile").current_due) == "2025-03-20"
    matter = here.take(matter, "refile")
    before = snapshot()
    with pytest.raises(Invalid, match="已经用过"):
        here.take(matter, "accept", filing_number="海应急备〔2025〕1号")
    assert snapshot() == before
    here.take(matter, "accept", filing_number="海应急备〔2025〕2号")
    papers = Credential.objects.filter(kind="emergency_plan", unit=here.county.enterprise)
    assert papers.count() == 2


def test_a_listed_unit_is_reviewed_files_and_evaluates_within_three_years(here: Ready):
    matter = here.take(here.plan(), "draft")
    before = snapshot()
    for says, given in (
        ("应当评审", {"review_form": "argued"}), ("不能晚于今天", {"reviewed_on": "2025-04-01"}),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.take(matter, "pass_", **given)
    assert snapshot() == before
    matter = here.take(matter, "pass_")
    before = snapshot()
    with pytest.raises(ProofMissing, match="公布后应当备案"):
        here.take(matter, "publish_only")
    for says, given in (
        ("最迟 2028-03-03", {"evaluate_by": "2028-03-04"}),
        ("应是有关部门", {"recipient": here.county.enterprise}),
        ("和今天之间", {"published_on": "2025-03-04"}),
    ):  # fmt: skip
        facts = {"recipient": here.county.regulator} | given
        with pytest.raises(Invalid, match=says):
            here.take(matter, "publish", **facts)
    assert snapshot() == before


def test_an_evaluation_is_owed_by_its_day_and_again_after_it(here: Ready):
    matter = here.filed()
    assert day_of(owed(matter, "evaluate").legal_due) == "2028-03-01"
    late = moment("2028-03-10")
    looking = here.clerk.__class__(**{**vars(here.clerk), "on": late.date()})
    assert list(plans.listed(looking, which="overdue")) == [plan_of(matter)]
    here.take(matter, "evaluate", late, evaluated_on=late.date(), evaluate_by="2031-03-01")
    assert day_of(owed(matter, "evaluate").legal_due) == "2031-03-01"
    assert not plans.listed(looking, which="overdue").exists()


def test_a_new_edition_takes_the_place_of_the_one_before_when_it_is_published(here: Ready):
    matter = here.filed()
    old = plan_of(matter)
    made = editions.revise(old, draft_by=TODAY + timedelta(days=9), by=here.officer, at=DAY)
    before = snapshot()
    with pytest.raises(WrongState, match="下一版已在编制"):
        editions.revise(old, draft_by=TODAY + timedelta(days=9), by=here.officer, at=DAY)
    with pytest.raises(NotAllowed):
        editions.revise(old, draft_by=TODAY + timedelta(days=9), by=here.clerk, at=DAY)
    assert snapshot() == before
    for step in ("draft", "pass_"):
        made = here.take(made, step)
    assert fresh(matter).state == "in_force"
    made = here.take(made, "publish", recipient=here.county.regulator)
    assert fresh(matter).state == "superseded"
    new = plan_of(made)
    assert (new.edition, new.replaces_id) == (2, matter.pk)
    assert Credential.objects.get(kind="emergency_plan").ended_on == TODAY


def test_a_plan_is_linked_to_one_above_or_shown_as_linked_to_none(here: Ready):
    official = here.county.person("何主任", here.county.office, "fulfil", "sign")
    above = here.plan(official, name="县应急预案")
    for step in ("draft", "pass_", "publish_only"):
        above = here.take(above, step)
    assert [str(one) for one in plans.linkable(here.officer)] == ["县应急预案（第 1 版）"]
    with pytest.raises(Invalid, match="没有可以衔接的预案"):
        here.plan(above_number="YA-0000")
    bare, linked = here.plan(), here.plan(kind="special", above_number=above.number)
    assert plan_of(linked).above_id == above.pk
    assert plans.unlinked().children  # a condition, not everything
    for matter in (bare, linked):
        for step in ("draft", "pass_"):
            here.take(matter, step)
        here.take(matter, "publish", recipient=here.county.regulator)
    assert [one.pk for one in plans.listed(here.officer, which="unlinked")] == [bare.pk]
    assert plans.missing_mechanisms(plan_of(above))[0] == "信息报送"
    assert plans.missing_mechanisms(plan_of(bare)) == []


def drilled(here: Ready) -> Fulfilment:
    """Let the plant hold the drill it owes; return its record."""
    rule = Rule.objects.get(key="CN/emergency-plan-2019#drill.scene")
    duty = open_one(
        kind="periodic", title="演练", holder=here.county.enterprise, rule=rule,
        clause=rule.clause, legal_due=moment("2025-06-30"), ladder=None, by=here.clerk, at=DAY,
    )  # fmt: skip
    papers = [
        evidence.store(owner=duty, kind=kind, name=f"{n}.txt", content=BytesIO(kind.encode()),
                       happened_at=DAY, by=here.officer, at=DAY)
        for n, kind in enumerate(rule.proof)
    ]  # fmt: skip
    told = {field.name: "写明" for field in duty.record_kind.fields}
    return fulfil(duty, mode="done", happened_at=DAY, record=told, files=papers,
                  by=here.officer, at=DAY, revision=duty.revision)  # fmt: skip


def test_what_a_drill_of_a_plan_finds_is_mended_made_a_hazard_or_revises_the_plan(here: Ready):
    matter, drill = here.filed(), drilled(here)
    plan = plan_of(matter)
    told = {"evaluation": "有不足", "problems": ["通道堵塞", "分工不清", "口罩过期"],
            "fix_by": TODAY + timedelta(days=5), "by": here.officer, "at": DAY}  # fmt: skip
    before = snapshot()
    with pytest.raises(Invalid, match="哪天以前处理"):
        drills.tie(plan, drill, revision=plan.matter.revision, **told | {"fix_by": None})
    with pytest.raises(NotAllowed):
        drills.tie(plan, drill, revision=plan.matter.revision, **told | {"by": here.clerk})
    assert snapshot() == before
    drills.tie(plan, drill, revision=plan.matter.revision, **told)
    with pytest.raises(Invalid, match="已经登记"):
        drills.tie(plan, drill, revision=plan.matter.revision + 1, **told)
    first, second, third = DrillProblem.objects.order_by("pk")
    assert day_of(owed(first.matter, "fix").legal_due) == "2025-03-08"
    perform(first.matter, ProblemFlow.make_hazard, here.county, DAY, by=here.officer, spot="一车间")
    hazard = Matter.objects.everywhere("test").get(flow="hazards.hazard")
    assert hazard.parent_id == first.pk
    perform(second.matter, ProblemFlow.revise, here.county, DAY, by=here.officer)
    changed = plan_of(matter)
    assert (changed.matter.state, changed.trigger) == ("revising", "drill")
    assert "分工不清" in changed.why_revise
    perform(third.matter, ProblemFlow.fix, here.county, DAY)
    assert plans.listed(here.officer, which="undrilled").count() == 0
    assert {fresh(one.matter).state for one in (first, second, third)} == {
        "hazard", "revised", "fixed"}  # fmt: skip

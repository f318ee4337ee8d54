"""A project is led, paid for, built by milestones and accepted by somebody else."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.flows.steps import Step
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Matter
from bihuan.modules.projects import queries
from bihuan.modules.projects.flows import MilestoneFlow, ProjectFlow
from bihuan.modules.projects.models import Investment, Milestone, Project
from bihuan.surfaces.workbench.queries.projects import bid
from tests.modules.funds.city import DAY, WALKS, City, fresh
from tests.testapp.performing import snapshot
from tests.testapp.world import moment

MONEY = {"sum": 60, "happened_on": date(2025, 3, 1), "about": "市级资金"}
LATER = moment("2025-12-20")


def opened(here: City, **given: Any) -> Matter:
    facts = {
        "programme": "510600/deyang-2017#relocation", "name": "化工厂搬迁", "site": "老城区",
        "lead": here.units["bureau"], "planned": 500, "starts_by": date(2025, 4, 1),
        "ends_by": date(2025, 12, 1),
    } | given  # fmt: skip
    return here.open(ProjectFlow, "clerk", **facts)


def owed(matter: Matter) -> list[Any]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return sorted(rows.values_list("step", flat=True))


def walked(step: Step, matter: Matter) -> dict[str, Any]:
    if step.name == "finish":
        Matter.objects.everywhere("test").filter(parent=matter).update(closed_at=DAY)
    if step.name == "reach":
        return {"reached_on": DAY.date()}
    if step.name.startswith(("place", "spend")):
        return MONEY
    if step.name.startswith("plan"):
        return {"milestone_by": date(2025, 6, 1)}
    return {"ends_by": date(2026, 1, 1)} if step.name == "send_back" else {}


def test_each_walk_ends_with_nothing_owed(here: City) -> None:
    for walk in WALKS(ProjectFlow):
        matter = opened(here)
        here.walk(matter, walk, DAY, walked)
        assert owed(matter) == [], [step.name for step in walk]
    project = Project.objects.latest("pk")
    for walk in WALKS(MilestoneFlow):
        here.take(opened(here), "plan", "officer", milestone="甲", milestone_by=project.starts_by)
        stage = Milestone.objects.latest("pk").matter
        here.walk(stage, walk, DAY, walked)
        assert owed(stage) == []


def test_milestones_are_duties_of_their_own_and_stand_before_completion(here: City) -> None:
    matter = opened(here)
    here.take(matter, "place", "officer", **MONEY)
    here.take(matter, "plan", "officer", milestone="新址主体完工", milestone_by=date(2025, 8, 1))
    stage = Milestone.objects.get().matter
    duty = Obligation.objects.everywhere("test").get(matter=stage)
    assert (duty.current_due.date(), duty.holder) == (date(2025, 8, 1), here.units["bureau"])
    here.take(matter, "start", "officer", price=1000, works="build_plant", safety_fee=12)
    here.take(matter, "spend", "officer", **MONEY | {"sum": 20})
    here.take(matter, "report", "officer", percent=40, progress="地基完成")
    with pytest.raises(ProofMissing, match="还有节点没有完成：新址主体完工"):
        here.take(matter, "finish", "officer", result="完工")
    found = queries.standings(queries.listed(here.viewer("clerk")), LATER.date())
    assert [(one.placed, one.spent, one.late) for one in found] == [(60, 20, True)]
    sums = {one.programme.key: one for one in queries.by_programme(here.viewer("clerk"), found)}
    assert (sums["relocation"].count, sums["relocation"].late, sums["goaf"].count) == (1, 1, 0)
    assert bid(Project.objects.get(pk=matter.pk)) == (20, 8)
    here.take(stage, "reach", "officer", LATER, reached_on=date(2025, 9, 1), findings="完工")
    here.take(matter, "finish", "officer", LATER, result="完工")
    with pytest.raises(NotAllowed):
        here.take(matter, "accept", "officer", LATER, opinion="好")
    assert here.take(matter, "accept", "clerk", LATER, opinion="合格").state == "accepted"
    assert not queries.listed(here.viewer("safety")).exists()


def test_what_does_not_fit_is_refused(here: City) -> None:
    before = snapshot()
    for given, says in (
        ({"ends_by": date(2025, 3, 1)}, "不能早于"),
        ({"programme": "441521/haifeng-2024#lift"}, "没有这项工程治理行动"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            opened(here, **given)
    assert snapshot() == before
    matter = opened(here)
    for step, given, says in (
        ("place", MONEY | {"sum": 0}, "大于 0"),
        ("place", MONEY | {"happened_on": date(2025, 3, 4)}, "不能晚于今天"),
        ("plan", {"milestone": "甲", "milestone_by": date(2026, 1, 1)}, "不能晚于计划完工"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.take(matter, step, "officer", **given)
    assert (fresh(matter).state, Investment.objects.count(), Milestone.objects.count()) == (
        "planned", 0, 0)  # fmt: skip

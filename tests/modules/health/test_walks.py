"""Every state of a declaration, a survey and a case is left by every step that leaves it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.kernel.flows.steps import Step
from bihuan.kernel.trace.models import Matter
from bihuan.modules.health import cases, factors, workers
from bihuan.modules.health.declaration_flow import DeclarationFlow
from bihuan.modules.health.disease_flow import DiseaseFlow
from bihuan.modules.health.models import Disease, ExposedWorker, Survey, SurveyResult
from bihuan.modules.health.survey_flow import SurveyFlow
from tests.modules.health.conftest import AT, TODAY, Works, fresh, owed
from tests.walks import covering

SAID = {
    "opinion": "同意", "reason": "生产线拆除", "refreshed_on": TODAY, "told_on": TODAY,
    "fix_by": date(2025, 5, 1), "fixed": "加装除尘", "again_on": TODAY, "stopped": "破碎作业",
    "decided_on": TODAY, "labour_told_on": TODAY, "placed": "调到仓库", "followed_on": TODAY,
    "injury": "given", "aid": "none",
}  # fmt: skip


def walked(here: Works, matter: Matter, walk: tuple[Step, ...]) -> Matter:
    """Take the steps of a walk one after the other, by who may, filled in as they ask."""
    for n, step in enumerate(walk):
        by = "safety" if step.who.at == "unit" else "doctor"
        said = {name: SAID[name] for name in step.asks}
        matter = here.take(matter, step.name, by, AT + timedelta(minutes=n), **said)
    assert matter.closed_at
    assert owed(matter=matter) == []
    return matter


def names(walk: tuple[Step, ...]) -> str:
    return ">".join(step.name for step in walk)


@pytest.mark.parametrize("walk", covering(DeclarationFlow), ids=names)
def test_a_walk_of_a_declaration_ends_with_nothing_owed(here: Works, walk: tuple[Step, ...]):
    matter = here.draft()
    here.dust(matter)
    walked(here, matter, walk)


@pytest.mark.parametrize("walk", covering(SurveyFlow), ids=names)
def test_a_walk_of_a_survey_ends_with_nothing_owed(here: Works, walk: tuple[Step, ...]):
    over = SurveyFlow.treat in walk
    matter = here.survey("2" if over else "0.5")
    if over:
        n = walk.index(SurveyFlow.treat) + 1
        for step in walk[:n]:
            said = {name: SAID[name] for name in step.asks}
            matter = here.take(matter, step.name, "safety", **said)
        row = SurveyResult.objects.get()
        factors.measure_again(Survey.objects.get(), row.pk, again=Decimal("0.1"),
                              by=here.viewer("safety"), at=AT)  # fmt: skip
        Matter.objects.everywhere("test").filter(pk=row.hazard_id).update(closed_at=AT)
        matter, walk = fresh(matter), walk[n:]
    walked(here, matter, walk)


@pytest.mark.parametrize("walk", covering(DiseaseFlow), ids=names)
def test_a_walk_of_a_case_ends_with_nothing_owed(here: Works, walk: tuple[Step, ...]):
    row = here.exposed(since=date(2024, 1, 1))
    diagnosed = DiseaseFlow.receive_diagnosed in walk
    matter = cases.report(
        row, office=here.units["health"], kind="diagnosed" if diagnosed else "suspected",
        found_on=TODAY, says="矽肺", by=here.viewer("safety"), at=AT,
    )  # fmt: skip
    workers.leave(row, on=TODAY, why="moved", by=here.viewer("safety"), at=AT)
    assert ExposedWorker.objects.get().until == TODAY
    # As a visit leaves it: what is asked before a case can end.
    Disease.objects.update(injury="given", aid="none")
    walked(here, matter, walk)
    assert Disease.objects.get().office == here.units["health"]

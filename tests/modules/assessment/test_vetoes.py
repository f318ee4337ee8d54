"""A veto on a unit: its basis, who decides, what it decides, how it is appealed and lifted."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib import periods
from bihuan.modules.assessment import queries, scores, vetoes
from bihuan.modules.assessment.flows import ResultFlow, VetoFlow
from bihuan.modules.assessment.models import Veto
from bihuan.surfaces.layouts.bulletin import bulletin
from tests.modules.assessment.conftest import DAY, Here, day
from tests.modules.assessment.test_results import announced
from tests.testapp.performing import fresh, snapshot
from tests.walks import walks

EVENT = day(-20)
SAYS = "发生较大事故，市政府批复认定"


def case(here: Here, **given: Any) -> Matter:
    """Propose a veto on the regulator for what happened in March."""
    fields = {"unit": here.county.regulator, "happened_on": EVENT, "says": SAYS,
              "since": day(0), "until": day(365)} | given  # fmt: skip
    [ground] = grounds(VetoFlow, here.clerk)
    return open_by_hand(VetoFlow, fields, clause=ground, by=here.clerk, at=DAY)


def decided(here: Here) -> Matter:
    """Return a veto that was decided."""
    matter = case(here)
    here.take(matter, VetoFlow.submit, here.clerk)
    here.take(matter, VetoFlow.decide, here.leader)
    return fresh(matter)


def graded(here: Here) -> tuple[str, bool | None]:
    found = here.result(here.county.regulator)
    assert scores.digest(found) == found.digest
    return found.grade, found.barred


def test_a_veto_decides_what_is_scored_already_and_shows_in_the_bulletin(here: Here) -> None:
    found = announced(here)
    before = graded(here)
    matter = decided(here)
    assert graded(here) == ("不合格", True) != before
    assert Entry.objects.filter(chain=found.matter.chain, verb="vetoed").count() == 1
    assert queries.bars(here.county.regulator, day(1)) == [
        f"{matter.number} 一票否决：发生较大事故，市政府批复认定"
    ]
    ranked = queries.ranking(found.scheme, "2025Q1", here.clerk)
    told = bulletin(found.scheme, periods.parse("2025Q1"), ranked, DAY)
    assert "一票否决：县应急管理局（发生较大事故，市政府批复认定）。" in told.paragraphs
    assert Letter.objects.everywhere("test").get(matter=matter).kind == "veto"


def test_a_veto_decides_a_round_that_is_opened_later(here: Here) -> None:
    decided(here)
    announced(here)
    assert graded(here) == ("不合格", True)
    assert [one.says for one in scores.vetoing(here.result(here.trade))] == []


def test_a_veto_of_another_period_decides_nothing_here(here: Here) -> None:
    announced(here)
    before = graded(here)
    matter = case(here, happened_on=day(-100), since=day(-100))
    here.take(matter, VetoFlow.submit, here.clerk)
    here.take(matter, VetoFlow.decide, here.leader)
    assert graded(here) == before


def test_a_veto_is_lifted_on_appeal_with_the_reason_and_the_grade_returns(here: Here) -> None:
    found = announced(here)
    before = graded(here)
    matter = decided(here)
    here.take(matter, VetoFlow.appeal, here.assessed, appeal="事故经复核为一般事故")
    here.take(matter, VetoFlow.lift, here.leader, answer="原认定已撤销")
    assert graded(here) == before
    assert queries.bars(here.county.regulator, day(1)) == []
    assert Veto.objects.get().lifted_because == "原认定已撤销"
    assert Entry.objects.filter(chain=found.matter.chain, verb="unvetoed").exists()
    assert ResultFlow.acts["unvetoed"] == "撤销一票否决"


def test_who_proposed_does_not_decide_nor_without_a_basis(here: Here) -> None:
    matter = case(here)
    before = snapshot()
    with pytest.raises(ProofMissing, match="依据"):
        advance(matter, VetoFlow.submit, by=here.clerk, at=DAY, revision=matter.revision)
    assert snapshot() == before
    here.take(matter, VetoFlow.submit, here.clerk)
    with pytest.raises(NotAllowed):
        here.take(matter, VetoFlow.decide, here.clerk)
    assert not Veto.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"happened_on": day(3), "since": day(4)}, "还没有到"),
        ({"since": day(-30)}, "不能早于发生日期"),
        ({"until": day(0)}, "止期要晚于起期"),
    ],
)
def test_days_that_cannot_be_are_refused(here: Here, given: dict[str, Any], says: str) -> None:
    before = snapshot()
    with pytest.raises(Invalid, match=says):
        case(here, **given)
    assert snapshot() == before


def test_a_case_is_put_away_only_after_its_window(here: Here) -> None:
    matter = decided(here)
    with pytest.raises(ProofMissing, match="才期满"):
        here.take(matter, VetoFlow.end, here.clerk, at=DAY + timedelta(days=300))
    here.take(matter, VetoFlow.end, here.clerk, at=DAY + timedelta(days=366))
    assert fresh(matter).state == "ended"
    assert vetoes.of(here.county.regulator, day(366)) == []


def test_every_step_lies_on_a_way_to_an_end() -> None:
    taken = {step for walk in walks(VetoFlow) for step in walk}
    assert taken == set(VetoFlow.steps.values())

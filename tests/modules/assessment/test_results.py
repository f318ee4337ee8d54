"""A round from both sides: self-score, scoring, announcement, appeal, veto; and what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bihuan.kernel.law.models import Number
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.modules.assessment import queries, scores
from bihuan.modules.assessment.flows import ResultFlow, SchemeFlow
from bihuan.modules.assessment.models import Result, Score
from bihuan.modules.assessment.vetoes import veto
from tests.modules.assessment.conftest import DAY, Here, day
from tests.testapp.performing import fresh, snapshot

ACCIDENTS, BONUS = 3, 4


def reported(here: Here) -> Result:
    """Return the regulator's result after its own statement."""
    here.held()
    found = here.result(here.county.regulator)
    here.take(found.matter, ResultFlow.report, here.assessed, self_points=95, statement="都做了")
    return found


def entered(here: Here, result: Result, accidents: int = 36) -> None:
    """Let the clerk enter what no record holds."""
    for number, points in ((ACCIDENTS, accidents), (BONUS, 0)):
        scores.enter(result, number, Decimal(points), says="查阅台账", by=here.clerk, at=DAY)


def announced(here: Here) -> Result:
    """Return the regulator's result scored and announced."""
    found = reported(here)
    entered(here, found)
    here.take(found.matter, ResultFlow.score, here.clerk, opinion="已核")
    here.take(found.matter, ResultFlow.approve, here.leader, appeal_by=day(30), settle_by=day(40))
    return here.result(here.county.regulator)


def open_steps(result: Result) -> list[str]:
    """Return what is owed in a result."""
    rows = Obligation.objects.everywhere("test").filter(matter=result.matter, done_at=None)
    return sorted(rows.values_list("step", flat=True))


def test_a_round_opens_a_result_for_every_department_and_owes_the_next_one(here: Here) -> None:
    scheme = here.held()
    assert {one.unit.name for one in Result.objects.all()} == {"县应急管理局", "县商务局"}
    [owed] = Obligation.objects.everywhere("test").filter(matter=scheme, done_at=None)
    assert (owed.step, owed.holder, owed.current_due.date()) == (
        "hold", here.county.office, day(100),
    )  # fmt: skip
    assert open_steps(here.result(here.trade)) == ["report"]


@pytest.mark.parametrize(
    ("facts", "field", "says"),
    [
        ({"period": "2025Q2"}, "period", "还没有结束"),
        ({"period": "2025-W03"}, "period", "2025Q1"),
        ({"period": "第一季度"}, "period", "2025Q1"),
        ({"self_by": day(0)}, "self_by", "已经过了"),
        ({"score_by": day(9)}, "score_by", "晚于自评期限"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused_whole(here, facts, field, says) -> None:
    scheme = here.draft()
    here.take(scheme, SchemeFlow.approve, here.leader, next_on=day(5))
    before = snapshot()
    right = {"period": "2025Q1", "self_by": day(10), "score_by": day(20), "next_on": day(99)}
    with pytest.raises(Invalid, match=says) as refusal:
        here.take(scheme, SchemeFlow.hold, here.clerk, **(right | facts))
    assert refusal.value.field == field
    assert snapshot() == before
    assert not Result.objects.exists()


def test_a_period_is_assessed_once(here: Here) -> None:
    scheme = here.held()
    with pytest.raises(Invalid, match="已经开展过"):
        here.take(scheme, SchemeFlow.hold, here.clerk, period="2025Q1", self_by=day(10),
                  score_by=day(20), next_on=day(99))  # fmt: skip
    assert Result.objects.count() == 2


def test_a_scheme_that_cannot_be_read_is_refused_by_its_line(here: Here) -> None:
    before = snapshot()
    with pytest.raises(Invalid, match="第 2 行") as refusal:
        here.draft(criteria="甲；过程；60；评分\n乙；结果")
    assert refusal.value.field == "criteria"
    assert snapshot() == before


def test_safety_may_not_weigh_less_than_the_document_of_the_place_says(here: Here) -> None:
    Number.objects.create(key="441521/plan#weight", clause=here.clause, place=here.county.place,
                          says="不低于5%的权重", value=5, unit="%", use="weight")  # fmt: skip
    for share, says in ((None, "还没有写"), (Decimal("4.9"), "权重 4.9%")):
        scheme = here.draft(share=share)
        with pytest.raises(ProofMissing, match=says):
            here.take(scheme, SchemeFlow.approve, here.leader, next_on=day(5))
        assert fresh(scheme).state == "drafted"
    enough = here.draft(share=Decimal(5))
    here.take(enough, SchemeFlow.approve, here.leader, next_on=day(5))
    assert fresh(enough).state == "running"


def test_who_drew_up_a_scheme_does_not_approve_it(here: Here) -> None:
    with pytest.raises(NotAllowed):
        here.take(here.draft(), SchemeFlow.approve, here.clerk, next_on=day(5))


def test_scores_are_counted_from_the_duties_behind_them(here: Here) -> None:
    result = reported(here)
    rate, late, accidents, _ = scores.standing(result)
    assert (rate.points, rate.met, rate.of) == (Decimal("26.67"), 2, 3)
    assert (late.points, late.met) == (Decimal(15), 1)
    titles = Obligation.objects.everywhere("test").filter(pk__in=late.rows)
    assert [one.title for one in titles] == ["三月报表"]
    assert accidents.open
    none = scores.standing(here.result(here.trade))[0]
    assert (none.points, none.of, none.open) == (None, 0, True), "nothing due is no zero"


def test_a_scoring_with_something_unread_is_not_done(here: Here) -> None:
    result = reported(here)
    before = snapshot()
    with pytest.raises(ProofMissing, match="还有 2 项未取数：事故控制、创新做法"):
        here.take(result.matter, ResultFlow.score, here.clerk, opinion="已核")
    assert snapshot()[:1] == before[:1]
    assert not Score.objects.exists()


def test_points_are_typed_by_the_office_on_a_basis_within_their_limits(here: Here) -> None:
    result = reported(here)
    for number, points, says, by, error in (
        (ACCIDENTS, Decimal(41), "查", here.clerk, Invalid),
        (ACCIDENTS, Decimal(-1), "查", here.clerk, Invalid),
        (ACCIDENTS, Decimal(30), " ", here.clerk, Invalid),
        (1, Decimal(40), "改高", here.clerk, Invalid),
        (1, None, "不想要", here.clerk, Invalid),
        (9, Decimal(1), "查", here.clerk, Invalid),
        (ACCIDENTS, Decimal(40), "自己打分", here.assessed, NotAllowed),
    ):
        with pytest.raises(error):
            scores.enter(result, number, points, says=says, by=by, at=DAY)
    assert not Score.objects.exists()
    scores.enter(result, ACCIDENTS, Decimal(30), says="查阅台账", by=here.clerk, at=DAY)
    assert Entry.objects.filter(chain=result.matter.chain, verb="scored").count() == 1


def test_what_is_scored_is_frozen_with_its_rows_whatever_happens_later(here: Here) -> None:
    result = announced(here)
    assert (result.total, result.grade, result.barred) == (Decimal("77.67"), "合格", False)
    Obligation.objects.everywhere("test").filter(title="三月报表").update(
        done_at=DAY, outcome="on_time"
    )
    again = here.result(here.county.regulator)
    assert scores.standing(again)[0].points == Decimal("26.67")
    assert scores.digest(again) == again.digest
    Score.objects.filter(result=again, number=ACCIDENTS).update(points=40)
    assert scores.digest(again) != again.digest
    with pytest.raises(WrongState):
        scores.enter(again, ACCIDENTS, Decimal(1), says="改", by=here.clerk, at=DAY)


def test_an_appeal_that_is_right_is_scored_anew_and_settled_by_somebody_else(here: Here) -> None:
    result = announced(here)
    with pytest.raises(ProofMissing, match="申诉期到"):
        here.take(result.matter, ResultFlow.settle, here.leader)
    here.take(result.matter, ResultFlow.appeal, here.assessed, appeal="第 3 项扣错")
    assert open_steps(result) == ["uphold"]
    here.take(result.matter, ResultFlow.accept, here.leader, answer="扣错", score_by=day(25))
    assert here.result(here.county.regulator).total is None
    scores.enter(result, ACCIDENTS, Decimal(40), says="重查台账", by=here.clerk, at=DAY)
    here.take(result.matter, ResultFlow.correct, here.clerk, opinion="改为 40 分")
    with pytest.raises(NotAllowed):
        here.take(result.matter, ResultFlow.confirm, here.clerk)
    here.take(result.matter, ResultFlow.confirm, here.leader)
    assert here.result(here.county.regulator).total == Decimal("81.67")
    assert fresh(result.matter).state == "final"
    assert open_steps(result) == []


def test_an_appeal_is_refused_with_its_reason_or_when_it_comes_too_late(here: Here) -> None:
    result = announced(here)
    with pytest.raises(ProofMissing, match="已经过了"):
        here.take(result.matter, ResultFlow.appeal, here.assessed, at=DAY + timedelta(days=31),
                  appeal="晚了")  # fmt: skip
    here.take(result.matter, ResultFlow.appeal, here.assessed, appeal="不服")
    with pytest.raises(NotAllowed):
        here.take(result.matter, ResultFlow.uphold, here.clerk, answer="维持")
    here.take(result.matter, ResultFlow.uphold, here.leader, answer="佐证不足，维持")
    kept = here.result(here.county.regulator)
    assert (fresh(kept.matter).state, kept.total) == ("final", Decimal("77.67"))


def test_a_scoring_that_is_sent_back_is_counted_again_and_keeps_what_was_typed(here: Here) -> None:
    result = reported(here)
    entered(here, result)
    here.take(result.matter, ResultFlow.score, here.clerk, opinion="已核")
    here.take(result.matter, ResultFlow.send_back, here.leader, opinion="核对第 3 项",
              score_by=day(22))  # fmt: skip
    assert open_steps(result) == ["score_again"]
    assert sorted(Score.objects.values_list("number", flat=True)) == [ACCIDENTS, BONUS]
    here.take(result.matter, ResultFlow.score_again, here.clerk, opinion="再核无误")
    assert here.result(here.county.regulator).total == Decimal("77.67")


def test_a_unit_that_says_nothing_is_scored_after_its_day_and_not_before(here: Here) -> None:
    here.held()
    result = here.result(here.county.regulator)
    with pytest.raises(ProofMissing, match="还没有过"):
        here.take(result.matter, ResultFlow.go_on, here.clerk, opinion="未报")
    here.take(result.matter, ResultFlow.go_on, here.clerk, at=DAY + timedelta(days=11),
              opinion="逾期未报")  # fmt: skip
    assert fresh(result.matter).state == "scoring"


def test_a_veto_decides_the_result_with_its_clause_and_window(here: Here) -> None:
    result = announced(here)
    veto(result, clause=here.clause, says="发生较大事故", since=day(1), until=day(366),
         by=here.leader, at=DAY)  # fmt: skip
    now = here.result(here.county.regulator)
    assert (now.total, now.grade, now.barred) == (Decimal("77.67"), "不合格", True)
    assert scores.digest(now) == now.digest
    regulator = here.county.regulator
    assert queries.bars(regulator, day(0)) == []
    assert queries.bars(regulator, day(1)) == [f"{now.matter.number} 一票否决：发生较大事故"]
    assert queries.bars(regulator, day(366)) == []
    with pytest.raises(Invalid, match="晚于起期"):
        veto(now, clause=None, says="x", since=day(1), until=day(1), by=here.leader, at=DAY)


def test_a_grade_that_bars_awards_does_so_once_it_is_settled(here: Here) -> None:
    result = reported(here)
    entered(here, result, accidents=0)
    here.take(result.matter, ResultFlow.score, here.clerk, opinion="已核")
    here.take(result.matter, ResultFlow.approve, here.leader, appeal_by=day(30), settle_by=day(40))
    assert queries.bars(here.county.regulator, day(31)) == []
    here.take(result.matter, ResultFlow.settle, here.leader, at=DAY + timedelta(days=31))
    assert queries.bars(here.county.regulator, day(31)) == [
        f"{result.matter.number} 等次“不合格”"
    ]  # fmt: skip


def test_the_assessed_unit_sees_its_own_result_without_a_place_in_the_order(here: Here) -> None:
    announced(here)
    scheme = queries.schemes(here.clerk).get()
    whole = queries.ranking(scheme, "2025Q1", here.clerk)
    assert [(one.place, one.result.unit.name) for one in whole] == [
        (1, "县应急管理局"), (None, "县商务局"),
    ]  # fmt: skip
    own = queries.ranking(scheme, "2025Q1", here.assessed)
    assert [(one.place, one.result.unit.name) for one in own] == [(None, "县应急管理局")]
    with pytest.raises(NotFound):
        queries.result(here.result(here.trade).matter.number, here.assessed)

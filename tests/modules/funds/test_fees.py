"""An enterprise extracts, uses and reports; its regulator sees who is silent and who is short."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.flows.steps import Step
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Matter
from bihuan.modules.funds import fees, queries
from bihuan.modules.funds.fee_flow import PLAN_RULE, FeeFlow
from bihuan.modules.funds.models import FeeBase, FeeLine, FeeYear
from tests.testapp.performing import snapshot
from tests.testapp.world import moment

from .city import DAY, WALKS, City, fresh

TODAY, AFTER = DAY.date(), moment("2026-01-10")
TRADE = {"trade": "hazmat", "base_source": "审计报告"}


def ledger(here: City, base: Any = Decimal(10_000_000), **given: Any) -> Matter:
    """The chemical works' ledger of 2025, confirmed: it owes 450,000 元 on ten millions."""
    matter = here.open(FeeFlow, "safety", year=2025, **given)
    here.take(matter, "declare", "safety", base=base, **TRADE)
    here.take(matter, "submit", "safety", planned=400_000)
    return here.take(matter, "confirm", "owner")


def stands(matter: Matter, on: date = TODAY) -> fees.Standing:
    return fees.standing(FeeYear.objects.get(pk=matter.pk), on)


def owed(matter: Matter, step: str) -> Obligation:
    rows = Obligation.objects.everywhere("test")
    return rows.get(matter=matter, step=step, done_at=None)


def unmoved(matter: Matter) -> Any:
    """Return what a refused booking leaves as it was; the papers handed in stay on the chain."""
    fee = FeeYear.objects.filter(pk=matter.pk).values().get()
    rows = [list(of.values()) for of in (FeeBase.objects.all(), FeeLine.objects.all())]
    return fee, rows, fresh(matter).state, snapshot()[1:3]


def walked(step: Step, matter: Matter) -> dict[str, Any]:
    """Return what a step of a walk needs beside plausible words."""
    if step.name in ("declare", "amend", "correct"):
        return {"trade": "hazmat", "base": 0}
    if step.name in ("extract", "make_up"):
        return {"month": 1}
    if step.name == "use":
        return {"category": "risk", "happened_on": date(2025, 5, 1)}
    if step.name.startswith("question"):
        line = FeeLine.objects.create(
            fee_id=matter.pk, kind="use", month=1, amount=1, at=DAY,
            by_id=FeeYear.objects.get(pk=matter.pk).keeper_id,
        )  # fmt: skip
        return {"line_number": line.pk}
    return {"report_by": date(2026, 4, 30)} if step.name == "send_back" else {}


def test_each_walk_ends_with_nothing_owed(here: City) -> None:
    for walk in WALKS(FeeFlow):
        matter = here.open(FeeFlow, "safety", year=2025, carried=0)
        FeeYear.objects.get(pk=matter.pk).bases.create(
            trade="hazmat", base=0, source="表", by=here.terms["safety"].person, at=DAY
        )
        here.walk(matter, walk, AFTER, walked)
        left = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not left.exists(), [step.name for step in walk]
        Matter.objects.everywhere("test").filter(pk=matter.pk).update(state="dropped")


def test_each_month_is_due_at_its_end_and_what_is_short_shows_with_every_step(here: City) -> None:
    matter = ledger(here, carried=0)
    assert owed(matter, "extract").current_due.date() == date(2025, 1, 31)
    here.take(matter, "extract", "safety", month=1, amount=Decimal("37500"))
    assert owed(matter, "extract").current_due.date() == date(2025, 2, 28)
    found = stands(matter)
    assert (found.owed, found.short) == (450_000, Decimal("37500"))
    assert found.reckoned[0].parts[0].says == "10,000,000 元 × 4.5% = 450,000 元"
    assert found.findings == [
        "本年计划使用 400,000 元，少于应提金额 450,000 元", "到 2 月末少提 37,500 元"]  # fmt: skip
    here.take(matter, "use", "safety", category="risk", amount=30_000, happened_on=DAY.date(),
              about="罐区泄漏检测")  # fmt: skip
    line = FeeLine.objects.get(kind="use")
    assert stands(matter).balance == 7500
    assert len(line.proofs) == 1
    here.take(matter, "question", "officer", line_number=line.pk, why="职工福利")
    found = stands(matter)
    assert (found.balance, found.used) == (37_500, 0)
    assert "30,000 元不属于安全费用支出：职工福利" in found.findings


def test_what_is_not_known_is_unset_and_a_corrected_base_counts_from_then_on(here: City) -> None:
    matter = ledger(here, base=None)
    found = stands(matter)
    assert (found.owed, found.short, found.balance) == (None, None, None)
    assert found.findings[0] == "危险品生产与储存：依据数还没有填，应提金额未设定"
    here.take(matter, "amend", "safety", base=Decimal(10_000_000), **TRADE)
    assert stands(matter).owed == 450_000
    before = unmoved(matter)
    for given, says in (
        ({"trade": "hazmat", "base_month": 3}, "不填月份"), ({"trade": "quarry"}, "哪个月"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.take(matter, "amend", "safety", base=1, base_source="表", **given)
    assert unmoved(matter) == before
    here.take(matter, "amend", "safety", trade="quarry", base=100, base_month=1, base_source="表")
    found = stands(matter)
    assert (found.months[0].owed, found.months[1].owed) == (37_700, None)
    assert "2 月的产量或造价没有登记，这几个月应提金额未设定" in found.findings


def test_a_year_is_reported_when_it_is_over_and_checked_when_nothing_is_short(here: City) -> None:
    matter = ledger(here, carried=0)
    with pytest.raises(ProofMissing, match="还没有结束"):
        here.take(matter, "report", "safety", summary="全年")
    with pytest.raises(Invalid, match="书面说明"):
        here.take(matter, "report", "safety", AFTER, summary="全年")
    here.take(matter, "report", "safety", AFTER, summary="全年", explanation="董事会审议")
    with pytest.raises(ProofMissing, match="少提 450,000 元没有补提"):
        here.take(matter, "check", "officer", AFTER, opinion="好")
    here.take(matter, "send_back", "officer", AFTER, opinion="补提", report_by=date(2026, 4, 30))
    assert owed(matter, "report_again").current_due.date() == date(2026, 4, 30)
    here.take(matter, "make_up", "safety", AFTER, month=12, amount=450_000)
    here.take(matter, "report_again", "safety", AFTER, summary="已补提", explanation="董事会审议")
    assert here.take(matter, "check", "officer", AFTER, opinion="好").state == "checked"
    following = here.open(FeeFlow, "safety", AFTER, year=2026)
    fee = FeeYear.objects.get(pk=following.pk)
    assert (fee.carried, fee.owed_before) == (450_000, 450_000)


def test_who_may_not_and_what_does_not_fit_is_refused(here: City) -> None:
    matter = ledger(here)
    before = unmoved(matter)
    with pytest.raises(Invalid, match="已经建了"):
        here.open(FeeFlow, "safety", year=2025)
    with pytest.raises(NotAllowed, match="不是企业"):
        here.open(FeeFlow, "officer", year=2025)
    for step, by, given, says in (
        ("extract", "safety", {"month": 1, "amount": 0}, "大于 0"),
        ("use", "safety", {"category": "risk", "amount": 1, "about": "甲",
                           "happened_on": date(2025, 3, 4)}, "不晚于今天"),
        ("use", "safety", {"category": "risk", "amount": 1, "about": "甲",
                           "happened_on": date(2025, 3, 1), "hazard_number": "YH-1"}, "没有编号"),
        ("question", "officer", {"line_number": 1, "why": "福利"}, "没有序号"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.take(matter, step, by, **given)
    assert unmoved(matter) == before
    fresh_one = here.open(FeeFlow, "rival", year=2025)
    with pytest.raises(ProofMissing, match="提取依据还没有登记"):
        here.take(fresh_one, "submit", "rival", planned=1)
    assert fresh(fresh_one).state == "declaring"


def test_the_plan_meets_its_yearly_duty_and_silence_shows(here: City) -> None:
    materialise(moment("2025-01-02"))
    duties = Obligation.objects.everywhere("test").filter(
        rule__key=PLAN_RULE, done_at=None, period="2025"
    )
    assert duties.count() == 2
    officer = here.viewer("officer")
    assert [unit.name for unit in queries.silent(officer, 2025)] == ["德阳化工厂", "德阳烟花厂"]
    ledger(here)
    assert [duty.holder.name for duty in duties.all()] == ["德阳烟花厂"]
    assert [unit.name for unit in queries.silent(officer, 2025)] == ["德阳烟花厂"]
    found = queries.standings(officer, 2025)
    assert (queries.sums(found).short, queries.sums(found).short_count) == (75_000, 1)
    assert queries.kept(found, queries.SHORT) == found
    for which in (queries.UNSET, queries.UNREPORTED, queries.WAITING, queries.FOREIGN):
        assert queries.kept(found, which) == []
    over = queries.standings(here.viewer("officer", AFTER), 2025)
    assert queries.kept(over, queries.UNREPORTED) == over
    assert queries.standings(here.viewer("rival"), 2025) == []

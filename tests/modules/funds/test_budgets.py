"""Public money: what a clause asks, the year before, what was given and used, what is short."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.flows.steps import Step
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace.models import Matter
from bihuan.modules.funds import budgets, tables
from bihuan.modules.funds.budget_flow import BudgetFlow
from bihuan.modules.funds.models import Budget, BudgetLine
from tests.testapp.world import moment

from .city import DAY, WALKS, City, fresh

GIVEN = {"happened_on": date(2025, 2, 1), "source": "own", "about": "区县", "sum": 50}
USED = {"happened_on": date(2025, 3, 1), "use": "hazard", "about": "罐区治理", "sum": 20}


def drafted(here: City, at: Any = DAY, **given: Any) -> Matter:
    fields = {"kind": "special", "year": at.year, "amount": 100} | given
    return here.open(BudgetFlow, "officer", at, **fields)


def approved(here: City, at: Any = DAY, **given: Any) -> Matter:
    matter = drafted(here, at, **given)
    here.take(matter, "submit", "officer", at)
    return here.take(matter, "approve", "chief", at)


def stands(matter: Matter) -> budgets.Standing:
    return budgets.standing(Budget.objects.select_related("matter").get(pk=matter.pk))


def walked(step: Step, matter: Matter) -> dict[str, Any]:
    if step.name in ("give", "use", "use_more"):
        if step.name != "give":
            by = Budget.objects.get(pk=matter.pk).drafter_id
            BudgetLine.objects.create(budget_id=matter.pk, kind="given", sum=50, on=DAY.date(),
                                      about="乙", by_id=by, at=DAY)  # fmt: skip
        return GIVEN if step.name == "give" else USED
    return {"report_by": date(2025, 12, 31)} if step.name == "send_back" else {}


def test_each_walk_ends_with_nothing_owed(here: City) -> None:
    for walk in WALKS(BudgetFlow):
        matter = drafted(here, before=90)
        here.walk(matter, walk, DAY, walked)
        left = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not left.exists(), [step.name for step in walk]
        Matter.objects.everywhere("test").filter(pk=matter.pk).update(state="dropped")


def test_less_than_last_year_needs_a_reason_and_the_office_is_told(here: City) -> None:
    approved(here, moment("2024-03-01"), amount=120, before=100)
    matter = drafted(here)
    assert stands(matter).findings == ["比上年少 20 万元"]
    here.take(matter, "submit", "officer")
    before = fresh(matter).state, Budget.objects.filter(pk=matter.pk).values().get()
    with pytest.raises(Invalid, match="比上年少 20 万元。批准前要写明理由"):
        here.take(matter, "approve", "chief")
    assert (fresh(matter).state, Budget.objects.filter(pk=matter.pk).values().get()) == before
    here.take(matter, "refuse", "chief", opinion="写明")
    here.take(matter, "submit", "officer", amount=100, before=120, cut_reason="项目完工")
    here.take(matter, "approve", "chief")
    told = Notice.objects.everywhere("test").filter(
        unit=here.units["office"], chain=matter.chain, template="moved"
    )
    assert told.exists()
    level = drafted(here, kind="work", before=100)
    assert stands(level).findings == ["与上年持平，条文要求增加"]
    assert stands(drafted(here, kind="department", per_head=8, police_per_head=10)).findings == [
        "人均比同级公安部门少 2 万元"]  # fmt: skip


def test_money_is_used_for_what_the_clause_allows_and_no_more_than_was_given(here: City) -> None:
    matter = approved(here, before=90)
    here.take(matter, "give", "officer", **GIVEN)
    before = list(BudgetLine.objects.values()), fresh(matter).state
    for given, says in (
        ({"use": "enforcement"}, "只能用于隐患排查治理、双重预防机制、标准化建设"),
        ({"sum": 60}, "只有 50 万元"), ({"sum": 0}, "大于 0"),
        ({"happened_on": date(2025, 3, 4)}, "不能晚于今天"),
        ({"hazard_number": "无"}, "没有编号"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.take(matter, "use", "officer", **USED | given)
    assert (list(BudgetLine.objects.values()), fresh(matter).state) == before
    here.take(matter, "use", "officer", **USED, way="reward")
    found = stands(matter)
    assert (found.given, found.used, found.left) == (50, 20, 30)
    assert found.lines[-1].proofs
    here.take(matter, "report", "officer", result="执行四成")
    assert here.take(matter, "accept", "clerk", opinion="已阅").state == "concluded"


def test_what_a_clause_asks_and_nobody_entered_shows_and_a_fund_is_entered_once(
    here: City,
) -> None:
    clerk = here.viewer("clerk")
    assert {one.kind for one in budgets.absent(clerk, 2025)} == {
        "special", "work", "enforcement", "department", "incentive", "technology"}  # fmt: skip
    drafted(here)
    assert "special" not in {one.kind for one in budgets.absent(clerk, 2025)}
    with pytest.raises(Invalid, match="已经登记"):
        drafted(here)
    assert budgets.listed(clerk, year=2025).count() == 1
    assert not budgets.listed(here.viewer("safety"), year=2025).exists()


def test_a_share_is_held_against_its_base_and_is_unset_without_one() -> None:
    asked = next(one for one in tables.asked() if one.kind == "prevention")
    short = Budget(kind="prevention", year=2025, amount=Decimal(15), base=Decimal(100))
    found = budgets.Standing(short, asked, Decimal(20), [])
    assert (found.floor, found.findings) == (20, ["不足企业保费总额的 20%，少提 5 万元"])
    short.base = None
    assert budgets.Standing(short, asked, Decimal(20), []).findings == [
        "企业保费总额没有填，应提数未设定"]  # fmt: skip
    about = next(one for one in tables.asked() if one.kind == "injury")
    injury = Budget(kind="injury", year=2025, amount=Decimal(1), base=Decimal(100))
    assert budgets.Standing(injury, about, Decimal(2), []).findings == []

"""A bid quotes its safety fee apart and whole, or no award of it is registered."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.flows.steps import Step
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Matter
from bihuan.modules.projects import tenders
from bihuan.modules.projects.models import Tender
from bihuan.modules.projects.tender_flow import TenderFlow
from bihuan.modules.referral.models import Referral
from tests.modules.funds.city import DAY, WALKS, City
from tests.testapp.performing import snapshot

QUOTED = {"safety_fee": 20, "competed": "no"}


def opened(here: City, **given: Any) -> Matter:
    facts = {
        "owner": here.units["firm"], "name": "罐区改造", "site": "厂内", "works": "build_plant",
        "cost": 1000, "bidder": "某安装公司", "price": 800,
    } | given  # fmt: skip
    return here.open(TenderFlow, "officer", **facts)


def found(matter: Matter) -> tenders.Standing:
    row = Tender.objects.select_related("matter").get(pk=matter.pk)
    return tenders.standing(row, DAY)


def test_each_walk_ends_with_nothing_owed(here: City) -> None:
    for walk in WALKS(TenderFlow):
        asked = [step.name for step in walk]
        matter = opened(here, **({} if "question" in asked else QUOTED))

        def given(step: Step, _: Matter) -> dict[str, Any]:
            if step.name == "refer":
                return {"recipient": here.units["planner"]}
            facts = {"award": {"awarded_on": DAY.date()}, "correct": QUOTED}
            return facts.get(step.name, {})

        here.walk(matter, walk, DAY, given)
        rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not rows.exists(), asked


def test_a_fee_missing_low_or_competed_by_is_told_and_bars_the_award(here: City) -> None:
    matter = opened(here)
    told = Notice.objects.everywhere("test").filter(chain=matter.chain)
    assert {one.unit.name for one in told if "没有单列" in str(one.facts)} == {
        here.units["firm"].name, here.units["bureau"].name}  # fmt: skip
    before = snapshot()
    with pytest.raises(ProofMissing, match="没有单列安全生产费用") as refused:
        here.take(matter, "award", "officer", awarded_on=DAY.date())
    assert refused.value.clause.path == "第十七条"
    assert len(snapshot()) == len(before)
    here.take(matter, "question", "officer", correct_by=date(2025, 3, 20))
    duty = Obligation.objects.everywhere("test").get(matter=matter, done_at=None)
    assert (duty.holder, duty.current_due.date()) == (here.units["firm"], date(2025, 3, 20))
    here.take(matter, "refer", "officer", recipient=here.units["planner"], reason="不补正")
    assert "没有单列" in Referral.objects.get(subject=here.units["firm"]).facts
    here.take(matter, "correct", "safety", safety_fee=15, competed="yes", answer="已补")
    stands = found(matter)
    assert (stands.least, stands.rate.percent, stands.rate.confidence) == (20, 2, "M")
    assert stands.findings == [
        "单列 15 万元，低于 1,000 万元 × 2% = 20 万元", "安全生产费用计入了竞争性报价"]  # fmt: skip
    with pytest.raises(ProofMissing, match="低于"):
        here.take(matter, "award", "officer", awarded_on=DAY.date())
    here.take(matter, "question", "officer", correct_by=date(2025, 3, 20))
    here.take(matter, "correct", "safety", answer="已补", **QUOTED)
    assert here.take(matter, "award", "officer", awarded_on=DAY.date()).state == "awarded"
    shown = tenders.listed(here.viewer("officer"))
    assert [len(tenders.kept(shown, key)) for key in tenders.WHICH] == [0, 0, 0, 1]


def test_a_low_price_is_a_signal_only_where_a_person_set_what_is_low(here: City) -> None:
    matter = opened(here, control_price=1000, next_price=810, **QUOTED)
    assert found(matter).signals == []
    with pytest.raises(NotAllowed):
        tenders.set_threshold(15, reason="甲", by=here.viewer("safety"), at=DAY)
    with pytest.raises(Invalid):
        tenders.set_threshold(100, reason="甲", by=here.viewer("head"), at=DAY)
    tenders.set_threshold(15, reason="招标办会商", by=here.viewer("head"), at=DAY)
    assert found(matter).signals == [
        "报价 800 万元，比招标控制价 1,000 万元低 20%（赵head设定满 15% 提示）"]  # fmt: skip
    assert found(matter).findings == []


def test_what_does_not_fit_is_refused(here: City) -> None:
    before = snapshot()
    for given, says in (
        ({"price": 0}, "大于 0"), ({"safety_fee": 900}, "不能多于报价"),
        ({"owner": here.units["bureau"]}, "建设单位是本单位"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            opened(here, **given)
    assert snapshot() == before
    matter = opened(here, **QUOTED)
    with pytest.raises(ProofMissing, match="没有要补正的"):
        here.take(matter, "question", "officer", correct_by=date(2025, 3, 20))
    with pytest.raises(Invalid, match="不能晚于今天"):
        here.take(matter, "award", "officer", awarded_on=date(2025, 3, 4))
    other = opened(here, cost=Decimal(2000))
    with pytest.raises(Invalid, match="要晚于今天"):
        here.take(other, "question", "officer", correct_by=DAY.date())
    here.take(other, "question", "officer", correct_by=date(2025, 3, 20))
    with pytest.raises(Invalid, match="接收单位是本单位"):
        here.take(other, "refer", "officer", recipient=here.units["bureau"], reason="甲")
    assert not Referral.objects.exists()

"""A reward: by rules that are data, once for a case, to the first, paid without seeing to whom."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.packs import read_packs
from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.tips import ledger, replies, rewards, rules
from bihuan.modules.tips.models import Bounty, Payout
from bihuan.modules.tips.reward_flow import RewardFlow
from tests.modules.tips.conftest import DAY, REPORTER, Bureau
from tests.testapp.performing import perform, snapshot
from tests.testapp.world import County
from tests.walks import covering

FINE = "CN/report-reward-2018#fine"
ROOT = Path(__file__).parents[3]


def rewarded(here: Bureau, receipt: Any, **handled: Any) -> Matter:
    """Return the reward of a report that was verified."""
    here.verified(receipt, **handled)
    return Bounty.objects.get(tip=here.tip(receipt)).matter


@pytest.mark.parametrize(
    ("rule", "facts", "amount"),
    [
        ("fine", {"fine": Decimal(100_000)}, 15_000),
        ("fine", {"fine": Decimal(10_000)}, 3_000),
        ("fine", {"fine": Decimal(0)}, 3_000),
        ("fine", {"fine": Decimal(5_000_000)}, 300_000),
        ("concealed", {"deaths": 2, "grade": "larger"}, 80_000),
        ("concealed", {"deaths": 7, "grade": "major"}, 300_000),
    ],
)
def test_the_national_rule_gives_its_sums(rule: str, facts: dict[str, Any], amount: int):
    found = next(one for one in rules.rules() if one.id == rule)
    asked: dict[str, Any] = {"fine": None, "deaths": None, "grade": "", **facts}
    assert rules.earned(found, **asked).amount == amount


def test_a_fact_that_is_missing_is_named_and_every_rule_quotes_its_clause():
    for rule in rules.rules():
        with pytest.raises(rules.Unknown, match="还没有"):
            rules.earned(rule, fine=None, deaths=None, grade="")
    texts = {
        (file.pack.document.key, spec.clause): spec.text
        for file in read_packs(ROOT / "packs") for spec in file.pack.clauses
    }  # fmt: skip
    for rule in rules.rules():
        assert rule.says in (texts[rule.document, rule.clause] or ""), rule.key


def test_every_way_of_a_reward_ends_with_nothing_owed(here: Bureau):
    here.key()
    here.pays()
    county = County(here.place, here.units["office"], here.units["bureau"], here.units["firm"])
    for walk in covering(RewardFlow):
        receipt, at = here.report(REPORTER), DAY
        tip = here.tip(receipt)
        tip.fine = Decimal(40_000)
        tip.save(update_fields=["fine"])
        case = Case("奖励", here.place, tip.office, None, tip.matter)
        matter = begin(RewardFlow, case, Bounty(tip=tip), by=here.viewer("handler"), at=at)
        for step in walk:
            at += timedelta(hours=1)
            fields: dict[str, Any] = {"basis": FINE} if "basis" in step.asks else {}
            if step is RewardFlow.close:
                code = replies.make_claim_code(here.tip(receipt), at=at)
                ledger.pay(code, "凭证 1", by=here.viewer("cashier", at), at=at)
            if step is RewardFlow.forfeit:
                at += timedelta(days=130)
            if step is RewardFlow.prolong:
                fields["claim_by"] = (at + timedelta(days=61)).date()
            perform(matter, step, county, at, **fields)
        owed = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not owed.exists(), [one.name for one in walk]


def test_the_first_who_left_a_name_is_rewarded_once_for_the_case(here: Bureau):
    here.key()
    nameless = here.report()
    first = here.report(REPORTER, at=DAY + timedelta(hours=1))
    here.report(REPORTER, at=DAY + timedelta(hours=2))
    here.take(here.tip(first).matter, "merge", "handler", same_number=nameless.number,
              at=DAY + timedelta(hours=3))  # fmt: skip
    matter = rewarded(here, nameless, fine=Decimal(100_000))
    matter = here.take(matter, "propose", "handler", basis=FINE)
    record = Bounty.objects.get(matter=matter)
    assert (record.receiver, record.amount) == (here.tip(first), 15_000)
    assert record.sum_said == "100000 元 × 15% = 15000 元"
    here.take(matter, "approve", "leader")
    shown = replies.progress(here.tip(first), DAY).reward
    assert shown is not None
    assert (shown.amount, shown.state) == (15_000, "待领取")
    assert replies.progress(here.tip(nameless), DAY).reward is None
    assert rewards.rewarded_already(Bounty(tip=here.tip(first)), DAY)


def test_a_rule_for_named_reports_gives_nothing_to_nobody_and_a_local_sum_is_set_by_name(
    here: Bureau,
):
    matter = rewarded(here, here.report(), fine=Decimal(1000))
    before = snapshot()
    with pytest.raises(Invalid, match="只奖实名举报"):
        here.take(matter, "propose", "handler", basis=FINE)
    with pytest.raises(Invalid, match="本地没有规定一般隐患的奖励金额"):
        here.take(matter, "propose", "handler", basis="local")
    assert snapshot() == before
    decide(rewards.SUBJECT, rewards.FIELD, 200, place=here.place, reason="县局会议",
           by=here.viewer("leader"), at=DAY)  # fmt: skip
    here.take(matter, "propose", "handler", basis="local")
    assert Bounty.objects.get(matter=matter).amount == 200


def test_nobody_approves_what_he_proposed_and_what_was_refused_changes_nothing(here: Bureau):
    here.key()
    matter = rewarded(here, here.report(REPORTER), fine=Decimal(1000))
    matter = here.take(matter, "propose", "handler", basis=FINE)
    before = snapshot()
    with pytest.raises(NotAllowed):
        here.take(matter, "approve", "handler")
    with pytest.raises(NotAllowed):
        here.take(matter, "approve", "clerk")
    assert snapshot() == before


def test_the_cashier_sees_a_code_and_a_sum_and_pays_once(here: Bureau):
    here.key()
    here.pays()
    receipt = here.report(REPORTER)
    matter = rewarded(here, receipt, fine=Decimal(100_000))
    matter = here.take(matter, "propose", "handler", basis=FINE)
    matter = here.take(matter, "approve", "leader")
    with pytest.raises(ProofMissing, match="还没有发放记录"):
        here.take(matter, "close", "handler")
    void = replies.make_claim_code(here.tip(receipt), at=DAY)
    code = replies.make_claim_code(here.tip(receipt), at=DAY)
    cashier = here.viewer("cashier")
    with pytest.raises(NotFound, match="没有这个领奖码"):
        ledger.find(void, by=cashier, at=DAY)
    with pytest.raises(NotAllowed, match="指定的发放岗位"):
        ledger.pay(code, "凭证 1", by=here.viewer("handler"), at=DAY)
    seen = ledger.find(code, by=cashier, at=DAY)
    assert seen.amount == 15_000
    assert not {field.name for field in Payout._meta.get_fields()} & {"tip", "reward", "receiver"}
    assert matter not in Matter.objects.visible_to(cashier)
    paid = ledger.pay(code, "凭证 1", by=cashier, at=DAY)
    with pytest.raises(Invalid, match="已在 2025-03-03 发放"):
        ledger.pay(code, "凭证 2", by=cashier, at=DAY)
    entry = Entry.objects.filter(verb="reward_paid").get()
    assert matter.number not in entry.body
    assert here.take(matter, "close", "handler").state == "paid"
    assert list(ledger.paid(cashier, DAY)) == [paid]


def test_who_receives_reports_or_keeps_identities_never_pays(here: Bureau):
    for key in ("handler", "custodian"):
        with pytest.raises(Invalid, match="不能发放奖金"):
            ledger.name_cashier(here.terms[key].post, "试", by=here.viewer("leader"), at=DAY)


def test_what_nobody_claims_in_time_is_forfeited_and_its_code_opens_nothing(here: Bureau):
    here.key()
    here.pays()
    receipt = here.report(REPORTER)
    matter = rewarded(here, receipt, fine=Decimal(1000))
    matter = here.take(matter, "propose", "handler", basis=FINE)
    matter = here.take(matter, "approve", "leader")
    code = replies.make_claim_code(here.tip(receipt), at=DAY)
    assert Bounty.objects.get(matter=matter).claim_by == (DAY + timedelta(days=60)).date()
    with pytest.raises(ProofMissing, match="前都可以领取"):
        here.take(matter, "forfeit", "handler", because="没有来领")
    late = DAY + timedelta(days=61)
    with pytest.raises(Invalid, match="领取期限 2025-05-02 已过"):
        ledger.pay(code, "凭证 1", by=here.viewer("cashier", late), at=late)
    here.take(matter, "forfeit", "handler", because="通知后没有来领", at=late)
    with pytest.raises(NotFound):
        ledger.find(code, by=here.viewer("cashier", late), at=late)

"""Fines unpaid, small fines, orders, measures, reviews, idle offices; every way is walked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.flows.advance import Case as Head
from bihuan.kernel.flows.advance import begin
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Matter
from bihuan.lib import periods
from bihuan.lib.clocks import end_of
from bihuan.modules.committee.models import Interview
from bihuan.modules.enforcement import mandatory, queries, reckoning, rules, staffing, statistics
from bihuan.modules.enforcement.case_flow import CaseFlow
from bihuan.modules.enforcement.measure_flow import MeasureFlow
from bihuan.modules.enforcement.models import Case, Penalty, Staffing
from bihuan.modules.enforcement.models.officers import Band
from bihuan.modules.enforcement.order_flow import OrderFlow
from bihuan.modules.enforcement.penalty_flow import PenaltyFlow
from bihuan.modules.enforcement.register_flow import (
    CertificateFlow,
    EntrustmentFlow,
    StaffingFlow,
)
from bihuan.modules.enforcement.review_flow import ReviewFlow, ZeroFlow
from bihuan.modules.enforcement.spot_flow import SpotFlow
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.stop_flow import StopFlow
from tests.kernel.factories import SETUP
from tests.modules.enforcement.conftest import DAY, RECORDS, District
from tests.modules.enforcement.test_cases import DAYS, HOUR, owed, refused
from tests.modules.enforcement.walking import said, walk_all


def ordered(here: District, **given: Any) -> Matter:
    fields = {
        "unit": here.units["firm"], "second": here.person("two"), "kind": "term",
        "found_on": date(2025, 3, 3), "facts": "没有通报隐患", "demands": "三日内公示",
        "due_on": date(2025, 3, 10), "article": RECORDS,
    } | given  # fmt: skip
    return here.open(OrderFlow, "one", **fields)


def measured(here: District, kind: str = "seal", **given: Any) -> Matter:
    fields = {
        "unit": here.units["firm"], "second": here.person("two"), "kind": kind,
        "target": "三号熔炼炉", "facts": "炉体裂纹仍在使用",
    } | given  # fmt: skip
    return here.open(MeasureFlow, "one", **fields)


def test_every_way_through_every_flow_ends_with_nothing_owed(here: District):
    small = {"unit": here.units["firm"], "second": here.person("two"), "article": RECORDS}

    case = Case.objects.get(matter=here.decided())
    bureau = here.units["bureau"]

    def penalty() -> Matter:
        one = Penalty(
            case=case, office=bureau, authority=bureau, proposer=here.person("one"), who="unit",
            kind="fine", article=RECORDS, stage="first", degree="normal", amount=20000,
        )  # fmt: skip
        return begin(PenaltyFlow, Head("处罚", here.place, bureau), one, by=SETUP, at=DAY)

    walk_all(here, PenaltyFlow, penalty)
    walk_all(here, SpotFlow, lambda: here.open(
        SpotFlow, "one", facts="没有警示标志", said="没有", amount=2000, **small))  # fmt: skip
    walk_all(here, OrderFlow, lambda: ordered(here))
    walk_all(here, MeasureFlow, lambda: measured(here))
    walk_all(here, ReviewFlow, lambda: here.open(
        ReviewFlow, "clerk", parent=here.case(), about="程序"))  # fmt: skip
    walk_all(here, StaffingFlow, lambda: here.open(
        StaffingFlow, "entry", on=date(2025, 3, 1), posts=12, enforcement_posts=8))  # fmt: skip
    numbers = iter(range(99))
    walk_all(here, CertificateFlow, lambda: here.open(
        CertificateFlow, "entry", person=here.person("helper"), kind="officer",
        number=f"冀Z{next(numbers)}", issuer="省政府", since=date(2024, 1, 1)))  # fmt: skip
    walk_all(here, EntrustmentFlow, lambda: here.open(
        EntrustmentFlow, "station", giver=here.units["bureau"], scope="日常检查",
        since=date(2025, 3, 1), until=date(2025, 12, 31)))  # fmt: skip


def test_every_way_through_a_case_ends_with_nothing_owed(here: District):
    def ready(matter: Matter, step: Step, at: datetime) -> datetime:
        if step.name in ("notify", "notify_again") and not open_penalties(matter):
            here.punish(matter, at=at)
        if step.name == "review":
            Case.objects.filter(matter=matter).update(weighty=True)
        if step.name == "transfer":
            Matter.objects.create(
                number=f"YS-{matter.pk}", flow="referral.case", title="移送", place=here.place,
                place_path=here.place.path, state="opened", opened_at=at, parent=matter,
            )  # fmt: skip
        if step.name == "archive":
            here.published(matter, at)
            for one in open_penalties(matter):
                here.take(one.matter, "annul", "chief", at=at, opinion="另行处理")
            papers = ("recheck_photo", "recording")
            here.take(matter, "check", "one", *papers, at=at,
                      **said(CaseFlow.check, CaseFlow, at, here))  # fmt: skip
        return at + 16 * DAYS if step.name == "hold" else at

    walk_all(here, CaseFlow, here.case, ready)


def open_penalties(case: Matter) -> list[Penalty]:
    return list(Penalty.objects.filter(case=case.pk, matter__closed_at=None))


def test_a_fine_unpaid_grows_to_its_own_amount_and_goes_to_court_within_its_term(here: District):
    one = here.served(here.decided())
    refused(lambda: here.take(one, "demand", "one", demanded_at=DAY), "还没有逾期", ProofMissing)
    later = DAY + 25 * DAYS
    paid = {"paid_on": date(2025, 3, 28), "paid": 20000}
    refused(
        lambda: here.take(one, "perform", "one", "payment_receipt", at=later, **paid),
        "还有6000元没有缴纳", Invalid,
    )  # fmt: skip
    assert rules.surcharge(Decimal(20000), date(2025, 3, 18), date(2025, 12, 1)) == 20000
    less = paid | {"spared": 6000}
    refused(
        lambda: here.take(one, "perform", "one", "payment_receipt", at=later, **less), "减免的依据"
    )
    ahead = {"demanded_at": later + HOUR}
    refused(lambda: here.take(one, "demand", "one", at=later, **ahead), "还没有到", Invalid)
    one = here.take(one, "demand", "one", at=later, demanded_at=later)
    record = Penalty.objects.get(matter=one)
    assert (record.apply_from, record.apply_by) == (date(2025, 9, 4), date(2025, 12, 3))
    assert owed(one).current_due == end_of(date(2025, 12, 3))
    court = {"court": here.units["court"]}
    refused(lambda: here.take(one, "apply", "one", at=later, **court), "最早 2025-09-04")
    gone = datetime.fromisoformat("2025-12-04T09:00+08:00")
    refused(lambda: here.take(one, "apply", "one", at=gone, **court), "到 2025-12-03，已经过了")
    due = datetime.fromisoformat("2025-09-10T09:00+08:00")
    one = here.take(one, "apply", "one", at=due, **court)
    paper = here.letters(one).get(kind="court_application")
    assert paper.addressee == here.units["court"]
    assert one.state == "applied"


def test_on_the_spot_no_more_than_the_law_lets_and_never_beyond_the_article(here: District):
    given = {"unit": here.units["firm"], "second": here.person("two"), "article": RECORDS,
             "facts": "没有警示标志", "said": "没有"}  # fmt: skip
    refused(lambda: here.open(SpotFlow, "one", amount=3001, **given), "第五十一条.*3000元", Invalid)
    person = given | {"name": "王某"}
    refused(lambda: here.open(SpotFlow, "one", amount=201, **person), "不超过200元", Invalid)
    made = here.open(SpotFlow, "one", amount=3000, **given)
    paper = here.letters(made).get()
    handed = {"served_at": DAY, "recipient": "王某"}
    made = here.take(made, "deliver", "one", **handed)
    assert (paper.kind, paper.state, made.state) == ("spot_decision", "draft", "delivered")
    refused(lambda: here.take(made, "file", "chief", opinion="同意备案"), "还没有签发")


def test_what_must_be_punished_and_was_not_names_who_did_not_act(here: District):
    by = here.viewer("head", DAY + 30 * DAYS)
    ran_out = ordered(here)
    kept = ordered(here, facts="没有演练", article="安全生产法(2021)|97|6")
    put = {"rechecked_on": date(2025, 3, 9), "recheck": "已演练"}
    here.take(kept, "report", "owner", "rectified_photo", at=DAY + DAYS, done="已演练")
    here.take(kept, "confirm", "one", "recheck_photo", at=DAY + 6 * DAYS, **put)
    fine = ordered(here, facts="标志不清", article="")
    here.take(fine, "report", "owner", "rectified_photo", at=DAY + DAYS, done="已换")
    here.take(fine, "confirm", "one", "recheck_photo", at=DAY + 6 * DAYS, **put)
    rows = mandatory.owed(by, DAY + 30 * DAYS)
    assert {(one.rule, one.matter.pk) for one in rows} == {
        ("overdue", ran_out.pk), ("direct", kept.pk),
    }  # fmt: skip
    names = f"{here.person('one').name}、{here.person('two').name}"
    assert {one.names for one in rows} == {names}
    early = {"rechecked_on": date(2025, 3, 8), "recheck": "没有改"}
    refused(
        lambda: here.take(ran_out, "fail", "one", "recheck_photo", at=DAY + 5 * DAYS, **early),
        "还没有到期", Invalid,
    )  # fmt: skip
    late = {"rechecked_on": date(2025, 3, 12), "recheck": "仍未公示"}
    failed = here.take(ran_out, "fail", "one", "recheck_photo", at=DAY + 9 * DAYS, **late)
    refused(lambda: here.take(failed, "excuse", "one", opinion="已罚别的"), "岗位")
    here.take(failed, "prosecute", "one", at=DAY + 9 * DAYS)
    case = Case.objects.get(matter__parent=failed)
    assert (case.stage, case.source) == ("overdue", "order")
    assert [one.matter.pk for one in mandatory.owed(by, DAY + 30 * DAYS)] == [kept.pk]
    twice = ordered(here, facts="通道堵塞")
    twice = here.take(twice, "fail", "one", "recheck_photo", at=DAY + 9 * DAYS, **late)
    here.take(twice, "excuse", "chief", at=DAY + 9 * DAYS, opinion="企业已停产")
    last = mandatory.owed(by, DAY + 30 * DAYS)[-1]
    assert (last.matter.pk, "赵chief" in last.names, last.days(by.on)) == (twice.pk, True, 21)


def test_power_is_cut_only_against_an_order_to_stop_by_the_head_and_a_day_ahead(here: District):
    refused(lambda: measured(here, "power"), "供应单位", Invalid)
    made = measured(here, "power", supplier=here.units["power"])
    refused(lambda: here.take(made, "approve", "chief"), "没有在执行的停产停业整改决定")
    here.open(
        StopFlow, "entry", unit=here.units["firm"], scope="whole", what="全厂", because="拒不整改",
        until=date(2025, 4, 1),
    )  # fmt: skip
    refused(lambda: here.take(made, "approve", "deputy"), "主要负责人批准", NotAllowed)
    refused(
        lambda: here.take(made, "act", "one", "scene_record", started_at=DAY, urgent="危险"),
        "先经批准", Invalid,
    )  # fmt: skip
    made = here.take(made, "approve", "chief")
    here.sign(made)
    at = DAY + 20 * HOUR
    soon = {"started_at": at, "warned_at": DAY}
    refused(lambda: here.take(made, "start", "one", "scene_record", at=at, **soon), "不满24小时")
    made = here.take(made, "start", "one", "scene_record", at=DAY + 2 * DAYS,
                     started_at=DAY + DAYS, warned_at=DAY)  # fmt: skip
    letter = here.letters(made).get()
    assert here.units["power"] in [copy.unit for copy in letter.copies.all()]
    assert here.take(made, "end", "one", ended_because="危险已消除").state == "ended"
    supply = measured(here, "explosives", supplier=here.units["power"])
    supply = here.take(supply, "approve", "chief")
    here.sign(supply)
    soon = {"started_at": DAY + HOUR}
    refused(lambda: here.take(supply, "start", "one", "scene_record", **soon), "还没有到", Invalid)
    supply = here.take(supply, "start", "one", "scene_record", at=DAY + HOUR, **soon)
    assert supply.state == "running"


def test_a_seal_ends_after_thirty_days_or_sixty_and_an_urgent_one_is_approved_in_a_day(
    here: District,
):
    made = here.take(measured(here), "act", "one", "scene_record", started_at=DAY, urgent="泄漏")
    assert owed(made).current_due == DAY + DAYS
    made = here.take(made, "ratify", "chief", at=DAY + HOUR)
    assert owed(made).current_due == end_of(date(2025, 4, 2))
    made = here.take(made, "prolong", "chief", at=DAY + 20 * DAYS, because="检测未完成")
    assert owed(made).current_due == end_of(date(2025, 5, 2))
    rejected = here.take(measured(here), "act", "one", "scene_record", started_at=DAY, urgent="漏")
    assert here.take(rejected, "lift", "chief", opinion="没有依据").state == "lifted"


def test_an_office_that_inspects_and_never_punishes_is_called_in(here: District):
    span = {"since": date(2025, 3, 1), "until": date(2025, 3, 31), "facts": "只下整改单"}
    bureau = here.units["bureau"]
    refused(lambda: here.open(ZeroFlow, "clerk", unit=bureau, **span), "检查0次", Invalid)
    for spot in ("一号仓库", "二号仓库"):
        here.open(HazardFlow, "entry", unit=here.units["firm"], spot=spot, says="通道堵塞")
    row = statistics.of_unit(bureau, span["since"], span["until"])
    assert (row.inspections, row.penalties, row.idle) == (1, 0, True)
    found = here.open(ZeroFlow, "clerk", unit=bureau, **span)
    here.take(found, "confirm", "head")
    talk = Interview.objects.get(unit=bureau)
    assert (talk.matter.parent, "检查1次，处罚0件" in talk.reason) == (found, True)
    here.decided()
    refused(lambda: here.open(ZeroFlow, "clerk", unit=bureau, **span), "处罚1件", Invalid)
    row = statistics.of_unit(bureau, span["since"], span["until"])
    assert (row.cases, row.penalties, row.fines) == (1, 1, Decimal(20000))
    by, year = here.viewer("clerk"), periods.parse("2024")
    assert queries.cases(by, filed=periods.parse("2025-03"), fined=periods.parse("2025Q1")).exists()
    assert not queries.cases(by, filed=year).exists() | queries.cases(by, fined=year).exists()


def test_who_handled_a_case_does_not_review_it(here: District):
    case = here.case()
    refused(lambda: here.open(ReviewFlow, "clerk", about="程序"), "从一件案件的页面")
    made = here.open(ReviewFlow, "clerk", parent=case, about="程序")
    refused(lambda: here.take(made, "clear", "clerk", score=101, findings="好"), "不超过100")


def test_staff_are_counted_by_certificates_valid_that_day_and_held_against_the_document(
    here: District,
):
    bureau = here.units["bureau"]
    [now] = staffing.standings([bureau], DAY.date())
    assert (now.in_post, now.certified, now.share) == (7, 2, "28%")
    assert {one.met for one in now.findings} == {None}
    [later] = staffing.standings([bureau], date(2028, 1, 1))
    assert later.certified == 0
    stated = {"on": date(2025, 3, 1), "posts": 12, "enforcement_posts": 8, "funded": "yes",
              "insured": "no"}  # fmt: skip
    here.take(here.open(StaffingFlow, "entry", **stated), "confirm", "chief")
    [now] = staffing.standings([bureau], DAY.date())
    assert [one.says for one in now.short] == ["特殊危险岗位人员投保人身保险：否"]
    held = Matter.objects.everywhere("test").get(officer_certificate__person=here.person("one"))
    assert now.overdue == []
    [grown] = staffing.standings([bureau], date(2026, 6, 1))
    assert len(grown.overdue) == 2
    short = {"trained_from": date(2025, 1, 1), "trained_until": date(2025, 2, 1)}
    here.take(held, "train", "entry", "training_paper", **short)
    [now] = staffing.standings([bureau], DAY.date())
    assert now.overdue == [f"{here.person('one').name}：上次脱产轮训不满3个月"]


def test_every_demand_on_staff_asks_what_an_office_states_or_what_is_counted():
    known = {field.name for field in Staffing._meta.concrete_fields} | {"in_post", "certified"}
    asked = staffing.demands()
    assert {one.fact for one in asked} | {one.of for one in asked if one.of} <= known
    towns = {one.fact for one in asked if "town_government" in one.kinds and one.clause == "11"}
    assert towns == {"inner_body", "supervisors"}


def test_a_benchmark_of_the_place_narrows_the_range_and_the_nation_s_counts_after_accidents(
    here: District,
):
    case = here.take(here.case(), "approve", "chief")
    Band.objects.create(
        key="t1", place=here.place, article=RECORDS, stage="first", degree="lighter",
        says="缺记录三次以下", low=1, high=3, source="双应急〔2024〕1号", since=date(2024, 1, 1),
    )  # fmt: skip
    refused(lambda: here.punish(case, degree="lighter", amount=30001), "上限30000", Invalid)
    made = here.punish(case, degree="lighter", amount=30000)
    assert any("双应急〔2024〕1号" in step for step in Penalty.objects.get(matter=made).steps)
    accident = rules.provisions()["安全生产法(2021)|114|1"]
    bands = reckoning.bands(accident, "first", here.place.path, DAY.date())
    assert [(int(b.low), int(b.high)) for b in bands] == [
        (300000, 500000), (500000, 700000), (700000, 1000000),
    ]  # fmt: skip
    assert "把握M" in bands[0].source
    assert reckoning.bands(accident, "first", here.place.path, date(2024, 2, 1)) == []


def test_an_income_a_gain_and_days_are_reckoned_as_the_articles_say():
    provisions = rules.provisions()
    principal = provisions["安全生产法(2021)|95|"]
    found = rules.range_of(principal, rules.Facts(grade="较大", income=Decimal(300000)))
    assert (found.low, found.high) == (180000, 180000)
    lent = provisions["安全生产法(2021)|92|2"]
    assert rules.range_of(lent, rules.Facts(gain=Decimal(0))).high == 200000
    assert rules.range_of(lent, rules.Facts(gain=Decimal(200000))).low == 400000
    daily = provisions["安全生产法(2021)|112|"]
    facts = rules.Facts(original=Decimal(5000), days=4)
    assert rules.range_of(daily, facts).high == 20000
    grave = provisions["安全生产法(2021)|114|4"]
    assert rules.range_of(grave, rules.Facts(grade="情节特别严重")).high == Decimal(100_000_000)
    with pytest.raises(rules.Unclear, match="事故等级或情形"):
        rules.range_of(principal, rules.Facts())

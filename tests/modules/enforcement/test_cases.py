"""A case: who may open and decide it, what must come first, what the law lets it cost."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, Refused
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of
from bihuan.modules.enforcement import catalogue, filing
from bihuan.modules.enforcement.models import Case, Penalty
from bihuan.modules.enforcement.register_flow import EntrustmentFlow
from bihuan.modules.referral.flows import ReferralFlow
from bihuan.modules.training import certificates
from tests.modules.enforcement.conftest import DAY, NOT_REMOVED, RECORDS, District, fresh
from tests.testapp.performing import snapshot

HOUR, DAYS = timedelta(hours=1), timedelta(days=1)


def refused(act: Any, words: str, kind: type[Refused] = Refused) -> None:
    before = snapshot()
    with pytest.raises(kind, match=words):
        act()
    assert snapshot() == before


def owed(matter: Matter) -> Obligation:
    return Obligation.objects.everywhere("test").get(matter=matter, done_at=None)


def test_a_small_case_runs_from_its_filing_to_its_file(here: District):
    case = here.decided()
    one = here.served(case)
    assert owed(one).current_due == end_of(date(2025, 3, 18))
    one = here.take(one, "perform", "one", "payment_receipt", at=DAY + 9 * DAYS,
                    paid_on=date(2025, 3, 12), paid=20000)  # fmt: skip
    assert one.state == "done"
    said = {"rechecked_on": date(2025, 3, 12), "recheck": "台账已补", "put_right": True}
    case = here.take(case, "check", "one", "recheck_photo", at=DAY + 9 * DAYS, **said)

    def close() -> None:
        here.take(case, "archive", "one", "closing_paper", at=DAY + 10 * DAYS, opinion="结案")

    refused(close, "还没有公示", ProofMissing)
    here.published(case)
    refused(close, "音像记录", ProofMissing)
    said = {"rechecked_on": date(2025, 3, 13), "recheck": "属实", "put_right": True}
    here.take(case, "check", "one", "recheck_photo", "recording", at=DAY + 10 * DAYS, **said)
    close()
    case = fresh(case)
    assert (case.state, case.closed_at) == ("archived", DAY + 10 * DAYS)
    record = Case.objects.get(matter=case)
    papers = catalogue.contents(record)
    assert [paper.order for paper in papers] == sorted(paper.order for paper in papers)
    names = " ".join(paper.name for paper in papers)
    for part in ("立案", "case_report", "告知", "处罚决定", "service_receipt", "复查意见"):
        assert part in names, part
    kept = {title: (n, passed) for title, n, passed in catalogue.recorded(record)}
    assert (kept["音像"], kept["听证"], kept["审核、讨论"]) == ((1, True), (0, False), (0, False))


def test_every_step_up_to_the_decision_is_due_ninety_days_after_the_filing(here: District):
    case = here.take(here.case(), "approve", "chief", at=DAY + HOUR)
    assert owed(case).current_due == end_of(date(2025, 6, 1))
    case = here.take(case, "conclude", "one", "case_evidence", "case_report", at=DAY + 30 * DAYS,
                     proposal="建议处罚")  # fmt: skip
    assert owed(case).current_due == end_of(date(2025, 6, 1))


@pytest.mark.parametrize(
    ("by", "second", "on", "says"),
    [
        ("one", "one", DAY, "不能是您本人"),
        ("one", "helper", DAY, "没有登记"),
        ("helper", "one", DAY, "没有登记"),
        ("one", "two", DAY + 2000 * DAYS, "到 2027-12-31 为止"),
    ],
)
def test_only_two_officers_certified_that_day_of_an_office_with_power_open_a_case(
    here: District, by: str, second: str, on: Any, says: str
):
    refused(lambda: here.case(by, on, second=here.person(second)), says)


def test_auxiliary_staff_assist_only(here: District):
    here.certify("helper", kind="auxiliary", number="辅01")
    refused(lambda: here.case("helper"), "只能协助", NotAllowed)
    refused(lambda: here.case(second=here.person("helper")), "只能协助", Invalid)


def test_an_officer_whose_paper_ended_in_the_register_of_all_certificates_stops_too(here: District):
    given = {"kind": "enforcement", "number": "冀Htwo", "issued_on": date(2023, 1, 1)}
    entry = here.viewer("entry")
    paper = certificates.enter(here.person("two"), here.units["bureau"], by=entry, at=DAY, **given)
    case = here.case()
    later = {"on": date(2025, 3, 4), "by": entry, "at": DAY + DAYS}
    certificates.end(paper, reason="调离", **later)
    late = {"at": DAY + 2 * DAYS}
    refused(lambda: here.take(case, "approve", "chief", **late), "行政执法证.*已于 2025-03-04 失效")
    assert here.take(case, "approve", "chief").state == "investigating"


def test_a_certificate_that_ended_meanwhile_stops_the_case(here: District):
    case = here.case()
    held = Matter.objects.everywhere("test").get(officer_certificate__person=here.person("two"))
    gone = {"ended_on": date(2025, 3, 4), "because": "调离执法岗位"}
    here.take(held, "end", "entry", at=DAY + DAYS, **gone)
    refused(lambda: here.take(case, "approve", "chief", at=DAY + 2 * DAYS), "到 2025-03-04 为止")
    case = here.take(case, "approve", "chief", at=DAY + HOUR)
    told = {"proposal": "建议处罚", "at": DAY + 2 * DAYS}
    papers = ("case_evidence", "case_report")
    refused(lambda: here.take(case, "conclude", "one", *papers, **told), "到 2025-03-04 为止")
    here.certify("helper", since=date(2025, 1, 1))
    new = {"handler": here.person("one"), "second": here.person("helper"), "opinion": "二号调离"}
    same = new | {"second": here.person("one")}
    refused(lambda: here.take(case, "reassign", "one", at=told["at"], **same), "不能是同一人")
    case = here.take(case, "reassign", "one", at=told["at"], **new)
    assert here.take(case, "conclude", "one", *papers, **told).state == "concluded"


def test_a_town_acts_in_the_name_of_who_entrusted_it_and_within_the_term(here: District):
    for key in ("three", "four"):
        here.certify(key)
    small = {"unit": here.units["small"], "second": here.person("four")}
    refused(lambda: here.case("three", **small), "没有有效的行政执法委托书")
    given = {"giver": here.units["bureau"], "scope": "小微企业的日常检查和处罚",
             "since": date(2025, 3, 1), "until": date(2025, 4, 30)}  # fmt: skip
    refused(lambda: here.open(EntrustmentFlow, "villager", **given), "只能委托乡镇")
    office = given | {"giver": here.units["office"]}
    refused(lambda: here.open(EntrustmentFlow, "station", **office), "没有处罚权")
    paper = here.take(here.open(EntrustmentFlow, "station", **given), "sign", "chief")
    refused(lambda: here.take(paper, "accept", "station"), "还没有签发")
    here.sign(paper)
    here.take(paper, "accept", "station")
    case = here.case("three", **small)
    record = Case.objects.get(matter=case)
    assert (record.office, record.authority) == (here.units["town"], here.units["bureau"])
    refused(lambda: here.take(case, "approve", "mayor"), "双桥区应急管理局")
    case = here.take(case, "approve", "chief")
    papers = ("case_evidence", "case_report")
    late = {"at": DAY + 60 * DAYS, "proposal": "建议处罚"}
    refused(lambda: here.take(case, "conclude", "three", *papers, **late), "没有有效的")
    case = here.take(case, "conclude", "three", *papers, proposal="建议处罚")
    here.punish(case, "three")
    here.take(case, "notify", "three", "service_receipt")
    notice = here.letters(case).get(kind="penalty_notice")
    assert notice.issuer == here.units["bureau"]


def test_a_fine_above_the_article_is_refused_with_the_article(here: District):
    case = here.take(here.case(), "approve", "chief")
    over = "《安全生产法》第九十七条第（五）项.*上限100000元"
    refused(lambda: here.punish(case, amount=100001), over, Invalid)
    refused(lambda: here.punish(case, stage="overdue", amount=99999), "下限100000元", Invalid)
    refused(lambda: here.punish(case, degree="top", amount=90000), "下限100000元", Invalid)
    refused(lambda: here.punish(case, who="person", name="王某"), "责任人员", Invalid)
    refused(
        lambda: here.punish(case, article=NOT_REMOVED, stage="overdue"), "只规定停产停业", Invalid
    )
    unfiled = here.case()
    refused(lambda: here.punish(unfiled, amount=100), "不能再提出", Invalid)
    made = here.punish(case, degree="top", amount=100000)
    steps = Penalty.objects.get(matter=made).steps
    assert [step[:4] for step in steps] == ["依据《安", "法定幅度", "按上限：", "确定罚款"]


def test_a_case_to_be_fined_at_the_limit_takes_no_less(here: District):
    case = here.take(here.case(top="over"), "approve", "chief")
    refused(lambda: here.punish(case), "要按上限处罚", Invalid)
    assert here.punish(case, degree="top", amount=100000).state == "proposed"


def test_the_unit_is_not_punished_alone_where_the_article_means_persons_too(here: District):
    case = here.told(stage="overdue", penalties=({"stage": "overdue", "amount": 100000},))
    case = here.take(case, "hear", "one", statement="没有意见", waived=True)
    case = here.take(case, "review", "jurist", reviewed="同意")
    said = {"discussed_on": date(2025, 3, 3), "discussants": "局长、副局长"}
    case = here.take(case, "discuss", "chief", "discussion_record", **said)
    refused(lambda: here.take(case, "decide", "chief", decision="同意"), "同时处罚责任人员")
    person = {"who": "person", "name": "王某，厂长", "stage": "person", "amount": 20000}
    refused(lambda: here.punish(case, **person), "不能再提出", Invalid)
    case = here.take(case, "rethink", "chief", opinion="补充对厂长的处罚意见")
    here.punish(case, at=DAY + HOUR, **person)
    more = {"at": DAY + HOUR, "proposal": "单位和厂长都处罚"}
    late = "还没有告知当事人"
    refused(lambda: here.take(case, "supplement", "one", "case_evidence", **more), late)
    case = here.take(case, "notify_again", "one", "service_receipt", **more)
    case = here.take(case, "hear", "one", at=DAY + HOUR, statement="没有意见", waived=True)
    case = here.take(case, "review", "jurist", at=DAY + HOUR, reviewed="同意")
    case = here.take(case, "discuss", "chief", "discussion_record", at=DAY + HOUR, **said)
    here.take(case, "decide", "chief", at=DAY + HOUR, decision="同意")
    rows = Penalty.objects.filter(case=case.pk).select_related("matter")
    assert [one.matter.state for one in rows] == ["decided", "decided"]
    titles = [letter.title for one in rows for letter in here.letters(one.matter)]
    assert any("王某" in title for title in titles)
    assert len(titles) == 2


def test_a_major_decision_waits_for_the_hearing_right_the_reviewer_and_the_heads(here: District):
    case = here.told(penalties=({"amount": 60000},))

    def decide(by: str = "chief") -> Matter:
        return here.take(case, "decide", by, decision="同意")

    refused(lambda: here.take(case, "hear", "one", statement="没有意见"), "到 2025-03-10 为止")
    case = here.take(case, "hear", "one", at=DAY + 8 * DAYS, statement="没有意见")
    refused(decide, "重大执法决定.*法制审核", ProofMissing)
    refused(lambda: here.take(case, "review", "one", reviewed="同意"), "岗位")
    case = here.take(case, "review", "jurist", reviewed="事实清楚")
    said = {"discussed_on": date(2025, 3, 11), "discussants": "局长、副局长"}
    refused(lambda: here.take(case, "discuss", "chief", **said), "集体讨论记录")
    case = here.take(case, "discuss", "chief", "discussion_record", **said)
    assert decide().state == "decided"


def test_a_hearing_is_told_seven_working_days_ahead_and_led_by_somebody_else(here: District):
    case = here.told(penalties=({"amount": 60000},))

    def convene(day: int, who: str) -> Matter:
        said = {"hearing_on": date(2025, 3, day), "hearing_by": who}
        return here.take(case, "convene", "one", **said)

    refused(lambda: convene(12, "钱某"), "最早 2025-03-12 以后", Invalid)
    refused(lambda: convene(13, here.person("two").name), "非本案调查人员", Invalid)
    case = convene(13, "钱某")
    assert owed(case).current_due == end_of(date(2025, 3, 13))
    held = {"at": DAY + 11 * DAYS, "statement": "当事人认为过重，不采纳"}
    case = here.take(case, "hold", "one", "hearing_record", **held)
    assert case.state == "heard"
    back = here.take(case, "send_back", "jurist", at=DAY + 12 * DAYS, reviewed="补充损失证据")
    assert back.state == "supplementing"


def test_a_case_goes_to_another_organ_only_by_a_referral(here: District):
    case = here.take(here.case(), "approve", "chief")
    refused(
        lambda: here.take(case, "transfer", "chief", opinion="涉嫌犯罪"), "先从本页提出案件移送"
    )
    viewer = here.viewer("entry")
    from bihuan.kernel.flows.openings import grounds, open_by_hand

    clause = grounds(ReferralFlow, viewer).get(no="28", document__key__startswith="130802")
    fields = {
        "kind": "case", "recipient": here.units["court"], "subject": here.units["firm"],
        "facts": "伪造记录", "reason": "不属本机关管辖", "reply_by": date(2025, 3, 20),
        "result_by": date(2025, 4, 20),
    }  # fmt: skip
    open_by_hand(ReferralFlow, fields, clause=clause, parent=case, by=viewer, at=DAY)
    assert here.take(case, "transfer", "chief", opinion="不属管辖").state == "transferred"


def test_nobody_is_punished_by_a_reason_of_the_law_and_the_proposals_end(here: District):
    case = here.told()
    case = here.take(case, "hear", "one", statement="已改正", waived=True)
    said = {"exempt": "first", "decision": "初次违法，及时改正"}
    refused(lambda: here.take(case, "exempt", "one", **said), "岗位")
    assert here.take(case, "exempt", "chief", **said).state == "unpunished"
    assert Penalty.objects.get(case=case.pk).matter.state == "dropped"


def test_a_mistake_is_put_right_by_an_act_of_its_own_and_the_first_decision_stays(here: District):
    case = here.decided()
    first = here.served(case)
    letter = here.letters(first).get(kind="penalty_decision")
    case = here.take(case, "reopen", "chief", mistake="适用条款错误")
    assert (case.state, fresh(first).state) == ("supplementing", "annulled")
    kept = here.letters(first).get(kind="penalty_decision")
    assert (kept.body, kept.state, kept.digest) == (letter.body, letter.state, letter.digest)
    assert here.letters(first).filter(kind="penalty_annulment").count() == 1
    second = here.punish(case, amount=10000)
    case = here.take(case, "notify_again", "one", "service_receipt", proposal="改正适用条款")
    case = here.take(case, "hear", "one", statement="没有意见", waived=True)
    here.take(case, "decide", "chief", decision="重新决定", alone="责任人员另案")
    assert (fresh(second).state, fresh(first).state) == ("decided", "annulled")


def test_a_finding_of_somewhere_else_opens_a_case_under_it(here: District):
    source = here.case()
    finding = filing.Finding(
        unit=here.units["firm"], facts="没有除尘", article=RECORDS, found_on=date(2025, 3, 2),
        second=here.person("two"), parent=source,
    )  # fmt: skip
    made = filing.open_case(finding, by=here.viewer("one"), at=DAY)
    assert (made.parent, made.state) == (source, "proposed")
    assert Case.objects.get(matter=made).source == "inspection"
    refused(lambda: filing.open_case(finding, by=here.viewer("villager"), at=DAY), "村（社区）")
    told = ("term", "装上除尘器", date(2025, 3, 20))
    order = filing.give_order(finding, *told, by=here.viewer("one"), at=DAY)
    assert (order.parent, here.letters(order).get().kind) == (source, "rectification")

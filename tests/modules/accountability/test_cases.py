"""A case by the list: who is named, who decides, what it bars from, until when, and its end."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.law.models import Document
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Post, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Machine
from bihuan.modules.accountability import bars, packs
from bihuan.modules.accountability.models import Bar
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY, District
from tests.testapp.performing import snapshot
from tests.testapp.world import moment


def letter(matter_id: int, kind: str) -> Letter:
    return Letter.objects.everywhere("test").get(matter=matter_id, kind=kind)


def sign(matter_id: int) -> None:
    drafts = Letter.objects.everywhere("test").filter(matter=matter_id, state="draft")
    drafts.update(state=Letter.State.SIGNED, signed_at=DAY)


def test_a_removed_mayor_is_barred_from_promotion_for_the_window_of_the_clause(here: District):
    case = here.decided()
    [bar] = Bar.objects.filter(cause=case)
    assert (bar.what, bar.since, bar.until) == ("promotion", date(2025, 3, 15), date(2026, 3, 15))
    assert bar.clause.no == "31"
    mayor = here.terms["mayor"].person
    assert bars.in_force(date(2026, 3, 14), person=mayor) == [bar]
    assert bars.in_force(date(2026, 3, 15), person=mayor) == []
    assert bars.in_force(date(2025, 3, 14), person=mayor) == []
    said = "".join(letter(case.pk, "accountability").body["paragraphs"])
    assert "2025-03-15 至 2026-03-15（不含）" in said
    assert "一年内不得提拔或者重用" in said


@pytest.mark.parametrize(
    ("measure", "until"),
    [("demoted", date(2027, 3, 15)), ("transferred", date(2026, 3, 15)), ("disciplined", None),
     ("admonition", None)],
)  # fmt: skip
def test_each_measure_bars_as_long_as_the_document_says_and_no_other_does(
    here: District, measure: str, until: date | None
):
    found = [bar.until for bar in Bar.objects.filter(cause=here.decided(measure=measure))]
    assert found == ([until] if until else [])


def test_a_draft_document_bars_nobody(here: District):
    Document.objects.filter(key="130802/shuangqiao-2018").update(status=Document.Status.DRAFT)
    assert {line.document for line, _ in packs.binding(here.place.path)} == {"CN/work-safety-2021"}


def test_the_committee_office_cannot_remove_anybody(here: District):
    case = here.propose(decider=here.units["office"])
    case = here.take(case, "answer_case", "mayor", answer="无")
    before = snapshot()
    with pytest.raises(Invalid, match="双桥区安委办不能决定“组织处理：免职”") as refusal:
        here.take(
            case,
            "decide",
            "head",
            measure="removed",
            liability="leading",
            effective_on=date(2025, 3, 15),
            execute_by=date(2025, 3, 31),
            reasons="应办未办",
        )
    assert refusal.value.field == "measure"
    assert snapshot() == before
    case = here.take(
        case,
        "decide",
        "head",
        measure="admonition",
        liability="leading",
        effective_on=date(2025, 3, 15),
        execute_by=date(2025, 3, 31),
        reasons="应办",
    )
    assert case.state == "decided"


def test_who_proposed_does_not_decide_and_nobody_decides_about_himself(here: District):
    mine = here.propose(by="head", decider=here.units["office"])
    mine = here.take(mine, "answer_case", "mayor", answer="无")
    self_case = here.propose(
        unit=here.units["party"], name="赵secretary", decider=here.units["party"]
    )
    self_case = here.take(self_case, "answer_case", "second", answer="无")
    before = snapshot()
    for case, who in ((mine, "head"), (self_case, "secretary")):
        with pytest.raises(NotAllowed, match="是您本人"):
            here.take(case, "exempt", who, reasons="都已尽职")
    assert snapshot() == before


def test_nobody_is_passed_over_before_his_time_to_answer_is_over(here: District):
    case = here.propose()
    before = snapshot()
    with pytest.raises(ProofMissing, match="陈述申辩期限到 2025-03-10"):
        here.take(case, "go_on", "clerk", unanswered="没有来函")
    assert snapshot() == before
    late = moment("2025-03-11")
    case = here.take(case, "go_on", "clerk", at=late, unanswered="没有来函")
    assert case.state == "answered"


def test_a_decision_that_does_not_come_is_owed_by_its_day(here: District):
    case = here.take(here.propose(), "answer_case", "mayor", answer="无")
    owed = Obligation.objects.everywhere("test").get(matter=case, done_at=None)
    assert (owed.holder, owed.step) == (here.units["party"], "decide")
    assert owed.current_due
    assert owed.current_due.date() == date(2025, 3, 20)
    assert owed.ladder
    assert owed.ladder.key == "CN/suggested#step"


def test_the_case_names_who_held_the_post_that_day_and_what_the_ledger_said(here: District):
    record = here.propose().accountability
    assert record.person == here.terms["mayor"].person
    assert record.post == here.terms["mayor"].post
    assert record.account.startswith("2025-01-01 至 2025-02-10，应办 0 项")
    before = snapshot()
    with pytest.raises(Invalid, match="2019-01-01 那天.*没有叫“赵mayor”的任职人"):
        here.propose(happened_on=date(2019, 1, 1))
    factories.person_in(factories.post(here.units["town"], "worker"), "赵mayor")
    with pytest.raises(Invalid, match="有几个人叫“赵mayor”"):
        here.propose()
    assert snapshot() == before


def test_an_exempted_person_is_barred_from_nothing(here: District):
    case = here.take(here.propose(), "answer_case", "mayor", answer="清单各项均已履行")
    case = here.take(case, "exempt", "secretary", reasons="对照清单，应办各项均按期办结")
    assert (case.state, case.closed_at is None) == ("exempted", False)
    assert not Bar.objects.exists()


def test_an_appeal_is_reviewed_by_another_and_a_revocation_ends_the_bar(here: District):
    case = here.decided()
    with pytest.raises(ProofMissing, match="还没有签发"):
        here.take(case, "execute", "clerk", "accountability_executed", executed="已免职")
    sign(case.pk)
    case = here.take(case, "execute", "clerk", "accountability_executed", executed="已免职")
    with pytest.raises(ProofMissing, match="限制提拔或者重用"):
        here.take(case, "archive", "clerk", at=moment("2025-06-01"))
    case = here.take(case, "appeal_case", "station", appeal="当日出差，已委托副镇长带队")
    with pytest.raises(NotAllowed, match="是您本人"):
        here.take(case, "uphold", "secretary", review="维持", execute_by=date(2025, 4, 30))
    on = moment("2025-04-10")
    case = here.take(case, "revoke", "second", at=on, review="委托带队属实")
    mayor = here.terms["mayor"].person
    assert bars.in_force(date(2025, 4, 9), person=mayor)
    assert bars.in_force(date(2025, 4, 10), person=mayor) == []
    assert Letter.objects.everywhere("test").filter(matter=case).count() == 2


def test_a_banned_principal_is_not_appointed_again_in_his_industry(here: District):
    owner, firm = here.terms["owner"].person, here.units["firm"]
    here.decided(
        unit=firm, name="赵owner", event="major", measure="criminal", liability="main"
    )  # fmt: skip
    found = {bar.key: bar.until for bar in Bar.objects.filter(person=owner)}
    assert found == {"CN/work-safety-2021#five": date(2030, 3, 15),
                     "CN/work-safety-2021#industry": None}  # fmt: skip
    same = _firm(here, "双桥第二铸造厂", "C3392")
    other = _firm(here, "双桥粮油店", "5221")
    before = snapshot()
    for unit, since in ((other, date(2026, 1, 1)), (same, date(2031, 1, 1))):
        with pytest.raises(NotAllowed, match=f"不得担任{unit.unit.name}") as refusal:
            _appoint(unit, here, since)
        assert refusal.value.clause is not None
    with pytest.raises(NotAllowed):  # a term that runs on into the ban
        _appoint(other, here, date(2024, 1, 1))
    assert snapshot() == before
    assert _appoint(other, here, date(2031, 1, 1)).person == owner
    plain = factories.post(other.unit, "worker")
    assert _appoint(plain, here, date(2026, 1, 1)).person == owner
    held = bars.held_against(Bar.objects.filter(person=owner), date(2025, 4, 1))
    assert "双桥铸造厂" in next(iter(held.values()))[0]


def test_the_same_industry_is_not_guessed(here: District):
    Unit.objects.filter(pk=here.units["firm"].pk).update(industry="")
    before = Bar.objects.count()
    with pytest.raises(Invalid, match="没有登记行业"):
        here.decided(
            unit=here.units["firm"],
            name="赵owner",
            event="major",
            measure="criminal",
            liability="main",
        )
    assert Bar.objects.count() == before


def test_a_failed_unit_loses_its_awards_for_the_rest_of_the_year(here: District):
    case = here.propose(name="", event="failed", decider=here.units["office"])
    case = here.take(case, "answer_case", "station", answer="无")
    here.take(
        case,
        "decide",
        "head",
        measure="criticism",
        liability="leading",
        effective_on=date(2025, 3, 15),
        execute_by=date(2025, 3, 31),
        reasons="不合格",
    )
    [bar] = bars.in_force(date(2025, 12, 31), unit=here.units["town"])
    assert (bar.what, bar.until, bar.clause.no) == ("award", date(2026, 1, 1), "30")


def test_there_is_no_good_answer_while_a_bar_is_in_force(here: District):
    here.decided()
    asked = here.ask()
    before = snapshot()
    with pytest.raises(ProofMissing, match="一年内不得提拔或者重用"):
        here.take(asked, "find_clear", "clerk", at=moment("2025-05-01"), findings="无")
    assert snapshot() == before
    on = moment("2025-05-01")
    asked = here.take(asked, "find_objection", "clerk", at=on, findings="有在效限制")
    asked = here.take(asked, "sign_objection", "head", at=on)
    reply = letter(asked.pk, "opinion")
    assert reply.addressee == here.units["organisation"]
    assert "2026-03-15（不含）" in "".join(reply.body["paragraphs"])
    assert asked.state == "answered"


def test_a_bar_that_comes_between_check_and_signature_still_stops_the_answer(here: District):
    asked = here.take(here.ask(), "find_clear", "clerk", findings="无在效限制")
    here.decided(effective_on=date(2025, 3, 3))
    before = snapshot()
    with pytest.raises(ProofMissing, match="不得提拔"):
        here.take(asked, "sign_clear", "head")
    assert snapshot() == before
    asked = here.take(asked, "send_back", "head", remarks="新有限制", reply_by=date(2025, 5, 1))
    assert asked.state == "asked"


def test_a_bar_from_promotion_does_not_touch_an_award(here: District):
    here.decided()
    asked = here.ask(purpose="award", wanted="先进个人")
    assert (
        here.take(
            asked, "find_clear", "clerk", at=moment("2025-05-01"), findings="没有评先限制"
        ).state
        == "clear"
    )


def test_an_unknown_name_is_not_asked_about_and_another_place_is_not_named(here: District):
    factories.town(factories.county("130803", "双滦区"), "元宝山镇")
    before = snapshot()
    for given, says in (({"name": "无此人"}, "没有“无此人”的任职记录"),
                        ({"unit_name": "元宝山镇人民政府"}, "双桥区没有登记")):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.ask(**given)
    assert snapshot() == before


def test_every_line_of_a_pack_finds_its_window_and_its_words(here: District):
    for line, document in packs.binding(here.place.path):
        window = packs.window(line, date(2024, 2, 29))
        assert window is not None, line.key
        assert window.clause.document == document
        assert window.says.replace("，", ",") in window.clause.text.replace("\n", "").replace(
            "，", ","
        )
    [five] = [w for n, _ in packs.binding(here.place.path)
              if n.id == "five" and (w := packs.window(n, date(2024, 2, 29)))]  # fmt: skip
    assert five.until == date(2029, 3, 1)


def _firm(here: District, name: str, industry: str) -> Post:
    firm = factories.enterprise(here.units["office"], name)
    Unit.objects.filter(pk=firm.pk).update(industry=industry)
    firm.refresh_from_db()
    return factories.post(firm, "enterprise_principal", lead="principal")


def _appoint(post: Post, here: District, since: date) -> Term:
    person = here.terms["owner"].person
    return terms.appoint(post=post, person=person, since=since, by=Machine("test"), at=DAY)


def agency(here: District, measure: str, **given: Any) -> Unit:
    """Let the party committee strip an agency, or somebody of it, of its licence."""
    made = factories.unit("承德安评公司", "agency", here.place)
    Unit.objects.filter(pk=made.pk).update(supervisor=here.units["office"])
    post = factories.post(made, "agency", lead="principal")
    here.terms["assessor"] = factories.person_in(post, "孙assessor")
    case = here.propose(unit=made, name=given.get("name", ""), event="false_report",
                        proposed=measure)  # fmt: skip
    case = here.take(case, "answer_case", "assessor", answer="无")
    here.take(case, "decide", "secretary", measure=measure, liability="main", reasons="虚假报告",
              effective_on=date(2025, 3, 15), execute_by=date(2025, 3, 31))  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("measure", "until"), [("revoked", date(2030, 3, 15)), ("revoked_life", None)]
)
def test_an_agency_that_lost_its_licence_takes_nobody_on_for_the_years_of_the_law(
    here: District, measure: str, until: date | None
):
    made = agency(here, measure)
    [bar] = Bar.objects.filter(what="industry")
    assert (bar.unit, bar.person, bar.until) == (made, None, until)
    post = factories.post(made, "agency")
    newcomer = factories.person("吴新人")
    before = Term.objects.count()
    with pytest.raises(NotAllowed, match="行业禁入"):
        terms.appoint(post=post, person=newcomer, since=date(2026, 1, 1), by=Machine("t"), at=DAY)
    assert Term.objects.count() == before


def test_who_is_banned_from_the_industry_gets_no_post_in_another_agency_but_elsewhere(
    here: District,
):
    agency(here, "revoked", name="孙assessor")
    [bar] = Bar.objects.filter(what="industry")
    person = here.terms["assessor"].person
    assert (bar.person, bar.until) == (person, date(2030, 3, 15))
    other = factories.post(factories.unit("另一家安评公司", "agency", here.place), "agency")
    with pytest.raises(NotAllowed, match="五年内不得从事安全评价"):
        terms.appoint(post=other, person=person, since=date(2026, 1, 1), by=Machine("t"), at=DAY)
    worker = factories.post(here.units["firm"], "worker")
    terms.appoint(post=worker, person=person, since=date(2026, 1, 1), by=Machine("t"), at=DAY)

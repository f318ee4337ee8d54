"""The list of the seriously dishonest: by article, heard, pushed to each body, ended by itself."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.law.packs import read_packs
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Matter
from bihuan.modules.commendation import eligibility
from bihuan.modules.credit import grades, listings, measures, rules
from bihuan.modules.credit.dishonesty_flow import DishonestyFlow
from bihuan.modules.credit.incentive_flow import IncentiveFlow
from bihuan.modules.credit.measure_flow import MeasureFlow
from bihuan.modules.credit.models import Dishonesty, Incentive, Restriction, Spell
from bihuan.modules.disclosure.models import Publication
from bihuan.modules.exchange import packages
from bihuan.modules.exchange.formats import formats
from bihuan.modules.inspections import draws
from bihuan.modules.inspections.models import Draw
from tests.kernel import factories
from tests.modules.credit.conftest import District
from tests.modules.tips.conftest import DAY
from tests.testapp.performing import perform, snapshot
from tests.testapp.world import County, moment
from tests.walks import covering

ROOT = Path(__file__).parents[3]
SCHEME = {
    "full": 100, "months": 36, "off": {"listed": 40, "hazard_major": 10, "accident": 30},
    "least": {"A": 90, "B": 70, "C": 50}, "worst": [],
}  # fmt: skip
#: What must be waited for before a step.
LATER = {
    DishonestyFlow.decide: timedelta(days=9), DishonestyFlow.apply_early: timedelta(days=370),
    DishonestyFlow.expire: timedelta(days=1200),
}  # fmt: skip


def honest(here: District, **given: Any) -> Any:
    """Propose an incentive for the foundry."""
    fields = {
        "unit": here.units["firm"], "kind": "fund", "grounds": "三级标准化达标，三年无事故",
        "body": here.units["treasury"], "amount": 20000, "until": date(2026, 3, 1), **given,
    }  # fmt: skip
    by = here.viewer("clerk")
    ground = grounds(IncentiveFlow, by).get(document__key__startswith="130802", no="34")
    return open_by_hand(IncentiveFlow, fields, clause=ground, by=by, at=DAY)


def walked(here: District, matter: Matter, walk: tuple[Step, ...], **named: Any) -> None:
    """Take all steps of a walk, each late enough, and find nothing owed at its end."""
    units, at = here.units, DAY
    county = County(here.place, units["office"], units["bureau"], units["firm"])
    for step in walk:
        at += timedelta(hours=1) + LATER.get(step, timedelta())
        fields = {name: value for name, value in named.items() if name in step.asks}
        if step is DishonestyFlow.tell:
            fields = {"told_on": at.date(), "state_by": (at + timedelta(days=5)).date()}
        perform(matter, step, county, at, **fields)
    owed = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    assert not owed.exists(), [one.name for one in walk]


def test_every_way_of_a_listing_ends_with_nothing_owed(
    here: District, monkeypatch: pytest.MonkeyPatch
):
    one = measures.areas_of(here.place.path)[:1]
    monkeypatch.setattr(measures, "areas_of", lambda path: one)
    for walk in covering(DishonestyFlow):
        matter = here.propose()
        walked(here, matter, walk)
        Dishonesty.objects.filter(matter=matter).update(condition="other")


def test_every_way_of_a_measure_and_an_incentive_ends_with_nothing_owed(here: District):
    for walk in covering(IncentiveFlow):
        walked(here, honest(here), walk)
    rows = Restriction.objects.filter(dishonesty=here.listed().pk)
    for walk, row in zip(covering(MeasureFlow), rows, strict=False):
        walked(here, row.matter, walk, body=here.units["treasury"])


def test_a_unit_is_listed_only_after_it_was_told_and_heard_or_its_time_has_passed(here: District):
    matter = here.propose()
    with pytest.raises(Invalid, match="同一情形已在"):
        here.propose()
    matter = here.take(matter, "tell", "clerk", "dishonesty_notice", told_on=DAY.date(),
                       state_by=date(2025, 3, 20))  # fmt: skip
    with pytest.raises(ProofMissing, match="陈述申辩期限到 2025-03-20"):
        here.take(matter, "decide", "leader", "dishonesty_decision", opinion="列入")
    with pytest.raises(NotAllowed):
        here.take(matter, "decide", "clerk", opinion="列入")
    assert not Spell.objects.exists()
    late = moment("2025-03-21")
    here.take(matter, "decide", "leader", "dishonesty_decision", opinion="列入", at=late)
    record = Dishonesty.objects.get(matter=matter)
    assert (record.listed_on, record.until) == (date(2025, 3, 21), date(2028, 3, 21))
    assert Publication.objects.get(matter__parent=matter).kind == "blacklist"


def test_the_term_ends_by_itself_and_the_list_can_be_asked_of_any_day(here: District):
    matter = here.listed()
    firm = here.units["firm"]
    for day, n in (("2025-03-02", 0), ("2025-03-03", 1), ("2028-03-02", 1), ("2028-03-03", 0)):
        on = date.fromisoformat(day)
        assert len(listings.in_words(firm, None, on)) == n, day
        assert len(eligibility.barring(firm, None, on)) == n, day
    with pytest.raises(ProofMissing, match="期满自动失效"):
        here.take(matter, "expire", "leader")


def test_each_body_of_the_clause_owes_a_receipt_and_an_area_without_a_body_is_seen(here: District):
    key = "130802/shuangqiao-2018#market"
    measures.name_body(key, here.units["brigade"], place=here.place, reason="区政府分工",
                       by=here.viewer("leader"), at=DAY)  # fmt: skip
    matter = here.listed()
    rows = {one.area: one for one in Restriction.objects.filter(dishonesty=matter.pk)}
    assert set(rows) == {"发展改革", "安全监管", "国土资源", "市场监管", "商务", "银行", "保险"}
    owed = Obligation.objects.everywhere("test").filter(done_at=None)
    sent = owed.get(matter=rows["市场监管"].matter)
    assert (sent.holder, sent.step) == (here.units["brigade"], "confirm")
    waiting = owed.get(matter=rows["银行"].matter)
    assert (waiting.holder, waiting.step) == (here.units["bureau"], "send")
    here.take(rows["市场监管"].matter, "confirm", "captain", measure="不予办理变更登记",
              applied_on=DAY.date())  # fmt: skip
    later = moment("2026-03-10")
    matter = here.take(matter, "apply_early", "clerk", "dishonesty_remedy", at=later,
                       applied_on=later.date(), remedied="罚款已缴，许可已恢复")  # fmt: skip
    here.take(matter, "allow", "leader", opinion="符合条件", at=later)
    states = {one.area: MeasureFlow.states[one.matter.state].title for one in measures.of(
        Dishonesty.objects.get(matter=matter))}  # fmt: skip
    assert (states["市场监管"], states["银行"]) == ("待解除", "名单已移出，不用办理")
    assert owed.get(matter=rows["市场监管"].matter).step == "lift"


@pytest.mark.parametrize(
    ("document", "clause", "n"),
    [("230900/qitaihe-2017", "38", 9), ("510600/deyang-2017", "28", 6),
     ("130802/shuangqiao-2018", "34", 7)],
)  # fmt: skip
def test_the_areas_are_those_of_the_clauses(document: str, clause: str, n: int):
    found = [one for one in rules.areas() if one.document == document]
    assert ({one.clause for one in found}, len(found)) == ({clause}, n)
    file = next(one for one in read_packs(ROOT / "packs") if one.pack.document.key == document)
    assert file.compiled is not None
    parts = file.compiled.clauses
    text = "".join(one.text for one in parts if one.id == clause or clause in one.path)
    for one in found:
        assert one.says in text
        assert one.title in one.says


def test_every_condition_quotes_its_article():
    file = next(one for one in read_packs(ROOT / "packs")
                if one.pack.document.key == "CN/dishonesty-2023")  # fmt: skip
    texts = {spec.clause: spec.text or "" for spec in file.pack.clauses}
    assert len(rules.conditions()) == 9
    for one in rules.conditions().values():
        assert one.says in texts[one.clause], one.id


def test_early_removal_waits_twelve_months_and_a_false_one_is_restored(here: District):
    matter = here.listed()
    asked = {"applied_on": DAY.date(), "remedied": "已缴"}
    with pytest.raises(ProofMissing, match="满 12 个月"):
        here.take(matter, "apply_early", "clerk", "dishonesty_remedy", **asked,
                  at=moment("2026-03-02"))  # fmt: skip
    later = moment("2026-03-03")
    matter = here.take(matter, "apply_early", "clerk", "dishonesty_remedy", **asked, at=later)
    matter = here.take(matter, "allow", "leader", opinion="同意", at=later)
    firm = here.units["firm"]
    assert not listings.in_words(firm, None, later.date())
    again = moment("2026-05-01")
    matter = here.take(matter, "restore", "leader", because="缴款凭证是假的", at=again)
    assert listings.in_words(firm, None, again.date())
    assert not listings.in_words(firm, None, date(2026, 4, 1))
    assert Spell.objects.filter(dishonesty=matter.pk).count() == 2
    # One listing counts once for a grade, however often it was restored.
    assert [one.on for one in grades.facts(firm, again.date())] == [DAY.date()]
    annulled = moment("2026-06-01")
    here.take(matter, "revoke", "leader", because="处罚决定被撤销", at=annulled)
    assert grades.facts(firm, again.date())
    assert not grades.facts(firm, annulled.date())


def test_a_listed_unit_gets_no_incentive_and_one_that_kept_faith_gets_it_with_proof(here: District):
    made = honest(here)
    here.take(made, "approve", "leader", opinion="同意")
    given = here.take(made, "give", "cashier", "incentive_given", given_on=DAY.date(),
                      given="拨付专项激励资金 2 万元")  # fmt: skip
    assert (given.state, Incentive.objects.get(matter=made).amount) == ("given", 20000)
    second = honest(here, kind="checks")
    here.listed()
    before = snapshot()
    with pytest.raises(ProofMissing, match="列入严重失信名单"):
        here.take(second, "approve", "leader", opinion="同意")
    assert snapshot() == before


def test_a_grade_is_unset_without_a_scheme_explained_with_one_and_the_same_when_asked_again(
    here: District,
):
    firm, on = here.units["firm"], date(2025, 4, 1)
    assert grades.grade(firm, on) is None
    bad = SCHEME | {"least": {"A": 90, "B": 95, "C": 50}}
    leader = here.viewer("leader")
    with pytest.raises(Invalid, match="一个比一个低"):
        grades.set_scheme(bad, place=here.place, reason="试", by=leader, at=DAY)
    grades.set_scheme(SCHEME, place=here.place, reason="局务会", by=leader, at=DAY)
    before = grades.grade(firm, date(2025, 3, 31))
    assert before is not None
    assert (before.letter, before.says) == ("A", "100 = 100 分")
    matter = here.listed()
    found = grades.grade(firm, on)
    assert found is not None
    assert (found.letter, found.points, found.says) == ("C", 60, "100−40 = 60 分")
    assert [(fact.number, off) for fact, off in found.lines] == [(matter.number, 40)]
    weighed = Draw(wanted=1, weights="信用C级=4\n信用A级=2")
    for name in ("甲", "乙"):
        factories.person_in(factories.post(here.units["bureau"], "enforcement_officer"), name)
    drawn = draws.pool(weighed, here.viewer("clerk", moment("2025-04-01")))
    assert [(one["name"], one["weight"]) for one in drawn["targets"]] == [(firm.name, 4)]
    later = moment("2026-01-01")
    grades.set_scheme(SCHEME | {"worst": ["listed"]}, place=here.place, reason="修订", by=leader,
                      at=later)  # fmt: skip
    assert grades.grade(firm, on) == found
    struck = grades.grade(firm, later.date())
    assert struck is not None
    assert (struck.letter, struck.says) == ("D", "列入严重失信名单，直接定为 D")
    gone = grades.grade(firm, date(2028, 3, 3))
    assert gone is not None
    assert gone.letter == "A"
    assert grades.grade(firm, date(2025, 3, 2)) is None


def test_each_time_on_the_list_goes_out_to_the_credit_platforms_by_code(here: District):
    number, day = here.listed().number, DAY.date()
    form, clerk = formats()["serious-dishonesty"], here.viewer("clerk")
    Unit.objects.filter(pk=here.units["firm"].pk).update(credit_code=None)
    lacking = packages.records(form, clerk, day, day)
    assert (lacking.rows, lacking.left_out[0]["about"]) == ([], number)
    Unit.objects.filter(pk=here.units["firm"].pk).update(credit_code="91130802FAKE01437X")
    (row,) = packages.records(form, clerk, day, day).rows
    assert (row["状态"], row["移出日期"], row["有关人员"]) == ("列入", "", "王某，主要负责人")
    Spell.objects.update(ended_on=day + timedelta(days=40))
    later = packages.records(form, clerk, day + timedelta(days=40), day + timedelta(days=40))
    assert [one["状态"] for one in later.rows] == ["移出"]
    nothing = packages.records(form, clerk, day + timedelta(days=1), day + timedelta(days=2))
    assert nothing.rows == []

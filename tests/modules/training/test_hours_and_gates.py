"""Who must be taught how long, who falls short, and that nobody works untaught."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing
from bihuan.kernel.orgs.viewer import Machine
from bihuan.modules.training import certificates, coverage, gates, hours, rosters, rules
from tests.kernel import factories
from tests.modules.training.conftest import AT, TODAY, Works, everything, fresh
from tests.testapp.performing import perform
from tests.testapp.world import County
from tests.walks import walks


def needs(here: Works, trainee, on: date = TODAY) -> dict[str, tuple[int | None, Decimal]]:
    return {n.demand.purpose: (n.hours, n.short) for n in hours.standing(trainee, on).needs}


def test_hours_follow_category_and_risk_and_are_unset_where_no_rule_gives_a_number(here: Works):
    head, agency = here.enter("张总", "principal"), here.enter("王派", "dispatched")
    plastic = here.enter("陈工", unit="toys")
    assert needs(here, head) == {"first": (48, Decimal(48)), "yearly": (16, Decimal(16))}
    assert needs(here, agency)["first"] == (72, Decimal(72))
    assert needs(here, plastic) == {"first": (24, Decimal(24)), "yearly": (None, Decimal(0))}
    [first, _] = hours.standing(plastic, TODAY).needs
    assert (first.basis, first.demand.confidence) == ("生产经营单位安全培训规定第十三条", "H")
    assert needs(here, here.enter("新人", joined=date(2025, 1, 6))).keys() == {"first"}
    assert needs(here, here.enter("局长", "official", "bureau")) == {}


def test_a_class_gives_its_hours_once_and_only_with_proof_and_names(here: Works):
    one, two = here.enter("甲"), here.enter("乙", "intern")
    bare = here.planned()
    before = everything()
    with pytest.raises(ProofMissing, match="到课人员"):
        here.take(bare, "hold", "safety", held_on=TODAY, findings="合格")
    assert everything()[0:2] == before[0:2]
    matter = here.planned(one, two)
    with pytest.raises(Invalid, match="不能晚于今天"):
        here.take(matter, "hold", "safety", held_on=TODAY + timedelta(days=1), findings="合格")
    assert here.take(matter, "hold", "safety", held_on=TODAY, findings="合格").state == "held"
    assert needs(here, one)["first"] == (72, Decimal(64))
    again = here.planned(one)
    here.take(again, "hold", "safety", held_on=TODAY, findings="合格")
    assert needs(here, one)["first"] == (72, Decimal(64))


def test_nobody_is_let_to_work_before_his_hours_and_his_certificate_are_there(here: Works):
    row, safety = here.enter("焊工", "special", work="焊工"), here.viewer("safety")
    before = everything()
    with pytest.raises(ProofMissing, match="还差 72 学时") as refused:
        rosters.let_work(row, on=TODAY, by=safety, at=AT)
    assert refused.value.clause.label.endswith("第二十八条")
    assert everything() == before
    hours.enter(here.units["chem"], row.person, purpose="first", course="三级教育",
                on=date(2024, 3, 9), hours=Decimal(72), by=safety, at=AT)  # fmt: skip
    with pytest.raises(ProofMissing, match="操作证"):
        rosters.let_work(row, on=TODAY, by=safety, at=AT)
    certificates.enter(row.person, here.units["chem"], kind=rules.SPECIAL, number="T001",
                       issued_on=date(2024, 1, 5), by=safety, at=AT)  # fmt: skip
    assert rosters.let_work(row, on=TODAY, by=safety, at=AT).working_since == TODAY


def test_a_post_is_given_only_to_who_is_taught_where_a_roster_is_kept(here: Works):
    chem, toys = here.units["chem"], here.units["toys"]
    bare, setup = factories.post(toys, "worker"), Machine("setup")
    stranger = factories.person("生人")
    terms.appoint(post=bare, person=stranger, since=TODAY, by=setup, at=AT)
    row = here.enter("学徒")
    post = factories.post(chem, "worker")
    before = post.terms.count()
    for person, says in ((row.person, "还差 72 学时"), (stranger, "不在海丰化工厂的培训花名册")):
        with pytest.raises(ProofMissing, match=says):
            terms.appoint(post=post, person=person, since=TODAY, by=setup, at=AT)
    assert post.terms.count() == before
    head = factories.post(chem, "enterprise_principal")
    gates.admit(head, stranger, TODAY)


def test_a_local_rule_asks_more_and_never_less_than_the_nation(here: Works):
    row, officer = here.enter("陈工", unit="toys"), here.viewer("officer")
    given = {"category": "worker", "content": "全员", "basis": "海应急〔2024〕9号",
             "since": date(2025, 1, 1), "by": officer, "at": AT}  # fmt: skip
    with pytest.raises(Invalid, match="不得少于 24 学时"):
        hours.set_rule(here.units["bureau"], purpose="first", hours=8, **given)
    hours.set_rule(here.units["bureau"], purpose="yearly", hours=8, **given)
    assert needs(here, row)["yearly"] == (8, Decimal(8))
    [_, yearly] = hours.standing(row, TODAY).needs
    assert "海应急〔2024〕9号" in yearly.basis
    with pytest.raises(NotAllowed):
        hours.set_rule(here.units["chem"], purpose="yearly", hours=20,
                       **(given | {"by": here.viewer("rival")}))  # fmt: skip


def test_who_already_works_untaught_is_listed_and_not_hidden(here: Works):
    row = here.enter("老工人", working_since=date(2024, 3, 2))
    assert hours.standing(row, TODAY).untaught
    assert gates.missing_of(row, TODAY).startswith("岗前培训要求 72 学时")


def test_each_sees_the_people_he_looks_after_and_a_worker_himself(here: Works):
    row = here.enter("李worker")
    assert row.person == here.terms["worker"].person
    other = here.enter("别人")
    assert [one.pk for one in rosters.listed(here.viewer("worker"))] == [row.pk]
    assert not rosters.listed(here.viewer("rival")).exists()
    with pytest.raises(NotFound):
        rosters.find(here.viewer("rival"), other.pk)
    assert rosters.listed(here.viewer("officer")).count() == 2
    with pytest.raises(NotAllowed):
        here.enter("外人", unit="toys") and rosters.leave(
            rosters.listed(here.viewer("rival"))[0], on=TODAY, by=here.viewer("safety"), at=AT
        )


def test_coverage_names_who_was_not_reached_and_the_firms_of_which_nothing_is_known(here: Works):
    one, two = here.enter("甲", "principal"), here.enter("乙", "principal", "toys")
    here.take(here.planned(one, by="officer"), "hold", "officer", held_on=TODAY, findings="合格")
    [share] = [s for s in coverage.shares(here.viewer("clerk"), date(2025, 1, 1))]
    assert (share.people, share.taught, share.left) == (2, 1, 1)
    missed = coverage.missed(here.viewer("clerk"), "principal", date(2025, 1, 1))
    assert [row.pk for row in missed] == [two.pk]
    clerk = here.viewer("clerk")
    [sector] = coverage.sectors(clerk)
    [share] = coverage.shares(clerk, date(2025, 1, 1), sector)
    assert (sector, share.people, share.left) == ("危险化学品", 1, 0)
    assert not coverage.unrostered(here.viewer("clerk")).exists()


def test_each_walk_of_a_class_and_of_a_check_of_an_agency_ends_with_nothing_owed(here: Works):
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.kernel.law.models import Clause
    from bihuan.kernel.obligations.models import Obligation
    from bihuan.modules.training.agency_flow import AgencyFlow
    from bihuan.modules.training.class_flow import ClassFlow

    county = County(here.place, here.units["office"], here.units["bureau"], here.units["chem"])
    row, clause = here.enter("甲"), Clause.objects.filter(text__contains="安全培训").first()
    for flow in (ClassFlow, AgencyFlow):
        for walk in walks(flow):
            fields = {"agency": here.units["agency"], "conditions": "AQ 标准", "look_by": TODAY}
            by = here.viewer("officer")
            matter = here.planned(row) if flow is ClassFlow else open_by_hand(
                flow, fields, clause=clause, by=by, at=AT)  # fmt: skip
            for step in walk:
                given = {"held_on": TODAY} if "held_on" in step.asks else {}
                perform(matter, step, county, AT, **given)
            left = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
            assert not left.exists(), [one.name for one in walk]
            assert fresh(matter).closed_at is not None

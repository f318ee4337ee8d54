"""Listed supervision: from a patrol's hazard to its being taken off the list, or to exposure."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.models import Clause, Number
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Extension, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee.flows import InterviewFlow
from bihuan.modules.committee.listing_flow import ListedSupervisionFlow as Listed
from bihuan.modules.committee.patrol_flow import PatrolFlow
from bihuan.modules.disclosure.publications import publications_of
from tests.modules.committee.conftest import DAY, named
from tests.modules.committee.test_walks import opened
from tests.publishing import make_public
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County, moment

TERM = (DAY + timedelta(days=30)).date()


@pytest.fixture
def proposed(here: County, clause: Clause, committee: Unit, clerk: Viewer) -> Matter:
    """A major hazard of the enterprise, proposed by the office's clerk."""
    return open_by_hand(
        Listed, {"unit": here.enterprise, "about": "hazard", "facts": "储罐区无喷淋"},
        clause=clause, by=clerk, at=DAY,
    )  # fmt: skip


@pytest.fixture
def listed(here: County, proposed: Matter, director: Viewer) -> Matter:
    """The same, listed by the committee's director under the regulator's supervision."""
    perform(
        proposed, Listed.approve, here, DAY, by=director, watcher=here.regulator,
        demands="加装喷淋", term=TERM,
    )  # fmt: skip
    return fresh(proposed)


def owed(matter: Matter) -> dict[str, Any]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return {o.step: (o.holder, o.current_due and o.current_due.date()) for o in rows}


def test_the_committee_lists_and_names_who_rectifies_and_who_supervises(
    here: County, proposed: Matter, clerk: Viewer, director: Viewer
):
    leader = here.person("办主任", here.office, roles.RELEASE, roles.SUPERVISE)
    before = snapshot()
    with pytest.raises(NotAllowed, match="由县安委会"):
        perform(proposed, Listed.approve, here, DAY, by=leader, watcher=here.regulator, term=TERM)
    assert snapshot() == before
    perform(
        proposed, Listed.approve, here, DAY, by=director, watcher=here.regulator, term=TERM,
        demands="加装喷淋",
    )  # fmt: skip
    assert owed(proposed) == {
        "report": (here.enterprise, TERM), "file_plan": (here.enterprise, None),
    }  # fmt: skip
    public = publications_of(proposed).get()
    assert (public.kind, public.measures, public.term) == ("listing", "加装喷淋", TERM)
    assert (public.responsible, public.watcher) == ("某某化工厂", "县应急管理局")
    assert owed(public.matter) == {"compose": (here.office, None)}
    [letter] = Letter.objects.everywhere("test").filter(matter=proposed)
    assert (letter.kind, letter.addressee) == ("listing", here.enterprise)
    assert letter.issuer.name == "县安委会"
    assert [copy.unit for copy in letter.copies.all()] == [here.regulator]


def test_more_time_is_asked_before_the_term_and_decided_by_the_committee(
    here: County, listed: Matter, director: Viewer
):
    wanted = TERM + timedelta(days=20)
    late = DAY + timedelta(days=40)
    before = snapshot()
    with pytest.raises(ProofMissing, match="延期应在期限届满前申请"):
        perform(listed, Listed.ask_more, here, late, wanted=wanted, wanted_because="缺货")
    with pytest.raises(ProofMissing, match="没有等待审批的延期申请"):
        perform(listed, Listed.allow, here, DAY, by=director)
    assert snapshot()[:3] == before[:3]
    perform(listed, Listed.ask_more, here, DAY, wanted=wanted, wanted_because="缺货")
    assert owed(listed)["report"][1] == TERM
    perform(listed, Listed.allow, here, DAY, by=director, opinion="同意")
    assert owed(listed)["report"][1] == wanted
    row = Obligation.objects.everywhere("test").get(matter=listed, step="report")
    assert row.legal_due is not None
    assert row.legal_due.date() == TERM
    assert Extension.objects.get(obligation=row).granted is True
    public = publications_of(listed).get()
    assert (public.term, public.term_now) == (TERM, wanted)


@pytest.mark.parametrize(
    ("day", "in_time"), [("2025-03-12", True), ("2025-03-13", False), ("2025-04-02", False)]
)
def test_more_time_asked_for_too_close_to_the_term_is_an_outcome_of_its_own(
    here: County, listed: Matter, day: str, *, in_time: bool
):
    asked = {"wanted": TERM + timedelta(days=20), "wanted_because": "缺货"}
    right, wrong = (Listed.ask_more, Listed.ask_too_late)[:: 1 if in_time else -1]
    before = snapshot()
    with pytest.raises(ProofMissing, match="还可以按期|不足 15个工作日（系统推定"):
        perform(listed, wrong, here, moment(day), **asked)
    assert snapshot()[:3] == before[:3]
    perform(listed, right, here, moment(day), **asked)
    assert Extension.objects.filter(obligation__matter=listed).exists() is in_time
    assert owed(listed)["report"][1] == TERM


def test_a_number_of_the_place_takes_the_place_of_ours(
    here: County, listed: Matter, clause: Clause
):
    Number.objects.create(
        key="441521/plan#listing.ask_ahead", clause=clause, place=here.place,
        says="二十个工作日", value=20, unit="个工作日", use="limit",
    )  # fmt: skip
    with pytest.raises(ProofMissing, match="不足 20个工作日（县|不足 20个工作日（《?"):
        perform(
            listed, Listed.ask_more, here, moment("2025-03-11"),
            wanted=TERM + timedelta(days=20), wanted_because="缺货",
        )  # fmt: skip


def test_nothing_is_accepted_before_it_was_made_public_nor_by_who_did_the_work(
    here: County, listed: Matter, director: Viewer
):
    perform(listed, Listed.report, here, DAY)
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有公布"):
        perform(listed, Listed.accept, here, DAY)
    assert snapshot()[:3] == before[:3]
    public = make_public(listed, here, DAY)
    perform(listed, Listed.accept, here, DAY)
    perform(listed, Listed.delist, here, DAY, by=director)
    assert fresh(listed).closed_at is not None
    assert (fresh(public).state, owed(public)) == ("ending", {"take_down": (here.office, None)})
    kinds = Letter.objects.everywhere("test").filter(matter=listed).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["listing", "delisting"]


def test_failure_summons_and_exposes_both_the_unit_and_its_supervisor(
    here: County, listed: Matter, clerk: Viewer, director: Viewer
):
    before = snapshot()
    with pytest.raises(ProofMissing, match="不能认定整改不力"):
        perform(listed, Listed.fail, here, DAY, by=clerk, opinion="没有动")
    assert snapshot()[:3] == before[:3]
    late = DAY + timedelta(days=31)
    perform(listed, Listed.fail, here, late, by=clerk, opinion="到期没有动工")
    talks = Matter.objects.everywhere("test").filter(flow=InterviewFlow.key, parent=listed)
    assert {(talk.interview.unit, talk.state) for talk in talks} == {
        (here.enterprise, "proposed"), (here.regulator, "proposed"),
    }  # fmt: skip
    reasons = {talk.interview.unit: talk.interview.reason for talk in talks}
    assert "督办不力" in reasons[here.regulator]
    perform(listed, Listed.expose, here, late, by=director)
    perform(listed, Listed.report_late, here, late)
    make_public(listed, here, late)
    perform(listed, Listed.send_back, here, late)
    perform(listed, Listed.report_again, here, late)
    perform(listed, Listed.accept, here, late)
    perform(listed, Listed.delist, here, late, by=director)
    assert owed(listed) == {}


@pytest.mark.parametrize(
    ("written", "found"), [("未发现。", []), ("甲矿无证\n\n乙站超员", ["甲矿无证", "乙站超员"])]
)
def test_each_major_hazard_of_a_patrol_is_proposed_for_the_list(
    here: County, clause: Clause, clerk: Viewer, written: str, found: list[str]
):
    patrol = opened(PatrolFlow, clause, clerk)
    perform(patrol, PatrolFlow.start, here, DAY)
    perform(patrol, PatrolFlow.conclude, here, DAY, hazards=written)
    rows = Matter.objects.everywhere("test").filter(flow=Listed.key, parent=patrol)
    assert [one.listed_supervision.facts for one in rows.order_by("pk")] == found
    assert {one.clause for one in rows} <= {clause}
    assert {one.listed_supervision.unit for one in rows} <= {named("县应急管理局")}


def test_a_listing_without_a_clause_is_refused(here: County, clause: Clause, clerk: Viewer):
    before = snapshot()
    with pytest.raises(Invalid, match="要有依据"):
        open_by_hand(
            Listed, {"unit": here.enterprise, "about": "hazard", "facts": "储罐"},
            clause=None, by=clerk, at=DAY,
        )  # fmt: skip
    assert snapshot() == before

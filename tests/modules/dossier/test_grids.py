"""Grids: who looks after which enterprises; what is seen goes up, and comes back as a result."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import people, terms
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.dossier import census, grids, gridwork
from bihuan.modules.dossier.models import Grid, GridReport, GridUnit, Visit
from bihuan.modules.dossier.report_flow import GridReportFlow, taken_by
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.models import Hazard
from bihuan.modules.referral.models import Referral
from tests.kernel import factories
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County
from tests.walks import covering

from .conftest import AT, PACKS, TODAY

SEEN = {"kind": "hazard", "spot": "二号车间门口", "says": "安全出口堆满货物"}


class Village:
    """A village of the district's town with a grid, its worker and two workshops."""

    def __init__(self, here) -> None:
        self.here, town = here, here.town.place
        code = f"{town.code}001"
        self.place = type(town).objects.create(
            code=code, name="甲村", level="village", parent=town, path=f"{town.path}{code}/"
        )
        self.unit = factories.unit("甲村村民委员会", "village", self.place, here.town)
        self.shops = [
            factories.unit(name, "enterprise", self.place, here.town)
            for name in ("一号坊", "二号坊")
        ]
        self.grid = grids.draw(
            self.unit, "第一网格", manner="part", since=TODAY, by=here.viewer(), at=AT
        )

    def appoint(self, name: str = "周网格"):
        """Give the grid its worker; return her as she signs in."""
        by = self.here.viewer()
        person = people.enter(name, phone="13900000001", unit=self.unit, by=by, at=AT)
        post = self.grid.posts.get(part="worker").post
        return terms.as_viewer(terms.appoint(post=post, person=person, since=TODAY, by=by, at=AT),
                               TODAY)  # fmt: skip

    def include(self, *shops):
        return grids.include(self.grid, shops, since=TODAY, by=self.here.viewer(), at=AT)


@pytest.fixture(scope="module")
def packs(ground):
    """The ladders and the district's document alone."""
    factories.county("130802", "双桥区")
    for name in ("CN/suggested", "130802/shuangqiao-2018"):
        load_pack(read_pack(PACKS / f"{name}.yaml"), on=date(2021, 9, 1))


@pytest.fixture
def village(here):
    return Village(here)


def report(by, **given):
    return open_by_hand(GridReportFlow, SEEN | given, clause=None, by=by, at=AT)


def lacks(by) -> dict[str, int]:
    rows = gridwork.seen(by)
    return {key: gridwork.lacking(rows, key).count() for key in gridwork.LACKS}


def test_a_grid_without_worker_or_enterprise_and_one_nobody_walks_are_found(here, village):
    clerk = here.viewer()
    assert lacks(clerk) == {"vacant": 1, "idle": 0, "empty": 1, "open": 0}
    worker = village.appoint()
    village.include(*village.shops)
    assert lacks(clerk) == {"vacant": 0, "idle": 1, "empty": 0, "open": 0}
    shop = village.shops[0]
    census.visit(shop, on=TODAY, found="与档案一致", photos=[here.photo(shop)], by=worker, at=AT)
    assert lacks(clerk)["idle"] == 0
    [grid] = gridwork.seen(clerk)
    assert (grid.holds, grid.visited, grid.last) == (2, 1, TODAY)
    assert [one.done for one in gridwork.to_visit(grid, worker)] == [False, True]
    assert set(gridwork.outside(clerk)) == {here.firm}


def test_the_worker_is_a_holder_of_a_post_and_a_village_short_of_one_is_named(here, village):
    [row] = gridwork.villages(here.viewer())
    assert [said.partition("应有")[2] for said in row.short] == [" 1，现有 0", " 1，现有 0"]
    village.appoint()
    grids.add_post(village.grid, "welfare", "welfare", by=here.viewer(), at=AT)
    [row] = gridwork.villages(here.viewer())
    assert row.short == ["安全生产公益岗位应有 1，现有 0"]
    assert gridwork.manners(here.viewer()) == [("兼职", 1, 1), ("公益性岗位", 1, 0)]
    held = gridwork.workers(list(gridwork.seen(here.viewer())), here.viewer())
    assert [term.person.name for term in held[village.grid.pk]] == ["周网格"]


def test_an_enterprise_is_in_one_grid_at_a_time_and_keeps_where_it_was(here, village):
    shop, later = village.shops[0], AT + timedelta(days=9)
    village.include(shop)
    by, second = here.viewer(), (TODAY + timedelta(days=9))
    other = grids.draw(village.unit, "第二网格", manner="contract", since=TODAY, by=by, at=AT)
    grids.include(other, [shop], since=second, by=by, at=later)
    rows = GridUnit.objects.filter(unit=shop).order_by("pk").values_list("grid", "until")
    assert grids.include(other, [shop, shop], since=second, by=by, at=later) == []
    assert list(rows) == [(village.grid.pk, second), (other.pk, None)]
    assert list(grids.free(other)) == [village.shops[1]]


def test_what_cannot_be_a_grid_or_belong_to_it_is_refused_and_changes_nothing(
    here, village, elsewhere
):
    clerk, before = here.viewer(), (Grid.objects.count(), Entry.objects.count())
    with pytest.raises(Invalid, match="已有"):
        grids.draw(village.unit, "第一网格", manner="part", since=TODAY, by=clerk, at=AT)
    with pytest.raises(Invalid, match="不设网格"):
        grids.draw(here.bureau, "网格", manner="part", since=TODAY, by=clerk, at=AT)
    with pytest.raises(NotAllowed):
        grids.draw(village.unit, "乙", manner="part", since=TODAY, by=elsewhere.viewer(), at=AT)
    day = TODAY + timedelta(days=1)
    with pytest.raises(Invalid, match="不能晚于今天"):
        grids.draw(village.unit, "乙", manner="part", since=day, by=clerk, at=AT)
    with pytest.raises(Invalid, match="不在甲村"):
        village.include(here.firm)
    with pytest.raises(Invalid, match="不是在营"):
        village.include(village.unit)
    assert (Grid.objects.count(), Entry.objects.count()) == before


def test_a_grid_ends_once_nobody_holds_its_post_and_lets_its_enterprises_go(here, village):
    village.appoint()
    village.include(*village.shops)
    by = here.viewer()
    with pytest.raises(WrongState, match="周网格还在任"):
        grids.end(village.grid, on=TODAY, reason="合并网格", by=by, at=AT)
    assert not Grid.objects.get(pk=village.grid.pk).until
    term = village.grid.posts.get().post.terms.get()
    day = TODAY + timedelta(days=1)
    terms.end_term(term, on=day, reason="调走", by=by, at=AT)
    with pytest.raises(Invalid, match="和今天之间"):
        grids.end(village.grid, on=day, reason="合并网格", by=by, at=AT)
    assert GridUnit.objects.filter(until=None).count() == 2
    grids.end(village.grid, on=day, reason="合并网格", by=by, at=AT + timedelta(days=1))
    assert not GridUnit.objects.filter(until=None).exists()
    with pytest.raises(WrongState, match="已于"):
        village.include(village.shops[0])


def test_a_zone_takes_reports_from_within_it_and_none_of_the_countys_other_towns(here):
    factories.unit("开发区管委会", "zone_committee", here.place)
    receiver, why = taken_by(None, here.town, TODAY)
    assert (receiver, why) == (here.bureau, "没有登记的单位，报上级")


def test_a_report_goes_to_who_supervises_the_enterprise_and_else_to_the_town(here, village):
    worker = village.appoint()
    Unit.objects.filter(pk=village.shops[0].pk).update(supervisor=here.bureau)
    village.shops[0].refresh_from_db()
    village.include(village.shops[0])
    first = GridReport.objects.get(matter=report(worker, unit=village.shops[0]))
    assert (first.receiver, first.grid, first.found_on) == (here.bureau, village.grid, TODAY)
    second = GridReport.objects.get(matter=report(worker, kind="illegal", spot="村东头无名作坊"))
    assert second.receiver == here.town
    rows = Obligation.objects.everywhere("test").filter(matter=second.matter)
    assert [(o.holder, o.current_due) for o in rows] == [(here.town, None)]
    before = snapshot()
    with pytest.raises(NotAllowed, match="网格员报"):
        report(factories.viewer_in(here.bureau, "department_clerk"))
    with pytest.raises(Invalid, match="还没有到"):
        report(worker, found_on=TODAY + timedelta(days=1))
    assert snapshot() == before


def test_a_reported_danger_becomes_a_hazard_and_its_end_is_told_back(here, village):
    worker, station = village.appoint(), here.viewer("station")
    matter = report(worker, unit=village.shops[0])
    county = County(here.place, here.office, here.bureau, here.firm)
    perform(matter, GridReportFlow.take_on, county, AT, by=station)
    perform(matter, GridReportFlow.to_hazard, county, AT, by=station, handling="属实")
    hazard = Hazard.objects.get()
    assert (hazard.channel, hazard.unit, hazard.finder) == ("grid", village.shops[0], here.town)
    assert hazard.matter.parent is None
    with pytest.raises(ProofMissing, match="还没有办结"):
        perform(matter, GridReportFlow.tell, county, AT, by=station, result="已改")
    assert fresh(matter).state == "following"
    perform(hazard.matter, HazardFlow.dismiss, county, AT, opinion="与另一件重复")
    told = Notice.objects.everywhere("test").filter(unit=here.town, chain=matter.chain)
    assert told.filter(facts__step=HazardFlow.dismiss.title).exists()
    perform(matter, GridReportFlow.tell, county, AT, by=station, result="已清理")
    row = gridwork.reported(worker).get()
    assert (gridwork.state_of(row), row.result) == ("已反馈结果", "已清理")
    assert gridwork.led(row).startswith("事故隐患：")


def test_nothing_is_made_of_a_report_that_names_no_unit_but_a_case(here, village):
    worker, station = village.appoint(), here.viewer("station")
    matter = report(worker, kind="illegal", spot="村东头", dissuaded="劝其停工，不听")
    county = County(here.place, here.office, here.bureau, here.firm)
    perform(matter, GridReportFlow.take_on, county, AT, by=station)
    before = snapshot()
    with pytest.raises(ProofMissing, match="登记不了隐患"):
        perform(matter, GridReportFlow.to_hazard, county, AT, by=station, handling="属实")
    assert snapshot() == before
    perform(matter, GridReportFlow.to_case, county, AT, by=station, handling="属实",
            recipient=here.bureau, reason="无证生产")  # fmt: skip
    made = Referral.objects.get()
    assert (made.office, made.recipient, made.urged) == (here.town, here.bureau, "劝其停工，不听")
    assert matter.number not in f"{made.matter.title}{made.facts}{made.reason}"


def test_every_way_through_a_report_ends_with_nothing_owed(here, village):
    worker = village.appoint()
    county = County(here.place, here.office, here.bureau, here.firm)
    Unit.objects.filter(pk=village.shops[0].pk).update(supervisor=here.bureau)
    village.shops[0].refresh_from_db()
    clerk = factories.viewer_in(here.bureau, "department_clerk")
    for walk in covering(GridReportFlow):
        matter = report(worker, unit=village.shops[0])
        for step in walk:
            if step is GridReportFlow.tell:
                led = GridReport.objects.get(matter=matter).led_to
                Matter.objects.everywhere("test").filter(pk=led.pk).update(closed_at=AT)
            asked = {"recipient": here.office} if "recipient" in step.asks else {}
            if "receiver" in step.asks:
                asked["receiver"] = here.bureau
            perform(matter, step, county, AT, by=clerk, **asked)
        owed = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not owed.exists(), [step.name for step in walk]


def test_a_merged_village_hands_its_grids_on_and_its_post_counts_no_more(here, village):
    from bihuan.kernel.orgs import succession
    from bihuan.kernel.orgs.succession import Decision

    village.appoint()
    heir = factories.unit("乙村村民委员会", "village", village.place, here.town)
    decision = Decision(TODAY, "撤村并村", here.viewer(), AT)
    succession.merge([village.unit], heir, decision)
    assert Grid.objects.get().unit == heir
    assert lacks(here.viewer())["vacant"] == 1
    assert not Visit.objects.exists()


def test_a_day_before_it_was_included_is_no_day_to_leave(here, village):
    [member] = village.include(village.shops[0])
    with pytest.raises(Invalid, match="不能早于"):
        grids.leave(member, on=date(2025, 3, 1), by=here.viewer(), at=AT)
    assert not GridUnit.objects.get(pk=member.pk).until

"""Teams and materials: who has them, what is short, what expires, what is lent and comes back."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Succession, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.modules import Line, Plan, Wrong
from bihuan.modules.emergency import (
    agreement_flow,
    coverage,
    following,
    rules,
    sharing,
    stocks,
    teams,
)
from bihuan.modules.emergency.agreement_flow import AgreementFlow
from bihuan.modules.emergency.models import Member, Movement, Stock, Team
from bihuan.modules.emergency.sheets import SHEETS
from bihuan.surfaces.workbench.queries.emergency import Teams
from tests.modules.emergency.conftest import DAY, TODAY, Ready
from tests.testapp.performing import perform, snapshot
from tests.testapp.world import moment, unit
from tests.walks import covering

SOON = TODAY + timedelta(days=20)


def test_every_way_through_an_agreement_ends_with_nothing_owed(here: Ready):
    team = here.team(here.county.regulator, shared="county")
    for walk in covering(AgreementFlow):
        matter = agreement_flow.propose(
            team, covers="矿山救护", since=TODAY, until=SOON, by=here.officer, at=DAY
        )
        for step in walk:
            perform(matter, step, here.county, DAY)
        left = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not left.exists(), [one.name for one in walk]


def test_a_high_risk_plant_without_team_shows_until_it_has_one_or_an_agreement_that_day(
    here: Ready,
):
    demand = rules.demand_named("teams", "441521/haifeng-2024/high_risk")
    assert demand
    [count] = [one for one in coverage.counts(here.clerk, "teams") if one.demand == demand]
    assert (count.total, count.covered, count.found["none"]) == (1, 0, 1)
    assert list(coverage.units(here.clerk, demand, "none")) == [here.county.enterprise]
    team = here.team(here.county.regulator, shared="county")
    told = {"covers": "堵漏", "by": here.officer, "at": DAY}
    before = snapshot()
    for says, days in (("不能早于", (SOON, TODAY)), ("已经过去", (TODAY, TODAY))):
        with pytest.raises(Invalid, match=says):
            agreement_flow.propose(team, since=days[0], until=days[1], **told)
    assert snapshot() == before
    matter = agreement_flow.propose(team, since=TODAY, until=SOON, **told)
    assert coverage.units(here.clerk, demand, "none").exists()
    perform(matter, AgreementFlow.confirm, here.county, DAY)
    today = replace(here.clerk, on=TODAY)
    assert not coverage.units(today, demand, "none").exists()
    assert list(coverage.units(today, demand, "agreed")) == [here.county.enterprise]
    # The day after it ends nobody answers for the plant any more.
    assert coverage.units(replace(today, on=SOON + timedelta(days=1)), demand, "none").exists()
    here.team()
    assert list(coverage.units(today, demand, "own")) == [here.county.enterprise]
    Member.objects.all().delete()
    assert not coverage.units(today, demand, "own").exists()


def test_plans_are_missing_unfiled_or_not_exercised_by_clause_with_their_denominators(here: Ready):
    shop = unit("某商店", "enterprise", here.county.place, here.county.regulator)
    UnitTag.objects.create(unit=shop, tag="人员密集场所", since="2020-01-01", until="2024-01-01")
    today = replace(here.clerk, on=TODAY)

    def found() -> dict[str, tuple[int, int, dict[str, int]]]:
        rows = coverage.counts(today, "plans")
        return {one.demand.key: (one.total, one.covered, one.found) for one in rows}

    every, filed = found()["all"], found()["filed"]
    assert every[:2] == (2, 0)
    assert filed[:2] == (1, 0)
    here.published()
    assert found()["filed"][1] == 0
    assert found()["filed"][2] == {"none": 0, "unfiled": 1, "undrilled": 1, "overdue": 0}
    assert found()["all"][2]["none"] == 1
    here.filed(kind="special")
    assert found()["filed"][:2] == (1, 0), "one of its plans is still to be filed"
    later = replace(today, on=moment("2028-03-09").date())
    [late] = [one for one in coverage.counts(later, "plans") if one.demand.key == "filed"]
    assert late.found["overdue"] == 1


def test_a_team_is_manned_checked_called_out_and_short_of_its_fixed_size(here: Ready):
    team = here.team(needed=3, needed_basis="县应急〔2025〕2号")
    today = replace(here.officer, on=TODAY)
    assert list(teams.listed(today, which="short")) == [team]
    assert list(teams.listed(today, which="unchecked")) == [team]
    doing = {"by": here.officer, "at": DAY}
    before, entries = snapshot(), Entry.objects.count()
    with pytest.raises(Invalid, match="在队 1 人"):
        teams.check(team, on=TODAY, present=2, ready=True, findings="好", **doing)
    with pytest.raises(Invalid, match="已在队里"):
        teams.join(team, name="甲", part="member", time="part", phone="1", since=TODAY, **doing)
    with pytest.raises(Invalid, match="依次"):
        teams.call_up(team, called_at=DAY, called_by="县局", where="厂", event="火", people=1,
                      arrived_at=DAY - timedelta(hours=1), **doing)  # fmt: skip
    outsider = here.county.person("外人", here.county.office, "fulfil", sees="own")
    with pytest.raises(NotAllowed):
        teams.disband(team, on=TODAY, reason="无", by=outsider, at=DAY)
    assert (snapshot(), Entry.objects.count()) == (before, entries)
    teams.check(team, on=TODAY, present=1, ready=False, findings="空气呼吸器压力不足", **doing)
    assert list(teams.listed(today, which="unready")) == [team]
    teams.join(team, name="乙", part="member", time="part", phone="2", since=TODAY,
               valid_until=TODAY - timedelta(days=1), **doing)  # fmt: skip
    assert list(teams.listed(today, which="expired")) == [team]
    teams.leave(team.members.get(name="乙"), on=TODAY, **doing)
    assert not teams.listed(today, which="expired").exists()
    teams.call_up(team, called_at=DAY, called_by="县局", where="厂", event="火", people=1, **doing)
    teams.disband(team, on=TODAY, reason="合并", **doing)
    assert not teams.listed(today).exists()
    with pytest.raises(WrongState):
        teams.disband(team, on=TODAY, reason="合并", **doing)


def stock(here: Ready, **given: object) -> Stock:
    facts = {"kind": "protection", "name": "正压式空气呼吸器", "quantity": 6, "measure": "套",
             "spot": "器材库", "custodian": "甲", "phone": "1", "since": TODAY} | given  # fmt: skip
    whose = here.county.enterprise
    return stocks.enter(whose, whose.place, by=here.officer, at=DAY, **facts)


def test_what_expires_becomes_a_duty_until_it_is_replaced(here: Ready):
    row = stock(here, valid_until=SOON, inspect_by=TODAY + timedelta(days=200))
    assert (stocks.open_expiring(DAY), stocks.open_expiring(DAY)) == (1, 0)
    row.refresh_from_db()
    assert row.duty
    assert f"有效期至 {SOON}" in row.duty.title
    told = {"on": TODAY, "result": "更换滤件", "inspect_by": None, "by": here.officer, "at": DAY}
    stocks.inspect(row, valid_until=TODAY + timedelta(days=25), **told)
    assert Obligation.objects.everywhere("test").get(pk=row.duty_id).done_at is None
    stocks.inspect(row, valid_until=TODAY + timedelta(days=400), **told)
    assert Obligation.objects.everywhere("test").get(pk=row.duty_id).outcome == "on_time"
    assert stocks.open_expiring(DAY) == 0


def test_what_is_lent_is_owed_back_and_no_more_goes_than_there_is(here: Ready):
    row, doing = stock(here), {"on": TODAY, "by": here.officer, "at": DAY}
    before = snapshot()
    for says, kind, n, more in (
        ("现存 6 套", "lent", 7, {"to_name": "邻厂"}), ("借给哪个单位", "lent", 1, {}),
        ("大于 0", "used", 0, {}), ("借出才填", "used", 1, {"back_by": SOON}),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            stocks.move(row, kind, n, purpose="抢险", **doing, **more)
    assert snapshot() == before
    loan = stocks.move(row, "lent", 4, purpose="抢险", to=here.county.office, back_by=SOON, **doing)
    assert loan.duty
    assert loan.duty.holder == here.county.office
    with pytest.raises(WrongState, match="借出没有归还"):
        stocks.end(row, reason="旧", by=here.officer, at=DAY)
    with pytest.raises(Invalid, match="还差 4"):
        stocks.bring_back(loan, 5, purpose="完好", **doing)
    stocks.bring_back(loan, 3, purpose="完好", **doing)
    assert Obligation.objects.everywhere("test").get(pk=loan.duty_id).done_at is None
    stocks.bring_back(loan, 1, purpose="完好", **doing)
    assert Obligation.objects.everywhere("test").get(pk=loan.duty_id).outcome == "on_time"
    with pytest.raises(Invalid, match="不在这里改"):
        stocks.correct(row, quantity=9, by=here.officer, at=DAY)
    stocks.correct(row, spot="二库", team=here.team(), by=here.officer, at=DAY)
    row.refresh_from_db()
    assert (row.quantity, row.out, row.spot) == (6, 0, "二库")
    assert list(Movement.objects.order_by("pk").values_list("left", flat=True)) == [6, 2, 5, 6]
    stocks.end(row, reason="旧", by=here.officer, at=DAY)
    assert not stocks.listed(here.officer).exists()


def test_shared_things_are_found_within_their_area_the_nearest_first(here: Ready):
    city = Place.objects.get(code="4415")
    other = Place.objects.create(code="441523", name="陆河县", level="county", parent=city,
                                 path="44/4415/441523/")  # fmt: skip
    far = unit("陆河矿山救护队", "rescue_team", other)
    host = here.county.person("陆队", far, "fulfil", "manage_orgs", sees="own")
    facts = {"kind": "full", "skills": "矿山", "address": "镇", "duty_phone": "2", "since": TODAY}
    hidden = teams.enter(far, other, name="内部队", by=host, at=DAY, **facts)
    shown = teams.enter(far, other, name="共享队", shared="city", by=host, at=DAY, **facts)
    near = here.team()
    rows = sharing.nearest(teams.listed(replace(here.officer, on=TODAY)), here.county.place)
    assert [(one.pk, one.step) for one in rows.order_by("step")] == [(near.pk, 0), (shown.pk, 1)]
    words = sharing.step_words(here.county.place)
    assert (words[1], words[len(words) - 1]) == ("在汕尾市", "其他地区")
    listed = Teams(near="陆河县").exported(replace(here.officer, on=TODAY))
    assert list(listed) == [shown, near], "exported as it is listed"
    with pytest.raises(NotFound):
        teams.find(here.officer, hidden.pk)
    assert not teams.keeps(here.officer, shown)
    with pytest.raises(Invalid, match="没有这一级"):
        sharing.path_of("town", here.county.place)
    assert Team.objects.count() == 3


def test_what_a_merged_unit_kept_goes_to_its_heir_but_no_team_twice(here: Ready):
    heir = here.county.regulator
    kept, twice = here.team(name="一队"), here.team(name="二队")
    here.team(heir, name="二队")
    row = stock(here)
    merged = Succession(kind="merged", old_unit=here.county.enterprise, new_unit=heir)
    following.bring_along(SimpleNamespace(row=merged))
    for one, whose in ((kept, heir), (twice, here.county.enterprise), (row, heir)):
        one.refresh_from_db()
        assert one.unit == whose


def test_materials_come_in_by_spreadsheet_and_amounts_change_by_movements_alone(here: Ready):
    [sheet] = SHEETS
    head = [column.key for column in sheet.columns]
    line = ("", "消防灭火", "灭火器", "4kg", "20", "具", "一库", "甲", "1", None, None, None)

    def read(*cells: object) -> Plan:
        one = Line(2, dict(zip(head, cells, strict=True)))
        return sheet.read([one], here.officer, DAY).plan(one)

    for wrong, says in ((("20具",), "不是整数"), (("",), "还没有填写")):
        with pytest.raises(Wrong, match=says):
            read(*line[:4], *wrong, *line[5:])
    with pytest.raises(Wrong, match="不在您维护"):
        read("县安委办", *line[1:])
    plan = read(*line)
    assert plan.new
    plan.acts[0]("")
    assert Movement.objects.get().quantity == 20
    [out] = sheet.rows(here.officer, DAY)
    assert read(*out).acts == ()
    with pytest.raises(Wrong, match="登记变动"):
        read(*out[:4], "19", *out[5:])
    read(*out[:7], "乙", *out[8:]).acts[0]("")
    assert Stock.objects.get().custodian == "乙"

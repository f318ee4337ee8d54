"""Leaders take turns on the spot: as planned, with the workers, or it is seen by itself."""

from datetime import date, datetime
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.settings import set_value
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.modules.selfcheck import leading
from bihuan.modules.selfcheck.leading import Led, Turn
from bihuan.modules.selfcheck.leading_flow import LeadPlanFlow
from bihuan.modules.selfcheck.models import LeadPlan, LeadShift
from tests.kernel import factories
from tests.modules.selfcheck.conftest import DAY, Plant, matter_of
from tests.testapp.performing import fresh, snapshot
from tests.testapp.world import moment
from tests.walks import covering

MONDAY, TUESDAY = DAY.date(), date(2025, 3, 4)
TURNS = (Turn(MONDAY, 1, "owner岗", "一车间"), Turn(TUESDAY, 1, "deputy岗", "一车间"))


def planned(here: Plant, turns: Any = TURNS, key: str = "officer", **given: Any) -> LeadPlan:
    fields = {"starts": MONDAY, "ends": TUESDAY, "duties": "每班在现场，处置险情"} | given
    made = open_by_hand(LeadPlanFlow, fields, clause=None, by=here.who(key), at=DAY)
    plan = LeadPlan.objects.select_related("unit", "matter").get(pk=made.pk)
    if turns:
        leading.put(plan, turns, by=here.who(key), at=DAY, revision=fresh(made).revision)
    return plan


def running(here: Plant, turns: Any = TURNS, key: str = "officer", head: str = "owner") -> LeadPlan:
    plan = planned(here, turns, key)
    here.take(plan, "submit", key)
    here.take(plan, "approve", head)
    return plan


def shift(plan: LeadPlan, n: int = 0) -> LeadShift:
    return plan.shifts.select_related("plan__unit", "plan__matter", "post", "obligation")[n]


def led(here: Plant, key: str = "owner", **given: Any) -> Led:
    facts: dict[str, Any] = {"by": here.terms[key].person, "began": moment("2025-03-03", 8),
                             "ended": moment("2025-03-03", 16)}  # fmt: skip
    return Led(**facts | given)


def test_every_way_through_a_plan_ends_with_nothing_owed_in_it(here: Plant):
    for walk in covering(LeadPlanFlow):
        record: Any = planned(here)
        for step in walk:
            key = "owner" if step.who is LeadPlanFlow.principal else "officer"
            record = here.take(record, step.name, key, **dict.fromkeys(step.asks, "意见"))
        assert matter_of(record).closed_at
        left = Obligation.objects.everywhere("test").filter(matter=record.pk, done_at=None)
        assert not left.exists(), [one.name for one in walk]


def test_a_shift_that_is_led_is_met_and_one_that_is_not_climbs_by_itself(here: Plant):
    plan = running(here)
    first, second = shift(plan), shift(plan, 1)
    assert first.obligation is not None
    assert second.obligation is not None
    assert (first.obligation.post, f"{first.obligation.current_due:%Y-%m-%d}") == (
        here.terms["owner"].post, "2025-03-04")  # fmt: skip
    evening = moment("2025-03-03", 18)
    leading.lead(first, led(here), by=here.who("officer"), at=evening)
    met = Fulfilment.objects.get(obligation=first.obligation)
    assert (met.mode, met.led_by) == ("done", here.terms["owner"].person)
    later = moment("2025-03-06")
    sweep(later)
    second.obligation.refresh_from_db()
    assert (second.obligation.stage, second.obligation.done_at) == (1, None)
    for which, found in (
        ("missed", [second]),
        ("led", [first]),
        ("apart", []),
        ("", [first, second]),
    ):
        rows = leading.shifts(here.who("office", later), later, which).order_by("pk")
        assert list(rows) == found, which
    assert not leading.shifts(here.who("worker", later), evening, "missed").exists()


def test_a_shift_of_the_night_is_not_late_before_it_has_ended(here: Plant):
    night = led(here, began=moment("2025-03-03", 22), ended=moment("2025-03-04", 6))
    morning = moment("2025-03-04", 7)
    first = shift(running(here))
    assert not leading.shifts(here.who("office", morning), morning, "missed").exists()
    done = leading.lead(first, night, by=here.who("officer"), at=morning)
    assert done.obligation is not None
    done.obligation.refresh_from_db()
    assert done.obligation.outcome == "on_time"


def test_a_leader_who_comes_later_or_leaves_sooner_than_the_workers_is_written_down(here: Plant):
    first = shift(running(here))
    times = {"crew_began": moment("2025-03-03", 7), "crew_ended": moment("2025-03-03", 15)}
    done = leading.lead(first, led(here, **times), by=here.who("officer"), at=moment("2025-03-04"))
    assert done.apart
    assert Fulfilment.objects.get(obligation=done.obligation).mode == "findings"


def test_what_cannot_be_is_refused_and_changes_nothing(here: Plant):
    first, by, at = shift(running(here)), here.who("officer"), moment("2025-03-03", 18)
    before = snapshot()
    early: datetime = moment("2025-03-03", 7)
    for says, given in (
        ("换人要写明原因", {"key": "deputy"}), ("不在领导班子", {"key": "officer"}),
        ("不能晚于现在", {"ended": moment("2025-03-03", 19)}), ("不能晚于现在", {"ended": early}),
        ("这一班是 2025-03-03", {"began": moment("2025-03-02")}),
        ("工人升井", {"crew_began": moment("2025-03-03", 9), "crew_ended": early}),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            leading.lead(first, led(here, **given), by=by, at=at)
    with pytest.raises(NotAllowed, match="由新兴化工厂登记"):
        leading.lead(first, led(here), by=here.who("clerk"), at=at)
    assert snapshot() == before
    swapped = led(here, "deputy", swapped="主要负责人开会")
    leading.lead(first, swapped, by=by, at=at)
    with pytest.raises(WrongState, match="已经登记"):
        leading.lead(first, swapped, by=by, at=at)


def test_who_plans_and_whose_turns(here: Plant):
    with pytest.raises(NotAllowed, match="不是生产经营单位"):
        planned(here, key="clerk")
    plan = planned(here, ())
    by, before = here.who("officer"), snapshot()
    revision = matter_of(plan).revision
    for says, turns in (
        ("不是领导班子的岗位", (Turn(MONDAY, 1, "worker岗", "一车间"),)),
        ("不在计划的日期", (Turn(date(2025, 3, 5), 1, "owner岗", "一车间"),)),
        ("重复", (TURNS[0], TURNS[0])), ("写明班次", (Turn(MONDAY, 0, "owner岗", "一车间"),)),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            leading.put(plan, turns, by=by, at=DAY, revision=revision)
    with pytest.raises(ProofMissing, match="还没有班次"):
        here.take(plan, "submit", "officer")
    assert snapshot() == before
    leading.put(plan, TURNS[1:], by=by, at=DAY, revision=revision)
    with pytest.raises(ProofMissing, match="还没有排到班的领导：owner岗"):
        here.take(plan, "submit", "officer")


def test_in_a_mine_each_shift_is_owed_by_the_rule_and_the_workers_times_must_be_there(here: Plant):
    mine = factories.unit("一矿带班安排", "mine_shift_roster", here.place, here.plant)
    UnitTag.objects.create(unit=here.plant, tag="煤矿", since="2020-01-01")
    for key, role in (("pit", "enterprise_principal"), ("second", "safety_officer")):
        here.terms[key] = factories.person_in(
            factories.post(mine, role, f"{key}岗", "principal"), key
        )
    city = here.place.parent
    assert city is not None
    set_by = (here.terms["office"].person, here.terms["office"].post)
    set_value("230900/qitaihe-2017#on_site", "shifts", 1, place=city, reason="一班制", by=set_by,
              at=moment("2025-01-01"))  # fmt: skip
    turns = (Turn(MONDAY, 1, "pit岗", "一采区"), Turn(TUESDAY, 1, "second岗", "一采区"))
    first = shift(running(here, turns, "second", "pit"))
    assert first.obligation is None
    materialise(DAY)
    [asked] = here.owes("on_site", Unit.objects.get(pk=mine.pk))
    at = moment("2025-03-03", 18)
    with pytest.raises(Invalid, match="工人下井和升井"):
        leading.lead(first, led(here, "pit"), by=here.who("second"), at=at)
    times = {"crew_began": moment("2025-03-03", 8), "crew_ended": moment("2025-03-03", 16)}
    done = leading.lead(first, led(here, "pit", **times), by=here.who("second"), at=at)
    assert (done.obligation, done.apart) == (asked, False)
    assert here.owes("on_site", mine) == []

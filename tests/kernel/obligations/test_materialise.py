"""A period opens with one obligation per bound unit, once, also after a stand-still."""

from datetime import date

import pytest

from bihuan.kernel.obligations import assignments, bases, tallies
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Base, Exclusion, Fulfilment, Obligation, Outcome
from bihuan.kernel.obligations.pauses import pause_unit, resume_unit
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed

from .conftest import DAY, due_on, moment


def rows(**facts):
    return Obligation.objects.everywhere("test").filter(**facts).order_by("pk")


def test_each_bound_unit_owes_once_a_period(county):
    ladder = county.ladder({"after_hours": -72, "stage": 0})
    rule = county.rule(ladder=ladder)
    firms = [county.unit(f"公司{n}") for n in range(3)]
    county.unit("镇政府", "town_government")
    assert materialise(moment("2025-01-05")).opened == 3
    assert materialise(moment("2025-01-05", 18)).opened == 0
    owed = rows(rule=rule)
    assert {o.subject for o in owed} == set(firms)
    assert {(o.period, o.holder_id == o.subject_id) for o in owed} == {("2025-01", True)}
    assert {o.legal_due for o in owed} == {due_on("2025-01-31")}
    assert {o.next_at for o in owed} == {due_on("2025-01-28")}
    assert tallies.counts("44/") == {"periodic": {0: 3}}


def test_a_day_on_which_nothing_stopped_or_left_asks_little(county, django_assert_max_num_queries):
    county.rule(cut_off_days=3)
    for n in range(3):
        county.unit(f"公司{n}")
    materialise(moment("2025-01-01"))
    materialise(moment("2025-01-05"))
    with django_assert_max_num_queries(14):
        materialise(moment("2025-01-06"))


def test_missed_periods_are_caught_up(county):
    county.rule()
    county.unit("公司")
    materialise(moment("2025-01-05"))
    assert materialise(moment("2025-04-02")).opened == 3
    assert [o.period for o in rows()] == ["2025-01", "2025-02", "2025-03", "2025-04"]


def test_party_and_government_owe_separately_each_in_its_own_post(county):
    unit = county.unit("县政府", "government")
    county.person(unit, "leader", lead="party")
    for _ in range(2):
        county.person(unit, "leader", lead="government")
    county.rule(selects={"kinds": ["government"]}, slots=["party", "government"])
    assert materialise(moment("2025-01-05")).opened == 2
    party, government = rows()
    assert (party.slot, party.post.lead) == ("party", "party")
    assert (government.slot, government.post) == ("government", None)


def test_the_selector_reads_tags_of_the_day_headcount_level_and_name(county):
    mine = county.unit("矿", headcount=40)
    UnitTag.objects.create(unit=mine, tag="mine", until=date(2025, 2, 1))
    county.unit("大厂", headcount=500)
    rule = county.rule(selects={"tags_any": ["mine"], "headcount_max": 100, "levels": ["town"]})
    named = county.rule(selects={"units": ["大厂"]})
    materialise(moment("2025-01-05"))
    materialise(moment("2025-02-05"))
    assert [(o.period, o.subject.name) for o in rows(rule=rule)] == [("2025-01", "矿")]
    assert {o.subject.name for o in rows(rule=named)} == {"大厂"}


def test_who_comes_after_the_cut_off_waits_or_joins_as_the_rule_says(county):
    county.unit("老公司")
    waits, joins = county.rule(joins="next"), county.rule(joins="now", cut_off_days=3)
    materialise(moment("2025-01-02"))
    county.unit("新公司", since=date(2025, 1, 10))
    materialise(moment("2025-01-12"))
    assert [o.subject.name for o in rows(rule=waits)] == ["老公司"]
    assert [(o.subject.name, o.late_joiner) for o in rows(rule=joins)] == [
        ("老公司", False), ("新公司", True),
    ]  # fmt: skip
    base = Base.objects.get(rule=joins)
    assert (base.size, base.frozen_at) == (1, moment("2025-01-12"))


def test_who_leaves_the_scope_owes_no_more_what_is_not_due_yet(county):
    firm = county.unit("公司")
    county.rule()
    materialise(moment("2025-01-02"))
    materialise(moment("2025-02-02"))
    Unit.objects.filter(pk=firm.pk).update(kind="agency")
    assert materialise(moment("2025-02-10")).ended == 1
    missed, left = rows()
    assert (missed.outcome, left.outcome, left.mode) == ("", Outcome.LAPSED, "left")


def test_a_unit_that_stops_pauses_and_a_stopped_one_is_left_out_with_the_reason(county):
    firm, idle = county.unit("公司"), county.unit("停产公司", status=Unit.Status.STOPPED)
    rule = county.rule(ladder=county.ladder({"after_hours": 0, "stage": 1}))
    materialise(moment("2025-01-02"))
    assert Exclusion.objects.get().unit == idle
    Unit.objects.filter(pk=firm.pk).update(status=Unit.Status.STOPPED)
    materialise(moment("2025-01-10"))
    owed = rows(rule=rule).get()
    assert (owed.paused_at, owed.next_at) == (moment("2025-01-10"), None)
    Unit.objects.filter(pk=firm.pk).update(status=Unit.Status.OPERATING)
    materialise(moment("2025-01-20"))
    owed.refresh_from_db()
    assert (owed.paused_at, owed.next_at) == (None, due_on("2025-01-31"))


def test_a_paused_units_new_obligations_begin_paused_and_lapse_as_paused(county):
    bureau = county.unit("县应急局", "regulator", place=county.county)
    firm = county.unit("公司", supervisor=bureau)
    boss = county.person(bureau, "department_leader")
    county.rule(ladder=county.ladder({"after_hours": 0, "stage": 1}))
    pause_unit(firm, reason="检修", by=boss, at=moment("2025-01-01"))
    materialise(moment("2025-01-02"))
    owed = rows().get()
    assert (owed.paused_at, owed.next_at) == (moment("2025-01-02"), None)
    assert sweep(moment("2025-02-03")).moved == 0
    resume_unit(firm, by=boss, at=moment("2025-02-03"))
    owed.refresh_from_db()
    assert (owed.outcome, owed.mode, owed.stage) == (Outcome.LAPSED, "paused", 0)


def test_a_rule_binds_only_units_that_the_stricter_one_does_not(county):
    UnitTag.objects.create(unit=county.unit("化工"), tag="chemical")
    county.unit("食品")
    strict = county.rule(selects={"tags_any": ["chemical"]})
    mild = county.rule(yields_to=strict.key)
    materialise(moment("2025-01-02"))
    assert [o.subject.name for o in rows(rule=strict)] == ["化工"]
    assert [o.subject.name for o in rows(rule=mild)] == ["食品"]


@pytest.mark.parametrize(
    ("transition", "old", "periods"),
    [("finish", "", []), ("void", "void", []), ("reopen", "void", ["2025-01"])],
)
def test_a_new_version_finishes_voids_or_reopens_what_runs(county, transition, old, periods):
    county.unit("公司")
    first = county.rule(key="t#r", in_force_until=date(2025, 1, 15))
    materialise(moment("2025-01-02"))
    second = county.rule(
        key="t#r", version=2, in_force_from=date(2025, 1, 15), transition=transition
    )
    materialise(moment("2025-01-16"))
    assert rows(rule=first).get().outcome == old
    assert [o.period for o in rows(rule=second)] == periods
    materialise(moment("2025-02-01"))
    assert [o.period for o in rows(rule=second)] == [*periods, "2025-02"]
    assert rows(rule=first).count() == 1


def test_a_rule_replaced_on_the_day_it_came_leaves_no_gap(county):
    county.unit("公司")
    county.rule(key="t#r", in_force_until=date(2025, 1, 1))
    second = county.rule(key="t#r", version=2)
    materialise(moment("2025-01-02"))
    assert [o.period for o in rows(rule=second)] == ["2025-01"]


def test_an_unset_period_opens_nothing_until_a_named_person_sets_it_and_then_no_past(county):
    county.unit("公司")
    rule = county.rule(per="", times=None)
    assert materialise(moment("2025-03-05")).opened == 0
    clerk = county.person(
        county.unit("安委办", "committee_office", place=county.county), "office_clerk"
    )
    kept = {"place": county.county, "reason": "会议纪要", "by": clerk, "at": moment("2025-03-10")}
    with pytest.raises(Invalid):
        assignments.decide(rule.key, "per", "fortnight", **kept)
    assignments.decide(rule.key, "per", "month", **kept)
    assert materialise(moment("2025-03-11")).opened == 0
    assignments.decide(rule.key, "times", 2, **kept)
    materialise(moment("2025-03-12"))
    assert [(o.period, o.times_needed) for o in rows()] == [("2025-03", 2)]


def test_a_part_of_the_place_may_set_its_own_number(county):
    county.unit("县属公司", place=county.county)
    county.unit("镇属公司")
    rule = county.rule(times=None)
    clerk = county.person(
        county.unit("安委办", "committee_office", place=county.county), "office_clerk"
    )
    for place, times in ((county.county, 1), (county.town, 3)):
        assignments.decide(
            rule.key, "times", times, place=place, reason="通知", by=clerk, at=moment("2025-01-01")
        )
    materialise(moment("2025-01-02"))
    assert {(o.subject.name, o.times_needed) for o in rows()} == {("县属公司", 1), ("镇属公司", 3)}


def test_every_second_month_counts_from_the_first_day_in_force(county):
    county.unit("公司")
    county.rule(every=2)
    for day in ("2025-01-02", "2025-02-10", "2025-03-02"):
        materialise(moment(day))
    assert [(o.period, o.legal_due) for o in rows()] == [
        ("2025-01x2", due_on("2025-02-28")),
        ("2025-03x2", due_on("2025-04-30")),
    ]


def test_a_draft_binds_nobody_and_an_ended_rule_opens_nothing(county):
    county.unit("公司")
    county.rule(in_force_until=date(2025, 1, 1), in_force_from=date(2024, 12, 31), key="t#old")
    county.document.status = "draft"
    county.document.save()
    county.rule()
    assert materialise(moment("2025-01-02")).opened == 0


def test_a_unit_is_left_out_for_a_reason_by_somebody_else(county):
    bureau = county.unit("县应急局", "regulator", place=county.county)
    firm = county.unit("公司", supervisor=bureau)
    boss = county.person(bureau, "department_leader")
    county.rule()
    materialise(moment("2025-01-02"))
    base = Base.objects.get()
    with pytest.raises(Invalid):
        bases.exclude(base, firm, " ", by=boss, at=moment("2025-01-03"))
    with pytest.raises(NotAllowed):
        bases.exclude(base, firm, "无", by=county.person(firm, "worker"), at=moment("2025-01-03"))
    assert rows().get().outcome == ""
    bases.exclude(base, firm, "未投产", by=boss, at=moment("2025-01-03"))
    assert rows().get().outcome == Outcome.EXCUSED
    assert tallies.counts("44/") == {}


@pytest.mark.slow
def test_in_400_days_without_anybody_nothing_becomes_done(county):
    office = county.unit("县安委办", "committee_office", place=county.county)
    firm = county.unit("公司", supervisor=county.unit("县应急局", "regulator", place=county.county))
    ladder = county.ladder(
        {"after_hours": 0, "stage": 1},
        {"after_hours": 72, "stage": 2, "tells": ["holder", "supervisor"], "opens_hours": 48},
        {"after_hours": 240, "stage": 3, "letter": "supervision_order"},
    )
    county.rule(ladder=ladder, per="week")
    county.obligation(firm, due_on("2025-02-01"), ladder=ladder)
    day = moment("2025-01-01")
    for _ in range(400):
        materialise(day)
        sweep(day)
        day += DAY
    assert rows().filter(done_at__isnull=False).count() == 0
    assert Fulfilment.objects.count() == 0
    assert rows(kind="periodic").count() == 58
    assert rows(kind="supervise").exists()
    assert rows(kind="sign", holder=office).exists()


def test_the_desk_of_1_january_is_that_of_31_december(county):
    county.unit("公司")
    county.rule(per="year", ladder=county.ladder({"after_hours": 0, "stage": 1}))
    materialise(moment("2025-12-31"))
    before = list(rows().values_list("pk", flat=True))
    materialise(moment("2026-01-01"))
    sweep(moment("2026-01-01"))
    assert set(before) <= set(rows(done_at=None).values_list("pk", flat=True))
    assert tallies.counts("44/") == {"periodic": {0: 1, 1: 1}}

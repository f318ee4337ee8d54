"""What did not happen climbs: rung by rung, once, to the right ears."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations import assignments, obligations, tallies
from bihuan.kernel.obligations.models import Kind, Obligation, Outcome
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.trace.models import Entry

from .conftest import BY, due_on, moment

CHECK = (
    {"after_hours": -72, "stage": 0},
    {"after_hours": 0, "stage": 1},
    {"after_hours": 168, "stage": 2, "tells": ["holder", "supervisor"], "opens_hours": 120},
)
LETTER = {
    "after_hours": 0, "stage": 3, "tells": ["holder", "office"], "letter": "supervision_order",
}  # fmt: skip


def rows(**facts):
    return Obligation.objects.everywhere("test").filter(**facts)


def told(row):
    notices = Notice.objects.everywhere("test").filter(chain=row.chain).order_by("pk")
    return [(notice.template, notice.unit.name) for notice in notices]


@pytest.fixture
def staffed(county):
    """The county with offices at two levels, a department and an enterprise it supervises."""
    county.upper = county.unit("省安委办", "committee_office", place=county.province)
    county.office = county.unit("县安委办", "committee_office", place=county.county)
    county.bureau = county.unit("县应急局", "regulator", place=county.county)
    county.firm = county.unit("某化工公司", supervisor=county.bureau)
    return county


def test_nothing_happens_before_the_first_rung(staffed):
    staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    report = sweep(moment("2025-03-28"))
    assert (report.moved, Notice.objects.everywhere("test").count()) == (0, 0)


def test_each_rung_tells_whom_it_names_and_moves_the_stage(staffed):
    row = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    for day, rung, stage in (("2025-03-30", 0, 0), ("2025-04-01", 1, 1), ("2025-04-08", 2, 2)):
        sweep(moment(day))
        row.refresh_from_db()
        assert (row.rung, row.stage) == (rung, stage)
    assert row.next_at is None
    assert told(row) == [
        ("due_soon", "某化工公司"),
        ("prompt", "某化工公司"),
        ("warning", "某化工公司"),
        ("warning", "县应急局"),
    ]
    last = Notice.objects.everywhere("test").order_by("-pk").first()
    assert last.facts == {"holder": "某化工公司", "role": "supervisor"}
    assert Entry.objects.filter(chain=row.chain, verb="climbed").count() == 3


def test_a_standstill_is_made_good_rung_by_rung_in_one_sweep(staffed):
    row = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    assert sweep(moment("2025-06-01")).moved == 3
    row.refresh_from_db()
    assert (row.rung, row.stage, len(told(row))) == (2, 2, 4)


def test_the_supervisor_owes_its_own_act_and_is_supervised_itself(staffed):
    parent = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    sweep(moment("2025-04-08"))
    child = rows(kind=Kind.SUPERVISE).get()
    assert (child.parent, child.holder, child.supervisor) == (
        parent, staffed.bureau, staffed.office,
    )  # fmt: skip
    assert child.current_due == moment("2025-04-08") + timedelta(hours=120)
    assert child.place_path == staffed.county.path
    assert tallies.counts("44/") == {"step": {2: 1}, "supervise": {0: 1}}


def test_what_the_supervisor_misses_counts_in_its_own_name_and_stays_when_the_cause_ends(staffed):
    watch = staffed.ladder({"after_hours": 0, "stage": 2, "tells": ["holder", "office"]})
    steps = [*CHECK[:2], {**CHECK[2], "opens_ladder": watch}]
    parent = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*steps))
    sweep(moment("2025-04-08"))
    sweep(moment("2025-04-20"))
    child = rows(kind=Kind.SUPERVISE).get()
    assert (child.stage, told(child)) == (2, [("warning", "县应急局"), ("warning", "县安委办")])
    obligations.settle(parent, by=BY, at=moment("2025-04-21"))
    child.refresh_from_db()
    assert (child.outcome, child.stage) == (Outcome.LAPSED, 2)
    assert tallies.counts("44/") == {}


def test_without_a_supervisor_the_nearest_office_watches_and_nobody_is_guessed(staffed):
    firm = staffed.unit("无主管公司")
    row = staffed.obligation(firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    sweep(moment("2025-04-08"))
    assert told(row)[-1] == ("warning", "县安委办")
    assert rows(kind=Kind.SUPERVISE).get().holder == staffed.office


def test_without_any_office_the_holder_is_told_and_no_watcher_invented(county):
    row = county.obligation(county.unit("公司"), due_on("2025-03-31"), ladder=county.ladder(*CHECK))
    sweep(moment("2025-04-08"))
    row.refresh_from_db()
    assert (row.stage, {name for _, name in told(row)}) == (2, {"公司"})
    assert not rows(kind=Kind.SUPERVISE).exists()


def test_an_office_hears_of_its_own_failures_from_the_one_above(staffed):
    ladder = staffed.ladder({"after_hours": 0, "stage": 3, "tells": ["office", "above"]})
    row = staffed.obligation(staffed.office, due_on("2025-03-31"), ladder=ladder)
    sweep(moment("2025-04-01"))
    assert told(row) == [("order", "省安委办")]


def test_the_letter_is_drawn_up_for_signature_and_the_issuer_owes_the_signature(staffed):
    row = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(LETTER))
    assert sweep(moment("2025-04-01")).letters == 1
    letter = Letter.objects.everywhere("test").get()
    assert (letter.issuer, letter.addressee, letter.state) == (
        staffed.office, staffed.firm, Letter.State.DRAFT,
    )  # fmt: skip
    assert letter.chain == row.chain
    duty = rows(kind=Kind.SIGN).get()
    assert (duty.holder, duty.supervisor, duty.parent) == (staffed.office, staffed.upper, row)
    assert duty.current_due is None


def test_a_second_sweep_at_the_same_moment_changes_nothing(staffed):
    staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK, LETTER))
    sweep(moment("2025-04-08"))
    before = list(rows().order_by("pk").values()), Entry.objects.count()
    assert sweep(moment("2025-04-08")).moved == 0
    assert (list(rows().order_by("pk").values()), Entry.objects.count()) == before


def test_the_rung_falls_due_with_the_first_second_after_the_due_day(staffed):
    row = staffed.obligation(
        staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder({"after_hours": 0, "stage": 1})
    )
    assert sweep(due_on("2025-03-31") - timedelta(seconds=1)).moved == 0
    assert sweep(moment("2025-04-01", hour=0)).moved == 1
    assert sweep(moment("2025-04-01", hour=0, minute=1)).moved == 0
    assert len(told(row)) == 1


def test_a_suggested_ladder_sleeps_until_somebody_adopts_it_and_again_when_dropped(staffed):
    ladder = staffed.ladder(*CHECK, derived="天数为建议值")
    row = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=ladder)
    elsewhere = staffed.obligation(staffed.upper, due_on("2025-03-31"), ladder=ladder)
    assert sweep(moment("2025-05-01")).moved == 0
    clerk = staffed.person(staffed.office, "office_clerk")
    kept = {"place": staffed.county, "reason": "会议纪要", "by": clerk}
    assignments.decide(ladder.key, "ladder", True, at=moment("2025-05-02"), **kept)  # noqa: FBT003
    assert sweep(moment("2025-05-02")).moved == 3
    elsewhere.refresh_from_db()
    assert (elsewhere.rung, len(told(row))) == (-1, 4)
    late = staffed.obligation(
        staffed.firm, due_on("2025-07-31"), ladder=ladder, at=moment("2025-05-03")
    )
    assert late.next_at is not None
    assignments.decide(ladder.key, "ladder", None, at=moment("2025-05-04"), **kept)
    late.refresh_from_db()
    assert late.next_at is None


def test_a_rung_that_a_changed_ladder_lost_leaves_the_obligation_open_and_quiet(staffed):
    ladder = staffed.ladder(*CHECK)
    row = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=ladder)
    Ladder.objects.get(pk=ladder.pk).steps.all().delete()
    assert sweep(moment("2025-05-02")).moved == 0
    row.refresh_from_db()
    assert (row.next_at, row.done_at) == (None, None)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hours=st.lists(st.integers(-200, 400), min_size=1, max_size=5).map(sorted),
    looks=st.lists(st.integers(-300, 500), min_size=1, max_size=5).map(sorted),
)
def test_there_are_as_many_notices_as_rungs_passed_whenever_one_looks(staffed, hours, looks):
    steps = [{"after_hours": h, "stage": min(n, 4)} for n, h in enumerate(hours)]
    due = due_on("2025-03-31")
    row = staffed.obligation(staffed.firm, due, ladder=staffed.ladder(*steps))
    for look in looks:
        at = due + timedelta(hours=look)
        sweep(at)
        passed = sum(h <= look for h in hours)
        row.refresh_from_db()
        assert (len(told(row)), row.rung) == (passed, passed - 1)
        assert row.trail_count == passed

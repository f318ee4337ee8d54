"""One row is opened, held, handed on, extended, sent back, excused and ended, each time traced."""

import json
from datetime import timedelta

import pytest

from bihuan.kernel.obligations import assignments, extensions, obligations, tallies
from bihuan.kernel.obligations.events import open_for_event
from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.trace.models import Entry

from .conftest import BY, due_on, moment

AT = moment("2025-03-01")


@pytest.fixture
def here(county):
    """A firm with its department, people in both, and an obligation on a ladder."""
    county.bureau = county.unit("县应急局", "regulator", place=county.county)
    county.firm = county.unit("公司", supervisor=county.bureau)
    county.boss = county.person(county.bureau, "department_leader")
    county.officer = county.person(county.firm, "safety_officer")
    county.ladder_ = county.ladder({"after_hours": -72, "stage": 0}, {"after_hours": 0, "stage": 1})
    county.owed = county.obligation(county.firm, due_on("2025-03-31"), ladder=county.ladder_)
    return county


def unchanged(row, act):
    before = Obligation.objects.everywhere("test").filter(pk=row.pk).values().get()
    entries = Entry.objects.count()
    with pytest.raises(act[0]) as refused:
        act[1]()
    assert Obligation.objects.everywhere("test").filter(pk=row.pk).values().get() == before
    assert Entry.objects.count() == entries
    return refused.value


def test_the_unit_that_answers_for_the_holder_watches_and_dues_have_whole_seconds(here):
    due = due_on("2025-03-31").replace(microsecond=7)
    row = here.obligation(here.firm, due)
    assert (row.supervisor, row.current_due) == (here.bureau, due_on("2025-03-31"))
    assert row.place_path == here.town.path


def test_a_post_of_another_unit_or_no_place_at_all_is_refused(here):
    post = here.boss.post_id
    with pytest.raises(Invalid):
        here.obligation(here.firm, None, post=here.bureau.posts.get(pk=post))
    with pytest.raises(Invalid):
        here.obligation(None, None)
    assert here.obligation(None, None, place_path="44/").holder is None


@pytest.mark.parametrize(
    ("at", "outcome"),
    [(due_on("2025-03-31"), "on_time"), (due_on("2025-03-31") + timedelta(seconds=1), "late")],
)
def test_it_ends_on_time_up_to_the_last_second_and_late_after(here, at, outcome):
    row = obligations.settle(here.owed, by=BY, at=at)
    assert (row.outcome, row.done_at, row.next_at) == (outcome, at, None)
    assert tallies.counts("44/") == {}
    unchanged(row, (WrongState, lambda: obligations.settle(row, by=BY, at=at)))


def test_the_second_editor_is_told_what_the_first_did(here):
    seen = here.owed.revision
    assignments.assign(here.owed, holder=here.bureau, by=here.boss, at=AT)
    with pytest.raises(Conflict) as refused:
        obligations.hold(here.owed, by=here.boss, revision=seen)
    assert (
        refused.value.says
        == f"没有保存：{here.boss.label} 03-01 09:00 刚变更了责任单位。您填的还在。"
    )


def test_what_one_cannot_see_looks_as_if_it_were_not_there(here):
    stranger = here.person(here.unit("别家"), "safety_officer")
    error = unchanged(
        here.owed,
        (NotFound, lambda: obligations.hold(here.owed, by=stranger)),
    )
    assert "公司" not in error.says


def test_rejected_work_is_warned_at_once_and_its_ladder_begins_anew(here):
    sweep(moment("2025-04-01"))
    row = obligations.return_for_rework(
        here.owed, "照片看不清", due_on("2025-04-10"), by=BY, at=moment("2025-04-02")
    )
    assert (row.stage, row.rung, row.next_at) == (2, -1, due_on("2025-04-07"))
    assert (row.legal_due, row.current_due) == (due_on("2025-03-31"), due_on("2025-04-10"))
    sweep(moment("2025-04-11"))
    row.refresh_from_db()
    assert row.stage == 2
    assert tallies.counts("44/") == {"step": {2: 1}}


def test_more_time_moves_the_current_due_date_only_when_somebody_else_grants_it(here):
    sweep(moment("2025-04-01"))
    asked = extensions.ask(
        here.owed, to_due=due_on("2025-04-30"), reason="备件未到", by=here.officer,
        at=moment("2025-04-02"),
    )  # fmt: skip
    mine = here.person(here.firm, "office_leader")
    unchanged(
        here.owed,
        (NotAllowed, lambda: extensions.decide(asked, granted=True, opinion="", by=mine, at=AT)),
    )
    extensions.decide(asked, granted=True, opinion="同意", by=here.boss, at=moment("2025-04-03"))
    here.owed.refresh_from_db()
    assert (here.owed.legal_due, here.owed.current_due) == (
        due_on("2025-03-31"), due_on("2025-04-30"),
    )  # fmt: skip
    assert (here.owed.stage, here.owed.rung, here.owed.next_at) == (0, -1, due_on("2025-04-27"))
    assert sweep(moment("2025-05-01")).moved == 2


def test_refused_time_moves_nothing(here):
    asked = extensions.ask(
        here.owed, to_due=due_on("2025-04-30"), reason="备件未到", by=here.officer, at=AT
    )
    before = here.owed.current_due, here.owed.next_at
    extensions.decide(asked, granted=False, opinion="不同意", by=here.boss, at=AT)
    here.owed.refresh_from_db()
    assert (here.owed.current_due, here.owed.next_at) == before
    asked.refresh_from_db()
    assert asked.granted is False


def test_an_earlier_date_no_reason_or_a_second_request_is_refused(here):
    ask = {"obligation": here.owed, "by": here.officer, "at": AT}
    for facts, error in (
        ({"to_due": due_on("2025-03-30"), "reason": "慢"}, Invalid),
        ({"to_due": due_on("2025-04-30"), "reason": " "}, Invalid),
    ):
        unchanged(here.owed, (error, lambda f=facts: extensions.ask(**ask, **f)))
    extensions.ask(**ask, to_due=due_on("2025-04-30"), reason="慢")
    again = {"to_due": due_on("2025-05-30"), "reason": "更慢"}
    unchanged(here.owed, (WrongState, lambda: extensions.ask(**ask, **again)))


def test_nobody_excuses_his_own_unit(here):
    mine = here.person(here.firm, "office_leader")
    unchanged(here.owed, (NotAllowed, lambda: extensions.excuse(here.owed, "忙", by=mine, at=AT)))
    row = extensions.excuse(here.owed, "疫情封控", by=here.boss, at=AT)
    assert row.outcome == Outcome.EXCUSED
    last = json.loads(Entry.objects.filter(chain=row.chain).last().body)
    assert last["approved_by"] == here.boss.person_id


def test_a_due_date_left_open_is_set_once_by_name_and_starts_the_ladder(here):
    row = here.obligation(here.firm, None, ladder=here.ladder_)
    assert row.next_at is None
    set_ = {"due": due_on("2025-05-31"), "by": here.boss, "at": AT}
    unchanged(row, (Invalid, lambda: assignments.set_due(row, reason="", **set_)))
    row = assignments.set_due(row, reason="会议纪要", **set_)
    assert (row.legal_due, row.next_at) == (due_on("2025-05-31"), due_on("2025-05-28"))
    unchanged(row, (WrongState, lambda: assignments.set_due(row, reason="再定", **set_)))


def test_nothing_is_given_to_a_post_that_may_not_see_it(here):
    admin = here.person(here.bureau, "administrator")
    post = here.bureau.posts.get(pk=admin.post_id)
    give = {"holder": here.bureau, "by": here.boss, "at": AT}
    unchanged(here.owed, (Invalid, lambda: assignments.assign(here.owed, post=post, **give)))


def test_an_event_opens_its_duties_once_for_each_slot_and_unset_without_days(here):
    rule = here.rule(per="event", event="accident", due_days=30, slots=["party", "government"])
    facts = {"subject": here.bureau, "event": "a12", "on": AT.date(), "by": BY, "at": AT}
    party, government = open_for_event(rule, **facts)
    assert (party.slot, government.slot) == ("party", "government")
    assert party.legal_due == due_on("2025-03-31")
    assert open_for_event(rule, **facts) == [party, government]
    open_ended = here.rule(per="event", event="accident")
    assert [o.legal_due for o in open_for_event(open_ended, **facts)] == [None]


def test_assigning_moves_place_watcher_and_count_and_the_new_holder_sees_it(here):
    row = assignments.assign(here.owed, holder=here.bureau, by=here.boss, at=AT)
    assert (row.place_path, row.supervisor) == (here.county.path, None)
    assert tallies.counts_below("44/4401/") == {"44/4401/": {0: 1}}
    clerk = here.person(here.bureau, "department_clerk")
    assert Obligation.objects.visible_to(clerk).filter(pk=row.pk).exists()

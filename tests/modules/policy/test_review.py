"""Deciding item by item: what can be decided how, by whom, until when, and taken back."""

import pytest

from bihuan.kernel.flows.advance import why
from bihuan.kernel.orgs.models import Unit, UnitAlias
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry
from bihuan.modules.policy import review as work
from bihuan.modules.policy.flows import ReviewFlow
from bihuan.modules.policy.models import Proposal, Review
from bihuan.modules.policy.review import Desk
from tests.kernel.flows.test_advance import refused
from tests.modules.policy.conftest import DAY, decide_all, desk, one, release, submit
from tests.testapp.performing import fresh
from tests.testapp.world import County

State = Proposal.State


def states(review: Review) -> list[tuple[int, str, dict]]:
    return [(p.pk, p.state, p.data) for p in review.proposals.order_by("pk")]


def test_adopting_keeps_the_reading_and_writes_it_down(small: Review, clerk: Viewer):
    found = one(small, "deadline", "2025年6月底前")
    work.accept(found, desk(small, clerk))
    found.refresh_from_db()
    assert found.state == State.ACCEPTED
    assert (found.decided_by_id, found.decided_at) == (clerk.person_id, DAY)
    last = Entry.objects.filter(chain=small.matter.chain).order_by("seq").last()
    assert last is not None
    assert (last.verb, last.person_id) == ("accepted", clerk.person_id)


def test_words_with_two_readings_wait_for_a_choice(small: Review, clerk: Viewer):
    august = one(small, "deadline", "8月份前")
    before = states(small)
    with refused(Invalid, "有两种读法：2025-07-31 或 2025-08-31。请选一种"):
        work.accept(august, desk(small, clerk))
    assert states(small) == before
    work.accept(august, desk(small, clerk), reading="alt")
    august.refresh_from_db()
    assert (august.data["date"], august.data["alt"]) == ("2025-08-31", "2025-07-31")
    assert august.original["date"] == "2025-07-31"


def test_a_correction_keeps_what_was_read_and_says_why(small: Review, clerk: Viewer):
    found = one(small, "deadline", "2025年6月底前")
    with refused(Invalid, "还没有填写“改正的理由”"):
        work.correct(found, desk(small, clerk), {"date": "2025-06-20"}, reason=" ")
    work.correct(found, desk(small, clerk), {"date": "2025-06-20"}, reason="来文补充说明")
    found.refresh_from_db()
    assert found.state == State.CORRECTED
    assert (found.data["date"], found.original["date"]) == ("2025-06-20", "2025-06-30")
    assert found.reason == "来文补充说明"


@pytest.mark.parametrize(
    ("kind_and_words", "data", "field"),
    [
        (("deadline", "6月底前"), {"date": "六月底"}, "date"),
        (("recurring", "农村客运"), {"times": 0}, "times"),
        (("recurring", "农村客运"), {"times": True}, "times"),
        (("recurring", "农村客运"), {"per": "sometimes"}, "per"),
        (("responsible", "县公安局"), {"role": "boss"}, "role"),
        (("responsible", "县公安局"), {"unit": ""}, "unit"),
    ],
)
def test_a_correction_no_duty_can_be_made_of_is_refused(
    small: Review, clerk: Viewer, kind_and_words: tuple[str, str], data: dict, field: str
):
    found, before = one(small, *kind_and_words), states(small)
    with refused(Invalid) as caught:
        work.correct(found, desk(small, clerk), data, reason="试")
    assert isinstance(caught.value, Invalid)
    assert caught.value.field == field
    assert states(small) == before


def test_rejecting_needs_a_reason(small: Review, clerk: Viewer):
    found = one(small, "recurring")
    with refused(Invalid, "还没有填写“不采用的理由”"):
        work.reject(found, desk(small, clerk), reason="")
    work.reject(found, desk(small, clerk), reason="是举例，不是要求")
    found.refresh_from_db()
    assert found.state == State.REJECTED
    assert not found.counts


def test_one_item_splits_into_two_that_are_decided_by_themselves(small: Review, clerk: Viewer):
    found = one(small, "responsible", "县财政局")
    parts = work.split(found, desk(small, clerk), [{"unit": "县财政局"}, {"unit": "县审计局"}])
    found.refresh_from_db()
    assert found.state == State.MERGED
    assert [(p.data["unit"], p.data["role"], p.state) for p in parts] == [
        ("县财政局", "cooperate", State.PROPOSED), ("县审计局", "cooperate", State.PROPOSED),
    ]  # fmt: skip
    assert all((p.start, p.end) == (found.start, found.end) for p in parts)
    with refused(Invalid, "拆分至少要有两项"):
        work.split(parts[0], desk(small, clerk), [{"unit": "县财政局"}])


def test_two_items_of_one_clause_merge_into_one(small: Review, clerk: Viewer):
    two = list(small.proposals.filter(kind="unset"))
    merged = work.merge(two, desk(small, clerk), {"text": "定期"})
    assert (merged.start, merged.end) == (two[0].start, two[1].end)
    assert {p.pk for p in merged.origin.all()} == {p.pk for p in two}
    mixed = [one(small, "deadline", "6月"), one(small, "recurring")]
    with refused(Invalid, "只能合并同一条里同一类"):
        work.merge(mixed, desk(small, clerk), {})


def test_undoing_brings_back_what_was_read(small: Review, clerk: Viewer):
    found = one(small, "deadline", "8月份前")
    work.accept(found, desk(small, clerk), reading="alt")
    work.undo(found, desk(small, clerk))
    found.refresh_from_db()
    assert (found.state, found.data, found.decided_by) == (State.PROPOSED, found.original, None)
    with refused(WrongState, "还没有结论"):
        work.undo(found, desk(small, clerk))


def test_undoing_a_merger_brings_back_all_and_drops_what_came_of_it(small: Review, clerk: Viewer):
    two = list(small.proposals.filter(kind="unset"))
    merged = work.merge(two, desk(small, clerk), {})
    work.undo(two[0], desk(small, clerk))
    assert [Proposal.objects.get(pk=p.pk).state for p in (*two, merged)] == [
        State.PROPOSED, State.PROPOSED, State.REJECTED,
    ]  # fmt: skip


def test_a_split_whose_parts_are_decided_is_not_undone(small: Review, clerk: Viewer):
    found = one(small, "responsible", "县财政局")
    parts = work.split(found, desk(small, clerk), [{"unit": "县财政局"}, {"unit": "县审计局"}])
    work.accept(parts[0], desk(small, clerk))
    with refused(WrongState, "已有结论，请先撤销那些结论"):
        work.undo(found, desk(small, clerk))


def test_adopting_a_clause_leaves_what_needs_thought(small: Review, clerk: Viewer):
    third = small.document.clauses.get(no="3")
    work.accept_clause(small, third, desk(small, clerk))
    assert [(p.kind, p.state) for p in small.proposals.filter(clause=third)] == [
        ("deadline", State.PROPOSED), ("responsible", State.ACCEPTED),
    ]  # fmt: skip


def test_a_printed_name_taught_once_is_known_from_then_on(
    here: County, small: Review, clerk: Viewer
):
    found = one(small, "responsible", "县农业局")
    bureau = Unit.objects.create(
        name="县农业农村局", kind="department", place=here.place, place_path=here.place.path
    )
    work.learn_alias(found, desk(small, clerk), bureau)
    found.refresh_from_db()
    assert (found.data["unit"], found.data["canonical"]) == ("县农业局", "县农业农村局")
    assert UnitAlias.objects.get(alias="县农业局").unit == bureau


def test_a_name_is_not_taught_two_meanings(here: County, small: Review, clerk: Viewer):
    found = one(small, "responsible", "县农业局")
    UnitAlias.objects.create(unit=here.office, place=here.place, alias="县农业局")
    with refused(Invalid, "“县农业局”已对应到县安委办"):
        work.learn_alias(found, desk(small, clerk), here.regulator)


def test_the_second_of_two_clerks_learns_what_the_first_decided(
    here: County, small: Review, clerk: Viewer
):
    stale = desk(small, here.person("赵明", here.office, "review"))
    work.accept(one(small, "recurring"), desk(small, clerk))
    found = one(small, "deadline", "6月底前")
    with refused(Conflict) as caught:
        work.accept(found, stale)
    assert isinstance(caught.value, Conflict)
    assert caught.value.what == "采用了一处"
    found.refresh_from_db()
    assert found.state == State.PROPOSED


def test_only_clerks_of_the_reviewing_unit_decide(here: County, small: Review):
    officer = here.person("执法员", here.regulator, "review")
    found = one(small, "recurring")
    with refused(NotAllowed, "文件由县安委办审阅"):
        work.accept(found, desk(small, officer))
    found.refresh_from_db()
    assert found.state == State.PROPOSED


def test_a_decided_item_is_not_decided_again_without_undoing(small: Review, clerk: Viewer):
    found = one(small, "recurring")
    work.accept(found, desk(small, clerk))
    with refused(WrongState, "已有结论（已采用）。要改请先撤销"):
        work.reject(found, desk(small, clerk), reason="反悔")


def test_the_approver_gets_nothing_before_everything_is_decided(small: Review, clerk: Viewer):
    total = small.proposals.count()
    with refused(ProofMissing, f"还有 {total} 处没有结论，其中 4 处要您选定或确认"):
        submit(small, clerk)
    listed = work.unresolved(small)
    assert len(listed) == total
    assert [u.says for u in listed[:4]] == [
        "“2025年8月份前”有两种读法，请选一种。",
        "这一条没有写明单位，请指定，或确认“文件未写明”。",
        "原文写“定期”，没有次数，请确认留待设定。",
        "原文写“定期”，没有次数，请确认留待设定。",
    ]
    decide_all(small, clerk)
    assert work.unresolved(small) == []
    submit(small, clerk)
    assert fresh(small.matter).state == "pending"


def test_nothing_is_changed_while_the_approver_has_it(small: Review, clerk: Viewer):
    decide_all(small, clerk)
    submit(small, clerk)
    with refused(WrongState, "已送批准人，不能再改"):
        work.undo(one(small, "recurring"), desk(small, clerk))


def test_the_drafter_does_not_approve_his_own_draft(here: County, small: Review, clerk: Viewer):
    decide_all(small, clerk)
    submit(small, here.person("赵明", here.office, "review"))
    same = here.person("李红", here.office, "release")
    assert same.person_id == clerk.person_id
    with refused(NotAllowed, "您不能“批准发布”：“经办人”是您本人"):
        release(small, same)


def test_the_approver_may_send_it_back_and_it_is_edited_again(
    small: Review, clerk: Viewer, leader: Viewer
):
    from bihuan.kernel.flows.advance import advance

    decide_all(small, clerk)
    submit(small, clerk)
    matter = fresh(small.matter)
    advance(
        matter, ReviewFlow.send_back, by=leader, at=DAY, revision=matter.revision,
        fields={"opinion": "第二条的单位再核"},
    )  # fmt: skip
    found = one(small, "responsible", "县农业局")
    work.undo(found, desk(small, clerk))
    answers = {g.name: g.ok for g in why(fresh(small.matter), ReviewFlow.submit, clerk, DAY)}
    assert answers["每一处都有结论"] is False


def test_a_desk_of_another_revision_changes_nothing(small: Review, clerk: Viewer):
    before = states(small)
    with refused(Conflict):
        work.accept_clause(small, small.document.clauses.first(), Desk(clerk, DAY, 7))
    assert states(small) == before

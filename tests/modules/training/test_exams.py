"""An exam is drawn from a sealed seed, timed by the server, and counts the same for ever."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.modules.training import (
    awards,
    candidates,
    certificates,
    exam_flow,
    papers,
    questions,
    rosters,
    sittings,
)
from bihuan.modules.training.models import Candidate, Certificate, Question, Sitting
from tests.kernel import factories
from tests.modules.training.conftest import AT, TODAY, Works, everything, fresh, owed
from tests.testapp.performing import perform
from tests.testapp.world import County
from tests.walks import walks

SOON = timedelta(minutes=5)


def candidate(matter, trainee) -> Candidate:
    row = Candidate.objects.select_related("exam__matter", "exam__office", "trainee__person",
                                           "trainee__unit")  # fmt: skip
    return row.get(exam=matter.pk, trainee=trainee)


def sat(here: Works, matter, trainee, at=AT) -> Sitting:
    return sittings.begin(candidate(matter, trainee), by=here.viewer("safety"), at=at)


def right_answers(sitting: Sitting, *, wrong: int = 0) -> dict[str, str]:
    """The letters a page would send for all that is right, the first few left out."""
    keys = questions.keys(pk for pk, _ in sitting.paper)
    return {
        str(n): "".join(papers.LETTERS[order.index(letter)] for letter in keys[pk].answer)
        for n, (pk, order) in enumerate(sitting.paper) if n >= wrong
    }  # fmt: skip


@pytest.fixture
def ready(here: Works) -> Works:
    """The works with a bank of twelve questions."""
    here.bank()
    return here


def test_papers_differ_and_each_can_be_drawn_and_counted_again(ready: Works):
    one, two = ready.enter("甲"), ready.enter("乙")
    matter = ready.released(one, two)
    first, second = sat(ready, matter, one), sat(ready, matter, two)
    assert [len(p.paper) for p in (first, second)] == [8, 8]
    assert first.paper != second.paper
    ended = sittings.hand_in(first, right_answers(first, wrong=1), by=ready.viewer("safety"),
                             at=AT + SOON)  # fmt: skip
    assert (ended.score, ended.passed) == (18, True)
    assert sittings.redrawn(ended) == ended.paper
    questions.keep(Question.objects.get(pk=ended.paper[0][0]).number, by=ready.viewer("safety"),
                   at=AT, subject="通用", kind="judgement", stem="改过的题", options=[],
                   answer="错", source="新的出处")  # fmt: skip
    assert sittings.recount(ended) == 18
    assert sittings.redrawn(ended) == ended.paper


def test_the_draw_is_sealed_before_anybody_sits_and_laid_open_at_the_end(ready: Works):
    row = ready.enter("甲")
    matter = ready.released(row)
    exam = matter.exam
    [sealed] = Entry.objects.filter(chain=matter.chain, verb="committed")
    assert exam.commitment in sealed.body
    assert exam.seed not in sealed.body
    assert exam_flow.commitment(exam) == exam.commitment
    sitting = sat(ready, matter, row)
    with pytest.raises(ProofMissing, match="1 人正在考"):
        ready.take(matter, "close", "safety")
    late = AT + timedelta(hours=2)
    ready.take(matter, "close", "safety", at=late)
    [opened] = Entry.objects.filter(chain=matter.chain, verb="revealed")
    assert exam.seed in opened.body
    sitting.refresh_from_db()
    assert (sitting.ended, sitting.score) == ("time", 0)


def test_time_is_the_servers_and_what_was_saved_before_it_counts(ready: Works):
    row, safety = ready.enter("甲"), ready.viewer("safety")
    sitting = sat(ready, ready.released(row), row)
    answers = right_answers(sitting)
    sittings.save(sitting, {k: answers[k] for k in ("0", "1")}, at=AT + SOON)
    again = sittings.begin(sitting.candidate, by=safety, at=AT + SOON)
    assert (again.pk, len(again.answers)) == (sitting.pk, 2)
    over = sitting.ends_at
    with pytest.raises(WrongState, match="时间到了"):
        sittings.save(sitting, answers, at=over)
    ended = sittings.hand_in(sitting, answers, by=safety, at=over + SOON)
    assert (ended.score, ended.ended, ended.ended_at) == (4, "time", over)
    with pytest.raises(WrongState, match="已经交卷"):
        sittings.save(sitting, answers, at=over)


def test_what_a_candidate_is_shown_holds_no_answer_until_the_exam_is_over_for_all(ready: Works):
    row = ready.enter("甲")
    matter = ready.released(row)
    sitting = sat(ready, matter, row)
    shown = str(sittings.sheet(sitting))
    assert "安全生产法第四十一条" not in shown
    assert not hasattr(sittings.sheet(sitting)[0], "answer")
    sittings.hand_in(sitting, {}, by=ready.viewer("safety"), at=AT + SOON)
    ended = sittings.current(candidate(matter, row), AT + SOON)
    with pytest.raises(WrongState, match="全部结束以后"):
        sittings.mistakes(ended)
    ready.take(matter, "close", "safety", at=AT + SOON)
    assert len(sittings.mistakes(sittings.current(candidate(matter, row), AT))) == 8


def test_one_exam_at_a_time_within_its_days_and_tries(ready: Works):
    row = ready.enter("甲")
    matter, other = ready.released(row), ready.released(row, name="另一场")
    later = ready.released(row, name="下周的", opens_on=date(2025, 3, 20))
    sitting = sat(ready, matter, row)
    before = everything()
    for exam, says in ((other, "另一场考试没有交卷"), (later, "另一场考试没有交卷")):
        with pytest.raises(WrongState, match=says):
            sat(ready, exam, row)
    assert everything() == before
    for turn in (1, 2):
        sitting = sat(ready, matter, row)
        assert sitting.turn == turn
        sittings.hand_in(sitting, {}, by=ready.viewer("safety"), at=AT + SOON)
    for exam, says in ((matter, "最多考 2 次"), (later, "2025-03-20 起可以考")):
        with pytest.raises(WrongState, match=says):
            sat(ready, exam, row)


def test_a_failure_is_owed_to_be_made_good_and_a_pass_ends_that(ready: Works):
    row, safety = ready.enter("甲"), ready.viewer("safety")
    matter = ready.released(row, certificate="trained", valid_months=12)
    sittings.hand_in(sat(ready, matter, row), {}, by=safety, at=AT + SOON)
    [duty] = owed(title__startswith="甲补训、补考")
    assert (duty.holder, str(duty.legal_due)[:10]) == (ready.units["chem"], "2025-03-31")
    assert not Certificate.objects.exists()
    second = sat(ready, matter, row, AT + SOON)
    sittings.hand_in(second, right_answers(second), by=safety, at=AT + 2 * SOON)
    duty = Obligation.objects.everywhere("test").get(pk=duty.pk)
    assert duty.outcome == "on_time"
    with pytest.raises(WrongState, match="已经合格"):
        sat(ready, matter, row, AT + 3 * SOON)
    [waits] = awards.waiting(matter.exam)
    assert certificates.valid_on(row.person, "trained", TODAY) is None
    issued = awards.issue(waits, by=safety, at=AT)
    assert (issued.until, bool(issued.number)) == (date(2026, 3, 12), True)
    assert certificates.valid_on(row.person, "trained", TODAY) == issued
    with pytest.raises(WrongState, match="已经发过"):
        awards.issue(issued, by=safety, at=AT)


def test_a_later_exam_of_the_same_subjects_makes_a_failure_good(ready: Works):
    row, safety = ready.enter("甲"), ready.viewer("safety")
    first, other = ready.released(row, tries=1), ready.released(row, name="补考")
    sittings.hand_in(sat(ready, first, row), {}, by=safety, at=AT + SOON)
    [duty] = owed(title__startswith="甲补训、补考")
    sitting = sat(ready, other, row, AT + SOON)
    sittings.hand_in(sitting, right_answers(sitting), by=safety, at=AT + 2 * SOON)
    assert Obligation.objects.everywhere("test").get(pk=duty.pk).outcome == "on_time"


def test_who_leaves_owes_nothing_and_sits_nothing(ready: Works):
    row, safety = ready.enter("甲"), ready.viewer("safety")
    matter = ready.released(row)
    sittings.hand_in(sat(ready, matter, row), {}, by=safety, at=AT + SOON)
    rosters.leave(row, on=TODAY, by=safety, at=AT + SOON)
    assert owed(title__startswith="甲补训") == []
    with pytest.raises(WrongState, match="离岗"):
        sat(ready, matter, row, AT + 2 * SOON)


def test_nobody_issues_a_certificate_to_himself(ready: Works):
    row, safety = ready.enter("李safety", "manager"), ready.viewer("safety")
    matter = ready.released(row, certificate="trained")
    sitting = sat(ready, matter, row)
    sittings.hand_in(sitting, right_answers(sitting), by=safety, at=AT + SOON)
    [waits] = awards.waiting(matter.exam)
    before = everything()
    with pytest.raises(NotAllowed, match="自己"):
        awards.issue(waits, by=safety, at=AT)
    assert everything() == before
    assert awards.issue(waits, by=ready.viewer("owner"), at=AT).until is None


def test_an_exam_is_refused_that_cannot_be_passed_drawn_or_certified(ready: Works):
    for given, says in (
        ({"pass_mark": 99}, "满分是 20"), ({"certificate": "manager"}, "不由海丰化工厂发证"),
        ({"closes_on": date(2025, 3, 1)}, "结束日期"), ({"minutes": 0}, "考试时长"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            ready.exam(**given)
    matter = ready.exam(singles=40, single_points=1)
    candidates.call(matter, [ready.enter("甲")], by=ready.viewer("safety"), at=AT)
    with pytest.raises(ProofMissing, match="单选题要 40 道，题库里有 4 道"):
        ready.take(matter, "release", "safety")
    assert fresh(matter).state == "drafted"
    with pytest.raises(ProofMissing, match="还没有考生"):
        ready.take(ready.exam(), "release", "safety")


def test_an_admission_slip_admits_who_has_no_sign_in_and_only_with_the_newest_key(ready: Works):
    row, safety = ready.enter("临时工", "flexible"), ready.viewer("safety")
    matter = ready.released(row)
    old = candidates.make_slip(candidate(matter, row), by=safety, at=AT)
    key = candidates.make_slip(candidate(matter, row), by=safety, at=AT)
    assert (
        candidates.admitted(f"{key[:4]}-{key[4:8].lower()}-{key[8:12]}-{key[12:]}").trainee == row
    )
    for wrong in (old, "", key[:-1]):
        with pytest.raises(NotFound):
            candidates.admitted(wrong)
    assert key not in str(list(Entry.objects.values_list("body", flat=True)))
    signs_in = ready.enter("李worker")
    factories.account_of(ready.terms["worker"])
    candidates.call(matter, [signs_in], by=safety, at=AT)
    with pytest.raises(WrongState, match="本人登录"):
        candidates.make_slip(candidate(matter, signs_in), by=safety, at=AT)
    with pytest.raises(NotFound):
        candidates.find_own(ready.viewer("owner"), candidate(matter, signs_in).pk)
    assert candidates.own(ready.viewer("worker")).get().trainee == signs_in


def test_a_changed_question_is_a_new_version_and_the_bank_is_for_keepers(ready: Works):
    safety = ready.viewer("safety")
    facts = {"subject": "通用", "kind": "single", "stem": "问？", "options": ["甲", "乙"],
             "answer": "A", "source": "安全生产法"}  # fmt: skip
    first = questions.keep("N1", by=safety, at=AT, **facts)
    assert questions.keep("N1", by=safety, at=AT, **facts) == first
    second = questions.keep("N1", by=safety, at=AT, **(facts | {"answer": "B"}))
    assert (second.version, questions.usable(safety).filter(number="N1").get()) == (2, second)
    for wrong, says in (
        ({"answer": "C"}, "A、B"), ({"answer": "AB"}, "只有一个答案"), ({"source": " "}, "出处"),
        ({"options": ["甲", "甲"]}, "两个选项一样"), ({"kind": "multiple"}, "至少有两个"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            questions.keep("N2", by=safety, at=AT, **(facts | wrong))
    with pytest.raises(NotAllowed):
        questions.listed(ready.viewer("worker"))
    assert not questions.usable(ready.viewer("rival")).exists()


def test_each_walk_of_an_exam_ends_with_nothing_owed(ready: Works):
    county = County(ready.place, ready.units["office"], ready.units["bureau"], ready.units["chem"])
    row = ready.enter("甲")
    for walk in walks(exam_flow.ExamFlow):
        matter = ready.exam()
        candidates.call(matter, [row], by=ready.viewer("safety"), at=AT)
        for step in walk:
            perform(matter, step, county, AT)
        assert owed(matter=matter) == [], [one.name for one in walk]

"""Release: tasks for every unit in its part, rules for what recurs, gaps where nobody is named."""

from datetime import date
from pathlib import Path

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.law.models import Document, Ladder, LadderStep, Rule, Setting
from bihuan.kernel.law.settings import setting
from bihuan.kernel.obligations import assignments
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Unit, UnitAlias
from bihuan.kernel.orgs.refusals import NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import end_of
from bihuan.modules.policy import queries, tasks
from bihuan.modules.policy import review as work
from bihuan.modules.policy.flows import ReviewFlow, TaskFlow
from bihuan.modules.policy.intake import read
from bihuan.modules.policy.issue import issue
from bihuan.modules.policy.models import Proposal, Review, Task
from bihuan.modules.policy.review import Desk
from tests.kernel.flows.test_advance import refused
from tests.modules.policy.conftest import DAY, ROOT, SMALL, decide_all, desk, one, release, submit
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, moment, unit

FIVE = sorted(ROOT.glob("packs/*/*.txt"))


@pytest.fixture
def running(small: Review, clerk: Viewer, leader: Viewer) -> Review:
    """The small document, released."""
    decide_all(small, clerk)
    submit(small, clerk)
    release(small, leader)
    return small


def task(no: str, printed: str) -> Task:
    return Task.objects.select_related("matter__unit").get(clause__no=no, printed=printed)


def at_desk(one_task: Task, by: Viewer) -> Desk:
    return Desk(by, DAY, fresh(one_task.matter).revision)


def duty(one_task: Task) -> Obligation:
    return Obligation.objects.everywhere("test").get(matter=one_task.matter, done_at=None)


def test_each_unit_gets_its_own_task_in_its_part(running: Review):
    rows = Task.objects.order_by("pk").select_related("matter__unit")
    shown = [(t.clause.no, t.part, t.printed, t.matter.unit and t.matter.unit.name) for t in rows]
    assert shown == [
        ("1", "lead", "县公安局", "县公安局"),
        ("1", "cooperate", "县交通局", "县交通局"),
        ("1", "cooperate", "县财政局", "县财政局"),
        ("2", "share", "县交通局", "县交通局"),
        ("2", "share", "县农业局", None),
        ("3", "lead", "县教育局", "县教育局"),
        ("4", "whole", "", None),
    ]  # fmt: skip
    lead = task("1", "县公安局")
    assert {t.printed for t in lead.children.all()} == {"县交通局", "县财政局"}


def test_each_task_is_a_duty_with_the_date_of_the_document(running: Review):
    assert {t.due_on for t in Task.objects.filter(clause__no="1")} == {date(2025, 6, 30)}
    row = duty(task("1", "县交通局"))
    assert row.holder is not None
    assert (row.holder.name, row.step) == ("县交通局", "file_plan")
    assert row.legal_due is not None
    assert row.legal_due.date() == date(2025, 6, 30)
    assert row.clause == task("1", "县交通局").clause


def test_the_reading_that_was_chosen_counts_and_the_other_stays_beside_it(running: Review):
    chosen = task("3", "县教育局")
    assert (chosen.due_on, chosen.due_alt) == (date(2025, 8, 31), date(2025, 7, 31))


def test_what_the_text_leaves_open_is_open(running: Review, leader: Viewer):
    unnamed, undated = task("2", "县农业局"), task("2", "县交通局")
    assert duty(unnamed).holder is None
    assert duty(undated).legal_due is None
    assert {t.pk for t in queries.unassigned(leader)} == {unnamed.pk, task("4", "").pk}
    assert undated in queries.without_date(leader)


def test_a_recurring_duty_becomes_a_rule_of_the_units_that_answer_for_it(running: Review):
    rule = Rule.objects.get(clause__no="2")
    assert (rule.per, rule.every, rule.times, rule.at_least) == ("month", 1, 1, True)
    assert rule.selects == {"units": ["县交通局"]}
    assert rule.version == 1
    assert rule.says in SMALL


def test_a_frequency_without_a_number_waits_for_a_person_and_a_unit(
    running: Review, leader: Viewer
):
    assert not Rule.objects.filter(clause__no="4").exists()
    gaps = queries.gaps(running.document, leader)
    assert [t.clause.no for t in gaps.ownerless] == ["2", "4"]
    assert {t.clause.no for t in gaps.planless} == {"1", "2", "3"}


def test_issuing_again_makes_nothing_twice(running: Review, leader: Viewer):
    made = (Task.objects.count(), Rule.objects.count(), Matter.objects.everywhere("test").count())
    again = issue(running, by=leader, at=DAY)
    assert (again.tasks, again.rules) == (0, 0)
    assert made == (
        Task.objects.count(), Rule.objects.count(), Matter.objects.everywhere("test").count(),
    )  # fmt: skip


def test_the_document_is_in_force_and_its_chain_says_what_it_gave(running: Review):
    running.document.refresh_from_db()
    assert running.document.status == Document.Status.IN_FORCE
    assert running.document.in_force_from == DAY.date()
    entry = Entry.objects.get(chain=f"d{running.document.pk}", verb="released")
    assert '"tasks":7' in entry.body


def test_a_rejected_item_gives_nothing(small: Review, clerk: Viewer, leader: Viewer):
    work.reject(one(small, "responsible", "县财政局"), desk(small, clerk), reason="只是抄送")
    nobody = next(p for p in small.proposals.filter(kind="responsible") if p.data["unit"] is None)
    work.reject(nobody, desk(small, clerk), reason="只是总要求")
    decide_all(small, clerk)
    submit(small, clerk)
    release(small, leader)
    assert not Task.objects.filter(printed="县财政局").exists()
    assert not Task.objects.filter(clause__no="4").exists()
    assert [c.no for c in queries.gaps(small.document, leader).untaken] == ["4"]


def test_a_ladder_is_adopted_by_the_approver_by_name_or_not_at_all(
    here: County, small: Review, clerk: Viewer, leader: Viewer
):
    supervise = Ladder.objects.create(
        key="CN/suggested#supervise", title="督办责任", derived="天数"
    )
    ladder = Ladder.objects.create(key="CN/suggested#task", title="文件任务", derived="天数")
    LadderStep.objects.create(
        ladder=ladder, position=0, after_hours=0, stage=1, tells=["holder"],
        opens_hours=120, opens_ladder=supervise,
    )  # fmt: skip
    decide_all(small, clerk)
    submit(small, clerk)
    release(small, leader, task_ladder=ladder.pk)
    rows = Setting.objects.filter(field="ladder")
    assert {(s.subject, s.by_id) for s in rows} == {
        (small.document.key, leader.person_id),
        (ladder.key, leader.person_id),
        (supervise.key, leader.person_id),
    }
    assert all("系统建议值，文件未规定" in s.reason for s in rows)
    assert duty(task("1", "县公安局")).ladder == ladder


def test_without_adoption_no_ladder_follows(running: Review):
    assert not Setting.objects.exists()
    assert duty(task("1", "县公安局")).ladder is None


def test_an_unassigned_task_is_given_to_a_unit_and_the_name_is_learnt(
    here: County, running: Review, clerk: Viewer
):
    bureau = unit("县农业农村局", "department", here.place)
    open_task = task("2", "县农业局")
    tasks.assign_owner(
        open_task, at_desk(open_task, clerk), bureau, remember=True, reason="机构改革"
    )
    assert task("2", "县农业局").matter.unit == bureau
    assert duty(open_task).holder == bureau
    assert UnitAlias.objects.get(alias="县农业局").unit == bureau
    perform(open_task.matter, TaskFlow.file_plan, here, DAY)


def test_a_name_learnt_later_is_offered_for_the_tasks_that_wait(
    here: County, running: Review, clerk: Viewer
):
    assert queries.matches(clerk, DAY.date()) == []
    bureau = unit("县农业局", "department", here.place)
    assert queries.matches(clerk, DAY.date()) == [(task("2", "县农业局"), bureau)]


def test_only_the_committee_office_assigns_and_sets_dates(here: County, running: Review):
    officer = here.person("执法员", here.regulator, "assign", "set_unset")
    open_task = task("2", "县农业局")
    with refused(NotAllowed, "由县安委办指定责任单位"):
        tasks.assign_owner(
            open_task, at_desk(open_task, officer), here.regulator, remember=False, reason="试"
        )
    with refused(NotAllowed, "由县安委办设定期限"):
        tasks.set_due(open_task, at_desk(open_task, officer), date(2025, 9, 30), reason="试")


def test_a_date_is_set_once_by_name_where_the_text_has_none(
    here: County, running: Review, clerk: Viewer
):
    open_task = task("2", "县交通局")
    tasks.set_due(open_task, at_desk(open_task, clerk), date(2025, 9, 30), reason="安委会会议纪要")
    row = duty(open_task)
    assert row.current_due is not None
    assert row.current_due.date() == date(2025, 9, 30)
    dated = task("1", "县公安局")
    with refused(WrongState, "文件已写明期限 2025-06-30"):
        tasks.set_due(dated, at_desk(dated, clerk), date(2025, 12, 31), reason="延后")


def test_a_unit_hands_a_part_down_and_keeps_its_own_duty(here: County, running: Review):
    town = unit("附城镇人民政府", "town_government", here.place)
    mine = task("1", "县公安局")
    police = Unit.objects.get(name="县公安局")
    chief = here.person("张局", police, "assign", "fulfil", sees="supervised")
    part = tasks.hand_down(mine, at_desk(mine, chief), town, says="附城镇 12 处路口", due_on=None)
    assert part.parent == mine
    assert duty(part).holder == town
    assert duty(part).legal_due is not None
    assert duty(mine).holder == police


def test_a_task_runs_from_plan_to_acceptance_by_another_person(here: County, running: Review):
    mine = task("1", "县公安局")
    perform(mine.matter, TaskFlow.file_plan, here, DAY, plan="分三步")
    perform(mine.matter, TaskFlow.report, here, moment("2025-04-01"), progress="已完成 4 处")
    perform(mine.matter, TaskFlow.submit, here, moment("2025-06-20"), result="12 处全部完成")
    perform(mine.matter, TaskFlow.send_back, here, moment("2025-06-25"), again_by="2025-07-05")
    again = duty(mine)
    assert again.legal_due == end_of(date(2025, 6, 30))
    assert again.current_due == end_of(date(2025, 7, 5))
    assert again.stage == 2
    perform(mine.matter, TaskFlow.resubmit, here, moment("2025-07-01"))
    perform(mine.matter, TaskFlow.accept, here, moment("2025-07-03"), opinion="合格")
    assert fresh(mine.matter).state == "done"
    owed = Obligation.objects.everywhere("test").filter(matter=mine.matter, done_at=None)
    assert not owed.exists()


def test_a_draft_that_is_not_issued_yet_binds_nobody(here: County, clerk: Viewer, leader: Viewer):
    text = SMALL.replace("工作的通知", "工作的通知(征求意见稿)", 1)
    review = read("稿.txt", text.encode(), place=here.place, by=clerk, at=DAY)
    draft = next(p for p in review.proposals.all() if p.data.get("draft"))
    work.reject(draft, desk(review, clerk), reason="尚未印发")
    decide_all(review, clerk)
    submit(review, clerk)
    release(review, leader)
    review.document.refresh_from_db()
    assert review.document.status == Document.Status.DRAFT
    assert not Task.objects.exists()


def test_a_declined_document_goes_back_and_may_come_again(
    here: County, small: Review, clerk: Viewer
):
    matter = fresh(small.matter)
    advance(
        matter, ReviewFlow.decline, by=clerk, at=DAY, revision=matter.revision,
        fields={"advice": "不属本县管辖"},
    )  # fmt: skip
    small.document.refresh_from_db()
    assert small.document.status == Document.Status.DRAFT
    again = read("通知.txt", SMALL.encode(), place=here.place, by=clerk, at=DAY)
    assert again.document == small.document


TWICE = """海丰县安全生产委员会关于做好道路交通安全工作的通知
海安委〔2025〕4号

一、开展路口整治。2025年6月底前完成城区路口整治。2026年6月底前完成全县路口整治。(此项工作由县公安局牵头)
"""


def test_tasks_of_one_clause_with_several_dates_are_told_apart_by_their_titles(
    here: County, clerk: Viewer, leader: Viewer
):
    review = read("通知.txt", TWICE.encode(), place=here.place, by=clerk, at=DAY)
    decide_all(review, clerk)
    submit(review, clerk)
    release(review, leader)
    titles = Matter.objects.everywhere("test").filter(flow="policy.task").order_by("pk")
    assert list(titles.values_list("title", flat=True)) == [
        "第1条开展路口整治（牵头，2025-06-30 前）",
        "第1条开展路口整治（牵头，2026-06-30 前）",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("path", FIVE, ids=lambda path: path.stem)
def test_each_of_the_five_documents_goes_from_file_to_running_duties(
    here: County, clerk: Viewer, leader: Viewer, path: Path
):
    place = Place.objects.get(code="441521")
    review = read(path.name, path.read_bytes(), place=place, by=clerk, at=DAY)
    decide_all(review, clerk)
    submit(review, clerk)
    release(review, leader)
    clauses = set(review.document.clauses.values_list("pk", flat=True))
    taken = set(Task.objects.filter(document=review.document).values_list("clause", flat=True))
    assert taken == clauses
    tasks_made = Task.objects.filter(document=review.document)
    owed = Obligation.objects.everywhere("test").filter(matter__flow="policy.task", done_at=None)
    assert owed.count() == tasks_made.count()
    named = {
        (p.clause_id, "whole" if p.data["role"] == "subject" else p.data["role"], p.data["unit"])
        for p in review.proposals.filter(kind=Proposal.Kind.RESPONSIBLE)
        if p.data["unit"]
    }
    printed = tasks_made.exclude(printed="").values_list("clause", "part", "printed")
    assert set(printed) == named
    assert setting(review.document.key, "ladder", path=place.path, at=DAY) is None


def test_progress_is_owed_again_and_again_once_somebody_set_how_often(
    here: County, running: Review, clerk: Viewer
):
    mine = task("1", "县公安局")
    clause = "policy.task.report"
    assignments.decide(
        clause, "within", {"amount": 30, "unit": "days"}, place=here.place, reason="办公会",
        by=clerk, at=DAY,
    )  # fmt: skip
    perform(mine.matter, TaskFlow.file_plan, here, moment("2025-03-10"))
    perform(mine.matter, TaskFlow.report, here, moment("2025-04-05"))
    rows = Obligation.objects.everywhere("test").filter(matter=mine.matter, step="report")
    assert [(o.legal_due, o.outcome) for o in rows.order_by("pk")] == [
        (end_of(date(2025, 4, 9)), "on_time"),
        (end_of(date(2025, 5, 5)), ""),
    ]

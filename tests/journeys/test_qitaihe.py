"""七台河 40 条重点工作分工: from the file to the ledger, through every hand it passes."""

import re
from datetime import date

import pytest

from bihuan.kernel.law.models import Rule, Setting
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.trace.models import Entry
from bihuan.lib.clocks import end_of
from bihuan.modules.policy.models import Task
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.story import Story

FILE = "230900/qitaihe-2017.txt"
CLIMBS = ("2017-06-01", "2017-07-01", "2017-07-16", "2017-07-31")


@pytest.fixture(scope="module")
def story(hour: Hour) -> Story:
    """The document, released on 2017-04-10 by the head of the office."""
    town = towns.found("230900", "七安", hour.to("2017-04-10"))
    bureau = towns.department(town, "bureau", "七台河市安监局", "市安监局", kind="regulator")
    towns.department(town, "planning", "七台河市发改委", "市发改委")
    towns.firm(town, "mine", "七台河市某某煤矿", bureau)
    tale.load("CN/suggested.yaml", hour=hour)
    told = tale.receive(town, hour, FILE)
    tale.walk_to_release(told)
    hour.look("2017-04-11")
    return told


def test_the_locked_doors_of_the_review_say_why(story: Story) -> None:
    undecided, silent, own = (
        story.refused[name] for name in ("undecided", "no advice", "by its drafter")
    )
    assert undecided.status == 409
    assert re.search(r"还有 \d+ 处没有结论", undecided.page)
    assert silent.status == 422
    assert "还没有填写“拟办意见”" in silent.page
    assert own.status == 403
    assert not story.review.proposals.filter(state="proposed").exists()


def test_all_forty_clauses_become_tasks_of_the_units_they_name(story: Story) -> None:
    numbered = set(Task.objects.exclude(clause__no="").values_list("clause__no", flat=True))
    assert {str(n) for n in range(1, 41)} <= numbered
    lead, helper = tale.task("市安监局", "21"), tale.task("市发改委", "21")
    assert (lead.part, helper.part, helper.parent) == ("lead", "cooperate", lead)
    assert (lead.due_on, helper.due_on) == (date(2017, 6, 30), date(2017, 6, 30))
    duty = tale.standing(helper)
    assert (duty.holder, duty.legal_due) == (
        story.town.units["七台河市发改委"], end_of(date(2017, 6, 30)),
    )  # fmt: skip
    assert duty.clause == helper.clause
    page = story.clerk.get(f"/matters/{helper.matter.number}")
    assert helper.clause.label in page


def test_a_group_the_document_does_not_name_one_by_one_waits_for_a_name(story: Story) -> None:
    waiting = tale.task("各行业主管、监管部门", "9")
    assert waiting.matter.unit is None
    assert tale.standing(waiting).holder is None
    answer = story.clerk.post(
        f"/matters/{waiting.matter.number}/owner", revision=0,
        **{"owner-unit": "市发改委", "owner-reason": tale.REASON},
    )  # fmt: skip
    assert answer.status == 302, answer.page
    assert tale.standing(waiting).holder == story.town.units["七台河市发改委"]


def test_the_ladders_run_in_the_name_of_who_released(story: Story) -> None:
    rows = Setting.objects.filter(field="ladder")
    assert {row.by.name for row in rows} == {story.town.name("head")}
    assert all("系统建议值，文件未规定" in row.reason for row in rows)


def test_a_task_nobody_works_on_climbs_to_an_order_signed_by_name(story: Story) -> None:
    late = tale.standing(tale.task("市发改委", "21"))
    office, holder = (f"七台河市{name}" for name in ("安委办", "发改委"))
    for day, template, heard in zip(
        CLIMBS,
        ("due_soon", "prompt", "warning", "order"),
        ({holder}, {holder, office}, {holder, office}, {holder, office}),
        strict=True,
    ):
        story.hour.look(day)
        assert tale.told(template, late.chain) == heard, day
    assert tale.supervision(late).holder == story.town.units[office]
    letter = tale.order(late)
    assert re.fullmatch(r"七安督〔2017〕\d+号", letter.number)
    assert (letter.addressee.name, letter.signer_post.title) == (holder, "主任")
    assert "逾期31天" in letter.title
    assert f"{letter.number} 待签发" in story.head.get("/desk", q="救援基地")


def test_only_the_named_post_signs_and_the_paper_stays_as_signed(story: Story) -> None:
    late = tale.standing(tale.task("市发改委", "21"))
    story.hour.look(*CLIMBS)
    letter = tale.order(late)
    stranger = story.town.browser("planning")
    assert stranger.asked(f"/letters/{letter.pk}").status == 404
    assert tale.sign(story.clerk, letter).status == 403
    assert tale.sign(story.head, letter).status == 302
    letter.refresh_from_db()
    assert (letter.state, letter.signer.name) == ("signed", story.town.name("head"))
    duty = tale.owed(kind=Kind.SIGN, period=letter.cause)
    assert duty.outcome == "on_time"
    paper = story.head.file(f"/letters/{letter.pk}.pdf")
    assert paper.startswith(b"%PDF")
    assert tale.serve(story.clerk, letter, "2017-07-31 09:00").status == 302
    assert letter.number in stranger.get("/letters")
    assert stranger.file(f"/letters/{letter.pk}.pdf") == paper


def test_a_task_is_done_with_evidence_and_accepted_by_somebody_else(story: Story) -> None:
    mine = tale.task("市安监局", "21")
    bureau = story.town.browser("bureau")
    story.hour.look("2017-06-01")
    assert tale.step(bureau, mine, plan="分三步推进").status == 302
    bare = tale.step(bureau, mine, act="take", step="submit", result="已完成")
    assert bare.status == 409
    assert "完成情况佐证" in bare.page
    story.hour.to("2017-06-20")
    given = {"step": "submit", "result": "已完成", "proof-task_result": tale.proof()}
    assert tale.step(bureau, mine, **given).status == 302
    assert tale.step(bureau, mine, step="accept", opinion="合格").status == 403
    assert tale.step(story.clerk, mine, step="accept", opinion="合格").status == 302
    met = tale.owed(matter=mine.matter, step="submit")
    assert (met.outcome, met.stage) == ("on_time", 0)
    assert not Obligation.objects.everywhere("test").filter(
        matter=mine.matter, done_at=None
    ).exists()  # fmt: skip


def test_a_monthly_check_of_the_mine_is_met_once_and_missed_once(story: Story) -> None:
    rule = Rule.objects.get(says="企业月安全生产检查")
    may, mine = {"rule": rule, "period": "2017-05"}, story.town.browser("mine")
    story.hour.look("2017-05-01", "2017-05-08")
    april = tale.owed(rule=rule, period="2017-04")
    assert tale.told("prompt", april.chain) == {"七台河市某某煤矿"}
    assert tale.told("warning", april.chain) == {"七台河市某某煤矿", "七台河市安监局"}
    given = {"fulfil-mode": "done", "proof-other": tale.proof("检查记录.pdf")}
    answer = tale.fulfil(mine, tale.owed(**may), "2017-05-06 10:00", **given)
    assert answer.status == 302, answer.page
    assert (tale.owed(**may).outcome, april.done_at) == ("on_time", None)
    story.hour.look("2017-05-14", "2017-05-17")
    idle = tale.supervision(april)
    assert (idle.holder.name, idle.stage) == ("七台河市安监局", 3)
    assert tale.order(idle).addressee.name == "七台河市安监局"


def test_a_past_day_of_the_ledger_does_not_learn_of_what_came_later(story: Story) -> None:
    unit = story.town.units["七台河市发改委"]
    story.hour.look("2017-06-01", "2017-07-01")
    then = tale.sheet(story.clerk, unit, day="2017-07-01")
    late = tale.task("市发改委", "21")
    story.hour.to("2017-07-20")
    assert tale.step(story.town.browser("planning"), late, plan="补报方案").status == 302
    again = tale.sheet(story.clerk, unit, day="2017-07-01")
    today = tale.sheet(story.clerk, unit, day="2017-07-20")
    assert then.counts["overdue"] >= 1
    assert (again.code, again.counts) == (then.code, then.counts)
    assert today.counts["late"] == then.counts["late"] + 1
    assert Entry.objects.filter(chain=late.matter.chain, verb="file_plan").count() == 1

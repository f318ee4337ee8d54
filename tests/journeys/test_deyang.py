"""德阳市实施办法征求意见稿: a damaged draft without dates binds nobody until people say so."""

from datetime import date

import pytest

from bihuan.kernel.law.models import Document, Rule
from bihuan.kernel.obligations.models import Obligation
from bihuan.lib.clocks import end_of
from bihuan.modules.policy.models import Task
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.story import Story

FILE = "510600/deyang-2017.txt"
BUREAU = "德阳市安监局"


@pytest.fixture(scope="module")
def story(hour: Hour) -> Story:
    """The draft as received on 2017-10-09: nothing decided yet."""
    town = towns.found("510600", "德安", hour.to("2017-10-09"))
    bureau = towns.department(town, "bureau", BUREAU, "市安监局", kind="emergency_department")
    towns.firm(town, "works", "德阳某某机械厂", bureau)
    tale.load("CN/suggested.yaml", hour=hour)
    return tale.receive(town, hour, FILE)


@pytest.fixture
def issued(story: Story) -> Story:
    """The document issued after all, on the same day."""
    consult = tale.found(story, "recurring", "排查会诊")
    tale.correct(story, consult, subject="市安监局")
    named = tale.found(story, "responsible", "负有安全生产监管职责的部门")
    assert tale.act(story, named, "unit", registered=BUREAU).status == 302
    tale.walk_to_release(story)
    story.hour.look("2017-10-10")
    return story


def consultation() -> Obligation:
    return tale.owed(rule__says__contains="排查会诊", period="2017")


def test_what_is_damaged_is_shown_raw_beside_a_proposal(story: Story) -> None:
    raw = [p.data.get("raw") for p in story.review.proposals.filter(kind="repair")]
    assert {"〔201632号", "〔201721号", "926日", "925日"} <= set(raw)
    text = story.review.document.text
    assert "〔201632号" in text
    page = story.clerk.get(f"/policies/reviews/{story.review.pk}")
    assert "〔2016〕32号" in page


def test_a_draft_that_stays_a_draft_binds_nobody(story: Story) -> None:
    draft = next(p for p in story.review.proposals.all() if p.data.get("draft"))
    assert tale.act(story, draft, "reject", why="尚未印发").status == 302
    tale.walk_to_release(story)
    story.review.document.refresh_from_db()
    assert story.review.document.status == Document.Status.DRAFT
    assert not Task.objects.exists()
    assert not Rule.objects.filter(clause__document=story.review.document).exists()
    story.hour.look("2018-12-31")
    held = Obligation.objects.everywhere("test").filter(done_at=None)
    assert not held.exists()


def test_a_wording_without_number_waits_for_a_person(issued: Story) -> None:
    waiting = Rule.objects.filter(clause__document=issued.review.document, times=None)
    assert waiting.exists()
    assert not Obligation.objects.everywhere("test").filter(rule__in=waiting).exists()
    rule = waiting.first()
    assert rule is not None
    given = {"per": "half", "times": "2", "reason": tale.REASON}
    issued.head.done(
        f"/settings/rules/{rule.pk}", **{f"rule{rule.pk}-{k}": v for k, v in given.items()}
    )
    issued.hour.look("2018-01-01")
    owed = Obligation.objects.everywhere("test").filter(rule=rule, period="2018-H1")
    assert {o.times_needed for o in owed} == {2}


def test_a_task_without_a_date_gets_one_by_name_and_climbs_from_there(issued: Story) -> None:
    rows = Task.objects.select_related("matter").filter(matter__unit=issued.town.units[BUREAU])
    mine = rows.filter(due_on=None).first()
    assert mine is not None
    issued.hour.look("2018-03-01")
    assert tale.standing(mine).stage == 0
    address = f"/matters/{mine.matter.number}/due"
    silent = issued.head.post(address, revision=0, **{"due-day": "2018-06-30"})
    assert silent.status == 422
    given = {"due-day": "2018-06-30", "due-reason": tale.REASON}
    issued.head.done(address, revision=0, **given)
    duty = tale.standing(mine)
    assert duty.current_due == end_of(date(2018, 6, 30))
    issued.hour.look("2018-07-01", "2018-07-16", "2018-07-31")
    duty.refresh_from_db()
    assert duty.stage == 3
    letter = tale.order(duty)
    assert letter.number == "德安督〔2018〕1号"
    assert tale.supervision(duty).holder.name == "德阳市安委办"
    assert tale.sign(issued.head, letter).status == 302
    assert issued.head.file(f"/letters/{letter.pk}.pdf").startswith(b"%PDF")


def test_more_time_is_asked_for_and_granted_by_somebody_else(issued: Story) -> None:
    bureau, duty = issued.town.browser("bureau"), consultation()
    issued.hour.look("2017-12-20")
    given = {"extension-to_due": "2018-01-31", "extension-reason": "专家日程冲突"}
    bureau.done(f"/obligations/{duty.pk}/extension", **given)
    asked = duty.extensions.get()
    yes = {"decision-agreed": "yes", "decision-opinion": "同意"}
    assert bureau.post(f"/extensions/{asked.pk}", **yes).status == 403
    issued.head.done(f"/extensions/{asked.pk}", **yes)
    moved = consultation()
    assert (moved.legal_due, moved.current_due) == (
        end_of(date(2017, 12, 31)), end_of(date(2018, 1, 31)),
    )  # fmt: skip
    issued.hour.look("2018-01-10")
    assert consultation().stage == 0
    issued.hour.look("2018-02-01")
    assert consultation().stage == 1


def test_the_ledger_says_what_was_known_when(issued: Story) -> None:
    unit = issued.town.units[BUREAU]
    issued.hour.look("2018-01-01", "2018-01-08")
    then = tale.sheet(issued.clerk, unit, day="2018-01-08")
    issued.hour.to("2018-01-20", 10)
    given = {"fulfil-mode": "done", "proof-other": tale.proof("会诊报告.pdf")}
    met = tale.fulfil(
        issued.town.browser("bureau"), consultation(), "2017-12-28 09:00", **given
    )  # fmt: skip
    assert met.status == 302, met.page
    assert consultation().outcome == "late"
    again = tale.sheet(issued.clerk, unit, day="2018-01-08")
    as_known_now = tale.sheet(issued.clerk, unit, day="2018-01-08", basis="now")
    assert (again.code, again.counts["overdue"]) == (then.code, then.counts["overdue"])
    assert as_known_now.counts["late"] == 1

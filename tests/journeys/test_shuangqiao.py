"""双桥区实施意见: party and government count apart; each principal leads in person."""

from datetime import date

import pytest

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.modules.policy.models import Task
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.story import Story

PACK, FILE = "130802/shuangqiao-2018.yaml", "130802/shuangqiao-2018.txt"
LED = "130802/shuangqiao-2018#led.month"


@pytest.fixture(scope="module")
def story(hour: Hour) -> Story:
    """The document with its pack, released on 2018-05-02."""
    town = towns.found("130802", "双安", hour.to("2018-05-02"))
    office = town.units["双桥区安委办"]
    towns.department(town, "bureau", "双桥区安全监管局", "区安监局", kind="emergency_department")
    towns.street(town, "mayor", office)
    tale.load("CN/suggested.yaml", PACK, hour=hour)
    told = tale.receive(town, hour, FILE)
    told.refused["no reading"] = tale.act(told, tale.found(told, "deadline", "8月份前"), "accept")
    tale.walk_to_release(told, reading="date")
    hour.look("2018-05-03")
    return told


def check(slot: str, period: str = "2018-05") -> Obligation:
    return tale.owed(rule__key=LED, period=period, slot=slot)


def lead(story: Story, slot: str, login: str, on: str, *, led_by: str = ""):
    given = {
        "fulfil-mode": "done",
        "fulfil-led_by": story.town.terms[led_by or login].person_id,
        **{f"proof-{kind}": tale.proof(f"{kind}.pdf") for kind in check(slot).rule.proof},
    }
    if check(slot).rule.zero_allowed:
        given["fulfil-mode"] = "findings"
    return tale.fulfil(story.town.browser(login), check(slot), on, **given)


def test_the_reading_nobody_chose_is_not_chosen_for_anybody(story: Story) -> None:
    refused = story.refused["no reading"]
    assert refused.status == 422
    assert "2018-07-31 或 2018-08-31" in refused.page
    due = set(Task.objects.filter(clause__no="15").values_list("due_on", "due_alt"))
    assert due == {(date(2018, 7, 31), date(2018, 8, 31))}


def test_the_party_secretary_does_not_do_the_mayors_check(story: Story) -> None:
    story.hour.to("2018-05-20", 16)
    wrong = lead(story, "government", "mayor", "2018-05-20 09:00", led_by="mayor-party")
    assert wrong.status == 422
    assert "不是" in wrong.page
    assert check("government").times_done == 0
    assert lead(story, "party", "mayor-party", "2018-05-20 09:00").status == 302
    assert (check("party").outcome, check("government").outcome) == ("on_time", "")


def test_a_principal_who_never_enters_anything_is_found_and_his_office_ordered(
    story: Story,
) -> None:
    story.hour.to("2018-05-20", 16)
    assert lead(story, "party", "mayor-party", "2018-05-20 09:00").status == 302
    story.hour.look("2018-06-01", "2018-06-08")
    late, met = check("government"), check("party")
    assert (late.stage, met.stage) == (2, 0)
    town = late.holder.name
    assert tale.told("prompt", late.chain) == {town}
    assert tale.told("warning", late.chain) == {town, "双桥区安委办"}
    assert not tale.told("prompt", met.chain)
    idle = tale.supervision(late)
    assert idle.holder.name == "双桥区安委办"
    story.hour.look("2018-06-14", "2018-06-17")
    idle.refresh_from_db()
    assert (idle.stage, idle.done_at) == (3, None)
    assert late.post.get_lead_display() in story.clerk.get(f"/obligations/{late.pk}")


def test_the_two_posts_have_ledgers_of_their_own(story: Story) -> None:
    story.hour.to("2018-05-20", 16)
    assert lead(story, "party", "mayor-party", "2018-05-20 09:00").status == 302
    story.hour.look("2018-06-01")
    posts = {login: story.town.terms[login].post_id for login in ("mayor", "mayor-party")}
    sheets = {login: tale.sheet(story.clerk, post=pk) for login, pk in posts.items()}
    done = {login: made.counts["on_time"] for login, made in sheets.items()}
    overdue = {login: made.counts["overdue"] for login, made in sheets.items()}
    assert done == {"mayor": 0, "mayor-party": 1}
    assert overdue["mayor"] == overdue["mayor-party"] + 1
    assert story.town.name("mayor") in story.clerk.get("/ledger", post=posts["mayor"])


def test_the_supervisor_acts_and_its_own_duty_ends(story: Story) -> None:
    story.hour.look("2018-06-01", "2018-06-08")
    idle = tale.supervision(check("government"))
    story.hour.to("2018-06-10", 10)
    given = {"fulfil-mode": "done", "proof-other": tale.proof("督促记录.pdf")}
    answer = tale.fulfil(story.clerk, idle, "2018-06-10 09:00", **given)
    assert answer.status == 302, answer.page
    story.hour.look("2018-06-20")
    idle.refresh_from_db()
    assert (idle.outcome, idle.stage) == ("on_time", 0)
    letters = Letter.objects.everywhere("test").filter(chain=idle.chain)
    assert not letters.exists()
    assert check("government").done_at is None


def test_a_dated_task_climbs_until_the_order_is_signed_and_served(story: Story) -> None:
    open_task = tale.task("各行业领域主管部门", "16")
    given = {"owner-unit": "区安监局", "owner-reason": tale.REASON, "owner-remember": "on"}
    story.clerk.done(f"/matters/{open_task.matter.number}/owner", revision=0, **given)
    late = tale.standing(open_task)
    story.hour.look("2019-01-01", "2019-01-16", "2019-01-31")
    letter = tale.order(late)
    assert letter.addressee.name == "双桥区安全监管局"
    assert tale.sign(story.head, letter).status == 302
    assert tale.serve(story.clerk, letter, "2019-01-31 09:00").status == 302
    letter.refresh_from_db()
    assert (letter.state, letter.signer.name) == ("served", story.town.name("head"))
    bureau = story.town.browser("bureau")
    assert bureau.file(f"/letters/{letter.pk}.pdf").startswith(b"%PDF")
    assert letter.number in bureau.get(f"/matters/{open_task.matter.number}") + bureau.get(
        "/letters"
    )


def test_done_late_is_late_for_ever(story: Story) -> None:
    story.hour.look("2018-06-01")
    story.hour.to("2018-06-03", 10)
    then = tale.sheet(story.clerk, check("party").holder, day="2018-06-02")
    assert lead(story, "party", "mayor-party", "2018-05-31 09:00").status == 302
    late = check("party")
    assert (late.outcome, late.stage) == ("late", 1)
    again = tale.sheet(story.clerk, late.holder, day="2018-06-02")
    assert (again.code, again.counts["overdue"]) == (then.code, then.counts["overdue"])
    assert [now.obligation.pk for _, now in again.changes] == [late.pk]

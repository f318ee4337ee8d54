"""海丰县治本攻坚三年行动: leaders in person, owners named by the office, a change of principals."""

from datetime import date

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from bihuan.kernel.law.models import Rule
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import terms
from bihuan.lib.clocks import end_of
from bihuan.modules.policy.models import Task
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.browser import PASSWORD
from tests.journeys.story import Story

PACK, FILE = "441521/haifeng-2024.yaml", "441521/haifeng-2024.txt"
MONTHLY = "441521/haifeng-2024#principal.month"
PROOFS = ("检查记录", "签字")


@pytest.fixture(scope="module")
def story(hour: Hour) -> Story:
    """The document with its pack, released on 2024-03-04."""
    town = towns.found("441521", "海安", hour.to("2024-03-04"))
    bureau = towns.department(
        town, "bureau", "海丰县应急管理局", "县应急管理局", "应急管理部门",
        kind="emergency_department",
    )  # fmt: skip
    towns.firm(town, "acid", "海丰县某某化工厂", bureau, tags=["危险化学品"])
    towns.firm(town, "toys", "海丰县某某玩具厂", bureau)
    towns.street(town, "town", town.units["海丰县安委办"])
    tale.load("CN/suggested.yaml", PACK, hour=hour)
    told = tale.receive(town, hour, FILE)
    told.refused["no reading"] = tale.act(told, tale.found(told, "deadline", "6月份前"), "accept")
    tale.walk_to_release(told)
    hour.look("2024-03-05")
    return told


def monthly(period: str) -> Obligation:
    return tale.owed(rule__key=MONTHLY, period=period)


def led(story: Story, duty: Obligation, on: str, login: str = "acid", mode: str = "zero"):
    """Let a principal enter that the check was led and found nothing."""
    papers = {f"proof-{kind}": tale.proof(f"{kind}{on[:10]}.pdf") for kind in PROOFS}
    leader = story.town.terms[login].person_id
    given = {"fulfil-mode": mode, "fulfil-led_by": leader, **papers}
    return tale.fulfil(story.town.browser(login), duty, on, **given)


def test_two_readings_are_chosen_by_a_person_and_the_other_stays_in_sight(story: Story) -> None:
    refused = story.refused["no reading"]
    assert refused.status == 422
    assert "有两种读法：2024-05-31 或 2024-06-30。请选一种。" in refused.page
    chosen = Task.objects.filter(clause__no="14", due_alt__isnull=False).first()
    assert chosen is not None
    assert (chosen.due_on, chosen.due_alt) == (date(2024, 6, 30), date(2024, 5, 31))


def test_what_a_pack_already_makes_a_duty_of_is_not_made_twice(story: Story) -> None:
    assert not Rule.objects.filter(clause__no="4", key__contains="#read").exists()
    assert {o.holder.name for o in Obligation.objects.everywhere("test").filter(
        rule__clause__no="4", period__startswith="2024"
    ).select_related("holder")} == {"海丰县某某化工厂", "海丰县某某玩具厂"}  # fmt: skip


def test_the_high_risk_firm_owes_by_month_and_the_other_by_quarter(story: Story) -> None:
    rows = Obligation.objects.everywhere("test").filter(rule__clause__no="4")
    owed = set(rows.values_list("holder__name", "period", "current_due"))
    assert owed == {
        ("海丰县某某化工厂", "2024-03", end_of(date(2024, 3, 31))),
        ("海丰县某某玩具厂", "2024Q1", end_of(date(2024, 3, 31))),
    }


def test_a_task_without_owner_gets_one_by_name_and_then_climbs(story: Story) -> None:
    open_task = tale.task("", "2")
    assert open_task.due_on == date(2024, 12, 31)
    answer = story.clerk.post(
        f"/matters/{open_task.matter.number}/owner", revision=0,
        **{"owner-unit": "县应急管理局", "owner-reason": tale.REASON},
    )  # fmt: skip
    assert answer.status == 302, answer.page
    duty = tale.standing(open_task)
    assert (duty.holder.name, duty.current_due) == ("海丰县应急管理局", end_of(date(2024, 12, 31)))
    story.hour.look("2025-01-01", "2025-01-16", "2025-01-31")
    duty.refresh_from_db()
    assert (duty.stage, duty.done_at) == (3, None)
    letter = tale.order(duty)
    assert letter.number.startswith("海安督〔2025〕")
    assert letter.addressee.name == "海丰县应急管理局"
    assert tale.supervision(duty).holder.name == "海丰县安委办"
    assert tale.sign(story.head, letter).status == 302
    assert story.clerk.file(f"/letters/{letter.pk}.pdf").startswith(b"%PDF")


def test_a_signed_statement_of_zero_needs_the_leader_and_every_proof(story: Story) -> None:
    duty, boss = monthly("2024-03"), story.town.browser("acid")
    story.hour.to("2024-03-20", 16)
    leader = story.town.terms["acid"].person_id
    bare = tale.fulfil(boss, duty, "2024-03-20 10:00", **{"fulfil-mode": "zero"})
    assert bare.status == 422
    assert "还没有选择带队人" in bare.page
    half = {"fulfil-mode": "zero", "fulfil-led_by": leader}
    paper = {"proof-检查记录": tale.proof("检查记录.pdf")}
    missing = tale.fulfil(boss, duty, "2024-03-20 10:00", **half, **paper)
    assert missing.status == 409
    assert "还缺“签字”" in missing.page
    assert "逐项办理，已记录" in missing.page
    assert led(story, duty, "2024-03-20 10:00").status == 302
    duty.refresh_from_db()
    assert (duty.outcome, duty.mode) == ("on_time", "zero")


def test_nobody_else_does_it_for_them_unseen(story: Story) -> None:
    duty = monthly("2024-03")
    stranger = story.town.browser("toys")
    assert stranger.asked(f"/obligations/{duty.pk}").status == 404
    assert tale.fulfil(stranger, duty, "2024-03-05 08:00").status == 404
    answer = tale.fulfil(story.town.browser("bureau"), duty, "2024-03-05 08:00")
    assert answer.status == 403
    assert monthly("2024-03").done_at is None


def test_the_ledger_of_a_post_names_who_held_it_then(story: Story) -> None:
    post = story.town.terms["acid"].post
    story.hour.to("2024-03-20", 16)
    assert led(story, monthly("2024-03"), "2024-03-20 10:00").status == 302
    story.hour.look("2024-04-01", "2024-04-30")
    before = story.clerk.get("/ledger", post=post.pk, day="2024-04-30")
    code = tale.sheet(story.clerk, post=post.pk, day="2024-04-30").code
    change_of_principals(story)
    story.hour.look("2024-05-01", "2024-05-08")
    story.hour.to("2024-05-10", 16)
    assert led(story, monthly("2024-05"), "2024-05-10 10:00", "heir").status == 302
    after = story.clerk.get("/ledger", post=post.pk, day="2024-05-10")
    old, new = story.town.name("acid"), story.town.name("heir")
    assert old in before
    assert new not in before
    assert new in after
    then = tale.sheet(story.clerk, post=post.pk, day="2024-04-30")
    assert then.code == code
    assert (then.counts["on_time"], then.counts["running"]) == (1, 1)
    assert old in story.clerk.get("/ledger", post=post.pk, day="2024-04-30")


def test_who_left_cannot_sign_for_the_time_after(story: Story) -> None:
    change_of_principals(story)
    story.hour.look("2024-05-01")
    story.hour.to("2024-05-10", 16)
    given = {"login": "acid", "password": PASSWORD}
    answer = Client(HTTP_HOST="localhost").post("/sign-in", given)
    assert "登录名或密码不对" in answer.content.decode()
    assert SESSION_KEY not in answer.client.session
    assert monthly("2024-05").times_done == 0


def change_of_principals(story: Story) -> None:
    """Let the principal of the chemical works leave on 2024-05-01 and another come."""
    at = story.hour.to("2024-04-30", 17)
    term = story.town.terms["acid"]
    terms.end_term(term, on=date(2024, 5, 1), reason="调离", by=towns.BY, at=at)
    story.town.appoint("heir", term.post, date(2024, 5, 1))


def test_what_is_unset_is_set_by_name_on_a_page_and_then_owed(story: Story) -> None:
    rule = Rule.objects.get(key="441521/haifeng-2024#study.town")
    assert not Obligation.objects.everywhere("test").filter(rule=rule).exists()
    address, prefix = f"/settings/rules/{rule.pk}", f"rule{rule.pk}"
    silent = story.head.post(address, **{f"{prefix}-per": "quarter", f"{prefix}-times": "1"})
    assert silent.status == 422
    assert "还没有填写“依据或理由”" in silent.page
    given = {f"{prefix}-per": "quarter", f"{prefix}-times": "1", f"{prefix}-reason": tale.REASON}
    story.head.done(address, **given)
    story.hour.look("2024-04-01")
    owed = Obligation.objects.everywhere("test").filter(rule=rule, period="2024Q2")
    assert set(owed.values_list("slot", flat=True)) == {"party", "government"}
    assert story.town.name("head") in story.head.get("/settings")

"""双桥（二十九）（三十一）and a led inspection: what is handed out, summoned, patrolled, closes."""

from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Matter
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.browser import Answer
from tests.journeys.matters import make_public, matter, opened, state, step
from tests.journeys.story import Story

PACK, FILE = "130802/shuangqiao-2018.yaml", "130802/shuangqiao-2018.txt"
LED = "130802/shuangqiao-2018#led.quarter"


@pytest.fixture(scope="module")
def story(hour: Hour) -> Story:
    """The document released; a bureau with an enterprise, a town, the organs a patrol tells."""
    town = towns.found("130802", "双安", hour.to("2018-05-02"))
    office = town.units["双桥区安委办"]
    town.staff("checker", office, "审核岗", "office_leader")
    bureau = towns.department(
        town, "bureau", "双桥区安全监管局", "区安监局", kind="emergency_department"
    )
    town.staff("bureau-clerk", bureau, "监管科", "department_clerk")
    towns.firm(town, "works", "双桥某某铸造厂", bureau)
    towns.department(town, "discipline", "双桥区纪委监委")
    towns.department(town, "organisation", "双桥区委组织部")
    towns.street(town, "mayor", office)
    tale.load("CN/suggested.yaml", "CN/official-documents-2012.yaml", "CN/interview-2018.yaml",
              PACK, hour=hour)  # fmt: skip
    told = tale.receive(town, hour, FILE)
    tale.walk_to_release(told, reading="date")
    tale.adopt(told, "step")
    hour.look("2018-05-03")
    return told


def led(story: Story, **handed: Any) -> Answer:
    """Let the bureau's head enter the inspection he led, and hand out what it found."""
    duty = tale.owed(rule__key=LED, period="2018Q2", holder__name="双桥区安全监管局")
    given = {
        "fulfil-mode": "done",
        "fulfil-led_by": story.town.terms["bureau"].person_id,
        **{f"proof-{kind}": tale.proof(f"{kind}.pdf") for kind in duty.rule.proof},
        **handed,
    }
    return tale.fulfil(story.town.browser("bureau"), duty, "2018-05-20 09:00", **given)


HANDED = {
    "hand0-holder": "双桥某某铸造厂",
    "hand0-says": "配电柜加装漏电保护，报整改前后照片",
    "hand0-due_on": "2018-06-05",
}


def test_what_an_inspection_found_is_handed_out_with_it_or_neither_is_recorded(
    story: Story,
) -> None:
    story.hour.to("2018-05-21", 10)
    duty = tale.owed(rule__key=LED, period="2018Q2", holder__name="双桥区安全监管局")
    half = led(story, **{**HANDED, "hand0-due_on": ""})
    assert half.status == 422
    assert "还没有填写“应于”" in half.page
    past = led(story, **{**HANDED, "hand0-due_on": "2018-05-01"})
    assert past.status == 422
    assert "已经过了" in past.page
    duty.refresh_from_db()
    assert (duty.times_done, duty.fulfilments.count()) == (0, 0)
    assert not Matter.objects.everywhere("test").filter(flow="committee.directive").exists()
    assert led(story, **HANDED).status == 302
    duty.refresh_from_db()
    assert duty.outcome == "on_time"
    [given] = Matter.objects.everywhere("test").filter(flow="committee.directive")
    assert given.unit.name == "双桥某某铸造厂"
    assert given.clause == duty.clause
    assert given.number in story.town.browser("bureau").get(f"/obligations/{duty.pk}")


def test_a_directive_runs_from_who_found_it_to_who_mends_it_and_back(story: Story) -> None:
    story.hour.to("2018-05-21", 10)
    assert led(story, **HANDED).status == 302
    given = Matter.objects.everywhere("test").get(flow="committee.directive")
    works, bureau = story.town.browser("works"), story.town.browser("bureau")
    clerk = story.town.browser("bureau-clerk")
    early = step(bureau, given, "confirm", opinion="同意")
    assert early.status == 422
    assert "这一步现在不能办" in early.page
    assert state(given) == "given"
    assert step(works, given, result="").status == 422
    assert step(works, given, result="已加装").status == 302
    assert step(clerk, given, "send_back", opinion="没有照片", again_by="2018-06-10").status == 302
    assert state(given) == "returned"
    owed = Obligation.objects.everywhere("test").get(matter=given, done_at=None)
    assert (owed.holder.name, owed.stage) == ("双桥某某铸造厂", 2)
    assert step(works, given, result="已加装，照片附后").status == 302
    assert step(clerk, given, "confirm", opinion="现场核对属实").status == 302
    assert state(given) == "done"


def test_a_directive_nobody_reports_on_climbs_to_who_gave_it(story: Story) -> None:
    story.hour.to("2018-05-21", 10)
    assert led(story, **HANDED).status == 302
    given = Matter.objects.everywhere("test").get(flow="committee.directive")
    story.hour.look("2018-06-06", "2018-06-21")
    owed = Obligation.objects.everywhere("test").get(matter=given, kind="step", done_at=None)
    assert owed.stage == 2
    assert tale.told("warning", owed.chain) == {"双桥某某铸造厂", "双桥区安全监管局"}
    assert tale.supervision(owed).holder.name == "双桥区安全监管局"


def test_a_summons_grows_from_a_miss_and_ends_when_its_promises_are_checked(story: Story) -> None:
    story.hour.look("2018-06-01", "2018-06-08")
    missed = tale.owed(rule__key="130802/shuangqiao-2018#led.month", period="2018-05",
                       slot="government")  # fmt: skip
    town = missed.holder.name
    page = story.clerk.get(f"/matters/new/committee.interview?of={missed.pk}")
    assert "至今未办结" in page
    assert town in page
    asked = opened(
        story.clerk, "interview", f"?of={missed.pk}", unit=town, reason="五月没有带队检查"
    )
    assert step(story.clerk, asked, meet_on="2018-06-12", venue="区政府").status in (403, 409)
    assert step(story.head, asked, "approve", meet_on="2018-06-12", venue="区政府").status == 302
    letter = Letter.objects.everywhere("test").get(matter=asked)
    assert letter.number.startswith("双安约〔2018〕")
    assert tale.sign(story.head, letter).status == 302
    mayor = story.town.browser("mayor")
    assert letter.number in mayor.get("/letters")
    story.hour.to("2018-06-12", 16)
    held = {
        "held_on": "2018-06-12", "led_by": story.town.terms["head"].person_id,
        "attended": "镇长、分管副镇长", "said": "五月没有带队检查", "promises": "六月起每月两次",
        "rectify_by": "2018-06-30",
    }  # fmt: skip
    assert step(story.clerk, asked, **held).status == 409
    assert step(story.clerk, asked, "", "interview_record", **held).status == 302
    report = step(mayor, asked, "", "interview_report", result="六月已带队两次")
    assert report.status == 302
    assert step(story.clerk, asked, "verify", opinion="查阅两次检查记录，属实").status == 302
    assert (state(asked), matter(asked.number).closed_at is None) == ("closed", False)


def test_a_summoned_unit_that_does_not_report_is_found(story: Story) -> None:
    story.hour.to("2018-06-08", 10)
    town = story.town.terms["mayor"].post.unit.name
    asked = opened(story.clerk, "interview", unit=town, reason="两项任务逾期")
    assert step(story.head, asked, "approve", meet_on="2018-06-12", venue="区政府").status == 302
    story.hour.look("2018-06-13", "2018-06-16")
    ours = Obligation.objects.everywhere("test").get(matter=asked, kind="step", done_at=None)
    assert (ours.holder.name, ours.step, ours.stage) == ("双桥区安委办", "hold", 2)


def refused(answer: Answer, says: str) -> None:
    assert answer.status == 409
    assert says in answer.page


def test_a_patrol_cannot_skip_a_step_and_tells_whom_the_clause_names(story: Story) -> None:
    story.hour.to("2018-06-01", 10)
    town = story.town.terms["mayor"].post.unit.name
    works, mayor = story.town.browser("works"), story.town.browser("mayor")
    assert works.asked("/matters/new/committee.patrol").status == 403
    asked = opened(
        story.clerk, "patrol", unit=town, starts_on="2018-06-11", ends_on="2018-06-15",
        scope="法定职责履行情况",
    )  # fmt: skip
    head_id = story.town.terms["head"].person_id
    early = step(story.clerk, asked, "announce")
    assert early.status == 422
    assert state(asked) == "planned"
    assert step(story.clerk, asked, led_by=head_id, members="两人").status == 302
    told = {"findings": "一个村未建台账", "hazards": "未发现"}
    assert step(story.clerk, asked, "", "patrol_report", **told).status == 302
    back = {"feedback_on": "2018-06-16", "rectify_by": "2018-06-30"}
    assert step(story.head, asked, **back).status == 302
    assert step(mayor, asked, "", "patrol_rectification", result="已建").status == 302
    lacking = {"opinion": "缺两户", "again_by": "2018-07-10"}
    assert step(story.clerk, asked, "send_back", **lacking).status == 302
    assert state(asked) == "returned"
    story.hour.to("2018-06-20", 10)
    assert step(mayor, asked, "", "patrol_rectification", result="全部建齐").status == 302
    assert step(story.clerk, asked, "pass_review", opinion="逐户核对").status == 302
    copies = {"discipline": "双桥区纪委监委", "organisation": "双桥区委组织部"}
    assert step(story.head, asked, **copies).status == 302
    refused(step(story.clerk, asked), "还没有签发")
    letter = Letter.objects.everywhere("test").filter(matter=asked).order_by("-pk")[0]
    assert tale.sign(story.head, letter).status == 302
    assert letter.number in story.town.browser("discipline").get("/letters")
    refused(step(story.clerk, asked), "还没有向社会公告")
    public = make_public(story.clerk, story.town.browser("checker"), story.head, asked)
    anybody = Client().get(f"/public/item/{public.number}").content.decode()
    assert "全部建齐" in anybody
    assert step(story.clerk, asked).status == 302
    assert state(asked) == "closed"

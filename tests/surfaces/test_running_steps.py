"""设定: by when a step is taken here, who signs it, which days count, what a name means."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.flows import duties
from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.law.models import Setting
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.models import UnitAlias
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Task
from bihuan.surfaces import clock
from tests.surfaces import twins
from tests.surfaces.twins import County

STEP = "policy.task.accept"
WHY = "县安委会议定"
NOTICE = "元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月10日（周日）上班。"


def head(county: County) -> str:
    """What the post of the office's head is called."""
    return county.terms["office_leader"].post.title


def page(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def limit(county: County, role: str = "office_clerk", step: str = STEP, **given: str) -> Any:
    given = {"amount": "5", "unit": "workdays", "reason": WHY} | given
    sent = {f"limit-{name}": value for name, value in given.items()}
    return county.browser(role).post(f"/settings/steps/{step}/limit", sent)


def chain(county: County, role: str = "office_clerk", **given: str) -> Any:
    given = {"posts": "HEAD", "kind": "", "reason": WHY} | given
    sent = {f"chain-{name}": value for name, value in given.items()}
    sent["chain-posts"] = sent["chain-posts"].replace("HEAD", head(county))
    return county.browser(role).post(f"/settings/steps/{STEP}/chain", sent)


@pytest.fixture
def waiting(county: County) -> Obligation:
    """The acceptance of a task that was submitted: nobody says within what time."""
    matter = Matter.objects.everywhere("test").get(pk=county.task.pk)
    Matter.objects.everywhere("test").filter(pk=matter.pk).update(state="submitted")
    matter.refresh_from_db()
    record = flow_of("policy.task").record(matter.pk)
    record.matter = matter
    duties.open_duties(TaskFlow, matter, record, by=twins.BY, at=twins.NOW)
    rows = Obligation.objects.everywhere("test").filter(matter=matter, kind=Kind.STEP)
    return rows.get(step="accept", legal_due=None, done_at=None)


def test_a_step_without_a_limit_is_unset_and_runs_from_the_day_somebody_sets_it(
    county: County, waiting: Obligation
):
    clerk = county.browser("office_clerk")
    assert "没有条款写明，也没有人设定" in page(clerk, f"/settings/steps/{STEP}")
    assert limit(county).status_code == 302
    waiting.refresh_from_db()
    assert waiting.legal_due == end_of(date(2025, 3, 19))
    shown = page(clerk, f"/settings/steps/{STEP}")
    assert "5个工作日内" in shown
    assert WHY in shown


def test_what_a_clause_or_a_matter_dates_itself_is_not_set_by_a_place(county: County):
    assert limit(county, step="policy.task.submit").status_code == 404
    assert limit(county, step="policy.task.nothing").status_code == 404
    assert not Setting.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"amount": "0"}, "至少是 1。"),
        ({"unit": ""}, "还没有选择“单位”。"),
        ({"reason": " "}, "还没有填写“依据或理由”。"),
    ],
)
def test_half_a_limit_is_no_limit(
    county: County, waiting: Obligation, given: dict[str, str], says: str
):
    answer = limit(county, **given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Setting.objects.exists()
    waiting.refresh_from_db()
    assert waiting.legal_due is None


def test_the_posts_that_sign_are_named_as_people_call_them(county: County):
    assert chain(county, posts="HEAD\n分管负责人").status_code == 302
    row = Setting.objects.get(subject=STEP, field="approvers")
    assert row.value == [head(county), "portfolio"]
    assert f"{head(county)} → 分管负责人" in page(county.browser("auditor"), "/settings/steps")
    assert chain(county, posts="", kind="town_government").status_code == 302
    assert "不用审批" in page(county.browser("auditor"), f"/settings/steps/{STEP}")


@pytest.mark.parametrize(
    ("posts", "says"),
    [
        ("处长", "您的辖区里没有岗位“处长”。"),
        ("HEAD、HEAD", "同一岗位写了两次。"),
    ],
)
def test_a_chain_of_posts_that_cannot_sign_is_refused(county: County, posts: str, says: str):
    answer = chain(county, posts=posts)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Setting.objects.exists()


def test_a_post_of_the_county_next_door_is_not_known_here(county: County, twin: County):
    answer = chain(county, posts=head(twin))
    assert f"您的辖区里没有岗位“{head(twin)}”。" in answer.content.decode()
    assert not Setting.objects.exists()


def test_a_year_nobody_published_is_read_shown_and_entered_by_name(
    county: County, waiting: Obligation, monkeypatch: pytest.MonkeyPatch
):
    december = twins.NOW.replace(year=2026, month=12, day=30)
    monkeypatch.setattr(clock, "now", lambda: december)
    assert limit(county).status_code == 302
    waiting.refresh_from_db()
    assert waiting.legal_due is None
    clerk, given = county.browser("office_clerk"), {"year": 2027, "text": NOTICE, "reason": "国办"}
    assert "2027年的节假日还没有" in page(clerk, "/settings/holidays?year=2027")
    read = clerk.post("/settings/holidays/enter", given | {"act": "read"}).content.decode()
    assert "读出 3 天放假、1 天调休上班，还没有录入" in read
    assert not Setting.objects.filter(field="holidays").exists()
    assert clerk.post("/settings/holidays/enter", given | {"act": "adopt"}).status_code == 302
    waiting.refresh_from_db()
    # The 31st, then 4 to 7 January; New Year and its weekend are off.
    assert waiting.legal_due == end_of(date(2027, 1, 7))


def test_a_notice_that_does_not_fit_is_refused_with_its_words(county: County):
    given = {"year": 2027, "text": "元旦：1月1日（周四）放假。", "reason": "国办", "act": "adopt"}
    answer = county.browser("office_clerk").post("/settings/holidays/enter", given)
    assert answer.status_code == 422
    assert "2027-01-01是周五，写的是周四。" in answer.content.decode()
    assert not Setting.objects.exists()


@pytest.fixture
def nameless(county: County) -> Matter:
    """A task whose owner the document calls by a name nobody here has."""
    record = Task(
        document=county.document, clause=county.clause, part="whole", printed="县安监科",
        says="甲建立台账", due_on=date(2025, 6, 1),
    )  # fmt: skip
    case = Case("甲建立台账", county.place, None, county.clause)
    return begin(TaskFlow, case, record, by=twins.BY, at=twins.NOW)


def test_a_name_nobody_answers_to_is_said_once_and_its_tasks_go_there(
    county: County, nameless: Matter
):
    clerk = county.browser("office_clerk")
    assert "县安监科" in page(clerk, "/settings/names")
    given = {
        "printed": "县安监科",
        "unit": "甲县应急管理局",
        "reason": "机构改革",
        "remember": "on",
    }
    assert clerk.post("/settings/names/say", given).status_code == 302
    nameless.refresh_from_db()
    assert nameless.unit == county.units["bureau"]
    assert UnitAlias.objects.get(alias="县安监科").unit == county.units["bureau"]
    assert "文件里的单位都对得上" in page(clerk, "/settings/names")


def test_a_name_of_many_is_given_once_and_not_remembered(county: County, nameless: Matter):
    given = {"printed": "县安监科", "unit": "甲县应急管理局", "reason": "议定"}
    assert county.browser("office_clerk").post("/settings/names/say", given).status_code == 302
    nameless.refresh_from_db()
    assert nameless.unit == county.units["bureau"]
    assert not UnitAlias.objects.filter(alias="县安监科").exists()


def test_a_name_is_not_given_to_the_county_next_door(
    county: County, twin: County, nameless: Matter
):
    given = {"printed": "县安监科", "unit": "骉县应急管理局", "reason": "试"}
    assert county.browser("office_clerk").post("/settings/names/say", given).status_code == 422
    given["unit"] = "骉县安委办"
    assert twin.browser("office_clerk").post("/settings/names/say", given).status_code == 404
    nameless.refresh_from_db()
    assert nameless.unit is None
    assert not UnitAlias.objects.filter(alias="县安监科").exists()


def test_what_each_kind_of_post_may_do_is_shown(county: County):
    shown = page(county.browser("worker"), "/settings/posts")
    assert "从业人员" in shown
    assert "维护单位、岗位和任职" in shown

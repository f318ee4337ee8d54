"""A cause tells once; what a notice says is a plain sentence; the inbox shows one's own."""

import re
from datetime import timedelta

import pytest

from bihuan.kernel.notices import wording
from bihuan.kernel.notices.inbox import count_unread, inbox, mark_read
from bihuan.kernel.notices.models import Notice, Reading
from bihuan.kernel.notices.wording import Wording, render
from tests.kernel.factories import (
    AT,
    committee_office,
    county,
    enterprise,
    person_in,
    post,
    town,
    viewer_in,
    viewer_of,
)

from .tellings import tell

pytestmark = pytest.mark.django_db
ALL = Notice.objects.everywhere("test")


def test_a_cause_tells_once_and_what_it_told_stays(office):
    first = tell(office, key="o1:1:holder", subject="甲")
    again = tell(office, key="o1:1:holder", subject="乙", stage=3)
    assert again == first
    assert [(notice.subject, notice.stage) for notice in ALL.all()] == [("甲", 1)]


def test_an_unknown_template_is_refused_and_nothing_told(office):
    with pytest.raises(LookupError, match="没有名为“shout”的通知模板"):
        tell(office, template="shout")
    assert not ALL.all().exists()


@pytest.mark.parametrize(
    ("template", "days", "title", "body"),
    [
        ("due_soon", 19, "临期：一季度会商", "海丰县安委办“一季度会商”应于 2024-03-31，剩 19 天。"),
        (
            "prompt", -12, "提示：一季度会商",
            "海丰县安委办“一季度会商”应于 2024-02-29，已逾期 12 天，还没有办理记录。",
        ),
        (
            "warning", -1, "警示：一季度会商",
            "海丰县安委办“一季度会商”应于 2024-03-11，已逾期 1 天，没有完成。"
            "仍不办理的，由上一级督办。",
        ),
    ],
)  # fmt: skip
def test_what_a_notice_says_names_holder_day_and_lateness(office, template, days, title, body):
    notice = tell(office, template=template, subject="一季度会商", due=AT + timedelta(days=days))
    assert render(notice) == (title, body)


def test_a_supervisor_reads_whose_duty_it_is(office):
    notice = tell(office, facts={"holder": "附城镇人民政府", "role": "supervisor"})
    assert render(notice)[1].startswith("附城镇人民政府“3 月带队检查”应于 2024-02-29")


def test_today_is_neither_left_nor_late_and_no_day_is_said_to_be_unset(office):
    assert wording.lateness(tell(office, due=AT)) == "今天到期"
    assert wording.lateness(tell(office, due=AT - timedelta(hours=1))) == "今天已过期限"
    notice = tell(office, due=None)
    assert (
        render(notice)[1] == "海丰县安委办“3 月带队检查”应于 未设定，期限未设定，还没有办理记录。"
    )


def test_a_fact_that_is_missing_reads_unset_and_braces_in_facts_are_only_text(office):
    notice = tell(office, template="returned", facts={"by": "{subject.__class__}"})
    text = render(notice)[1]
    assert text == "{subject.__class__}退回了3 月带队检查：“未设定”，现在是“未设定”。"


def test_every_shipped_wording_is_written_as_a_native_would():
    for name, words in wording._TEMPLATES.items():
        assert words.body.endswith("。"), name
        assert not re.search(r"请及时|加强|高度重视|失败|非法|系统异常|[!！]", words.body), name


def test_a_module_adds_its_own_wording_but_changes_nobody_else_s(office, monkeypatch):
    monkeypatch.setattr(wording, "_TEMPLATES", dict(wording._TEMPLATES))
    wording.add("permit", Wording("作业票", "{subject}已批准。"))
    assert render(tell(office, template="permit")) == (
        "作业票：3 月带队检查",
        "3 月带队检查已批准。",
    )
    with pytest.raises(ValueError, match="“prompt”已有另一种写法"):
        wording.add("prompt", Wording("喊", "快！"))


def test_the_inbox_shows_what_went_to_one_s_post_or_unit_newest_first(office, clerk):
    leader = person_in(post(office, "office_leader", "主任"), "李国强")
    to_unit = tell(office)
    to_leader = tell(office, post=leader.post, at=AT + timedelta(hours=1))
    tell(committee_office(county("230902", "新兴区")))
    assert list(inbox(viewer_of(leader))) == [to_leader, to_unit]
    assert list(inbox(viewer_of(clerk))) == [to_unit]
    assert list(inbox(viewer_in(office, "administrator"))) == []


def test_reading_is_each_person_s_own_and_counted_once(office, clerk):
    leader = person_in(post(office, "office_leader", "主任"), "李国强")
    notice, other = tell(office), tell(office)
    me, chief = viewer_of(clerk), viewer_of(leader)
    assert (count_unread(me), count_unread(chief)) == (2, 2)
    mark_read([notice], by=me, at=AT)
    mark_read([notice], by=me, at=AT + timedelta(hours=1))
    assert (count_unread(me), count_unread(chief)) == (1, 2)
    assert Reading.objects.get().at == AT
    assert [row.is_read for row in inbox(me)] == [row == notice for row in inbox(me)]
    assert other in list(inbox(me))


def test_what_is_not_in_one_s_inbox_cannot_be_marked_read(office, clerk):
    foreign = tell(enterprise(town(county())))
    mark_read([foreign], by=viewer_of(clerk), at=AT)
    assert not Reading.objects.exists()


def test_a_hundred_unread_notices_are_counted_as_many(office, clerk, monkeypatch):
    monkeypatch.setattr("bihuan.kernel.notices.inbox.MANY", 3)
    for _ in range(5):
        tell(office)
    assert count_unread(viewer_of(clerk)) == 3

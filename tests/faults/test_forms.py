"""A form filled in wrongly gets one clear sentence, and everything stays as it was."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.surfaces.workbench.queries.letters import as_read
from tests.faults.refusal import contents, is_one_clear_sentence, said
from tests.surfaces.twins import PDF, County

PAPER = "proof-检查记录"
CLERK, LEADER, PRINCIPAL = "office_clerk", "office_leader", "enterprise_principal"
BUREAU, OFFICER = "department_leader", "safety_officer"


def paper(name: str = "检查记录.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def record(county: County, **changed: Any) -> dict[str, Any]:
    """A check filled in completely, but for what is changed. A file would be kept: none is sent."""
    given = {
        "revision": county.duty.revision,
        "fulfil-mode": "findings",
        "fulfil-led_by": county.terms[PRINCIPAL].person_id,
        "fulfil-happened_at": "2025-03-11 09:30",
        "fulfil-place": "一车间",
        "fulfil-participants": "车间主任",
        "fulfil-findings": "一台急停失灵，已停用。",
    }
    return given | {name.replace("__", "-"): value for name, value in changed.items()}


def fulfil(**changed: Any) -> Callable[[County], tuple[str, str, dict[str, Any]]]:
    return lambda c: (PRINCIPAL, f"/obligations/{c.duty.pk}/fulfil", record(c, **changed))


def led_by(role: str) -> Callable[[County], tuple[str, str, dict[str, Any]]]:
    def case(c: County) -> tuple[str, str, dict[str, Any]]:
        given = record(c, **{"fulfil-led_by": c.terms[role].person_id})
        return PRINCIPAL, f"/obligations/{c.duty.pk}/fulfil", given

    return case


def on(role: str, address: str, **given: Any) -> Callable[[County], Any]:
    """A form of somebody; the address names a thing of the county, ``__`` is a hyphen."""
    fields = {name.replace("__", "-"): value for name, value in given.items()}
    return lambda c: (role, address.format(c=c), fields)


def step(role: str, **given: Any) -> Callable[[County], Any]:
    return lambda c: (
        role, f"/matters/{c.task.number}/step",
        {"revision": 0, **{f"step-{k}": v for k, v in given.items()}},
    )  # fmt: skip


RECORDS = {
    "no moment": (fulfil(fulfil__happened_at=""), "还没有填写时间"),
    "a moment in words": (fulfil(fulfil__happened_at="三月十一"), "2025-03-12 14:30"),
    "a month that is none": (fulfil(fulfil__happened_at="2025-13-01"), "2025-03-12 14:30"),
    "a moment to come": (fulfil(fulfil__happened_at="2025-03-13"), "发生时间不能晚于现在"),
    "a moment before the period": (fulfil(fulfil__happened_at="2025-02-01"), "本期开始"),
    "no outcome": (fulfil(fulfil__mode=""), "结果"),
    "an outcome nobody offers": (fulfil(fulfil__mode="fine"), "fine"),
    "a proxy for oneself": (fulfil(fulfil__mode="proxy"), "proxy"),
    "no leader": (fulfil(fulfil__led_by=""), "带队人（主持人）"),
    "a leader from nowhere": (fulfil(fulfil__led_by="999999"), "选项"),
    "a leader of the wrong rank": (led_by(OFFICER), "不是甲塑料制品厂的"),
    "no place": (fulfil(fulfil__place=""), "在哪里"),
    "a place without end": (fulfil(fulfil__place="车" * 201), "200"),
    "no participants": (fulfil(fulfil__participants=" "), "谁参加"),
    "no findings": (fulfil(fulfil__findings=""), "情况"),
    "findings without end": (fulfil(fulfil__findings="查" * 2001), "2000"),
    "an invisible character": (fulfil(fulfil__findings="一\x00二"), "空字符"),
    "no proof": (fulfil(), "还缺“检查记录”"),
    "a program as proof": (fulfil(**{PAPER: paper("检查.exe")}), "检查.exe"),
    "an empty file as proof": (fulfil(**{PAPER: paper(content=b"")}), "检查记录"),
    "a picture that is a text": (fulfil(**{PAPER: paper("照片.jpg", b"hello")}), "照片.jpg"),
    "a file without kind": (fulfil(**{PAPER: paper("检查记录")}), "检查记录"),
    "no revision": (fulfil(revision=""), "没有保存"),
    "an older revision": (fulfil(revision="-3"), "没有保存"),
}
TIME = {
    "more time until no day": (
        on(OFFICER, "/obligations/{c.duty.pk}/extension",
           extension__to_due="", extension__reason="检修"), "2025-03-12"),
    "more time until a day that is none": (
        on(OFFICER, "/obligations/{c.duty.pk}/extension",
           extension__to_due="2025-02-30", extension__reason="检修"), "2025-03-12"),
    "more time backwards": (
        on(OFFICER, "/obligations/{c.duty.pk}/extension",
           extension__to_due="2025-03-13", extension__reason="检修"), "晚于现行期限"),
    "more time for nothing": (
        on(OFFICER, "/obligations/{c.duty.pk}/extension",
           extension__to_due="2025-05-01", extension__reason=""), "理由"),
    "more time twice": (
        on(OFFICER, "/obligations/{c.late.pk}/extension",
           extension__to_due="2025-05-01", extension__reason="再延"), "延期"),
    "a decision without a yes or no": (
        on(BUREAU, "/extensions/{c.asked.pk}", decision__agreed=""), "意见"),
    "a decision of maybe": (
        on(BUREAU, "/extensions/{c.asked.pk}", decision__agreed="maybe"), "maybe"),
    "a no without reason": (
        on(BUREAU, "/extensions/{c.asked.pk}", decision__agreed="no"), "不同意要写明理由"),
    "a decision on nothing": (
        on(BUREAU, "/extensions/999999", decision__agreed="yes"), "延期申请"),
    "an excuse without words": (
        on(BUREAU, "/obligations/{c.late.pk}/excuse", excuse__reason=" "), "免责的理由"),
    "a date where there is one": (
        on(LEADER, "/obligations/{c.late.pk}/due", due__day="2025-09-30",
           due__reason="会议"), "已有期限"),
    "a day in words": (
        on(LEADER, "/obligations/{c.late.pk}/due", due__day="明天", due__reason="会议"),
        "2025-03-12"),
}  # fmt: skip
OWNERS = {
    "an owner without name": (
        on(CLERK, "/obligations/{c.late.pk}/assign", assign__unit="", assign__reason="属地"),
        "责任单位"),
    "an owner nobody knows": (
        on(CLERK, "/obligations/{c.late.pk}/assign", assign__unit="县某局", assign__reason="属地"),
        "县某局"),
    "an owner for no reason": (
        on(CLERK, "/obligations/{c.late.pk}/assign", assign__unit="甲镇人民政府",
           assign__reason=""), "指定的依据"),
    "a task to whom it belongs": (
        on(CLERK, "/matters/{c.task.number}/owner", revision=0, owner__unit="甲塑料制品厂",
           owner__reason="属地"), "已经是甲塑料制品厂"),
    "a task to nobody known": (
        on(CLERK, "/matters/{c.task.number}/owner", revision=0, owner__unit="某处",
           owner__reason="属地"), "某处"),
    "a task for no reason": (
        on(CLERK, "/matters/{c.task.number}/owner", revision=0, owner__unit="甲镇人民政府",
           owner__reason=""), "指定的依据"),
    "a part to oneself": (
        on(OFFICER, "/matters/{c.task.number}/parts", revision=0, part__unit="甲塑料制品厂",
           part__says="一车间"), "承担单位是本单位"),
    "a part of nothing": (
        on(OFFICER, "/matters/{c.task.number}/parts", revision=0, part__unit="甲镇人民政府",
           part__says=""), "分解的内容"),
    "a part due after the whole": (
        on(OFFICER, "/matters/{c.task.number}/parts", revision=0, part__unit="甲镇人民政府",
           part__says="路口", part__due_on="2026-01-01"), "不能晚于本任务"),
    "a plan without words": (step(OFFICER, plan=""), "工作方案"),
    "a plan by whose turn it is not": (step(CLERK, plan="替写"), "不由您的岗位办理"),
}  # fmt: skip
LETTERS = {
    "a signature under unread words": (
        on(LEADER, "/letters/{c.letter.pk}/sign", sign__read="0" * 64), "请重新核对再签发"),
    "a signature by whom nobody named": (
        lambda c: ("leader", f"/letters/{c.letter.pk}/sign", {"sign-read": as_read(c.letter)}),
        "由甲县安委办签发"),
    "a letter without title": (
        on(CLERK, "/letters/{c.letter.pk}/words", revise__title="", revise__words="一"), "标题"),
    "a letter without words": (
        on(CLERK, "/letters/{c.letter.pk}/words", revise__title="通报", revise__words=" "),
        "正文"),
    "a title without end": (
        on(CLERK, "/letters/{c.letter.pk}/words", revise__title="通" * 241, revise__words="一"),
        "240"),
    "a draft handed over": (
        lambda c: (CLERK, f"/letters/{c.letter.pk}/service", {
            "serve-unit": c.units["bureau"].pk, "serve-way": "direct", "serve-recipient": "林科",
            "serve-served_at": "2025-03-12 09:00"}), "不能送达"),
    "a cancellation without reason": (
        on(LEADER, "/letters/{c.letter.pk}/cancel", cancel__reason=""), "作废原因"),
}  # fmt: skip
SETTINGS = {
    "a period nobody chose": (
        lambda c: opened(c, per="", times="1", reason="会议"), "周期"),
    "none a period": (lambda c: opened(c, per="month", times="0", reason="会议"), "至少是 1"),
    "more often than days": (
        lambda c: opened(c, per="month", times="367", reason="会议"), "366"),
    "a number in words": (
        lambda c: opened(c, per="month", times="两次", reason="会议"), "整数"),
    "a number for no reason": (
        lambda c: opened(c, per="month", times="2", reason=""), "依据或理由"),
    "a fortnight": (lambda c: opened(c, per="fortnight", times="2", reason="会议"), "fortnight"),
    "a ladder for no reason": (
        on(LEADER, "/settings/ladders/{c.ladder.pk}"), "依据或理由"),
    "a ladder that is not there": (on(LEADER, "/settings/ladders/999999"), "督办阶梯"),
    "another's post": (
        lambda c: (CLERK, "/me/post", {"term": c.terms[LEADER].pk}), "不担任这一岗位"),
    "no post": (on(CLERK, "/me/post", term="主任"), "不担任这一岗位"),
}  # fmt: skip


def opened(c: County, **given: str) -> tuple[str, str, dict[str, Any]]:
    fields = {f"rule{c.open_rule.pk}-{name}": value for name, value in given.items()}
    return LEADER, f"/settings/rules/{c.open_rule.pk}", fields


CASES = RECORDS | TIME | OWNERS | LETTERS | SETTINGS


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_form_is_answered_in_one_sentence_and_changes_nothing(
    county: County, name: str
) -> None:
    case, names = CASES[name]
    role, address, given = case(county)
    browser, before = county.browser(role), contents()
    response = browser.post(address, given)
    assert 400 <= response.status_code < 500, response.status_code
    words = said(response)
    assert is_one_clear_sentence(words, names), words
    assert contents() == before


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"day": "去年"}, "2025-03-12"),
        ({"day": "2025-02-30"}, "2025-03-12"),
        ({"day": "2026-01-01"}, "只能看到今天"),
        ({"since": "2025-03-12", "day": "2025-03-01"}, "起始日期"),
        ({"unit": "999999"}, "没有这个单位"),
        ({"post": "999999"}, "没有这个岗位"),
    ],
)
def test_a_ledger_asked_for_wrongly_says_what_would_be_right(
    county: County, asked: dict[str, str], names: str
) -> None:
    browser, before = county.browser(CLERK), contents()
    response = browser.get("/ledger", asked)
    assert response.status_code in (404, 422)
    assert is_one_clear_sentence(said(response), names), said(response)
    assert contents() == before

"""A round of assessment in a real browser: drawn up, approved, stated on a phone, scored, shown."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bihuan.kernel.law.models import Clause
from bihuan.kernel.trace.models import Matter
from bihuan.modules.assessment.models import Result
from bihuan.surfaces import clock
from tests.surfaces import twins
from tests.surfaces.twins import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

CRITERIA = "责任按期办结；过程；60；按期办结率\n事故控制；结果；40；评分"
GRADES = "优秀；90\n合格；60\n不合格；0；取消评优"
WORDS = "严格安全生产考核奖惩，过程考核与结果考核相结合。"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def day(after: int) -> str:
    """Return a day as it is typed."""
    return (twins.NOW + timedelta(days=after)).date().isoformat()


@pytest.fixture
def county(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """A county with a clause on assessment, on a server of its own."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    made = twins.build("441521", "甲")
    Clause.objects.create(document=made.document, path="三十", no="30", text=WORDS, start=0,
                          end=len(WORDS), position=90)  # fmt: skip
    return made


@pytest.fixture
def seat(
    browser: Browser, live_server: LiveServer, county: County
) -> Iterator[Callable[[str], Page]]:
    """Return a function that seats the person of a role before a browser of his own."""
    contexts = []

    def sit(role: str) -> Page:
        context = browser.new_context(locale="zh-CN", viewport=DESK, base_url=live_server.url)
        cookie = county.browser(role).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()


def send(page: Page) -> None:
    """Press the button of the step."""
    page.locator("#act form button[type=submit]").first.click()
    page.wait_for_load_state()


def hold(clerk: Page, leader: Page) -> None:
    """Draw up a scheme, have it approved, and open a round of February."""
    clerk.goto("/assessments")
    clerk.get_by_role("link", name="拟定考核方案").click()
    clerk.get_by_label("方案名称").fill("部门考核办法")
    clerk.get_by_label("部门", exact=True).check()
    clerk.locator("[name=open-criteria]").fill(CRITERIA)
    clerk.locator("[name=open-grades]").fill(GRADES)
    ground = clerk.locator("datalist option").first.get_attribute("value")
    clerk.locator("[name=open-clause]").fill(ground or "")
    clerk.locator("button[data-submit]").click()
    clerk.wait_for_url("**/matters/KF-*")
    scheme = Matter.objects.everywhere("test").get(flow="assessment.scheme")
    leader.goto(f"/matters/{scheme.number}")
    leader.locator("[name=step-step][value=approve]").check()
    leader.locator("[name=step-next_on]").fill(day(3))
    send(leader)
    clerk.reload()
    for name, value in (("period", "2025-02"), ("self_by", day(5)), ("score_by", day(9)),
                        ("next_on", day(35))):  # fmt: skip
        clerk.locator(f"[name=step-{name}]").fill(value)
    send(clerk)


def look(clerk: Page, addresses: list[str], faults: Callable[[Page], list[str]]) -> None:
    """Look at pages at a desk and on a phone: nothing hard to read, nothing too wide."""
    for size in (DESK, PHONE):
        clerk.set_viewport_size(size)
        for address in addresses:
            clerk.goto(address)
            assert faults(clerk) == [], (address, size)
            width = clerk.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], (address, size)


def test_a_round_is_made_from_the_scheme_to_what_is_shown(
    county: County, seat: Callable[[str], Page], accessibility_faults: Callable[[Page], list[str]]
) -> None:
    clerk, leader, bureau = (seat(role) for role in
                             ("office_clerk", "office_leader", "department_clerk"))  # fmt: skip
    hold(clerk, leader)
    result = Result.objects.select_related("matter").get(unit=county.units["bureau"])
    address = f"/matters/{result.matter.number}"
    bureau.set_viewport_size(PHONE)
    bureau.goto(address)
    bureau.locator("[name=step-self_points]").fill("98")
    bureau.locator("[name=step-statement]").fill("全部做到")
    send(bureau)
    clerk.goto(address)
    expect(clerk.locator("#scores")).to_contain_text("未取数")
    clerk.get_by_text("评分：事故控制").click()
    clerk.locator("[name=score2-points]").fill("36")
    clerk.locator("[name=score2-says]").fill("查阅台账")
    clerk.locator("details[open] button:has-text('录入')").click()
    expect(clerk.locator("#scores")).to_contain_text("36.00")
    town = county.units["town"].place.code
    rows = f"/assessments/{result.matter.number}/rows/1"
    look(clerk, [address, "/assessments", rows, "/changes", f"/places/{town}"],
         accessibility_faults)  # fmt: skip

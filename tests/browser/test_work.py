"""The pages of daily work in a real browser: at a desk and on a phone, and for everybody."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bihuan.kernel.obligations.models import Obligation
from bihuan.surfaces import clock
from tests.surfaces import twins
from tests.surfaces.twins import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: Waits, frame by frame, until the page has kept what was typed.
DRAFT_KEPT = """() => new Promise((done) => {
  const kept = () => Object.keys(sessionStorage).some((key) => key.startsWith("bihuan.draft"));
  const look = () => (kept() ? done() : requestAnimationFrame(look));
  look();
})"""
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture
def county(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """A county whose morning all pages show, on a server of its own."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    return twins.build("441521", "甲")


@pytest.fixture
def opened(page: Page, live_server: LiveServer, county: County) -> Callable[[str, str], Page]:
    """Return a function that opens an address as the person of a role."""

    def go(role: str, address: str) -> Page:
        cookie = county.browser(role).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + address)
        return page

    return go


def addresses(county: County) -> dict[str, tuple[str, str]]:
    """Every page of daily work: who opens it, and where."""
    firm = county.units["firm"].pk
    return {
        "desk": ("office_clerk", "/desk"),
        "an empty desk": ("expert", "/desk"),
        "a duty to meet": ("enterprise_principal", f"/obligations/{county.duty.pk}"),
        "a duty to watch": ("department_leader", f"/obligations/{county.late.pk}"),
        "matters": ("office_clerk", "/matters"),
        "a matter to move": ("safety_officer", f"/matters/{county.task.number}"),
        "a matter to watch": ("office_clerk", f"/matters/{county.task.number}"),
        "letters": ("office_clerk", "/letters"),
        "a letter to sign": ("office_leader", f"/letters/{county.letter.pk}?ask=sign"),
        "inbox": ("safety_officer", "/inbox"),
        "ledger": ("office_clerk", f"/ledger?unit={firm}"),
        "a list narrowed": ("office_clerk", "/desk?state=late"),
        "kinds of matter": ("office_clerk", "/matters/new"),
        "a summons": ("office_clerk", f"/matters/new/committee.interview?of={county.late.pk}"),
        "records": ("office_clerk", "/records"),
        "a situation": ("office_clerk", "/analysis"),
        "a task tree": ("office_clerk", f"/policies/{county.document.pk}/tasks"),
        "own duties": ("enterprise_principal", "/me"),
        "units": ("office_clerk", "/units"),
        "a unit to register": ("office_clerk", "/units/new"),
        "tokens": ("office_clerk", "/me/tokens"),
        "what is sent on": ("office_clerk", "/me/subscriptions"),
        "how to call": ("worker", "/api"),
        "a unit": ("worker", f"/units/{firm}"),
        "a unit to maintain": ("office_clerk", f"/units/{firm}"),
        "a person to maintain": (
            "enterprise_principal",
            f"/units/{firm}?term={county.terms['worker'].pk}",
        ),
        "search": ("office_clerk", f"/search?q={county.units['firm'].name[1:4]}"),
        "a base": ("office_clerk", f"/bases/{county.duty.base_id}"),
        "settings": ("office_leader", "/settings"),
        "imports": ("office_clerk", "/imports"),
        "a table to hand in": ("office_clerk", "/imports/units"),
        "an import to decide": ("office_clerk", f"/imports/{county.imported.pk}"),
    }


def test_no_page_of_work_has_an_accessibility_fault_or_needs_sideways_scrolling(
    county: County,
    opened: Callable[[str, str], Page],
    accessibility_faults: Callable[[Page], list[str]],
) -> None:
    wrong: dict[str, Any] = {}
    for name, (role, address) in addresses(county).items():
        shown = opened(role, address)
        for size, view in SIZES.items():
            shown.set_viewport_size(view)
            width = shown.evaluate("document.documentElement.scrollWidth")
            if faults := accessibility_faults(shown):
                wrong[f"{name} at a {size}"] = faults
            if width > view["width"]:
                wrong[f"{name} is too wide for a {size}"] = width
    assert wrong == {}


def test_a_duty_is_met_on_a_phone(county: County, opened: Callable[[str, str], Page]) -> None:
    page = opened("enterprise_principal", f"/obligations/{county.duty.pk}")
    page.set_viewport_size(SIZES["phone"])
    page.get_by_label("零报告").check()
    leader = county.terms["enterprise_principal"].person.pk
    page.get_by_label("带队人（主持人）").select_option(str(leader))
    page.get_by_role("textbox", name="什么时候做的").fill("2025-03-11 09:30")
    page.get_by_label("在哪里").fill("一车间")
    page.get_by_label("谁参加").fill("车间主任")
    page.get_by_label("情况").fill("看了三台注塑机的急停，都好。")
    paper = {"name": "检查记录.pdf", "mimeType": "application/pdf", "buffer": twins.PDF}
    page.locator("input[name='proof-检查记录']").set_input_files(paper)
    page.get_by_role("button", name="提交办理记录").click()
    expect(page.get_by_role("status").last).to_contain_text("这项责任已办结")
    done = Obligation.objects.everywhere("test").get(pk=county.duty.pk)
    assert (done.outcome, done.mode) == ("on_time", "zero")


def test_what_was_typed_survives_a_closed_page(
    county: County, opened: Callable[[str, str], Page]
) -> None:
    page = opened("enterprise_principal", f"/obligations/{county.duty.pk}")
    page.get_by_label("情况").fill("写到一半")
    page.evaluate(DRAFT_KEPT)
    page.goto("about:blank")
    page.go_back()
    expect(page.get_by_label("情况")).to_have_value("写到一半")


def test_the_desk_is_worked_with_the_keyboard(
    county: County, opened: Callable[[str, str], Page]
) -> None:
    page = opened("office_clerk", "/desk")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/(matters|obligations)/"))


def test_a_refused_form_takes_the_reader_to_its_errors(
    county: County, opened: Callable[[str, str], Page]
) -> None:
    page = opened("enterprise_principal", f"/obligations/{county.duty.pk}")
    # The browser reports every answer of 422 in its console, where the page fixture allows none.
    page.route("**/fulfil", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.get_by_role("button", name="提交办理记录").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="在哪里").click()
    expect(page.get_by_label("在哪里")).to_be_visible()


def test_a_unit_is_staffed_and_its_new_member_gets_a_sign_in(
    county: County, opened: Callable[[str, str], Page]
) -> None:
    firm = county.units["firm"]
    page = opened("enterprise_principal", f"/units/{firm.pk}#manage")
    page.set_viewport_size(SIZES["phone"])
    form = page.locator("#act-terms")
    form.locator("summary").click()
    form.get_by_label("岗位", exact=False).first.select_option(str(county.terms["worker"].post_id))
    form.get_by_label("新登记的人").check()
    form.get_by_role("textbox", name="姓名").fill("王海")
    form.get_by_role("textbox", name="从哪天起任职").fill("2025-03-01")
    form.get_by_role("button", name="任职", exact=True).click()
    expect(page.get_by_role("status").last).to_contain_text("王海从 2025-03-01 起担任")
    page.get_by_role("link", name=re.compile("王海的任职和账号")).click()
    form = page.locator("#act-account")
    form.locator("summary").click()
    form.get_by_label("登录名").fill("wanghai")
    form.get_by_role("button", name="开账号").click()
    expect(page.locator("#secret")).to_contain_text("只显示这一次")


def test_every_form_of_a_unit_opens_without_an_accessibility_fault_or_sideways_scrolling(
    county: County,
    opened: Callable[[str, str], Page],
    accessibility_faults: Callable[[Page], list[str]],
) -> None:
    term = county.terms["worker"].pk
    for role in ("office_clerk", "administrator"):
        page = opened(role, f"/units/{county.units['firm'].pk}?term={term}")
        for size in SIZES.values():
            page.set_viewport_size(size)
            page.evaluate("document.querySelectorAll('.folds details').forEach(d => d.open = true)")
            assert accessibility_faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_what_is_typed_in_the_bar_is_found_and_opened_with_the_keyboard_alone(
    opened: Callable[[str, str], Page],
    county: County,
    accessibility_faults: Callable[[Page], list[str]],
) -> None:
    page, firm = opened("office_clerk", "/desk"), county.units["firm"]
    page.keyboard.press("/")
    page.keyboard.type(firm.name)
    hit = page.locator("#found").get_by_role("link", name=firm.name).first
    expect(hit).to_be_visible()
    assert accessibility_faults(page) == []
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_empty()
    expect(page.get_by_label("搜索", exact=True)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/units/{firm.pk}$"))


def test_a_phone_finds_too(opened: Callable[[str, str], Page], county: County) -> None:
    page = opened("office_clerk", "/desk")
    page.set_viewport_size(SIZES["phone"])
    page.get_by_text("菜单").click()
    page.get_by_label("菜单").get_by_role("link", name="搜索").click()
    page.get_by_label("搜什么").fill(county.units["firm"].name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=county.units["firm"].name).first).to_be_visible()

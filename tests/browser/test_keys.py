"""A page can be worked with the keyboard alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from config.static import BuiltStorage

pytestmark = pytest.mark.browser

LIST = """<!doctype html><html lang="zh-Hans"><head><title>事项·闭环</title></head><body>
<nav aria-label="主导航"><a href="#desk" data-go="d">我的工作台</a></nav>
<main><h1>事项</h1><label>筛选 <input type="search" aria-label="筛选"></label>
<table><thead><tr><th>选择</th><th>事项</th></tr></thead><tbody>
<tr aria-selected="false"><td><input type="checkbox" aria-label="选择第一行"></td>
  <td><a class="t" href="#first">第一项</a></td></tr>
<tr aria-selected="false"><td><input type="checkbox" aria-label="选择第二行"></td>
  <td><a class="t" href="#second">第二项</a></td></tr>
</tbody></table><button class="b" data-key="c">催办</button><output id="done"></output></main>
</body></html>"""


@pytest.fixture
def listing(page: Page) -> Page:
    """Return a page with two rows, the built script and the built style."""

    def answer(route):
        name = "build/app.js" if route.request.url.endswith(".js") else "build/app.css"
        if route.request.url.endswith("/"):
            route.fulfill(body=LIST, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(path=_built(name))

    page.route("http://bihuan.test/**", answer)
    page.goto("http://bihuan.test/")
    page.add_style_tag(url="http://bihuan.test/app.css")
    page.add_script_tag(url="http://bihuan.test/app.js", type="module")
    listen = "done.textContent = '已催办'"
    page.evaluate(f"() => {{ document.querySelector('[data-key]').onclick = () => {listen} }}")
    return page


def _built(name: str) -> str:
    path = finders.find(BuiltStorage().url(name).removeprefix("/static/"))
    assert isinstance(path, str)
    return path


def test_slash_goes_to_the_search_and_letters_typed_there_stay_letters(listing: Page) -> None:
    listing.keyboard.press("/")
    listing.keyboard.type("cjk")
    expect(listing.get_by_label("筛选")).to_have_value("cjk")
    expect(listing.locator("#done")).to_have_text("")


def test_j_and_k_walk_the_rows_and_stop_at_the_ends(listing: Page) -> None:
    for key, selected in (("j", 0), ("j", 1), ("j", 1), ("k", 0), ("k", 0)):
        listing.keyboard.press(key)
        rows = listing.locator("tbody tr")
        expect(rows.nth(selected)).to_have_attribute("aria-selected", "true")
        expect(rows.nth(1 - selected)).to_have_attribute("aria-selected", "false")


def test_x_ticks_the_selected_row_and_enter_opens_it(listing: Page) -> None:
    listing.keyboard.press("j")
    listing.keyboard.press("x")
    expect(listing.get_by_label("选择第一行")).to_be_checked()
    expect(listing.get_by_label("选择第二行")).not_to_be_checked()
    listing.keyboard.press("Enter")
    expect(listing).to_have_url("http://bihuan.test/#first")


def test_g_and_a_letter_goes_to_a_page_and_the_letter_alone_does_not(listing: Page) -> None:
    listing.keyboard.press("d")
    expect(listing).to_have_url("http://bihuan.test/")
    listing.keyboard.press("g")
    listing.keyboard.press("d")
    expect(listing).to_have_url("http://bihuan.test/#desk")


def test_a_pages_own_key_presses_its_button(listing: Page) -> None:
    listing.keyboard.press("c")
    expect(listing.locator("#done")).to_have_text("已催办")


def test_the_help_lists_the_keys_and_can_switch_single_keys_off_and_on(listing: Page) -> None:
    listing.keyboard.press("?")
    help_ = listing.get_by_role("dialog", name="键盘")
    expect(help_).to_contain_text("G D我的工作台")
    expect(help_).to_contain_text("C催办")
    help_.get_by_role("checkbox").uncheck()
    help_.get_by_role("button", name="关闭").click()
    listing.keyboard.press("c")
    expect(listing.locator("#done")).to_have_text("")
    listing.keyboard.press("?")
    listing.get_by_role("checkbox", name="单键可用").check()
    listing.keyboard.press("Escape")
    listing.keyboard.press("c")
    expect(listing.locator("#done")).to_have_text("已催办")


def test_a_list_and_the_help_have_no_accessibility_fault(
    listing: Page, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    assert accessibility_faults(listing) == []
    listing.keyboard.press("?")
    assert accessibility_faults(listing) == []


def test_the_judge_of_accessibility_finds_a_planted_fault(
    page: Page, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    page.set_content("<html lang='zh-Hans'><title>x</title><img src='data:,'></html>")
    assert any("image-alt" in fault for fault in accessibility_faults(page))


def test_what_a_first_visit_loads_is_small() -> None:
    sizes = [
        Path(f"{_built(name)}.gz").stat().st_size for name in ("build/app.js", "build/app.css")
    ]
    assert sum(sizes) <= 120 * 1024

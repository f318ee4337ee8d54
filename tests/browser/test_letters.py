"""An order opened by hand in a real browser: typed, signed, served, answered, checked, closed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces import clock
from tests.surfaces import twins
from tests.surfaces.twins import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def county(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> County:
    """A county whose morning all pages show, on a server of its own."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    for key in ("task", "step"):
        Ladder.objects.get_or_create(key=f"CN/suggested#{key}", defaults={"title": key})
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


def test_an_order_is_walked_to_its_end_by_both_sides(
    opened: Callable[[str, str], Page], county: County, page: Page
) -> None:
    opened("office_clerk", f"/obligations/{county.late.pk}")
    page.get_by_text("选要提出的事").click()
    page.get_by_role("link", name="开具督办单").click()
    page.get_by_label("督办事由").fill("没有报送方案")
    page.get_by_label("办理要求").fill("三日内报送")
    page.get_by_label("答复期限").fill("5")
    expect(page.get_by_label("依据")).not_to_have_value("")
    page.get_by_role("button", name="开具督办单").click()
    expect(page.get_by_text("现在等")).to_be_visible()
    order = Matter.objects.everywhere("test").get(flow="correspondence.order")
    at = f"/letters/{Letter.objects.everywhere('test').get(matter=order).pk}"
    opened("office_leader", at)
    page.get_by_role("link", name="我看过了，签发").click()
    page.get_by_role("button", name="签发", exact=True).click()
    opened("office_clerk", at)
    page.locator("[name=serve-unit]").select_option(index=1)
    page.locator("[name=serve-way][value=mail]").check()
    # Only what this way needs is asked for.
    expect(page.locator("[name=serve-witnesses]")).to_be_hidden()
    page.locator("[name=serve-recipient]").fill("王强")
    page.locator("[name=serve-served_at]").fill("2025-03-12 09:06")
    page.locator("[name=serve-tracking]").fill("EMS 1024")
    page.get_by_role("button", name="登记送达").click()
    expect(page.get_by_text("邮件号码：EMS 1024")).to_be_visible()
    opened("enterprise_principal", at)
    page.get_by_role("button", name="签收", exact=True).click()
    opened("enterprise_principal", f"/matters/{order.number}")
    expect(page.get_by_role("radio")).to_have_count(0)
    page.get_by_label("办理情况").fill("已报送")
    page.locator("[data-submit]").click()
    opened("office_clerk", f"/matters/{order.number}")
    page.get_by_label("核查通过").check()
    page.get_by_label("意见").fill("属实")
    page.locator("[data-submit]").click()
    page.wait_for_load_state()
    order.refresh_from_db()
    assert order.state == "closed"

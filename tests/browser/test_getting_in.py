"""On a phone: invited, an own password, one-time codes, the desk; and the pages for everybody."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bihuan.modules.accounts import invitations, second_factors
from bihuan.surfaces import clock
from tests.surfaces import twins
from tests.surfaces.twins import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]
PHONE = {"width": 360, "height": 740}
OWN = "安全 第一 2025 battery"


@pytest.fixture
def county(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> County:
    """A county whose morning all pages show."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    made = twins.build("441521", "甲")
    second_factors.demand_codes(
        frozenset({"worker"}), signing=False, reason="等级保护", by=made.viewer("administrator"),
        at=twins.NOW,
    )  # fmt: skip
    return made


def test_an_invited_worker_gets_from_the_link_to_the_desk_on_a_phone(
    page: Page,
    live_server: LiveServer,
    county: County,
    accessibility_faults: Callable[[Page], list[str]],
) -> None:
    page.set_viewport_size(PHONE)
    by = county.viewer("enterprise_principal")
    issued = invitations.issue(county.terms["worker"], "print", by=by, at=twins.NOW)
    page.goto(f"{live_server.url}/join/{issued.key}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("欢迎加入")
    check(page, accessibility_faults)
    page.get_by_label("登录名").fill("wanghai")
    page.get_by_label("新密码", exact=False).first.fill(OWN)
    page.get_by_label("再写一遍新密码").fill(OWN)
    page.get_by_role("button", name="设好并登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("开通动态码")
    check(page, accessibility_faults)
    account = county.terms["worker"].person.account
    secret = parse_qs(urlsplit(second_factors.proposed(account)).query)["secret"][0]
    page.get_by_label("动态码").fill(pyotp.TOTP(secret).at(int(clock.tick())))
    page.get_by_role("button", name="确认开通").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("备用码，只显示这一次")
    check(page, accessibility_faults)
    page.get_by_role("button", name="已经抄好，进入系统").click()
    expect(page).to_have_url(f"{live_server.url}/desk")
    page.goto(f"{live_server.url}/me")
    expect(page.get_by_text("这台设备").first).to_be_visible()
    check(page, accessibility_faults)


@pytest.mark.parametrize("address", ["/sign-in", "/enrol"])
def test_the_doors_are_open_to_everybody(
    page: Page,
    live_server: LiveServer,
    county: County,
    accessibility_faults: Callable[[Page], list[str]],
    address: str,
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + address)
    check(page, accessibility_faults)


def check(page: Page, faults: Callable[[Page], list[str]]) -> None:
    """Demand that a page is accessible and as wide as the phone."""
    assert faults(page) == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")

"""The public pages in a real browser without scripts: narrow, legible, by keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.orgs import roles
from bihuan.kernel.trace.models import Matter
from bihuan.modules.disclosure.flows import PublicationFlow as Flow
from bihuan.surfaces import clock
from tests.modules.disclosure.conftest import DAY, LISTED
from tests.testapp.performing import perform
from tests.testapp.world import county

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def public(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Matter:
    """A listed hazard that is public."""
    monkeypatch.setattr(clock, "now", lambda: DAY)
    here = county()
    clerk = here.person("李红", here.office, roles.SUPERVISE)
    fields = {"kind": "listing", "headline": "公告", "formed_on": "2025-03-03"}
    made = open_by_hand(Flow, fields, clause=None, by=clerk, at=DAY)
    perform(made, Flow.compose, here, DAY, by=clerk, **LISTED)
    for step in (Flow.check, Flow.approve, Flow.publish):
        perform(made, step, here, DAY)
    return made


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def reader(
    browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Anybody at a browser that runs no scripts."""
    context = browser.new_context(
        locale="zh-CN", viewport=request.param, base_url=live_server.url, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_anybody_finds_a_publication_and_reads_it(reader: Page, public: Matter) -> None:
    reader.goto("/public")
    reader.locator("input[name=q]").fill("喷淋")
    reader.keyboard.press("Enter")
    reader.get_by_role("link", name=LISTED["headline"]).click()
    assert reader.url.endswith(f"/public/item/{public.number}")
    assert LISTED["measures"] in reader.locator("article").inner_text()


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_public_pages_are_accessible_and_no_wider_than_the_screen(
    page: Page, live_server: LiveServer, public: Matter, width: dict[str, int],
    accessibility_faults: Callable[[Page], list[str]],
) -> None:  # fmt: skip
    page.set_viewport_size(width)  # type: ignore[arg-type]
    for path in ("/public", f"/public/item/{public.number}", "/public/fields"):
        page.goto(live_server.url + path)
        assert accessibility_faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

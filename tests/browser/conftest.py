"""A real Chromium for the tests marked `browser`, and a judge of accessibility."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility import faults

DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield an empty page in Chinese; errors in its console fail the test at the end."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESKTOP)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def accessibility_faults() -> Callable[[Page], list[str]]:
    """Return a function that lists what breaks WCAG 2.2 AA on a page, worst first."""

    return faults

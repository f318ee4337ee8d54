"""A real Chromium whose requests the product answers within the test, one seat for each person.

There is no server: what a page asks for is put to the product as its test client does, in the
transaction of the file, so that a journey in a browser begins where those over HTTP begin.
"""

import mimetypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.accessibility import faults
from tests.journeys.browser import Browser as Client
from tests.journeys.story import PDF

AT = "http://localhost"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
#: A file in a form; a browser that is listened to leaves out what it holds.
_FILE = re.compile(rb'(filename="[^"]+"\r\nContent-Type: [^\r]+\r\n\r\n)(\r\n--)')


class Seat:
    """One person before one page."""

    def __init__(self, page: Page, client: Client) -> None:
        self.page, self.client = page, client
        self.faults: list[str] = []
        # A page calls from a context of its own, which would have a database connection of its own.
        self.within = copy_context()
        page.route("**/*", self._answer)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, address: str) -> "Seat":
        """Go to an address."""
        self.page.goto(AT + address)
        return self

    def fill(self, **given: str) -> "Seat":
        """Fill in fields by name, or its end: words, a choice, or the name of a file.

        A ``step`` is chosen where there is more than one.
        """
        for name, value in given.items():
            exact = f'[name="{name}"]' if "-" in name else f'[name$="-{name}"]'
            found = self.page.locator(f"main {exact}")
            if name != "step" or found.count():
                self._put(found, value)
        return self

    def press(self, name: str = "", *, within: str = "main") -> "Seat":
        """Press the button, or follow the link, of a name; without one, submit the step."""
        found = self.page.locator(f"{within} :is(button, a.b, summary):visible")
        one = found.filter(has_text=name) if name else found.and_(self._submit())
        one.first.click()
        return self

    def sees(self, *words: str) -> "Seat":
        """Wait until the page says something."""
        for said in words:
            expect(self.page.locator("main")).to_contain_text(said)
        return self

    def is_refused(self, *words: str) -> "Seat":
        """Wait until the page says that nothing was saved, and why; the cursor is there."""
        expect(self.page.locator("[role=alert]").first).to_be_focused()
        return self.sees("没有保存", *words)

    def lacks(self, name: str) -> "Seat":
        """Make sure that no button of a name is offered."""
        buttons = self.page.locator("main button:visible")
        expect(buttons.filter(has_text=name)).to_have_count(0)
        return self

    def is_turned_away(self, address: str) -> "Seat":
        """Make sure that an address is not for this person."""
        answer = self.page.goto(AT + address)
        assert answer is not None
        assert answer.status in (403, 404), address
        return self

    def reads_well(self, *addresses: str) -> "Seat":
        """Make sure that pages are easy to read and fit the screen, on a phone and at a desk."""
        for address in addresses:
            self.open(address)
            for size in (PHONE, DESK):
                self.page.set_viewport_size(size)  # type: ignore[arg-type]
                assert faults(self.page) == [], (address, size)
                width = self.page.evaluate("document.documentElement.scrollWidth")
                assert width <= size["width"], (address, size)
        return self

    def _submit(self) -> Locator:
        return self.page.locator("[data-submit]")

    def _put(self, field: Locator, value: str) -> None:
        kind = field.first.evaluate("e => e.type")
        if (kind, value) == ("checkbox", "on"):
            field.check()
        elif kind in ("radio", "checkbox"):
            field.and_(self.page.locator(f'[value="{value}"]')).check()
        elif kind == "select-one":
            field.select_option(value)
        elif kind == "file":
            field.set_input_files({"name": value, "mimeType": "application/pdf", "buffer": PDF})
        else:
            field.fill(value)

    def _answer(self, route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            found = finders.find(asked.path.removeprefix("/static/"))
            route.fulfill(path=found, content_type=mimetypes.guess_type(asked.path)[0])
            return
        address = f"{asked.path}?{asked.query}" if asked.query else asked.path
        response = self.within.copy().run(self._asked, route, address)
        if 300 <= response.status_code < 400:
            # A redirection told to a browser that is listened to would go past the listener.
            to = response["Location"]
            body = f'<meta charset="utf-8"><script>location.replace("{to}")</script>'
            route.fulfill(status=200, content_type="text/html", body=body)
            return
        content = b"".join(response) if response.streaming else response.content
        headers = {name: value for name, value in response.items() if name != "Content-Length"}
        route.fulfill(status=response.status_code, headers=headers, body=content)

    def _asked(self, route: Route, address: str) -> HttpResponse | Any:
        request = route.request
        extra = {f"HTTP_{k.upper().replace('-', '_')}": v
                 for k, v in request.headers.items() if k.startswith("hx-")}  # fmt: skip
        if request.method != "POST":
            return self.client.client.get(address, **extra)
        body = _FILE.sub(lambda m: m[1] + PDF + m[2], request.post_data_buffer or b"")
        kind = request.headers.get("content-type", "")
        return self.client.client.generic("POST", address, body, content_type=kind, **extra)


@contextmanager
def seated(browser: Browser, *logins: str, size: Any = DESK) -> Iterator[list[Seat]]:
    """Yield a seat for each sign-in; an error in a script of their pages fails at the end."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=size)
    context.set_default_timeout(10_000)
    seats = [Seat(context.new_page(), Client(login)) for login in logins]
    yield seats
    context.close()
    assert [fault for seat in seats for fault in seat.faults] == []

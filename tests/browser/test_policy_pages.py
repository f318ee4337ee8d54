"""The policy pages in a real browser: narrow and wide, judged for access, worked by keyboard."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.modules.policy.intake import read
from bihuan.modules.policy.models import Proposal, Review
from bihuan.surfaces import clock
from tests.kernel import factories
from tests.surfaces.policy.conftest import NOW, SMALL, load, submit, take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
#: With this set to a folder every page looked at is kept there as a picture.
PICTURES = os.environ.get("BIHUAN_SCREENSHOTS", "")
WIDTHS = (1440, 360)
Look = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def place(transactional_db: None) -> Place:
    return factories.county()


@pytest.fixture
def office(place: Place) -> Unit:
    for name in ("县公安局", "县交通局", "县财政局", "县教育局"):
        factories.unit(name, "department", place)
    return factories.committee_office(place)


@pytest.fixture
def clerk_term(office: Unit) -> Term:
    return factories.person_in(factories.post(office, "office_clerk"), "李红")


@pytest.fixture
def review(place: Place, clerk_term: Term) -> Review:
    by = factories.viewer_of(clerk_term, on=NOW.date())
    return read("通知.txt", SMALL.encode(), place=place, by=by, at=NOW)


@pytest.fixture
def enter(page: Page, live_server: Any) -> Iterator[Callable[[Term], Client]]:
    """Return a function that signs a person in, and gives a client that is signed in too."""

    def sign_in(term: Term) -> Client:
        client = Client(HTTP_HOST="localhost")
        account = factories.account_of(term)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return client

    yield sign_in
    # Nothing of the page may still be asking the server when its database goes away.
    page.goto("about:blank")


def judge(page: Page, name: str, faults: Callable[[Page], list[str]]) -> None:
    """Look at a page narrow and wide: nothing sticks out, nothing shuts anybody out."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_load_state("networkidle")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} sticks out by {wide} at {width}"
        assert faults(page) == [], f"{name} at {width}"


@pytest.fixture
def look(page: Page, live_server: Any, accessibility_faults: Callable[[Page], list[str]]) -> Look:
    """Return a function that opens an address and judges what it shows, under a name."""

    def open_and_judge(name: str, address: str) -> None:
        page.goto(live_server.url + address)
        judge(page, name, accessibility_faults)

    return open_and_judge


def test_every_policy_page_fits_and_is_open_to_everybody(
    look: Look, enter: Callable[[Term], Client], clerk_term: Term, review: Review
) -> None:
    look("sign-in", "/sign-in")
    enter(clerk_term)
    pages = {
        "policies": "/policies",
        "intake": "/policies/new",
        "coverage": "/policies/coverage?only=real",
        "reviewing": f"/policies/{review.document_id}",
        "review": f"/policies/reviews/{review.pk}",
        "outcome": f"/policies/reviews/{review.pk}/outcome",
        "me": "/me",
    }
    for name, address in pages.items():
        look(name, address)


def test_releasing_and_what_came_of_it_fit_and_are_open_to_everybody(
    look: Look, enter: Callable[[Term], Client], clerk_term: Term, review: Review
) -> None:
    load(ROOT / "packs" / "CN" / "suggested.yaml")
    clerk = enter(clerk_term)
    submit(review, clerk)
    post = factories.post(clerk_term.post.unit, "office_leader")
    leader = enter(factories.person_in(post, "王主任"))
    look("releasing", f"/policies/reviews/{review.pk}")
    take(review, leader, "release", opinion="同意")
    look("in-force", f"/policies/{review.document_id}")
    look("released", f"/policies/reviews/{review.pk}")


@pytest.fixture
def desk(
    page: Page, live_server: Any, enter: Callable[[Term], Client], clerk_term: Term, review: Review
) -> Page:
    """The review of the small document on the clerk's screen, at its second clause."""
    enter(clerk_term)
    clause = review.document.clauses.get(no="2")
    page.goto(f"{live_server.url}/policies/reviews/{review.pk}?clause={clause.pk}")
    page.wait_for_load_state("networkidle")
    return page


def state(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.state


def test_a_clause_is_decided_with_the_keyboard_alone(desk: Page, review: Review) -> None:
    customs = review.proposals.get(kind="recurring")
    traffic, farming = review.proposals.filter(clause=customs.clause, kind="responsible")
    chosen = desk.locator(".prop.on")
    expect(chosen).to_have_attribute("data-p", str(customs.pk))
    desk.keyboard.press("a")
    expect(chosen).to_have_attribute("data-p", str(traffic.pk))
    desk.keyboard.press("j")
    expect(chosen).to_have_attribute("data-p", str(farming.pk))
    desk.keyboard.press("e")
    box = desk.locator(f"#p{farming.pk}-unit")
    expect(box).to_be_focused()
    box.fill("县农业农村局")
    desk.locator(f"#p{farming.pk}-reason").fill("机构改革后的名称")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#p{farming.pk} .decided")).to_contain_text("已改正 李红")
    assert state(customs) == Proposal.State.ACCEPTED
    assert state(farming) == Proposal.State.CORRECTED
    assert farming.data["unit"] == "县农业农村局"


def test_z_takes_back_and_brackets_turn_the_clauses(desk: Page, review: Review) -> None:
    customs = review.proposals.get(kind="recurring")
    desk.keyboard.press("a")
    expect(desk.locator(f"#p{customs.pk} .decided")).to_be_visible()
    desk.locator(f"#p{customs.pk} b").first.click()
    desk.keyboard.press("z")
    expect(desk.locator(f"#p{customs.pk} .decided")).to_have_count(0)
    assert state(customs) == Proposal.State.PROPOSED
    desk.keyboard.press("]")
    expect(desk.locator("#panel h2")).to_have_text("第3条的建议")
    expect(desk.locator(".clause.cur")).to_contain_text("学校周边")
    desk.keyboard.press("[")
    expect(desk.locator("#panel h2")).to_have_text("第2条的建议")


def test_a_mark_selects_its_proposal_and_the_proposal_its_mark(desk: Page, review: Review) -> None:
    august = review.proposals.get(kind="deadline", data__alt="2025-08-31")
    desk.locator(f"#s{august.pk}").click()
    expect(desk.locator("#panel h2")).to_have_text("第3条的建议")
    expect(desk.locator(".prop.on")).to_have_attribute("data-p", str(august.pk))
    expect(desk.locator(f"#s{august.pk}")).to_have_class("m m-due waits on")
    school = review.proposals.get(kind="responsible", data__unit="县教育局")
    desk.locator(f"#p{school.pk} b").first.click()
    expect(desk.locator(f"#s{school.pk}")).to_have_class("m m-unit waits on")


def test_the_help_lists_the_keys_of_the_selected_proposal(desk: Page) -> None:
    desk.keyboard.press("?")
    help_ = desk.get_by_role("dialog", name="键盘")
    for line in ("A采用", "E改", "S拆", "R不采用", "U标为未设定", "[上一条", "]下一条"):
        expect(help_).to_contain_text(line)


def test_a_phone_reads_and_does_not_decide(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 780})
    expect(desk.get_by_text("手机上只看，不能定")).to_be_visible()
    expect(desk.locator("#panel")).to_be_in_viewport()
    expect(desk.locator("button[name=act]:visible")).to_have_count(0)


@pytest.fixture
def scriptless(
    browser: Any, live_server: Any, page: Page, enter: Callable[[Term], Client], clerk_term: Term
) -> Iterator[Callable[[str], Page]]:
    """Return a function that opens an address as the clerk in a browser without script."""
    enter(clerk_term)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())

    def open_page(address: str) -> Page:
        plain = context.new_page()
        plain.goto(live_server.url + address)
        return plain

    yield open_page
    context.close()


def test_without_script_the_same_buttons_decide(
    scriptless: Callable[[str], Page], review: Review
) -> None:
    customs = review.proposals.get(kind="recurring")
    plain = scriptless(f"/policies/reviews/{review.pk}?clause={customs.clause_id}")
    plain.locator(f"#p{customs.pk} summary", has_text="不采用").click()
    plain.locator(f"#p{customs.pk}-why").fill("是举例")
    plain.locator(f"#p{customs.pk} button", has_text="不采用这一项").click()
    expect(plain.locator(f"#p{customs.pk} .decided")).to_contain_text("不采用 李红")
    assert state(customs) == Proposal.State.REJECTED

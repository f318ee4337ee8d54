"""Every address of the workbench against every kind of visitor."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import cycle
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from bihuan.kernel.orgs.roles import CAPABILITIES, ROLES
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.workbench import access
from bihuan.surfaces.workbench.access import PUBLIC, SIGNED_IN, Route, guard
from bihuan.surfaces.workbench.urls import ROUTES
from tests.kernel import factories

IDS = [route.name for route in ROUTES]
CLOSED = [route for route in ROUTES if route.access != PUBLIC]
WRITING = [route for route in ROUTES if route.writes]
GUARDED = [route for route in ROUTES if route.access not in (PUBLIC, SIGNED_IN)]


def address(route: Route) -> str:
    """Return an address of a route, its numbers 999999 and its words x."""
    filled = re.sub(r"<int:\w+>", "999999", route.pattern)
    return "/" + re.sub(r"<\w+:\w+>|<\w+>", "x", filled)


def knock(browser: Client, route: Route) -> Any:
    answer = browser.post(address(route)) if route.writes else browser.get(address(route))
    if answer.streaming:
        answer.close()
    return answer


@pytest.fixture
def browser_of(db: None) -> Callable[[str], Client]:
    """Return a function that gives the signed-in browser of somebody in a role."""
    office = factories.committee_office(factories.county())

    def sign_in(role: str) -> Client:
        account = factories.account_of(factories.person_in(factories.post(office, role)))
        return factories.browser_of(account)

    return sign_in


def test_no_two_addresses_share_a_name_and_every_access_word_is_known() -> None:
    assert len(set(IDS)) == len(IDS)
    assert {r.access for r in ROUTES} <= {PUBLIC, SIGNED_IN, *CAPABILITIES}


def test_a_stranger_is_sent_to_sign_in(db: None) -> None:
    browser = Client(HTTP_HOST="localhost")
    for route in CLOSED:
        answer = knock(browser, route)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/sign-in"), route.name


def test_a_part_of_a_page_sends_a_stranger_to_sign_in_too(db: None) -> None:
    browser = Client(HTTP_HOST="localhost")
    for route in CLOSED:
        ask = browser.post if route.writes else browser.get
        answer = ask(address(route), HTTP_HX_REQUEST="true")
        assert answer.status_code == 204, route.name
        assert answer["HX-Redirect"].startswith("/sign-in"), route.name


def test_a_door_is_open_to_the_roles_that_may_and_to_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What a refusal looks like is seen below; here each role stands before each door.
    told = HttpResponse(status=403)
    monkeypatch.setattr(access, "refuse", lambda *_, **__: told)
    for role, facts in ROLES.items():
        for route in GUARDED:
            opened = HttpResponse()
            asked = RequestFactory().post("/") if route.writes else RequestFactory().get("/")
            asked.viewer = viewer(role)  # type: ignore[attr-defined]
            door = guard(replace(route, view=lambda _, opened=opened: opened))
            assert door(asked) is (opened if route.access in facts["may"] else told), (
                role,
                route.name,
            )


def viewer(role: str) -> Viewer:
    facts = ROLES[role]
    return Viewer(
        person_id=1, term_id=1, post_id=1, unit_id=1, path="44/", label=role, sees=facts["sees"],
        reads=facts.get("reads", True), may=frozenset(facts["may"]), on=date(2024, 3, 1),
    )  # fmt: skip


def test_whoever_may_not_open_a_door_is_told_who_could(
    browser_of: Callable[[str], Client],
) -> None:
    browsers = {role: browser_of(role) for role in ROLES}
    roles = cycle(ROLES)
    for route in GUARDED:
        role = next(role for role in roles if route.access not in ROLES[role]["may"])
        answer = knock(browsers[role], route)
        assert answer.status_code == 403, (role, route.name)
        assert "您的岗位不能" in answer.content.decode(), (role, route.name)


def test_what_changes_something_is_submitted_never_followed(
    browser_of: Callable[[str], Client],
) -> None:
    browser = browser_of("office_leader")
    for route in WRITING:
        assert browser.get(address(route)).status_code == 405, route.name


def test_a_submission_without_the_token_of_this_sign_in_is_not_taken(
    browser_of: Callable[[str], Client],
) -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.cookies = browser_of("office_leader").cookies
    for route in WRITING:
        answer = strict.post(address(route))
        assert answer.status_code == 403, route.name
        assert "不是在本次登录里打开的" in answer.content.decode(), route.name

"""Every address of the workbench against every kind of visitor."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.orgs.roles import CAPABILITIES, ROLES
from bihuan.surfaces.workbench.access import PUBLIC, SIGNED_IN, Route
from bihuan.surfaces.workbench.urls import ROUTES
from tests.kernel import factories

IDS = [route.name for route in ROUTES]
CLOSED = [route for route in ROUTES if route.access != PUBLIC]
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


@pytest.mark.parametrize("route", CLOSED, ids=[r.name for r in CLOSED])
def test_a_stranger_is_sent_to_sign_in(db: None, route: Route) -> None:
    answer = knock(Client(HTTP_HOST="localhost"), route)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("route", CLOSED, ids=[r.name for r in CLOSED])
def test_a_part_of_a_page_sends_a_stranger_to_sign_in_too(db: None, route: Route) -> None:
    method = "post" if route.writes else "get"
    browser = Client(HTTP_HOST="localhost")
    answer = getattr(browser, method)(address(route), HTTP_HX_REQUEST="true")
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_may_and_is_told_who_could_otherwise(
    browser_of: Callable[[str], Client], role: str
) -> None:
    browser = browser_of(role)
    for route in GUARDED:
        answer = knock(browser, route)
        if route.access in ROLES[role]["may"]:
            assert answer.status_code != 403, (role, route.name)
        else:
            assert answer.status_code == 403, (role, route.name)
            assert "您的岗位不能" in answer.content.decode()


@pytest.mark.parametrize("route", [r for r in ROUTES if r.writes], ids=lambda r: r.name)
def test_what_changes_something_is_submitted_never_followed(
    browser_of: Callable[[str], Client], route: Route
) -> None:
    assert browser_of("office_leader").get(address(route)).status_code == 405


@pytest.mark.parametrize("route", [r for r in ROUTES if r.writes], ids=lambda r: r.name)
def test_a_submission_without_the_token_of_this_sign_in_is_not_taken(
    browser_of: Callable[[str], Client], route: Route
) -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.cookies = browser_of("office_leader").cookies
    answer = strict.post(address(route))
    assert answer.status_code == 403
    assert "不是在本次登录里打开的" in answer.content.decode()

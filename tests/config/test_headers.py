"""Every answer tells the browser what a page may do, also the answer that there is no such page."""

import pytest
from django.test import Client


@pytest.fixture
def policy() -> dict[str, str]:
    response = Client().get("/no/such/page/")
    assert response.status_code == 404
    directives = response["Content-Security-Policy"].split(";")
    return dict(directive.strip().split(" ", 1) for directive in directives)


def test_a_page_runs_only_our_own_files_and_asks_nobody_else(policy: dict[str, str]) -> None:
    assert policy["default-src"] == "'none'"
    for kind in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        assert policy[kind] == "'self'"


def test_pictures_may_be_the_icons_of_our_own_style_sheet(policy: dict[str, str]) -> None:
    assert policy["img-src"] == "'self' data:"


def test_no_other_site_may_put_our_pages_into_a_frame(policy: dict[str, str]) -> None:
    assert policy["frame-ancestors"] == "'none'"


def test_nothing_in_the_policy_is_unsafe_or_open_to_all(policy: dict[str, str]) -> None:
    assert not [kind for kind, value in policy.items() if "unsafe" in value or "*" in value]

"""How often the pages people live in ask the database, so that it is noticed when one asks more."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from bihuan.surfaces.workbench import snapshots
from tests.surfaces.twins import NOW, County

#: The most questions of a page, asked a second time, for each role that opens it.
MOST = {
    "/desk": {"office_clerk": 40, "department_clerk": 34, "safety_officer": 28},
    "/places/{code}": {"office_clerk": 36, "department_clerk": 36},
    "/overview": {"leader": 36, "department_leader": 36},
    "/completeness": {"office_clerk": 32, "department_clerk": 32},
    "/units": {"office_clerk": 22},
    "/matters": {"office_clerk": 12},
}


@pytest.fixture(params=["count", "snapshot"])
def asked_of(
    request: pytest.FixtureRequest, county: County, monkeypatch: pytest.MonkeyPatch
) -> County:
    """The county, its numbers counted at once or kept since the last round."""
    if request.param == "snapshot":
        monkeypatch.setattr(snapshots, "WIDE", 0)
        snapshots.take(NOW)
    return county


@pytest.mark.parametrize(("address", "role"), [(a, r) for a, roles in MOST.items() for r in roles])
def test_a_page_asks_no_more_often_than_it_did(
    asked_of: County,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    address: str,
    role: str,
) -> None:
    browser, page = asked_of.browser(role), address.format(code=asked_of.place.code)
    assert browser.get(page).status_code == 200
    with django_assert_max_num_queries(MOST[address][role]):
        browser.get(page)

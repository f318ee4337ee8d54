"""Numbers from a snapshot are those of counting, and say as of when."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.obligations import assignments
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place
from bihuan.surfaces import rounds
from bihuan.surfaces.workbench import snapshots
from bihuan.surfaces.workbench.models import Snapshot
from tests.surfaces.test_desk import opened
from tests.surfaces.twins import BY, NOW

ADDRESSES = (
    "", "?state=late", "?state=1", "?state=bare", "?state=soon", "?state=unset", "?tab=mine",
    "?tab=idle", "?tab=idle&state=late", "?document={document}", "?place={place}",
    "?document={document}&state=late", "?q=报送", "?unit={unit}", "?group=watch",
)  # fmt: skip
NUMBERS = ("counts", "total", "strip", "tabs")


@pytest.fixture
def busy(county, monkeypatch):
    """A county with something in every state, in which every scope counts as wide."""
    monkeypatch.setattr(snapshots, "WIDE", 0)
    opened(county, "逾期", date(2025, 3, 1))
    opened(county, "临期", date(2025, 3, 20))
    opened(county, "以后", date(2025, 12, 1))
    opened(county, "未设定", None)
    opened(county, "写方案", date(2025, 3, 20), "office")
    opened(county, "迟了的方案", date(2025, 3, 2), "office")
    opened(county, "没人管", date(2025, 3, 20), "")
    return county


def numbers(response):
    """Return every number of a desk's page."""
    side = response.context["side"]
    return {name: response.context[name] for name in NUMBERS} | {
        "groups": [(group.key, group.count) for group in response.context["groups"]],
        "slowest": side.slowest, "unset": (side.unset_count, len(side.unset)),
    }  # fmt: skip


@pytest.mark.parametrize("role", ["office_clerk", "leader", "department_clerk", "safety_officer"])
def test_a_snapshot_says_what_counting_says(busy, role):
    browser = busy.browser(role)
    words = {"document": busy.clause.document_id, "place": busy.place.code,
             "unit": busy.units["firm"].pk}  # fmt: skip
    asked = [f"/desk{address.format(**words)}" for address in ADDRESSES]
    counted = {address: numbers(browser.get(address)) for address in asked}
    assert snapshots.take(NOW) > 0
    for address in asked:
        assert numbers(browser.get(address)) == counted[address], address
    wide = role in ("office_clerk", "leader", "department_clerk")
    assert (browser.get("/desk").context["counted_at"] == NOW) == wide


def test_the_page_says_as_of_when_its_numbers_are(busy):
    browser = busy.browser("office_clerk")
    assert "数字截至" not in browser.get("/desk").content.decode()
    snapshots.take(NOW - timedelta(minutes=6))
    assert "数字截至 09:00，清单是即时的" in browser.get("/desk").content.decode()


def test_what_happened_since_shows_in_the_list_and_in_what_is_ones_own(busy):
    snapshots.take(NOW)
    browser = busy.browser("office_clerk")
    before = browser.get("/desk").context
    opened(busy, "刚派的", date(2025, 3, 13), "office")
    row = Obligation.objects.everywhere("test").get(title="没人管")
    assignments.assign(row, holder=busy.units["office"], by=BY, at=NOW)
    after = browser.get("/desk")
    assert "刚派的" in after.content.decode()
    assert after.context["counts"]["mine"] == before["counts"]["mine"] + 2
    assert all(count >= 0 for count in after.context["counts"].values())


@pytest.mark.parametrize("minutes", [31, -1])
def test_an_old_snapshot_and_one_of_the_future_count_for_nothing(busy, minutes):
    snapshots.take(NOW - timedelta(minutes=minutes))
    assert busy.browser("office_clerk").get("/desk").context["counted_at"] is None


def test_a_round_takes_them_and_a_second_one_renews_them(busy):
    rounds.make(NOW)
    scopes = set(Snapshot.objects.values_list("scope", flat=True))
    assert {f"p{busy.place.path}", f"s{busy.units['bureau'].pk}"} <= scopes
    rounds.make(NOW + timedelta(minutes=5))
    assert {one.at for one in Snapshot.objects.all()} == {NOW + timedelta(minutes=5)}


def test_a_scope_that_is_wide_no_more_has_none(busy, monkeypatch):
    snapshots.take(NOW)
    monkeypatch.setattr(snapshots, "WIDE", 1_000)
    assert snapshots.take(NOW) == 0
    assert not Snapshot.objects.exists()


def test_a_county_learns_nothing_from_the_snapshot_of_its_neighbour(busy, twin):
    snapshots.take(NOW)
    browser = busy.browser("office_clerk")
    own = numbers(browser.get("/desk"))
    assert own["counts"]["all"] < Obligation.objects.everywhere("test").filter(done_at=None).count()
    assert Place.objects.filter(code=twin.place.code).exists()
    assert browser.get(f"/desk?place={twin.place.code}").context["total"] == 0

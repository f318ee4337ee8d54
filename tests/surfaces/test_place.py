"""One place, one page: its numbers and those of its parts open exactly the rows they count."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs.scope import within
from bihuan.lib.clocks import end_of
from bihuan.surfaces.workbench import snapshots
from tests.kernel import factories
from tests.surfaces.twins import BY, NOW, County


@pytest.fixture
def busy(county: County) -> County:
    """The county with work in its town, in a second town and at its own level."""
    other = factories.town(county.place, f"{county.mark}东镇")
    for unit, due in (
        (county.units["town"], date(2025, 3, 1)), (county.units["village"], date(2025, 3, 2)),
        (other, date(2025, 5, 1)), (other, None),
    ):  # fmt: skip
        open_one(
            kind=Kind.PERIODIC, title=f"{county.mark}清查{unit.name}", holder=unit,
            clause=county.clause, legal_due=end_of(due) if due else None, ladder=None, by=BY,
            at=NOW,
        )  # fmt: skip
    return county


def page(county: County, role: str = "office_clerk", code: str = "") -> Any:
    return county.browser(role).get(f"/places/{code or county.place.code}").context


def assert_numbers_open_their_rows(county: County, role: str) -> None:
    browser, context = county.browser(role), page(county, role)
    for part in context["parts"]:
        queries = {"": part.total, "&tab=idle": part.idle}
        queries |= {f"&state={state}": n for state, _, n in part.states}
        for more, n in queries.items():
            shown = browser.get(f"/desk{part.query}{more}").context
            counted = shown["counts"]["all"] if not more else shown["total"]
            assert counted == n, (role, part.name, more)


def test_parts_add_up_to_the_place_and_open_their_rows(busy: County) -> None:
    context = page(busy)
    assert [part.name for part in context["parts"]] == ["本级", "甲镇", "甲东镇"]
    assert sum(part.total for part in context["parts"]) == context["counts"]["all"]
    for role in ("office_clerk", "department_clerk"):
        assert_numbers_open_their_rows(busy, role)


def test_a_wide_place_shows_the_numbers_of_the_last_round(
    busy: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page(busy)
    monkeypatch.setattr(snapshots, "WIDE", 1)
    assert snapshots.take(NOW) > 2
    after = page(busy)
    assert after["counted_at"] == NOW
    for name in ("parts", "counts"):
        assert after[name] == before[name]
    assert [one["n"] for one in after["slowest"]] == [one["n"] for one in before["slowest"]]


@pytest.mark.parametrize("role", ["office_clerk", "department_clerk", "leader"])
def test_every_part_says_from_a_snapshot_what_counting_says(
    busy: County, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    codes = [busy.place.code, busy.units["town"].place.code]
    names = ("parts", "counts", "slowest", "kinds", "periods", "late", "idle", "matters")

    def shown() -> Any:
        found = [page(busy, role, code) for code in codes]
        return [{name: one[name] for name in names} for one in found]

    before = shown()
    monkeypatch.setattr(snapshots, "WIDE", 0)
    snapshots.take(NOW)
    assert shown() == before
    assert page(busy, role)["counted_at"] == NOW
    seen = Obligation.objects.visible_to(busy.viewer(role)).filter(done_at=None)
    assert page(busy, role)["counts"]["all"] == seen.filter(within(busy.place.path)).count()


def test_a_town_sees_its_own_page_and_not_that_of_the_county_or_the_next_town(
    busy: County, twin: County
) -> None:
    station = busy.browser("town_station")
    town, other = busy.units["town"].place, busy.place.children.get(name="甲东镇")
    assert station.get(f"/places/{town.code}").status_code == 200
    for code in (busy.place.code, other.code, twin.place.code, "000"):
        assert station.get(f"/places/{code}").status_code == 404
    assert busy.browser("worker").get(f"/places/{town.code}").status_code == 404


def test_the_page_says_what_is_late_whose_and_what_was_not_reported(busy: County) -> None:
    text = busy.browser("office_clerk").get(f"/places/{busy.place.code}").content.decode()
    assert "甲清查甲镇人民政府" in text
    assert "应报 1" in text
    assert busy.letter.number in text
    lines = busy.browser("office_clerk").get(f"/places/{busy.place.code}/export").getvalue()
    assert "甲东镇" in lines.decode("utf-8-sig")

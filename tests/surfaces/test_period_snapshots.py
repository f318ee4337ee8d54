"""How far a period is reported is the same from a snapshot, from a count, and row by row."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.obligations.models import Base, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.surfaces import clock
from bihuan.surfaces.workbench import snapshots
from bihuan.surfaces.workbench.queries.standings import STANDINGS, word_of
from tests.surfaces import reporting
from tests.surfaces.reporting import APRIL, PERIOD
from tests.surfaces.twins import County

ROLES = ("office_clerk", "leader", "department_clerk", "town_station")
ASKED = ({}, {"place": "{place}"}, {"place": "{town}"}, {"place": "{place}", "here": "1"},
         {"supervisor": "{bureau}"}, {"supervisor": "0"}, {"rule": "{rule}"}, {"joined": "1"},
         {"q": "silent"}, {"place": "000"})  # fmt: skip


@pytest.fixture
def month(county: County, monkeypatch: pytest.MonkeyPatch) -> dict[str, Obligation]:
    """The morning after a month in which some firms reported; every scope counts as wide.

    One firm joined late; another came under a different department after it had reported.
    """
    owed = reporting.month_of(county)
    monkeypatch.setattr(clock, "now", lambda: APRIL)
    monkeypatch.setattr(snapshots, "WIDE", 0)
    rows = Obligation.objects.everywhere("test")
    rows.filter(pk=owed["silent"].pk).update(late_joiner=True)
    firm = Unit.objects.filter(pk=owed["zero"].holder_id)
    firm.update(supervisor=county.units["bureau"])
    return owed


def page(county: County, role: str, asked: dict[str, str]) -> Any:
    words = {
        "place": county.place.code, "town": county.units["town"].place.code,
        "bureau": county.units["bureau"].pk, "rule": Base.objects.filter(period=PERIOD)[0].rule_id,
    }  # fmt: skip
    given = {name: value.format(**words) for name, value in asked.items()}
    return county.browser(role).get("/completeness", {"period": PERIOD} | given).context


def numbers(county: County, role: str, asked: dict[str, str]) -> Any:
    shown = page(county, role, asked)
    rows = [[(row.name, row.filters, row.counts) for row in shown[name]]
            for name in ("places", "supervisors")]  # fmt: skip
    return shown["counts"], shown["joined"], rows, [base.pk for base in shown["bases"]]


@pytest.mark.parametrize("role", ROLES)
def test_a_snapshot_says_of_a_period_what_counting_says(
    county: County, month: dict[str, Obligation], role: str
) -> None:
    counted = [numbers(county, role, asked) for asked in ASKED]
    assert page(county, role, {})["counted_at"] is None
    assert snapshots.take(APRIL) > 0
    for asked, before in zip(ASKED, counted, strict=True):
        assert numbers(county, role, asked) == before, asked
    assert page(county, role, {})["counted_at"] == APRIL


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("numbers_from", ["count", "snapshot"])
def test_the_numbers_are_those_of_the_rows_one_by_one(
    county: County, month: dict[str, Obligation], role: str, numbers_from: str
) -> None:
    if numbers_from == "snapshot":
        snapshots.take(APRIL)
    seen = Obligation.objects.visible_to(county.viewer(role)).filter(base__period=PERIOD)
    told = Counter(word_of(row) for row in seen if not row.late_joiner)
    counts = page(county, role, {})["counts"]
    assert {title: getattr(counts, key) for key, title in STANDINGS.items()} == {
        title: told[title] for title in STANDINGS.values()
    }
    assert counts.base > 0


def test_a_department_is_told_of_a_firm_of_its_own_that_was_anothers_when_it_reported(
    county: County, month: dict[str, Obligation]
) -> None:
    assert month["zero"].supervisor_id != county.units["bureau"].pk
    snapshots.take(APRIL)
    assert page(county, "department_clerk", {})["counts"].zero == 1
    assert page(county, "department_clerk", {"supervisor": "{bureau}"})["counts"].zero == 0


def test_the_page_says_as_of_when_its_numbers_are_and_counts_what_is_too_old(
    county: County, month: dict[str, Obligation]
) -> None:
    snapshots.take(APRIL - timedelta(minutes=6))
    text = county.browser("office_clerk").get(f"/completeness?period={PERIOD}").content.decode()
    assert "数字截至" in text
    snapshots.take(APRIL - timedelta(minutes=31))
    assert page(county, "office_clerk", {})["counted_at"] is None


def test_a_county_learns_nothing_of_its_neighbours_period(
    county: County, month: dict[str, Obligation], twin: County
) -> None:
    snapshots.take(APRIL)
    assert page(county, "office_clerk", {"place": twin.place.code})["counts"].base == 0
    assert page(twin, "office_clerk", {})["counts"].base < page(
        county, "office_clerk", {})["counts"].base  # fmt: skip

"""A department is renamed, merged, split in mid-year: old papers keep its name, sums stay right."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.obligations import tallies
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import succession, units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.succession import Decision
from bihuan.surfaces import rounds
from tests.ground import Hour
from tests.kernel import factories
from tests.surfaces.twins import BY, NOW, County

JULY = date(2025, 7, 1)
OLD, NEW = "甲县应急管理局", "甲县应急和消防管理局"
#: By the office's decision from 1 July, entered in June.
DECIDED = Decision(JULY, "甲编发〔2025〕9号", BY, NOW + timedelta(days=95))


@pytest.fixture
def june(county: County, hour: Hour) -> County:
    """The county in mid-June, after three months of rounds."""
    hour.look("2025-04-01", "2025-05-08", "2025-06-15")
    return county


def held(**facts: object) -> set[int]:
    rows = Obligation.objects.everywhere("test").filter(done_at=None, **facts)
    return set(rows.values_list("pk", flat=True))


def counted(county: County) -> dict[str, int]:
    """Return how many duties are open by the sums and by the rows: the two must agree."""
    return {"sum": tallies.total(county.place.path), "rows": len(held())}


def test_a_renamed_bureau_has_the_name_of_each_day(june: County, hour: Hour) -> None:
    bureau, before = june.units["bureau"], counted(june)
    owed = held(supervisor=bureau)
    succession.rename(bureau, NEW, DECIDED)
    assert Unit.objects.get(pk=bureau.pk).name == OLD
    hour.look("2025-07-02")
    assert Unit.objects.get(pk=bureau.pk).name == NEW
    clerk = june.browser("office_clerk")
    old = clerk.get("/ledger", {"unit": bureau.pk, "day": "2025-06-15"}).content.decode()
    new = clerk.get("/ledger", {"unit": bureau.pk, "day": "2025-07-02"}).content.decode()
    assert f"责任台账 {OLD}" in old
    assert f"责任台账 {NEW}" in new
    assert owed <= held(supervisor=bureau)
    assert counted(june)["sum"] == counted(june)["rows"] >= before["rows"]


def test_merging_two_bureaus_loses_no_duty_and_no_sum(june: County) -> None:
    bureau = june.units["bureau"]
    other = factories.unit("甲县消防局", "regulator", june.place, june.units["office"])
    mine, before = held(holder=bureau), counted(june)
    watched = held(supervisor=bureau)
    now = Decision(date(2025, 6, 15), "甲编发〔2025〕9号", BY, NOW + timedelta(days=95))
    succession.merge([bureau], other, now)
    assert held(holder=other) >= mine
    assert not held(holder=bureau)
    assert watched <= held(supervisor=other) | mine
    assert counted(june) == before
    assert before["sum"] == before["rows"]
    assert units.heir_on(Unit.objects.get(pk=bureau.pk), date(2025, 6, 16)) == other


def test_splitting_a_bureau_gives_each_part_what_it_answers_for(june: County) -> None:
    bureau, firm = june.units["bureau"], june.units["firm"]
    heir = factories.unit("甲县应急局", "regulator", june.place, june.units["office"])
    mines = factories.unit("甲县矿山局", "regulator", june.place, june.units["office"])
    mine, of_firm, before = held(holder=bureau), held(holder=firm), counted(june)
    now = Decision(date(2025, 6, 15), "甲编发〔2025〕9号", BY, NOW + timedelta(days=95))
    succession.split(bureau, heir=heir, parts={mines: [firm]}, decision=now)
    assert held(holder=heir) >= mine
    watchers = set(
        Obligation.objects.everywhere("test")
        .filter(pk__in=of_firm, supervisor__in=(bureau, heir, mines))
        .values_list("supervisor", flat=True)
    )
    assert watchers <= {mines.pk}
    assert counted(june) == before
    assert before["sum"] == before["rows"]


@pytest.mark.parametrize("end", ["stop", "close"])
def test_an_enterprise_that_stops_or_closes_keeps_what_is_open(june: County, end: str) -> None:
    firm = june.units["firm"]
    open_matter, owed = june.task, held(holder=firm, matter__isnull=False) | {june.late.pk}
    turn = {"stop": units.stop, "close": units.close}[end]
    turn(firm, reason="停产整顿", by=BY, at=NOW + timedelta(days=95))
    rounds.make(NOW + timedelta(days=96))
    rounds.make(NOW + timedelta(days=150))
    assert owed <= held()
    open_matter.refresh_from_db()
    assert open_matter.closed_at is None
    clerk = june.browser("office_clerk")
    page = clerk.get("/desk", {"q": firm.name})
    assert page.context["total"] >= len(owed)
    left = clerk.get("/units", {"gap": "left"})
    assert [one.pk for one in left.context["page"].rows] == [firm.pk]
    assert left.context["owed"][firm.pk]["n"] >= len(owed)
    assert dict((key, n) for key, _, n in left.context["gaps"])["left"] == 1
    assert not clerk.get("/units", {"gap": "left", "q": "应急"}).context["page"].rows

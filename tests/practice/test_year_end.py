"""On 1 January nothing of last year is gone, and no period stands in for its namesake."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.letters.letters import draw_up
from bihuan.kernel.obligations import tallies
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.trace.matters import open_matter
from bihuan.lib.clocks import SHANGHAI, end_of
from bihuan.surfaces import rounds
from tests.ground import Hour
from tests.practice.doing import meet
from tests.surfaces.twins import BY, NOW, County

LAST = datetime(2025, 12, 31, 23, 59, tzinfo=SHANGHAI)
FIRST = LAST + timedelta(minutes=2)
#: The lines of a table that say what it is and when it was made.
HEAD = 4
ROLES = ("office_clerk", "office_leader", "department_clerk", "enterprise_principal", "leader")


@pytest.fixture
def december(county: County) -> County:
    """The county on the last evening of the year, with a duty due that night."""
    rounds.make(LAST - timedelta(hours=8))
    open_one(
        kind=Kind.PERIODIC, title="年终总结", holder=county.units["firm"], clause=county.clause,
        legal_due=end_of(date(2025, 12, 31)), ladder=None, by=BY, at=NOW,
    )  # fmt: skip
    return county


def desk(county: County, role: str) -> tuple[int, list[str]]:
    """Return how many open duties a desk counts, and which it hands out as a table."""
    browser = county.browser(role)
    lines = browser.get("/desk/export").getvalue().decode("utf-8-sig").splitlines()
    return browser.get("/desk").context["counts"]["all"], sorted(lines[HEAD:])


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_of_the_last_evening_is_the_desk_of_the_first_morning(
    december: County, hour: Hour, role: str
) -> None:
    hour.at = LAST
    before = desk(december, role)
    hour.at = FIRST
    assert desk(december, role) == before
    assert before[0] > 0


def test_what_was_due_on_the_last_night_is_late_and_still_there(
    december: County, hour: Hour
) -> None:
    hour.at = FIRST
    rounds.make(FIRST)
    browser = december.browser("enterprise_principal")
    page = browser.get("/desk", {"q": "年终", "state": "late"}).content.decode()
    assert "年终总结" in page
    old = Obligation.objects.everywhere("test").filter(opened_at__year__lt=2026)
    assert old.filter(done_at=None).count() == old.count()


def test_the_new_year_adds_its_own_periods_and_takes_none_away(december: County) -> None:
    path, rows = december.place.path, Obligation.objects.everywhere("test")
    before = set(rows.filter(done_at=None).values_list("pk", flat=True))
    total = tallies.total(path)
    made = rounds.make(FIRST)
    assert before < set(rows.filter(done_at=None).values_list("pk", flat=True))
    assert tallies.total(path) == total + made.opened


def test_numbers_begin_anew_with_the_year_of_china_not_of_the_server(county: County) -> None:
    place, before = county.place, datetime(2025, 12, 31, 23, 30, tzinfo=SHANGHAI)
    given = {"flow": "test", "title": "年末", "place": place, "unit": None, "state": "found"}
    old = open_matter(prefix="NM", by=BY, at=before, **given)
    new = open_matter(prefix="NM", by=BY, at=before + timedelta(hours=1), **given)
    assert (old.number, new.number) == ("NM-2025-441521-000001", "NM-2026-441521-000001")
    letters = [
        draw_up(
            kind="reply", issuer=county.units["office"], addressee=county.units["bureau"],
            title="复函", chain=county.late.chain, cause=f"year:{at:%Y}",
            body={"paragraphs": ["已收到。"]}, at=at, by=BY,
        ).number
        for at in (before, before + timedelta(hours=1))
    ]  # fmt: skip
    assert letters == ["甲县安委办函〔2025〕1号", "甲县安委办函〔2026〕1号"]


def test_a_month_reported_in_one_year_is_not_reported_in_the_next(county: County) -> None:
    principal = county.viewer("enterprise_principal")
    meet(county.duty, by=principal, at=NOW)
    rounds.make(NOW + timedelta(days=366))
    rows = Obligation.objects.everywhere("test").filter(rule=county.rule, holder=county.duty.holder)
    march = dict(rows.filter(period__endswith="-03").values_list("period", "outcome"))
    assert march == {"2025-03": "on_time", "2026-03": ""}

"""Months add up to quarters and years; every total and rate is what the rows say, counted apart."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bihuan.kernel.law.models import Rule
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.lib.clocks import SHANGHAI, end_of
from bihuan.lib.periods import Period, PeriodKind, parse, period_of
from tests.ground import Hour
from tests.kernel import factories
from tests.surfaces.reporting import RECORD
from tests.surfaces.twins import BY, NOW, County

FIRST = period_of(PeriodKind.MONTH, date(2025, 4, 1))
MODES = ("findings", "zero", "", "proxy", "findings", "", "zero")
MEASURES = ("on_time", "late", "overdue", "waiting", "excused")


def months() -> list[Period]:
    found = [FIRST]
    while len(found) < 24:
        found.append(found[-1].next())
    return found


@pytest.fixture(scope="module")
def years(county: County, hour: Hour) -> County:
    """The county after two years of a monthly duty of five firms, each month met in its own way."""
    town = county.units["town"]
    firms = [factories.enterprise(town, f"甲{n}厂") for n in range(5)]
    officers = {
        firm.pk: factories.person_in(factories.post(firm, "safety_officer")) for firm in firms
    }
    rule = Rule.objects.create(
        key="441521/t#years", clause=county.clause, place=county.place, duty="years",
        title="甲每月报送", says="每月", per="month", times=1, zero_allowed=True, proof=[],
        selects={"kinds": ["enterprise"]}, in_force_from=FIRST.start,
    )  # fmt: skip
    rows = Obligation.objects.everywhere("test").filter(rule=rule)
    for m, month in enumerate(months()):
        materialise(datetime.combine(month.start, time(8), tzinfo=SHANGHAI))
        for n, row in enumerate(rows.filter(period=month.key).exclude(holder=county.units["firm"])):
            _meet(row, MODES[(3 * m + m // 4 + 2 * n) % len(MODES)], n, county, officers)
    for moment in (end_of(date(2026, 1, 31)), datetime(2026, 2, 1, tzinfo=SHANGHAI)):
        open_one(
            kind=Kind.PERIODIC, title="甲边界", holder=firms[0], clause=county.clause,
            legal_due=moment, ladder=None, by=BY, at=NOW,
        )  # fmt: skip
    hour.at = datetime.combine(months()[-1].end + timedelta(days=10), time(9), tzinfo=SHANGHAI)
    return county


def _meet(row: Obligation, mode: str, n: int, county: County, officers: dict[int, Any]) -> None:
    """Let a duty be met at the last second of its month, at the first of the next, or not."""
    if not mode:
        return
    assert row.current_due is not None
    at = row.current_due + timedelta(seconds=n % 2)
    term = county.terms["town_station"] if mode == "proxy" else officers[row.holder_id or 0]
    by = factories.viewer_of(term, on=at.astimezone(SHANGHAI).date())
    fulfil(
        row, mode=mode, happened_at=at - timedelta(hours=1), record=RECORD,
        proxy_reason="没有网络" if mode == "proxy" else "", by=by, at=at, revision=row.revision,
    )  # fmt: skip


def analysed(county: County, period: str) -> dict[str, int]:
    whole = county.browser("office_clerk").get(f"/analysis?period={period}").context["found"].whole
    return {name: getattr(whole, name) for name in MEASURES}


def added(parts: list[dict[str, int]]) -> dict[str, int]:
    return {name: sum(part[name] for part in parts) for name in MEASURES}


def test_months_add_up_to_quarters_and_quarters_to_years(years: County) -> None:
    by_month = {month.key: analysed(years, month.key) for month in months()}
    every = [FIRST.start.year, FIRST.start.year + 1]
    for quarter in dict.fromkeys(period_of(PeriodKind.QUARTER, m.start).key for m in months()):
        span = parse(quarter)
        inside = [by_month[m.key] for m in months() if span.contains(m.start)]
        assert analysed(years, quarter) == added(inside), quarter
    for year in every:
        quarters = [analysed(years, f"{year}Q{n}") for n in range(1, 5)]
        assert analysed(years, str(year)) == added(quarters), year
    assert sum(added(list(by_month.values())).values()) > 100


def test_what_is_due_at_midnight_is_counted_once(years: County) -> None:
    rows = Obligation.objects.everywhere("test").filter(title="甲边界")
    january, february = (analysed(years, key) for key in ("2026-01", "2026-02"))
    rows.update(place_path=years.place.parent.path)  # type: ignore[union-attr]
    less = [analysed(years, key) for key in ("2026-01", "2026-02")]
    assert january["overdue"] - less[0]["overdue"] == 1
    assert february["overdue"] - less[1]["overdue"] == 1


def counted(rows: list[Obligation], now: datetime) -> Counter[str]:
    """Count members as a clerk would with a pencil: an oracle that shares no code."""
    found: Counter[str] = Counter()
    for row in rows:
        if row.done_at is None:
            found["missing"] += 1
            found["overdue"] += row.current_due is not None and row.current_due < now
        elif row.mode in ("zero", "proxy"):
            found[row.mode] += 1
        else:
            found["own"] += 1
    return found


def test_every_month_by_place_and_supervisor_is_what_the_rows_say(
    years: County, hour: Hour
) -> None:
    rows = Obligation.objects.everywhere("test").filter(rule__key="441521/t#years")
    browser = years.browser("office_clerk")
    for month in months():
        mine = list(rows.filter(period=month.key))
        rule = str(mine[0].rule_id)
        context = browser.get("/completeness", {"period": month.key, "rule": rule}).context
        whole, parts = context["counts"], (context["places"], context["supervisors"])
        expected = counted(mine, hour.at)
        for name in ("own", "zero", "proxy", "missing", "overdue"):
            assert getattr(whole, name) == expected[name], (month.key, name)
            for part in parts:
                assert sum(getattr(row.counts, name) for row in part) == expected[name]
        reported = expected["own"] + expected["zero"] + expected["proxy"]
        assert whole.rate == f"{round(1000 * reported / len(mine)) / 10:.1f}%"
        assert whole.base == len(mine) == sum(row.counts.base for row in parts[0])


def test_an_empty_base_has_a_stroke_for_a_rate(years: County) -> None:
    context = years.browser("office_clerk").get("/completeness?period=2019-01").context
    assert (context["counts"].base, context["counts"].rate) == (0, "/")


def test_a_month_stands_for_no_other_year_and_december_stays_in_january(
    years: County, hour: Hour
) -> None:
    browser = years.browser("office_clerk")

    def missing(period: str) -> int:
        found: int = browser.get(f"/completeness?period={period}").context["counts"].missing
        return found

    hour.at = end_of(date(2025, 12, 31))
    before = {period: missing(period) for period in ("2025-10", "2025-12", "2026-10")}
    hour.at = datetime(2026, 1, 1, 0, 1, tzinfo=SHANGHAI)
    assert {period: missing(period) for period in before} == before
    assert before["2025-10"] != before["2026-10"] or before["2025-12"] > 0

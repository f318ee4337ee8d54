"""Golden figures: every cell by hand, rows on each boundary, and the list behind each number."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from bihuan.kernel.trace.models import Matter
from bihuan.modules.enforcement.models import Case, Injunction, Penalty, Spot
from bihuan.modules.inspections.models import Answer, Finding, Inspection
from bihuan.modules.statistics.figures import ALL, behind, table
from bihuan.modules.statistics.forms import Form, forms, read_form, source_of
from bihuan.modules.statistics.rules import NO_BASE, evaluate, shown
from bihuan.surfaces.workbench.queries.statistics import lines
from tests.kernel import factories
from tests.modules.statistics.conftest import FIRMS, NOW, District, moment

KINDS = ("month", "quarter", "half", "year")


@pytest.fixture(scope="module")
def told(here: District) -> District:
    """The district after its firms reported and found."""
    base = here.base("report.quarter", "2025Q1")
    base.rule.record = "check"
    for n, row in enumerate(FIRMS):
        here.owed(base, n, row[4], "2025-04-10T10:00" if row[4] else "")
    late = factories.enterprise(here.bureau, "期中加入的厂")
    here.firms.append(late)
    here.owed(base, len(FIRMS), late_joiner=True)
    # Each on a boundary: the first and last day of March, the midnight after it.
    here.hazard(0, "2025-03-01", "2025-03-31T23:59:59", spent=Decimal("1.50"))
    here.hazard(0, "2025-03-31", "2025-04-01T00:00:00", spent=Decimal("2.25"))
    here.hazard(1, "2025-02-28", "2025-03-01T00:00:00")
    here.hazard(2, "2025-04-01")
    # A major one, found in March and crossed off in May.
    here.hazard(0, "2025-03-15", "2025-05-20T09:00", grade="major", level="county")
    here.hazard(3, "2024-12-31", grade="major", due_on="2025-01-31", state="arranging")
    # Found in March, entered in June only: unknown on the first of April.
    here.hazard(1, "2025-03-20", entered="2025-06-01T09:00", category="42")
    return here


def opens_what_it_counts(told: District, form: Form, period: str) -> None:
    """Compare each cell of a form with the records it opens."""
    made = told.table(form, period, form.by[0])
    for row in (*made.rows, made.total):
        for one in form.columns:
            source = source_of(one)
            # Only a cell with a number opens; of the total its lines are read too.
            if source is None or not row.cells[one.key]:
                continue
            rows = behind(made.asked, row.key, one.key).order_by()
            path = source.sums.get(one.sum, "")
            counts = rows.aggregate(n=Sum(path))["n"] or 0 if path else rows.count()
            assert counts == row.cells[one.key], (form.key, row.title, one.key)
            if row is made.total:
                lines(
                    list(rows[:1].select_related(*source.joins) if not one.once else rows[:1]), one
                )


def row_of(made: Any, title: str) -> dict[str, Any]:
    return next(row.cells for row in made.rows if row.title == title)


def test_who_reported_is_counted_by_firms_and_a_late_joiner_apart(told: District):
    made = told.table("S3", "2025Q1")
    kept = {"base": 4, "missing": 1, "reported": 3, "zero": 1}
    assert {key: made.total.cells[key] for key in kept} == kept
    assert shown(made.total.cells["rate"], "percent") == "75.0%"
    assert row_of(made, "可塘镇")["missing"] == 0
    by_trade = told.table("S11", "2025Q1", "industry")
    assert [row.cells["base"] for row in by_trade.rows] == [1, 1, 1, 1]
    assert by_trade.rows[-1].title == "没有登记"


def test_as_known_before_anybody_reported_all_are_missing(told: District):
    made = told.table("S3", "2025Q1", known=moment("2025-04-10T10:00"))
    assert (made.total.cells["missing"], made.total.cells["zero"]) == (4, 0)


def test_found_in_march_and_closed_in_may_gives_three_different_labelled_figures(told: District):
    first = told.table("S7", "2025Q1", known=moment("2025-04-01T00:00")).total.cells
    today = told.table("S7", "2025Q1").total.cells
    second = told.table("S7", "2025Q2").total.cells
    assert (first["m_found"], first["m_open"], first["m_closed"]) == (1, 1, 0)
    assert (today["m_found"], today["m_open"], today["m_closed"]) == (1, 0, 0)
    assert (second["m_found"], second["m_closed"]) == (0, 1)
    assert (first["g_found"], today["g_found"]) == (3, 4)


def test_each_boundary_counts_once_and_months_add_up_to_quarters_and_years(told: District):
    march = told.table("S7", "2025-03").total.cells
    assert (march["g_found"], march["g_open"]) == (3, 1)
    found = closed = 0
    opening = 0
    for month in range(1, 7):
        cells = told.table("S7", f"2025-{month:02}").total.cells
        if month == 1:
            opening = cells["m_opening"]
        assert cells["m_opening"] + cells["m_found"] - cells["m_closed"] == cells["m_closing"]
        found, closed = found + cells["m_found"], closed + cells["m_closed"]
    half = told.table("S7", "2025-H1").total.cells
    assert (half["m_opening"], half["m_found"], half["m_closed"]) == (opening, found, closed)
    quarters = [told.table("S12", f"2025Q{n}").total.cells["found"] for n in (1, 2)]
    assert sum(quarters) == told.table("S12", "2025").total.cells["found"] == 5


def test_a_stock_counts_what_is_overdue_and_a_cumulative_form_begins_in_january(told: District):
    made = told.table("S7", "2025-06", known=NOW).total.cells
    assert (made["m_closing"], made["m_overdue"]) == (1, 1)
    # Of the year 2025 only; in the groups that the form draws itself.
    drawn = told.table("S13a", "2025-05", "groups")
    assert [row.title for row in drawn.rows][4:] == [
        "化工生产储存",
        "危化品经营",
        "冶金有色",
        "其他工矿",
    ]
    chemical = drawn.rows[4].cells
    assert (chemical["found"], chemical["major"], chemical["m_left"]) == (2, 1, 0)
    assert drawn.total.cells["spent"] == Decimal("3.75")


def record(here: District, of: type[Any], key: str, state: str, **facts: Any) -> Any:
    """A record of a matter about the first firm, handled by its bureau on the fifth of March."""
    firm, person = here.firms[0], here.finder
    matter = Matter.unscoped.create(
        number=f"ZF-{Matter.unscoped.count():06}", flow=key, title="执法", place=here.place,
        place_path=here.place.path, unit=here.bureau, state=state,
        opened_at=moment("2025-03-05T10:00"),
    )  # fmt: skip
    named = {one.name for one in of._meta.fields}
    people = {name: person for name in ("opener", "finder", "handler", "proposer") if name in named}
    known = {"unit": firm, "office": here.bureau, **people}
    given = {name: value for name, value in known.items() if name in named}
    return of.objects.create(matter=matter, **given, **facts)


def test_visits_and_penalties_are_counted_from_their_records(told: District):
    day, at = date(2025, 3, 5), moment("2025-03-05T14:00")
    visit = record(told, Inspection, "inspections.visit", "closed", mode="special", cause="查",
                   due_on=day, began_at=at)  # fmt: skip
    record(told, Inspection, "inspections.visit", "planned", mode="special", cause="查", due_on=day)
    answer = Answer.objects.create(inspection=visit, verdict="fail", by=told.finder,
                                   office=told.bureau, at=at)  # fmt: skip
    record(told, Finding, "inspections.finding", "rectifying", inspection=visit, answer=answer,
           says="缺", level="major", due_on=day)  # fmt: skip
    case = record(told, Case, "enforcement.case", "investigating", source="inspection", filed_at=at,
                  article="安全生产法(2021)|102|", found_on=day, facts="未消除隐患")  # fmt: skip
    fine = {"case": case, "who": "unit", "kind": "fine", "article": case.article, "stage": "first",
            "degree": "normal", "amount": 30_000, "decided_on": day, "reasons": "一般"}  # fmt: skip
    record(told, Penalty, "enforcement.penalty", "served", **fine)
    record(told, Penalty, "enforcement.penalty", "annulled", **fine)
    spot = {"article": case.article, "facts": "缺", "said": "没有", "served_at": at}
    record(told, Spot, "enforcement.spot", "filed", **spot)
    record(told, Spot, "enforcement.spot", "annulled", **spot)
    record(told, Injunction, "enforcement.order", "ordered", kind="term", found_on=day,
           facts="缺", demands="补", due_on=day)  # fmt: skip
    seventeen = told.table("S17", "2025-W10", "office").total.cells
    kept = {"visits": 1, "units": 1, "orders": 1, "warned_spot": 1, "fines": 30_000, "money": 3}
    assert {key: seventeen[key] for key in kept} == kept
    kinds = told.table("S16", "2025-03").total.cells
    assert (kinds["all"], kinds["concealed"], kinds["others"]) == (1, 1, 0)
    weekly = told.table("SZ1", "2025-W10", "office")
    (office,) = (row for row in weekly.rows if row.title == told.bureau.name)
    told_of = {"planned": 2, "planned_units": 1, "visits": 1, "found": 1, "major": 1, "cases": 1}
    assert {key: office.cells[key] for key in told_of} == told_of
    # Counted where the firm is, though the office sits in the county.
    covered = row_of(told.table("SZ3", "2025-03"), "可塘镇")
    assert (covered["visited"], covered["c_visited"], covered["open"]) == (1, 1, 1)
    for key, period in (("S17", "2025-W10"), ("SZ1", "2025-03"), ("SZ3", "2025-03")):
        opens_what_it_counts(told, forms()[key], period)


def test_every_cell_opens_exactly_the_rows_it_counts(told: District):
    periods = {
        "week": "2025-W10",
        "month": "2025-03",
        "quarter": "2025Q1",
        "half": "2025-H1",
        "year": "2025",
    }
    for form in forms().values():
        opens_what_it_counts(told, form, periods[form.periods[0]])


def test_a_form_adds_up_to_the_same_whole_whichever_way_its_rows_are_drawn(told: District):
    for key in ("S7", "S14", "S13a", "T2"):
        form = forms()[key]
        wholes = [told.table(form, "2025-03", by).total.cells for by in form.by]
        assert all(whole == wholes[0] for whole in wholes), key


def test_a_town_counts_its_own_and_a_firm_itself_by_the_same_form(told: District):
    station = told.table("S7", "2025Q1", viewer=told.viewer("station")).total.cells
    owner = told.table("S7", "2025Q1", viewer=told.viewer("owner")).total.cells
    assert (station["g_found"], owner["g_found"]) == (4, 2)
    rows = behind(told.asked("S7", "2025Q1", viewer=told.viewer("owner")), ALL, "g_found")
    assert {one.unit for one in rows} == {told.firms[0]}


def test_a_form_asks_each_source_once(told: District, django_assert_max_num_queries: Any):
    asked = told.asked("S7", "2025Q1")
    with django_assert_max_num_queries(5):
        table(asked)


def test_rows_are_ranked_and_equal_ones_share_a_place(told: District):
    made = told.table("S7", "2025Q1")
    ranked = made.ranked("g_found")
    assert [(place, row.cells["g_found"]) for place, row in ranked] == [(1, 4), (2, 0)]
    assert [place for place, _ in made.ranked("l_city")] == [1, 1]


def test_a_base_of_nought_gives_no_rate():
    assert evaluate("1 - a / b", {"a": 0, "b": 0}) is None
    assert shown(None, "percent") == NO_BASE
    assert shown(evaluate("a / b", {"a": 2, "b": 3}), "percent") == "66.7%"


FORM = """
key = "X1"
title = "试"
source = "试"
counted = "件"
periods = ["month"]
by = ["place"]
columns = [
  {{key = "n", title = "数", count = "hazard", when = "found"}},
  {column},
]
"""


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ('{key = "r", title = "率", formula = "n / closd"}', "closd 不是前面的列"),
        ('{key = "r", title = "率", formula = "n.real"}', "只能用列的 key"),
        ('{key = "r", title = "率"}', "写一个，也只写一个"),
        ('{key = "r", title = "率", count = "hazard", when = "fund"}', "没有“fund”这个时间"),
        ('{key = "r", title = "率", count = "hazard", where = {colour = "red"}}', "没有“colour”"),
        ('{key = "n", title = "率", formula = "n"}', "用过了"),
        ('{key = "r", title = "率", count = "hazrd"}', "没有“hazrd”这种记录"),
        ('{key = "r", title = "率", formula = "n", kolour = 1}', "不认识“kolour”"),
    ],
)
def test_a_form_declared_wrongly_is_refused_in_one_sentence(column: str, says: str):
    with pytest.raises(ValueError, match=says) as refused:
        read_form(FORM.format(column=column), "X1.toml")
    assert "X1.toml" in str(refused.value)


def test_a_column_whose_record_nobody_keeps_yet_stays_empty_and_is_no_nought(told: District):
    column = '{key = "v", title = "执法检查", count = "matter", where = {flow = "no.such"}}'
    form = read_form(FORM.format(column=column) + 'waits = ["v"]', "X1.toml")
    made = told.table(form, "2025-03")
    assert (made.total.cells["n"], made.total.cells["v"], form.waiting) == (4, None, ("执法检查",))


def test_a_form_follows_its_days_in_force():
    assert all(one.since <= date(2025, 1, 1) for one in forms().values())

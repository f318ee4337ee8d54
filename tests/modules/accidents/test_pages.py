"""What people see of accidents: the numbers with the rows behind them, the page, the trace."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.timeline import timeline
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.periods import parse
from bihuan.modules.accidents import queries
from bihuan.modules.accidents.inquiry_flow import InvestigationFlow as Inquiry
from bihuan.modules.accidents.models import Accident, Investigation
from bihuan.modules.accidents.report_flow import AccidentFlow
from bihuan.surfaces.workbench.queries.accidents import accident_of
from bihuan.surfaces.workbench.queries.matters import facts
from tests.modules.accidents.conftest import DAY, NINE, TEN, named, reported
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, moment

TODAY = date(2025, 6, 30)


def test_a_running_year_is_compared_with_the_same_days_of_the_year_before(
    here: County, watch: Viewer
):
    for happened, deaths in (("2025-03-03", 2), ("2024-06-30", 1), ("2024-07-01", 5)):
        at = moment(happened)
        reported(
            here, watch, at + timedelta(hours=1), happened_at=at, heard_at=None, deaths=deaths
        )  # fmt: skip
    rows = queries.table(queries.seen(watch), parse("2025"), TODAY, "grade")
    assert [(r.title, r.now.accidents, r.before.accidents) for r in rows] == [
        ("特别重大事故", 0, 0), ("重大事故", 0, 0), ("较大事故", 0, 0), ("一般事故", 1, 1),
    ]  # fmt: skip
    assert queries.total(rows).now == queries.Figures(1, 2, 0)
    [kind] = queries.table(queries.seen(watch), parse("2025"), TODAY, "kind")
    assert (kind.now.deaths, kind.before.deaths) == (2, 1)
    assert queries.year_before(parse("2024"), TODAY) == (date(2023, 1, 1), date(2023, 12, 31))


def test_an_accident_at_midnight_is_counted_in_one_year_alone(here: County, watch: Viewer):
    new_year = moment("2025-01-01", 0)
    reported(here, watch, new_year + timedelta(hours=1), happened_at=new_year, heard_at=None)
    counts = [queries.within(queries.seen(watch), parse(k)).count() for k in ("2024", "2025")]
    assert counts == [0, 1]


def test_what_was_found_to_be_no_accident_is_not_counted(
    here: County, watch: Viewer, chief: Viewer
):
    made = reported(here, watch, heard_at=None)
    perform(made, AccidentFlow.note_silence, here, TEN, by=watch)
    perform(made, AccidentFlow.dismiss, here, TEN, by=chief, finding_says="突发疾病")
    assert not queries.seen(watch).exists()


def test_an_officer_sees_the_accidents_of_her_own_unit_alone(
    here: County, officer: Viewer, watch: Viewer
):
    reported(here, watch, unit=here.regulator, heard_at=None)
    mine = reported(here, officer)
    assert [a.pk for a in queries.seen(officer)] == [mine.pk]
    assert queries.seen(watch).count() == 2


@pytest.mark.parametrize(("minutes", "words"), [(60, "一小时内报告"), (61, "迟于一小时")])
def test_the_page_says_how_the_report_stands_to_its_hour(
    here: County, officer: Viewer, minutes: int, words: str
):
    made = reported(here, officer, NINE + timedelta(minutes=minutes))
    shown = accident_of(fresh(made), officer)
    assert shown["told"][0] == words
    assert shown["window"].date() == (DAY + timedelta(days=30)).date()
    assert shown["by_law"] == "县级人民政府"


def test_moments_units_and_answers_are_told_in_words(
    here: County, officer: Viewer, watch: Viewer, chief: Viewer
):
    made = reported(here, officer)
    perform(made, AccidentFlow.find, here, TEN, by=chief, finding="late", rescue_delayed=True)
    record: Any = Accident.objects.get(pk=made.pk)
    assert ("发生时间", "2025-03-03 09:00") in facts(AccidentFlow, record)
    told = [pair for line in timeline(fresh(made), watch) for pair in line.fields]
    assert ("单位负责人接到报告的时间", "2025-03-03 09:00") in told
    assert {("报告情形", "迟报"), ("贻误抢救", "是")} <= set(told)
    perform(made, AccidentFlow.begin_inquiry, here, TEN, by=watch)
    inquiry = Investigation.objects.get().matter
    members = [here.office.pk, here.regulator.pk]
    perform(
        inquiry, Inquiry.name_group, here, TEN, members=members, level="normal",
        led_by=named("县安监局"),
    )  # fmt: skip
    said = dict(pair for line in timeline(fresh(inquiry), watch) for pair in line.fields)
    assert set(said["成员单位"].split("、")) == {"县安委办", "县应急管理局"}

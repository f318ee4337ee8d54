"""The figures of a period: they add up, they are of one place, nothing is concluded in them."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from bihuan.kernel.obligations import extensions
from bihuan.kernel.obligations.models import Obligation
from bihuan.lib.clocks import end_of
from tests.surfaces.test_obligation import paper, record, send
from tests.surfaces.twins import NOW, County


def found(county: County, role: str = "office_clerk", period: str = "") -> Any:
    return county.browser(role).get("/analysis", {"period": period}).context["found"]


def words(content: bytes) -> str:
    made = Document(BytesIO(content))
    cells = [cell.text for t in made.tables for row in t.rows for cell in row.cells]
    return "\n".join([p.text for p in made.paragraphs] + cells)


def test_each_duty_of_the_quarter_is_in_one_figure(county: County) -> None:
    whole = found(county).whole
    rows = Obligation.objects.everywhere("test").filter(
        kind__in=("periodic", "step"), current_due__gte="2025-01-01T00:00+08:00",
        current_due__lt="2025-04-01T00:00+08:00",
    )  # fmt: skip
    total = whole.on_time + whole.late + whole.overdue + whole.waiting + whole.excused
    assert total == rows.count() > 1
    assert whole.overdue == rows.filter(done_at=None, current_due__lt=NOW).count() == 2


def test_what_was_met_moves_from_waiting_to_on_time(county: County) -> None:
    before = found(county).whole
    assert send(county, record(county, **{"proof-检查记录": paper()})).status_code == 302
    after = found(county)
    assert (after.whole.on_time, after.whole.waiting) == (1, before.waiting - 1)
    assert after.whole.rate == "33.3%"
    assert ("办理记录", 1) in after.records


def test_the_worst_stand_first_and_who_missed_nothing_is_not_named(county: County) -> None:
    analysed = found(county)
    assert [one.name for one in analysed.units] == [county.units["firm"].name]
    assert county.late.title in [one.name for one in analysed.duties]
    assert county.duty.title not in [one.name for one in analysed.duties]


def test_more_time_moves_a_duty_to_the_period_of_its_new_day(county: County) -> None:
    assert found(county, period="2025Q2").whole.waiting == 0
    leader = county.viewer("department_leader")
    extensions.decide(county.asked, granted=True, opinion="同意", by=leader, at=NOW)
    assert found(county, period="2025Q2").whole.waiting == 1
    assert found(county).whole.overdue == 1
    due = Obligation.objects.everywhere("test").get(pk=county.late.pk).current_due
    assert due == end_of(date(2025, 4, 10))


@pytest.mark.parametrize(("asked", "key"), [
    ("", "2025Q1"), ("2025-03", "2025-03"), ("2024", "2024"), ("2025-H1", "2025-H1"),
    ("2025-03-12", "2025Q1"), ("昨天", "2025Q1"),
])  # fmt: skip
def test_a_period_that_is_none_is_the_present_quarter(county: County, asked: str, key: str) -> None:
    assert found(county, period=asked).period.key == key


def test_a_period_without_duties_has_no_rate(county: County) -> None:
    empty = found(county, period="2019")
    assert (empty.whole.due, empty.whole.rate) == (0, "/")


def test_the_draft_has_the_figures_and_leaves_the_conclusions_open(county: County) -> None:
    response = county.browser("office_clerk").get("/analysis/word", {"period": "2025Q1"})
    text = words(response.content)
    assert f"{county.place.name}2025年第一季度安全生产责任落实形势分析" in text
    assert "逾期未办 2 项" in text
    assert county.units["firm"].name in text
    assert "系统不代写" in text


def test_nobody_counts_what_another_county_missed(county: County, twin: County) -> None:
    alone = found(county).whole
    assert found(twin).whole == alone
    text = words(twin.browser("office_clerk").get("/analysis/word").content)
    assert county.mark not in text

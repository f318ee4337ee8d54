"""The numbers of the law at their boundaries: grade, window, way up, days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.modules.accidents import rules
from tests.testapp.world import moment

BY_DEATHS = ((0, "ordinary"), (2, "ordinary"), (3, "serious"), (9, "serious"), (10, "major"),
             (29, "major"), (30, "extraordinary"))  # fmt: skip
BY_INJURED = ((9, "ordinary"), (10, "serious"), (49, "serious"), (50, "major"), (99, "major"),
              (100, "extraordinary"))  # fmt: skip
BY_LOSS = (("999.99", "ordinary"), ("1000", "serious"), ("4999.99", "serious"), ("5000", "major"),
           ("9999.99", "major"), ("10000", "extraordinary"))  # fmt: skip


@pytest.mark.parametrize(("deaths", "grade"), BY_DEATHS)
def test_deaths_alone_grade_an_accident(deaths: int, grade: str):
    assert rules.grade(deaths, 0, None) == grade


@pytest.mark.parametrize(("injured", "grade"), BY_INJURED)
def test_the_seriously_injured_alone_grade_an_accident(injured: int, grade: str):
    assert rules.grade(0, injured, None) == grade


@pytest.mark.parametrize(("loss", "grade"), BY_LOSS)
def test_the_direct_loss_alone_grades_an_accident(loss: str, grade: str):
    assert rules.grade(0, 0, Decimal(loss)) == grade


def test_the_heaviest_of_the_three_counts_and_an_unknown_loss_decides_nothing():
    assert rules.grade(1, 12, Decimal(100)) == "serious"
    assert rules.grade(1, 0, Decimal(5000)) == "major"
    assert rules.grade(1, 1, None) == "ordinary"


@pytest.mark.parametrize(("sort", "last"), [("work", "2025-04-02"), ("road", "2025-03-10")])
def test_the_window_of_changed_casualties_ends_with_its_last_day(sort: str, last: str):
    ends = rules.window_ends(moment("2025-03-03"), sort)
    assert ends.date() == date.fromisoformat(last)
    assert rules.window_ends(moment("2025-03-03"), "fire") == rules.window_ends(
        moment("2025-03-03"), "road"
    )


def test_each_grade_is_reported_as_far_up_as_the_article_says():
    reach = {grade: [level for level in rules.LEVELS if not rules.must_go_on(grade, level)]
             for grade in rules.GRADES}  # fmt: skip
    assert reach == {
        "ordinary": ["city", "province", "nation"], "serious": ["province", "nation"],
        "major": ["nation"], "extraordinary": ["nation"],
    }  # fmt: skip
    assert rules.must_go_on("ordinary", "town")


def test_a_report_within_the_hour_is_not_late_and_an_unknown_moment_is_held_against_nobody():
    heard = moment("2025-03-03")
    assert rules.late_by(heard, heard + timedelta(hours=1)) == timedelta()
    assert rules.late_by(heard, heard + timedelta(hours=1, seconds=1)) == timedelta(seconds=1)
    assert rules.late_by(None, heard) == timedelta()


def test_an_investigation_has_sixty_days_and_the_look_back_a_year():
    assert rules.inquiry_due(moment("2025-03-03")) == date(2025, 5, 2)
    assert rules.evaluation_due(date(2025, 5, 20)) == date(2026, 5, 20)


def test_a_kind_belongs_to_the_edition_of_its_day():
    assert rules.kind_holds("机械伤害", date(2026, 6, 30))
    assert not rules.kind_holds("机械伤害", date(2026, 7, 1))
    assert rules.kind_holds("机械致害", date(2026, 7, 1))
    assert not rules.kind_holds("粉尘爆炸", date(2025, 7, 1))


def test_the_tests_of_an_end_that_are_not_passed_are_named():
    assert rules.unmet({"原因查清": True, "人员": False, "措施": False}) == "人员、措施"
    assert rules.unmet({"原因查清": True}) == ""

"""A scheme is read line by line; what cannot be read is refused by its line."""

from decimal import Decimal

import pytest

from bihuan.modules.assessment.rules import grade, read_criteria, read_grades, score, total

RESULT = "\n事故；结果；40；评分"
BAD = (
    ("", "没有“过程”项目"),
    ("按期；过程；60；按期办结率", "没有“结果”项目"),
    ("按期；过程；60" + RESULT, "第 1 行应写成"),
    ("按期；课堂；60；评分" + RESULT, "“课堂”应为过程、结果、加分、扣分之一"),
    ("按期；过程；六十；评分" + RESULT, "“六十”应为数"),
    ("按期；过程；NaN；评分" + RESULT, "应在 0 到 10000 之间"),
    ("按期；过程；1.005；评分" + RESULT, "最多两位小数"),
    ("按期；过程；60；猜" + RESULT, "“猜”应为"),
    ("逾期；过程；60；逾期未办每项扣" + RESULT, "要在最后写每项扣几分"),
    ("按期；过程；60；按期办结率；2" + RESULT, "最后不写每项扣几分"),
    ("好；加分；5；按期办结率" + RESULT, "加分项目由人评分"),
    ("事故；过程；60；评分" + RESULT, "“事故”写了两次"),
)


@pytest.mark.parametrize(("text", "says"), BAD, ids=[says for _, says in BAD])
def test_criteria_that_cannot_be_read_are_refused_by_their_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_criteria(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [("优秀；90", "从 0 分起"), ("甲；0\n乙；0", "起分相同"), ("甲", "第 1 行"), ("", "0 分起"),
     ("差；0；罚款", "第 1 行")],
)  # fmt: skip
def test_grades_that_leave_points_without_one_are_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_grades(text)


def test_points_are_lost_for_each_duty_but_never_below_nothing() -> None:
    [late, *_] = read_criteria("逾期；过程；20；逾期未办每项扣；7" + RESULT)
    assert [score(late, met=met, of=9) for met in (0, 2, 3)] == [
        Decimal(20), Decimal(6), Decimal(0),
    ]  # fmt: skip
    assert score(late, met=0, of=0) is None, "nothing was due: that is no zero, and no full mark"


def test_what_does_not_take_part_leaves_its_points_to_the_others_in_proportion() -> None:
    criteria = read_criteria(
        "甲；过程；30；评分\n乙；过程；30；评分" + RESULT + "\n丙；加分；5；评分\n丁；扣分；9；评分"
    )
    all_in = {1: Decimal(30), 2: Decimal(15), 3: Decimal(40), 4: Decimal(2), 5: Decimal(3)}
    assert total(criteria, all_in) == Decimal("84.00")
    assert total(criteria, all_in | {2: None}) == Decimal("99.00")
    assert total(criteria, {}) is None


def test_a_veto_gives_the_lowest_grade_whatever_was_scored() -> None:
    grades = read_grades("合格；60\n优秀；90\n不合格；0；取消评优")
    assert [grade(grades, Decimal(n), vetoed=False).title for n in (95, 90, 89, 0)] == [
        "优秀", "优秀", "合格", "不合格",
    ]  # fmt: skip
    assert grade(grades, Decimal(99), vetoed=True).bars

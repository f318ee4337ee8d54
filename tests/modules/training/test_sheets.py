"""Rosters, hours, certificates and questions by spreadsheet: judged, taken, out and in again."""

import csv
from datetime import date
from io import StringIO
from typing import Any

from bihuan.kernel.orgs.models import Account
from bihuan.modules.imports import intake, work
from bihuan.modules.imports.models import Import
from bihuan.modules.training.models import Attendance, Certificate, Question, Trainee
from bihuan.modules.training.sheets import SHEETS
from tests.kernel import factories
from tests.modules.training.conftest import AT, Works

BY_KEY = {sheet.key: sheet for sheet in SHEETS}


def judged(here: Works, key: str, *rows: tuple[Any, ...], by: str = "safety") -> Import:
    """Hand in rows under the headings of a sheet, and let them be judged."""
    if not Account.objects.filter(person=here.terms[by].person).exists():
        factories.account_of(here.terms[by])
    written = StringIO()
    head = [column.heading for column in BY_KEY[key].columns]
    csv.writer(written).writerows([head, *rows])
    made = intake.receive(BY_KEY[key], "表.csv", written.getvalue().encode(),
                          by=here.viewer(by), at=AT)  # fmt: skip
    return carried(made)


def carried(made: Import) -> Import:
    while work.carry_on(made.pk, AT):
        pass
    return Import.objects.get(pk=made.pk)


def taken(here: Works, made: Import, by: str = "safety") -> None:
    carried(intake.take(made, but_wrong=True, basis="", by=here.viewer(by), at=AT))


def verdicts(made: Import) -> list[str]:
    return list(made.rows.order_by("number").values_list("verdict", flat=True))


def test_rosters_hours_and_certificates_come_in_and_go_out_and_change_nothing_again(here: Works):
    people = judged(
        here, "trainees",
        ("", "焊工", "", "特种作业人员", "焊工", "", "2024-03-01", "2024-03-09"),
        ("", "派遣工", "13800000001", "劳务派遣人员", "", "某劳务公司", "2024-05-01", ""),
        ("海丰玩具厂", "别家", "", "从业人员", "", "", "2024-05-01", ""),
        ("", "没日期", "", "从业人员", "", "", "", ""),
        ("", "将来", "", "从业人员", "", "", "2026-01-01", ""),
    )  # fmt: skip
    assert verdicts(people)[:4] == ["new", "new", "wrong", "wrong"]
    taken(here, people)
    assert set(Trainee.objects.values_list("person__name", flat=True)) == {"焊工", "派遣工"}
    first = "初次（岗前）培训"
    lessons = judged(
        here, "trainings", ("", "焊工", "", first, "三级教育", "2024-03-08", "72", "安全科"),
        ("", "生人", "", first, "三级教育", "2024-03-08", "72", ""),
        ("", "焊工", "", first, "三级教育", "2024-03-07", "很多", ""),
    )  # fmt: skip
    assert verdicts(lessons) == ["new", "wrong", "wrong"]
    taken(here, lessons)
    assert Attendance.objects.get().hours == 72
    papers = judged(
        here, "certificates",
        ("", "焊工", "", "特种作业操作证", "焊接", "T100", "2023-05-20", "2029-05-19", "", "某厅"),
        ("", "焊工", "", "特种作业操作证", "焊接", "", "2023-05-20", "", "", ""),
    )  # fmt: skip
    assert verdicts(papers) == ["new", "wrong"]
    taken(here, papers)
    assert Certificate.objects.get().recheck_on == date(2026, 5, 20)
    for key in ("trainees", "trainings", "certificates"):
        again = judged(here, key, *BY_KEY[key].rows(here.viewer("safety"), AT))
        assert set(verdicts(again)) == {"same"}, key


def test_questions_come_in_as_versions_and_a_bad_one_says_why(here: Works):
    row = ("A1", "通用", "多选", "问？", "甲", "乙", "丙", "", "", "", "AC", "安全生产法第四十一条")
    made = judged(
        here, "questions", row,
        ("A2", "通用", "判断", "对吗？", "", "", "", "", "", "", "错", "某办法"),
        ("A3", "通用", "单选", "问？", "甲", "乙", "", "", "", "", "C", "某办法"),
    )  # fmt: skip
    assert verdicts(made) == ["new", "new", "wrong"]
    taken(here, made)
    again = judged(here, "questions", *BY_KEY["questions"].rows(here.viewer("safety"), AT))
    assert verdicts(again) == ["same", "same"]
    taken(here, judged(here, "questions", (*row[:10], "AB", row[11])))
    assert list(Question.objects.filter(number="A1").values_list("version", "answer")) == [
        (1, "AC"), (2, "AB")]  # fmt: skip

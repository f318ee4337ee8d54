"""Tasks from a spreadsheet: owners named, dates set, parts handed down; nothing else changes."""

import pytest

from bihuan.kernel.obligations.models import Obligation
from bihuan.modules.policy.models import Task
from tests.modules.imports.conftest import judged, taken, told, verdicts

HEAD = ("编号", "上级任务编号", "责任单位", "任务内容", "完成期限", "依据或理由")


@pytest.fixture
def office(county):
    return county.viewer("office_clerk")


@pytest.fixture
def task(county):
    return Task.objects.select_related("matter").get(pk=county.task.pk)


def test_an_open_task_gets_its_owner_and_its_date_with_a_reason(county, office, task):
    Task.objects.filter(pk=task.pk).update(due_on=None)
    owed = Obligation.objects.everywhere("test").filter(matter=task.matter)
    owed.update(legal_due=None, current_due=None, next_at=None)
    made = judged(office, "tasks", HEAD,
                  (task.matter.number, "", "甲县应急管理局", "", "2025-06-30", ""))  # fmt: skip
    assert told(made) == []
    assert made.rows.get().changes == [
        ["责任单位", "甲塑料制品厂", "甲县应急管理局"], ["完成期限", "", "2025-06-30"],
    ]  # fmt: skip
    taken(made, office, basis="县安委办会议")
    task = Task.objects.select_related("matter__unit").get(pk=task.pk)
    assert (task.matter.unit, str(task.due_on)) == (county.units["bureau"], "2025-06-30")


def test_a_holder_hands_parts_down_once(county, task):
    firm = county.viewer("safety_officer")
    rows = (HEAD, ("", task.matter.number, "甲技术服务公司", "评估粉尘风险", "2025-02-20", ""))
    made = judged(firm, "tasks", *rows)
    assert verdicts(made) == ["new"], told(made)
    taken(made, firm)
    part = Task.objects.get(parent=task)
    assert (part.says, part.printed) == ("评估粉尘风险", "甲技术服务公司")
    assert verdicts(judged(firm, "tasks", *rows)) == ["same"]
    assert Task.objects.filter(parent=task).count() == 1


@pytest.mark.parametrize(
    ("role", "given", "words"),
    [
        ("office_clerk", ("RW-2025-1", "", "甲县应急管理局", "", "", ""), "没有编号为 RW-2025-1"),
        ("office_clerk", ("", "", "甲县应急管理局", "做事", "", ""), "已有的任务填编号"),
        ("office_clerk", ("{n}", "", "没有的局", "", "", ""), "没有找到“没有的局”"),
        ("office_clerk", ("{n}", "", "", "", "2025-07-01", "会议"), "文件已写明期限 2025-03-01"),
        ("town_station", ("{n}", "", "甲县应急管理局", "", "", "会议"), "没有编号为"),
        ("safety_officer", ("{n}", "", "甲镇人民政府", "", "", "会议"), "甲县安委办"),
        ("safety_officer", ("", "{n}", "甲技术服务公司", "", "", ""), "新分解的任务要填“任务内容”"),
        ("safety_officer", ("", "{n}", "甲技术服务公司", "做事", "2026-01-01", ""), "期限不能晚于"),
        ("office_clerk", ("", "{n}", "甲县应急管理局", "做事", "", ""), "任务由甲塑料制品厂分解"),
    ],
)  # fmt: skip
def test_what_the_page_refuses_the_table_refuses_too(county, task, role, given, words):
    cells = [cell.format(n=task.matter.number) for cell in given]
    before = list(Task.objects.order_by("pk").values())
    made = judged(county.viewer(role), "tasks", HEAD, cells)
    assert verdicts(made) == ["wrong"]
    assert words in told(made)[0][2]
    assert list(Task.objects.order_by("pk").values()) == before

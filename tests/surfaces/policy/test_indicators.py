"""What a task is measured by: set by the office, reported by its unit, never guessed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Entry
from bihuan.modules.policy.indicators import standing
from bihuan.modules.policy.models import Covered, Indicator, Measurement, Review, Task
from tests.kernel import factories
from tests.surfaces.policy.conftest import release

HOUSEHOLDS = "永盛化工\n福源气站\n\n 港华燃气 \n"


@pytest.fixture
def task(small: Review, clerk: Client, leader: Client) -> Task:
    """A running task of the police."""
    release(small, clerk, leader)
    rows = Task.objects.select_related("matter__unit", "clause", "document__place")
    return rows.get(clause__heading="开展路口整治", part="lead")


@pytest.fixture
def police(task: Task, sign_in: Callable[[Term], Client]) -> Client:
    """The browser of whoever answers for the task."""
    unit = Unit.objects.get(name="县公安局")
    post = factories.post(unit, "department_leader")
    return sign_in(factories.person_in(post, "公安局长"))


def send(browser: Client, task: Task, path: str, **given: Any) -> Any:
    task.matter.refresh_from_db()
    address = f"/matters/{task.matter.number}/indicators{path}"
    return browser.post(address, given | {"revision": task.matter.revision})


def set_one(clerk: Client, task: Task, **changed: Any) -> Any:
    given = {"title": "整治路口", "measure": "处", "baseline": "4", "target": "20"} | changed
    return send(clerk, task, "", **{f"indicator-{k}": v for k, v in given.items()})


def untouched() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Indicator, Measurement, Covered, Entry))


def test_an_indicator_nobody_reported_has_no_actual(task: Task, clerk: Client) -> None:
    assert set_one(clerk, task).status_code == 302
    [one] = standing(task)
    assert (one.actual, one.met, one.share) == (None, False, None)
    page = clerk.get(f"/matters/{task.matter.number}").content.decode()
    assert "还没有填报" in page
    assert "设定了指标" in page


def test_the_latest_reading_is_the_actual_and_earlier_ones_stay(
    task: Task, clerk: Client, police: Client
) -> None:
    set_one(clerk, task)
    pk = Indicator.objects.get().pk
    for value, on in (("8", "2025-03-01"), ("12", "2025-03-03")):
        given = {f"reading{pk}-value": value, f"reading{pk}-on": on}
        assert send(police, task, f"/{pk}", **given).status_code == 302
    [one] = standing(task)
    assert (one.actual, one.share, one.met) == (12, 50, False)
    assert [reading.value for reading in one.indicator.measurements.all()] == [8, 12]


def test_a_falling_indicator_is_met_from_above(task: Task, clerk: Client, police: Client) -> None:
    set_one(clerk, task, title="事故起数", measure="起", baseline="10", target="7", falling="on")
    pk = Indicator.objects.get().pk
    send(police, task, f"/{pk}", **{f"reading{pk}-value": "9", f"reading{pk}-on": "2025-03-01"})
    assert [(s.met, s.share) for s in standing(task)] == [(False, 33)]
    send(police, task, f"/{pk}", **{f"reading{pk}-value": "7", f"reading{pk}-on": "2025-03-02"})
    assert [(s.met, s.share) for s in standing(task)] == [(True, 100)]


def test_a_list_names_who_is_not_covered_yet(task: Task, clerk: Client, police: Client) -> None:
    set_one(clerk, task, title="复评", measure="户", target="", names=HOUSEHOLDS)
    pk = Indicator.objects.get().pk
    first = Covered.objects.get(name="福源气站")
    given = {f"reading{pk}-names": [first.pk], f"reading{pk}-on": "2025-03-02"}
    assert send(police, task, f"/{pk}", **given).status_code == 302
    [one] = standing(task)
    assert (one.indicator.target, one.actual) == (3, 1)
    assert [name.name for name in one.left] == ["永盛化工", "港华燃气"]
    again = send(police, task, f"/{pk}", **given)
    assert again.status_code == 422
    page = clerk.get(f"/matters/{task.matter.number}").content.decode()
    assert "还没完成的 2 个" in page


@pytest.mark.parametrize(("changed", "says"), [
    ({"title": " "}, "还没有填写“指标”"),
    ({"measure": ""}, "还没有填写“计量单位”"),
    ({"target": ""}, "还没有填写“目标”"),
    ({"target": "很多"}, "要写成数字"),
    ({"names": "甲\n乙\n甲"}, "“甲”写了两次"),
])  # fmt: skip
def test_an_indicator_that_says_too_little_is_refused(
    task: Task, clerk: Client, changed: dict[str, str], says: str
) -> None:
    before = untouched()
    answer = set_one(clerk, task, **changed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert untouched() == before


def test_nobody_reports_for_another_or_ahead_of_time(
    task: Task, clerk: Client, police: Client
) -> None:
    set_one(clerk, task)
    pk, before = Indicator.objects.get().pk, untouched()
    given = {f"reading{pk}-value": "8", f"reading{pk}-on": "2025-03-01"}
    foreign = send(clerk, task, f"/{pk}", **given)
    assert foreign.status_code == 403
    ahead = send(police, task, f"/{pk}", **(given | {f"reading{pk}-on": "2025-03-04"}))
    assert ahead.status_code == 422
    assert "不能晚于今天" in ahead.content.decode()
    assert send(police, task, "/999999", **given).status_code == 404
    assert set_one(police, task, title="别的").status_code == 403
    assert untouched() == before


def test_a_second_indicator_of_the_same_name_is_refused(task: Task, clerk: Client) -> None:
    assert set_one(clerk, task).status_code == 302
    before = untouched()
    answer = set_one(clerk, task)
    assert answer.status_code == 422
    assert "已经有“整治路口”" in answer.content.decode()
    assert untouched() == before

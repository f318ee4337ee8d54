"""The task tree: who does which part, who was never heard of, how far it was handed down."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Review, Task
from bihuan.modules.policy.review import Desk
from bihuan.modules.policy.tasks import hand_down
from tests.kernel import factories
from tests.surfaces.policy.conftest import NOW, release


@pytest.fixture
def released(small: Review, clerk: Client, leader: Client) -> Review:
    """The document in force."""
    release(small, clerk, leader)
    return small


def tree(browser: Client, review: Review, only: str = "") -> Any:
    return browser.get(f"/policies/{review.document_id}/tasks", {"only": only}).context


def lead_of(no: str) -> Task:
    """Return the lead's task of a clause."""
    return Task.objects.select_related("matter__unit").get(clause__heading=no, part="lead")


def police() -> Any:
    unit = Unit.objects.get(name="县公安局")
    head = factories.person_in(factories.post(unit, "department_leader"), "公安局长")
    return factories.viewer_of(head, on=NOW.date())


def test_who_leads_stands_above_who_helps(released: Review, clerk: Client) -> None:
    first = tree(clerk, released)["branches"][0]
    rows = [(leaf.depth, leaf.task.part, leaf.task.matter.unit.name) for leaf in first.leaves()]
    assert rows == [
        (0, "lead", "县公安局"), (1, "cooperate", "县交通局"), (1, "cooperate", "县财政局"),
    ]  # fmt: skip


def test_a_unit_that_reported_is_no_longer_silent(released: Review, clerk: Client) -> None:
    silent = dict((key, n) for key, _, n in tree(clerk, released)["views"])["silent"]
    task, by = lead_of("开展路口整治"), police()
    advance(task.matter, TaskFlow.file_plan, by=by, at=NOW, revision=task.matter.revision,
            fields={"plan": "六月前完成"})  # fmt: skip
    context = tree(clerk, released)
    leaf = context["branches"][0].tasks[0]
    assert (leaf.silent, leaf.heard) == (False, NOW)
    # The clause stays among the silent ones for those who help and said nothing.
    assert dict((key, n) for key, _, n in context["views"])["silent"] == silent


def test_towns_without_a_part_are_named_once_one_has_a_part(
    released: Review, clerk: Client, place: Place
) -> None:
    assert dict((k, n) for k, _, n in tree(clerk, released)["views"])["unreached"] == 0
    given, missed = factories.town(place, "可塘镇"), factories.town(place, "梅陇镇")
    task, by = lead_of("开展路口整治"), police()
    desk = Desk(by, NOW, task.matter.revision)
    hand_down(task, desk, given, says="本镇三处路口", due_on=date(2025, 5, 31))
    context = tree(clerk, released, "unreached")
    [branch] = context["branches"]
    assert ([p.name for p in branch.reached], [p.name for p in branch.unreached]) == (
        ["可塘镇"], ["梅陇镇"],
    )  # fmt: skip
    page = clerk.get(f"/policies/{released.document_id}/tasks").content.decode()
    assert "还缺 1 处：梅陇镇" in page
    assert "本镇三处路口" in page
    assert missed.name not in page


@pytest.mark.parametrize(("only", "headings"), [
    ("ownerless", ["加强农村客运检查", "定期分析形势"]),
    ("undated", ["加强农村客运检查", "定期分析形势"]),
    ("late", []),
    ("no such view", ["开展路口整治", "加强农村客运检查", "落实学校周边整治", "定期分析形势"]),
])  # fmt: skip
def test_each_gap_can_be_looked_at_alone(
    released: Review, clerk: Client, only: str, headings: list[str]
) -> None:
    branches = tree(clerk, released, only)["branches"]
    assert [branch.clause.heading for branch in branches] == headings


def test_a_task_of_the_document_page_leads_to_its_matter(released: Review, clerk: Client) -> None:
    page = clerk.get(f"/policies/{released.document_id}").content.decode()
    number = lead_of("开展路口整治").matter.number
    assert f'href="/matters/{number}"' in page
    assert clerk.get(f"/matters/{number}").status_code == 200


def test_nobody_sees_the_tree_of_a_document_elsewhere(
    released: Review, sign_in: Callable[[Term], Client]
) -> None:
    other = factories.committee_office(factories.county("441523", "陆河县"))
    foreigner = sign_in(factories.person_in(factories.post(other, "office_clerk"), "外人"))
    assert foreigner.get(f"/policies/{released.document_id}/tasks").status_code == 404

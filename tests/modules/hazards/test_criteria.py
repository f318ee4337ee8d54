"""The lists hazards are graded by: shipped with source and mark, or brought by a named person."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry
from bihuan.modules import Line, Wrong
from bihuan.modules.hazards import criteria
from bihuan.modules.hazards.models import Criteria, Criterion
from tests.modules.hazards.conftest import DAY
from tests.testapp.world import County

ROW = {
    "title": "某行业重大事故隐患判定标准", "number": "某部令第1号", "since": "2025-01-01",
    "until": None, "source": "门户网站", "article": "第三条", "item": "1", "industry": "",
    "text": "没有安全出口", "confidence": "M",
}  # fmt: skip


@pytest.fixture
def clerk(here: County) -> Viewer:
    """Who may bring lists."""
    return here.person("李红", here.office, roles.SET_UNSET)


def take(by: Viewer, **changed: Any) -> Any:
    line = Line(1, {**ROW, **changed})
    plan = criteria.CriteriaReader([line], by, DAY).plan(line)
    for act in plan.acts:
        act("县安委办 2025 年第 3 号通知")
    return plan


def test_the_shipped_lists_come_with_source_days_and_marks(here: County):
    lists = {one.key: one for one in Criteria.objects.all()}
    counts = {key: one.items.count() for key, one in lists.items()}
    assert counts == {"gongmao_criteria": 64, "hazchem2017_criteria": 20, "hazard_definition": 2}
    assert all(one.source and one.effective_from and one.confidence for one in lists.values())
    assert set(Criterion.objects.values_list("wording", flat=True)) == {"M"}
    criteria.load_shipped()
    assert Criterion.objects.count() == 86


def test_a_named_person_brings_a_list_for_her_place(here: County, clerk: Viewer):
    plan = take(clerk)
    assert plan.new
    [one] = Criterion.objects.filter(text="没有安全出口")
    assert (one.criteria.place, one.criteria.by_id, one.wording) == (
        here.place, clerk.person_id, "M",
    )  # fmt: skip
    entry = Entry.objects.get(verb="criterion_entered")
    assert "第 3 号通知" in entry.body
    assert take(clerk).acts == ()
    take(clerk, text="安全出口锁闭")
    assert Criterion.objects.get(pk=one.pk).text == "安全出口锁闭"
    assert len(criteria.in_force(here.place.path, date(2025, 3, 3))) == 4
    assert len(criteria.in_force("51/", date(2025, 3, 3))) == 3
    assert len(criteria.in_force(here.place.path, date(2023, 5, 14))) == 2


@pytest.mark.parametrize(
    ("changed", "says"), [({"until": "2024-12-31"}, "要晚于施行日期"), ({"text": ""}, "还没有填写")]
)
def test_a_row_that_cannot_be_is_refused(
    here: County, clerk: Viewer, changed: dict[str, Any], says: str
):
    before = Criterion.objects.count()
    with pytest.raises(Wrong, match=says):
        take(clerk, **changed)
    assert Criterion.objects.count() == before

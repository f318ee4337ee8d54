"""The page on setting what is left open, followed in the pages of the product."""

import pytest

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Setting
from bihuan.kernel.trace.models import Matter
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Task
from bihuan.surfaces import clock
from tests.docs.pages import Reader, unseen
from tests.surfaces import twins
from tests.surfaces.twins import County

STEP = "/settings/steps/committee.interview.approve"


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    """A county one of whose tasks belongs to a name nobody knows."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    made = twins.build("441521", "甲")
    record = Task(
        document=made.document, clause=made.clause, part="whole", printed="县安监科",
        says="甲建立台账",
    )  # fmt: skip
    begin(TaskFlow, Case("甲建立台账", made.place, None, made.clause), record, by=twins.BY,
          at=twins.NOW)  # fmt: skip
    return made


def test_what_is_left_open_is_set_part_by_part(county: County) -> None:
    seen: list[str] = []
    reader = Reader(county.terms["office_leader"], seen)
    for address in ("/settings", "/settings/steps", STEP, "/settings/posts"):
        reader.see(address)
    given = {"limit-amount": "5", "limit-unit": "workdays", "limit-reason": "县安委会议定"}
    assert reader.send(f"{STEP}/limit", given) == [STEP]
    given = {"chain-posts": "主要负责人", "chain-reason": "县安委会议定"}
    assert reader.send(f"{STEP}/chain", given) == [STEP]
    notice = {"year": "2027", "text": "元旦：1月1日（周五）放假1天。", "reason": "国办"}
    reader.see("/settings/holidays?year=2027")
    reader.send("/settings/holidays/enter", notice | {"act": "read"})
    assert reader.send("/settings/holidays/enter", notice | {"act": "adopt"})
    reader.see("/settings/names")
    named = {
        "printed": "县安监科",
        "unit": "甲县应急管理局",
        "reason": "机构改革",
        "remember": "on",
    }
    assert reader.send("/settings/names/say", named) == ["/settings/names"]
    assert Setting.objects.count() == 3
    assert not Matter.objects.everywhere("test").filter(unit=None).exists()
    assert unseen("set-what-is-left-open", seen) == []

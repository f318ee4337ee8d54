"""The page on credit, followed by clerk, leader and a punishing body."""

from datetime import timedelta

import pytest

from bihuan.kernel.trace.models import Matter
from bihuan.modules.credit.models import Restriction
from bihuan.surfaces import clock
from tests.docs.district import opened, refused, took
from tests.docs.pages import Reader, unseen
from tests.ground import ground
from tests.modules.credit.conftest import District
from tests.modules.tips.conftest import DAY

__all__ = ["ground"]


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> District:
    """The district under its document."""
    monkeypatch.setattr(clock, "now", lambda: DAY)
    return District()


def test_a_unit_is_listed_punished_removed_and_another_rewarded(
    here: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    who = {key: Reader(here.terms[key], seen) for key in ("clerk", "leader", "captain", "cashier")}
    firm = here.units["firm"]
    who["leader"].see("/credit")
    body = {"body-area": "130802/shuangqiao-2018#market", "body-body": here.units["brigade"].name,
            "body-reason": "区政府分工"}  # fmt: skip
    assert who["leader"].send("/credit/bodies", body)
    who["clerk"].see("/credit")
    gift = opened(
        who["clerk"], "credit.incentive", unit=firm.name, kind="fund", grounds="达标",
        body=here.units["treasury"].name,
    )  # fmt: skip
    who["leader"].see(f"/matters/{gift}")
    took(who["leader"], gift, "approve", opinion="同意")
    took(who["cashier"], gift, "give", "incentive_given", given_on="2025-03-03", given="拨付两万元")
    listed = on_the_list(who, firm.name)
    measure = Restriction.objects.get(area="市场监管").matter.number
    who["captain"].see(f"/matters/{measure}")
    took(who["captain"], measure, "confirm", measure="限制变更登记", applied_on="2025-03-03")
    waiting = Restriction.objects.get(area="银行").matter.number
    assert "指定惩戒部门并推送" in who["clerk"].see(f"/matters/{waiting}")
    assert "6 个方面没有回执" in who["clerk"].see("/credit")
    graded(who, firm.pk)
    early(who, listed, monkeypatch)
    assert Matter.objects.everywhere("test").get(number=measure).state == "lifting"
    assert unseen("keep-credit", seen) == []


def on_the_list(who: dict[str, Reader], firm: str) -> str:
    """Propose, tell, hear and decide; return the number."""
    number = opened(
        who["clerk"], "credit.dishonesty", unit=firm, condition="licence", facts="暂扣期间生产"
    )
    took(who["clerk"], number, "tell", "dishonesty_notice", told_on="2025-03-03",
         state_by="2025-03-10")  # fmt: skip
    assert "陈述申辩期限到" in refused(who["leader"], number, "decide", opinion="列入")
    who["leader"].see(f"/matters/{number}")
    took(who["clerk"], number, "hear", statement="没有异议")
    took(who["leader"], number, "decide", "dishonesty_decision", opinion="列入")
    assert "期满自动失效" in who["clerk"].see(f"/matters/{number}")
    assert firm in who["clerk"].see("/credit?on=2028-03-02")
    assert number not in who["clerk"].see("/credit?on=2028-03-03")
    return number


def graded(who: dict[str, Reader], pk: int) -> None:
    """Set a scheme and look at the grade."""
    assert "未设定" in who["clerk"].see(f"/units/{pk}/credit")
    who["leader"].see("/credit/scheme")
    assert who["leader"].send("/credit/scheme/set", {
        "scheme-full": 100, "scheme-months": 36, "scheme-off_listed": 40, "scheme-least_A": 90,
        "scheme-least_B": 70, "scheme-least_C": 50, "scheme-reason": "局务会",
    })  # fmt: skip
    assert "信用等级 C" in who["clerk"].see(f"/units/{pk}/credit")


def early(who: dict[str, Reader], number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Apply for an early removal a year later, and allow it."""
    monkeypatch.setattr(clock, "now", lambda: DAY + timedelta(days=366))
    who["clerk"].see(f"/matters/{number}")
    took(who["clerk"], number, "apply_early", "dishonesty_remedy", applied_on="2026-03-04",
         remedied="罚款已缴")  # fmt: skip
    who["leader"].see(f"/matters/{number}")
    took(who["leader"], number, "allow", opinion="同意")
    who["leader"].see(f"/matters/{number}")

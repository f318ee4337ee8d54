"""The demonstration's money for safety is made by the real functions, one ledger of it short."""

import pytest

from bihuan.demo import funds
from bihuan.demo.staff import Staff
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.modules.funds import fees
from bihuan.modules.funds.models import Budget, FeeYear
from bihuan.modules.planning.models import Plan
from tests.kernel import factories
from tests.modules.funds.city import DAY, built


@pytest.mark.django_db
def test_a_place_keeps_ledgers_a_fund_and_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    city = built()
    titles = {"safety": "安全主管", "owner": "主要负责人", "rival": "安全主管",
              "officer": "监管科经办人", "chief": "局长"}  # fmt: skip
    for key, title in titles.items():
        Post.objects.filter(pk=city.terms[key].post_id).update(title=title)
    factories.person_in(
        factories.post(Unit.objects.get(pk=city.units["other"].pk), "enterprise_principal",
                       "主要负责人"), "钱某")  # fmt: skip
    monkeypatch.setattr(funds, "FULLEST", "510600")
    funds.fund(Staff(DAY.date()))
    found = fees.standings(list(FeeYear.objects.order_by("pk")), DAY.date())
    assert [bool(one.short) for one in found] == [False, True]
    assert Budget.objects.get().matter.state == "running"
    assert Plan.objects.get().matter.state == "asked"

"""What the pages of safety money show: filters, and the part of a matter's page."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.modules import clause_of
from bihuan.modules.funds import budgets, fees, queries
from bihuan.modules.funds.budget_flow import BudgetFlow
from bihuan.modules.funds.fee_flow import FeeFlow
from bihuan.modules.funds.models import Budget, FeeYear
from bihuan.modules.funds.rules import SURE

from .filters import Asked, Chip

WHICH = {
    queries.SHORT: "少提", queries.UNSET: "应提金额未设定", queries.FOREIGN: "有不该列支的",
    queries.WAITING: "年报待核查", queries.UNREPORTED: "年度结束没有报",
}  # fmt: skip


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    year: str = ""
    which: str = ""
    kind: str = ""

    numbers = ("year",)

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the standings of ledgers and the kinds of public funds."""
        return {"which": WHICH, "kind": Budget.Kind.values}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.which:
            yield Chip(WHICH[self.which], self.query(which=""))
        if self.kind:
            yield Chip(str(Budget.Kind(self.kind).label), self.query(kind=""))


def funds_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the page of a ledger or a public fund shows besides, nothing for others."""
    if matter.flow == FeeFlow.key:
        fee = FeeYear.objects.select_related("matter", "unit").get(pk=matter.pk)
        stands = fees.standing(fee, viewer.on)
        return {"fee": stands, "fee_table": fees.rates(fee),
                "fee_sure": _sure(stands), "fee_papers": _papers(stands)}  # fmt: skip
    if matter.flow == BudgetFlow.key:
        one = Budget.objects.select_related("matter", "office", "about_unit").get(pk=matter.pk)
        found = budgets.standing(one)
        clause = clause_of(found.asked.document, found.asked.clause) if found.asked else None
        return {"public_fund": found, "fund_clause": clause, "fee_papers": _papers(found)}
    return {}


def _sure(stands: fees.Standing) -> list[tuple[str, str]]:
    return [(one.trade.title, SURE[one.trade.confidence]) for one in stands.reckoned]


def _papers(stands: Any) -> dict[int, list[Evidence]]:
    """Return the papers of each line by its id."""
    wanted = [pk for line in stands.lines for pk in line.proofs]
    known = Evidence.objects.in_bulk(wanted)
    return {line.pk: [known[pk] for pk in line.proofs if pk in known] for line in stands.lines}

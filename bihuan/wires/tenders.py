"""The rates a bid is held against are those of safety money; what stays wrong is referred."""

from datetime import date
from typing import Any


def draw() -> None:
    """Let tenders ask for the rate of their works, and become referrals."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.projects import tenders
    from bihuan.modules.projects.tender_flow import TenderFlow

    tenders.consult(_rate)
    when(TenderFlow.refer, _refer)


def _rate(works: str, on: date) -> Any:
    """Return the rate of a kind of works by the table in force on a day."""
    from bihuan.modules.funds import tables
    from bihuan.modules.projects.tenders import Rate

    table = tables.table(on)
    trade = table.trades.get(works)
    if trade is None or len(trade.tiers) != 1:
        return None
    return Rate(trade.tiers[0].percent, trade.confidence, table.source)


def _refer(moved: Any) -> None:
    """Draw up the referral about the owner, with what the check found and that it was urged."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.projects import tenders
    from bihuan.modules.referral.flows import ReferralFlow
    from bihuan.modules.referral.models import Referral
    from bihuan.modules.referral.recipients import settle

    record, by = moved.record, moved.by
    found = "；".join(tenders.standing(record, moved.at).findings)
    asked = Referral(
        office=record.office, proposer_id=by.person_id, kind=Referral.Kind.CASE,
        recipient=record.recipient, subject=record.owner, reason=record.reason,
        facts=f"{record.name}（{record.bidder}拟中标）：{found}。",
        urged=f"已告知建设单位，补正期限 {record.correct_by}。",
    )  # fmt: skip
    settle(asked, by, moved.at)
    case = Case(f"案件移送：{asked.about}"[:240], record.office.place, record.office,
                moved.matter.clause, moved.matter)  # fmt: skip
    begin(ReferralFlow, case, asked, by=by, at=moved.at)

"""What a grid report leads to elsewhere: a hazard, a case; and that these came to their end."""

from typing import Any


def draw() -> None:
    """Let a grid report become a hazard or a referral that do not know who reported."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.dossier.report_flow import GridReportFlow
    from bihuan.modules.hazards.hazard_flow import HazardFlow
    from bihuan.modules.referral.flows import ReferralFlow

    when(GridReportFlow.to_hazard, _register_hazard)
    when(GridReportFlow.to_case, _refer)
    for flow in (HazardFlow, ReferralFlow):
        for step in flow.steps.values():
            if step.move.target.final:
                when(step, _ended)


def _register_hazard(moved: Any) -> None:
    """Register what was verified as a hazard of the unit, found in the grid."""
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.modules.dossier import report_flow
    from bihuan.modules.hazards.hazard_flow import HazardFlow
    from bihuan.modules.hazards.models import Hazard

    report = moved.record
    fields = {
        "unit": report.unit, "spot": report.spot, "says": f"{report.says}\n核实：{report.handling}",
        "channel": Hazard.Channel.GRID, "found_on": report.found_on,
    }  # fmt: skip
    made = open_by_hand(HazardFlow, fields, clause=None, by=moved.by, at=moved.at)
    report_flow.led_to(report, made)


def _refer(moved: Any) -> None:
    """Draw up the referral to who has the power to enforce, with how it was urged first."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.dossier import report_flow
    from bihuan.modules.referral.flows import ReferralFlow
    from bihuan.modules.referral.models import Referral
    from bihuan.modules.referral.recipients import settle

    report, by = moved.record, moved.by
    asked = Referral(
        office=report.receiver, proposer_id=by.person_id, kind=Referral.Kind.CASE,
        recipient=report.recipient, subject=report.unit, reason=report.reason,
        subject_name="" if report.unit else f"没有登记的单位（{report.spot}）"[:128],
        facts=f"{report.says}\n核实：{report.handling}", urged=report.dissuaded,
    )  # fmt: skip
    settle(asked, by, moved.at)
    # Without the clause and the number of the report: neither says who reported.
    case = Case(f"案件移送：{asked.about}"[:240], report.receiver.place, report.receiver)
    report_flow.led_to(report, begin(ReferralFlow, case, asked, by=by, at=moved.at))


def _ended(moved: Any) -> None:
    """Tell who took a report that what it led to has ended, so that the result is told back."""
    from bihuan.kernel.notices import notices
    from bihuan.modules.dossier.models import GridReport

    rows = GridReport.objects.filter(led_to=moved.matter).select_related("matter", "receiver")
    for report in rows:
        notices.write(
            key=f"{report.matter.chain}:led:{moved.entry.seq}", unit=report.receiver, post=None,
            chain=report.matter.chain, template="moved", stage=0, urgent=False, at=moved.at,
            facts={"step": moved.step.title, "by": moved.by.label,
                   "state": moved.step.move.target.title}, subject=moved.matter.title,
        )  # fmt: skip

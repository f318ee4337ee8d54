"""What a visit finds leads to elsewhere: a hazard, a referral, a case."""

from typing import Any


def draw() -> None:
    """Let what a visit finds go on as a hazard or at another authority, and hear of its receipt."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.enforcement.case_flow import CaseFlow
    from bihuan.modules.inspections import findings
    from bihuan.modules.inspections.finding_flow import FindingFlow
    from bihuan.modules.referral.flows import ReferralFlow

    def note_receipt(moved: Any) -> None:
        findings.note_receipt(moved.matter, moved.record.reply, by=moved.by, at=moved.at)

    when(CaseFlow.approve, _note_case)
    for decides in (CaseFlow.decide, CaseFlow.exempt):
        when(decides, _note_decision)
    when(FindingFlow.make_hazard, _open_hazard)
    when(FindingFlow.refer, _refer_finding)
    when(ReferralFlow.accept, note_receipt)


def _open_hazard(moved: Any) -> None:
    """Register a problem as the hazard it is, found by the inspection, once and for all."""
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.modules.hazards.hazard_flow import HazardFlow
    from bihuan.modules.inspections import findings

    facts, doing = findings.as_hazard(moved.record), {"by": moved.by, "at": moved.at}
    hazard = open_by_hand(HazardFlow, facts, clause=None, parent=moved.matter, **doing)
    findings.note_hazard(moved.record, hazard, **doing)


def _refer_finding(moved: Any) -> None:
    """Open the referral by which a problem goes to the authority that deals with it."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.inspections import findings
    from bihuan.modules.referral.flows import ReferralFlow
    from bihuan.modules.referral.models import Referral

    office, doing = moved.record.office, {"by": moved.by, "at": moved.at}
    asked = Referral(
        proposer_id=moved.by.person_id,
        kind=Referral.Kind.CASE,
        **findings.as_referral(moved.record),
    )
    title = f"{asked.get_kind_display()}：{asked.about}"[:240]
    case = Case(title, office.place, office, moved.matter.clause, moved.matter)
    findings.note_referral(moved.record, begin(ReferralFlow, case, asked, **doing), **doing)


def _note_case(moved: Any) -> None:
    """Note at a problem that the case opened from it was filed."""
    from bihuan.modules.inspections import findings

    finding = findings.finding_of(moved.matter.parent)
    if finding is not None and finding.matter.state == findings.FILING:
        findings.note_case(finding, moved.matter, by=moved.by, at=moved.at)


def _note_decision(moved: Any) -> None:
    """Tell a problem what the case opened from it decided, so that nobody types it again."""
    from bihuan.modules.inspections import findings

    finding = findings.finding_of(moved.matter.parent)
    if finding is not None and finding.case_id == moved.matter.pk:
        findings.note_decision(finding, moved.record.decision, by=moved.by, at=moved.at)

"""What a report leads to elsewhere: an inspection, a hazard, a case, a publication."""

from typing import Any


def draw() -> None:
    """Let a report lead to an inspection, a hazard or a case that do not know of it."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.committee.flows import DirectiveFlow
    from bihuan.modules.disclosure import publications
    from bihuan.modules.inspections.visit_flow import InspectionFlow
    from bihuan.modules.tips import publicity
    from bihuan.modules.tips.tip_flow import TipFlow

    when(TipFlow.arrange, _arrange_visit)
    when(TipFlow.to_hazard, _register_hazard)
    when(TipFlow.to_case, _refer_tip)
    for step in (DirectiveFlow.report, DirectiveFlow.report_again):
        when(step, _reported)
    when(InspectionFlow.sign, _visited)
    when(InspectionFlow.cancel, _not_visited)
    publications.offer(TipFlow, "exposure", publicity.of_tip)
    when(TipFlow.sign, _expose_tip)


def _arrange_visit(moved: Any) -> None:
    """Let a department that makes visits make one like any other; charge anybody else with it."""
    from bihuan.lib.clocks import in_shanghai
    from bihuan.modules.inspections import visits
    from bihuan.modules.tips import cases
    from bihuan.modules.tips.models import Lead

    able = visits.makes_visits(moved.record.inspector, in_shanghai(moved.at).date())
    made = _open_visit(moved) if able else _charge_with_visit(moved)
    cases.led_to(moved.record, made, Lead.Kind.VISIT)


def _open_visit(moved: Any) -> Any:
    """Open a visit without a parent or clause: it tells what to look at, and at whose wish."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.kernel.trace import matters
    from bihuan.modules.inspections import visits
    from bihuan.modules.inspections.models import Inspection, Mode
    from bihuan.modules.inspections.visit_flow import InspectionFlow

    tip, by = moved.record, moved.by
    visit = Inspection(
        office=tip.inspector, opener_id=by.person_id, unit=tip.unit, mode=Mode.UNANNOUNCED,
        cause=f"{tip.office.name}安排的检查"[:200], due_on=tip.visit_by, content=tip.items,
    )  # fmt: skip
    case = Case(visits.titled(visit), tip.inspector.place, tip.inspector)
    made = begin(InspectionFlow, case, visit, by=by, at=moved.at)
    matters.add_party(made, tip.office, "arranger", by=by, at=moved.at)
    return made


def _charge_with_visit(moved: Any) -> Any:
    """Hand out a task without a parent or clause, its items in words."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.committee.flows import DirectiveFlow
    from bihuan.modules.committee.models import Directive

    tip, by = moved.record, moved.by
    says = f"到{tip.unit.name}现场检查：{tip.items}"
    asked = Directive(
        holder=tip.inspector, given_by=tip.office, giver_id=by.person_id, says=says,
        due_on=tip.visit_by,
    )  # fmt: skip
    case = Case(says[:60], tip.inspector.place, tip.inspector)
    return begin(DirectiveFlow, case, asked, by=by, at=moved.at)


def _reported(moved: Any) -> None:
    from bihuan.modules.tips import cases

    cases.visited(moved, moved.record.result)


def _visited(moved: Any) -> None:
    from bihuan.modules.tips import cases

    cases.visited(moved, moved.record.summary)


def _not_visited(moved: Any) -> None:
    from bihuan.modules.tips import cases

    cases.visited(moved, f"{moved.step.title}：{moved.record.opinion}")


def _register_hazard(moved: Any) -> None:
    """Register what was verified as a hazard: what was found, not what was reported."""
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.modules.hazards.hazard_flow import HazardFlow
    from bihuan.modules.hazards.models import Hazard
    from bihuan.modules.tips import cases
    from bihuan.modules.tips.models import Lead

    tip = moved.record
    fields = {
        "unit": tip.unit, "spot": tip.spot[:120], "says": tip.facts,
        "channel": Hazard.Channel.TIP_OFF,
    }  # fmt: skip
    made = open_by_hand(HazardFlow, fields, clause=None, by=moved.by, at=moved.at)
    cases.led_to(tip, made, Lead.Kind.HAZARD)


def _refer_tip(moved: Any) -> None:
    """Draw up the referral of what was verified to who can punish it."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.referral.flows import ReferralFlow
    from bihuan.modules.referral.models import Referral
    from bihuan.modules.tips import cases
    from bihuan.modules.tips.models import Lead

    tip, by = moved.record, moved.by
    asked = Referral(
        office=tip.office, proposer_id=by.person_id, kind=Referral.Kind.CASE,
        recipient=tip.recipient, subject=tip.unit, facts=tip.facts, reason=tip.reason,
        subject_name="" if tip.unit else (tip.about or "没有登记的单位")[:128],
    )  # fmt: skip
    title = f"案件移送：{asked.about}"[:240]
    # Without the clause of the report: it would tell the recipient that there was one.
    case = Case(title, moved.matter.place, tip.office)
    made = begin(ReferralFlow, case, asked, by=by, at=moved.at)
    cases.led_to(tip, made, Lead.Kind.CASE)


def _expose_tip(moved: Any) -> None:
    """Owe the publication of what was verified where a document of the place demands it."""
    from bihuan.kernel.flows.openings import speaking_of
    from bihuan.modules.disclosure import publications

    if speaking_of(("查实的群众举报",), moved.by).exists():
        publications.owe(moved.matter, by=moved.by, at=moved.at)

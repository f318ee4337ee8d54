"""What a report leads to elsewhere: an inspection, a hazard, a case, a publication."""

from typing import Any


def draw() -> None:
    """Let a report lead to an inspection, a hazard or a case that do not know of it."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.committee.flows import DirectiveFlow
    from bihuan.modules.disclosure import publications
    from bihuan.modules.tips import cases, publicity
    from bihuan.modules.tips.tip_flow import TipFlow

    when(TipFlow.arrange, _arrange_visit)
    when(TipFlow.to_hazard, _register_hazard)
    when(TipFlow.to_case, _refer_tip)
    when(DirectiveFlow.report, cases.visited)
    when(DirectiveFlow.report_again, cases.visited)
    publications.offer(TipFlow, "exposure", publicity.of_tip)
    when(TipFlow.sign, _expose_tip)


def _arrange_visit(moved: Any) -> None:
    """Hand out an inspection like any other: by a clerk, without a parent, its items in words."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.committee.flows import DirectiveFlow
    from bihuan.modules.committee.models import Directive
    from bihuan.modules.tips import cases
    from bihuan.modules.tips.models import Lead

    tip, by = moved.record, moved.by
    says = f"到{tip.unit.name}现场检查：{tip.items}"
    asked = Directive(
        holder=tip.inspector, given_by=tip.office, giver_id=by.person_id, says=says,
        due_on=tip.visit_by,
    )  # fmt: skip
    case = Case(says[:60], tip.inspector.place, tip.inspector)
    made = begin(DirectiveFlow, case, asked, by=by, at=moved.at)
    cases.led_to(tip, made, Lead.Kind.VISIT)


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
    case = Case(title, moved.matter.place, tip.office, moved.matter.clause)
    made = begin(ReferralFlow, case, asked, by=by, at=moved.at)
    cases.led_to(tip, made, Lead.Kind.CASE)


def _expose_tip(moved: Any) -> None:
    """Owe the publication of what was verified where a document of the place demands it."""
    from bihuan.kernel.flows.openings import speaking_of
    from bihuan.modules.disclosure import publications

    if speaking_of(("查实的群众举报",), moved.by).exists():
        publications.owe(moved.matter, by=moved.by, at=moved.at)

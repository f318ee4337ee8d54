"""What a drill found goes on as a hazard; a filed plan stands in the dossier of its enterprise."""

from typing import Any


def draw() -> None:
    """Let problems of drills become hazards, and dossiers hear of filed and ended plans."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.emergency.plan_flow import PlanFlow
    from bihuan.modules.emergency.problem_flow import ProblemFlow

    when(ProblemFlow.make_hazard, _open_hazard)
    when(PlanFlow.accept, _note_filed)
    for ends in (PlanFlow.supersede, PlanFlow.replace, PlanFlow.withdraw):
        when(ends, _note_ended)


def _open_hazard(moved: Any) -> None:
    """Register what a drill found as a hazard of the unit, on the same clause."""
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.modules.hazards.hazard_flow import HazardFlow

    problem = moved.record
    facts = {"unit": problem.office, "spot": problem.spot, "says": f"演练发现：{problem.says}"}
    open_by_hand(HazardFlow, facts, clause=None, parent=moved.matter, by=moved.by, at=moved.at)


def _note_filed(moved: Any) -> None:
    """Enter the filing of an enterprise's plan among its papers, as the authority gave it."""
    from bihuan.kernel.orgs.viewer import Machine
    from bihuan.modules.dossier import credentials

    plan = moved.record
    if plan.office.kind != "enterprise" or plan.office.until is not None:
        return
    credentials.enter(
        plan.office, kind=_PAPER, number=plan.filing_number, since=plan.filed_on,
        covers=str(plan)[:200], issuer=plan.recipient.name[:64], by=Machine("应急预案备案"),
        at=moved.at,
    )  # fmt: skip


def _note_ended(moved: Any) -> None:
    """End the paper of a filed plan that holds no more."""
    from bihuan.kernel.orgs.viewer import Machine
    from bihuan.lib.clocks import in_shanghai
    from bihuan.modules.dossier import credentials
    from bihuan.modules.dossier.models import Credential

    plan = moved.record
    rows = Credential.objects.filter(unit=plan.office, kind=_PAPER, number=plan.filing_number)
    paper = rows.filter(ended_on=None).first() if plan.filing_number else None
    if paper is not None:
        credentials.end(
            paper, on=in_shanghai(moved.at).date(), reason=f"预案已失效：{moved.step.title}",
            by=Machine("应急预案备案"), at=moved.at,
        )  # fmt: skip


_PAPER = "emergency_plan"

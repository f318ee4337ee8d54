"""What occupational health leads to elsewhere: over-limit places are hazards, grades are facts."""

from typing import Any


def draw() -> None:
    """Open hazards for results over the limit, keep declared grades, say who has hazards."""
    from django.db.models import Q

    from bihuan.kernel.flows.wires import when
    from bihuan.modules.health import standings
    from bihuan.modules.health.declaration_flow import DeclarationFlow
    from bihuan.modules.health.survey_flow import SurveyFlow

    when(SurveyFlow.treat, _open_hazards)
    when(DeclarationFlow.receive, _keep_grade)
    when(DeclarationFlow.end, _keep_none)
    standings.consult(lambda: Q(dossier__facts__occupational_grade__in=("serious", "general")))


def _open_hazards(moved: Any) -> None:
    """Register every result over the limit as the hazard it is, to be put right and checked."""
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.modules.hazards.hazard_flow import HazardFlow
    from bihuan.modules.health import surveys

    record, doing = moved.record, {"by": moved.by, "at": moved.at}
    for one in surveys.unplaced(record):
        facts = surveys.as_hazard(record, one)
        hazard = open_by_hand(HazardFlow, facts, clause=None, parent=moved.matter, **doing)
        surveys.note_hazard(record, one, hazard, **doing)


def _keep_grade(moved: Any) -> None:
    """Let the dossier show the grade that was declared and received."""
    _keep(moved, moved.record.grade)


def _keep_none(moved: Any) -> None:
    _keep(moved, "none")


def _keep(moved: Any, grade: str) -> None:
    from bihuan.kernel.orgs.viewer import Machine
    from bihuan.modules.dossier import keeping

    # The receiving department need not be the one that keeps the dossier; the matter says who did.
    by = Machine("职业病危害申报")
    basis = f"{moved.matter.number} {moved.step.title}"
    keeping.keep(moved.record.unit, {"occupational_grade": grade}, basis=basis, by=by, at=moved.at)

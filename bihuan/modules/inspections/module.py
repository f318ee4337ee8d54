"""What inspections offer to the surfaces."""

from bihuan.modules import Module

from .checklist_flow import ChecklistFlow
from .draw_flow import DrawFlow
from .finding_flow import FindingFlow
from .plan_flow import PlanFlow
from .visit_flow import InspectionFlow

MODULE = Module(
    name="inspections",
    title="执法检查",
    flows=(PlanFlow, InspectionFlow, FindingFlow, ChecklistFlow, DrawFlow),
    provides=(
        *("inspection", "random-inspection", "checklist-inspection", "enforcement-plan"),
        "joint-inspection",
    ),
)

"""What accidents offer to the surfaces."""

from bihuan.modules import Module

from .inquiry_flow import InvestigationFlow, RemedyFlow
from .report_flow import AccidentFlow, RelayFlow

MODULE = Module(
    name="accidents",
    title="事故",
    flows=(AccidentFlow, RelayFlow, InvestigationFlow, RemedyFlow),
    provides=("accident-report", "accident-investigation", "rectification-evaluation"),
)

"""What self-inspection offers to the surfaces."""

from bihuan.modules import Module

from .leading_flow import LeadPlanFlow
from .list_flow import PostListFlow
from .resumption_flow import ResumptionFlow

MODULE = Module(
    name="selfcheck",
    title="企业自查",
    flows=(PostListFlow, ResumptionFlow, LeadPlanFlow),
    provides=("self-inspection", "resumption-check", "leadership-on-site"),
)

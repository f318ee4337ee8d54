"""What hazards offer to the surfaces."""

from bihuan.modules import Module

from . import criteria
from .failing_flow import SanctionFlow
from .hazard_flow import HazardFlow
from .inquiry_flow import InquiryFlow
from .reward_flow import RewardFlow
from .stop_flow import StopFlow

MODULE = Module(
    name="hazards",
    title="隐患排查治理",
    flows=(HazardFlow, StopFlow, SanctionFlow, InquiryFlow, RewardFlow),
    sheets=(criteria.SHEET,),
    provides=(
        *("hazard-loop", "hazard-criteria", "double-report", "dual-report"),
        *("shutdown-resumption", "notification"),
    ),
)

"""What reporting offers to the surfaces."""

from bihuan.modules import Module

from .retaliation_flow import RetaliationFlow
from .reward_flow import RewardFlow
from .suggestion_flow import SuggestionFlow
from .tip_flow import TipFlow

MODULE = Module(
    name="tips",
    title="12350 举报",
    flows=(TipFlow, RewardFlow, RetaliationFlow, SuggestionFlow),
    provides=("report-12350", "report-reward", "confidentiality", "suggestion-handling"),
)

"""The nouns of self-inspection."""

from .checks import Check, CheckAnswer
from .leading import LeadPlan, LeadShift
from .lists import PostItem, PostList
from .resumptions import Resumption

__all__ = [
    "Check", "CheckAnswer", "LeadPlan", "LeadShift", "PostItem", "PostList", "Resumption",
]  # fmt: skip

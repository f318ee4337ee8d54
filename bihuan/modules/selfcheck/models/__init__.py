"""The nouns of self-inspection."""

from .checks import Check, CheckAnswer
from .lists import PostItem, PostList
from .resumptions import Resumption

__all__ = ["Check", "CheckAnswer", "PostItem", "PostList", "Resumption"]

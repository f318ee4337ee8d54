"""How the patterns of this package are written down: lists of words instead of one long line."""

from typing import Final

#: Any character that does not end a segment.
PLAIN: Final[str] = r"[^,。;:()!?\n\t]"
#: Any character of a word in a list; 、 and quotes part the items.
ITEM: Final[str] = r"[^,。;、:()“”\n\t]"


def either(*lines: str) -> str:
    """Return a pattern for any of the words in ``lines``, where blanks part the words.

    A word may be a pattern of its own (应(?!急)); a longer word must stand before a shorter
    one that begins it, as in any alternation.
    """
    return "(?:" + "|".join(word for line in lines for word in line.split()) + ")"

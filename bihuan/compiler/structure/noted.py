"""Paragraphs with the division note that belongs to them, in a bracket or on lines of its own."""

from typing import Final

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.structure.paragraphs import Layout, paragraphs
from bihuan.compiler.view import Span

NOTE: Final[Pattern] = Pattern(
    r"(?:牵头|责任|配合|主办|主责|协办|落实)(?:责任)?(?:单位|部门|处室|科室)\s*:"
    r"|[(〔\[【][^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?:牵头|负责|配合|落实)[^()\n]{0,24}[)〕\]】]\s*[。;]?\s*(?:\n|$)"
)


def has_note(plain_text: str, span: Span) -> bool:
    """Tell whether a division note stands in the span."""
    return NOTE.search(plain_text, *span) is not None


def noted_paragraphs(plain_text: str, span: Span, layout: Layout) -> list[Span]:
    """Return the paragraphs of the span, each with the lines 牵头单位:… that follow it."""
    joined: list[Span] = []
    for start, end in paragraphs(plain_text, *span, layout):
        if joined and NOTE.match(plain_text, start, end):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined

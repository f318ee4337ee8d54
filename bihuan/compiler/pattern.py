"""Regular expressions that are compiled when they are first used.

A document needs a part of all patterns only, and compiling them takes longer than reading it.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property


class Pattern:
    """A regular expression by its ``words``, with the methods of ``re.Pattern`` used here."""

    def __init__(self, words: str) -> None:
        self.words = words

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.words)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match in ``text[start:end]``."""
        return self._compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the match that begins at ``start``."""
        return self._compiled.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match that is all of ``text``."""
        return self._compiled.fullmatch(text)

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """Return the matches in ``text[start:end]``, in order."""
        return self._compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[str]:
        """Return the words of all matches, in order."""
        return self._compiled.findall(text)

    def sub(self, words: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return ``text`` with ``words`` for every match."""
        return self._compiled.sub(words, text)


def either(*lines: str) -> str:
    """Return a pattern for any of the words in ``lines``, where blanks part the words.

    A word may be a pattern of its own (应(?!急)); a longer word must stand before a shorter
    one that begins it, as in any alternation.
    """
    return "(?:" + "|".join(word for line in lines for word in line.split()) + ")"

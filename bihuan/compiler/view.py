"""Views of a text that make it readable without ever losing the way back to it.

A policy text mixes full- and half-width marks, breaks lines inside words and indents with
non-breaking spaces. ``plain`` evens out the marks one for one, so offsets stay; ``Dense``
also drops the blanks and remembers where every character came from.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bihuan.compiler.pattern import Pattern

_WIDE: Final[str] = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_NARROW: Final[str] = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
_OTHER: Final[str] = (
    "\u00a0\u3000\u2002\u2003\u2009\ufeff\u200b\t\r\x0b\x0c\u2028\u2029﹕﹔﹐︰〇﹝﹞"
)
_OTHER_PLAIN: Final[str] = " " * 8 + "\n" * 5 + ":;,:零〔〕"
PLAIN: Final[dict[int, str]] = {
    **{ord(wide): narrow for wide, narrow in zip(_WIDE, _NARROW, strict=True)},
    **{ord(mark): plain for mark, plain in zip(_OTHER, _OTHER_PLAIN, strict=True)},
}

_WORD: Final[Pattern] = Pattern(r"\S+")

Span = tuple[int, int]


def plain(text: str, marks: Mapping[int, str] = PLAIN) -> str:
    """Return ``text`` with half-width marks, plain spaces and line ends, as long as before."""
    return text.replace("\r\n", " \n").translate(marks)


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without the blanks at either side; empty at ``start`` if all blank."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


class Dense(NamedTuple):
    """A stretch of text without blanks; ``origin[i]`` is where character ``i`` came from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, plain_text: str, start: int, end: int) -> "Dense":
        """Return the dense view of ``plain_text[start:end]``."""
        words: list[str] = []
        origin: list[int] = []
        for match in _WORD.finditer(plain_text, start, end):
            words.append(match[0])
            origin.extend(range(*match.span()))
        return cls("".join(words), tuple(origin))

    def span(self, start: int, end: int) -> Span:
        """Return the offsets in the original text of the dense slice ``[start, end)``."""
        return self.origin[start], self.origin[end - 1] + 1


def squeeze(text: str) -> str:
    """Return ``text`` without any blanks or line breaks."""
    return "".join(text.split())

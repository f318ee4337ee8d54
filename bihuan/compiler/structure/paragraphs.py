"""Lines joined back into the paragraphs they were cut from.

A page or a fixed line width may have cut a sentence; a short line without a full stop is a
heading and stays by itself.
"""

from typing import Final, NamedTuple

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import Span

_LINE: Final[Pattern] = Pattern(r"[^\n]+")
_STOPS: Final[str] = "。!?;:”…)〕】」"
_FIELD: Final[Pattern] = Pattern(
    r"[(〔\[【—-]{0,2}(?:牵头|责任|配合|主办|协办|参与|参加|协助|落实|实施|完成|时间|时限|整改|进度|目标|主责|督办)"
    r"[^,。;\n]{0,8}[:]"
)
_OPENING: Final[Pattern] = Pattern(
    r"(?:附件|附表|抄送|主送|抄报|[(]此件|特此|注[:：]|联系人|联系电话)"
)
#: How far back a bracket may have been opened that a line break cuts.
_LONGEST_NOTE: Final[int] = 160
_CLOSES: Final[Pattern] = Pattern(r"[^()\n]{0,60}\)")
HARD_WRAP_LIMIT: Final[int] = 64
LONG_LINE: Final[int] = 40


class Layout(NamedTuple):
    """How the lines of a text were made: ``width`` is None where lines are whole paragraphs."""

    width: int | None
    indented: bool

    @classmethod
    def of(cls, plain_text: str) -> "Layout":
        """Return the layout judged by the lengths and indents of the lines."""
        lines = [match[0] for match in _LINE.finditer(plain_text) if match[0].strip()]
        long = sorted(len(line.strip()) for line in lines if len(line.strip()) > 14)
        indented = sum(line[:2] == "  " for line in lines)
        width = None
        if len(long) >= 6 and long[(len(long) * 95) // 100] <= HARD_WRAP_LIMIT:
            top = long[(len(long) * 9) // 10]
            full = sum(length >= top - 4 for length in long)
            width = top if full * 3 >= len(long) else None
        return cls(width, indented * 8 >= len(lines) and indented > 1)

    def breaks(self, line: str, following: str) -> bool:
        """Tell whether a paragraph ends between these two lines."""
        text = line.strip()
        if _FIELD.match(following.strip()) or _OPENING.match(following.strip()):
            return True
        if self.indented and following[:2] == "  ":
            return True
        if self.indented and following[:1] != " " and len(text) > 20 and text[-1:] not in _STOPS:
            return False
        full = len(text) >= (LONG_LINE if self.width is None else self.width - 4)
        if text[-1:] in _STOPS:
            return not (full and self.width is not None and self.indented)
        return not full


def paragraphs(plain_text: str, start: int, end: int, layout: Layout) -> list[Span]:
    """Return the spans of the paragraphs in ``[start, end)``, blank lines left out."""
    spans: list[Span] = []
    previous = ""
    for match in _LINE.finditer(plain_text, start, end):
        line = match[0]
        if not line.strip():
            continue
        if spans and (not layout.breaks(previous, line) or _is_cut(plain_text, spans[-1], line)):
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append((match.start() + len(line) - len(line.lstrip()), match.end()))
        previous = line
    return spans


def _is_cut(plain_text: str, span: Span, line: str) -> bool:
    """Tell whether the line break stands inside a bracket that the next line closes."""
    if _FIELD.match(line.strip()) or not _CLOSES.match(line):
        return False
    before = plain_text[max(span[0], span[1] - _LONGEST_NOTE) : span[1]]
    return before.rfind("(") > before.rfind(")") and before.rstrip()[-1:] not in ":;。"

"""A clause without its typesetting: what the patterns read instead of the raw source.

Documents arrive with spaces inside 1 次, line breaks inside words, half- and full-width
marks mixed. Folding drops the blanks and levels the marks (all half-width, every dash —),
and remembers where each character stood, so that a match shows the source as printed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import PLAIN, plain

#: Stands for a character inside 《…》 or a document number: no date, no period, no amount.
MASK: Final[str] = "\x00"
#: Kept where a printed line ends that is complete in itself.
LINE: Final[str] = "\n"
#: Kept between the cells of a table.
CELL: Final[str] = "\t"

_EVEN: Final[dict[int, str]] = {**dict.fromkeys(map(ord, "–―-~−─﹣"), "—"), ord("○"): "零"}
#: Both steps in one, which halves the time of folding.
_LEVEL: Final[dict[int, str]] = {
    **{code: mark.translate(_EVEN) for code, mark in PLAIN.items()},
    **_EVEN,
}
_BLANK: Final[Pattern] = Pattern(r"\s+")
_STOP: Final[Pattern] = Pattern("[,;。:()!?\n\t]")
#: A bracket that belongs to the word before it, 政府(办事处), and does not end the phrase.
_ASIDE: Final[Pattern] = Pattern(r"\([^(),;:。!?\n每次]{1,30}\)(?![,。;\n])")
_LONGEST_ASIDE: Final[int] = 200
_PAREN: Final[Pattern] = Pattern("[()]")
SENTENCE_STOPS: Final[str] = "。;!?\n\t"
_ENDED: Final[str] = "。;:!?)"
_LABEL: Final[Pattern] = Pattern(
    r"[(〔]?[一二三四五六七八九十\d]{1,3}[)〕、.．](?!\d)|第[一二三四五六七八九十百\d]{1,5}[章节条]"
    r"|[^\W\da-zA-Z_]{2,6}[::]"
)
#: 第五条 车间级检查, alone on its line: the heading of an article.
_TITLED: Final[Pattern] = Pattern(
    r"[ \u3000]*第[一二三四五六七八九十百零\d]{1,7}条[ \u3000]+"
    r"(?!.*(?:应当|必须|每|不得))[^\W\da-zA-Z_]{2,14}"
)
_SEALED: Final[Pattern] = Pattern(
    r"《[^《》]{0,80}(?:《[^《》]{0,60}》[^《》]{0,60})?》|[〔\[【(][12]\d{3}[〕\]】)]?\d{1,4}号"
)


@dataclass(frozen=True)
class Folded:
    """The folded clause: ``origin[i]`` is the offset in ``source`` of folded character ``i``."""

    source: str
    text: str
    origin: Sequence[int]

    @classmethod
    def of(cls, source: str, start: int, end: int, breaks: Sequence[int] = ()) -> "Folded":
        """Fold ``source[start:end]``; the line ends at ``breaks`` end a sentence for certain."""
        level = plain(source[start:end], _LEVEL)
        pieces: list[str] = []
        origin: list[int] = []
        done = 0
        for blank in _BLANK.finditer(level):
            pieces.append(level[done : blank.start()])
            origin.extend(range(start + done, start + blank.start()))
            raw = source[start + blank.start() : start + blank.end()]
            ended = start + blank.start() in breaks or _ends(level, blank)
            kept = CELL if "\t" in raw else LINE if "\n" in raw and ended else ""
            pieces.append(kept)
            origin.extend([start + blank.start()] * len(kept))
            done = blank.end()
        pieces.append(level[done:])
        origin.extend(range(start + done, start + len(level)))
        return cls(source, "".join(pieces), origin)

    @cached_property
    def masked(self) -> str:
        """``text`` with titles in 《》 and document numbers blotted out, same length."""
        return _SEALED.sub(lambda found: MASK * len(found.group()), self.text)

    @cached_property
    def _stops(self) -> tuple[list[int], list[int]]:
        aside = {
            at for found in _ASIDE.finditer(self.text) for at in (found.start(), found.end() - 1)
        }
        segments = [
            found.start() for found in _STOP.finditer(self.text) if found.start() not in aside
        ]
        return segments, [at for at in segments if self.text[at] in SENTENCE_STOPS]

    def segment(self, position: int) -> tuple[int, int]:
        """Return the stretch between two marks of any kind that holds ``position``."""
        return self._between(self._stops[0], position)

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the sentence, or part of it up to a semicolon, that holds ``position``."""
        return self._between(self._stops[1], position)

    def segment_at(self, offset: int) -> tuple[int, int]:
        """Return the segment that holds the character at ``offset`` of the source."""
        return self.segment(self.position(offset))

    def position(self, offset: int) -> int:
        """Return where the character at ``offset`` of the source stands folded."""
        return bisect_left(self.origin, offset)

    @cached_property
    def _brackets(self) -> tuple[list[int], list[tuple[int, int]]]:
        """Where the innermost bracket changes, and which one (its inside) holds from there."""
        changes, inside, opened = [0], [(0, 0)], [(0, 0)]
        closing = {at: end for at, end in _pairs(self.text)}
        for found in _PAREN.finditer(self.text):
            at = found.start()
            if at in closing:
                opened.append((at + 1, closing[at]))
            elif at == opened[-1][1] and len(opened) > 1:
                opened.pop()
            changes.append(at + 1)
            inside.append(opened[-1])
        return changes, inside

    def bracket(self, position: int) -> tuple[int, int] | None:
        """Return the inside of the innermost bracket around ``position``, if it is in one."""
        changes, inside = self._brackets
        start, end = inside[bisect_right(changes, position) - 1]
        return (start, end) if end else None

    def _between(self, stops: list[int], position: int) -> tuple[int, int]:
        index = bisect_left(stops, position)
        end = stops[index] if index < len(stops) else len(self.text)
        return stops[index - 1] + 1 if index else 0, end

    def locate(self, start: int, end: int) -> tuple[str, int, int]:
        """Return the words of the source behind a folded stretch, and their offsets."""
        first, last = self.origin[start], self.origin[end - 1] + 1
        return self.source[first:last], first, last


def _pairs(text: str) -> list[tuple[int, int]]:
    """Return the positions of matching brackets; one left open by mistake has no match."""
    pairs, opened = [], []
    for found in _PAREN.finditer(text):
        if found.group() == "(":
            opened.append(found.start())
        elif opened and found.start() - opened[-1] <= _LONGEST_ASIDE:
            pairs.append((opened.pop(), found.start()))
        else:
            opened.clear()
    return pairs


def _ends(level: str, blank: re.Match[str]) -> bool:
    """Whether the line is over here, and not merely broken by the page inside a sentence."""
    before = level[blank.start() - 1 : blank.start()]
    if before in _ENDED or _LABEL.match(level, blank.end()):
        return True
    line = level.rfind("\n", 0, blank.start()) + 1
    return _TITLED.fullmatch(level[line : blank.start()]) is not None

"""Which words belong to which period expression: 每月、每季度开展 share theirs."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bihuan.compiler.facts.cycles import Cycle
from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.wording import COUNT
from bihuan.compiler.pattern import Pattern

#: No phrase is read further than this: longer ones come from a text without marks.
REACH: Final[int] = 240

_EMPTY: Final[Pattern] = Pattern(r"^[的、和及\"“”]*$")
_JOINED: Final[Pattern] = Pattern(r"(?:[、,/]|和|及|与|或|以及)$")
_MORE: Final[Pattern] = Pattern(
    r",(?:且|并|每次|次数|全年|频次)*(?:至少|不少于|不得少于|不低于|最少|不超过|不得超过|不多于)"
    rf"(?:组织|开展|进行)?{COUNT}[次遍轮回场期]"
)
_SETTING: Final[Pattern] = Pattern(r"[在于][^,在于]{1,12}每[^,]{1,12}(?:之?[前后]|时)$")
_OBJECTS: Final[tuple[str, ...]] = ("演练", "检查", "培训", "会议", "考核", "评估", "检测")


class Scope(NamedTuple):
    """The folded words about one cycle: those before it from ``start``, those after it from
    ``after`` (past the cycles it shares them with) to ``end``."""

    start: int
    after: int
    end: int


def find_scopes(folded: Folded, cycles: Sequence[Cycle]) -> Iterator[Scope]:
    """Yield the scope of each cycle, in order."""
    runs = _runs(folded.text, cycles)
    for index, cycle in enumerate(cycles):
        start = _start(folded, cycle, cycles[index - 1] if index else None)
        last = runs[index]
        following = cycles[last + 1].start if last + 1 < len(cycles) else len(folded.text)
        end = _end(folded, (start, cycle.start), cycles[last].end, following)
        more = _MORE.match(folded.text, end)
        if more:
            end = folded.segment(more.end())[1]
        after = cycles[last].end
        yield Scope(max(start, cycle.start - REACH), after, max(min(end, after + REACH), after))


def _runs(text: str, cycles: Sequence[Cycle]) -> list[int]:
    """Return for each cycle the index of the last one it stands joined with."""
    runs = list(range(len(cycles)))
    for index in range(len(cycles) - 2, -1, -1):
        gap = text[cycles[index].end : cycles[index + 1].start]
        if len(gap) <= 2 and _JOINED.match(gap):
            runs[index] = runs[index + 1]
    return runs


def _start(folded: Folded, cycle: Cycle, previous: Cycle | None) -> int:
    start, _ = folded.segment(cycle.start)
    if previous is None or previous.end <= start:
        return start
    marks = (folded.text.rfind(mark, previous.end, cycle.start) + 1 for mark in "、和")
    return max(marks) or previous.end


def _end(folded: Folded, lead: tuple[int, int], after: int, following: int) -> int:
    """Return where the words after the cycle end: at a mark, or where the next cycle begins."""
    text = folded.text
    end = folded.segment(after)[1]
    quote = text.find("”", after, end)
    if quote >= 0 and "“" not in text[after:quote]:
        end = quote
    if following < end and text[after] == "、":
        return after  # 一级重大危险源每季度、二级每半年开展检查
    if following < end:
        cut = max(text.rfind(mark, after, following) for mark in "、和")
        return cut if cut >= 0 else following
    if text[end : end + 1] == "," and _SETTING.search(text[lead[0] : end]):
        return min(folded.segment(end + 1)[1], following)  # 在设施每日使用前,应当试运行
    bare = _EMPTY.match(text[after : min(end, after + 4)]) and end - after < 4
    if bare and text[end : end + 1] == "," and not text[slice(*lead)].endswith(_OBJECTS):
        return min(folded.segment(end + 1)[1], following)  # 每季度首月10日前,各单位报送…
    return end

"""Duties that come round again, read around each period expression.

企业每季度至少开展1次检查(高危行业每月至少1次) holds two duties: both are kept, the second
with its condition and with the subject and action of the first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bihuan.compiler.facts.cycles import Cycle
from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Recurring
from bihuan.compiler.facts.phrases import object_before, split_subject, strip_lead, subject_before
from bihuan.lib.numerals import NUMERAL, parse_int

_LEAST: Final[str] = r"(?:至少|不少于|不得少于|不低于|不得低于|最少|不应少于|应不少于|≥|>=)"
_MOST: Final[str] = r"(?:不超过|不得超过|不多于|最多|不得多于|至多|≤)"
_COUNT: Final[re.Pattern[str]] = re.compile(
    rf"(?P<least>{_LEAST})?(?:应当?|组织|开展|进行|完成|召开)?(?P<first>{NUMERAL}|N)(?:[次遍轮回场])?"
    rf"(?:(?:[—至到或、]|——)(?:{NUMERAL}))?(?:[次遍轮回场](?![性要级数品日年])|期(?![限间末内]))(?P<above>[(]?含?[)]?(?:及)?以上)?"
)
_LOW: Final[re.Pattern[str]] = re.compile(rf"(?P<low>{_LEAST})(?:应当?|要)?$")
_MORE: Final[re.Pattern[str]] = re.compile(
    rf",(?:且|并|每次|次数|全年|频次)*(?:{_LEAST}|{_MOST})(?:组织|开展|进行)?{NUMERAL}[次遍轮回场期]"
)
_NOT_A_DUTY: Final[re.Pattern[str]] = re.compile(
    r"加处罚款|连续处罚|滞纳金|按日计罚|平均(?:发生|下降|减少|增长)|(?:递增|递减|下降|减少|增长|增加|提高|降低|压减)[^,]{0,6}[\d一二三四五六七八九十]"
    rf"|{_MOST}{NUMERAL}[次遍轮回场]|[次起]以上.{{0,20}}的$|百分之|[\d.]%(?:的(?:速度|幅度|比例)|以上|左右)?$"
)
_EMPTY: Final[re.Pattern[str]] = re.compile(r"^[的、和及\"“”]*$")
_OPENING: Final[re.Pattern[str]] = re.compile(
    r"^(?:应当|应(?!急)|要(?!求)|必须|须|需(?!求)|都|均|至少|不少于|不得少于|定期|的|将|一律|[:,])+"
)
_JOINED: Final[re.Pattern[str]] = re.compile(r"^(?:[、,/]|和|及|与|或|以及)$")
_AMOUNT_FIRST: Final[re.Pattern[str]] = re.compile(
    rf"^(?:应当?|再)?{_LEAST}?{NUMERAL}(?![次遍轮回场期])"
)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where the words about one cycle lie: from ``start``, over the cycle, to ``end``."""

    start: int
    end: int


def read_recurring(folded: Folded, cycles: Sequence[Cycle]) -> list[Recurring]:
    """Return the duty at each cycle that states one, in the order of the text."""
    found: list[Recurring] = []
    for index, cycle in enumerate(cycles):
        scope = _scope(folded, cycles, index)
        duty = _read(folded, cycle, scope, found)
        if duty is not None:
            found.append(duty)
    return found


def _scope(folded: Folded, cycles: Sequence[Cycle], index: int) -> _Scope:
    """Return the words that belong to this cycle and not to its neighbours."""
    text, cycle = folded.text, cycles[index]
    start, end = folded.segment(cycle.start)
    end = max(end, folded.segment(cycle.end)[1])
    if index and cycles[index - 1].end > start:
        previous = cycles[index - 1].end
        start = max(text.rfind(mark, previous, cycle.start) + 1 for mark in "、和") or previous
    following = index + 1
    while following < len(cycles) and _JOINED.match(
        text[cycles[following - 1].end : cycles[following].start]
    ):
        following += 1  # 每月、每季度: one action for both
    if following < len(cycles) and cycles[following].start < end:
        stop = cycles[following].start
        cut = max(text.rfind(mark, cycles[following - 1].end, stop) for mark in "、和")
        end = cut if cut >= 0 else stop
    tail = text[cycles[following - 1].end : end]
    if (
        _EMPTY.match(tail)
        and text[end : end + 1] == ","
        and not _object_ends(text[start : cycle.start])
    ):
        end = folded.segment(end + 1)[1]
        if following < len(cycles) and cycles[following].start < end:
            end = cycles[following].start
    more = _MORE.match(text, end)
    return _Scope(start, folded.segment(more.end())[1] if more else end)


def _object_ends(lead: str) -> bool:
    """Whether the words before a bare period already say what is done: 应急演练每年一次."""
    return len(lead) > 3 and lead.endswith(("演练", "检查", "培训", "会议", "考核", "评估", "检测"))


def _read(
    folded: Folded, cycle: Cycle, scope: _Scope, earlier: Sequence[Recurring]
) -> Recurring | None:
    text = folded.text
    tail = text[cycle.end : scope.end]
    if _NOT_A_DUTY.search(tail) and not re.search(rf"{_LEAST}{NUMERAL}[次遍]", tail):
        return None
    counted = text[cycle.start : scope.end] if cycle.form == "rate" else tail
    count = _COUNT.search(counted)
    low = _LOW.search(text[scope.start : cycle.start])
    lead_end = scope.start + low.start() if low else cycle.start
    subject = subject_before(folded, lead_end, scope.start)
    given = object_before(text[scope.start : lead_end], subject)
    action = _action(tail, count if cycle.form != "rate" else None)
    start = lead_end
    condition = cycle.window
    outer = _outer(folded, cycle, earlier)
    named, rest = split_subject(action)
    if outer is None and named is not None:
        subject, action = named, rest
    if outer is not None:
        start, condition = cycle.start, text[scope.start : lead_end] or cycle.window
        subject, action = outer.subject, action if len(action) > 1 else outer.action
    elif not action or _AMOUNT_FIRST.match(action):
        start, action = lead_end - len(given), strip_lead(given) or action
    else:
        action = (
            given + action if given.startswith(("对", "将", "把", "向", "就", "在")) else action
        )
    if not action:
        return None
    words, first, last = folded.locate(start, scope.end)
    times = _times(count)
    return Recurring(
        text=words.rstrip(),
        start=first,
        end=first + len(words.rstrip()) if words.rstrip() else last,
        subject=subject,
        action=action,
        times=times,
        per=cycle.per,
        at_least=bool(
            low or (count and (count["least"] or count["above"])) or _distant_least(tail)
        ),
        condition=condition,
    )


def _outer(folded: Folded, cycle: Cycle, earlier: Sequence[Recurring]) -> Recurring | None:
    """Return the duty that a bracket with another frequency belongs to."""
    inside = folded.bracket(cycle.start)
    if inside is None or not earlier:
        return None
    opening = folded.origin[inside[0] - 1]
    before = earlier[-1]
    between = folded.source[before.end : opening]
    return before if before.end <= opening and not re.search(r"[。;;\n]", between) else None


def _times(count: re.Match[str] | None) -> int | None:
    if count is None:
        return 1
    if count["first"] == "N":
        return None
    try:
        return parse_int(count["first"])
    except ValueError:
        return 1


def _distant_least(tail: str) -> bool:
    """Whether 至少 stands apart from the number: 至少带队督查检查1次."""
    return re.search(r"至少[^,。;]{0,40}[次遍轮]", tail) is not None


def _action(tail: str, count: re.Match[str] | None) -> str:
    """Return what is done, without how often."""
    words = tail
    if count is not None:
        number = count.start("least") if count["least"] else count.start("first")
        words = (
            tail[:number]
            + tail[number : count.start("first")].removeprefix(count["least"] or "")
            + tail[count.end() :].removeprefix("的")
        )
    words = re.sub("至少", "", _OPENING.sub("", words))
    words = re.sub(r"^一(?=[\u4e00-\u9fff])", "", words) if len(words) <= 4 else words
    return words.strip(',、:;“”"()的')

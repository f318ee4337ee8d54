"""Duties that come round again, read around each period expression.

企业每季度至少开展1次检查(高危行业每月至少1次) holds two duties: both are kept, the second
with its condition and with the subject and action of the first.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from bihuan.compiler.facts.cycles import DOING, Cycle
from bihuan.compiler.facts.folding import CELL, LINE, Folded
from bihuan.compiler.facts.model import Recurring
from bihuan.compiler.facts.phrases import object_before, split_subject, strip_lead, subject_before
from bihuan.compiler.facts.scopes import REACH, Scope, find_scopes
from bihuan.compiler.facts.wording import COUNT
from bihuan.compiler.pattern import Pattern
from bihuan.lib.numerals import parse_int

_LEAST: Final[str] = r"(?:至少|不少于|不得少于|不低于|不得低于|最少|不应少于|应不少于|≥|>=)"
_MOST: Final[str] = r"(?:不超过|不得超过|不多于|最多|不得多于|至多|≤)"
_COUNT: Final[Pattern] = Pattern(
    rf"(?P<least>{_LEAST})?(?:应当?|组织|开展|进行|完成|召开)?(?P<first>{COUNT}|N)(?:[次遍轮回场])?"
    rf"(?:(?:[—至到或、]|——)(?:{COUNT}))?(?:[次遍轮回场](?![性要级数品日年])|期(?![限间末内]))(?P<above>[(]?含?[)]?(?:及)?以上)?"
)
_LOW: Final[Pattern] = Pattern(rf"(?P<low>{_LEAST})(?:应当?|要)?$")
_NOT_A_DUTY: Final[Pattern] = Pattern(
    r"加处罚款|连续处罚|滞纳金|按日计罚|平均(?:发生|下降|减少|增长)|(?:递增|递减|下降|减少|增长|增加|提高|降低|压减)[^,]{0,6}[\d一二三四五六七八九十]"
    rf"|{_MOST}{COUNT}[次遍轮回场]|[次起]以上.{{0,20}}的$|百分之|[\d.]%(?:的(?:速度|幅度|比例)|以上|左右)?$"
)
#: 每班不少于2人 tells how many people, not how often.
_STAFFING: Final[Pattern] = Pattern(
    rf"(?:应当?)?{_LEAST}?{COUNT}(?:[人名台辆套座艘处户家]|个(?!月))[^,。;]{{0,2}}$"
)
#: 每季度抽查比例不低于20%: how much of the checking, which is a duty all the same.
_ENOUGH: Final[Pattern] = Pattern(
    rf"{_LEAST}{COUNT}[次遍]|{DOING}的?(?:比例|覆盖率|覆盖面|率)[^,。;]{{0,16}}?{_LEAST}"
)
_OPENING: Final[Pattern] = Pattern(
    r"^(?:应当|应(?!急)|要(?!求)|必须|须|需(?!求)|都|均|至少|不少于|不得少于|定期|的|将|一律|各(?=开展|组织|报告|召开|进行|一次)|[:,])+"
)
#: Verbs that need an object: the duty beside them tells what it is.
_BARE: Final[frozenset[str]] = frozenset(("", "组织", "开展", "进行", "召开", "组织开展"))
_OBJECT_FIRST: Final[tuple[str, ...]] = ("对", "将", "把", "向", "就", "在")
_AMOUNT_FIRST: Final[Pattern] = Pattern(rf"^(?:应当?|再)?{_LEAST}?{COUNT}(?![次遍轮回场期])")


_SYSTEM: Final[Pattern] = Pattern("”的?(?P<what>[^,。;:“”、]{2,14}?)(?:工作)?(?:制度|机制)")


def read_recurring(folded: Folded, cycles: Sequence[Cycle]) -> list[Recurring]:
    """Return the duty at each cycle that states one, in the order of the text."""
    found: list[Recurring] = []
    lacking: list[bool] = []
    for cycle, scope in zip(cycles, find_scopes(folded, cycles), strict=True):
        duty = _read(folded, cycle, scope, found)
        if duty is not None:
            found.append(duty)
            lacking.append(scope.after == scope.end or duty.action in _BARE)
    return _completed(folded, found, lacking)


def _completed(
    folded: Folded, duties: Sequence[Recurring], lacking: Sequence[bool]
) -> list[Recurring]:
    """Give 矿长每季度、总工程师每月组织排查 the same action twice; drop what has none."""
    found: list[Recurring] = []
    following: Recurring | None = None
    for duty, lacks in zip(reversed(duties), reversed(lacking), strict=True):
        if lacks and following is not None and _same_sentence(folded, duty, following):
            duty = replace(duty, action=_with_verb(duty.action, following.action))
        found.append(duty)
        following = duty
    found.reverse()
    for index, duty in enumerate(found[1:], 1):
        if duty.action in _BARE and _same_sentence(folded, found[index - 1], duty):
            found[index] = replace(duty, action=found[index - 1].action)
    return [duty for duty in found if duty.action]


def _with_verb(action: str, following: str) -> str:
    """Return 开展检查 for a lone 组织 before it, and 对甲开展检查 for 对甲 before it."""
    if action in _BARE:
        return following
    if not action.startswith(_OBJECT_FIRST) or re.search(f"{DOING}$", action):
        return action
    return following if following.startswith(_OBJECT_FIRST) else action + following


def _same_sentence(folded: Folded, first: Recurring, second: Recurring) -> bool:
    return not re.search(r"[。;;\n]", folded.source[first.end : second.start])


def _read(
    folded: Folded, cycle: Cycle, scope: Scope, earlier: Sequence[Recurring]
) -> Recurring | None:
    text = folded.text
    tail = text[scope.after : scope.end]
    if _STAFFING.match(tail) or (_NOT_A_DUTY.search(tail) and not _ENOUGH.search(tail)):
        return None
    rate = cycle.form == "rate"
    count = _COUNT.search(text[cycle.start : cycle.end] if rate else tail)
    low = _LOW.search(text[scope.start : cycle.start])
    lead_end = scope.start + low.start() if low else cycle.start
    words = _Words(_action(tail, None if rate else count), text[scope.start : lead_end], lead_end)
    outer = _outer(folded, cycle, earlier)
    duty = words.within(outer) if outer else words.alone(folded, scope)
    action = _spelt_out(folded, scope, duty.action) or _elsewhere(folded, cycle, scope)
    raw, first, _ = folded.locate(cycle.start if outer else duty.start, scope.end)
    raw = raw.rstrip()
    least = bool(low or (count and (count["least"] or count["above"])) or _distant_least(tail))
    return Recurring(
        text=raw,
        start=first,
        end=first + len(raw),
        subject=duty.subject,
        action=action,
        times=_times(count, tail, cycle.window),
        per=cycle.per,
        at_least=least,
        condition=duty.condition or cycle.window,
    )


class _Duty(NamedTuple):
    subject: str | None
    action: str
    start: int
    condition: str | None = None


class _Words(NamedTuple):
    """The words around a cycle: ``action`` after it, ``lead`` before it up to ``lead_end``."""

    action: str
    lead: str
    lead_end: int

    def within(self, outer: Recurring) -> _Duty:
        """Read a bracket after another duty: its subject and action hold here as well."""
        action = self.action if len(self.action) > 1 else outer.action
        return _Duty(outer.subject, action, self.lead_end, self.lead or None)

    def alone(self, folded: Folded, scope: Scope) -> _Duty:
        """Read a duty that stands by itself; its action is empty if nothing is said."""
        named, rest = split_subject(self.action)
        if named is not None:
            return _Duty(named, rest, self.lead_end)
        subject = subject_before(folded, self.lead_end, scope.start)
        given = object_before(self.lead, subject)
        joined = given.startswith(_OBJECT_FIRST)
        if not self.action or _AMOUNT_FIRST.match(self.action):
            action = strip_lead(given) or self.action
            at = self.lead.rfind(given) if given else len(self.lead)
            return _Duty(subject, action, self.lead_end - len(self.lead) + at)
        if self.action in _BARE and given:
            return _Duty(subject, self.action + given, self.lead_end)
        return _Duty(subject, given + self.action if joined else self.action, self.lead_end)


def _outer(folded: Folded, cycle: Cycle, earlier: Sequence[Recurring]) -> Recurring | None:
    """Return the duty that a bracket with another frequency belongs to."""
    inside = folded.bracket(cycle.start)
    if inside is None or not earlier:
        return None
    opening = folded.origin[inside[0] - 1]
    before = earlier[-1]
    between = folded.source[before.end : opening]
    return before if before.end <= opening and not re.search(r"[。;;\n]", between) else None


def _spelt_out(folded: Folded, scope: Scope, action: str) -> str:
    """Return 执法质量评议 for the lone 评 of “两年一评”的执法质量评议机制."""
    system = _SYSTEM.match(folded.text, scope.end) if len(action) == 1 else None
    return system["what"] if system and action in system["what"] else action


def _elsewhere(folded: Folded, cycle: Cycle, scope: Scope) -> str:
    """Return what is done when the phrase itself only tells how often.

    (每季度一次)召开联席会议, 检查频次:每月1次, or a table row with 每学期1次 in its last cell.
    """
    inside = folded.bracket(cycle.start)
    if inside is not None:
        after = inside[1] + 1
        return strip_lead(folded.text[after : min(folded.segment(after)[1], after + REACH)])
    mark = folded.text[scope.start - 1 : scope.start]
    if mark == ":":
        first, last = folded.segment(scope.start - 1)
        return re.sub("的?(?:频次|次数|周期|频率)$", "", folded.text[first:last])
    if mark == CELL:
        row = folded.text[folded.text.rfind(LINE, 0, scope.start) + 1 : scope.start]
        return max(row.split(CELL), key=len)
    return ""


def _times(count: re.Match[str] | None, tail: str, window: str | None) -> int | None:
    """Return how many times: 2 for 3月和9月各开展一次, None where it is left open."""
    named = len(re.findall("[、和及]", window or "")) + 1
    if count is None:
        return named
    if count["first"] == "N":
        return None
    try:
        times = parse_int(count["first"])
    except ValueError:
        return 1
    each = re.search("[春夏秋冬、和]{0,8}[两二]季各|各", tail[: count.start()])
    if each is None:
        return times
    return times * (2 if "季各" in each.group() else named)


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
    words = re.sub(f"^(?:频次|一(?={DOING}))", "", words)
    return words.strip(',、:;“”"()的')

"""Where a phrase stands in its sentence, and who the sentence is about."""

from typing import Final

from bihuan.compiler.facts.actors import (
    LEADING,
    LONGEST,
    NO_SUBJECT,
    NO_SUBJECT_WORDS,
    TRAILING,
    head_subject,
    names_actor,
    subject_in,
)
from bihuan.compiler.facts.folding import CELL, LINE, SENTENCE_STOPS, Folded
from bihuan.compiler.facts.wording import PLAIN
from bihuan.compiler.pattern import Pattern, either

_MODAL_FIRST: Final[Pattern] = Pattern(
    "^" + either("应当 应(?!急) 要(?!求) 必须 须 需(?!求) 可以 将 都 均 原则上 还 也 的 主要") + "+"
)
_BY_FIRST: Final[Pattern] = Pattern("(?:应当?|必须|须|要|都|均|统一)*由")
_ACT_FIRST: Final[Pattern] = Pattern(
    either(
        NO_SUBJECT_WORDS,
        "组织 带队 召开 进行 安排 聘请 邀请 听取 召集 书面 报 专题 至少 检查 抽查",
    )
)
_ACTS: Final[Pattern] = Pattern(
    f"(?P<who>{PLAIN}{{1,30}}?)(?="
    + either(
        "应当 应(?!急) 要(?!求) 必须 须 需 将 负责(?![人同]) [向对就按至](?!外) 组织 开展 召开",
        "报送",
        "上报 制定 重点 集中 进行 完成 会同 牵头 带队 听取 提交 联合",
    )
    + ")"
)
#: Words before a period that leave open who acts: a time, or what the one who acts works with.
_AROUND: Final[Pattern] = Pattern(
    "(?:期间?|[春夏秋冬雨旱]季|之?[前后]|时|以来|情况|结果|信息|数据|资料|进展|进度|台账|报告|问题)$"
)
_NUMERAL: Final[str] = "[一二三四五六七八九十]"
_ITEM: Final[Pattern] = Pattern(
    rf"[(〔](?:{_NUMERAL}+|\d{{1,2}})[)〕]|{_NUMERAL}+[、是]|\d{{1,2}}[、.](?!\d)|[①-⑳]"
)
_LOOK_BACK: Final[int] = 12
_FAR: Final[int] = 4000


def subject_before(folded: Folded, position: int, start: int) -> str | None:
    """Return who acts at ``position``: named in ``[start, position)``, else shortly before.

    A subject holds on over commas and semicolons, and that of a list for each of its items.
    None where no one is named; an owner is never guessed.
    """
    lead, start = _piece(folded, start, position)
    who = subject_in(lead, whole=True)
    if who is not None:
        return who or None
    if not _leaves_open(lead):
        return None  # 厂级每月检查: something is named here, but no one who acts
    return _carried(folded, start, goes_on=not _topic(lead))


def _topic(words: str) -> str:
    return TRAILING.sub("", LEADING.sub("", words[:LONGEST]))


def _leaves_open(words: str) -> bool:
    """Whether the words name nothing the sentence could be about."""
    topic = _topic(words)
    return len(topic) < 2 or bool(NO_SUBJECT.match(topic) or _AROUND.search(topic))


def _carried(
    folded: Folded, start: int, *, goes_on: bool = False, above: bool = False
) -> str | None:
    """Return the subject that holds on up to ``start``; ``goes_on``: over a full stop too.

    ``above``: a list begins at ``start``, and the words above it are read. Past a semicolon
    or a full stop it must be the one subject there, and stand at the head.
    """
    crossed, named = False, None
    for _ in range(_LOOK_BACK):
        label = _label(folded, start) if start and not above else None
        above = False
        mark = folded.text[start - 1 : start]
        if named is not None and (label is not None or mark in SENTENCE_STOPS):
            return named
        if label is not None:
            return _of_list(folded, label)
        if not mark or mark in (LINE, CELL) or (mark in "。!?" and not goes_on):
            return None
        crossed = crossed or mark in SENTENCE_STOPS
        words, start = _piece(folded, *folded.segment(start - 1))
        who = subject_in(words, whole=False) or (head_subject(words) if mark == ":" else None)
        if who is not None and not crossed:
            return who
        if named is not None and (who or not _leaves_open(words)):
            return None
        named = named or who
    return None


def _piece(folded: Folded, start: int, end: int) -> tuple[str, int]:
    """Return the words of ``[start, end)`` and where they begin, brackets inside left out.

    镇扑火队(每队15人)每月 is one piece although marks stand in its bracket.
    """
    words = folded.text[start:end]
    while start > 1 and folded.text[start - 1] == ")" and _label(folded, start) is None:
        inside = folded.bracket(start - 2)
        if inside is None:
            break
        opening = inside[0] - 1
        start, _ = folded.segment(opening)
        words = folded.text[start:opening] + words
    return words, start


def _label(folded: Folded, start: int) -> int | None:
    """Return where the label of a list item begins that the words at ``start`` follow."""
    text = folded.text
    if text[start - 1] == ")":
        opening = text.rfind("(", max(start - 5, 0), start)
        label = _ITEM.match(text, opening) if opening >= 0 else None
        return opening if label and label.end() == start else None
    return start if _ITEM.match(text, start) else None


def _of_list(folded: Folded, label: int) -> str | None:
    """Return the subject of the list whose item begins at ``label``, from the words above it."""
    text = folded.text
    if text[label - 1 : label] == ",":
        return _carried(folded, label, above=True)
    kind = _kind(text, label)
    head = label
    while (head := text.rfind(":", max(label - _FAR, 0), head)) >= 0:
        first = head + 2 if text[head + 1 : head + 2] == LINE else head + 1
        if _ITEM.match(text, first) and _kind(text, first) == kind:
            return _carried(folded, head + 1, above=True)
    return None


def _kind(text: str, label: int) -> str:
    """Return the style of a label, without its number."""
    found = _ITEM.match(text, label)
    words = found.group() if found else ""
    return "".join("1" if char.isdigit() else "" if char in _NUMERAL else char for char in words)


def object_before(lead: str, subject: str | None) -> str:
    """Return what stands between the subject and the verb: 对各区市行政处罚情况."""
    if subject and subject in lead:
        lead = lead[lead.rindex(subject) + len(subject) :]
    lead = LEADING.sub("", lead)
    return TRAILING.sub("", _MODAL_FIRST.sub("", lead)) if len(lead) < LONGEST else ""


def split_subject(words: str) -> tuple[str | None, str]:
    """Return the subject the words begin with, if they do, and the rest: 各镇要|报送清单."""
    by = _BY_FIRST.match(words)
    acting = words[by.end() :] if by else words
    found = _ACTS.match(acting)
    if found is None or not names_actor(found["who"]) or _ACT_FIRST.match(acting):
        return None, words
    return found["who"], _MODAL_FIRST.sub("", acting[found.end() :])


def acting_unit(words: str) -> str | None:
    """Return the unit a segment makes act: 由消防部门重点开展…, else None."""
    return split_subject(LEADING.sub("", words[:LONGEST]))[0]


def strip_lead(words: str) -> str:
    """Return the words without the marks and modal verbs they begin with."""
    return _MODAL_FIRST.sub("", words).strip(',、:;“”"()的')

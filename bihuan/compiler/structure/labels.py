"""Finding the printed numbers that may open a heading: 一、 （一） 1. 第三条 ① 1.2.

A label is only a candidate. Whether it opens a part of the document is decided by the
outline, which knows what number is due at that place.
"""

import re
from enum import Enum
from typing import Final, NamedTuple

from bihuan.compiler.pattern import Pattern
from bihuan.lib.numerals import parse_int


class Style(Enum):
    """The styles of numbering, each with the share it usually has in the hierarchy."""

    BOOK = "编"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    TASK = "任务一"
    COMMA = "一、"
    PAREN = "（一）"
    DOT = "1."
    ARABIC_PAREN = "（1）"
    CIRCLE = "①"
    DECIMAL_2 = "1.1"
    DECIMAL_3 = "1.1.1"
    ROW = "序号"


LAW_STYLES: Final[frozenset[Style]] = frozenset(
    {Style.BOOK, Style.CHAPTER, Style.SECTION, Style.ARTICLE}
)


class Label(NamedTuple):
    """A printed number at ``start``; the heading or body goes on at ``end``.

    ``text`` is the number as printed without blanks and without the mark that only
    separates it (一 for 一、; （一） keeps its brackets). ``strong`` labels open a line;
    ``spaced`` ones have a blank behind them; ``inserted`` ones are a 第三条之一.
    """

    style: Style
    number: int
    text: str
    start: int
    end: int
    strong: bool
    inserted: bool = False
    spaced: bool = False


#: Any Chinese letter: what is no number is sorted out when it is read, and a short class
#: compiles far faster than one that lists the numerals.
_CN: Final[str] = r"[^\W\da-zA-Z_]"
#: The number of a 章 or 条: no other such word stands in it (第八条 节假日 is no 节).
_LAW_CN: Final[str] = r"[^\W\da-zA-Z_编章节条]"
_GAP: Final[str] = r"[ ]{0,3}"
_FORMS: Final[tuple[tuple[Style, str], ...]] = (
    (
        Style.BOOK,
        rf"第{_GAP}(?P<BOOK>{_LAW_CN}{{1,5}}|\d{{1,3}}){_GAP}(?:编|分编|部分)(?!{_CN}{{0,3}}[的第])",
    ),
    (Style.CHAPTER, rf"第{_GAP}(?P<CHAPTER>{_LAW_CN}{{1,5}}|\d{{1,3}}){_GAP}章(?![的第])"),
    (Style.SECTION, rf"第{_GAP}(?P<SECTION>{_LAW_CN}{{1,5}}|\d{{1,3}}){_GAP}节(?![的第])"),
    (
        Style.ARTICLE,
        rf"第{_GAP}(?P<ARTICLE>{_LAW_CN}{{1,6}}|\d{{1,4}}){_GAP}条(?P<INSERT>之[一二三四五六七八九十]{{1,2}})?"
        r"(?![至、和或的第]|[ ]?规定[的,])",
    ),
    (
        Style.TASK,
        rf"(?:任务|行动|措施|工程|专项){_GAP}(?P<TASK>{_CN}{{1,3}}|\d{{1,2}})(?=[:、 .])[:、.]?",
    ),
    (Style.PAREN, rf"[(〔\[【]{_GAP}(?P<PAREN>{_CN}{{1,4}}){_GAP}[)〕\]】]{_GAP}[、.]?"),
    (
        Style.COMMA,
        rf"(?P<COMMA>{_CN}{{1,4}}){_GAP}(?:、|\.(?!\d))(?![一二三四五六七八九十]{{1,2}}[、级类])",
    ),
    (
        Style.ARABIC_PAREN,
        rf"(?:[(]{_GAP}(?P<ARABIC_PAREN>\d{{1,3}}){_GAP}[)]|(?P<HALF>\d{{1,2}})[)])",
    ),
    (Style.DECIMAL_3, r"(?P<DECIMAL_3>\d{1,2}\.\d{1,2}\.\d{1,2})(?:[. ]|(?=[^\W\da-zA-Z_]))"),
    (
        Style.DECIMAL_2,
        rf"(?P<DECIMAL_2>\d{{1,2}}\.\d{{1,2}})(?:[. ]|(?={_CN}))(?![万亿%米元倍级个吨])",
    ),
    (Style.DOT, rf"(?P<DOT>\d{{1,3}}){_GAP}(?:[.、]{_GAP}(?!\d)|[.、](?=20\d\d年)|:(?!\d))"),
    (Style.CIRCLE, r"(?P<CIRCLE>[①-⑳])"),
)
_LABEL: Final[Pattern] = Pattern("(?P<LABEL>" + "|".join(form for _, form in _FORMS) + ")")
_LINE_START: Final[Pattern] = Pattern(r"(?m)^[ •*#]{0,24}")
_IN_LINE: Final[Pattern] = Pattern(
    r"(?<=[。:!?;)\]〕】”])[ ]{0,4}(?=[^\s])|(?<=[^\s])[ ]{1,5}(?=[^\s])"
)
_HEADING_RUN: Final[Pattern] = Pattern(r"[^\n。,;:!?()]{2,30}")
_HOSTS: Final[dict[Style, frozenset[Style]]] = {
    Style.COMMA: frozenset({Style.PAREN, Style.DOT}),
    Style.PAREN: frozenset({Style.DOT}),
    Style.CHAPTER: frozenset({Style.SECTION, Style.ARTICLE}),
    Style.SECTION: frozenset({Style.ARTICLE}),
}
_MARKS: Final[str] = "、.．:："
_BARE: Final[Pattern] = Pattern(
    r"(?m)^[ ]{0,24}(?P<DOT>\d{1,2})[ ]{1,4}(?=[^\W\da-zA-Z_][^\n]{0,30}$)"
)

#: The rest of a line of cells: behind tabs or bars two, behind blanks, which may also part a
#: heading from its text, three.
_ROW: Final[Pattern] = Pattern(
    r"(?m)(?=[^\n。；;：:]{1,160}$)[^\n]*?[^\s|｜](?:[ \u3000]*[\t|｜][ \t\u3000|｜]*"
    r"|[ \u3000]{2,}[^\s](?:[^\n]*?[^\s])?[ \u3000]{2,})[^\s|｜]"
)


def find_labels(source: str, plain_text: str) -> list[Label]:
    """Return every candidate label of ``plain_text`` in order, one per position.

    ``plain_text`` is ``source`` with half-width marks (see ``view.plain``); the text of a
    label is as the source prints it. Labels at the start of a line are ``strong``; those behind
    a full stop, colon, bracket or blank are not.
    """
    labels: dict[int, Label] = {}
    for mark in _IN_LINE.finditer(plain_text):
        if label := _label_at(source, plain_text, mark.end(), strong=False):
            labels[label.start] = label
    for mark in _LINE_START.finditer(plain_text):
        if label := _label_at(source, plain_text, mark.end(), strong=True):
            labels[label.start] = label
    for match in _BARE.finditer(plain_text):
        start, end = match.span("DOT")
        if start not in labels:
            labels[start] = Label(
                Style.DOT, int(match["DOT"]), match["DOT"], start, match.end(), strong=True
            )
    for host in list(labels.values()):
        if (label := _glued(source, plain_text, host)) is not None:
            labels.setdefault(label.start, label)
    found = [labels[at] for at in sorted(labels)]
    return [label for label in found if not (label.strong and _numbers_row(source, label))]


def _numbers_row(source: str, label: Label) -> bool:
    """Tell whether a number opens a row of a list in columns, and no heading."""
    return label.style is Style.DOT and _ROW.match(source, label.end) is not None


def _glued(source: str, plain_text: str, host: Label) -> Label | None:
    """Return the number that follows a heading without any mark: 一、总体要求(一)指导思想。"""
    inner = _HOSTS.get(host.style)
    run = _HEADING_RUN.match(plain_text, host.end) if inner else None
    match = _LABEL.search(plain_text, host.end + 2, run.end() + 8) if run else None
    if run is None or match is None or match.start() > run.end():
        return None
    label = _label(source, match, strong=False)
    return label if label is not None and inner and label.style in inner else None


def _label_at(source: str, plain_text: str, at: int, *, strong: bool) -> Label | None:
    match = _LABEL.match(plain_text, at)
    return _label(source, match, strong=strong) if match else None


def _label(source: str, match: re.Match[str], *, strong: bool) -> Label | None:
    groups = match.groupdict()
    name = next(
        style.name for style, _ in _FORMS if groups.get(style.name) or _is_half(style, groups)
    )
    digits = groups[name] or groups["HALF"]
    number = _number(Style[name], digits.replace(" ", ""))
    if number is None:
        return None
    start, end = match.span("LABEL")
    text = "".join(source[start:end].split()).rstrip(_MARKS)
    inserted = bool(groups.get("INSERT"))
    spaced = match.string[end : end + 1].isspace()
    return Label(Style[name], number, text, start, end, strong, inserted, spaced)


def _is_half(style: Style, groups: dict[str, str | None]) -> bool:
    return style is Style.ARABIC_PAREN and bool(groups.get("HALF"))


def _number(style: Style, digits: str) -> int | None:
    if style is Style.CIRCLE:
        return ord(digits) - ord("①") + 1
    if style in (Style.DECIMAL_2, Style.DECIMAL_3):
        return int(digits.rsplit(".", 1)[1])
    try:
        return parse_int(digits)
    except ValueError:
        return None

"""What a numbered item is headed: the words from its number to the first full stop."""

import re
from typing import Final, NamedTuple

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.structure.paragraphs import Layout, paragraphs
from bihuan.compiler.view import Dense, Span, squeeze, trim

_SENTENCE_END: Final[Pattern] = Pattern(r"[。!?]")
_NOTE: Final[Pattern] = Pattern(
    r"[(〔\[【][^()〔〕\[\]【】]*(?:[^()]*\([^()]*\))*[^()〔〕\[\]【】]*"
    r"(?:牵头|配合|负责|责任单位|责任部门|单位[:]|部门[:]|时限[:])[^\n]*[)〕\]】]$"
)
_FIELD: Final[Pattern] = Pattern(
    r"(?:牵头|责任|配合|主办|协办|参与|完成|落实|主责|督办)[^,。;、]{0,6}(?:单位|部门|处室|科室|时限|时间|领导|人)[^,。;、]{0,4}$"
)
_LIST_LEAD: Final[Pattern] = Pattern(
    r"(?:以下|下列|如下|分别(?:是|为)|包括|[要应]做到|其中|一[是要])"
)
_BLANK_SPLIT: Final[Pattern] = Pattern(
    r"(?:(?<=[^\W\da-zA-Z_])|(?<=[”》)]))[ ]+(?:(?=[^\W\da-zA-Z_])|(?=[“《]))"
)
_DUTY: Final[Pattern] = Pattern(
    r"应当|必须|(?<![主重需纲首紧])要(?![求素点件害])|每(?:年|季|月|半年|周|日|天|班|[两二三四五\d])|至少|不少于|20\d\d年|[底月日]前|负责$|不得|(?:局|委|办|部门|单位|政府|队|镇|街道|中心|公司)(?:牵头)?负责(?!人|同志)"
)
HEADING_LIMIT: Final[int] = 45
LINE_LIMIT: Final[int] = 60
_COLON_LIMIT: Final[int] = 26


class Heading(NamedTuple):
    """The heading of an item and where its body goes on.

    ``text`` has no number, full stop or line break, and is empty for an item that is a plain
    sentence. ``has_body`` tells whether any words follow the heading, ``end`` where it ends.
    """

    text: str
    body_start: int
    has_body: bool
    end: int | None = None


def read_heading(source: str, plain_text: str, span: Span, layout: Layout) -> Heading:
    """Return the heading of the item whose words, without its number, are ``span``."""
    start, end = trim(plain_text, *span)
    if start == end:
        return Heading("", end, has_body=False)
    first = _first_paragraph(plain_text, start, end, layout)
    stop, body = _cut(plain_text, first)
    text = squeeze(source[first[0] : stop]).strip("*")
    whole_line = stop == first[1]
    if not _is_heading(text, whole_line=whole_line, more=bool(plain_text[body:end].strip())):
        return Heading("", start, has_body=True)
    return Heading(text, body, bool(plain_text[body:end].strip()), stop)


def _first_paragraph(plain_text: str, start: int, end: int, layout: Layout) -> Span:
    spans = paragraphs(plain_text, start, end, layout)
    return trim(plain_text, *spans[0])


def _cut(plain_text: str, paragraph: Span) -> Span:
    """Return where the heading stops and where the body starts."""
    start, end = paragraph
    sentence = _SENTENCE_END.search(plain_text, start, end)
    stop = sentence.start() if sentence else end
    body = sentence.end() if sentence else end
    note = _note_start(plain_text, start, stop)
    if note is not None:
        stop, body = note, note
    blank = _BLANK_SPLIT.search(plain_text, start, stop)
    if blank and _is_short_title(plain_text[start : blank.start()]) and stop - blank.end() > 12:
        return blank.start(), blank.end()
    colon = plain_text.find(":", start, min(stop, start + _COLON_LIMIT * 2))
    if colon > start and body - colon > 1 and _is_colon_heading(plain_text[start:colon]):
        return colon, colon + 1
    while stop > start and plain_text[stop - 1] in ";,:、 ":
        stop -= 1
    return stop, body


def _note_start(plain_text: str, start: int, stop: int) -> int | None:
    dense = Dense.of(plain_text, start, stop)
    note = _NOTE.search(dense.text)
    if note is None or note.start() == 0:
        return None
    return dense.origin[note.start()]


def _is_short_title(text: str) -> bool:
    dense = squeeze(text)
    return 3 <= len(dense) <= 30 and not re.search(r"[,;:]", dense)


def _is_colon_heading(text: str) -> bool:
    dense = squeeze(text)
    return (
        2 <= len(dense) <= _COLON_LIMIT
        and not _FIELD.search(dense)
        and not _LIST_LEAD.search(dense)
        and "," not in dense
    )


def _is_heading(text: str, *, whole_line: bool, more: bool) -> bool:
    if not text:
        return False
    commas = len(re.findall(r"[,，;；]", text))
    if whole_line and more:
        return len(text) <= LINE_LIMIT
    if _DUTY.search(re.sub(r"[(（][^()（）]*[)）]", "", text)):
        return False
    if whole_line:
        return len(text) <= HEADING_LIMIT
    return len(text) <= HEADING_LIMIT and commas <= 1


_ARTICLE_TITLE: Final[Pattern] = Pattern(r"[ ]*[(【\[〔]([^()【】\[\]〔〕\n]{2,16})[)】\]〕]")


def read_article_title(source: str, plain_text: str, span: Span) -> Heading:
    """Return the bracketed title of an article (第三条 【适用范围】), empty if it has none."""
    match = _ARTICLE_TITLE.match(plain_text, *span)
    if match is None:
        return Heading("", span[0], has_body=True)
    return Heading(squeeze(source[match.start(1) : match.end(1)]), match.end(), has_body=True)

"""Division notes of a clause, wherever they stand: in brackets, in fields, as a sentence."""

import re
from typing import Final

from bihuan.compiler.names import looks_like_unit
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.responsibility.fields import CONVENTION, read_fields
from bihuan.compiler.responsibility.verbs import Named, gaps_of, read_verbs
from bihuan.compiler.units import split_units
from bihuan.compiler.view import Dense

_BRACKET: Final[Pattern] = Pattern(
    r"\((?:[^()]|\([^()]*\))*\)|〔[^〔〕]*〕|\[[^\[\]]*\]|【[^【】]*】"
)
_VERB: Final[Pattern] = Pattern(
    r"牵头|配合|负责|会同|协助|参与|落实|主办|协办|(?:职责|责任|任务)分工|按职责|按照职责|各司其职"
)
_STRONG: Final[Pattern] = Pattern(r"牵头|配合|分工负责|(?:此|该|本)项(?:工作|任务)由")
_SENTENCE: Final[Pattern] = Pattern(
    r"(?:^|(?<=[。;\n]))(?:此|该|本|以上|上述|这)(?:项|条|类)(?:工作|任务|措施|事项)(?:由|,由)[^。;]{2,200}"
)
_FIELD: Final[Pattern] = Pattern(
    r"(?<!下列)(?:牵头|责任|配合|主办|主责|协办|参与|落实|实施|承办|负责|分工|支持|协助)[^,。;、:()]{0,8}(?:单位|部门|处室|科室|股室|机构|主体|牵头)?\)?:"
)


def read_notes(dense: Dense, breaks: list[int], *, first_leads: bool) -> list[Named]:
    """Return the units named in the division notes of a clause, in the order of the text.

    ``breaks`` are the places in ``dense`` where its paragraphs end. Brackets that say
    something else (包括…, 厂长、经理) are left alone.
    """
    named: list[Named] = []
    if _FIELD.search(dense.text):
        named.extend(read_fields(dense, breaks, first_leads=first_leads))
    for bracket in _BRACKET.finditer(dense.text):
        if not any(bracket.start() <= item.start < bracket.end() for item in named):
            named.extend(_bracket(dense, bracket, breaks))
    for sentence in _SENTENCE.finditer(dense.text):
        if not any(sentence.start() <= item.start < sentence.end() for item in named):
            named.extend(read_verbs(dense, *sentence.span()))
    return sorted(named, key=lambda item: item.start)


def _bracket(dense: Dense, bracket: re.Match[str], breaks: list[int]) -> list[Named]:
    text = dense.text
    start, end = bracket.start() + 1, bracket.end() - 1
    inner = text[start:end]
    if _FIELD.match(inner):
        return []
    if remark := CONVENTION.search(text, start, end):
        return _first_leading(dense, start, remark.start())
    behind_sentence = bracket.start() == 0 or text[bracket.start() - 1] in "。;!”"
    closes = _closes_paragraph(text, bracket.end(), breaks)
    if not _VERB.search(inner):
        return _list_only(dense, start, end) if closes and behind_sentence else []
    named = read_verbs(dense, start, end)
    names = [text[item.start : item.end] for item in named]
    if closes and (behind_sentence or _STRONG.search(inner)):
        return named if any(map(looks_like_unit, names)) else []
    certain = bool(_STRONG.search(inner)) and behind_sentence
    return named if certain and names and all(map(looks_like_unit, names)) else []


def _first_leading(dense: Dense, start: int, end: int) -> list[Named]:
    """Read a list that a remark behind it divides: (市应急局、市公安局,列第一位的牵头)."""
    named = read_verbs(dense, start, end) or _list_only(dense, start, end)
    return [
        Named(item.start, item.end, "cooperate" if at else "lead") for at, item in enumerate(named)
    ]


def _closes_paragraph(text: str, at: int, breaks: list[int]) -> bool:
    while at < len(text) and text[at] in "。;,.)":
        at += 1
    return at >= len(text) or any(edge - 1 <= at <= edge + 1 for edge in breaks)


def _list_only(dense: Dense, start: int, end: int) -> list[Named]:
    """Read a bracket that only lists units, such as (市应急局、市公安局)."""
    units = split_units(dense.text, start, end, gaps_of(dense, start, end))
    names = [dense.text[unit[0] : unit[1]] for unit in units]
    if not names or not all(len(name) > 2 and looks_like_unit(name) for name in names):
        return []
    return [Named(*unit, "lead" if len(units) == 1 else "share") for unit in units]

"""Fines: 处五万元以上二十万元以下的罚款, 二倍以上五倍以下, 规定上限的经济处罚.

Bounds are kept in yuan; a fine measured by something else (违法所得, 年收入) has none.
"""

import re
from collections.abc import Iterator
from typing import Final

from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Fine
from bihuan.compiler.facts.wording import AMOUNT
from bihuan.compiler.pattern import Pattern
from bihuan.lib.numerals import parse_int

_INCLUSIVE: Final[str] = "(?:[(]含[^()]{0,6}[)])?"
_RANGE: Final[str] = (
    rf"(?:(?P<low>{AMOUNT})(?P<low_yuan>元)?{_INCLUSIVE}(?:以上|至|到|——?)(?:不足|不超过)?)?"
    rf"(?P<amount>{AMOUNT})元{_INCLUSIVE}(?P<edge>以上|以下|以内|(?!以))"
)
_PART: Final[str] = rf"(?:百分之{AMOUNT}|{AMOUNT}(?:倍|%))"
_SHARE: Final[str] = (
    rf"(?:{AMOUNT}(?:至|到|——?))?{_PART}(?:(?:以上|至|到|——?){_PART})?(?:以下|以上)?"
)
_FINING: Final[str] = (
    r"(?:(?:可以|可|并|单|或者|应当|应|分别|各|一律){0,4}处(?:以|予)?|科以?|加处|罚款(?!数额))(?![罚理置于在])"
)
#: Few documents impose a fine: without these words the large pattern below is not needed.
_FINED: Final[Pattern] = Pattern(
    rf"{_FINING}[^,。;处\n()]{{0,24}}?[\d百零一二两三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]"
)
_FINE: Final[Pattern] = Pattern(
    rf"{_FINING}(?P<basis>[^,。;处\n()]{{0,24}}?)(?:(?P<range>{_RANGE})|(?P<share>{_SHARE}))"
    r"(?:的)?(?P<fine>罚款|罚金|经济处罚)?"
)
_CAP: Final[Pattern] = Pattern(
    r"(?:处以?|给予|实施|采取|按照?)?(?:法定|规定|法律规定的?)?(?:的)?(?:上限|最高限额?)(?:的)?"
    r"(?:经济处罚|行政处罚|罚款|处罚|予以处罚)"
)
_PER_UNIT: Final[int] = 10**4


def read_fines(folded: Folded) -> Iterator[tuple[Fine, tuple[int, int]]]:
    """Yield the fines of a clause and where they stand folded, in the order of the text."""
    spans: list[tuple[int, int, int | None, int | None]] = []
    text = folded.masked
    if "罚" not in text:
        return
    fines = _FINE.finditer(text) if _FINED.search(text) else ()
    for found in fines:
        if not (found["fine"] or found.group().startswith("罚款") or _follows(folded, found.end())):
            continue
        bounds = _bounds(found) if found["range"] else (None, None)
        spans.append((*found.span(), *bounds))
    if "限" in text:
        spans.extend((*found.span(), None, None) for found in _CAP.finditer(text))
    for first, last, low, high in sorted(spans, key=lambda span: span[:2]):
        text, start, end = folded.locate(first, last)
        yield Fine(text=text, start=start, end=end, min_yuan=low, max_yuan=high), (first, last)


def _follows(folded: Folded, position: int) -> bool:
    """Whether the word 罚款 still comes in the same segment."""
    return "罚款" in folded.masked[position : min(folded.segment(position)[1], position + 20)]


def _bounds(found: re.Match[str]) -> tuple[int | None, int | None]:
    low, amount = _yuan(found["low"]), _yuan(found["amount"])
    if found["low"] is None:
        return (
            None if found["edge"] in ("以下", "以内") else amount,
            None if found["edge"] == "以上" else amount,
        )
    bare = not found["low_yuan"] and not re.search("[百千万亿]", found["low"])
    if low is not None and amount is not None and bare and amount >= _PER_UNIT:
        low *= _PER_UNIT if "万" in found["amount"] else 1  # 5至10万元
    return low, amount


def _yuan(words: str | None) -> int | None:
    if words is None:
        return None
    try:
        return parse_int(words)
    except ValueError:
        return None

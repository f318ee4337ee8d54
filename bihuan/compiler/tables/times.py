"""The time cell of a row: 2025年6月 and 2025.6 alone mean by the end of that month."""

import datetime as dt
import re
from calendar import monthrange
from typing import Final

from bihuan.compiler.facts import Context
from bihuan.compiler.facts.model import Deadline
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import Dense, Span

_DAY: Final[Pattern] = Pattern(
    r"(?:(?P<y>20\d{2})[年./-])?(?P<m>\d{1,2})[月./-](?P<d>\d{1,2})日?(?:之?前|以前|完成)*"
)
_MONTH: Final[Pattern] = Pattern(
    r"(?:(?:(?P<y>20\d{2})年)?(?P<m>\d{1,2})月份?|(?P<yd>20\d{2})[./-](?P<md>\d{1,2}))(?:底|末)?(?:之?前|以前|完成)*"
)
_QUARTER: Final[Pattern] = Pattern(
    r"(?:(?P<y>20\d{2})年)?第?(?P<q>[一二三四1234])季度(?:底|末)?(?:之?前|以前|完成)*"
)
_HALF: Final[Pattern] = Pattern(r"(?:(?P<y>20\d{2})年)?(?P<h>[上下])半年(?:完成|前)*")
_YEAR: Final[Pattern] = Pattern(r"(?P<y>20\d{2})年(?:度|内|底|末)?(?:之?前|以前|完成)*")


def read_time_cell(source: str, plain_text: str, cell: Span, context: Context) -> Deadline | None:
    """Return the last day a time cell names, ``None`` for 长期, 全年 or a span.

    A year that is left out is the document's; without one there is no deadline.
    """
    dense = Dense.of(plain_text, *cell)
    day = _last_day(dense.text, context.document_year)
    if day is None:
        return None
    start, end = dense.span(0, len(dense.text))
    return Deadline(source[start:end], start, end, day, None, "by")


def _last_day(text: str, assumed: int | None) -> dt.date | None:
    if match := _DAY.fullmatch(text):
        return _date(_year(match, assumed), int(match["m"]), int(match["d"]))
    if match := _MONTH.fullmatch(text):
        year = int(match["yd"]) if match["yd"] else _year(match, assumed)
        return _date(year, int(match["m"] or match["md"]), None)
    if match := _QUARTER.fullmatch(text):
        return _date(_year(match, assumed), ("一二三四1234".index(match["q"]) % 4 + 1) * 3, None)
    if match := _HALF.fullmatch(text):
        return _date(_year(match, assumed), 6 if match["h"] == "上" else 12, None)
    if match := _YEAR.fullmatch(text):
        return _date(int(match["y"]), 12, 31)
    return None


def _year(match: re.Match[str], assumed: int | None) -> int | None:
    return int(match["y"]) if match["y"] else assumed


def _date(year: int | None, month: int, day: int | None) -> dt.date | None:
    if year is None or not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return dt.date(year, month, day or last) if (day or last) <= last else None

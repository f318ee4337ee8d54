"""What a cell means: text, day, number, yes or no, however it was typed.

Each function takes a cell as a reader gives it and returns its value, None for a blank one. A cell
that has no single reading raises :class:`BadCell`, whose words say what would be right.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any, Final

from bihuan.lib.numerals import parse_int

#: A spreadsheet runs a cell that begins so as a formula; exports put a quote before it.
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
#: What people write into a cell that has nothing to say.
BLANK: Final = frozenset(
    ("", *"无空-—/", "暂无", "没有", "未知", "不详", "未指定", "未设定", "--", "——")
)
YES: Final = frozenset(("是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "1"))
NO: Final = frozenset(("否", "不是", "×", "✗", "n", "no", "false", "0"))
#: Days as a spreadsheet counts them, from 1955 to 2119; other numbers are none.
EPOCH: Final = date(1899, 12, 30)
SERIALS: Final = range(20_000, 80_000)
#: From here on a spreadsheet keeps a number without its last digits.
EXACT: Final = 10**15

_WIDE: Final = {code: code - 0xFEE0 for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A),
                (0xFF41, 0xFF5A)) for code in range(first, last + 1)}  # fmt: skip
_UNSEEN: Final = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b-\u200f\u2060\ufeff]")
_NUMERAL: Final = "[0-9〇零○一二三四五六七八九十]"
_DAY: Final = re.compile(
    rf"({_NUMERAL}{{4}})\s*[-/.年]\s*({_NUMERAL}{{1,3}})\s*[-/.月]\s*({_NUMERAL}{{1,3}})\s*[日号]?"
    r"(?:\s*T?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_PACKED: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH: Final = re.compile(rf"{_NUMERAL}{{4}}\s*[-/.年]\s*{_NUMERAL}{{1,2}}\s*月?")
_COUNT: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*[人名户个家]?")
DAY_RIGHT: Final = "写成 2025-03-12 这样"


class BadCell(ValueError):
    """A cell without a single reading; the message says what would be right."""


def text(cell: Any) -> str | None:
    """Return words: digits and letters half-width, blanks single, a number as it was typed."""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _digits(cell)
    words = " ".join(_UNSEEN.sub("", str(cell or "")).translate(_WIDE).split())
    if words.startswith("'") and words[1:].startswith(FORMULA_SIGNS):
        words = words[1:]
    return None if words in BLANK else words


def _digits(cell: float) -> str:
    if not abs(cell) < EXACT:  # NaN is not less than anything
        raise BadCell("Excel 把它当成了数字，末几位已经丢了；请把这一列设成“文本”格式再填")
    return str(int(cell)) if cell == int(cell) else str(cell)


def code(cell: Any) -> str | None:
    """Return letters and digits as a code is written: half-width capitals without blanks."""
    words = text(cell)
    return "".join(unicodedata.normalize("NFKC", words).upper().split()) if words else None


def day(cell: Any) -> date | None:
    """Return a day, typed in any of the usual ways or kept by the spreadsheet as one."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and SERIALS.start <= cell < SERIALS.stop:
        return EPOCH + timedelta(days=int(cell))
    words = text(cell)
    if words is None:
        return None
    plain = unicodedata.normalize("NFKC", words).replace("。", ".")
    found = _DAY.fullmatch(plain) or _PACKED.fullmatch(plain)
    if found is None:
        lacks = "缺哪一天，" if _MONTH.fullmatch(plain) else ""
        raise BadCell(f"“{words}”{lacks}读不出是哪天；{DAY_RIGHT}")
    try:
        return date(*(parse_int(part) for part in found.groups()))
    except ValueError as error:
        raise BadCell(f"没有“{words}”这一天；{DAY_RIGHT}") from error


def whole(cell: Any) -> int | None:
    """Return a count, with or without thousands commas and a word of measure (35人)."""
    words = text(cell)
    if words is None:
        return None
    found = _COUNT.fullmatch(unicodedata.normalize("NFKC", words))
    if found is None:
        raise BadCell(f"“{words}”不是整数；只写数字，如 35")
    return int(found[1].replace(",", ""))


def yes(cell: Any) -> bool | None:
    """Return yes or no."""
    words = text(cell)
    # A sign of "no" such as × must not be lost among the blanks.
    if words is None:
        return None
    if words.lower() in YES:
        return True
    if words.lower() in NO:
        return False
    raise BadCell(f"“{words}”不是“是”或“否”；填“是”，不是的不填")


def words_of(cell: Any) -> tuple[str, ...] | None:
    """Return the items of a list typed into one cell, each once, in their order."""
    written = text(cell)
    if written is None:
        return None
    parts = (part.strip() for part in re.split("[、，,；;/\\s]+", written))
    return tuple(dict.fromkeys(part for part in parts if part))

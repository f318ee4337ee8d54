"""Damage in a text, and its repair as a proposal: 〔201632号 may be 〔2016〕32号.

Nothing is changed in the text; each proposal stands beside the raw words. Where more than
one repair makes sense there is none.
"""

import re
from collections.abc import Iterator
from typing import Final

from bihuan.compiler.document import Warning
from bihuan.compiler.pattern import Pattern

_NUMBER: Final[Pattern] = Pattern(
    r"(?P<open>[〔\[【(])(?P<year>(?:19|20)\d{2})(?P<number>\d{1,4})号|"
    r"(?P<word>[^\W\da-zA-Z_]{1,8}[发函办字])(?P<bare>(?:19|20)\d{2})[〕\]】)](?P<tail>\d{1,4})号"
)
#: The same without the word before it, which is slow to look for where nothing is damaged.
_BARE: Final[Pattern] = Pattern(
    r"[〔\[【(](?:19|20)\d{3,6}号|[发函办字](?:19|20)\d{2}[〕\]】)]\d{1,4}号"
)
_DAY: Final[Pattern] = Pattern(r"(?<![\d.])(?P<digits>\d{3,4})日(?![元均])")
_REPLACEMENT: Final[Pattern] = Pattern("\ufffd+")
_DAYS: Final[tuple[int, ...]] = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def repair_number(raw: str) -> str | None:
    """Return the document number with the lost bracket put back, ``None`` if undamaged."""
    match = next(_damaged(raw), None)
    if match is None:
        return None
    if match["open"]:
        year, number = match["year"], match["number"]
        return f"{raw[: match.start()]}〔{year}〕{number}号{raw[match.end() :]}"
    number = f"{match['word']}〔{match['bare']}〕{match['tail']}号"
    return raw[: match.start()] + number + raw[match.end() :]


def repair_day(digits: str) -> tuple[int, int] | None:
    """Return month and day of 926 or 1112 when there is exactly one such day, else ``None``."""
    readings = [
        (int(digits[:at]), int(digits[at:]))
        for at in (1, 2)
        if at < len(digits) and digits[at] != "0" and _is_day(int(digits[:at]), digits[at:])
    ]
    return readings[0] if len(readings) == 1 else None


def find_damage(source: str, plain_text: str) -> list[Warning]:
    """Return a warning for every damaged number or date, with the proposal if there is one."""
    found = [
        _warning("damaged-number", source, match.span(), repair_number(match[0]))
        for match in _damaged(plain_text)
    ]
    for match in _DAY.finditer(plain_text):
        day = repair_day(match["digits"])
        proposal = f"{day[0]}月{day[1]}日" if day else None
        found.append(_warning("damaged-date", source, match.span(), proposal))
    found.extend(
        _warning("unreadable-characters", source, match.span(), None)
        for match in _REPLACEMENT.finditer(source)
    )
    return sorted(found, key=lambda warning: warning.start or 0)


def _damaged(text: str) -> Iterator[re.Match[str]]:
    return _NUMBER.finditer(text) if _BARE.search(text) else iter(())


def _is_day(month: int, day: str) -> bool:
    return 1 <= month <= 12 and 1 <= int(day) <= _DAYS[month - 1]


_MESSAGES: Final[dict[str, str]] = {
    "damaged-number": "文号疑似缺字：{raw}",
    "damaged-date": "日期疑似缺字：{raw}",
    "unreadable-characters": "有无法识别的字符，请对照原件",
}


def _warning(kind: str, source: str, span: tuple[int, int], proposal: str | None) -> Warning:
    raw = source[span[0] : span[1]]
    message = _MESSAGES[kind].format(raw=raw)
    if proposal is not None:
        message += f"，建议改为{proposal}，请确认"
    return Warning(kind, message, span[0], span[1], raw, proposal)

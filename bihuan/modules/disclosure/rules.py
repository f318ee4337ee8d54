"""What a publication must hold, and what must not be in it. Pure: no database, no clock."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

#: The fields that people read, in the order of the page and of the columns of the downloads.
CONTENT: Final = (
    *("headline", "subject", "facts", "measures", "responsible", "watcher"),
    *("term", "term_now", "decided_on", "until", "outcome"),
)
#: Digits of a number that stands alone.
_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_MOBILE = re.compile(_ALONE.format(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}"))
_IDENTITY = re.compile(_ALONE.format(r"[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx]"))
_CARD = re.compile(_ALONE.format(r"[3-6]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?"))
#: How a document says that it is secret, or meant for few (保守国家秘密法第二十三条 and usage).
_MARKS: Final = (
    *("绝密", "机密★", "机密☆", "秘密★", "秘密☆", "工作秘密", "内部资料", "内部文件"),
    *("注意保存", "不得外传", "不予公开", "此件发至", "此件不公开"),
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


@dataclass(frozen=True)
class Kind:
    """One kind of publication. ``asks`` are fields it must hold; ``whole`` wants the full text.

    ``within`` is the key of the number by which it must be public, "" where no text gives one.
    ``clauses`` are document, number and words of what demands it.
    """

    key: str
    title: str
    asks: tuple[str, ...]
    within: str
    whole: bool
    clauses: tuple[tuple[str, str, str], ...]


def _read() -> dict[str, Kind]:
    data = tomllib.loads((files(__package__) / "kinds.toml").read_text(encoding="utf-8"))
    return {
        key: Kind(
            key, one["title"], tuple(one["asks"]), one.get("within", ""), one.get("whole", False),
            tuple((document, no, words) for document, no, words in one["clauses"]),
        )
        for key, one in data.items()
    }  # fmt: skip


KINDS: Final[dict[str, Kind]] = _read()


def missing(kind: Kind, content: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that a publication of a kind must hold and does not."""
    return [name for name in ("headline", "facts", *kind.asks) if not content.get(name)]


def forbidden(text: str) -> list[str]:
    """Return what in a text may not be made public, each as a person reads it; [] for nothing.

    Numbers of mobile phones, identity cards and bank cards, and marks of secrecy. Whether the words
    betray something else is for whoever checks them.
    """
    return list(dict.fromkeys(_forbidden(text)))


def _forbidden(text: str) -> Iterator[str]:
    for found in _IDENTITY.findall(text):
        if _is_identity(found):
            yield f"居民身份证号 {found[:6]}……"
    for found in _MOBILE.findall(text):
        yield f"手机号码 {found[:3]}……"
    for found in _CARD.findall(text):
        digits = re.sub(r"\D", "", found)
        if not _IDENTITY.fullmatch(digits) and _is_card(digits):
            yield f"银行卡号 {digits[:4]}……"
    for mark in _MARKS:
        if mark in text:
            yield f"“{mark}”字样"


def _is_identity(number: str) -> bool:
    """Say whether the last sign is the one GB 11643 computes from the others."""
    total = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17].upper()


def _is_card(digits: str) -> bool:
    """Say whether the last digit is the one of ISO/IEC 7812 (Luhn)."""
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0

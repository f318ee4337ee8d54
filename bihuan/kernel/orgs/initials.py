"""The initials by which people find a name: 应急管理局 under ``yjglj``."""

from functools import cache


def initials(name: str) -> str:
    """Return the initials of a name, once for each reading of its first character.

    A surname is often read otherwise than the same character elsewhere: 曾丽 is found as ``zl`` and
    as ``cl``. Letters and digits stand for themselves.

    >>> initials("应急管理局")
    'yjglj'
    """
    # Imported late: it reads a large dictionary, and only who writes names needs it.
    from pypinyin import Style, lazy_pinyin

    usual = _plain(lazy_pinyin(name, style=Style.FIRST_LETTER))
    rest = _plain(lazy_pinyin(name[1:], style=Style.FIRST_LETTER))
    return " ".join(dict.fromkeys([usual, *(first + rest for first in _readings(name[:1]))]))


@cache
def _readings(character: str) -> list[str]:
    """Return the letters that readings of a character begin with."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.FIRST_LETTER, heteronym=True)
    return sorted({_plain([reading]) for readings in found for reading in readings})


def _plain(parts: list[str]) -> str:
    return "".join(c for part in parts for c in part.lower() if c.isascii() and c.isalnum())

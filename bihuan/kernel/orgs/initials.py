"""The initials by which people find a name: 应急管理局 under ``yjglj``."""


def initials(name: str) -> str:
    """Return the initials of a name, once for each reading of its first character.

    A surname is often read otherwise than the same character elsewhere: 曾丽 is found as ``zl`` and
    as ``cl``. Letters and digits stand for themselves.

    >>> initials("应急管理局")
    'yjglj'
    """
    # Imported late: it reads a large dictionary, and only who writes names needs it.
    from pypinyin import Style, lazy_pinyin, pinyin

    rest = _plain(lazy_pinyin(name[1:], style=Style.FIRST_LETTER))
    usual = _plain(lazy_pinyin(name, style=Style.FIRST_LETTER))
    first = pinyin(name[:1], style=Style.FIRST_LETTER, heteronym=True)
    readings = sorted({_plain([reading]) + rest for readings in first for reading in readings})
    return " ".join(dict.fromkeys([usual, *readings]))


def _plain(parts: list[str]) -> str:
    return "".join(c for part in parts for c in part.lower() if c.isascii() and c.isalnum())

"""Numbers as Chinese official documents write them.

``parse_int`` and ``parse_number`` read one number and nothing around it; ``format_int``
writes one; ``NUMERAL`` finds candidates in running text. What is only half written
(一百一, 三五, 数十) has no single value and is refused, never guessed.
"""

import re
from decimal import Decimal
from typing import Final

LIMIT: Final[int] = 10**16

_WIDE_DIGITS: Final[str] = "".join(map(chr, range(0xFF10, 0xFF1A)))
_DIGIT: Final[str] = "[0-9\uff10-\uff19]"
_ARABIC: Final[str] = (
    rf"(?:{_DIGIT}{{1,3}}(?:[,\uff0c]{_DIGIT}{{3}}){{1,5}}(?!{_DIGIT})|{_DIGIT}{{1,18}})"
    rf"(?:[.\uff0e]{_DIGIT}{{1,9}})?(?:[ \u00a0]?(?:[十百千]?[万亿]|[百千]))?"
)
_CHINESE: Final[str] = (
    "[零〇○一二两三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]"
    "[零〇○一二两三四五六七八九十廿卅百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億]{0,36}"
)
#: Pattern of one candidate, without groups. A match may still be refused by ``parse_int``.
NUMERAL: Final[str] = rf"(?:{_ARABIC}|{_CHINESE})"

_ARABIC_FORM: Final[re.Pattern[str]] = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<fraction>\.[0-9]+)?"
    r"(?P<units>[十百千]?[万亿]|[十百千])?"
)
_UNITS: Final[dict[str, int]] = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "亿": 10**8,
}
_FIGURES: Final[str] = "零一二三四五六七八九"
_PLAIN: Final[dict[int, str]] = {
    ord(mark): plain
    for marks, plains in (
        (_WIDE_DIGITS + "\uff0e\uff0c\uff05", "0123456789.,%"),
        ("〇○两壹贰叁肆伍陆柒捌玖拾佰仟萬億", "零零二一二三四五六七八九十百千万亿"),
        ("廿卅 \u00a0\u3000\t", ("二十", "三十", "", "", "", "")),
    )
    for mark, plain in zip(marks, plains, strict=True)
}


def parse_int(text: str) -> int:
    """Return the whole number that ``text`` writes: 21 for 二十一, 300000 for 30万.

    Reads Chinese numerals (also 廿, 〇, 两, 壹), digit strings (二〇二四) and Arabic digits,
    full-width or not, with thousands commas and 百/千/万/亿. Raises ``ValueError`` naming
    the text when it is not a number, has no single reading, or is not whole.
    """
    number = parse_number(text)
    if number != int(number):
        raise ValueError(f"“{text}”不是整数")
    return int(number)


def parse_number(text: str) -> int | Decimal:
    """Return the number that ``text`` writes: ``int``, or ``Decimal`` if written as a fraction.

    Reads all that ``parse_int`` reads, decimals (1.5万, 三点五), and percentages and
    per-mille (20%, 百分之二十, 千分之五), which come back as parts of one (0.2).
    Raises ``ValueError`` naming the text otherwise.
    """
    plain = text.translate(_PLAIN)
    for prefix, suffix, parts in (("百分之", "%", 100), ("千分之", "‰", 1000)):
        if plain.startswith(prefix):
            return Decimal(_read(plain.removeprefix(prefix), text)) / parts
        if plain.endswith(suffix):
            return Decimal(_read(plain.removesuffix(suffix), text)) / parts
    return _read(plain, text)


def format_int(number: int) -> str:
    """Return ``number`` in Chinese numerals: 二十一, 一百零三, 三十万.

    Takes 0 up to 10**16 - 1; raises ``ValueError`` for anything else.
    """
    if not 0 <= number < LIMIT:
        raise ValueError(f"{number}不能写成中文数字:应在0至{LIMIT - 1}之间")
    if number == 0:
        return "零"
    return re.sub("^一十", "十", _write(number))


def _write(number: int) -> str:
    """Write a positive number with every 一 spelled out, so that it can be compared."""
    text, skipped = "", False
    for unit in (10**8, 10**4, 1000, 100, 10, 1):
        count, number = divmod(number, unit)
        if count:
            name = {1: "", 10: "十", 100: "百", 1000: "千", 10**4: "万", 10**8: "亿"}[unit]
            short = unit >= 10**4 and bool(text) and count < 1000
            text += "零" if skipped or short else ""
            text += (_write(count) if count > 9 else _FIGURES[count]) + name
        skipped = count == 0 and bool(text)
    return text


def _read(plain: str, text: str) -> int | Decimal:
    arabic = _ARABIC_FORM.fullmatch(plain)
    if arabic:
        scale = 1
        for unit in arabic["units"] or "":
            scale *= _UNITS[unit]
        whole = arabic["whole"].replace(",", "")
        if arabic["fraction"]:
            return Decimal(whole + arabic["fraction"]) * scale
        return int(whole) * scale
    whole, point, fraction = plain.partition("点")
    if not point:
        return _read_chinese(plain, text)
    if not fraction or any(mark not in _FIGURES for mark in fraction):
        raise _unreadable(text)
    decimals = "".join(str(_FIGURES.index(mark)) for mark in fraction)
    return Decimal(f"{_read_chinese(whole, text)}.{decimals}")


def _read_chinese(plain: str, text: str) -> int:
    if len(plain) == 1 and plain in _FIGURES:
        return _FIGURES.index(plain)
    if len(plain) > 3 and all(mark in _FIGURES for mark in plain):
        return int("".join(str(_FIGURES.index(mark)) for mark in plain))
    value = _add_up(plain, text)
    # Writing the value out again must give the same words: 一百一 would come back as 一百零一.
    if not 0 < value < LIMIT or _comparable(plain) != _comparable(_write(value)):
        raise _unreadable(text)
    return value


def _add_up(plain: str, text: str) -> int:
    total = section = figure = 0
    for mark in plain:
        if mark in _FIGURES:
            figure = _FIGURES.index(mark)
            continue
        if mark not in _UNITS:
            raise _unreadable(text)
        if mark == "亿":
            total, section = (total + section + figure) * _UNITS[mark], 0
        elif mark == "万":
            total, section = total + (section + figure) * _UNITS[mark], 0
        else:
            section += (figure or 1) * _UNITS[mark]
        figure = 0
    return total + section + figure


def _comparable(words: str) -> str:
    """Drop what usage leaves free: 十 for 一十, and 一万五百 for 一万零五百."""
    spelled = re.sub("(?<![一二三四五六七八九])十", "一十", words)
    return re.sub("零(?=[一二三四五六七八九][百千])", "", spelled)


def _unreadable(text: str) -> ValueError:
    return ValueError(f"“{text}”不是完整的数字,应写作如21、二十一、30万")

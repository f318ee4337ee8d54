"""Unified social credit codes (统一社会信用代码, GB 32100-2015).

Eighteen characters: 1 registering authority, 1 kind of body, 6 digits of region, 9 characters of
organisation code (GB 11714-1997, the ninth a check character), 1 check character over all.
"""

from __future__ import annotations

import unicodedata

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
REGION = slice(2, 8)
BODY = slice(8, 16)
BODY_LENGTH = 8
BODY_CHECK = 16
LAST = 17

_ORGANISATION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PAPER = "请对照营业执照。"


def validate(code: str) -> None:
    """Return quietly when `code` is right; otherwise raise ValueError saying what would be.

    Checked in this order: length, characters, region digits, the check character of the
    organisation code (17th), the check character of the whole (18th). Text as typed by people
    goes through `normalise` first: lower case and full-width characters are refused here.
    """
    _require_shape(code, LENGTH)
    _require_body_check(code)
    expected = _check_character(code[:LAST])
    if code[LAST] != expected:
        raise ValueError(f"统一社会信用代码末位应为 {expected}，您填的是 {code[LAST]}。{_PAPER}")


def complete(prefix: str) -> str:
    """Return the 18-character code for its first 17 characters.

    Raises ValueError as `validate` does, also when the 17th is not the check character of the
    organisation code.
    """
    _require_shape(prefix, LENGTH - 1)
    _require_body_check(prefix)
    return prefix + _check_character(prefix)


def organisation_check(body: str) -> str:
    """Return the check character of the 8-character organisation code `body` (GB 11714-1997).

    Raises ValueError for another length or characters a credit code cannot hold.
    """
    if len(body) != BODY_LENGTH or any(character not in CHARACTERS for character in body):
        raise ValueError(f"主体标识码前{BODY_LENGTH}位应为数字或大写字母（不含 I、O、S、V、Z）。")
    total = sum(
        _ORGANISATION_CHARACTERS.index(character) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def normalise(text: str) -> str:
    """Return `text` as a code is written: half-width capitals without blanks or hyphens.

    Only the writing is changed, never a letter guessed: O stays O and is refused by `validate`.
    """
    half_width = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in half_width if character not in " \t\r\n-")


def _require_shape(code: str, length: int) -> None:
    if len(code) != length:
        raise ValueError(f"统一社会信用代码应为{length}位，您填的是{len(code)}位。{_PAPER}")
    for number, character in enumerate(code, 1):
        if character not in CHARACTERS:
            raise ValueError(
                f"统一社会信用代码第{number}位“{character}”不对："
                f"只能用数字和大写字母，且不含 I、O、S、V、Z。{_PAPER}"
            )
    region = code[REGION]
    if not region.isdigit():
        raise ValueError(
            f"统一社会信用代码第3至8位是登记机关的区划代码，应全为数字，您填的是 {region}。{_PAPER}"
        )


def _require_body_check(code: str) -> None:
    expected, given = organisation_check(code[BODY]), code[BODY_CHECK]
    if given != expected:
        raise ValueError(
            f"统一社会信用代码第9至17位对不上：按前8位推算，第17位应为 {expected}，"
            f"您填的是 {given}。{_PAPER}"
        )


def _check_character(prefix: str) -> str:
    total = sum(
        CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(prefix)
    )
    return CHARACTERS[-total % 31]

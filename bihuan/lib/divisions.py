"""Codes of administrative divisions: GB/T 2260 (6 digits) and the statistics codes below it.

A code says its place by itself: 2 digits province, 2 city, 2 county, 3 town, 3 village; a level
that is not used is zero, and codes may be padded with zeros to 12 digits. Where a real division
hangs elsewhere than its number says (a town run by a zone of another county), the table of
divisions counts, not the number.
"""

from __future__ import annotations

from enum import IntEnum

LENGTHS = (6, 9, 12)
FULL_LENGTH = 12
COUNTY_LENGTH = 6
TOWN_LENGTH = 9
_PROVINCES = (
    range(11, 16),
    range(21, 24),
    range(31, 38),
    range(41, 47),
    range(50, 55),
    range(61, 66),
    range(71, 72),
    range(81, 83),
)
PROVINCES = frozenset(str(number) for numbers in _PROVINCES for number in numbers)
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_RUN_BY_PROVINCE = "90"


class Level(IntEnum):
    """How far down a division stands; a larger number is further down."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWN = 4
    VILLAGE = 5


_ENDS = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: COUNTY_LENGTH,
    Level.TOWN: TOWN_LENGTH,
    Level.VILLAGE: FULL_LENGTH,
}


def validate(code: str) -> None:
    """Return quietly for a well-formed code; otherwise raise ValueError saying what is wrong.

    Only the number is checked: whether such a division exists is for the table to say.
    """
    if len(code) not in LENGTHS or not (code.isascii() and code.isdigit()):
        raise ValueError(
            f"区划代码应为6位、9位或12位数字，您填的是“{code}”。请对照民政部门公布的区划代码。"
        )
    if code[:2] not in PROVINCES:
        raise ValueError(f"区划代码“{code}”的前两位{code[:2]}不是任何省、自治区、直辖市的代码。")
    parts = code[2:4], code[4:6], code[6:9] or "000", code[9:] or "000"
    used = [int(part) != 0 for part in parts]
    # A city without counties (东莞, 嘉峪关) has towns directly below it: county 00 before a town.
    if used[3] > used[2] or used[1] > used[0] or used[2] > used[0]:
        raise ValueError(f"区划代码“{code}”中间缺了一级：上一级为0时，下一级也应为0。")


def level(code: str) -> Level:
    """Return the level `code` stands on, zeros at its end not counted. Raises ValueError."""
    validate(code)
    full = padded(code)
    if full[TOWN_LENGTH:] != "000":
        return Level.VILLAGE
    if full[COUNTY_LENGTH:TOWN_LENGTH] != "000":
        return Level.TOWN
    if full[4:COUNTY_LENGTH] != "00":
        return Level.COUNTY
    return Level.CITY if full[2:4] != "00" else Level.PROVINCE


def parent(code: str) -> str | None:
    """Return the code one level up, in its usual length, or None for a province.

    Districts of a municipality and counties run by a province (city part 90) hang on the province
    itself; the towns of a city without counties hang on the city. Raises ValueError.
    """
    at, full = level(code), padded(code)
    if at is Level.PROVINCE:
        return None
    if at is Level.VILLAGE:
        return full[:TOWN_LENGTH]
    if at is Level.TOWN:
        return full[:COUNTY_LENGTH]
    directly = full[:2] in _MUNICIPALITIES or full[2:4] == _RUN_BY_PROVINCE
    if at is Level.COUNTY and not directly:
        return full[:4] + "00"
    return full[:2] + "0000"


def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes above `code`, the province first. Raises ValueError."""
    above: list[str] = []
    higher = parent(code)
    while higher is not None:
        above.append(higher)
        higher = parent(higher)
    return tuple(reversed(above))


def is_within(code: str, area: str) -> bool:
    """Say whether `code` is `area` or lies below it by number. Raises ValueError."""
    validate(code)
    return padded(code).startswith(padded(area)[: _ENDS[level(area)]])


def padded(code: str) -> str:
    """Return the 12-digit form: statistics tables write every level that way."""
    return code.ljust(FULL_LENGTH, "0")


def natural_order(code: str) -> tuple[str, int]:
    """Return a sort key: official order, every division right before those below it.

    Raises nothing; codes that are not numbers (zones without a code) come after all others.
    """
    return (padded(code), len(code)) if code.isdigit() else ("~" + code, 0)

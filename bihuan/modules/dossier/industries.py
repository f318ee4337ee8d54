"""GB/T 4754-2017 (with amendment 1 of 2019): a class of industry by its code, and what lies in it.

Codes are kept without the letter of their section; offices write them with and without.
"""

from collections.abc import Mapping
from functools import cache
from string import ascii_uppercase
from typing import Final

from django.db.models import Q

from bihuan.lib.tables import Table

EDITION: Final = "GB/T 4754-2017（含2019年第1号修改单）"


def normal(code: str) -> str:
    """Return a code without its letter. Raises ValueError for one the standard does not have."""
    kept = code.strip().upper()
    bare = kept if kept in _sections() else kept.lstrip(ascii_uppercase)
    row = _rows().get(bare)
    if row is None or kept not in (bare, row["full_code"]):
        raise ValueError(f"应为{EDITION}里的代码，如 2922 或 C2922")
    return bare


def called(code: str) -> str:
    """Return code and name: ``C2922 塑料板、管、型材制造``; a code not in the standard as it is."""
    row = _rows().get(code.lstrip(ascii_uppercase) or code)
    return f"{row['full_code']} {row['name']}" if row else code


def within(code: str, column: str = "industry") -> Q:
    """Match what lies in a section (``C``), division (``29``), group or class, however written."""
    letter, bare = _rows()[code]["section"], code
    if code in _sections():
        divisions = [row["code"] for row in _rows().values() if row["parent"] == code]
        found = Q(**{f"{column}__startswith": code})
        for division in divisions:
            found |= Q(**{f"{column}__startswith": division})
        return found
    return Q(**{f"{column}__startswith": bare}) | Q(**{f"{column}__startswith": letter + bare})


def divisions() -> list[tuple[str, str]]:
    """Return code and name of sections and divisions in their order, for a list to choose from."""
    return [(row["code"], called(row["code"])) for row in _rows().values()
            if row["level_name"] in ("门类", "大类")]  # fmt: skip


def known(code: str) -> bool:
    """Say whether the standard has a code, written without its letter."""
    return code in _rows()


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    return Table("industries").by("code")


@cache
def _sections() -> frozenset[str]:
    return frozenset(row["section"] for row in _rows().values())

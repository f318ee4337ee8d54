"""What a dossier may hold, as data (``facts.toml``), and what each value must look like."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, Final

from bihuan.kernel.orgs.refusals import Invalid

from . import industries

MOST_WORDS: Final = 400
MOST_NUMBER: Final = 100_000_000
UNIT, ATTRIBUTE, COLUMN = "unit", "attribute", "column"
_DATA: Final[dict[str, Any]] = tomllib.loads(
    (files(__package__) / "facts.toml").read_text(encoding="utf-8")
)
GROUPS: Final[dict[str, str]] = _DATA["groups"]
YES: Final = {True: "是", False: "否"}


@dataclass(frozen=True)
class Fact:
    """One thing a dossier holds (档案事项); see the head of ``facts.toml`` for its parts."""

    key: str
    title: str
    group: str
    value: str
    own: bool = False
    home: str = ""
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    def check(self, given: Any) -> Any:
        """Return a value as it is kept; None is *not known*. Raises :class:`Invalid`."""
        if given is None or given == "" or given == []:
            return None
        try:
            return _CHECKS[self.value](self, given)
        except ValueError as error:
            raise Invalid(f"“{self.title}”{error}，您填的是“{given}”。", field=self.key) from error

    def shown(self, value: Any) -> str:
        """Return a value as people read it, "" when it is not known."""
        if value is None or value == "":
            return ""
        if self.value == "yes":
            return YES[value]
        if self.value == "industry":
            return industries.called(value)
        if self.value == "industries":
            return "、".join(industries.called(one) for one in value)
        return self.choices.get(str(value), str(value))

    def tag(self, value: Any) -> str:
        """Return the category of the register that follows from a value, "" for none."""
        key = str(value).lower() if isinstance(value, bool) else str(value)
        return self.tags.get(key, "")


def _words(_: Fact, given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError("应为文字")
    words = given.strip()
    if len(words) > MOST_WORDS:
        raise ValueError(f"最多 {MOST_WORDS} 个字")
    return words


def _whole(_: Fact, given: Any) -> int:
    if isinstance(given, bool) or not str(given).strip().isdecimal():
        raise ValueError("应为不小于 0 的整数")
    if int(given) > MOST_NUMBER:
        raise ValueError(f"不能大于 {MOST_NUMBER:,}")
    return int(given)


def _day(_: Fact, given: Any) -> str:
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError as error:
        raise ValueError("应写成 2025-03-12 这样") from error


def _yes(_: Fact, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    known = {"true": True, "是": True, "false": False, "否": False}
    if str(given) not in known:
        raise ValueError("应为“是”或“否”")
    return known[str(given)]


def _choice(fact: Fact, given: Any) -> str:
    for key, title in fact.choices.items():
        if given in (key, title):
            return key
    raise ValueError(f"应为{'、'.join(fact.choices.values())}之一")


def _industry(_: Fact, given: Any) -> str:
    return industries.normal(str(given))


def _industries(_: Fact, given: Any) -> list[str]:
    parts = given if isinstance(given, (list, tuple)) else str(given).replace(",", "、").split("、")
    return sorted({industries.normal(str(part)) for part in parts if str(part).strip()})


_CHECKS: Final = {
    "words": _words, "whole": _whole, "day": _day, "yes": _yes, "choice": _choice,
    "industry": _industry, "industries": _industries,
}  # fmt: skip
FACTS: Final[Mapping[str, Fact]] = {
    key: Fact(key=key, **facts) for key, facts in _DATA["facts"].items()
}
IN_PLACE: Final = tuple(key for key, fact in FACTS.items() if fact.group == "in_place")


def fact(key: str) -> Fact:
    """Return a fact by its key. Raises :class:`Invalid` for any other word."""
    if key not in FACTS:
        raise Invalid(f"企业档案没有“{key}”这一项。", field=key)
    return FACTS[key]

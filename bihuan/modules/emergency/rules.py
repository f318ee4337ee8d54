"""What rules fix of plans and teams: limits with their articles, and who is demanded what. No ORM.

National limits stand in ``rules.toml``; whom a document asks for a plan or a team stands beside its
pack (``packs/*/emergency``).
"""

import tomllib
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bihuan.lib import packfolders

DOCUMENT: Final = "CN/emergency-plan-2019"
ENTERPRISE: Final = "enterprise"
#: The mechanisms a document asks the plan of a government for, in their order.
MECHANISMS: Final = ("信息报送", "应急响应", "现场指挥", "协调联动", "信息发布", "社会动员")


@dataclass(frozen=True)
class Limit:
    """What one article asks of the plans of some enterprises; see ``rules.toml``."""

    article: str
    tags: frozenset[str]
    unknown: str
    confidence: str
    workdays: int = 0
    years: int = 0

    @property
    def says(self) -> str:
        """The limit in words; what names no number of days is to be done without delay."""
        if self.workdays:
            return f"{self.workdays} 个工作日内"
        return f"每 {self.years} 年一次" if self.years else "文件没有写期限"

    def means(self, kind: str, tags: Set[str]) -> bool:
        """Say whether a unit of this kind and of these categories is one the article names."""
        return kind == ENTERPRISE and bool(self.tags & tags)


def _limits() -> dict[str, Limit]:
    text = (files(__package__) / "rules.toml").read_text(encoding="utf-8")
    facts: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {key: Limit(**one | {"tags": frozenset(one["tags"])}) for key, one in facts.items()}


_LIMITS: Final = _limits()
REVIEW, FILING = _LIMITS["review"], _LIMITS["filing"]
CHECKING, EVALUATION = _LIMITS["checking"], _LIMITS["evaluation"]
#: The limits as people read them, in the order in which a plan meets them.
LIMITS: Final = (
    ("评审", REVIEW), ("报送备案", FILING), ("备案核对", CHECKING), ("预案评估", EVALUATION)
)  # fmt: skip


@dataclass(frozen=True)
class Demand:
    """Whom a clause asks for a plan or a team: kinds of unit, categories, and what meets it.

    For plans: of which ``event``, and whether ``filed``. For teams: of which kinds (any without),
    whether an ``agreement`` stands in, and whether one anywhere in the unit's ``area`` does.
    """

    what: str
    document: str
    clause: str
    key: str
    title: str
    says: str
    kinds: tuple[str, ...] = (ENTERPRISE,)
    tags: tuple[str, ...] = ()
    event: str = ""
    filed: bool = False
    teams: tuple[str, ...] = ()
    agreement: bool = False
    area: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        """How an address names the demand."""
        return f"{self.document}/{self.key}"


def _demand(what: str, said: dict[str, Any]) -> Demand:
    facts: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in said.items()
    }
    return Demand(what, **facts)


@cache
def demands(what: str) -> tuple[Demand, ...]:
    """Return whom documents ask for ``plans`` or ``teams``, the nation's demands first.

    >>> [one.key for one in demands("plans")][:2]
    ['all', 'filed']
    """
    found = [_demand(what, one) for data in packfolders.read("emergency")
             for one in data.get(what, ())]  # fmt: skip
    return tuple(sorted(found, key=lambda one: not one.document.startswith("CN/")))


def demand_named(what: str, name: str) -> Demand | None:
    """Return a demand by the name an address gives it, None where there is none."""
    return next((one for one in demands(what) if one.name == name), None)


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later, the last of February for a leap day.

    >>> years_after(date(2024, 2, 29), 3)
    datetime.date(2027, 2, 28)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def read_mechanisms(written: str) -> tuple[list[str], list[str]]:
    """Return the mechanisms that are named, in their order, and the words that name none.

    >>> read_mechanisms("应急响应，信息报送、宣传")
    (['信息报送', '应急响应'], ['宣传'])
    """
    words = written
    for sign in "，,；; \n":
        words = words.replace(sign, "、")
    said = {word.strip() for word in words.split("、") if word.strip()}
    return [one for one in MECHANISMS if one in said], sorted(said - set(MECHANISMS))

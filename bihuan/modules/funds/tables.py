"""What stands beside the packs: rates and categories of the nation, funds a place's text asks for.

``packs/CN/funds/`` holds the rate table with its edition and how sure each line is;
``packs/<place>/funds/`` what a document asks of public money, each item in its own words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from bihuan.kernel.law.models import Number
from bihuan.lib import packfolders
from bihuan.modules import in_force_at

from .rules import Tier, Trade

FOLDER: Final = "funds"


@dataclass(frozen=True)
class Category:
    """One category of use of an enterprise's fund."""

    key: str
    title: str
    confidence: str


@dataclass(frozen=True)
class Table:
    """One edition of the rates: from which day, where from, its trades and categories."""

    document: str
    since: date
    source: str
    trades: Mapping[str, Trade]
    categories: Mapping[str, Category]


@dataclass(frozen=True)
class Asked:
    """One public fund a document asks for; see the head of the files in ``packs/*/funds``."""

    document: str
    clause: str
    kind: str
    says: str
    growth: str = ""
    share: str = ""
    of: str = ""
    least: bool = False
    each: bool = False
    limits: str = ""
    beside: str = ""
    uses: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The key of the pack's number that fixes the share, "" for none."""
        return f"{self.document}#{self.share}" if self.share else ""


@cache
def editions() -> tuple[Table, ...]:
    """Return the editions of the rate table, the newest first."""
    found = [_table(raw) for raw in packfolders.read(FOLDER) if "trades" in raw]
    return tuple(sorted(found, key=lambda one: one.since, reverse=True))


def table(on: date) -> Table:
    """Return the edition in force on a day; the oldest for a day before all of them."""
    return next((one for one in editions() if one.since <= on), editions()[-1])


@cache
def asked() -> tuple[Asked, ...]:
    """Return every public fund of every document."""
    return tuple(_asked())


def _asked() -> Iterator[Asked]:
    for raw in packfolders.read(FOLDER):
        for one in raw.get("funds", ()):
            yield Asked(raw["document"], **one | {"uses": tuple(one.get("uses", ()))})


def asked_in(path: str, on: date) -> list[Asked]:
    """Return the funds asked for by documents in force at a place or above it on a day."""
    keys = in_force_at(path, on)
    return [one for one in asked() if one.document in keys]


def number(key: str) -> Decimal | None:
    """Return a number of a pack; None while it is not loaded."""
    row = Number.objects.filter(key=key).first()
    return Decimal(str(row.value)) if row else None


def trades() -> list[tuple[str, str]]:
    """Return the trades of the newest edition as choices."""
    return [(key, one.title) for key, one in editions()[0].trades.items()]


def categories() -> list[tuple[str, str]]:
    """Return the categories of use of the newest edition as choices."""
    return [(key, one.title) for key, one in editions()[0].categories.items()]


def _table(raw: dict[str, Any]) -> Table:
    kept = {one["key"]: _trade(one) for one in raw["trades"]}
    named = {one["key"]: Category(**one) for one in raw["categories"]}
    return Table(raw["document"], raw["since"], raw["source"], kept, named)


def _trade(raw: dict[str, Any]) -> Trade:
    tiers = tuple(Tier(Decimal(over), Decimal(rate)) for over, rate in raw.get("tiers", ()))
    rate = Decimal(raw["rate"]) if "rate" in raw else None
    return Trade(raw["key"], raw["title"], raw["basis"], raw["confidence"], tiers, rate,
                 raw.get("measure", ""))  # fmt: skip

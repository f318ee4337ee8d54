"""What packs say beside their documents: sets of units, staffing bands, routing rules, links.

Sets stand in the pack itself; bands (``staffing``), routing rules (``routing``) and the links of a
trade that each need a department (``links``) in files beside it. All are read once per process.
Which of them bind in a place is decided by the documents in force there; a draft binds nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import yaml
from django.db.models import Q

from bihuan.kernel.law.models import Document, Number
from bihuan.lib import packfolders

from .rules import Bands, RoutingRule

#: The law every place falls back on, and the parts of it that are read here.
LAW: Final = "CN/work-safety-2021"
LAW_RISK, LAW_OVER, LAW_RULE = f"{LAW}#staffing_high_risk", f"{LAW}#staffing.headcount", "staffing"


@dataclass(frozen=True)
class Set:
    """A set of units as one clause draws it, by categories of the register (高危行业)."""

    document: str
    key: str
    title: str
    clause: str
    says: str
    tags: frozenset[str]
    open_ended: bool


@dataclass(frozen=True)
class PostAsked:
    """A post (or body) that a document asks for of some enterprises: met by which values.

    ``rule`` says of whom, in its conditions; a count is met by ``least``.
    """

    fact: str
    title: str
    rule: RoutingRule
    values: tuple[Any, ...]
    least: int

    def met(self, value: Any) -> bool:
        """Say whether a value of the fact is what is asked for."""
        return value >= self.least if self.least else value in self.values


@dataclass(frozen=True)
class Standard:
    """The staffing of one document: the keys of its bands' numbers, its rule, its posts."""

    document: str
    clause: str
    numbers: Mapping[str, str]
    rule: str
    unmerged: bool
    posts: tuple[PostAsked, ...]


@dataclass(frozen=True)
class Table:
    """The routing rules of one document, in an order; ``derived`` says what of it is ours."""

    document: str
    clause: str
    rules: tuple[RoutingRule, ...]
    derived: str


@dataclass(frozen=True)
class Link:
    """One link of a trade that needs a department in charge (危险化学品: 立项 … 废弃处置)."""

    document: str
    clause: str
    sector: str
    title: str

    @property
    def key(self) -> str:
        """The address of the link."""
        return f"{self.document}#{self.sector}/{self.title}"


@cache
def sets() -> tuple[Set, ...]:
    """Return the sets of every pack."""
    found = []
    for path in sorted(packfolders.ROOT.glob("*/*.yaml")):
        raw = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        found += [
            Set(raw["document"]["key"], one["key"], one["title"], str(one["clause"]), one["says"],
                frozenset(one["tags"]), bool(one.get("open_ended")))
            for one in raw.get("sets", ())
        ]  # fmt: skip
    return tuple(found)


@cache
def standards() -> Mapping[str, Standard]:
    """Return the staffing bands of every pack by document."""
    return {
        data["document"]: Standard(
            data["document"], data["clause"], data.get("numbers", {}), data.get("rule", ""),
            data.get("unmerged", False), tuple(_post(one) for one in data.get("posts", ())),
        )
        for data in packfolders.read("staffing")
    }  # fmt: skip


@cache
def tables() -> Mapping[str, Table]:
    """Return the routing rules of every pack by document."""
    return {
        data["document"]: Table(
            data["document"], data["clause"], tuple(_rule(one) for one in data["rules"]),
            data.get("derived", ""),
        )
        for data in packfolders.read("routing")
    }  # fmt: skip


@cache
def links() -> tuple[Link, ...]:
    """Return the links of every pack, in the order of their texts."""
    return tuple(
        Link(data["document"], one["clause"], one["sector"], title)
        for data in packfolders.read("links") for one in data["sectors"] for title in one["links"]
    )  # fmt: skip


def in_force(path: str, on: date) -> dict[str, Document]:
    """Return the documents in force in a place on a day by their key, the nearest place first."""
    begun = Q(in_force_from=None) | Q(in_force_from__lte=on)
    rows = Document.unread.filter(
        begun, Q(in_force_until=None) | Q(in_force_until__gt=on), status=Document.Status.IN_FORCE
    ).select_related("place")
    here = [row for row in rows if path.startswith(_reach(row))]
    return {row.key: row for row in sorted(here, key=_reach, reverse=True)}


def labelled(no: str) -> str:
    """Return how people name a clause by its number: ``第5条``; one spelt out stays as it is."""
    return f"第{no}条" if no.isdecimal() else no


def bands(standard: Standard) -> Bands | None:
    """Return the bands with the numbers of the pack; None while they are not loaded."""
    keys = {f"{standard.document}#{key}": name for name, key in standard.numbers.items()}
    rows = {keys[row.key]: row.value for row in Number.objects.filter(key__in=keys)}
    return Bands(**{k: int(v) for k, v in rows.items()}) if len(rows) == len(keys) else None


def number(key: str) -> int | None:
    """Return a number of a pack; None while it is not loaded."""
    row = Number.objects.filter(key=key).first()
    return int(row.value) if row else None


def _reach(document: Document) -> str:
    return "" if document.level == "nation" else document.place.path


def _post(raw: dict[str, Any]) -> PostAsked:
    of = RoutingRule(raw["fact"], "", raw["says"], tuple(raw["any"]))
    values = tuple(raw.get("values", ()))
    return PostAsked(raw["fact"], raw["title"], of, values, raw.get("least", 0))


def _rule(raw: dict[str, Any]) -> RoutingRule:
    return RoutingRule(raw["id"], raw["tier"], raw["says"], tuple(raw["any"]))

"""What rules fix of training: categories of people, hours, kinds of certificates. No Django.

Hours are read from the table ``training_hours`` (生产经营单位安全培训规定), each row with its own
mark of confidence; its articles are those of ``CN/training-2015``.
"""

import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bihuan.lib.tables import Table

#: Who stands on a roster. The order is that of lists.
CATEGORIES: Final = {
    "principal": "主要负责人", "manager": "安全生产管理人员", "special": "特种作业人员",
    "worker": "从业人员", "dispatched": "劳务派遣人员", "flexible": "灵活用工人员",
    "intern": "实习生", "contractor": "承包单位人员", "official": "党政领导干部",
    "officer": "执法人员", "cadre": "村（社区）干部", "public": "社会人员",
}  # fmt: skip
HEADS: Final = ("principal", "manager")
#: Who works under an enterprise's orders is taught by it, whoever pays him.
WORKERS: Final = ("special", "worker", "dispatched", "flexible", "intern", "contractor")
FIRST, YEARLY, OTHER = "first", "yearly", "other"
PURPOSES: Final = {FIRST: "初次（岗前）培训", YEARLY: "年度再培训", OTHER: "专题、轮训、转岗培训"}
DOCUMENT: Final = "CN/training-2015"
SPECIAL: Final = "special_operation"
_HEADS, _WORKERS, _NEW = "主要负责人、安全生产管理人员", "从业人员", "新上岗从业人员"
_OTHERS: Final = "其他行业"
_ROWS: Final = {
    (True, FIRST): (_HEADS, "初次培训", "第九条"), (True, YEARLY): (_HEADS, "再培训", "第九条"),
    (False, FIRST): (_NEW, "岗前培训", "第十三条"),
    (False, YEARLY): (_WORKERS, "再培训", "第十三条"),
}  # fmt: skip


@dataclass(frozen=True)
class Demand:
    """How many hours are asked, by which words; ``hours`` is None where no rule gives a number."""

    purpose: str
    hours: int | None
    article: str
    confidence: str
    note: str = ""

    @property
    def title(self) -> str:
        """What kind of training it is."""
        return PURPOSES[self.purpose]


@dataclass(frozen=True)
class Kind:
    """A kind of certificate; see ``certificates.toml``."""

    key: str
    title: str
    ahead: int
    months: int = 0
    recheck: int = 0
    source: str = ""
    confidence: str = ""
    awarded: tuple[str, ...] = ()

    def awarded_by(self, unit_kind: str) -> bool:
        """Say whether a unit of this kind gives the certificate itself, after its own exam."""
        return "any" in self.awarded or unit_kind in self.awarded


def _kinds() -> Mapping[str, Kind]:
    text = (files(__package__) / "certificates.toml").read_text(encoding="utf-8")
    facts: dict[str, dict[str, Any]] = tomllib.loads(text)
    for one in facts.values():
        one["awarded"] = tuple(one.get("awarded", ()))
    return {key: Kind(key, **one) for key, one in facts.items()}


KINDS: Final = _kinds()
KIND_TITLES: Final = tuple((key, kind.title) for key, kind in KINDS.items())
AWARDED: Final = tuple((key, kind.title) for key, kind in KINDS.items() if kind.awarded)


@cache
def risky() -> frozenset[str]:
    """Return the categories of enterprises of which the rule asks more hours."""
    rows = (row["industry"] for row in Table("training_hours").rows if row["industry"] != _OTHERS)
    return frozenset(word for row in rows for word in row.split("、") if word != "全部")


@cache
def demands(category: str, *, high_risk: bool) -> tuple[Demand, ...]:
    """Return the hours the nation's rule asks of a category, none for who is no enterprise's.

    >>> [(d.purpose, d.hours) for d in demands("manager", high_risk=True)]
    [('first', 48), ('yearly', 16)]
    >>> [(d.purpose, d.hours) for d in demands("dispatched", high_risk=False)]
    [('first', 24), ('yearly', None)]
    """
    if category not in (*HEADS, *WORKERS):
        return ()
    found = []
    for purpose in (FIRST, YEARLY):
        person, training, article = _ROWS[category in HEADS, purpose]
        row = next(
            row for row in Table("training_hours").rows
            if row["person"] == person and row["training"].startswith(training)
            and (row["industry"] != _OTHERS) == high_risk
        )  # fmt: skip
        hours = int(row["hours"]) if row["hours"] else None
        found.append(Demand(purpose, hours, article, row["confidence"], row["note"]))
    return tuple(found)


def is_risky(tags: Set[str]) -> bool:
    """Say whether an enterprise of these categories is one of which more hours are asked."""
    return bool(tags & risky())

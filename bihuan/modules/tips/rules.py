"""How much a verified report earns, by rules that are data. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

from bihuan.lib import packfolders

_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
#: How a sum is found: a share of the fine, or else so much for each death.
FINE: Final = "fine"
#: What the national rule does not reward; a place sets the sum.
LOCAL: Final = "local"


@dataclass(frozen=True)
class Rule:
    """One way to reward, with the clause and words it stands on; sums are whole yuan."""

    document: str
    id: str
    title: str
    clause: str
    says: str
    by: str
    confidence: str
    named: bool = False
    percent: int = 0
    least: int = 0
    most: int = 0
    each: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The address of the rule."""
        return f"{self.document}#{self.id}"


@dataclass(frozen=True)
class Sum:
    """What a rule gives: the amount, and how it was found, in words."""

    amount: Decimal
    says: str


class Unknown(ValueError):
    """A fact without which a rule gives no sum, named in words; ``field`` is where it is kept."""

    def __init__(self, says: str, field: str) -> None:
        super().__init__(says)
        self.says, self.field = says, field


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of every pack. Raises TypeError for one with an unknown entry."""
    found: list[Rule] = []
    for data in packfolders.read("rewards"):
        found += [Rule(document=data["document"], **one) for one in data["rules"]]
    return tuple(found)


def bases() -> list[tuple[str, str]]:
    """Return the ways to reward that can be chosen: every pack's, and what a place has set."""
    found = [(rule.key, f"{rule.title}（{rule.clause}）") for rule in rules()]
    return [*found, (LOCAL, "一般隐患和其他违法行为（本地设定的金额）")]


def earned(rule: Rule, *, fine: Decimal | None, deaths: int | None, grade: str) -> Sum:
    """Return what a rule gives for what was found. Raises :class:`Unknown` for a missing fact."""
    if rule.by == FINE:
        if fine is None:
            raise Unknown("还没有行政处罚金额，算不出奖励。", "fine")
        raw = fine * rule.percent / _HUNDRED
        said = f"{_money(fine)} 元 × {rule.percent}%"
    else:
        if not deaths or grade not in rule.each:
            raise Unknown("还没有查实的死亡人数和事故等级，算不出奖励。", "deaths")
        raw = Decimal(rule.each[grade] * deaths)
        said = f"{rule.each[grade]} 元 × {deaths} 人"
    amount = raw.quantize(_CENT, ROUND_HALF_UP)
    said += f" = {_money(amount)} 元"
    if amount < rule.least:
        return Sum(Decimal(rule.least), f"{said}，低于最低 {rule.least} 元，按最低")
    if rule.most and amount > rule.most:
        return Sum(Decimal(rule.most), f"{said}，高于最高 {rule.most} 元，按最高")
    return Sum(amount, said)


def _money(value: Decimal) -> str:
    """Return a sum without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

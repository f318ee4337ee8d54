"""What an enterprise owes its safety fund, reckoned step by step (财资〔2022〕136号); no Django.

A trade owes by the revenue of the year before, in bands that fall and a twelfth a month, or by
what it produced or built in a month. Where no rate is known or no base declared the result is
None, *unset*: never nothing owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bihuan.lib.money import shown

REVENUE, OUTPUT, COST = "revenue", "output", "cost"
MONTHS: Final = 12
WAN: Final = Decimal(10_000)
CENT: Final = Decimal("0.01")
SURE: Final = {
    "H": "核对一致", "M": "只有一个来源，作处罚依据前核对原文", "L": "没有把握，用前核对原文"
}  # fmt: skip


@dataclass(frozen=True)
class Tier:
    """The part of a base above ``over`` (万元), at so many per cent."""

    over: Decimal
    percent: Decimal


@dataclass(frozen=True)
class Trade:
    """One line of the rate table; ``rate`` is 元 per ``measure``, for those that count output."""

    key: str
    title: str
    basis: str
    confidence: str
    tiers: tuple[Tier, ...] = ()
    rate: Decimal | None = None
    measure: str = ""

    @property
    def monthly(self) -> bool:
        """Whether its base is that of a month, not that of the year before."""
        return self.basis in (OUTPUT, COST)

    @property
    def counts(self) -> str:
        """What its base is, as people read it."""
        named = {REVENUE: "上一年度营业收入（元）", COST: "当月完成的工程造价（元）"}
        return named.get(self.basis, f"当月产量（{self.measure}）")


@dataclass(frozen=True)
class Part:
    """One step of a calculation in words, and what it adds up to."""

    says: str
    amount: Decimal


@dataclass(frozen=True)
class Month:
    """What a month owes and what was extracted for it; ``owed`` is None while that is unset.

    ``paused`` says that the balance at its beginning let extraction rest (第五十条).
    """

    number: int
    owed: Decimal | None
    extracted: Decimal
    paused: bool = False

    @property
    def short(self) -> Decimal | None:
        """What is missing, None while that cannot be told."""
        return None if self.owed is None else max(self.owed - self.extracted, Decimal(0))


def yuan(amount: Decimal) -> Decimal:
    """Return an amount of money to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def reckon(trade: Trade, base: Decimal | None) -> tuple[Part, ...] | None:
    """Return every step from a base to what is owed on it; None where a base or a rate is missing.

    >>> steel = Trade("a", "冶金", REVENUE, "M", (Tier(Decimal(0), Decimal(3)),
    ...               Tier(Decimal(1000), Decimal("1.5"))))
    >>> [str(part.amount) for part in reckon(steel, Decimal(20_000_000))]
    ['300000.00', '150000.00']
    """
    if base is None or (trade.rate is None and not trade.tiers):
        return None
    if trade.rate is not None:
        owed = yuan(base * trade.rate)
        says = f"{shown(base)} {trade.measure} × {shown(trade.rate)} 元 = {shown(owed)} 元"
        return (Part(says, owed),)
    return tuple(_bands(trade.tiers, base))


def _bands(tiers: Sequence[Tier], base: Decimal) -> Iterable[Part]:
    for n, tier in enumerate(tiers):
        over = tier.over * WAN
        upto = tiers[n + 1].over * WAN if n + 1 < len(tiers) else base
        part = min(base, upto) - over
        if part <= 0:
            return
        owed = yuan(part * tier.percent / 100)
        band = f"超过 {shown(tier.over)} 万元的部分 " if tier.over else ""
        says = f"{band}{shown(part)} 元 × {shown(tier.percent)}% = {shown(owed)} 元"
        yield Part(says, owed)


def total(parts: tuple[Part, ...] | None) -> Decimal | None:
    """Add the steps up; None stays None."""
    return None if parts is None else sum((part.amount for part in parts), Decimal(0))


def twelfth(year: Decimal, month: int) -> Decimal:
    """Return what one month owes of a year; the cents come out even in the last.

    >>> [str(twelfth(Decimal(100), n)) for n in (1, 2, 12)]
    ['8.33', '8.34', '8.33']
    """
    return yuan(year * month / MONTHS) - yuan(year * (month - 1) / MONTHS)


def months(
    owed: Mapping[int, Decimal | None], extracted: Mapping[int, Decimal],
    used: Mapping[int, Decimal], *, carried: Decimal | None, limit: Decimal | None,
) -> list[Month]:  # fmt: skip
    """Return the twelve months of a year. Those that begin with ``limit`` in hand owe nothing.

    ``limit`` is None while it is not known what was owed the year before: then none pauses.
    """
    balance, found = carried, []
    for n in range(1, MONTHS + 1):
        due, given = owed.get(n), extracted.get(n, Decimal(0))
        paused = limit is not None and balance is not None and limit > 0 and balance >= limit
        found.append(Month(n, Decimal(0) if paused else due, given, paused))
        if balance is not None:
            balance += given - used.get(n, Decimal(0))
    return found


def end_of_month(year: int, month: int) -> date:
    """Return the last day of a month.

    >>> end_of_month(2024, 2)
    datetime.date(2024, 2, 29)
    """
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return following - timedelta(days=1)


def floor(base: Decimal | None, percent: Decimal | None) -> Decimal | None:
    """Return the share of a base in 万元 that must be set apart; None while either is missing."""
    return None if base is None or percent is None else yuan(base * percent / 100)

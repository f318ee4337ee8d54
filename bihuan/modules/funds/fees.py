"""An enterprise's fee year: what was declared and booked, what it owes by month, what is wrong.

A standing is reckoned anew each time it is looked at, from the rows and the rate table of the
year; nothing of it is typed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.db.models import Q

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import Limit, in_shanghai
from bihuan.lib.clocks import Unit as Counted
from bihuan.lib.money import shown
from bihuan.modules import Booking

from . import rules, tables
from .models import FeeBase, FeeLine, FeeYear
from .rules import Month, Part, Trade

PAUSE, EXPLAIN = "CN/safety-fee-2022#pause", "CN/safety-fee-2022#explain"
NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class Reckoned:
    """One trade with one base: every step to what is owed on it, None while that is unset."""

    trade: Trade
    base: FeeBase
    parts: tuple[Part, ...] | None

    @property
    def owed(self) -> Decimal | None:
        """What is owed on it."""
        return rules.total(self.parts)

    @property
    def unset(self) -> str:
        """Why nothing can be reckoned, "" where it can."""
        if self.parts is not None:
            return ""
        return "依据数还没有填" if self.base.base is None else "标准表没有这一行业的费率"


@dataclass(frozen=True)
class Standing:
    """Where a fee year stands on a day."""

    fee: FeeYear
    on: date
    reckoned: Sequence[Reckoned]
    months: Sequence[Month]
    lines: Sequence[FeeLine]
    explain: Decimal | None

    @cached_property
    def owed(self) -> Decimal | None:
        """What the whole year owes as far as declared; None while any of it is unset."""
        return _sum(month.owed for month in self.months)

    @cached_property
    def ended(self) -> Sequence[Month]:
        """The months that are over."""
        return [m for m in self.months if rules.end_of_month(self.fee.year, m.number) < self.on]

    @cached_property
    def short(self) -> Decimal | None:
        """What is missing by the months that are over, a surplus of one helping the next.

        None while a month of them is unset.
        """
        due = _sum(month.owed for month in self.ended)
        given = sum((month.extracted for month in self.ended), NOTHING)
        return None if due is None else max(due - given, NOTHING)

    @cached_property
    def extracted(self) -> Decimal:
        """What was extracted."""
        return sum((m.extracted for m in self.months), NOTHING)

    @cached_property
    def used(self) -> Decimal:
        """What was used for what it may be used for."""
        uses = (one for one in self.lines if one.kind == FeeLine.Kind.USE and not one.foreign)
        return sum((one.amount for one in uses), NOTHING)

    @cached_property
    def foreign(self) -> Sequence[FeeLine]:
        """The uses that do not belong here."""
        return [one for one in self.lines if one.foreign]

    @property
    def balance(self) -> Decimal | None:
        """What is left; None while nobody said what was left of the year before."""
        carried = self.fee.carried
        return None if carried is None else carried + self.extracted - self.used

    @property
    def by_category(self) -> list[tuple[str, Decimal]]:
        """What was used for each category, in the table's order."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.lines:
            if one.kind == FeeLine.Kind.USE and not one.foreign:
                found[one.category] += one.amount
        return [(title, found[key]) for key, title in tables.categories() if key in found]

    @property
    def over(self) -> bool:
        """Whether the year is over."""
        return self.on > date(self.fee.year, 12, 31)

    @property
    def sparing(self) -> bool:
        """Whether a year that is over used less than the share that need not be explained."""
        least = rules.floor(self.owed, self.explain)
        return self.over and least is not None and self.used < least

    @property
    def unset(self) -> bool:
        """Whether what is owed by the months that are over cannot be reckoned."""
        return self.short is None or not self.reckoned

    @property
    def unknown(self) -> list[str]:
        """What is not known that is reckoned with, in words."""
        return list(_unknown(self))

    @property
    def findings(self) -> list[str]:
        """What is wrong or unknown, in words."""
        return [*self.unknown, *_findings(self)]


def _unknown(stands: Standing) -> Iterable[str]:
    if not stands.reckoned:
        yield "提取依据没有登记，应提金额未设定"
    for one in stands.reckoned:
        if one.unset:
            yield f"{one.trade.title}：{one.unset}，应提金额未设定"
    missing = [str(m.number) for m in stands.ended if m.owed is None]
    if missing and stands.reckoned:
        yield f"{'、'.join(missing)} 月的产量或造价没有登记，这几个月应提金额未设定"


def _findings(stands: Standing) -> Iterable[str]:
    planned = stands.fee.planned
    if planned is not None and stands.owed is not None and planned < stands.owed:
        says = f"{shown(planned)} 元，少于应提金额 {shown(stands.owed)} 元"
        yield f"本年计划使用 {says}"
    if stands.short:
        yield f"到 {stands.ended[-1].number} 月末少提 {shown(stands.short)} 元"
    for line in stands.foreign:
        yield f"{shown(line.amount)} 元不属于安全费用支出：{line.foreign}"
    if stands.balance is not None and stands.balance < 0:
        yield f"支出超过结余和提取 {shown(-stands.balance)} 元，年末补提"
    if stands.sparing:
        percent = shown(stands.explain or NOTHING)
        yield f"全年使用不足应提金额的 {percent}%，次年 4 月底前交书面说明"


def standings(
    fees: Sequence[FeeYear], on: date, *, known_by: datetime | None = None
) -> list[Standing]:
    """Return where fee years stand on a day, in a few queries however many they are.

    ``known_by`` leaves out what was booked after that moment.
    """
    by = Q() if known_by is None else Q(at__lte=known_by)
    bases: dict[int, list[FeeBase]] = defaultdict(list)
    lines: dict[int, list[FeeLine]] = defaultdict(list)
    for base in FeeBase.objects.filter(by, fee__in=fees):
        bases[base.fee_id].append(base)
    for line in FeeLine.objects.filter(by, fee__in=fees).select_related("hazard", "by"):
        lines[line.fee_id].append(line)
    pause, explain = tables.number(PAUSE), tables.number(EXPLAIN)
    return [_standing(fee, on, bases[fee.pk], lines[fee.pk], pause, explain) for fee in fees]


def standing(fee: FeeYear, on: date) -> Standing:
    """Return where one fee year stands on a day."""
    return standings([fee], on)[0]


def rates(fee: FeeYear) -> tables.Table:
    """Return the edition of the rate table by which a year is reckoned."""
    return tables.table(date(fee.year, 12, 31))


def _standing(  # noqa: PLR0913 - see standings()
    fee: FeeYear, on: date, bases: Sequence[FeeBase], lines: Sequence[FeeLine],
    pause: Decimal | None, explain: Decimal | None,
) -> Standing:  # fmt: skip
    latest = {(base.trade, base.month): base for base in bases}
    known = rates(fee).trades
    reckoned = [
        Reckoned(known[base.trade], base, rules.reckon(known[base.trade], base.base))
        for base in latest.values() if base.trade in known
    ]  # fmt: skip
    given: dict[str, dict[int, Decimal]] = {kind: defaultdict(Decimal) for kind in FeeLine.Kind}
    for line in lines:
        if not line.foreign:
            given[line.kind][line.month] += line.amount
    limit = None if pause is None or fee.owed_before is None else fee.owed_before * pause
    months = rules.months(
        _owed(reckoned), given[FeeLine.Kind.EXTRACT], given[FeeLine.Kind.USE],
        carried=fee.carried, limit=limit,
    )  # fmt: skip
    return Standing(fee, on, reckoned, months, lines, explain)


def _owed(reckoned: Sequence[Reckoned]) -> Mapping[int, Decimal | None]:
    """Return what each month owes; None where a trade's base or rate is not known."""
    trades = {one.trade.key: one.trade for one in reckoned}
    found: dict[int, Decimal | None] = {}
    for month in range(1, rules.MONTHS + 1):
        parts = [_of_month(trade, month, reckoned) for trade in trades.values()]
        found[month] = _sum(parts) if parts else None
    return found


def _of_month(trade: Trade, month: int, reckoned: Sequence[Reckoned]) -> Decimal | None:
    mine = [one for one in reckoned if one.trade.key == trade.key]
    if trade.monthly:
        return next((one.owed for one in mine if one.base.month == month), None)
    year = next((one.owed for one in mine), None)
    return None if year is None else rules.twelfth(year, month)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    found = NOTHING
    for part in parts:
        if part is None:
            return None
        found += part
    return found


def next_due(fee: FeeYear) -> Limit | None:
    """Return how many days after the year began the next extraction is due: at a month's end.

    None when every month has one. The month just filled in counts as done.
    """
    rows = FeeLine.objects.filter(fee=fee.pk, kind=FeeLine.Kind.EXTRACT)
    done = {*rows.values_list("month", flat=True), fee.month}
    left = next((n for n in range(1, rules.MONTHS + 1) if n not in done), None)
    if left is None or fee.begins_on is None:
        return None
    return Limit((rules.end_of_month(fee.year, left) - fee.begins_on).days, Counted.DAYS)


@Booking
def declare(moved: Any) -> None:
    """Keep the base that was just filled in. Raises :class:`Invalid` for a month out of place."""
    fee: FeeYear = moved.record
    trade = rates(fee).trades[fee.trade]
    if trade.monthly and fee.base_month is None:
        says = f"“{trade.title}”按月计提，要写明是哪个月的{trade.counts}。"
        raise Invalid(says, field="base_month")
    if not trade.monthly and fee.base_month is not None:
        raise Invalid(f"“{trade.title}”按上一年度营业收入计提，不填月份。", field="base_month")
    FeeBase.objects.create(
        fee=fee, trade=fee.trade, month=fee.base_month, base=fee.base, source=fee.base_source,
        proofs=proofs_of(moved), by_id=moved.by.person_id, at=moved.at,
    )  # fmt: skip


@Booking
def extract(moved: Any) -> None:
    """Keep what was just extracted for a month."""
    fee: FeeYear = moved.record
    _more_than_nothing(fee.amount, "amount")
    FeeLine.objects.create(
        fee=fee, kind=FeeLine.Kind.EXTRACT, month=fee.month, amount=fee.amount,
        proofs=proofs_of(moved), by_id=moved.by.person_id, at=moved.at,
    )  # fmt: skip


@Booking
def use(moved: Any) -> None:
    """Keep what was just used. Raises :class:`Invalid` for a day of another year or ahead."""
    fee: FeeYear = moved.record
    _more_than_nothing(fee.amount, "amount")
    day, today = fee.happened_on, in_shanghai(moved.at).date()
    if day is None or day.year != fee.year or day > today:
        raise Invalid(f"支出日期要在 {fee.year} 年内，不晚于今天 {today}。", field="happened_on")
    FeeLine.objects.create(
        fee=fee, kind=FeeLine.Kind.USE, month=day.month, on=day, amount=fee.amount,
        category=fee.category, about=fee.about, hazard=hazard_of(fee.hazard_number, moved.by),
        proofs=proofs_of(moved), by_id=moved.by.person_id, at=moved.at,
    )  # fmt: skip


@Booking
def find_foreign(moved: Any) -> None:
    """Note that a use does not belong to the fund. Raises :class:`Invalid` for no such line."""
    fee: FeeYear = moved.record
    uses = FeeLine.objects.filter(fee=fee, kind=FeeLine.Kind.USE, foreign="")
    line = uses.filter(pk=fee.line_number).first()
    if line is None:
        raise Invalid(f"台账里没有序号 {fee.line_number} 的使用。", field="line_number")
    line.foreign = fee.why
    line.save(update_fields=["foreign"])


def proofs_of(moved: Any) -> list[int]:
    """Return the papers a step brought, by their ids."""
    return [int(pk) for pk in json.loads(moved.entry.body).get("evidence", {})]


def hazard_of(number: str, by: Any) -> Matter | None:
    """Return the hazard of a number the actor may see. Raises :class:`Invalid` for no such."""
    if not number:
        return None
    rows = Matter.objects.visible_to(by).filter(number=number, flow="hazards.hazard")
    found = rows.first()
    if found is None:
        raise Invalid(f"没有编号 {number} 的隐患。", field="hazard_number")
    return found


def _more_than_nothing(amount: Decimal | None, field: str) -> None:
    if not amount:
        raise Invalid("金额要大于 0。", field=field)

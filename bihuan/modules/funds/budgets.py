"""A public fund's year: what a document asks of it, what was given and used, what falls short."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.money import shown
from bihuan.modules import Booking, demand_past

from . import fees, rules, tables
from .models import Budget, BudgetLine
from .tables import Asked

NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class Standing:
    """Where a public fund stands: what a clause asks of it, given, used, what is wrong."""

    budget: Budget
    asked: Asked | None
    percent: Decimal | None
    lines: Sequence[BudgetLine]

    @cached_property
    def given(self) -> Decimal:
        """What was given out or came in, in 万元."""
        return self._of(BudgetLine.Kind.GIVEN)

    @cached_property
    def used(self) -> Decimal:
        """What was used."""
        return self._of(BudgetLine.Kind.USED)

    @property
    def left(self) -> Decimal:
        """What was given and not used yet."""
        return self.given - self.used

    @property
    def change(self) -> Decimal | None:
        """How much more than the year before; None while that is not known."""
        before = self.budget.before
        return None if before is None else self.budget.amount - before

    @property
    def floor(self) -> Decimal | None:
        """What a share of the base comes to; None where no share is asked or no base known."""
        return rules.floor(self.budget.base, self.percent)

    @property
    def part(self) -> Decimal | None:
        """How much of its base the fund is, in per cent; None where no base is known."""
        base = self.budget.base
        return rules.yuan(self.budget.amount * 100 / base) if base else None

    @property
    def shortfalls(self) -> list[str]:
        """What is less than the year before, than its share, or than what it is compared with."""
        return [says for says, short in _compared(self) if short]

    @property
    def findings(self) -> list[str]:
        """What falls short or is not known, in words."""
        return [says for says, _ in _compared(self)]

    def _of(self, kind: str) -> Decimal:
        return sum((one.sum for one in self.lines if one.kind == kind), NOTHING)


def _compared(stands: Standing) -> Iterable[tuple[str, bool]]:
    """Yield each finding in words, and whether money is missing."""
    growth, change = stands.asked.growth if stands.asked else "", stands.change
    if change is None and growth:
        yield "上年安排数没有填，不能比较", False
    elif change is not None and change < 0:
        yield f"比上年少 {shown(-change)} 万元", True
    elif change == 0 and growth == "grow":
        yield "与上年持平，条文要求增加", False
    if stands.asked is not None and stands.asked.share:
        yield from _shared(stands, stands.asked)
    if stands.asked is not None and stands.asked.beside:
        yield from _beside(stands.budget, stands.asked.beside)


def _shared(stands: Standing, one: Asked) -> Iterable[tuple[str, bool]]:
    floor, percent = stands.floor, stands.percent
    if floor is None or percent is None:
        what = "比例没有载入" if percent is None else f"{one.of}没有填"
        yield f"{what}，应提数未设定", False
    elif one.least and stands.budget.amount < floor:
        missing = shown(floor - stands.budget.amount)
        yield f"不足{one.of}的 {shown(percent)}%，少提 {missing} 万元", True


def _beside(budget: Budget, other: str) -> Iterable[tuple[str, bool]]:
    if budget.per_head is None or budget.police_per_head is None:
        yield f"本单位或者{other}的人均没有填，不能参照", False
    elif budget.per_head < budget.police_per_head:
        missing = shown(budget.police_per_head - budget.per_head)
        yield f"人均比{other}少 {missing} 万元", True


def standings(rows: Iterable[Budget]) -> list[Standing]:
    """Return where public funds stand; the clauses are read once for all of them."""
    found = list(rows)
    lines: dict[int, list[BudgetLine]] = {one.pk: [] for one in found}
    for line in BudgetLine.objects.filter(budget__in=found).select_related("hazard", "by"):
        lines[line.budget_id].append(line)
    binding: dict[tuple[str, int], list[Asked]] = {}
    shares: dict[str, Decimal | None] = {}
    made = []
    for one in found:
        where = (one.matter.place_path, one.year)
        if where not in binding:
            binding[where] = tables.asked_in(where[0], date(one.year, 12, 31))
        asked = next((item for item in binding[where] if item.kind == one.kind), None)
        if asked and asked.number not in shares:
            shares[asked.number] = tables.number(asked.number) if asked.share else None
        made.append(Standing(one, asked, shares[asked.number] if asked else None, lines[one.pk]))
    return made


def standing(one: Budget) -> Standing:
    """Return where one public fund stands."""
    return standings([one])[0]


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Budget]:
    """Return the public funds a viewer may open, by ``year`` and ``kind``."""
    seen = Matter.objects.visible_to(viewer).filter(flow="funds.budget")
    rows = Budget.objects.filter(matter__in=seen.values("pk")).exclude(matter__state="dropped")
    for name in ("year", "kind"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    found = rows.select_related("matter__place", "matter__clause__document", "office", "about_unit")
    return found.order_by("matter__place_path", "kind", "pk")


def absent(viewer: Viewer, year: int) -> list[Asked]:
    """Return the funds that documents ask for where the viewer works, and nobody entered."""
    day = min(viewer.on, date(year, 12, 31))
    rows = Budget.objects.filter(within(viewer.path, "matter__place_path"), year=year)
    known = set(rows.exclude(matter__state="dropped").values_list("kind", flat=True))
    return [one for one in tables.asked_in(viewer.path, day) if one.kind not in known]


def settle(record: Budget, by: Viewer, at: datetime) -> None:
    """Refuse a fund entered twice; bring over the sum of the year before."""
    record.office = Unit.objects.get(pk=by.unit_id)
    same = Budget.objects.filter(
        office=record.office, kind=record.kind, about_unit=record.about_unit
    ).exclude(matter__state="dropped")
    if (known := same.filter(year=record.year).first()) is not None:
        says = f"{known}已经登记：{known.matter.number}。"
        raise Invalid(says, field="kind")
    before = same.filter(year=record.year - 1).first()
    if before is not None:
        record.before = before.amount
    _needs_unit(record, by)


def _needs_unit(record: Budget, by: Viewer) -> None:
    day = date(record.year, 12, 31)
    each = [one for one in tables.asked_in(by.path, day) if one.kind == record.kind and one.each]
    if each and record.about_unit is None:
        raise Invalid("保费提取的预防资金逐家登记，请写投保企业。", field="about_unit")


def approve(moved: Any) -> None:
    """Demand a reason for a sum below what is asked or below the year before."""
    record: Budget = moved.record
    wrong = standing(record).shortfalls
    if wrong and not record.cut_reason.strip():
        raise Invalid(f"{'；'.join(wrong)}。批准前要写明理由。", field="cut_reason")


@Booking
def give(moved: Any) -> None:
    """Keep a sum given out or come in. Raises :class:`Invalid` for none or a day ahead."""
    record: Budget = moved.record
    _check(moved)
    _keep(moved, BudgetLine.Kind.GIVEN, source=record.source)


@Booking
def use(moved: Any) -> None:
    """Keep a sum used. Raises :class:`Invalid` outside the clause, or above what was given."""
    record: Budget = moved.record
    _check(moved)
    stands = standing(record)
    if stands.asked and stands.asked.uses and record.use not in stands.asked.uses:
        titles = dict(Budget.Use.choices)
        allowed = "、".join(str(titles[key]) for key in stands.asked.uses)
        says = f"这项资金{stands.asked.limits}，只能用于{allowed}。"
        raise Invalid(says, field="use")
    if record.sum is None or record.sum > stands.left:
        says = f"已拨付未使用的只有 {shown(stands.left)} 万元。"
        raise Invalid(says, field="sum")
    hazard = fees.hazard_of(record.hazard_number, moved.by)
    _keep(moved, BudgetLine.Kind.USED, use=record.use, way=record.way, hazard=hazard)


def _keep(moved: Any, kind: str, **facts: Any) -> None:
    record: Budget = moved.record
    BudgetLine.objects.create(
        budget=record, kind=kind, on=record.happened_on, sum=record.sum, about=record.about,
        proofs=fees.proofs_of(moved), by_id=moved.by.person_id, at=moved.at, **facts,
    )  # fmt: skip


def _check(moved: Any) -> None:
    if not moved.record.sum:
        raise Invalid("金额要大于 0。", field="sum")
    demand_past(moved, "happened_on")


def committee_office(record: Budget, on: date) -> Unit | None:
    """Return the committee office that is reported to: of the place, or the nearest above."""
    return units.nearest(units.OFFICE, record.matter.place_path, on)

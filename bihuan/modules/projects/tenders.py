"""What a bid must quote apart for safety (财资〔2022〕136号第十七条), and what it falls short of.

The rates stand with the money for safety, which answers through :func:`consult`. Whether a price is
low is said only where a named person set by how much.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Setting
from bihuan.kernel.law.settings import setting
from bihuan.kernel.notices import notices
from bihuan.kernel.obligations import assignments
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.lib.money import shown

from .models import Tender

#: Under which subject and field a place keeps by how much a price counts as low.
SUBJECT, LOW = "projects.tender", "low_price"
CENT: Final = Decimal("0.01")
WHOLE: Final = 100


@dataclass(frozen=True)
class Rate:
    """What works of a kind must set apart, in per cent of their cost, and how sure that is."""

    percent: Decimal
    confidence: str
    source: str


Rates = Callable[[str, date], Rate | None]
_asked: list[Rates] = []


def consult(rates: Rates) -> None:
    """Let the module that keeps the rates answer."""
    _asked[:] = [rates]


@dataclass(frozen=True)
class Standing:
    """A tender held against the rate: least fee and rate are None while no table has them."""

    tender: Tender
    rate: Rate | None
    least: Decimal | None
    findings: list[str]
    signals: list[str]


def standings(rows: Sequence[Tender], at: datetime) -> list[Standing]:
    """Return how tenders stand at a moment; a place's threshold is read once."""
    known: dict[str, Setting | None] = {}
    found = []
    for one in rows:
        path = one.matter.place_path
        if path not in known:
            known[path] = threshold(path, at)
        found.append(_standing(one, known[path]))
    return found


def standing(tender: Tender, at: datetime) -> Standing:
    """Return how one tender stands."""
    return standings([tender], at)[0]


def _standing(tender: Tender, low: Setting | None) -> Standing:
    day = tender.awarded_on or in_shanghai(tender.matter.opened_at).date()
    rate, least = asked_of(tender.works, tender.cost, day)
    return Standing(tender, rate, least, list(_findings(tender, rate, least)),
                    list(_signals(tender, low)))  # fmt: skip


def asked_of(works: str, cost: Decimal, on: date) -> tuple[Rate | None, Decimal | None]:
    """Return the rate of works and the least they must set apart of a cost, None while unset."""
    rate = next((asked(works, on) for asked in _asked), None)
    if rate is None:
        return None, None
    return rate, (cost * rate.percent / WHOLE).quantize(CENT, ROUND_HALF_UP)


def _findings(tender: Tender, rate: Rate | None, least: Decimal | None) -> Iterator[str]:
    """Yield what is wrong or not known of the fee."""
    if tender.safety_fee is None:
        yield "报价没有单列安全生产费用"
    elif rate is None or least is None:
        yield "这类工程的提取标准没有载入，应单列多少未设定"
    elif tender.safety_fee < least:
        yield (
            f"单列 {shown(tender.safety_fee)} 万元，低于 {shown(tender.cost)} 万元 × "
            f"{shown(rate.percent)}% = {shown(least)} 万元"
        )
    if tender.competed == "yes":
        yield "安全生产费用计入了竞争性报价"
    elif not tender.competed:
        yield "没有写明安全生产费用是否计入竞争性报价"


def _signals(tender: Tender, low: Setting | None) -> Iterator[str]:
    """Yield by how much the price is low, where a person set what counts as low."""
    if low is None:
        return
    beside = (("招标控制价", tender.control_price), ("其他投标人的最低报价", tender.next_price))
    for title, other in beside:
        if not other:
            continue
        share = ((other - tender.price) * WHOLE / other).quantize(Decimal("0.1"))
        if share >= low.value:
            yield (
                f"报价 {shown(tender.price)} 万元，比{title} {shown(other)} 万元低 "
                f"{shown(share)}%（{low.by.name}设定满 {low.value}% 提示）"
            )


def threshold(path: str, at: datetime) -> Setting | None:
    """Return by how many per cent a price must be lower to be a signal; None while unset."""
    return setting(SUBJECT, LOW, path=path, at=at)


def set_threshold(percent: int, *, reason: str, by: Viewer, at: datetime) -> Setting:
    """Set it by name for one's place and below. Raises :class:`NotAllowed`, :class:`Invalid`."""
    if not 0 < percent < WHOLE:
        raise Invalid("请填写 1 到 99 的整数。", field="percent")
    place = Place.objects.get(path=by.path)
    return assignments.decide(SUBJECT, LOW, percent, place=place, reason=reason, by=by, at=at)


def settle(record: Tender, by: Viewer, _: datetime) -> None:
    """Refuse prices of nothing, a fee above the price, and a department that builds itself."""
    for name in ("cost", "price"):
        if not getattr(record, name):
            raise Invalid("金额要大于 0。", field=name)
    check_fee(record)
    if record.owner_id == by.unit_id:
        raise Invalid("建设单位是本单位，由主管部门登记。", field="owner")


def check_fee(record: Tender) -> None:
    """Refuse a fee above the price it is part of."""
    if record.safety_fee is not None and record.safety_fee > record.price:
        raise Invalid("单列的安全生产费用不能多于报价。", field="safety_fee")


def tell(record: Tender, _: Viewer, at: datetime) -> None:
    """Tell the department and the owner what the check at registration found."""
    found = standing(record, at)
    for unit in (record.office, record.owner):
        for n, says in enumerate(found.findings):
            notices.write(
                key=f"{record.matter.chain}:fee:{unit.pk}:{n}", unit=unit, post=None,
                chain=record.matter.chain, template="moved", stage=0, urgent=False, at=at,
                facts={"step": "安全生产费用核对", "by": "系统", "state": says},
                subject=record.name,
            )  # fmt: skip


def lacking(record: Tender, at: datetime) -> str:
    """Say what stands against the award: the fee not apart, too little, competed by, or unset."""
    found = standing(record, at).findings
    return f"{'；'.join(found)}。" if found else ""


def sound(record: Tender, at: datetime) -> str:
    """Say that there is nothing to correct."""
    return "" if standing(record, at).findings else "安全生产费用已经单列、足额，没有要补正的。"


def seen(viewer: Viewer) -> QuerySet[Tender]:
    """Return the tenders a viewer may open, those that wait first."""
    rows = Tender.objects.filter(matter__in=Matter.objects.visible_to(viewer).values("pk"))
    return rows.select_related("matter__place", "owner", "office").order_by("-pk")


WHICH: Final = {
    "found": "费用有问题", "low": "低价提示", "waiting": "待定标", "awarded": "已登记中标",
}  # fmt: skip


def kept(found: Sequence[Standing], which: str) -> list[Standing]:
    """Keep the tenders that stand as one of :data:`WHICH` says; all of them for ""."""
    tests: dict[str, Callable[[Standing], bool]] = {
        "found": lambda one: bool(one.findings) and one.tender.matter.state != "void",
        "low": lambda one: bool(one.signals),
        "waiting": lambda one: one.tender.matter.closed_at is None,
        "awarded": lambda one: one.tender.matter.state == "awarded",
    }
    return list(filter(tests.get(which, lambda _: True), found))


def listed(viewer: Viewer, q: str = "") -> list[Standing]:
    """Return the tenders in sight, of a name where one is asked for, as they stand today."""
    rows = seen(viewer)
    if q:
        rows = rows.filter(
            Q(name__icontains=q) | Q(bidder__icontains=q) | Q(owner__name__icontains=q)
        )
    return standings(list(rows), end_of(viewer.on))

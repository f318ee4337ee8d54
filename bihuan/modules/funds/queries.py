"""The regulator's side: whose ledger stands how, who has none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.obligations.models import Base
from bihuan.kernel.obligations.selection import selected
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import fees
from .fee_flow import PLAN_RULE
from .fees import Standing
from .models import FeeYear

SHORT, UNSET, FOREIGN, WAITING = "short", "unset", "foreign", "waiting"
#: A year that is over and whose report is not there.
UNREPORTED = "unreported"


@dataclass(frozen=True)
class Sums:
    """What the ledgers in sight add up to, in 元; ``unset`` of them cannot be reckoned."""

    count: int
    unset: int
    owed: Decimal
    extracted: Decimal
    used: Decimal
    short: Decimal
    short_count: int


def listed(viewer: Viewer, **asked: Any) -> QuerySet[FeeYear]:
    """Return the fee years a viewer may open, by ``year``; ``q`` keeps units by their names."""
    seen = Matter.objects.visible_to(viewer).filter(flow="funds.fee")
    rows = FeeYear.objects.filter(matter__in=seen.values("pk")).exclude(matter__state="dropped")
    if asked.get("year"):
        rows = rows.filter(year=asked["year"])
    if asked.get("q"):
        rows = rows.filter(unit__name__icontains=asked["q"])
    return rows.select_related("matter", "unit__place", "unit__supervisor").order_by("pk")


def kept(found: Sequence[Standing], which: str) -> list[Standing]:
    """Return the standings a filter keeps, who is short of most first."""
    tests = {
        SHORT: lambda one: bool(one.short),
        UNSET: lambda one: one.unset,
        FOREIGN: lambda one: bool(one.foreign),
        WAITING: lambda one: one.fee.matter.state == "reported",
        UNREPORTED: lambda one: one.over and one.fee.matter.state not in ("reported", "checked"),
    }
    test = tests.get(which, lambda _: True)
    return sorted(filter(test, found), key=lambda one: (-(one.short or Decimal(0)), one.fee.pk))


def sums(found: Iterable[Standing]) -> Sums:
    """Add standings up; what is unset is counted, not added."""
    rows = list(found)
    nothing = Decimal(0)
    return Sums(
        len(rows), sum(one.unset for one in rows),
        sum((one.owed or nothing for one in rows), nothing),
        sum((one.extracted for one in rows), nothing),
        sum((one.used for one in rows), nothing),
        sum((one.short or nothing for one in rows), nothing),
        sum(bool(one.short) for one in rows),
    )  # fmt: skip


def bound(on: date) -> Q:
    """Match the enterprises the rule on the yearly plan binds on a day; none where it is absent."""
    rule = Rule.objects.filter(in_force(on), key=PLAN_RULE).select_related("place")
    newest = rule.order_by("-version").first()
    return selected(newest, on) if newest else Q(pk__in=())


def silent(viewer: Viewer, year: int) -> QuerySet[Unit]:
    """Return the enterprises in sight that the rule binds and that keep no ledger of a year."""
    has = FeeYear.objects.filter(unit=OuterRef("pk"), year=year).exclude(matter__state="dropped")
    rows = Unit.objects.filter(units_seen(viewer), bound(viewer.on), ~Exists(has))
    return rows.select_related("place", "supervisor").order_by("place_path", "pk")


def base(year: int) -> Base | None:
    """Return the base of the yearly duty to plan, whose page shows whom to urge."""
    return Base.objects.filter(rule__key=PLAN_RULE, period=str(year)).order_by("-pk").first()


def standings(viewer: Viewer, year: int, q: str = "") -> list[Standing]:
    """Return where every ledger of a year in sight stands today."""
    return fees.standings(list(listed(viewer, year=year, q=q)), viewer.on)

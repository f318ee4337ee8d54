"""What must be punished and was not (两个必罚), with the names of who did not act.

One: a violation that is punished at once has no case. Two: an order ran out, or was found not kept,
and no case followed. Other modules add what they know (:func:`consult`, drawn in the wiring).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import in_shanghai

from . import rules
from .models import Case, Injunction

DIRECT, OVERDUE = "direct", "overdue"
RULES: Final = {DIRECT: "应直接处罚的必罚", OVERDUE: "逾期整改不到位的必罚"}


@dataclass(frozen=True)
class Owed:
    """A penalty that is owed: of which rule, on which matter, since when, who did not act."""

    rule: str
    matter: Matter
    unit: str
    office: str
    since: date
    names: str
    says: str

    def days(self, on: date) -> int:
        """Return for how many days it has been owed."""
        return max((on - self.since).days, 0)


Source = Callable[[Viewer, datetime], Iterator[Owed]]
_SOURCES: list[Source] = []


def consult(source: Source) -> None:
    """Let a source of further penalties owed be asked."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def owed(viewer: Viewer, at: datetime) -> list[Owed]:
    """Return every penalty owed that a viewer may see, the longest owed first."""
    found = [*_orders(viewer, at), *_cases(viewer)]
    for source in _SOURCES:
        found += source(viewer, at)
    return sorted(found, key=lambda one: (one.since, one.matter.pk))


def _orders(viewer: Viewer, at: datetime) -> Iterator[Owed]:
    today = in_shanghai(at).date()
    seen = Matter.objects.visible_to(viewer).filter(flow="enforcement.order")
    cases = Matter.objects.everywhere("cases of orders in scope")
    case = cases.filter(parent=OuterRef("matter"), flow="enforcement.case")
    rows = Injunction.objects.filter(~Exists(case), matter__in=seen.values("pk"))
    found = list(rows.select_related("matter", "unit", "office", "handler", "second"))
    excused = _last(found, "excuse")
    for one in found:
        officers = f"{one.handler.name}、{one.second.name}" if one.second else one.handler.name
        facts: dict[str, Any] = {
            "matter": one.matter, "unit": one.unit.name, "office": one.office.name,
        }  # fmt: skip
        if one.matter.state == "excused":
            says = f"复查不合格后不予处罚：{one.opinion}"
            names, day = excused[one.matter.chain]
            yield Owed(OVERDUE, since=day, names=names, says=says, **facts)
        elif one.matter.state == "failed":
            yield Owed(OVERDUE, since=one.rechecked_on or one.due_on, names=officers,
                       says=f"复查不合格没有立案：{one.recheck}", **facts)  # fmt: skip
        elif one.matter.state in ("ordered", "reported") and one.due_on < today:
            yield Owed(OVERDUE, since=one.due_on, names=officers,
                       says=f"整改期限 {one.due_on} 已过，没有复查、立案", **facts)  # fmt: skip
        elif one.article and rules.provisions()[one.article].direct:
            name = rules.provisions()[one.article].name
            yield Owed(DIRECT, since=one.found_on, names=officers,
                       says=f"{name}首次查处即可处罚，只责令整改没有立案", **facts)  # fmt: skip


def _cases(viewer: Viewer) -> Iterator[Owed]:
    """Yield the cases of directly punishable acts that somebody refused to file."""
    seen = Matter.objects.visible_to(viewer).filter(flow="enforcement.case", state="refused")
    rows = Case.objects.filter(matter__in=seen.values("pk"))
    found = list(rows.select_related("matter", "unit", "office"))
    refused = _last(found, "refuse")
    for one in found:
        if one.provision.direct:
            names, day = refused[one.matter.chain]
            yield Owed(
                DIRECT, one.matter, one.unit.name, one.office.name, day, names,
                f"不予立案：{one.opinion}",
            )  # fmt: skip


def _last(found: Iterable[Injunction | Case], step: str) -> dict[str, tuple[str, date]]:
    """Return who took a step last, and when, by the chain of each matter that took it."""
    chains = [one.matter.chain for one in found]
    rows = Entry.objects.filter(chain__in=chains, verb=step).order_by("seq")
    return {row.chain: (row.actor, in_shanghai(row.at).date()) for row in rows}

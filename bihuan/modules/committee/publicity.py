"""What committee work has to say to the public, and what it knows of its being public.

The texts are published elsewhere (:mod:`bihuan.wires` draws the wires); here each kind of matter
says what its publication begins with.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bihuan.kernel.flows.changes import trail
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from .models import Circular, ListedSupervision, Patrol

Content = Mapping[str, Any]


def of_listing(record: ListedSupervision) -> Content:
    """Return the four things a listed matter is published with, {} before it is listed."""
    if record.term is None or record.watcher is None:
        return {}
    return {
        "headline": f"{record.unit.name}{record.get_about_display()}挂牌督办"[:160],
        "subject": record.unit.name,
        "facts": record.facts,
        "measures": record.demands,
        "term": record.term,
        "term_now": _later(record),
        "responsible": record.unit.name,
        "watcher": record.watcher.name,
        "outcome": record.result,
        "formed_on": _day_of(record.matter, "approve"),
    }


def of_patrol(record: Patrol) -> Content:
    """Return a patrol's problems and what was done about them, {} before they were reviewed."""
    if not (record.findings and record.result):
        return {}
    return {
        "headline": f"{record.unit.name}安全生产巡查及整改情况"[:160],
        "subject": record.unit.name,
        "facts": record.findings,
        "outcome": record.result,
        "formed_on": _day_of(record.matter, "notify"),
    }


def of_circular(record: Circular) -> Content:
    """Return what a circular says and of whom, {} before it was approved."""
    if record.matter.state in ("drafted", "dropped"):
        return {}
    named = [record.unit, *record.further]
    return {
        "headline": record.matter.title[:160],
        "subject": "、".join(unit.name for unit in named)[:400],
        "facts": f"{record.facts}\n{record.demands}",
        "outcome": _answers(record) if record.matter.state == "closed" else "",
        "formed_on": _day_of(record.matter, "approve"),
    }


def _answers(record: Circular) -> str:
    """Return what the units a circular names answered, one a line."""
    rows = record.answers.select_related("unit").order_by("pk")
    return "\n".join(f"{one.unit.name}：{one.reply}" for one in rows)


def unpublished(record: ListedSupervision, _: datetime) -> str:
    """Say that what is listed was not made public yet, "" once it was."""
    return "" if record.published_on else "还没有公布整改措施、期限、责任单位和督办单位。"


def unannounced(record: Patrol, _: datetime) -> str:
    """Say that the result of a patrol was not made public yet, "" once it was."""
    return "" if record.announced_on else "巡查督查及整改结果还没有向社会公告。"


def _later(record: ListedSupervision) -> date | None:
    """Return the day to which the term was extended, None while it stands as set."""
    rows = Obligation.objects.everywhere("the term of what is listed")
    row = rows.filter(matter=record.matter_id, step="report").order_by("-pk").first()
    due = in_shanghai(row.current_due).date() if row and row.current_due else None
    return due if due and record.term and due > record.term else None


def _day_of(matter: Matter, step: str) -> date:
    """Return the Shanghai day of the last time a step was taken, else that of the opening."""
    last = trail(matter).filter(verb=step).last()
    return in_shanghai(last.at if last else matter.opened_at).date()

"""The list to telephone by: a line for each person to call, whatever number of units she has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.reporting.contacts import Contact
from bihuan.modules.reporting.models import Call

from .completeness import joined
from .silence import with_heard
from .standings import days_late

#: A page to print; the sheet has all of them.
SHOWN = 300
ORDER = ("place_path", "holder__name", "id")


@dataclass
class Line:
    """One person to call, under one number, and what is missing of each unit she answers for.

    ``contact`` is ``None`` for units that nobody can be called for: one line for each.
    """

    contact: Contact | None
    place: str
    owed: dict[int, list[Obligation]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    late: int = 0
    call: Call | None = None

    @property
    def units(self) -> list[tuple[str, list[Obligation]]]:
        """Each unit's name and what it did not report."""
        return [(self.names[pk], rows) for pk, rows in self.owed.items()]

    @property
    def query(self) -> str:
        """The query of the form that enters the call."""
        asked: list[tuple[str, Any]] = [("unit", pk) for pk in self.owed]
        if self.contact:
            asked += [("name", self.who), ("phone", self.contact.phone)]
        return "?" + urlencode(asked)

    @property
    def who(self) -> str:
        """The name, or the names under which the number is registered."""
        return "、".join(sorted(self.called))


def lines(rows: QuerySet[Obligation], viewer: Viewer) -> list[Line]:
    """Return whom to call about missing reports, in the order of places.

    Persons registered under the same number are one line.
    """
    found: dict[str, Line] = {}
    for o, known in with_heard(joined(rows).order_by(*ORDER), viewer, lambda o: o.holder_id):
        if o.holder is None:
            continue
        contact = known.to_call
        key = contact.phone if contact else f"u{o.holder_id}"
        line = found.setdefault(key, Line(contact, o.holder.place.name))
        line.owed.setdefault(o.holder_id, []).append(o)
        line.names[o.holder_id] = o.holder.name
        line.late = max(line.late, days_late(o, viewer.on) or 0)
        if contact:
            line.called.add(contact.name)
        if known.call and (line.call is None or known.call.called_at > line.call.called_at):
            line.call = known.call
    return list(found.values())


EXPORTED = (
    "区划", "联系人", "身份", "电话", "单位数", "单位", "没报的事", "最长逾期（天）", "上次催报",
    "催报结果", "本次结果",
)  # fmt: skip


def exported(found: list[Line]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the sheet, an empty last column to write in."""
    for line in found:
        contact, call = line.contact, line.call
        titles = dict.fromkeys(o.title for _, rows in line.units for o in rows)
        yield (
            line.place, line.who if contact else "没有可拨的电话",
            f"{contact.rank}（{contact.title}）" if contact else "",
            contact.phone if contact else "", len(line.owed),
            "、".join(name for name, _ in line.units), "；".join(titles), line.late,
            _day(call.called_at) if call else "", told(call) if call else "", "",
        )  # fmt: skip


def told(call: Call) -> str:
    """Return what came of a call, in a line."""
    return f"{'联系上' if call.reached else '没联系上'}：{call.said}"


def _day(moment: datetime) -> str:
    return f"{in_shanghai(moment):%Y-%m-%d %H:%M}"

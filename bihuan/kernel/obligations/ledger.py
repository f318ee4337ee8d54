"""The duty ledger (责任台账): what a unit or person owed on a past day, as known on a later one.

Holder, due date and stage are those of the day, taken back from the trace; so the same page serves
as evidence of diligence and of its lack, whatever happened since.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Entry
from bihuan.lib.clocks import end_of, is_late

from .models import Holding, Obligation


@dataclass(frozen=True)
class Line:
    """One obligation as it stood: when due, which stage reached, and how it had ended if it had."""

    obligation: Obligation
    due: datetime | None
    stage: int
    done_at: datetime | None
    outcome: str

    def overdue(self, night: datetime) -> bool:
        """Say whether it was due and had not ended by the end of a day."""
        return not self.outcome and self.due is not None and is_late(night, self.due)


def ledger(
    whose: Unit | Person, *, day: date, known_on: date, since: date | None = None
) -> list[Line]:
    """Return what a unit, or a person in the posts held that day, owed on ``day``.

    What was entered after ``known_on`` is not yet known: neither that it was done, nor a later
    date. Opened by then, and not done before ``since`` (the day itself unless told) began; oldest
    due first.
    """
    known, night = end_of(known_on), end_of(day)
    rows = [r for r in _candidates(whose, day) if r.opened_at <= min(night, known)]
    trail: dict[str, list[Entry]] = {row.chain: [] for row in rows}
    for entry in Entry.objects.filter(chain__in=trail, at__lte=known).order_by("seq"):
        trail[entry.chain].append(entry)
    lines = [_line(row, trail[row.chain], night, known) for row in rows]
    begins = end_of(since or day).replace(hour=0, minute=0, second=0)
    owed = [line for line in lines if line.done_at is None or line.done_at >= begins]
    return sorted(owed, key=lambda line: (line.due is None, line.due, line.obligation.pk))


def _candidates(whose: Unit | Person, day: date) -> Iterator[Obligation]:
    """Yield what was held on the day: by who holds it now, or by who handed it on later."""
    if isinstance(whose, Unit):
        mine: dict[str, Any] = {"unit": whose}
        now = Q(holder=whose)
    else:
        posts = [term.post_id for term in terms.terms_on(whose, day)]
        mine, now = {"post__in": posts}, Q(post__in=posts)
    rows = Obligation.objects.everywhere("duty ledger").filter(
        now | Q(pk__in=Holding.objects.filter(until__gt=end_of(day), **mine).values("obligation"))
    )
    shown = rows.select_related("clause__document", "holder", "post", "supervisor").defer(
        "clause__text", "clause__document__text", "clause__document__compiled"
    )
    for row in shown.prefetch_related("holdings").order_by("pk"):
        later = [h for h in row.holdings.all() if h.until > end_of(day)]
        then: Any = min(later, key=lambda h: h.until, default=None)
        unit, post = (then.unit_id, then.post_id) if then else (row.holder_id, row.post_id)
        if unit == whose.pk if isinstance(whose, Unit) else post in posts:
            yield row


def _line(row: Obligation, entries: list[Entry], night: datetime, known: datetime) -> Line:
    bodies = [(e.verb, e.at, json.loads(e.body)) for e in entries]
    set_later = any(verb == "due_set" for verb, _, _ in bodies)
    due, stage = None if set_later else row.legal_due, 0
    for verb, at, body in bodies:
        if verb in ("due_set", "returned") or (verb == "extension_decided" and body["granted"]):
            due = datetime.fromisoformat(body["to"])
        if at <= night and (verb == "climbed" or verb == "returned"):
            stage = body["stage"]
    done = row.done_at if row.done_at and row.done_at <= known else None
    return Line(row, due, stage, done, row.outcome if done else "")

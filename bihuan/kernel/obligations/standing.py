"""That every obligation stands as its trace says: due, stage, holder, and that it was ended."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from bihuan.kernel.trace.models import Entry
from bihuan.kernel.trace.verify import Finding

from .models import Obligation

PAGE = 1_000


def contradictions() -> Iterator[Finding]:
    """Yield a finding for each row that was changed past the functions that trace changes."""
    everyone: QuerySet[Obligation] = Obligation.objects.everywhere("verified against the trace")
    as_born = Q(current_due=F("legal_due")) | Q(current_due=None, legal_due=None)
    as_born &= Q(done_at=None, paused_at=None, rung=-1, stage=0)
    for pk in everyone.filter(trail_count=0).exclude(as_born).values_list("pk", flat=True):
        yield _finding(pk)
    told = everyone.filter(trail_count__gt=0).order_by("pk")
    page = list(told[:PAGE])
    while page:
        yield from _disagreeing(page)
        page = list(told.filter(pk__gt=page[-1].pk)[:PAGE])


def _disagreeing(rows: list[Obligation]) -> Iterator[Finding]:
    trail: dict[str, list[Entry]] = {row.chain: [] for row in rows}
    for entry in Entry.objects.filter(chain__in=trail).order_by("chain", "seq"):
        trail[entry.chain].append(entry)
    for row in rows:
        replayed = _replay(row, trail[row.chain])
        if any(getattr(row, name) != value for name, value in replayed.items()):
            yield _finding(row.pk)


def _replay(row: Obligation, entries: list[Entry]) -> dict[str, Any]:
    """Return what the trace says of a row, as far as it says anything."""
    said: dict[str, Any] = {"stage": 0, "done_at": None, "outcome": ""}
    bodies = [(entry, json.loads(entry.body)) for entry in entries]
    if not any(entry.verb == "due_set" for entry, _ in bodies):
        said["current_due"] = row.legal_due
    for entry, body in bodies:
        if entry.verb == "climbed":
            said["stage"] = max(said["stage"], body["stage"])
        elif entry.verb == "assigned":
            said["holder_id"] = body["to"]
        elif entry.verb in ("due_set", "returned") or body.get("granted"):
            said["current_due"] = datetime.fromisoformat(body["to"])
            said["stage"] = body.get("stage", 0)
            said |= {"legal_due": said["current_due"]} if entry.verb == "due_set" else {}
        elif "outcome" in body:
            said |= {"done_at": entry.at, "outcome": body["outcome"]}
    return said


def _finding(pk: int) -> Finding:
    says = f"责任事项o{pk}与痕迹不符：期限、阶段、责任单位或结果被改动过。"
    return Finding("obligation", f"o{pk}", says)

"""The facts an obligation is born with, kept under a digest that is the first link of its chain.

A million obligations are opened without a million entries: the digest of what each was opened with
stands as its trail head at count 0, and its first entry links to it. Whoever later changes clause,
holder, period or legal due date past the functions that trace it is found.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from bihuan.kernel.trace.bulk import sha256_sql
from bihuan.kernel.trace.entries import instant
from bihuan.kernel.trace.models import Entry
from bihuan.lib import hashing
from bihuan.lib.hashing import SEPARATOR

from . import dialect
from .models import Obligation

#: In digest order; the two that differ within one rule and period stand together.
FIELDS = (
    *("kind", "title", "clause_id", "rule_id", "matter_id", "step", "parent_id"),
    *("holder_id", "subject_id"),
    *("period", "slot", "times_needed", "opened_at", "legal_due"),
)
MOMENTS = ("opened_at", "legal_due")


def digest(obligation: Obligation) -> str:
    """Return the digest of a row's birth facts as they stand in the row."""
    return hashing.digest(*(_text(getattr(obligation, name)) for name in FIELDS))


def recompute(ids: Sequence[int]) -> dict[int, str]:
    """Return the digest each row's chain must start from; holder and due as they were at birth.

    A later holder, or a due date set later, is traced: the first such entry tells what was before.
    """
    rows = Obligation.objects.everywhere("births are verified").in_bulk(ids)
    moved = [row.chain for row in rows.values() if row.trail_count]
    told = Entry.objects.filter(chain__in=moved, verb__in=("assigned", "due_set"))
    for entry in told.order_by("-seq"):
        row = rows[int(entry.chain[1:])]
        if entry.verb == "assigned":
            row.holder_id = json.loads(entry.body)["from"]
        else:
            row.legal_due = None
    return {pk: digest(row) for pk, row in rows.items()}


def around(facts: dict[str, Any]) -> tuple[str, str]:
    """Return the texts before and after ``holder_id, subject_id`` for rows alike in the rest."""
    at = FIELDS.index("holder_id")
    before = [_text(facts.get(name)) for name in FIELDS[:at]]
    after = [_text(facts.get(name)) for name in FIELDS[at + 2 :]]
    return SEPARATOR.join([*before, ""]), SEPARATOR.join(["", *after])


def digest_sql(alias: str, columns: tuple[str, ...] = FIELDS) -> str:
    """Return the expression for the digest of a row's facts; those not in ``columns`` are empty."""
    separator = f" || {'chr' if dialect.postgresql() else 'char'}(31) || "
    return sha256_sql(connection, separator.join(_sql(alias, f, columns) for f in FIELDS))


def _sql(alias: str, name: str, columns: tuple[str, ...]) -> str:
    if name not in columns:
        return "''"
    column = f"{alias}.{name}"
    written = dialect.instant(column) if name in MOMENTS else f"CAST({column} AS text)"
    return f"COALESCE({written}, '')"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return instant(value) if isinstance(value, datetime) else str(value)

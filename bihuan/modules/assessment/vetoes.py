"""一票否决: that one thing decides a result, entered by the office or brought by what found it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace import entries

from . import scores
from .models import Result, Veto


@transaction.atomic
def veto(  # noqa: PLR0913 - a veto has a clause, a cause, a window, a doer and a moment
    result: Result,
    *,
    clause: Clause | None,
    says: str,
    since: date,
    until: date | None,
    by: Actor,
    at: datetime,
) -> Veto:
    """Record a veto on a result, whatever its state, and the grade that follows from it.

    The one function by which other domains bring theirs. Raises :class:`Invalid` without a cause
    or for a window that ends before it begins.
    """
    if not says.strip():
        raise Invalid("还没有填写“一票否决的事由”。", field="veto_says")
    if until is not None and until <= since:
        raise Invalid(f"止期要晚于起期 {since}。", field="veto_until")
    made = Veto.objects.create(
        result=result, clause=clause, says=says.strip(), since=since, until=until,
        by_id=by.person_id, at=at,
    )  # fmt: skip
    body = {"says": made.says, "since": str(since), "until": str(until or ""),
            "clause": clause.pk if clause else None}  # fmt: skip
    entries.append(result.matter, "vetoed", by=by, at=at, body=body)
    if result.total is not None:
        scores.settle(result)
    return made


def note(moved: Any) -> None:
    """Record the veto that a step entered, on the clause the assessment rests on."""
    result: Result = moved.record
    veto(
        result, clause=moved.matter.clause, says=result.veto_says, since=result.veto_since,
        until=result.veto_until, by=moved.by, at=moved.at,
    )  # fmt: skip

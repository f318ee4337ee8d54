"""Asking for an opinion in somebody's name, as a list of nominees does for each of them."""

from datetime import date, datetime

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import OpinionFlow
from .models import Bar, Opinion


def ask_before_award(  # noqa: PLR0913 - who is asked about whom, for what, by when, by whom
    body: Unit,
    unit: Unit,
    person: Person | None,
    *,
    wanted: str,
    reply_by: date,
    parent: Matter,
    by: Viewer,
    at: datetime,
) -> Matter:
    """Open the question whether a body objects to commending a person, or else a unit."""
    record = Opinion(
        asked_by_id=by.unit_id, asker_id=by.person_id, office=body, purpose=Bar.What.AWARD,
        unit=unit, unit_name=unit.name, person=person, name=person.name if person else "",
        wanted=wanted[:200], reply_by=reply_by,
    )  # fmt: skip
    case = Case(f"征求意见：{record.who}"[:240], body.place, body, parent.clause, parent)
    return begin(OpinionFlow, case, record, by=by, at=at)

"""What other matters put before a committee office for approval: a listing or a summons."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace.models import Matter

from .models import Interview, ListedSupervision

About = ListedSupervision.About
#: How many characters the title of a matter holds.
TITLE = 240


def propose_interview(  # noqa: PLR0913 - a summons has a unit, a reason, a cause and a moment
    unit: Unit, reason: str, *, cause: Matter, by: Actor, at: datetime, proposer: int | None = None
) -> Matter:  # fmt: skip
    """Return the proposal to summon a unit, at the unit of the matter that gave cause for it.

    ``proposer`` is the person who found the cause, where not ``by``: who may not approve it.
    """
    from .flows import InterviewFlow

    asked = Interview(proposer_id=proposer or by.person_id, unit=unit, reason=reason)
    case = Case(f"约谈{unit.name}", cause.place, cause.unit, cause.clause, cause)
    return begin(InterviewFlow, case, asked, by=by, at=at)


def propose_listing(  # noqa: PLR0913 - what is listed has a keeper, a clause and its facts
    title: str, *, cause: Matter, by: Actor, at: datetime, keeper: Unit | None = None,
    clause: Clause | None = None, **facts: Any,
) -> Matter:  # fmt: skip
    """Return the proposal to list, at ``keeper`` and on ``clause``, else those of the cause.

    ``facts`` are fields of :class:`ListedSupervision`.
    """
    from .listing_flow import ListedSupervisionFlow

    asked = ListedSupervision(proposer_id=by.person_id, **facts)
    at_unit, on = keeper or cause.unit, clause or cause.clause
    case = Case(title[:TITLE], cause.place, at_unit, on, cause)
    return begin(ListedSupervisionFlow, case, asked, by=by, at=at)

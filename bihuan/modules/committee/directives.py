"""Handing out what was decided or found: at a meeting, on an inspection, in a patrol."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import authority, roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import DirectiveFlow
from .models import Directive


@dataclass(frozen=True)
class Given:
    """One thing to be handed out: to whom, what, by when."""

    holder: Unit
    says: str
    due_on: date


@transaction.atomic
def hand_out(
    source: Obligation, given: Sequence[Given], *, by: Viewer, at: datetime
) -> list[Matter]:
    """Open a directive for each thing that meeting a duty gave, on the clause of that duty.

    Raises :class:`NotAllowed` for a post that may not or a unit out of its sight, and
    :class:`Invalid` for one without words or with a day that has passed; then none is opened.
    """
    if given and not by.can(roles.ASSIGN):
        raise NotAllowed("您的岗位不能交办事项。", can="可以交办事项的岗位")
    return [_open(source, one, by, at) for one in given]


def _open(source: Obligation, one: Given, by: Viewer, at: datetime) -> Matter:
    if not one.says.strip():
        raise Invalid(f"交给{one.holder.name}的事项还没有写内容。", field="says")
    if one.due_on < by.on:
        raise Invalid(f"交给{one.holder.name}的期限 {one.due_on} 已经过了。", field="due_on")
    authority.demand_seen(by, one.holder, DirectiveFlow.holder.title)
    record = Directive(
        holder=one.holder, given_by_id=by.unit_id, giver_id=by.person_id, source=source,
        says=one.says.strip(), due_on=one.due_on,
    )  # fmt: skip
    case = Case(record.says[:60], one.holder.place, one.holder, source.clause, source.matter)
    return begin(DirectiveFlow, case, record, by=by, at=at)

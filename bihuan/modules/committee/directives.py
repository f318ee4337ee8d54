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
def hand_out(  # noqa: PLR0913 - what is handed out has an origin, a giver and a moment
    source: Obligation | None, given: Sequence[Given], *, by: Viewer, at: datetime,
    parent: Matter | None = None, office: Unit | None = None,
) -> list[Matter]:  # fmt: skip
    """Open a directive for each thing that meeting a duty gave, on the clause of that duty.

    What a matter gave has that as its ``parent``. ``office`` follows them up instead of the
    giver's own unit.

    Raises :class:`NotAllowed` for a post that may not or a unit out of its sight, and
    :class:`Invalid` for one without words or with a day that has passed; then none is opened.
    """
    if given and not by.can(roles.ASSIGN):
        raise NotAllowed("您的岗位不能交办事项。", can="可以交办事项的岗位")
    clause, matter = (source.clause, source.matter) if source else (None, None)
    origin = parent or matter
    ground = clause or (origin.clause if origin else None)
    made = []
    for one in given:
        record = _record(one, by)
        record.source = source
        record.given_by_id = office.pk if office else by.unit_id
        case = Case(record.says[:60], one.holder.place, one.holder, ground, origin)
        made.append(begin(DirectiveFlow, case, record, by=by, at=at))
    return made


def _record(one: Given, by: Viewer) -> Directive:
    if not one.says.strip():
        raise Invalid(f"交给{one.holder.name}的事项还没有写内容。", field="says")
    if one.due_on < by.on:
        raise Invalid(f"交给{one.holder.name}的期限 {one.due_on} 已经过了。", field="due_on")
    authority.demand_seen(by, one.holder, DirectiveFlow.holder.title)
    return Directive(
        holder=one.holder, giver_id=by.person_id, says=one.says.strip(), due_on=one.due_on
    )

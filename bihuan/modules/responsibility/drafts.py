"""A list of either kind while it is a draft: who may change it, an entry taken off it."""

from datetime import datetime

from django.db import transaction

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .models import DutyList, YearList


def held(draft: DutyList | YearList, *, revision: int, by: Viewer) -> Matter:
    """Return the matter of a draft, locked for a change of it by the office that draws it up.

    Raises :class:`WrongState` once it was sent for approval, :class:`NotAllowed` for others.
    """
    matter = hold(draft.pk, by=by, revision=revision)
    if matter.state != flow_of(matter.flow).initial.name:
        raise WrongState("清单已送审，不能再改。要改请退回或编新版。")
    if by.unit_id != draft.office_id or not by.can(roles.MANAGE_ORGS):
        name = draft.office.name
        raise NotAllowed(f"清单由{name}编制。", can=name)
    return matter


@transaction.atomic
def drop(draft: DutyList | YearList, pk: int, *, revision: int, by: Viewer, at: datetime) -> None:
    """Take an entry off a draft; the trace keeps its words."""
    matter = held(draft, revision=revision, by=by)
    item = draft.items.filter(pk=pk).first()
    if item is None:
        raise NotFound("清单里没有这一条。")
    body = {"item": item.pk, "says": item.says}
    item.delete()
    record_change(matter, "item_dropped", by=by, at=at, body=body)

"""Telling a holder at once what people did about a duty; reminding of it (催办) once a day."""

from datetime import datetime
from typing import cast

from django.db import transaction

from bihuan.kernel.notices import notices
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.lib.clocks import in_shanghai

from .models import Obligation
from .obligations import hold, record


@transaction.atomic
def remind(obligation: Obligation, *, by: Viewer, at: datetime) -> Notice:
    """Remind who owes an obligation. It changes neither its date nor its stage.

    Raises :class:`NotAllowed` for a post that does not supervise, or of the holder itself;
    :class:`WrongState` when nobody owes it, or this unit has reminded of it today.
    """
    demand(by, roles.SUPERVISE)
    row = hold(obligation, by=by)
    if row.holder is None:
        raise WrongState("没有责任单位，催办无法送达。请先指定责任单位。", can="安委办")
    if row.holder_id == by.unit_id:
        raise NotAllowed("不能催办本单位。", can="督办方")
    key = f"{row.chain}:reminded:{in_shanghai(at):%Y%m%d}:{by.unit_id}"
    if Notice.objects.everywhere("reminded of today").filter(key=key).exists():
        raise WrongState(f"今天已催办过{row.holder.name}。")
    record(row, "reminded", by=by, at=at, body={"to": row.holder_id})
    return tell(row, "reminded", key, by=by, at=at)


def tell(row: Obligation, template: str, key: str, *, by: Actor, at: datetime) -> Notice:
    """Tell who owes an obligation what another person did about it, at once."""
    return notices.write(
        key=key, unit=cast("Unit", row.holder), post=row.post, chain=row.chain, template=template,
        subject=row.title, facts={"by": by.label}, stage=row.stage, urgent=True, at=at,
        due=row.current_due,
    )  # fmt: skip

"""More time, or no duty any more: asked by the holder, decided by somebody else, in writing."""

from datetime import datetime

from django.db import transaction

from bihuan.kernel.notices import notices
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer

from . import obligations
from .models import Extension, Obligation, Outcome


@transaction.atomic
def ask(
    obligation: Obligation, *, to_due: datetime, reason: str, by: Viewer, at: datetime
) -> Extension:
    """Ask for a later due date, in the name of the holder; until it is decided nothing moves."""
    row = obligations.hold(obligation, by=by)
    if by.unit_id != row.holder_id or not by.can(roles.FULFIL):
        holder = row.holder.name if row.holder else "责任单位"
        raise NotAllowed(f"延期由{holder}申请。", can=holder)
    if row.current_due is None:
        raise WrongState("这件责任事项还没有期限，不用申请延期。")
    if row.extensions.filter(granted=None).exists():
        raise WrongState("已有一份延期申请等待审批。", can="督办方")
    if to_due <= row.current_due or to_due <= at:
        raise Invalid("延期后的期限要晚于现行期限和今天。", field="to_due")
    if not reason.strip():
        raise Invalid("还没有填写“延期理由”。", field="reason")
    made = Extension.objects.create(
        obligation=row, from_due=row.current_due, to_due=to_due.replace(microsecond=0),
        reason=reason, asked_by_id=by.person_id, asked_at=at,
    )  # fmt: skip
    body = {"from": made.from_due, "to": made.to_due, "reason": reason}
    obligations.record(row, "extension_asked", by=by, at=at, body=body)
    return made


@transaction.atomic
def decide(
    extension: Extension, *, granted: bool, opinion: str, by: Viewer, at: datetime
) -> Extension:
    """Grant or refuse more time. Granted, the current due moves and the ladder begins anew, while
    the legal due stays; refused, nothing moves. Never by the unit that asked.
    """
    row = obligations.hold(extension.obligation, by=by)
    held = Extension.objects.select_for_update().get(pk=extension.pk)
    if held.granted is not None:
        raise WrongState("这份延期申请已经审批。")
    _decides(row, by, "批准延期")
    held.granted, held.opinion, held.decided_at = granted, opinion, at
    held.decided_by_id = by.person_id
    held.save()
    if granted:
        obligations.restart(row, held.to_due, stage=0, at=at)
    body = {"granted": granted, "to": held.to_due, "opinion": opinion}
    obligations.record(row, "extension_decided", by=by, at=at, body=body)
    if granted:
        obligations.lapse_supervision(row, by=by, at=at)
    if row.holder:
        word = "批准延期" if granted else "不批准延期"
        notices.write(
            key=f"x{held.pk}:decided", unit=row.holder, post=row.post, chain=row.chain,
            template="extension", subject=row.title, facts={"decision": word}, stage=row.stage,
            urgent=False, due=row.current_due, at=at,
        )  # fmt: skip
    return held


@transaction.atomic
def excuse(obligation: Obligation, reason: str, *, by: Viewer, at: datetime) -> Obligation:
    """End an obligation without its being done, with a reason and by somebody else's name."""
    row = obligations.hold(obligation, by=by)
    _decides(row, by, "批准免责")
    if not reason.strip():
        raise Invalid("还没有填写“免责理由”。", field="reason")
    body = {"reason": reason, "approved_by": by.person_id}
    return obligations.end(row, Outcome.EXCUSED, verb="excused", by=by, at=at, body=body)


def _decides(row: Obligation, by: Viewer, act: str) -> None:
    demand(by, roles.EXTEND)
    if by.unit_id == row.holder_id:
        raise NotAllowed(f"本单位的责任事项不能由本单位{act}。", can="督办方")

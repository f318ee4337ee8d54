"""Meeting an obligation: by findings, by a signed statement of zero, by proxy; kept apart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Post, Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import in_shanghai

from . import obligations
from .models import Fulfilment, Kind, Obligation
from .selection import on_day

Mode = Fulfilment.Mode


@transaction.atomic
def fulfil(  # noqa: PLR0913 - an act has an object, a doer, two moments, words and proof
    obligation: Obligation, *, mode: str, happened_at: datetime, record: dict[str, Any],
    led_by: Person | None = None, files: Sequence[Evidence] = (), proxy_reason: str = "",
    by: Viewer, at: datetime, revision: int,
) -> Fulfilment:  # fmt: skip
    """Record that an obligation was met once; with the last time it needs, it ends.

    ``happened_at`` is when it was done, ``at`` when it is entered; it is on time when entered by
    the current due date. Raises :class:`NotFound`, :class:`Conflict`, :class:`WrongState` for an
    obligation that has ended, is paused or moves with its matter, :class:`NotAllowed`,
    :class:`Invalid` for moment, record, statement of zero or leader, :class:`ProofMissing`.
    """
    row = obligations.hold(obligation, by=by, revision=revision)
    _check_state(row)
    _check_actor(row, mode, proxy_reason, by)
    _check_facts(row, mode, happened_at, record, at)
    led_post = _leader_post(row, led_by, happened_at)
    _check_proof(row, files)
    made = Fulfilment.objects.create(
        obligation=row, mode=mode, happened_at=happened_at, recorded_at=at,
        person_id=by.person_id, post_id=by.post_id, led_by=led_by, led_post=led_post,
        record=record, proxy_reason=proxy_reason,
    )  # fmt: skip
    row.times_done += 1
    body = {
        "mode": mode, "happened_at": happened_at, "record": record, "times": row.times_done,
        "led_by": led_by.pk if led_by else None, "proxy_reason": proxy_reason,
        "files": {str(file.pk): file.sha256 for file in files},
    }  # fmt: skip
    if row.times_done < row.times_needed:
        obligations.record(row, "fulfilled", by=by, at=at, body=body)
        return made
    row.mode = mode if mode == Mode.PROXY else _overall(row, mode)
    obligations.end(row, None, verb="fulfilled", by=by, at=at, body=body)
    return made


def _check_state(row: Obligation) -> None:
    if row.matter_id is not None:
        raise WrongState(f"“{row.title}”随事项办理，请在事项页面办理。")
    if row.kind == Kind.SIGN:
        raise WrongState(f"“{row.title}”在文书的页面办理。")
    if row.paused_at is not None:
        raise WrongState(f"“{row.title}”已暂停，恢复后再办理。", can="主管单位")


def _check_actor(row: Obligation, mode: str, proxy_reason: str, by: Viewer) -> None:
    holder = row.holder.name if row.holder else "责任单位"
    if row.holder is None:
        raise NotAllowed(f"“{row.title}”还没有指定责任单位。", can="安委办")
    if mode not in Mode.values:
        raise Invalid("请选择办结方式：有发现、零报告、已完成或代报。", field="mode")
    if mode != Mode.PROXY:
        if by.unit_id != row.holder_id or not by.can(roles.FULFIL):
            raise NotAllowed(f"“{row.title}”由{holder}办理。", clause=row.clause, can=holder)
        return
    if by.unit_id == row.holder_id:
        raise Invalid("本单位自己填报，不是代报。", field="mode")
    if not by.can(roles.PROXY):
        raise NotAllowed("您的岗位不能代报。", clause=row.clause, can="有代报职责的岗位")
    if not proxy_reason.strip():
        raise Invalid("还没有填写“代报原因”。", field="proxy_reason")


def _check_facts(
    row: Obligation, mode: str, happened_at: datetime, record: dict[str, Any], at: datetime
) -> None:
    if happened_at > at:
        raise Invalid("发生时间不能晚于现在。", field="happened_at")
    day = in_shanghai(happened_at).date()
    if row.base is not None and not row.base.starts <= day:
        raise Invalid(f"发生时间不能早于本期开始的 {row.base.starts}。", field="happened_at")
    if mode == Mode.ZERO and not (row.rule and row.rule.zero_allowed):
        raise Invalid("这件责任事项不能零报告。", field="mode", clause=row.clause)
    missing = row.record_kind.missing(record)
    if mode != Mode.ZERO and missing:
        raise Invalid(f"还没有填写“{missing.title}”。", field=missing.name)


def _leader_post(row: Obligation, led_by: Person | None, happened_at: datetime) -> Post | None:
    """Return the post in which the leader the rule demands led; checked on the day it happened."""
    lead = row.slot or (row.rule.lead if row.rule else "")
    if not lead and led_by is None:
        return None
    title = Post.Lead(lead).label if lead else "带队人"
    if led_by is None:
        says = f"这件责任事项要由{title}带队，请填写带队人。"
        raise Invalid(says, field="led_by", clause=row.clause)
    day = in_shanghai(happened_at).date()
    held = Term.objects.filter(on_day(day), person=led_by, post__unit=row.holder_id)
    term = held.filter(post__lead=lead).first() if lead else held.first()
    if term is None:
        unit = row.holder.name if row.holder else ""
        says = f"{led_by.name}在 {day} 不是{unit}的{title}。"
        raise Invalid(says, field="led_by", clause=row.clause)
    return term.post


def _check_proof(row: Obligation, files: Sequence[Evidence]) -> None:
    foreign = [file.name for file in files if file.chain != row.chain]
    if foreign:
        raise ProofMissing(f"“{foreign[0]}”不是这件责任事项的材料。")
    for kind in row.rule.proof if row.rule else ():
        if not any(file.kind == kind for file in files):
            holder = row.holder.name if row.holder else ""
            raise ProofMissing(f"还缺“{kind}”。", clause=row.clause, can=holder)


def _overall(row: Obligation, mode: str) -> str:
    """How the whole was met when it took several times: by proxy or findings before zero."""
    modes = set(row.fulfilments.values_list("mode", flat=True)) | {mode}
    ranked = (Mode.PROXY, Mode.FINDINGS, Mode.DONE, Mode.ZERO)
    return next(found for found in ranked if found in modes)

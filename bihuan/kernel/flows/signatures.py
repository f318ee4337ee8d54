"""Asking for approval of a step, and signing or refusing it (送审、审批)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.notices import notices
from bihuan.kernel.obligations import obligations
from bihuan.kernel.obligations.models import Kind
from bihuan.kernel.orgs.refusals import NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Evidence, Matter

from . import approvals, duties
from .changes import hold, record_change
from .guards import Attempt, attempt, guards
from .models import Approval
from .steps import Step


@transaction.atomic
def ask(  # noqa: PLR0913 - what is asked is what advance() will be given
    matter: Matter,
    step: Step,
    *,
    by: Viewer,
    at: datetime,
    revision: int,
    evidence: Sequence[Evidence] = (),
    fields: Mapping[str, Any] | None = None,
) -> Entry:
    """Send a step for approval with the words and files it will be taken with.

    Everything but the approval must hold already. Raises as :func:`advance` does, and
    :class:`WrongState` when no chain asks for approval or a round is running.
    """
    held = hold(matter.pk, by=by, revision=revision)
    a = attempt(held, step, by, at, evidence=evidence, fields=fields or {})
    for guard in guards(a):
        if guard.name != "审批":
            guard.check()
    posts = approvals.chain(a.flow, step, a.unit, held.place_path, at)
    if not posts:
        raise WrongState(f"“{step.title}”不需要送审，可以直接办理。")
    if approvals.asked(held, a.flow, step):
        raise WrongState(f"“{step.title}”已经送审，请等审批结果。")
    values = {name: str(value) for name, value in a.fields.items()}
    files = {str(e.pk): e.sha256 for e in a.evidence}
    body = {"step": step.name, "fields": values, "evidence": files}
    entry = record_change(held, f"ask:{step.name}", by=by, at=at, body=body)
    digest = approvals.content(a.flow, step, a.record, a.fields, a.evidence)
    _signature(a, by, round_=entry.seq, position=0, digest=digest).save()
    _ask_next(a, posts[0], 1)
    return entry


@transaction.atomic
def decide(  # noqa: PLR0913 - a signature has an object, a signer, a moment, a yes or no, words
    matter: Matter,
    step: Step,
    *,
    agreed: bool,
    opinion: str,
    by: Viewer,
    at: datetime,
    revision: int,
) -> Approval:
    """Sign, or refuse to sign, as the next post of the chain.

    Raises :class:`WrongState` when nothing waits for approval and :class:`NotAllowed` for another
    post than the next, or somebody who has signed in this round already.
    """
    held = hold(matter.pk, by=by, revision=revision)
    a = attempt(held, step, by, at, evidence=(), fields={})
    round_ = approvals.asked(held, a.flow, step)
    began = round_.at if round_ else at
    posts = approvals.chain(a.flow, step, a.unit, held.place_path, began)
    rows = approvals.signed(held, step, round_) if round_ else []
    if round_ is None or len(rows) > len(posts):
        raise WrongState(f"“{step.title}”没有等待审批。", clause=a.clause)
    _may_sign(a, posts[len(rows) - 1], {row.person_id for row in rows})
    verb = f"{'agree' if agreed else 'disagree'}:{step.name}"
    body = {"step": step.name, "position": len(rows), "opinion": opinion}
    record_change(held, verb, by=by, at=at, body=body)
    for obligation in duties.standing(held).filter(step=f"sign:{len(rows)}"):
        obligations.settle(obligation, by=by, at=at)
    if agreed and len(rows) < len(posts):
        _ask_next(a, posts[len(rows)], len(rows) + 1)
    signature = _signature(a, by, round_=round_.seq, position=len(rows), digest=rows[0].digest)
    signature.agreed, signature.opinion = agreed, opinion
    signature.save()
    return signature


def _may_sign(a: Attempt, name: str, signed: set[int]) -> None:
    post, title = approvals.post_named(name, a.unit), approvals.title_of(name)
    if post is None or a.by.post_id != post.pk:
        raise NotAllowed(f"现在等待{title}审批。", clause=a.clause, can=title)
    if a.by.person_id in signed:
        says = "您在这一轮已经签过，要由另一人审批。"
        raise NotAllowed(says, clause=a.clause, can=title)


def _signature(a: Attempt, by: Viewer, *, round_: int, position: int, digest: str) -> Approval:
    return Approval(
        matter=a.matter, step=a.step.name, attempt=round_, position=position, digest=digest,
        post_id=by.post_id, person_id=by.person_id, agreed=True, at=a.at,
    )  # fmt: skip


def _ask_next(a: Attempt, name: str, position: int) -> None:
    """Open the next signature as a duty of its post; the text sets no period for it."""
    post = approvals.post_named(name, a.unit)
    title = f"审批“{a.step.title}”：{a.matter.title}"
    obligation = obligations.open_one(
        kind=Kind.SIGN,
        title=title,
        holder=a.unit,
        post=post,
        matter=a.matter,
        step=f"sign:{position}",
        clause=a.clause,
        legal_due=None,
        ladder=None,
        by=a.by,
        at=a.at,
    )
    if post is not None:
        notices.write(
            key=f"{obligation.chain}:approval", unit=post.unit, post=post, chain=a.matter.chain,
            template="approval", subject=title, facts={}, stage=0, urgent=True, at=a.at,
        )  # fmt: skip

"""Deciding what was read from a document, item by item, beside its words.

Every function takes the review's ``revision`` and raises what :func:`flows.changes.hold` raises;
only the clerks of the reviewing unit decide, and only until the review is with the approver.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .models import Proposal, Review
from .rules import problem

OPEN_STATES = ("reviewing", "returned")
State = Proposal.State
Kind = Proposal.Kind


@dataclass(frozen=True)
class Desk:
    """Who decides, when, on which revision of the review: the same for every decision."""

    by: Viewer
    at: datetime
    revision: int


@transaction.atomic
def accept(proposal: Proposal, desk: Desk, *, reading: str = "") -> Proposal:
    """Adopt a proposal as it is. ``reading`` is ``date`` or ``alt`` where the words have two.

    Adopting an item without a number, or a missing owner, records that the document leaves it
    open. Raises :class:`Invalid` when a reading must be chosen.
    """
    matter = _hold(proposal, desk)
    data = dict(proposal.data)
    if proposal.two_readings:
        if reading not in ("date", "alt"):
            says = (
                f"“{data.get('text', '')}”有两种读法：{data['date']} 或 {data['alt']}。请选一种。"
            )
            raise Invalid(says, field="reading")
        data["reading"] = reading
        if reading == "alt":
            data["date"], data["alt"] = data["alt"], data["date"]
    return _decide(matter, proposal, State.ACCEPTED, desk, data=data)


@transaction.atomic
def accept_clause(review: Review, clause: Clause, desk: Desk) -> list[Proposal]:
    """Adopt the plain proposals of one clause; those that need a decision of their own stay."""
    matter = _editable(review, desk)
    plain = [
        p for p in _waiting(review).filter(clause=clause) if not (needs_own_decision(p) or p.counts)
    ]
    now = matter.revision
    for proposal in plain:
        _decide(matter, proposal, State.ACCEPTED, Desk(desk.by, desk.at, now), data=proposal.data)
    return plain


@transaction.atomic
def correct(proposal: Proposal, desk: Desk, data: dict[str, Any], *, reason: str) -> Proposal:
    """Put other values in place of what was read; the reading itself is kept.

    Raises :class:`Invalid` for values no duty can be made of, or without a reason.
    """
    matter = _hold(proposal, desk)
    _require_reason(reason, "改正的理由")
    values = {**proposal.data, **data}
    wrong = problem(proposal.kind, values)
    if wrong is not None:
        raise Invalid(wrong[1], field=wrong[0])
    return _decide(matter, proposal, State.CORRECTED, desk, data=values, reason=reason)


@transaction.atomic
def reject(proposal: Proposal, desk: Desk, *, reason: str) -> Proposal:
    """Decide that the words do not say this. Raises :class:`Invalid` without a reason."""
    matter = _hold(proposal, desk)
    _require_reason(reason, "不采用的理由")
    return _decide(matter, proposal, State.REJECTED, desk, data=proposal.data, reason=reason)


@transaction.atomic
def leave_open(proposal: Proposal, desk: Desk) -> Proposal:
    """Decide that the document leaves this open: somebody named will set it after the release.

    An item without a number and a missing owner are adopted as such, a frequency loses its number,
    a date counts as not given. Raises :class:`Invalid` for what has nothing to be set.
    """
    nobody = proposal.kind == Kind.RESPONSIBLE and not proposal.data.get("unit")
    if proposal.kind == Kind.UNSET or nobody:
        return accept(proposal, desk)
    if proposal.kind == Kind.RECURRING:
        return correct(proposal, desk, {"times": None}, reason="次数按文件未写明处理，留待设定")
    if proposal.kind == Kind.DEADLINE:
        return reject(proposal, desk, reason="期限按文件未写明处理，留待设定")
    raise Invalid("这一项没有可以留待设定的次数或期限。", field="act")


@transaction.atomic
def split(proposal: Proposal, desk: Desk, parts: Sequence[dict[str, Any]]) -> list[Proposal]:
    """Put several proposals in the place of one; each is then decided by itself.

    A part may give its own ``start`` and ``end`` inside the clause. Raises :class:`Invalid` for
    fewer than two parts.
    """
    matter = _hold(proposal, desk)
    if len(parts) < 2:
        raise Invalid("拆分至少要有两项。", field="parts")
    return _succeed(matter, [proposal], parts, "split", desk)


@transaction.atomic
def merge(proposals: Sequence[Proposal], desk: Desk, data: dict[str, Any]) -> Proposal:
    """Put one proposal in the place of several of the same kind and clause.

    Raises :class:`Invalid` for fewer than two, or of different kinds or clauses.
    """
    matter = _hold(proposals[0], desk)
    for other in proposals[1:]:
        _require_waiting(other)
    kinds = {(p.kind, p.clause_id, p.review_id) for p in proposals}
    if len(proposals) < 2 or len(kinds) != 1:
        raise Invalid("只能合并同一条里同一类的两项以上。", field="proposals")
    span = {"start": min(p.start for p in proposals), "end": max(p.end for p in proposals)}
    return _succeed(matter, proposals, [{**span, **data}], "merged", desk)[0]


@transaction.atomic
def undo(proposal: Proposal, desk: Desk) -> Proposal:
    """Take a decision back: the proposal waits again as it was read.

    Undoing a split or merger rejects what came of it, unless that has been decided already, which
    raises :class:`WrongState`.
    """
    matter = _editable(proposal.review, desk)
    proposal.refresh_from_db()
    if proposal.state == State.PROPOSED:
        raise WrongState("这一项还没有结论，不用撤销。")
    heirs = list(proposal.successors.all()) if proposal.state == State.MERGED else []
    if any(heir.state != State.PROPOSED for heir in heirs):
        raise WrongState("拆分或合并出来的项已有结论，请先撤销那些结论。")
    siblings = Proposal.objects.filter(successors__in=heirs).distinct() if heirs else [proposal]
    for one in list(siblings):
        _store(one, State.PROPOSED, desk, data=one.original, reason="")
    for heir in heirs:
        _store(heir, State.REJECTED, desk, data=heir.data, reason="撤销拆分或合并")
    _record(matter, "undone", proposal, desk)
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def learn_alias(proposal: Proposal, desk: Desk, unit: Unit) -> Proposal:
    """Say which unit a printed name means, and remember it for the document's place."""
    matter = _hold(proposal, desk)
    printed = str(proposal.data.get("unit") or "")
    if proposal.kind != Kind.RESPONSIBLE or not printed:
        raise Invalid("只有写明名称的责任单位可以对应到单位库。", field="unit")
    if printed != unit.name:
        place = proposal.review.document.place
        units.add_alias(unit, printed, place=place, by=desk.by, at=desk.at)
    data = {**proposal.data, "canonical": unit.name, "unit_id": unit.pk}
    return _decide(matter, proposal, State.CORRECTED, desk, data=data, reason="对应到单位库")


@dataclass(frozen=True)
class Unresolved:
    """A proposal that keeps the review from going to the approver, and why, in words."""

    proposal: Proposal
    says: str


def unresolved(review: Review) -> list[Unresolved]:
    """Return every proposal without a decision, those that need thought first."""
    waiting = [Unresolved(p, _asks(p)) for p in _waiting(review).select_related("clause")]
    return sorted(waiting, key=lambda u: (not needs_own_decision(u.proposal), u.proposal.start))


def blocking(review: Review, at: datetime) -> str:
    """Return what keeps a review from the approver in one sentence, "" when nothing does."""
    waiting = list(_waiting(review))
    hard = sum(needs_own_decision(p) for p in waiting)
    if not waiting:
        return ""
    tail = f"，其中 {hard} 处要您选定或确认" if hard else ""
    return f"还有 {len(waiting)} 处没有结论{tail}。"


def needs_own_decision(proposal: Proposal) -> bool:
    """Say whether a proposal must be decided by itself: doubtful, open, or with two readings."""
    nobody = proposal.kind == Kind.RESPONSIBLE and not proposal.data.get("unit")
    open_ = proposal.kind in (Kind.UNSET, Kind.REPAIR)
    return nobody or open_ or proposal.two_readings


def _asks(proposal: Proposal) -> str:
    words = proposal.data.get("text") or proposal.data.get("raw") or ""
    if proposal.two_readings:
        return f"“{words}”有两种读法，请选一种。"
    if proposal.kind == Kind.RESPONSIBLE and not proposal.data.get("unit"):
        return "这一条没有写明单位，请指定，或确认“文件未写明”。"
    if proposal.kind == Kind.UNSET:
        return f"原文写“{words}”，没有次数，请确认留待设定。"
    if proposal.kind == Kind.REPAIR:
        return str(proposal.data.get("message") or f"“{words}”读不准，请决定。")
    return "还没有结论。"


def _waiting(review: Review) -> Any:
    return Proposal.objects.filter(review=review, state=State.PROPOSED)


def _editable(review: Review, desk: Desk) -> Matter:
    """Hold the review's matter for a decision, or refuse."""
    matter = hold(review.pk, by=desk.by, revision=desk.revision)
    if matter.state not in OPEN_STATES:
        raise WrongState("这份文件已送批准人，不能再改。可由批准人退回后再改。")
    if desk.by.unit_id != matter.unit_id or not desk.by.can(roles.REVIEW):
        unit = matter.unit.name if matter.unit else "经办单位"
        raise NotAllowed(f"文件由{unit}审阅。", can=f"{unit}的经办人")
    return matter


def _hold(proposal: Proposal, desk: Desk) -> Matter:
    matter = _editable(proposal.review, desk)
    _require_waiting(proposal)
    return matter


def _require_waiting(proposal: Proposal) -> None:
    proposal.refresh_from_db()
    if proposal.state != State.PROPOSED:
        raise WrongState(f"这一项已有结论（{proposal.get_state_display()}）。要改请先撤销。")


def _require_reason(reason: str, title: str) -> None:
    if not reason.strip():
        raise Invalid(f"还没有填写“{title}”。", field="reason")


def _decide(  # noqa: PLR0913 - a decision has an object, an outcome, a doer, values and a reason
    matter: Matter, proposal: Proposal, state: str, desk: Desk, *,
    data: dict[str, Any], reason: str = "",
) -> Proposal:  # fmt: skip
    before = proposal.data
    _store(proposal, state, desk, data=data, reason=reason)
    _record(matter, str(state), proposal, desk, before=before, after=data, reason=reason)
    return proposal


def _store(
    proposal: Proposal, state: str, desk: Desk, *, data: dict[str, Any], reason: str
) -> None:
    proposal.state, proposal.data, proposal.reason = state, data, reason
    undone = state == State.PROPOSED
    proposal.decided_by_id = None if undone else desk.by.person_id
    proposal.decided_at = None if undone else desk.at
    proposal.save(update_fields=["state", "data", "reason", "decided_by", "decided_at"])


def _succeed(
    matter: Matter,
    old: Iterable[Proposal],
    parts: Sequence[dict[str, Any]],
    verb: str,
    desk: Desk,
) -> list[Proposal]:
    old = list(old)
    first = old[0]
    heirs = []
    for part in parts:
        values = {k: v for k, v in part.items() if k not in ("start", "end")}
        data = {**first.data, **values}
        heir = Proposal.objects.create(
            review=first.review, clause=first.clause, kind=first.kind, data=data, original=data,
            start=part.get("start", first.start), end=part.get("end", first.end),
        )  # fmt: skip
        heir.origin.set(old)
        heirs.append(heir)
    for proposal in old:
        _store(proposal, State.MERGED, desk, data=proposal.data, reason="")
    _record(matter, verb, first, desk, into=[heir.pk for heir in heirs])
    return heirs


def _record(matter: Matter, verb: str, proposal: Proposal, desk: Desk, **body: Any) -> None:
    named = {"proposal": proposal.pk, "kind": proposal.kind, **body}
    record_change(matter, verb, by=desk.by, at=desk.at, body=named)

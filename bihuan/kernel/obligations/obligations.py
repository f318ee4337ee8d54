"""Opening an obligation and ending it. Each change holds the row, is traced and is counted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.law.models import Clause, Ladder, Rule
from bihuan.kernel.letters import letters
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import in_shanghai, is_late

from . import birth, ladders, tallies
from .models import Kind, Obligation, Outcome

#: The stage of rejected work: a warning at once (整改不到位，系统会警示).
REJECTED = 2
#: What the lateness of an obligation opens; it ends when that is gone.
WATCHING = (Kind.SUPERVISE, Kind.SIGN)
GONE = "事由已消除"
#: What the last change of an obligation was, in the words of a conflict.
DID = {
    "fulfilled": "办理了这件责任事项",
    "settled": "办结了这件责任事项",
    "climbed": "升级了这件责任事项",
    "assigned": "变更了责任单位",
    "due_set": "设定了期限",
    "extension_decided": "审批了延期",
}


@transaction.atomic
def open_one(  # noqa: PLR0913 - an obligation is born with all of its facts
    *, kind: Kind, title: str, holder: Unit | None, post: Post | None = None,
    supervisor: Unit | None = None, subject: Unit | None = None, matter: Matter | None = None,
    step: str = "", parent: Obligation | None = None, clause: Clause | None = None,
    rule: Rule | None = None, period: str = "", slot: str = "", place_path: str = "",
    legal_due: datetime | None, ladder: Ladder | None, by: Actor, at: datetime,
) -> Obligation:  # fmt: skip
    """Return a new open obligation, its ladder armed where the ladder counts.

    Without ``supervisor`` the unit that answers for the holder watches. The place is the holder's,
    else the matter's. Dues count in whole seconds. Raises :class:`Invalid` for a post of another
    unit, or when nothing tells the place.
    """
    if post is not None and (holder is None or post.unit_id != holder.pk):
        raise Invalid(f"“{post.title}”不是责任单位的岗位。", field="post")
    path = holder.place_path if holder else place_path or (matter.place_path if matter else "")
    if not path:
        raise Invalid("还没有指定责任单位或区划。", field="holder")
    due = legal_due.replace(microsecond=0) if legal_due else None
    row = Obligation(
        kind=kind, title=title[:240], clause=clause, rule=rule, matter=matter, step=step,
        parent=parent, holder=holder, post=post, supervisor_id=_watching(holder, supervisor),
        subject=subject, place_path=path, period=period, slot=slot, opened_at=at,
        legal_due=due, current_due=due, ladder=ladder,
    )  # fmt: skip
    row.next_at = ladders.next_at(row, at)
    row.trail_head = birth.digest(row)
    row.save(force_insert=True)
    tallies.add(path, kind, 0, 1)
    return row


def _watching(holder: Unit | None, supervisor: Unit | None) -> int | None:
    if supervisor is not None:
        return supervisor.pk
    return holder.supervisor_id if holder else None


def hold(obligation: Obligation, *, by: Actor, revision: int | None = None) -> Obligation:
    """Lock an open obligation for change in the current transaction and return its row.

    Raises :class:`NotFound` when it is not there or out of the actor's sight, :class:`Conflict`
    when ``revision`` is given and no longer the row's, :class:`WrongState` when it has ended.
    """
    everyone = Obligation.objects.everywhere(f"lock for {by.label}")
    rows = Obligation.objects.visible_to(by) if isinstance(by, Viewer) else everyone
    return _lock(rows.select_related("holder", "rule", "base"), obligation, revision)


def _lock(rows: QuerySet[Obligation], wanted: Obligation, revision: int | None) -> Obligation:
    row = rows.select_for_update(of=("self",)).filter(pk=wanted.pk).first()
    if row is None:
        raise NotFound("没有找到这件责任事项。")
    if revision is not None and row.revision != revision:
        last = Entry.objects.filter(chain=row.chain).order_by("seq").last()
        who, when = (last.actor, last.at) if last else ("", row.opened_at)
        what = DID.get(last.verb, "改动了这件责任事项") if last else ""
        raise Conflict(revision=row.revision, who=who, what=what, when=when)
    if row.done_at is not None:
        day = in_shanghai(row.done_at).date()
        raise WrongState(f"“{row.title}”已于 {day} 办结。")
    return row


def record(row: Obligation, verb: str, *, by: Actor, at: datetime, body: dict[str, Any]) -> Entry:
    """Save a held row as it now stands, count the change and append its entry."""
    row.revision += 1
    row.save()
    return entries.append(row, verb, by=by, at=at, body=body)


@transaction.atomic
def settle(
    obligation: Obligation,
    outcome: Outcome | None = None,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Obligation:
    """End an obligation in the name of what met it, on time or late by its current due date.

    ``outcome`` says otherwise: lapsed, void. Open supervision of its lateness lapses and keeps the
    stage it reached. Whether the actor may do what met it, its caller has checked.
    """
    row = _lock(Obligation.objects.everywhere("what met it was checked"), obligation, None)
    return settle_held(row, outcome, by=by, at=at, reason=reason)


def settle_held(
    row: Obligation, outcome: Outcome | None = None, *, by: Actor, at: datetime, reason: str = ""
) -> Obligation:
    """Settle an open row whose lock the caller's transaction holds; see :func:`settle`."""
    return end(row, outcome, verb="settled", by=by, at=at, body={"reason": reason})


def end(  # noqa: PLR0913 - an end has an outcome, an entry, a doer and a moment
    row: Obligation,
    outcome: Outcome | None,
    *,
    verb: str,
    by: Actor,
    at: datetime,
    body: dict[str, Any],
) -> Obligation:
    """End a held row, and with it the supervision of its lateness."""
    late = row.current_due is not None and is_late(at, row.current_due)
    row.outcome = outcome or (Outcome.LATE if late else Outcome.ON_TIME)
    row.done_at, row.next_at, row.paused_at = at, None, None
    record(row, verb, by=by, at=at, body={**body, "outcome": row.outcome, "stage": row.stage})
    tallies.add(row.place_path, row.kind, row.stage, -1)
    lapse_supervision(row, by=by, at=at)
    return row


def lapse_supervision(row: Obligation, *, by: Actor, at: datetime) -> None:
    """End the open supervision of an obligation whose cause is gone, and its unsigned letters.

    The stages reached stay. Append to the obligation's own trace before, not after.
    """
    everyone = Obligation.objects.everywhere("supervision of one obligation")
    running = everyone.filter(parent=row, kind__in=WATCHING, done_at=None).order_by("pk")
    children = list(running.select_for_update(of=("self",)))
    if unsigned := [child.period for child in children if child.kind == Kind.SIGN]:
        letters.withdraw(unsigned, reason=GONE, at=at)
    for child in children:
        settle_held(child, Outcome.LAPSED, by=by, at=at, reason=GONE)


@transaction.atomic
def return_for_rework(
    obligation: Obligation, reason: str, new_due: datetime, *, by: Actor, at: datetime
) -> Obligation:
    """Send rejected work back: a warning at once (整改不到位), a new due date, the ladder anew.

    The legal due date stays. Raises :class:`Invalid` without a reason or for a date not ahead.
    """
    if not reason.strip():
        raise Invalid("还没有填写“退回原因”。", field="reason")
    if new_due <= at:
        raise Invalid("新的期限要晚于现在。", field="new_due")
    row = _lock(Obligation.objects.everywhere("the return was checked"), obligation, None)
    body = {"reason": reason, "from": row.current_due, "to": new_due, "stage": REJECTED}
    restart(row, new_due, stage=REJECTED, at=at)
    record(row, "returned", by=by, at=at, body=body)
    return row


def restart(row: Obligation, due: datetime, *, stage: int, at: datetime) -> None:
    """Give a held row another current due date and start its ladder anew from ``stage``."""
    if row.stage != stage:
        tallies.add(row.place_path, row.kind, row.stage, -1)
        tallies.add(row.place_path, row.kind, stage, 1)
    row.stage, row.rung = stage, -1
    row.current_due = due.replace(microsecond=0)
    row.next_at = ladders.next_at(row, at)

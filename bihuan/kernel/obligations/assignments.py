"""What people decide about an obligation: whose it is, when it is due, what was left open."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.law.models import Ladder, Setting
from bihuan.kernel.law.settings import set_value
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Person, Place, Post, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.lib.periods import PeriodKind

from . import ladders, tallies
from .models import Holding, Obligation
from .obligations import hold, record
from .reminders import tell


@transaction.atomic
def assign(  # noqa: PLR0913 - who, in which post, why, by whom, when
    obligation: Obligation,
    *,
    holder: Unit,
    post: Post | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Obligation:
    """Say who owes an obligation, and in which post; its dates stay. It is told, and may open it.

    Nobody who sees only his own unit gives its duties away. Raises :class:`NotAllowed`, or
    :class:`Invalid` for a post of another unit.
    """
    demand(by, roles.ASSIGN)
    if post is not None and post.unit_id != holder.pk:
        raise Invalid(f"“{post.title}”不是{holder.name}的岗位。", field="post")
    if post is not None and not post.role.reads:
        raise Invalid(f"“{post.title}”看不到责任事项，不能交给这一岗位。", field="post")
    row = hold(obligation, by=by)
    if isinstance(by, Viewer) and by.sees == "own" and by.unit_id == row.holder_id:
        raise NotAllowed("本单位的责任事项不能由本单位改派。", can="督办方")
    body = {
        "from": row.holder_id, "to": holder.pk, "post": post.pk if post else None, "reason": reason
    }  # fmt: skip
    Holding.objects.create(obligation=row, unit_id=row.holder_id, post_id=row.post_id, until=at)
    tallies.add(row.place_path, row.kind, row.stage, -1)
    row.holder, row.post, row.supervisor_id = holder, post, holder.supervisor_id
    row.place_path = holder.place_path
    row.next_at = ladders.next_at(row, at)
    record(row, "assigned", by=by, at=at, body=body)
    tallies.add(row.place_path, row.kind, row.stage, 1)
    if holder.pk != by.unit_id:
        tell(row, "assigned", f"{row.chain}:assigned:{row.revision}", by=by, at=at)
    return row


@transaction.atomic
def set_due(
    obligation: Obligation, *, due: datetime, reason: str, by: Actor, at: datetime
) -> Obligation:
    """Set the due date a document leaves open, by name and with a reason; its ladder begins.

    Raises :class:`WrongState` when there is one already (an extension moves it), :class:`Invalid`
    without a reason.
    """
    demand(by, roles.SET_UNSET)
    _require(reason, "设定的依据或理由")
    row = hold(obligation, by=by)
    if row.legal_due is not None:
        raise WrongState("这件责任事项已有期限，要推迟请申请延期。", can="责任单位")
    row.legal_due = row.current_due = due.replace(microsecond=0)
    row.next_at = ladders.next_at(row, at)
    record(row, "due_set", by=by, at=at, body={"to": row.legal_due, "reason": reason})
    return row


@transaction.atomic
def decide(  # noqa: PLR0913 - a decision has a subject, a value, a place, a reason, a doer
    subject: str, field: str, value: Any, *, place: Place, reason: str, by: Viewer, at: datetime
) -> Setting:
    """Record a value a document leaves open, for a place and below; what waited for it begins.

    ``field`` is ``per`` (a kind of period), ``times`` or ``shifts`` (a number from 1) of the rule
    ``subject``; or, of the suggested ladder ``subject``, ``ladder`` (true adopts it, None drops it)
    and ``due`` (the hours in which what it watches is to be signed); or another field a module
    reads. Raises :class:`NotAllowed` outside one's place, :class:`Invalid`.
    """
    demand(by, roles.SET_UNSET)
    _require(reason, "设定的依据或理由")
    if not place.path.startswith(by.path):
        raise NotAllowed(f"{place.name}不在您的管辖范围。", can=f"{place.name}的安委办")
    if field == "per" and value not in [*PeriodKind, None]:
        raise Invalid("请选择周期：班、日、周、旬、月、季度、半年、年、学期。", field="value")
    if field in ("times", "shifts", "due") and value is not None and not _positive(value):
        raise Invalid("请填写不小于 1 的整数。", field="value")
    who = (Person.objects.get(pk=by.person_id), Post.objects.get(pk=by.post_id))
    row = set_value(subject, field, value, place=place, reason=reason, by=who, at=at)
    if field == ladders.FIELD:
        for ladder in Ladder.objects.filter(key=subject):
            ladders.adopted(ladder, at)
    return row


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _require(words: str, title: str) -> None:
    if not words.strip():
        raise Invalid(f"还没有填写“{title}”。", field="reason")

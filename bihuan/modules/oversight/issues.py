"""Handing out what oversight raised, one problem to one owner; how many, and how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.orgs import authority, roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import IssueFlow, OversightFlow
from .models import Issue, Oversight

#: In which states of an activity problems can be handed out.
OPEN = ("held", "handling")
#: In which states of a problem its owner has to do it again.
RETURNED = ("returned", "unhappy")


@dataclass(frozen=True)
class Raised:
    """One problem: whose it is, what was said, by when."""

    owner: Unit
    says: str
    due_on: date


@transaction.atomic
def hand_out(
    activity: Oversight, raised: Sequence[Raised], *, by: Viewer, at: datetime
) -> list[Matter]:  # fmt: skip
    """Open each problem for its owner; all of them or none.

    Raises :class:`NotAllowed` for another unit than the office's, :class:`WrongState` before the
    oversight took place or after it was reported, :class:`Invalid` for no words or a day past.
    """
    if by.unit_id != activity.office_id or not by.can(roles.SUPERVISE):
        says = f"问题由{activity.office.name}的经办人交办。"
        raise NotAllowed(says, can=f"{activity.office.name}的经办人")
    if activity.matter.state not in OPEN:
        state = OversightFlow.states[activity.matter.state].title
        raise WrongState(f"现在是“{state}”，不能交办问题。")
    made = []
    for one in raised:
        if not one.says.strip():
            raise Invalid(f"交给{one.owner.name}的问题还没有写内容。", field="says")
        if one.due_on < by.on:
            raise Invalid(f"办理期限 {one.due_on} 已经过了。", field="due_on")
        authority.demand_seen(by, one.owner, IssueFlow.owner.title)
        row = Issue(oversight=activity, owner=one.owner, says=one.says.strip(), due_on=one.due_on)
        case = Case(f"{activity.body.name}：{row.says}"[:240], one.owner.place, one.owner,
                    activity.matter.clause, activity.matter)  # fmt: skip
        made.append(begin(IssueFlow, case, row, by=by, at=at))
    return made


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Oversight]:
    """Return the activities a viewer may open, each with the counts of its problems.

    ``kind`` keeps those of one, ``q`` those with words in topic or body, ``open`` those not ended.
    """
    seen = Matter.objects.visible_to(viewer).filter(flow=OversightFlow.key)
    rows = Oversight.objects.filter(matter__in=seen.values("pk"))
    if words := asked.get("q"):
        rows = rows.filter(Q(topic__icontains=words) | Q(body__name__icontains=words))
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("open"):
        rows = rows.filter(matter__closed_at=None)
    counted = rows.annotate(
        raised=Count("issues"),
        done=Count("issues", filter=Q(issues__matter__closed_at__isnull=False)),
        late=Count("issues", filter=late(viewer.on, "issues__")),
    )
    return counted.select_related("matter", "body", "office").order_by("-matter_id")


def problems(viewer: Viewer, **asked: Any) -> QuerySet[Issue]:
    """Return the problems a viewer may open, each with whether its owner is late (``late``).

    ``standing`` keeps those open, done, late, returned; ``owner`` those of a unit, ``of`` those of
    an activity.
    """
    seen = Matter.objects.visible_to(viewer).filter(flow=IssueFlow.key)
    rows = Issue.objects.filter(matter__in=seen.values("pk")).annotate(
        late=ExpressionWrapper(late(viewer.on), output_field=BooleanField())
    )
    standing = {
        "open": Q(matter__closed_at=None), "done": Q(matter__closed_at__isnull=False),
        "late": Q(late=True), "returned": Q(matter__state__in=RETURNED),
    }  # fmt: skip
    if asked.get("standing"):
        rows = rows.filter(standing[asked["standing"]])
    for name, key in (("owner", "owner"), ("of", "oversight")):
        if asked.get(name):
            rows = rows.filter(**{key: asked[name]})
    shown = rows.select_related("matter", "owner", "oversight__matter", "oversight__body")
    return shown.order_by("-matter_id")


def late(on: date, at: str = "") -> Q:
    """Match the problems whose owner owes an answer since before a day."""
    first = {f"{at}matter__state": "given", f"{at}due_on__lt": on}
    again = {f"{at}matter__state__in": RETURNED, f"{at}again_by__lt": on}
    return Q(**first) | Q(**again)

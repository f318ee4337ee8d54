"""Which drills exercised a plan: records of performance tied to it, with what they found."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.obligations.models import Fulfilment
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai

from .editions import EFFECTIVE
from .models import Drill, DrillProblem, Plan
from .problem_flow import ProblemFlow

RECORD = "drill"
#: So many problems of one drill are entered at once.
MOST = 50


def offered(plan: Plan) -> QuerySet[Fulfilment]:
    """Return the drills of the units of a plan that are not tied to it yet, the last first."""
    whose = [plan.office_id, *plan.partners]
    rows = Fulfilment.objects.filter(
        obligation__holder__in=whose, obligation__rule__record=RECORD
    ).exclude(exercised__plan=plan)
    return rows.select_related("obligation__holder").order_by("-happened_at", "-pk")


@transaction.atomic
def tie(  # noqa: PLR0913 - a drill of a plan has a judgement, what it found, and a day
    plan: Plan, drill: Fulfilment, *, evaluation: str, problems: Sequence[str] = (),
    fix_by: date | None = None, revision: int, by: Viewer, at: datetime,
) -> Drill:  # fmt: skip
    """Note that a drill exercised a plan that holds; open what it found as matters of their own.

    Raises :class:`NotAllowed` for another unit, :class:`WrongState`, :class:`Conflict`, and
    :class:`Invalid` for a drill that is none of the plan's, nothing judged, or problems without a
    day ahead.
    """
    matter = hold(plan.pk, by=by, revision=revision)
    if by.unit_id != plan.office_id or not by.can(roles.FULFIL):
        raise NotAllowed(f"演练由{plan.office.name}登记到预案。", can=plan.office.name)
    if matter.state not in EFFECTIVE:
        raise WrongState(f"“{plan}”没有公布或者已经失效，不登记演练。")
    if not offered(plan).filter(pk=drill.pk).exists():
        raise Invalid("这次演练不是编制单位的，或者已经登记到这份预案。", field="drill")
    if not evaluation.strip():
        raise Invalid("还没有填写“演练评估”。", field="evaluation")
    if len(problems) > MOST:
        raise Invalid(f"一次最多登记 {MOST} 个问题。", field="problems")
    if problems and (fix_by is None or fix_by <= in_shanghai(at).date()):
        raise Invalid("有问题的，写明哪天以前处理，要晚于今天。", field="fix_by")
    made = Drill.objects.create(
        plan=plan, fulfilment=drill, evaluation=evaluation.strip(), by_id=by.person_id, at=at
    )
    for says in problems:
        one = DrillProblem(drill=made, office=plan.office, says=says, fix_by=fix_by)
        title = f"演练发现的问题：{says}"[:240]
        begin(ProblemFlow, Case(title, plan.office.place, plan.office, matter.clause, matter), one,
              by=by, at=at)  # fmt: skip
    body = {"drill": drill.pk, "on": str(in_shanghai(drill.happened_at).date()),
            "problems": list(problems), "evaluation": made.evaluation}  # fmt: skip
    record_change(matter, "drilled", by=by, at=at, body=body)
    return made

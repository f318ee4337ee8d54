"""A training class from its plan to the hours everybody gets for it."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import TASK_LADDER, demand_past

from . import hours, rosters
from .models import Attendance, Attendee, Trainee, TrainingClass

LAW = Law("CN/training-2015")
OFFICE = Party("举办单位", at="office", may=roles.FULFIL)
SIGNED_IN = Proof("training_signin", "签到表、现场照片或者平台学习记录")


def plan(record: TrainingClass, by: Viewer, at: datetime) -> None:
    """Refuse a class in the past or of no length."""
    if record.starts_on < in_shanghai(at).date():
        says = f"{record.starts_on} 已经过了；办过的培训从“培训记录”登记。"
        raise Invalid(says, field="starts_on")
    if not 0 < record.hours <= hours.MOST_HOURS:
        raise Invalid(f"学时应大于 0、不超过 {hours.MOST_HOURS}。", field="hours")


def nobody_named(record: TrainingClass, _: datetime) -> str:
    """Say that nobody is named who came."""
    if record.attendees.exists():
        return ""
    return "还没有登记到课人员。在本页“到课人员”里按签到表选。"


def give_hours(moved: Any) -> None:
    """Give everybody who came the hours of the class. Refuses a day ahead or before it was planned.

    Who has hours of this course and day already is not given them twice.
    """
    record: TrainingClass = moved.record
    on = demand_past(moved, "held_on")
    came = [one.trainee for one in record.attendees.select_related("trainee__unit")]
    for row in {(one.unit_id, one.person_id): one for one in came}.values():
        Attendance.objects.get_or_create(
            unit=row.unit, person_id=row.person_id, course=record.course, on=on,
            purpose=record.purpose,
            defaults={
                "klass": record, "hours": record.hours, "off_job_days": record.off_job_days,
                "taught_by": (record.agency.name if record.agency else record.teacher)[:128],
            },
        )  # fmt: skip


class ClassFlow(Flow, key="training.class", of=TrainingClass, title="培训班", prefix="PX"):
    """A class planned for a day, held with proof of who came, or not held for a reason."""

    office = OFFICE
    acts = {"attendees_named": "登记到课人员"}

    opening = Opening(
        "计划一期培训班", roles.MANAGE_ORGS,
        ("course", "purpose", "how", "starts_on", "hours", "teacher", "content"),
        takes=("off_job_days", "agency"), called=lambda r: f"{r.course}（{r.hours} 学时）",
        doer="organiser", office="office", about=("培训", "教育"), settles=plan,
        beyond=("agency",),
    )  # fmt: skip

    planned = State("待举办", initial=True)
    held = State("已举办，已计学时", final=True)
    cancelled = State("不再举办", final=True)

    hold = Step(
        "办完，计学时", planned >> held, OWN, who=OFFICE, due="starts_on", needs=(SIGNED_IN,),
        asks=("held_on", "findings"), ladder=TASK_LADDER,
        gates=(Gate("登记了到课人员", OWN, missing=nobody_named, can="举办单位"),),
        then=give_hours,
    )  # fmt: skip
    cancel = Step(
        "不再举办", planned >> cancelled, OWN, who=OFFICE, asks=("reason",), optional=True
    )


@transaction.atomic
def name_attendees(
    matter: Matter, trainees: list[Trainee], *, by: Viewer, at: datetime
) -> TrainingClass:
    """Say who of the rosters in sight came to a class; whom it named before is replaced.

    Raises :class:`NotAllowed` for who may not, :class:`WrongState` once the class is closed.
    """
    from bihuan.kernel.orgs.authority import demand

    record = TrainingClass.objects.select_for_update().select_related("office").get(pk=matter.pk)
    demand(by, roles.MANAGE_ORGS, over=record.office)
    if matter.closed_at is not None:
        raise WrongState("培训班已经办结，到课人员不能再改。")
    record.attendees.all().delete()
    Attendee.objects.bulk_create(Attendee(klass=record, trainee=row) for row in trainees)
    body = {"people": sorted(row.person_id for row in trainees)}
    entries.append(matter, "attendees_named", by=by, at=at, body=body)
    return record


def offered(by: Viewer, record: TrainingClass) -> list[Trainee]:
    """Return who may be named: the rosters of the office's own unit, or of all it looks after."""
    rows = rosters.listed(by)
    if record.office.kind == hours.ENTERPRISE:
        rows = rows.filter(unit=record.office)
    return list(rows[:MOST_OFFERED])


#: More people than this are not offered to be ticked off; they are imported as a list.
MOST_OFFERED: Final = 400

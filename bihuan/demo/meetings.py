"""How the demonstration's committees are composed and meet, by the functions everybody uses.

Of two committees a meeting is planned on one day of the history and held on the next; on the last
day one is called and waits. Some members do not reply.
"""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Final

from bihuan.demo.acting import at_hour
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee import meetings, seats
from bihuan.modules.committee.meeting_flow import ConvocationFlow, MeetingFlow
from bihuan.modules.committee.meetings import Planned
from bihuan.modules.committee.models import Meeting, Seat

#: Where committees meet in the demonstration, from which day.
MEETS: Final = {"441521": date(2025, 2, 5), "130802": date(2025, 2, 20)}
MEMBERS = 8
KINDS = ("emergency_department", "regulator", "department")
BASIS = "成立文件（演示）"
#: Of ten members, those that reply.
REPLY, TEN = 8, 10
MONTH = timedelta(days=25)


def compose(office: Unit, day: date) -> None:
    """Seat director, members and office of the committee that an office serves."""
    body, at = office.supervisor, at_hour(day, 9)
    if body is None or body.kind != "committee":
        return
    clerk = Staff(day).titled(office, "综合岗")
    part = Seat.Part

    def take(unit: Unit, part: str, lead: str = "") -> None:
        post = unit.posts.filter(lead=lead).first() if lead else None
        seats.take(body, part, unit, post=post, since=day, reason=BASIS, by=clerk, at=at)

    take(body, part.DIRECTOR, "government")
    take(office, part.OFFICE)
    members = Unit.objects.filter(place=office.place, kind__in=KINDS, until=None)
    for unit in members.order_by("pk")[:MEMBERS]:
        take(unit, part.MEMBER, "principal")


def gather(staff: Staff, following: date) -> None:
    """Hold what was called for by today, and call the next meeting for the following day."""
    for code, since in MEETS.items():
        if staff.day < since:
            continue
        office = Unit.objects.get(kind="committee_office", place__code=code)
        body = seats.committee_of(office, staff.day)
        if body is None:
            continue
        running = Meeting.objects.filter(body=body, matter__closed_at=None).first()
        if running is not None:
            _hold(running, office, staff)
        _call(body, office, staff, following)


def _call(body: Unit, office: Unit, staff: Staff, following: date) -> None:
    clerk = staff.titled(office, "综合岗")
    at = at_hour(staff.day, 10)
    due = meetings.duties(body, clerk).first()
    kind = Meeting.Kind.PLENARY if due else Meeting.Kind.SPECIAL
    planned = Planned(
        kind, following, "15:00", "政府二楼会议室", following, duty=due,
        topic="研究部署安全生产工作",
    )  # fmt: skip
    matter = meetings.plan(body, planned, by=clerk, at=at)
    meeting = Meeting.objects.get(pk=matter.pk)
    member = seats.members(body, staff.day)[-1].unit
    if proposer := staff.doer(member):
        meetings.put_item(
            meeting, "重点时段安全防范的几项措施", "请会议审议。", None, by=proposer, at=at,
            revision=matter.revision,
        )  # fmt: skip
        matter.refresh_from_db(from_queryset=Matter.objects.everywhere("the demonstration"))
    _take(matter, MeetingFlow.call, clerk, at)
    for convocation in meeting.convocations.select_related("matter", "unit"):
        doer = staff.doer(convocation.unit)
        if doer and convocation.pk % TEN < REPLY:
            _take(
                convocation.matter, ConvocationFlow.reply, doer, at_hour(staff.day, 14),
                reply="self", attendee=doer.label.rpartition(" ")[2],
            )  # fmt: skip


def _hold(meeting: Meeting, office: Unit, staff: Staff) -> None:
    clerk = staff.titled(office, "综合岗")
    at = at_hour(staff.day, 16)
    rows = meeting.convocations.filter(presence="")
    came = {one.pk: ("present" if one.reply else "absent", "") for one in rows}
    meetings.record_attendance(meeting, came, by=clerk, at=at)
    firm = Unit.objects.filter(
        kind="emergency_department", place=office.place, until=None
    ).first()  # fmt: skip
    meetings.resolve(
        meeting, "对上季度逾期未办的责任逐项约定补办日期，报安委办。", firm, staff.day + MONTH,
        by=clerk, at=at, revision=_fresh(meeting).revision,
    )  # fmt: skip
    matter = _fresh(meeting)
    papers = [
        evidence.store(
            owner=matter, kind=proof.kind, name=f"{proof.title}.txt", happened_at=at, by=clerk,
            at=at, content=BytesIO(f"{proof.title}\n{matter.title}（演示）\n".encode()),
        )
        for proof in MeetingFlow.hold.needs
    ]  # fmt: skip
    advance(
        matter, MeetingFlow.hold, by=clerk, at=at, revision=matter.revision, evidence=papers,
        fields={"held_on": staff.day, "said": "听取各成员单位汇报，研究逾期事项。"},
    )  # fmt: skip
    director = staff.doer(meeting.body)
    if director is not None:
        chair = director.person_id
        _take(_fresh(meeting), MeetingFlow.sign, director, at_hour(staff.day, 18), chair=chair)


def _take(matter: Matter, step: Step, by: Viewer, at: datetime, **fields: object) -> None:
    advance(matter, step, by=by, at=at, revision=matter.revision, fields=fields)


def _fresh(meeting: Meeting) -> Matter:
    found: Matter = Matter.objects.everywhere("the demonstration").get(pk=meeting.pk)
    return found

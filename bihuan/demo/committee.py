"""What the demonstration's committee offices do besides: summon, inspect duties, hand out work.

Each matter moves by one step on each day of the history, so that on the last day there is one at
every stage. Some units do not report, and are found.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from bihuan.demo.acting import at_hour
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.changes import trail
from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee.directives import Given, hand_out
from bihuan.modules.committee.flows import (
    CircularAnswerFlow,
    CircularFlow,
    DirectiveFlow,
    InterviewFlow,
)
from bihuan.modules.committee.patrol_flow import PatrolFlow

FLOWS = (DirectiveFlow, InterviewFlow, CircularAnswerFlow, CircularFlow, PatrolFlow)
WARNED = 2
#: Of ten matters, those whose unit reports; the rest wait for the ladder.
REPORTS, TEN = 7, 10
MONTH = timedelta(days=25)


def convene(staff: Staff, following: date) -> None:
    """Let every committee office of the demonstration take the next step of what it has begun."""
    for matter in _open_matters():
        _move(matter, staff, following)
    for office in Unit.objects.filter(kind="committee_office", until=None).order_by("pk"):
        late = _worst(office)
        clerk = staff.titled(office, "综合岗")
        if late is not None and not _running(office):
            _begin(InterviewFlow, clerk, staff, unit=late.holder, reason=_miss(late))
            _begin(
                CircularFlow, clerk, staff, unit=late.holder, facts=_miss(late),
                demands="立即补办，查明原因，追究经办人责任。", reply_by=staff.day + MONTH,
            )  # fmt: skip
            _begin(
                PatrolFlow, clerk, staff, unit=late.holder, starts_on=following,
                ends_on=following + timedelta(days=3), scope="履行安全生产法定职责的情况",
            )  # fmt: skip


def give(source: Obligation, staff: Staff, at: datetime) -> None:
    """Hand out one thing that a meeting decided or an inspection found, where there is a unit."""
    by = staff.able(source.holder, roles.ASSIGN, last=True)
    if by is None or by.sees == "own":
        return
    seen = Unit.objects.filter(units_seen(by), kind="enterprise", until=None)
    below = seen.order_by("pk")
    unit = below[source.pk % below.count()] if below.exists() else None
    if unit is not None:
        says = "对照上次检查的问题清单逐项整改，报整改前后照片。"
        hand_out(source, [Given(unit, says, at.date() + MONTH)], by=by, at=at)


def _open_matters() -> list[Matter]:
    keys = [flow.key for flow in FLOWS]
    rows = Matter.objects.everywhere("the demonstration's committees").filter(flow__in=keys)
    return list(rows.filter(closed_at=None).order_by("pk"))


def _running(office: Unit) -> bool:
    rows = Matter.objects.everywhere("the demonstration's committees")
    return rows.filter(flow=InterviewFlow.key, unit=office).exists()


def _worst(office: Unit) -> Obligation | None:
    rows = Obligation.objects.everywhere("the demonstration's committees").filter(
        kind=Kind.PERIODIC, done_at=None, stage__gte=WARNED, holder__isnull=False,
        place_path__startswith=office.place_path, holder__kind__in=("regulator", "town_government",
        "emergency_department", "department"),
    )  # fmt: skip
    return rows.select_related("holder").order_by("-stage", "current_due", "pk").first()


def _miss(late: Obligation) -> str:
    return f"“{late.title}”应于 {late.current_due:%Y-%m-%d} 办结，至今未办结。"


def _begin(flow: type[Flow], clerk: Viewer, staff: Staff, **fields: Any) -> None:
    clause = grounds(flow, clerk).first()
    if clause is not None:
        open_by_hand(flow, fields, clause=clause, by=clerk, at=at_hour(staff.day, 10))


def _move(matter: Matter, staff: Staff, following: date) -> None:
    """Take the step that leads on, if whoever has to take it is one who does."""
    flow = flow_of(matter.flow)
    state = flow.states[matter.state]
    step = next(s for s in flow.out_of(state) if not (s.optional or s.returns))
    record = flow.record(matter.pk)
    unit = step.who.unit(record, staff.day)
    outside = unit is not None and unit.kind != "committee_office"
    if outside and matter.pk % TEN >= REPORTS:
        return
    barred = {_opener(matter)} if "proposer" in step.unlike else set()
    doer = staff.able(unit, step.who.may, besides=barred)
    missing = any(gate.missing(record, at_hour(staff.day, 15)) for gate in step.gates)
    if doer is not None and not missing:
        _take(matter, step, doer, staff, following)


def _opener(matter: Matter) -> int | None:
    first = trail(matter).exclude(person=None).first()
    return first.person_id if first else None


def _take(matter: Matter, step: Step, by: Viewer, staff: Staff, following: date) -> None:
    at = at_hour(staff.day, 15)
    files = [
        evidence.store(
            owner=matter, kind=proof.kind, name=f"{proof.title}.txt", happened_at=at, by=by, at=at,
            content=BytesIO(f"{proof.title}\n{matter.title}\n{by.label}（演示）\n".encode()),
        )
        for proof in step.needs
    ]  # fmt: skip
    said = _said(matter, by, staff, following)
    fields = {name: said[name]() for name in step.asks}
    advance(
        matter, step, by=by, at=at, revision=matter.revision, evidence=files, fields=fields
    )  # fmt: skip


def _said(
    matter: Matter, by: Viewer, staff: Staff, following: date
) -> dict[str, Callable[[], Any]]:
    """Return what is filled in, by the name of the field."""
    day = staff.day
    organs = Unit.objects.filter(place=matter.place, kind="department", until=None).order_by("pk")
    return {
        "meet_on": lambda: following, "venue": lambda: "安委办会议室",
        "held_on": lambda: day, "led_by": lambda: by.person_id,
        "attended": lambda: "被约谈单位主要负责人、分管负责人",
        "said": lambda: "指出逾期未办的责任和原因；对方说明了人员变动和资料不全的情况。",
        "promises": lambda: "明确专人负责，本月内补办，今后每月自查一次。",
        "rectify_by": lambda: day + MONTH, "again_by": lambda: day + MONTH,
        "result": lambda: "已逐项补办，资料附后。", "opinion": lambda: "经核对资料和现场，属实。",
        "members": lambda: "安委办、有关部门各一人", "findings": lambda: "个别责任没有记录可查。",
        "hazards": lambda: "未发现", "feedback_on": lambda: day,
        "discipline": lambda: organs[0], "organisation": lambda: organs[organs.count() - 1],
        "reply": lambda: "已立即补办，明确专人负责。",
    }  # fmt: skip

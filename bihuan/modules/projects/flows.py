"""A project from its plan to its acceptance, and each of its milestones.

Start, completion and every milestone are duties with their day; acceptance is somebody else's.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER, Booking, demand_past, in_force_at

from . import programmes
from .models import Investment, Milestone, Project

CONTRACT = ("contractor", "works", "price", "safety_fee")
MONEY = ("sum", "happened_on", "about")


def committee_office(record: Project, on: date) -> Unit | None:
    """Return who accepts a project: the committee office of its place, or the nearest above."""
    return units.nearest(units.OFFICE, record.matter.place_path, on)


LEAD = Party("牵头单位", at="lead", may=roles.FULFIL)
HEAD = Party("牵头单位负责人", at="lead", may=roles.RELEASE)
OFFICE = Party("安委办", at=committee_office, may=roles.ACCEPT)
STARTED = Proof("project_start", "开工手续、施工合同")
PAPER = Proof("project_money", "资金下达文件、支付凭证")
BUILT = Proof("project_built", "完工资料、现场照片")
ACCEPTED = Proof("project_accepted", "验收意见")
REACHED = Proof("milestone_proof", "节点完成的材料、照片")


def settle(record: Project, by: Viewer, at: datetime) -> None:
    """Refuse a programme of another place, and days the wrong way round."""
    programme = programmes.programmes()[record.programme]
    if programme.document not in in_force_at(by.path, in_shanghai(at).date()):
        raise Invalid("本地施行的文件没有这项工程治理行动。", field="programme")
    if record.ends_by < record.starts_by:
        raise Invalid("计划完工不能早于计划开工。", field="ends_by")


def invest(kind: str) -> Any:
    """Return what keeps a sum placed or spent."""

    @Booking
    def keep(moved: Any) -> None:
        record: Project = moved.record
        if not record.sum:
            raise Invalid("金额要大于 0。", field="sum")
        on = demand_past(moved, "happened_on")
        Investment.objects.create(
            project=record, kind=kind, on=on, sum=record.sum, about=record.about,
            by_id=moved.by.person_id, at=moved.at,
        )  # fmt: skip

    return keep


@Booking
def add_milestone(moved: Any) -> None:
    """Open a milestone as a matter of its own below the project."""
    record: Project = moved.record
    if record.milestone_by is None or record.milestone_by > record.ends_by:
        raise Invalid(f"节点期限不能晚于计划完工 {record.ends_by}。", field="milestone_by")
    made = Milestone(project=record, lead=record.lead, title=record.milestone,
                     due_on=record.milestone_by)  # fmt: skip
    title = f"{record.name}：{record.milestone}"[:240]
    case = Case(title, moved.matter.place, record.lead, moved.matter.clause, moved.matter)
    begin(MilestoneFlow, case, made, by=moved.by, at=moved.at)


def check_reached(moved: Any) -> None:
    """Refuse a day ahead."""
    demand_past(moved, "reached_on")


def open_milestones(record: Project, _: datetime) -> str:
    """Say which milestones are not reached yet."""
    left = record.milestones.filter(matter__closed_at=None).order_by("due_on")
    names = "、".join(left.values_list("title", flat=True)[:5])
    return f"还有节点没有完成：{names}。" if names else ""


def totals(record: Project) -> dict[str, Decimal]:
    """Return what was placed and spent."""
    found = dict.fromkeys(Investment.Kind.values, Decimal(0))
    for one in record.investments.all():
        found[one.kind] += one.sum
    return found


class MilestoneFlow(Flow, key="projects.milestone", of=Milestone, title="工程节点", prefix="GJ"):
    """One milestone, reached with proof by its day."""

    lead, head = LEAD, HEAD

    due = State("待完成", initial=True)
    reached = State("已完成", final=True)
    dropped = State("已取消", final=True)

    reach = Step(
        "节点完成", due >> reached, OWN, who=LEAD, due="due_on", needs=(REACHED,),
        asks=("reached_on", "findings"), ladder=TASK_LADDER, then=check_reached,
    )  # fmt: skip
    drop = Step(
        "取消节点", due >> dropped, OWN, who=HEAD, asks=("reason",), optional=True, tells=(LEAD,)
    )


class ProjectFlow(Flow, key="projects.project", of=Project, title="工程治理项目", prefix="GC"):
    """An engineering project: planned, started, built by milestones, accepted by the office."""

    lead, head, office = LEAD, HEAD, OFFICE

    opening = Opening(
        "登记工程治理项目", roles.ASSIGN,
        ("programme", "name", "site", "lead", "planned", "starts_by", "ends_by"), takes=CONTRACT,
        called=lambda one: one.name, whose="lead", doer="keeper", grounded=True,
        about=("工程", "改造", "治理", "搬迁"), settles=settle,
    )  # fmt: skip

    planned = State("待开工", initial=True)
    building = State("实施中")
    finished = State("待验收")
    accepted = State("已验收", final=True)
    stopped = State("已停止", final=True)

    place = Step(
        "登记资金到位", planned >> planned, OWN, who=LEAD, asks=MONEY, needs=(PAPER,),
        optional=True, then=invest(Investment.Kind.PLACED),
    )  # fmt: skip
    plan = Step(
        "增加节点", planned >> planned, OWN, who=LEAD, asks=("milestone", "milestone_by"),
        optional=True, then=add_milestone,
    )  # fmt: skip
    start = Step(
        "开工", planned >> building, OWN, who=LEAD, due="starts_by", needs=(STARTED,),
        takes=CONTRACT, edits=True, tells=(OFFICE,), ladder=TASK_LADDER,
    )  # fmt: skip
    place_more = Step(
        "登记资金到位（实施中）", building >> building, OWN, who=LEAD, asks=MONEY, needs=(PAPER,),
        optional=True, then=invest(Investment.Kind.PLACED),
    )  # fmt: skip
    spend = Step(
        "登记完成投资", building >> building, OWN, who=LEAD, asks=MONEY, needs=(PAPER,),
        optional=True, then=invest(Investment.Kind.SPENT),
    )  # fmt: skip
    plan_more = Step(
        "增加节点（实施中）", building >> building, OWN, who=LEAD,
        asks=("milestone", "milestone_by"), optional=True, then=add_milestone,
    )  # fmt: skip
    report = Step(
        "报送进展", building >> building, OWN, who=LEAD, asks=("percent", "progress"),
        repeats=True, tells=(OFFICE,), ladder=TASK_LADDER,
    )  # fmt: skip
    finish = Step(
        "完工，报请验收", building >> finished, OWN, who=LEAD, due="ends_by", asks=("result",),
        needs=(BUILT,), tells=(OFFICE,), ladder=TASK_LADDER,
        gates=(Gate("节点都已完成", OWN, missing=open_milestones, can="牵头单位"),),
    )  # fmt: skip
    accept = Step(
        "验收通过", finished >> accepted, OWN, who=OFFICE, asks=("opinion",), needs=(ACCEPTED,),
        unlike=("finish",), tells=(LEAD,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "验收不通过，继续实施", finished >> building, OWN, who=OFFICE,
        asks=("opinion", "ends_by"), unlike=("finish",), tells=(LEAD,), returns=True,
    )  # fmt: skip
    stop = Step(
        "停止实施", (planned | building) >> stopped, OWN, who=HEAD, asks=("reason",),
        optional=True, tells=(LEAD, OFFICE),
    )  # fmt: skip

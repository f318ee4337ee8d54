"""An activity of publicity: planned for a day, held with proof, or not held for a reason."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import TASK_LADDER, demand_past

from . import reach
from .models import Activity

OFFICE = Party("责任单位", at="office", may=roles.FULFIL)
SHOWN = Proof("publicity_proof", "照片、截图、报样或者播出单")


def plan(record: Activity, by: Viewer, at: datetime) -> None:
    """Refuse a day that has passed, or places there are not; keep them in their order."""
    if record.planned_on < in_shanghai(at).date():
        raise Invalid(f"{record.planned_on} 已经过了。", field="planned_on")
    _settle_reach(record)
    if record.kind == Activity.Kind.EXPOSURE and record.exposed is None:
        raise Invalid("曝光要写明曝光的单位。", field="exposed")


def note(moved: Any) -> None:
    """Refuse a day ahead, and places there are not."""
    record: Activity = moved.record
    demand_past(moved, "held_on")
    _settle_reach(record)
    record.save(update_fields=["reach"])


def _settle_reach(record: Activity) -> None:
    known, strange = reach.read(record.reach)
    if strange:
        says = f"“{'、'.join(strange)}”不在其中。请写{'、'.join(reach.REACH)}。"
        raise Invalid(says, field="reach")
    record.reach = "、".join(known)


def exposed_too_early(record: Activity, at: datetime) -> str:
    """Say that a unit is to be exposed without a word on what it did."""
    if record.kind != Activity.Kind.EXPOSURE or record.matter.parent_id or record.matter.clause_id:
        return ""
    return "曝光单位要有依据：从隐患、案件的页面登记，或者选写到曝光的条款。"


class ActivityFlow(Flow, key="publicity.activity", of=Activity, title="宣传活动", prefix="XC"):
    """Something done once to make safety known, with its day and its proof."""

    office = OFFICE

    opening = Opening(
        "计划一项宣传活动", roles.FULFIL, ("kind", "topic", "planned_on", "medium"),
        takes=("reach", "exposed"), called=lambda r: f"{r.get_kind_display()}：{r.topic}",
        doer="planner", office="office",
        about=("宣传", "教育", "曝光", "文化", "普法", "安全生产月"), settles=plan,
    )  # fmt: skip

    planned = State("待举办", initial=True)
    held = State("已举办", final=True)
    cancelled = State("不再举办", final=True)

    hold = Step(
        "办完，附上佐证", planned >> held, OWN, who=OFFICE, due="planned_on", needs=(SHOWN,),
        asks=("held_on", "people", "findings"), takes=("reach",), edits=True, ladder=TASK_LADDER,
        then=note,
        gates=(Gate("曝光有依据", OWN, missing=exposed_too_early, can="责任单位"),),
    )  # fmt: skip
    cancel = Step(
        "不再举办", planned >> cancelled, OWN, who=OFFICE, asks=("reason",), optional=True
    )

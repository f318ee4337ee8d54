"""An order to put a violation right, its re-check, and the case when nothing was done.

行政处罚法第二十八条、安全生产法第六十五条. The re-check within ten days of the term is that of
总局令第15号 (confidence M). An order neither kept nor punished stands on the list of what must be
punished (两个必罚) until its office acts.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Opening, Party, Proof, State, Step, days
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import filing, letters, officers, rules
from .case_flow import LAW, LEADER, OFFICER, SAFETY, VALID
from .models import Case, Injunction

RECTIFY, ON_SPOT = LAW["第二十八条"], SAFETY["第六十五条"]
UNIT = Party("当事单位", at="unit", may=roles.FULFIL)
PHOTO = Proof("recheck_photo", "复查照片")


def settle(record: Injunction, by: Viewer, at: datetime) -> None:
    """Check the officers and the days of an order."""
    officers.settle(record, by, at)
    today = in_shanghai(at).date()
    if record.found_on > today:
        raise Invalid("发现日期还没有到。", field="found_on")
    if record.due_on < today:
        raise Invalid(f"整改期限 {record.due_on} 已经过了。", field="due_on")


def recheck(moved: Any) -> None:
    """Demand a valid certificate, and draw up what the re-check found."""
    officers.demand(moved)
    letters.recheck(moved)


def fail(moved: Any) -> None:
    """Refuse that an order fails before its term is over and before its unit reported."""
    record: Any = moved.record
    if not record.done and in_shanghai(moved.at).date() <= record.due_on:
        raise Invalid(f"整改期限到 {record.due_on}，还没有到期。", field="rechecked_on")
    recheck(moved)


def prosecute(moved: Any) -> None:
    """Open the case that must follow (逾期整改不到位的必罚)."""
    record: Any = moved.record
    if not record.article:
        raise Invalid("没有选涉嫌违反的条款，不能立案。", field="article")
    filing.open_case(filing.Finding(
        unit=record.unit, facts=f"{record.facts}\n责令后复查：{record.recheck}",
        article=record.article, found_on=record.rechecked_on or in_shanghai(moved.at).date(),
        second=record.second, parent=moved.matter, clause=moved.matter.clause,
        source=Case.Source.ORDER, stage=rules.OVERDUE,
    ), by=moved.by, at=moved.at)  # fmt: skip


class OrderFlow(Flow, key="enforcement.order", of=Injunction, title="责令整改", prefix="ZL"):
    """What was found and ordered, until it is put right, punished, or excused by a named head."""

    opening = Opening(
        "责令整改（现场处理）", roles.INSPECT,
        ("unit", "second", "kind", "found_on", "facts", "demands", "due_on"), takes=("article",),
        doer="handler", office="office", settles=settle, then=letters.order,
        called=lambda one: f"{one.unit.name}{one.get_kind_display()}：{one.facts}",
    )  # fmt: skip

    ordered = State("整改中", initial=True)
    reported = State("待复查")
    failed = State("未整改到位，待处罚")
    done = State("已整改到位", final=True)
    punished = State("已立案", final=True)
    excused = State("不予处罚", final=True)

    report = Step(
        "报告整改完成", ordered >> reported, RECTIFY, who=UNIT, due="due_on", asks=("done",),
        needs=(Proof("rectified_photo", "整改后的照片"),), tells=(OFFICER,),
        ladder=TASK_LADDER,
    )  # fmt: skip
    confirm = Step(
        "复查合格", (ordered | reported) >> done, RECTIFY, who=OFFICER, within=days(10),
        since="due_on", asks=("rechecked_on", "recheck"), gates=VALID, needs=(PHOTO,),
        tells=(UNIT,), ladder=STEP_LADDER, then=recheck,
    )  # fmt: skip
    fail = Step(
        "复查不合格", (ordered | reported) >> failed, RECTIFY, who=OFFICER,
        asks=("rechecked_on", "recheck"), gates=VALID, needs=(PHOTO,), tells=(UNIT, LEADER),
        then=fail,
    )  # fmt: skip
    prosecute = Step(
        "立案处罚", failed >> punished, ON_SPOT, who=OFFICER, gates=VALID, tells=(LEADER,),
        ladder=STEP_LADDER, then=prosecute,
    )  # fmt: skip
    excuse = Step(
        "不予处罚，写明理由", failed >> excused, LAW["第三十三条"], who=LEADER, asks=("opinion",),
        unlike=("handler",), optional=True, tells=(OFFICER,),
    )  # fmt: skip

"""Stopped for rectification, checked by the enterprise, applied for, reviewed on the spot, resumed.

安全生产法第六十五条（三）; 安全生产事故隐患排查治理暂行规定第十八条、第二十三条.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Opening, Party, Proof, State, Step, days
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import RECTIFY_LADDER, STEP_LADDER

from . import gates, letters
from .hazard_flow import EVALUATE, REVIEW, URGED
from .models import Hazard, Stop


def settle(record: Stop, by: Viewer, at: datetime) -> None:
    """Refuse an order that a unit gives itself, or with a term that has passed."""
    if record.unit_id == by.unit_id:
        raise Invalid("停产单位是本单位。停产停业整改由监管部门责令。", field="unit")
    if record.until < in_shanghai(at).date():
        raise Invalid(f"整改期限 {record.until} 已经过了。", field="until")


def tie(record: Any, by: Viewer, at: datetime) -> None:
    """Tie a matter opened on a hazard's page to that hazard, which must be of the same unit."""
    parent = record.matter.parent
    hazard = Hazard.objects.filter(matter=parent).first() if parent else None
    if hazard is None:
        return
    own = (hazard.unit_id, hazard.regulator_id, hazard.finder_id)
    if record.unit_id not in own:
        raise Invalid(
            f"{record.unit.name}不是隐患 {parent.number} 的责任或监管单位。", field="unit"
        )
    record.hazard = hazard
    record.save(update_fields=["hazard"])


def order(record: Stop, by: Viewer, at: datetime) -> None:
    """Tie the order to its hazard and draw it up as a letter."""
    tie(record, by, at)
    letters.order_stop(record, by, at)


class StopFlow(Flow, key="hazards.stop", of=Stop, title="停产停业整改", prefix="TC"):
    """An order to stop, until work may go on: checked, applied for, reviewed on the spot."""

    unit = Party("停产单位", at="unit", may=roles.FULFIL)
    principal = Party("停产单位主要负责人", at="unit", may=roles.SIGN, lead="principal")
    office = Party("责令单位", at="office", may=roles.RECHECK)
    leader = Party("责令单位负责人", at="office", may=roles.RELEASE)

    opening = Opening(
        "责令停产停业整改", roles.RECHECK, ("unit", "scope", "what", "because", "until"),
        whose="unit", doer="orderer", office="office",
        called=lambda one: f"{one.unit.name}{one.get_scope_display()}：{one.what}",
        settles=settle, then=order,
    )  # fmt: skip

    stopped = State("停产整改中", initial=True)
    checked = State("待申请复产")
    applied = State("待现场审查")
    returned = State("审查退回")
    approving = State("待批准复产")
    resumed = State("已恢复生产", final=True)
    shut_down = State("已提请关闭", final=True)
    withdrawn = State("已撤销", final=True)

    check = Step(
        "复产前检查", stopped >> checked, EVALUATE, who=unit, due="until",
        asks=("checked_on", "checked_by", "found"),
        needs=(Proof("resumption_check", "复产前检查记录"),),
        gates=(Gate("隐患治理完毕并通过评估", EVALUATE, missing=gates.not_evaluated,
                    can="停产单位"),),
        ladder=RECTIFY_LADDER,
    )  # fmt: skip
    apply = Step(
        "申请恢复生产", checked >> applied, EVALUATE, who=principal, asks=("application",),
        needs=(Proof("resumption_request", "恢复生产的书面申请"),), tells=(office,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    review = Step(
        "现场审查合格", applied >> approving, REVIEW, who=office, within=days(10),
        asks=("reviewers", "opinion"), needs=(Proof("resumption_review", "现场审查记录"),),
        gates=(Gate("隐患已验收", REVIEW, missing=gates.not_accepted, can="监管部门"),),
        unlike=("check", "check_again"), tells=(unit, leader), ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "现场审查不合格", applied >> returned, REVIEW, who=office,
        asks=("reviewers", "opinion", "again_by"), unlike=("check", "check_again"),
        tells=(unit,), returns=True,
    )  # fmt: skip
    check_again = Step(
        "重新整改、检查并申请复产", returned >> applied, EVALUATE, who=unit, due="again_by",
        asks=("checked_on", "checked_by", "found", "application"),
        needs=(Proof("resumption_check", "复产前检查记录"),), tells=(office,),
        ladder=RECTIFY_LADDER,
    )  # fmt: skip
    approve = Step(
        "批准恢复生产", approving >> resumed, URGED, who=leader, asks=("opinion",),
        unlike=("review",), tells=(unit, office), ladder=STEP_LADDER,
    )  # fmt: skip
    shut = Step(
        "提请关闭", (stopped | returned) >> shut_down, REVIEW, who=leader, asks=("opinion",),
        needs=(Proof("closure_request", "提请关闭的文件"),), optional=True, tells=(unit,),
    )  # fmt: skip
    withdraw = Step(
        "撤销责令", stopped >> withdrawn, URGED, who=leader, asks=("opinion",), optional=True,
        unlike=("orderer",), tells=(unit,),
    )  # fmt: skip


def refuse_resumption(unit: Unit, at: datetime) -> None:
    """Refuse that a stopped unit is registered as working while an order to stop it stands."""
    waiting = Stop.objects.filter(unit=unit, matter__closed_at=None).select_related("matter")
    stop = waiting.order_by("pk").first()
    if stop:
        says = f"{unit.name}的停产停业整改 {stop.matter.number} 还没有批准恢复生产。"
        raise WrongState(says, can=stop.office.name)

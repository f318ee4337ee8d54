"""Who may enforce, entered and confirmed: certificates, entrustments, and the staff of an office.

行政处罚法第二十条、第四十二条. What an office states of its staff a second person confirms.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER

from . import letters, officers
from .case_flow import LAW
from .models import Entrustment, Staffing, Warrant


def check_days(record: Any) -> None:
    """Refuse a term that ends before it begins."""
    if record.until and record.until < record.since:
        raise Invalid("有效期止不能早于有效期起。", field="until")


def settle_certificate(record: Warrant, by: Viewer, at: datetime) -> None:
    """Refuse a certificate for an office that may never enforce, or a number twice."""
    unit = Unit.objects.get(pk=by.unit_id)
    if unit.kind not in (*officers.EMPOWERED, *officers.ENTRUSTED):
        raise NotAllowed(f"{unit.name}不是执法单位，不登记执法证件。", can="有处罚权的部门和镇街")
    check_days(record)
    known = Warrant.objects.filter(number=record.number, matter__closed_at=None)
    if known.exists():
        raise Invalid(f"证件编号 {record.number} 已经登记。", field="number")


def renew(moved: Any) -> None:
    """Refuse a renewal that ends earlier than the day it is entered."""
    if moved.record.until and moved.record.until < in_shanghai(moved.at).date():
        raise Invalid("续期后的有效期止已经过了。", field="until")


def train(moved: Any) -> None:
    """Refuse a training that ends before it begins, or is not over."""
    record: Any = moved.record
    if record.trained_until < record.trained_from:
        raise Invalid("轮训止不能早于轮训起。", field="trained_until")
    if record.trained_until > in_shanghai(moved.at).date():
        raise Invalid("轮训还没有结束。", field="trained_until")


class CertificateFlow(
    Flow, key="enforcement.certificate", of=Warrant, title="执法证件", prefix="ZJ"
):
    """An officer's certificate: entered, confirmed by the head, renewed before it ends."""

    clerk = Party("登记单位", at="unit", may=roles.MANAGE_ORGS)
    leader = Party("单位负责人", at="unit", may=roles.RELEASE)

    opening = Opening(
        "登记执法证件", roles.MANAGE_ORGS, ("person", "kind", "number", "issuer", "since"),
        takes=("until", "professional", "recorder"), doer="enterer", office="unit",
        called=lambda one: f"{one.person.name}{one.get_kind_display()}证件 {one.number}",
        settles=settle_certificate,
    )  # fmt: skip

    entered = State("待核对", initial=True)
    valid = State("已登记")
    ended = State("已失效", final=True)
    refused = State("核对不符", final=True)

    confirm = Step(
        "核对无误", entered >> valid, LAW["第四十二条"], who=leader, takes=("opinion",),
        unlike=("enterer",), ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "核对不符", entered >> refused, LAW["第四十二条"], who=leader, asks=("opinion",),
        unlike=("enterer",), tells=(clerk,),
    )  # fmt: skip
    end = Step(
        "注销、收回（到期前换证另行登记）", valid >> ended, LAW["第四十二条"], who=clerk,
        due="until", asks=("ended_on", "because"), ladder=STEP_LADDER,
    )  # fmt: skip
    train = Step(
        "登记脱产轮训", valid >> valid, OWN, who=clerk, asks=("trained_from", "trained_until"),
        needs=(Proof("training_paper", "轮训结业证明"),), then=train,
    )  # fmt: skip
    equip = Step(
        "登记配发的记录仪、移动终端", valid >> valid, OWN, who=clerk, asks=("recorder",),
    )  # fmt: skip


def settle_entrustment(record: Entrustment, by: Viewer, at: datetime) -> None:
    """Refuse an entrustment by who has no power, or to who may not have it (第二十条)."""
    taker = Unit.objects.get(pk=by.unit_id)
    if taker.kind not in officers.ENTRUSTED:
        says = f"{taker.name}不能受委托实施行政处罚，只能委托乡镇（街道）、功能区。"
        raise NotAllowed(says, can="乡镇（街道）、功能区")
    if record.giver.kind not in officers.EMPOWERED:
        raise Invalid(f"{record.giver.name}没有处罚权，不能委托。", field="giver")
    check_days(record)


class EntrustmentFlow(
    Flow, key="enforcement.entrustment", of=Entrustment, title="委托执法", prefix="WT"
):
    """A written, dated entrustment: asked for by the town, signed, taken over, ended."""

    leader = Party("委托机关负责人", at="giver", may=roles.RELEASE)
    taker = Party("受委托单位", at="taker", may=roles.ACCEPT)

    opening = Opening(
        "申请委托执法", roles.ACCEPT, ("giver", "scope", "since", "until"), doer="proposer",
        office="taker", called=lambda one: f"{one.giver.name}委托执法", beyond=("giver",),
        settles=settle_entrustment,
    )  # fmt: skip

    drafted = State("待批准", initial=True)
    signed = State("待接受")
    valid = State("委托中")
    ended = State("已终止", final=True)
    declined = State("未成立", final=True)

    sign = Step(
        "批准委托", drafted >> signed, LAW["第二十条"], who=leader, takes=("opinion",),
        unlike=("proposer",), tells=(taker,), ladder=STEP_LADDER, then=letters.entrust,
    )  # fmt: skip
    drop = Step(
        "不批准", drafted >> declined, LAW["第二十条"], who=leader, asks=("opinion",),
        unlike=("proposer",), tells=(taker,),
    )  # fmt: skip
    accept = Step(
        "接受委托", signed >> valid, LAW["第二十条"], who=taker, tells=(leader,),
        ladder=STEP_LADDER,
        gates=(Gate("委托书已签发", LAW["第二十条"], can="委托机关负责人",
                    missing=letters.unsigned("entrustment", "委托书")),),
    )  # fmt: skip
    end = Step(
        "期满或者提前终止", valid >> ended, LAW["第二十条"], who=leader, due="until",
        asks=("ended_on", "because"), tells=(taker,), ladder=STEP_LADDER,
    )  # fmt: skip


class StaffingFlow(
    Flow, key="enforcement.staffing", of=Staffing, title="监管力量配备", prefix="PB"
):
    """What an office states of its posts and means on a day, confirmed by a second person."""

    other = Party("本单位确认人", at="unit", may=roles.SUPERVISE)

    opening = Opening(
        "填报监管力量", roles.ACCEPT, ("on", "posts", "enforcement_posts"),
        takes=(
            *("supervisors", "auxiliary", "independent", "full_time_head", "separate"),
            *("investigators", "inner_body", "office_posts", "funded", "funds", "equipped"),
            *("vehicles", "recorders", "allowance", "insured", "uniform"),
        ),
        doer="stater", office="unit", called=lambda one: f"监管力量配备（截至 {one.on}）",
    )  # fmt: skip

    stated = State("待确认", initial=True)
    confirmed = State("已确认", final=True)
    returned = State("不予确认", final=True)

    confirm = Step(
        "确认属实", stated >> confirmed, OWN, who=other, takes=("opinion",), unlike=("stater",),
        ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "不予确认", stated >> returned, OWN, who=other, asks=("opinion",), unlike=("stater",),
    )  # fmt: skip

"""A compulsory measure (强制措施): its conditions, approval, notice beforehand, term and end.

安全生产法第七十条；行政强制法第十八、十九、二十四、二十五、二十八条.
"""

from datetime import datetime, timedelta
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, Proof, State, Step, hours
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import Limit, in_shanghai
from bihuan.modules import STEP_LADDER

from . import letters, officers, rules
from .case_flow import LEADER, OFFICER, SAFETY, VALID
from .measures import KINDS
from .models import Measure, Penalty

FORCE = Law("CN/coercion-2011")
FORCED = SAFETY["第七十条"]
UNIT = Party("当事单位", at="unit", may=roles.FULFIL)


def settle(record: Measure, by: Viewer, at: datetime) -> None:
    """Check the officers, and that a supplier is named where one is to stop."""
    officers.settle(record, by, at)
    kind = KINDS[record.kind]
    if kind.supplier and record.supplier_id is None:
        raise Invalid(f"{kind.title}要写明通知哪个供应单位。", field="supplier")


def not_stopped(record: Measure, _: datetime) -> str:
    """Say that no order to stop stands which the unit could refuse."""
    kind = KINDS[record.kind]
    if not kind.stop:
        return ""
    rows = Matter.objects.everywhere("orders to stop of a unit")
    stops = rows.filter(flow="hazards.stop", unit=record.unit_id, closed_at=None)
    decided = Penalty.objects.filter(
        kind="stop", case__unit=record.unit_id,
        matter__state__in=("served", "demanded", "applied", "executing"),
    )  # fmt: skip
    if stops.exists() or decided.exists():
        return ""
    return f"{record.unit.name}没有在执行的停产停业整改决定，不具备{kind.title}的条件。"


def approve(moved: Any) -> None:
    """Let the head himself approve where the law says so, and draw up the decision."""
    kind = KINDS[moved.record.kind]
    lead = Post.objects.filter(pk=moved.by.post_id).values_list("lead", flat=True).first()
    if kind.principal and lead not in ("principal", "government"):
        says = f"{kind.law}：{kind.title}由本部门主要负责人批准。"
        raise NotAllowed(says, can="本部门主要负责人")
    record: Any = moved.record
    letters.measure(moved, "coercive_decision", "行政强制措施决定书", [
        f"事实和理由：{record.facts}", f"条件：{kind.holds}。",
        f"决定对下列对象采取{kind.title}措施：{record.target}",
        f"紧急情形：{record.urgent}" if record.urgent else "", letters.REMEDY,
    ])  # fmt: skip


def begin(moved: Any) -> None:
    """Demand the notice beforehand, and reckon the term of the measure."""
    officers.demand(moved)
    record: Any = moved.record
    officers.past(moved, "started_at")
    kind = KINDS[record.kind]
    if kind.beforehand and not record.urgent:
        ahead = rules.amount_of(kind.beforehand)
        if record.warned_at is None:
            raise ProofMissing(f"没有紧急情形的，要提前{ahead}小时通知当事人。", can="办案人员")
        if record.started_at - record.warned_at < timedelta(hours=int(ahead)):
            raise ProofMissing(f"通知当事人以后还不满{ahead}小时。", can="办案人员")
    _limit(record)


def act(moved: Any) -> None:
    """Let only what must not wait begin before its approval: sealing and seizing."""
    officers.demand(moved)
    officers.past(moved, "started_at")
    kind = KINDS[moved.record.kind]
    if kind.stop:
        raise Invalid(f"{kind.title}要先经批准，不能先实施后补办。", field="urgent")
    _limit(moved.record)


def prolong(moved: Any) -> None:
    """Prolong once, by no more than the law lets; draw up the decision."""
    record: Any = moved.record
    days = KINDS[record.kind].days
    if not days or record.until is None:
        raise Invalid("这种措施没有法定期限，不用延长。", field="because")
    if in_shanghai(moved.at).date() > record.until:
        raise Invalid(f"期限 {record.until} 已经届满，应当解除或者处理。", field="because")
    record.until += timedelta(days=int(rules.amount_of(days)))
    record.save(update_fields=["until"])
    letters.measure(moved, "coercive_extension", "延长行政强制措施期限决定书", [
        f"因{record.because}，期限延长至{record.until:%Y年%-m月%-d日}。",
    ])  # fmt: skip


def finish(moved: Any) -> None:
    """Draw up that a measure is lifted."""
    letters.measure(moved, "coercive_end", "解除行政强制措施决定书", [
        f"{moved.record.ended_because}。现予解除：{moved.record.target}",
    ])  # fmt: skip


def term(record: Any) -> Limit | None:
    """Return how long a measure may last; None where the law sets no term."""
    days = KINDS[record.kind].days
    return rules.limit_of(days) if days else None


def twice(record: Any) -> Limit | None:
    """Return how long a prolonged measure may last."""
    once = term(record)
    return Limit(once.amount * 2, once.unit) if once else None


def _limit(record: Any) -> None:
    kind = KINDS[record.kind]
    if kind.days:
        days = int(rules.amount_of(kind.days))
        record.until = (in_shanghai(record.started_at) + timedelta(days=days)).date()
        record.save(update_fields=["until"])


class MeasureFlow(Flow, key="enforcement.measure", of=Measure, title="行政强制措施", prefix="QC"):
    """A measure from its proposal to its end, never longer than the law lets."""

    opening = Opening(
        "提出强制措施", roles.INSPECT, ("unit", "second", "kind", "target", "facts"),
        takes=("supplier", "urgent"), doer="handler", office="office", settles=settle,
        called=lambda one: f"{one.unit.name}{KINDS[one.kind].title}", beyond=("supplier",),
    )  # fmt: skip

    proposed = State("待批准", initial=True)
    approved = State("待实施")
    acted = State("已先行实施，待补办批准")
    running = State("实施中")
    prolonged = State("已延长")
    ended = State("已解除", final=True)
    handled = State("已作处理决定", final=True)
    refused = State("不予批准", final=True)
    lifted = State("未获批准，已解除", final=True)

    approve = Step(
        "批准采取措施", proposed >> approved, FORCE["第十八条"], who=LEADER, takes=("opinion",),
        unlike=("handler",), tells=(OFFICER,), ladder=STEP_LADDER, then=approve,
        gates=(Gate("具备法定条件", FORCED, missing=not_stopped, can="办案人员"), *VALID),
    )  # fmt: skip
    refuse = Step(
        "不予批准", proposed >> refused, FORCE["第十八条"], who=LEADER, asks=("opinion",),
        unlike=("handler",), tells=(OFFICER,),
    )  # fmt: skip
    start = Step(
        "实施，交付决定书", approved >> running, FORCE["第二十四条"], who=OFFICER,
        asks=("started_at",), takes=("warned_at",), gates=(
            *VALID,
            Gate("决定书已签发", FORCE["第二十四条"], can="处罚机关负责人",
                 missing=letters.unsigned("coercive_decision", "强制措施决定书")),
        ),
        needs=(Proof("scene_record", "现场笔录、物品清单"),
               Proof("recording", "音像记录", least=0)),
        tells=(UNIT,), ladder=STEP_LADDER, then=begin,
    )  # fmt: skip
    act = Step(
        "情况紧急，当场实施", proposed >> acted, FORCE["第十九条"], who=OFFICER, optional=True,
        asks=("started_at", "urgent"), gates=VALID, tells=(UNIT, LEADER), then=act,
        needs=(Proof("scene_record", "现场笔录、物品清单"),),
    )  # fmt: skip
    ratify = Step(
        "补办批准", acted >> running, FORCE["第十九条"], who=LEADER, within=hours(24),
        since="started_at", takes=("opinion",), unlike=("handler",), tells=(OFFICER,),
        ladder=STEP_LADDER, then=approve.then,
    )  # fmt: skip
    lift = Step(
        "不予批准，立即解除", acted >> lifted, FORCE["第十九条"], who=LEADER, asks=("opinion",),
        unlike=("handler",), tells=(UNIT, OFFICER),
    )  # fmt: skip
    prolong = Step(
        "批准延长一次", running >> prolonged, FORCE["第二十五条"], who=LEADER, asks=("because",),
        optional=True, tells=(UNIT, OFFICER), then=prolong,
    )  # fmt: skip
    end = Step(
        "解除", running >> ended, FORCE["第二十八条"], who=OFFICER, within=term,
        since="started_at", asks=("ended_because",), tells=(UNIT,), ladder=STEP_LADDER, then=finish,
    )  # fmt: skip
    end_prolonged = Step(
        "延长期满前解除", prolonged >> ended, FORCE["第二十八条"], who=OFFICER, within=twice,
        since="started_at", asks=("ended_because",), tells=(UNIT,), ladder=STEP_LADDER, then=finish,
    )  # fmt: skip
    handle = Step(
        "作出没收、销毁等处理", (running | prolonged) >> handled, FORCE["第二十八条"], who=LEADER,
        asks=("ended_because",), optional=True, needs=(Proof("handling_paper", "处理决定书"),),
        tells=(UNIT, OFFICER),
    )  # fmt: skip

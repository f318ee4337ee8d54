"""A penalty on one party: proposed, decided with its case, served, paid, or brought to court.

行政处罚法第六十一、六十六、六十七、七十二条；行政强制法第五十三至五十六条.
"""

from datetime import datetime, timedelta
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Opening, Proof, State, Step, workdays
from bihuan.kernel.law.calendar import working_calendar
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import clocks
from bihuan.lib.clocks import Limit, in_shanghai
from bihuan.lib.clocks import Unit as Counted
from bihuan.modules import STEP_LADDER

from . import gates, letters, officers, reckoning, rules
from .case_flow import LAW, LEADER, OFFICER
from .models import Case, Penalty

FORCE = Law("CN/coercion-2011")
PAID = Proof("payment_receipt", "缴款凭证或者履行证明")
COURT = Proof("court_paper", "法院受理通知书或者裁定书")
#: What was paid, and what of the added fine is not asked for, with its reason.
LESS = ("paid", "spared", "opinion")
#: The six months of a suit and the three months after them in which the court may be asked.
APPLY = Limit(
    rules.limit_of("suit.months").amount + rules.limit_of("court.months").amount, Counted.MONTHS
)
#: States of a case in which a penalty may be proposed: those from which the party is told of it.
OPEN_STATES = ("investigating", "concluded", "supplementing")


def tie(record: Any, by: Viewer, at: datetime) -> None:
    """Tie a penalty to the case on whose page it was proposed, and check it against that.

    Raises :class:`Invalid` for another matter, a case that is decided or one of another office.
    """
    parent = record.matter.parent
    case = Case.objects.filter(matter=parent).select_related("unit").first() if parent else None
    if case is None or case.office_id != by.unit_id:
        raise Invalid("请从本单位一件案件的页面提出处罚意见。", field="article")
    if parent.state not in OPEN_STATES:
        raise Invalid("案件现在的环节不能再提出处罚意见。", field="article")
    if case.top and record.amount and record.degree != rules.TOP:
        raise Invalid(f"“{case.get_top_display()}”要按上限处罚。", field="degree")
    record.case, record.authority = case, case.authority
    record.save(update_fields=["case", "authority"])


def decide(moved: Any) -> None:
    """Keep the day of the decision, and draw it up."""
    moved.record.decided_on = in_shanghai(moved.at).date()
    moved.record.save(update_fields=["decided_on"])
    letters.decision(moved)


def serve(moved: Any) -> None:
    """Enter the service of the decision, and until when it is to be carried out."""
    one: Any = moved.record
    officers.past(moved, "served_at")
    if one.decided_on and in_shanghai(one.served_at).date() < one.decided_on:
        raise Invalid(f"送达时间不能早于决定日期 {one.decided_on}。", field="served_at")
    letters.serve(one, "penalty_decision", by=moved.by, at=moved.at)
    one.pay_by = (in_shanghai(one.served_at) + timedelta(days=letters.pay_days())).date()
    one.save(update_fields=["pay_by"])


def pay(moved: Any) -> None:
    """Refuse that less than the fine, with what was added to it, counts as carried out.

    What is not added, as during a suit (第七十三条) or by agreement, has its reason written down.
    """
    one: Any = moved.record
    if one.spared and not one.opinion:
        raise Invalid("请在“意见”里写明不予加处、减免的依据。", field="opinion")
    if one.paid_on > in_shanghai(moved.at).date():
        raise Invalid("履行日期还没有到。", field="paid_on")
    if (rest := gates.unpaid(one)) > 0:
        raise Invalid(f"还有{rules.yuan(rest)}没有缴纳（含加处罚款）。", field="paid")


def defer(moved: Any) -> None:
    """Refuse a later term that has passed."""
    if moved.record.pay_by <= in_shanghai(moved.at).date():
        raise Invalid("延期后的期限要在今天以后。", field="pay_by")


def demand(moved: Any) -> None:
    """Draw up the demand, and reckon from when and until when the court may be asked.

    Where the party asked for a review or sued, both days hang on how that ends: they stay unset.
    """
    one: Any = moved.record
    officers.past(moved, "demanded_at")
    if one.pay_by and in_shanghai(one.demanded_at).date() <= one.pay_by:
        raise Invalid(f"催告要在履行期限 {one.pay_by} 以后。", field="demanded_at")
    if not one.contested:
        _reckon(one, moved.at)
    letters.demand(moved)


def _reckon(one: Any, at: datetime) -> None:
    calendar = working_calendar(one.matter.place_path, at)
    suit = clocks.due(one.served_at, rules.limit_of("suit.months"), calendar)
    ripe = clocks.due(one.demanded_at, rules.limit_of("demand.days"), calendar)
    one.apply_from = (max(in_shanghai(suit), in_shanghai(ripe)) + timedelta(days=1)).date()
    one.apply_by = in_shanghai(clocks.due(suit, rules.limit_of("court.months"), calendar)).date()
    one.save(update_fields=["apply_from", "apply_by"])


def settle(record: Penalty, by: Viewer, at: datetime) -> None:
    """Reckon the amount; the authority follows with the case."""
    record.authority = Unit.objects.get(pk=by.unit_id)
    reckoning.settle(record, by, at)


class PenaltyFlow(Flow, key="enforcement.penalty", of=Penalty, title="行政处罚", prefix="CF"):
    """What one party has to do or to pay, and what follows when it does not."""

    opening = Opening(
        "提出处罚意见", roles.INSPECT,
        ("who", "kind", "article", "stage", "degree", "reasons"),
        takes=("amount", "name", "measure", "grade", "income", "gain", "original", "days"),
        doer="proposer", office="office", settles=settle, then=tie,
        called=lambda one: f"拟处罚{one.name}：{one.get_kind_display()}（{one.provision.name}）",
    )  # fmt: skip

    proposed = State("拟处罚", initial=True)
    decided = State("待送达")
    served = State("待履行")
    deferred = State("延期（分期）履行")
    demanded = State("已催告")
    applied = State("已申请强制执行")
    executing = State("法院执行中")
    done = State("已履行", final=True)
    enforced = State("强制执行完毕", final=True)
    ended = State("终结执行", final=True)
    annulled = State("已撤销", final=True)
    dropped = State("未采纳", final=True)

    decide = Step(
        "随案件作出决定", proposed >> decided, LAW["第五十九条"], who=LEADER, optional=True,
        unlike=("proposer",), then=decide,
        gates=(Gate("案件已决定", LAW["第五十七条"], missing=gates.undecided,
                    can="处罚机关负责人"),),
    )  # fmt: skip
    drop = Step(
        "撤回处罚意见", proposed >> dropped, OWN, who=OFFICER, asks=("opinion",), optional=True,
    )  # fmt: skip
    dismiss = Step(
        "不采纳处罚意见", proposed >> dropped, LAW["第五十七条"], who=LEADER, asks=("opinion",),
        optional=True, tells=(OFFICER,),
    )  # fmt: skip
    serve = Step(
        "登记送达", decided >> served, LAW["第六十一条"], who=OFFICER, within=workdays(7),
        asks=("served_at", "recipient"), ladder=STEP_LADDER, then=serve,
        needs=(Proof("service_receipt", "文书送达回证"), Proof("recording", "音像记录", least=0)),
        gates=(Gate("决定书已签发", LAW["第五十九条"], can="处罚机关负责人",
                    missing=letters.unsigned("penalty_decision", "处罚决定书")),),
    )  # fmt: skip
    perform = Step(
        "核实已履行（缴清）", served >> done, LAW["第六十七条"], who=OFFICER,
        within=rules.limit_of("pay.days"), since="served_at", asks=("paid_on",), takes=LESS,
        edits=LESS[:2], needs=(PAID,), ladder=STEP_LADDER, then=pay,
    )  # fmt: skip
    perform_deferred = Step(
        "延期后已履行（缴清）", deferred >> done, LAW["第六十六条"], who=OFFICER, due="pay_by",
        asks=("paid_on",), takes=LESS, edits=LESS[:2], needs=(PAID,), ladder=STEP_LADDER, then=pay,
    )  # fmt: skip
    defer = Step(
        "批准延期（分期）缴纳", served >> deferred, LAW["第六十六条"], who=LEADER, optional=True,
        asks=("pay_by", "opinion"), needs=(Proof("deferral_request", "当事人的申请"),),
        tells=(OFFICER,), then=defer,
    )  # fmt: skip
    demand = Step(
        "逾期未履行，催告", (served | deferred) >> demanded, FORCE["第五十四条"], who=OFFICER,
        asks=("demanded_at",), takes=("contested",), then=demand,
        gates=(Gate("已逾期", LAW["第七十二条"], missing=gates.in_time, can="办案人员"),),
    )  # fmt: skip
    perform_late = Step(
        "催告后已履行", (demanded | applied) >> done, LAW["第七十二条"], who=OFFICER, optional=True,
        asks=("paid_on",), takes=LESS, edits=LESS[:2], then=pay, needs=(PAID,),
    )  # fmt: skip
    apply = Step(
        "申请人民法院强制执行", demanded >> applied, FORCE["第五十三条"], who=OFFICER,
        within=APPLY, since="served_at", asks=("court",), ladder=STEP_LADDER,
        then=letters.application,
        gates=(Gate("在申请期限内", FORCE["第五十三条"], missing=gates.not_ripe, can="办案人员"),),
    )  # fmt: skip
    accept = Step(
        "法院受理", applied >> executing, FORCE["第五十六条"], who=OFFICER, within=workdays(5),
        asks=("ruling",), needs=(COURT,), ladder=STEP_LADDER,
    )  # fmt: skip
    reject = Step(
        "法院不予受理（执行）", applied >> demanded, FORCE["第五十六条"], who=OFFICER,
        asks=("ruling",), needs=(COURT,), optional=True,
        tells=(LEADER,),
    )  # fmt: skip
    execute = Step(
        "强制执行完毕", executing >> enforced, FORCE["第五十六条"], who=OFFICER, asks=("paid_on",),
        takes=("paid",), edits=("paid",), needs=(COURT,),
    )  # fmt: skip
    end = Step(
        "终结执行", (demanded | executing) >> ended, FORCE["第五十六条"], who=LEADER,
        asks=("opinion",), optional=True, needs=(COURT,),
        tells=(OFFICER,),
    )  # fmt: skip
    annul = Step(
        "撤销处罚决定", (decided | served | deferred | demanded) >> annulled, LAW["第七十五条"],
        who=LEADER, asks=("opinion",), optional=True, tells=(OFFICER,), then=letters.annulment,
    )  # fmt: skip

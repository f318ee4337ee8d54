"""A small fine or a warning decided on the spot (当场处罚): handed over, filed, carried out.

行政处罚法第五十一、五十二条. The limits of money are those of 第五十一条.
"""

from datetime import datetime, timedelta
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Opening, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER

from . import letters, officers, rules
from .case_flow import LAW, LEADER, OFFICER
from .models import Spot


def settle(record: Spot, by: Viewer, at: datetime) -> None:
    """Refuse more than may be decided on the spot, or more than the article threatens."""
    officers.settle(record, by, at)
    most = rules.amount_of("spot.person" if record.name else "spot.unit")
    if record.amount and record.amount > most:
        whom = "公民" if record.name else "法人或者其他组织"
        says = f"《行政处罚法》第五十一条：当场处罚对{whom}的罚款不超过{most:f}元，请改用普通程序。"
        raise Invalid(says, field="amount")
    if not record.amount:
        return
    stage = rules.PERSON if record.name and not record.provision.personal else rules.FIRST
    try:
        found = rules.range_of(record.provision, rules.Facts(stage))
    except rules.Unclear as error:
        raise Invalid(str(error), field="article") from error
    if wrong := rules.against(found, record.amount, record.provision):
        raise Invalid(wrong, field="amount")


def deliver(moved: Any) -> None:
    """Keep until when the fine is to be paid.

    The officers sign and hand over the numbered paper (第五十二条); the head signs the filed copy.
    """
    officers.demand(moved)
    officers.past(moved, "served_at")
    record: Any = moved.record
    record.pay_by = (in_shanghai(record.served_at) + timedelta(days=letters.pay_days())).date()
    record.save(update_fields=["pay_by"])


class SpotFlow(Flow, key="enforcement.spot", of=Spot, title="当场处罚", prefix="DC"):
    """A simple case from its decision on the spot to the payment."""

    opening = Opening(
        "当场处罚", roles.INSPECT, ("unit", "second", "article", "facts", "said"),
        takes=("amount", "name"), doer="handler", office="office",
        called=lambda one: f"当场处罚{one.name or one.unit.name}：{one.provision.violation}",
        settles=settle, then=letters.spot,
    )  # fmt: skip

    decided = State("待交付", initial=True)
    delivered = State("待备案")
    filed = State("待履行")
    done = State("已履行", final=True)
    annulled = State("已撤销", final=True)

    deliver = Step(
        "当场交付决定书", decided >> delivered, LAW["第五十二条"], who=OFFICER,
        asks=("served_at", "recipient"), needs=(Proof("recording", "音像记录", least=0),),
        ladder=STEP_LADDER, then=deliver,
    )  # fmt: skip
    file = Step(
        "备案审查", delivered >> filed, LAW["第五十二条"], who=LEADER, asks=("opinion",),
        unlike=("handler",), ladder=STEP_LADDER, tells=(OFFICER,),
        gates=(Gate("存档的决定书已签发", LAW["第五十二条"], can="处罚机关负责人",
                    missing=letters.unsigned("spot_decision", "当场处罚决定书")),),
    )  # fmt: skip
    perform = Step(
        "核实已履行", filed >> done, LAW["第六十七条"], who=OFFICER,
        within=rules.limit_of("pay.days"), since="served_at", asks=("paid_on",), ladder=STEP_LADDER,
        needs=(Proof("payment_receipt", "缴款凭证或者改正证明"),),
    )  # fmt: skip
    annul = Step(
        "备案审查有错误，撤销", (delivered | filed) >> annulled, LAW["第七十五条"], who=LEADER,
        asks=("opinion",), unlike=("handler",), optional=True, tells=(OFFICER,),
    )  # fmt: skip

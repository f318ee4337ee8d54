"""The verbs of a package: made, released by a second person, sent, answered by a receipt."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import packages
from .models import Package


def settle(record: Package, by: Any, at: datetime) -> None:
    """Refuse days the wrong way round."""
    if record.until < record.since:
        raise Invalid("止日不能早于起日。", field="until")
    packages.format_of(record.format, by.path)


class PackageFlow(Flow, key="exchange.package", of=Package, title="数据报送", prefix="SJ"):
    """A package for a partner, until its receipt says what was taken."""

    clerk = Party("报出单位经办人", at="unit", may=roles.SUPERVISE)
    leader = Party("报出单位负责人", at="unit", may=roles.RELEASE)

    opening = Opening(
        "编制数据包", roles.SUPERVISE, ("format", "since", "until"), doer="drafter", office="unit",
        called=lambda one: f"{packages.format_of(one.format).partner}："
        f"{packages.format_of(one.format).title}（{one.since} 至 {one.until}）", settles=settle,
    )  # fmt: skip

    asked = State("待编制", initial=True)
    made = State("待批准")
    approved = State("待送出")
    sent = State("待回执")
    failed = State("对方未收下，待重送")
    received = State("已回执", final=True)
    dropped = State("不报送", final=True)

    make = Step(
        "由系统编制", asked >> made, OWN, who=clerk, tells=(leader,), ladder=STEP_LADDER,
        then=packages.make,
    )  # fmt: skip
    approve = Step(
        "批准报送", made >> approved, OWN, who=leader, unlike=("drafter", "make"),
        takes=("opinion",), tells=(clerk,), ladder=STEP_LADDER,
    )  # fmt: skip
    drop = Step(
        "不批准", made >> dropped, OWN, who=leader, asks=("opinion",),
        unlike=("drafter", "make"), tells=(clerk,),
    )  # fmt: skip
    send = Step(
        "登记已送出", approved >> sent, OWN, who=clerk, asks=("sent_by", "receipt_by"),
        ladder=STEP_LADDER,
    )  # fmt: skip
    receive = Step(
        "登记回执", sent >> received, OWN, who=clerk, due="receipt_by",
        asks=("receipt", "taken"), tells=(leader,), ladder=TASK_LADDER,
    )  # fmt: skip
    fail = Step(
        "对方没有收下", sent >> failed, OWN, who=clerk, asks=("receipt",), optional=True,
        tells=(leader,),
    )  # fmt: skip
    send_again = Step(
        "重新送出", failed >> sent, OWN, who=clerk, asks=("sent_by", "receipt_by"),
        ladder=STEP_LADDER,
    )  # fmt: skip

"""A reward within an enterprise for who reported or did away with a hazard (第十一条)."""

from datetime import datetime

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules import STEP_LADDER

from .hazard_flow import HAZARDS
from .models import Reward
from .stop_flow import tie

REWARDED = HAZARDS["第十一条"]


def open_on(record: Reward, by: Viewer, at: datetime) -> None:
    """Tie it to its hazard. Raises :class:`Invalid` where there is none."""
    tie(record, by, at)
    if record.hazard is None:
        raise Invalid("请从隐患的页面提出。", field="merit")


class RewardFlow(Flow, key="hazards.reward", of=Reward, title="隐患报告奖励", prefix="JL"):
    """Proposed, decided by whoever answers for the enterprise, given with proof."""

    clerk = Party("安全管理人员", at="unit", may=roles.ACCEPT)
    principal = Party("主要负责人", at="unit", may=roles.SIGN, lead="principal")

    opening = Opening(
        "提出奖励", roles.ACCEPT, ("person", "merit", "kind"), takes=("amount",),
        whose="unit", doer="proposer", office="unit",
        called=lambda one: f"奖励{one.person.name}：{one.merit}", then=open_on,
    )  # fmt: skip

    proposed = State("待决定", initial=True)
    decided = State("待兑现")
    given = State("已兑现", final=True)
    declined = State("不予奖励", final=True)

    decide = Step(
        "决定奖励", proposed >> decided, REWARDED, who=principal, asks=("opinion",),
        takes=("amount",), edits=("amount",), unlike=("person",), tells=(clerk,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    decline = Step(
        "不予奖励", proposed >> declined, REWARDED, who=principal, asks=("opinion",),
        unlike=("person",), optional=True, tells=(clerk,),
    )  # fmt: skip
    give = Step(
        "登记兑现", decided >> given, REWARDED, who=clerk, asks=("given_on",),
        needs=(Proof("reward_given", "发放或公布的凭据"),), ladder=STEP_LADDER,
    )  # fmt: skip

"""The verbs of a reward: proposed by rule, approved by another, told, claimed with a code."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import rewards
from .models import Bounty

LAW = Law("CN/report-reward-2018")
EARNED, ONCE, CLAIMED = LAW["第十一条"], LAW["第十二条"], LAW["第十三条"]


class RewardFlow(Flow, key="tips.reward", of=Bounty, title="举报奖励", prefix="JJ"):
    """One reward for one case, to the first who reported it validly, paid without seeing whom."""

    handler = Party("举报受理员", at="tip.office", may=roles.INTAKE)
    leader = Party("受理单位负责人", at="tip.office", may=roles.RELEASE)

    due = State("待提出", initial=True)
    proposed = State("待批准")
    returned = State("退回重新提出")
    approved = State("待领取")
    paid = State("已发放", final=True)
    forfeited = State("视为放弃", final=True)
    denied = State("不奖励", final=True)

    propose = Step(
        "按规则提出奖励", (due | returned) >> proposed, EARNED, who=handler, asks=("basis",),
        gates=(
            Gate("一案一奖", ONCE, missing=rewards.rewarded_already, can="举报受理员"),
        ), tells=(leader,), ladder=STEP_LADDER, then=rewards.reckon,
    )  # fmt: skip
    deny = Step(
        "不奖励，说明理由", (due | returned) >> denied, EARNED, who=handler, asks=("because",),
        tells=(leader,),
    )  # fmt: skip
    approve = Step(
        "批准奖励，通知领取", proposed >> approved, EARNED, who=leader, takes=("opinion",),
        unlike=("propose",), tells=(handler,), ladder=STEP_LADDER, then=rewards.let_claim,
    )  # fmt: skip
    send_back = Step(
        "退回奖励意见", proposed >> returned, EARNED, who=leader, asks=("opinion",),
        unlike=("propose",), tells=(handler,), returns=True,
    )  # fmt: skip
    prolong = Step(
        "延长领取时间", approved >> approved, CLAIMED, who=leader, asks=("because", "claim_by"),
        optional=True, then=rewards.claim_later,
    )  # fmt: skip
    close = Step(
        "核对已凭码发放", approved >> paid, CLAIMED, who=handler, due="claim_by",
        gates=(Gate("已凭码发放", CLAIMED, missing=rewards.unpaid, can="发放人凭领奖码登记"),),
        ladder=STEP_LADDER,
    )  # fmt: skip
    forfeit = Step(
        "逾期未领，视为放弃", approved >> forfeited, CLAIMED, who=handler, asks=("because",),
        gates=(Gate("领取期限已过", CLAIMED, missing=rewards.still_open, can="受理单位"),),
        tells=(leader,), then=rewards.end_claim,
    )  # fmt: skip

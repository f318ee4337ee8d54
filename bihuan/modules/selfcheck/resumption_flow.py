"""Before work or production begins again: announced, checked by list, accepted by the principal.

安全生产法第四十一条; the rules of places for 复工复产前安全生产大检查. Whoever was ordered to stop
needs the authority's word as well (``hazards.stop``).
"""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import resumptions
from .list_flow import CHECK_LADDER, FOUND
from .models import Resumption
from .rules import OWNERS


class ResumptionFlow(Flow, key="selfcheck.resumption", of=Resumption, title="复工复产",
                     prefix="FG"):  # fmt: skip
    """One resumption of work or production, from its announcement to the principal's word."""

    unit = Party("复工复产单位", at="unit", may=roles.MANAGE_ORGS)
    principal = Party("复工复产单位主要负责人", at="unit", may=roles.SIGN, lead="principal")
    office = Party("监管部门", at=resumptions.watcher, may=roles.SUPERVISE)

    opening = Opening(
        "准备复工复产", roles.MANAGE_ORGS, ("cause", "what", "stopped_on", "resume_on", "measures"),
        whose="unit", doer="opener", office="unit", called=lambda one: str(one),
        about=("复工复产", "复产复工", "恢复生产"), settles=resumptions.settle,
        then=resumptions.owe_check, kinds=OWNERS,
    )  # fmt: skip

    preparing = State("复工复产前检查", initial=True)
    checked = State("待验收")
    resumed = State("已验收，可以复工复产", final=True)
    dropped = State("不复工复产", final=True)

    report = Step(
        "报请验收", preparing >> checked, FOUND, who=unit, due="resume_on",
        gates=(Gate("复工复产前自查做完", FOUND, missing=resumptions.unchecked,
                    can="复工复产单位"),),
        tells=(principal,), ladder=CHECK_LADDER,
    )  # fmt: skip
    accept = Step(
        "验收合格，复工复产", checked >> resumed, FOUND, who=principal, asks=("opinion",),
        gates=(Gate("查出的隐患已销号", FOUND, missing=resumptions.unclosed,
                    can="复工复产单位"),),
        unlike=("report", "opener"), tells=(unit, office), ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "验收不合格", checked >> preparing, FOUND, who=principal, asks=("opinion", "resume_on"),
        unlike=("report", "opener"), tells=(unit,), returns=True, then=resumptions.put_off,
    )  # fmt: skip
    drop = Step(
        "不复工复产", preparing >> dropped, FOUND, who=unit, asks=("opinion",), optional=True
    )

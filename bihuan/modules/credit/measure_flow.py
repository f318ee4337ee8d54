"""The verbs of a measure: the body named, the measure confirmed, called off, lifted."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from .models import Restriction


class MeasureFlow(Flow, key="credit.measure", of=Restriction, title="失信惩戒", prefix="CJ"):
    """What one body does about one who is listed, until it lifted what it did."""

    office = Party("推送单位", at="office", may=roles.SUPERVISE)
    leader = Party("推送单位负责人", at="office", may=roles.RELEASE)
    body = Party("惩戒部门", at="body", may=roles.FULFIL)

    waiting = State("待指定惩戒部门", initial=True)
    sent = State("待回执")
    applied = State("惩戒中")
    lifting = State("待解除")
    lifted = State("已解除", final=True)
    nothing = State("没有可采取的措施", final=True)
    stopped = State("名单已移出，不用办理", final=True)

    send = Step(
        "指定惩戒部门并推送", waiting >> sent, OWN, who=office, asks=("body",), tells=(body,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    send_at_once = Step(
        "推送给已指定的惩戒部门", waiting >> sent, OWN, who=leader, asks=("body",), optional=True,
        tells=(body,),
    )  # fmt: skip
    confirm = Step(
        "回执：已采取措施", sent >> applied, OWN, who=body, asks=("measure", "applied_on"),
        tells=(office,), ladder=TASK_LADDER,
    )  # fmt: skip
    none = Step(
        "回执：没有可采取的措施", sent >> nothing, OWN, who=body, asks=("reply",), tells=(office,),
    )  # fmt: skip
    call_off = Step(
        "通知停止惩戒", applied >> lifting, OWN, who=leader, asks=("ended_because",),
        optional=True, tells=(body,),
    )  # fmt: skip
    drop = Step(
        "不用再办理", (waiting | sent) >> stopped, OWN, who=leader, asks=("ended_because",),
        optional=True, tells=(body,),
    )  # fmt: skip
    lift = Step(
        "回执：已解除", lifting >> lifted, OWN, who=body, asks=("lifted_on",), tells=(office,),
        ladder=TASK_LADDER,
    )  # fmt: skip

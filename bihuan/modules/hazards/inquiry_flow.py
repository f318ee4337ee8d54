"""A major hazard that persisted is looked into by reference to an accident (参照事故调查处理).

The days are those of 生产安全事故报告和调查处理条例: sixty for the report, fifteen for the reply.
"""

from datetime import datetime

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Law, Opening, Party, Proof, State, Step, days
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules import STEP_LADDER, TASK_LADDER

from .models import Inquiry
from .stop_flow import tie

ACCIDENTS = Law("CN/accident-2007")
REPORTED, REPLIED = ACCIDENTS["第二十九条"], ACCIDENTS["第三十二条"]


def open_on(record: Inquiry, by: Viewer, at: datetime) -> None:
    """Tie it to its hazard, which must be a major one."""
    tie(record, by, at)
    if record.hazard is None or not record.hazard.major:
        raise Invalid("请从一件重大事故隐患的页面提出。", field="facts")


class InquiryFlow(
    Flow, key="hazards.inquiry", of=Inquiry, title="重大隐患长期存在的调查", prefix="DC"
):
    """Not searched for, obvious and not seen, or refused: looked into, replied to, carried out."""

    clerk = Party("调查单位", at="matter.unit", may=roles.SUPERVISE)
    leader = Party("调查单位负责人", at="matter.unit", may=roles.RELEASE)
    unit = Party("被调查单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "提出参照事故调查", roles.SUPERVISE, ("unit", "cause", "facts"), doer="proposer",
        called=lambda one: f"{one.unit.name}重大事故隐患长期存在（{one.get_cause_display()}）",
        grounded=True, about=("参照事故调查处理", "参照生产安全事故"), then=open_on,
    )  # fmt: skip

    proposed = State("待批准", initial=True)
    running = State("调查中")
    reported = State("待批复")
    returned = State("补充调查")
    replied = State("待落实")
    closed = State("已办结", final=True)
    declined = State("不予调查", final=True)

    approve = Step(
        "批准调查", proposed >> running, OWN, who=leader, asks=("group",), unlike=("proposer",),
        tells=(unit, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    decline = Step(
        "不予调查", proposed >> declined, OWN, who=leader, asks=("opinion",),
        unlike=("proposer",), optional=True, tells=(clerk,),
    )  # fmt: skip
    report = Step(
        "提交调查报告", (running | returned) >> reported, REPORTED, who=clerk, within=days(60),
        asks=("findings", "advice"), needs=(Proof("inquiry_report", "调查报告"),),
        tells=(leader,), ladder=TASK_LADDER,
    )  # fmt: skip
    reply = Step(
        "批复调查报告", reported >> replied, REPLIED, who=leader, within=days(15),
        asks=("opinion",), unlike=("report",), tells=(unit, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回补充调查", reported >> returned, REPLIED, who=leader, asks=("opinion",),
        unlike=("report",), tells=(clerk,), returns=True,
    )  # fmt: skip
    conclude = Step(
        "登记处理和问责的落实", replied >> closed, OWN, who=clerk, asks=("handled",),
        needs=(Proof("inquiry_handled", "处理、问责的文件"),), tells=(unit,), ladder=TASK_LADDER,
    )  # fmt: skip

"""What follows when a major hazard is not done away with, in the order of the documents.

Summons, exposure, compulsory measure with the highest fine, the criminal courts; for an authority
whose supervision was weak summons, exposure and accountability. Each has its document and person.
"""

from datetime import datetime

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai, is_late
from bihuan.modules import STEP_LADDER

from .hazard_flow import DOUBLE, SAFETY
from .models import Hazard, Sanction
from .stop_flow import tie

FORCED, FINED = SAFETY["第七十条"], SAFETY["第一百零二条"]
Failing = Sanction.Failing


def settle(record: Sanction, by: Viewer, at: datetime) -> None:
    """Refuse to hold one's own unit to account."""
    if record.unit_id == by.unit_id:
        raise Invalid("对象单位是本单位，请由上一级提出。", field="unit")


def open_on(record: Sanction, by: Viewer, at: datetime) -> None:
    """Tie it to its hazard, which must have failed; each addressee stands for its own failing.

    Raises :class:`Invalid` where the term still runs and nothing was sent back.
    """
    tie(record, by, at)
    hazard = record.hazard
    if hazard is None or not hazard.major:
        raise Invalid("请从一件重大事故隐患的页面提出。", field="facts")
    weak = record.failing == Failing.SUPERVISION
    if weak == (record.unit_id == hazard.unit_id):
        says = "整改不力的对象是隐患单位，督办不力的对象是监管单位。"
        raise Invalid(says, field="failing")
    if in_time(hazard, at):
        raise Invalid("整改期限还没有到，也没有被退回，不能认定。", field="facts")


def in_time(hazard: Hazard, at: datetime) -> bool:
    """Say whether a hazard has not failed: its term runs and nothing was sent back."""
    matter = hazard.matter
    if matter.state in ("sent_back", "refused"):
        return False
    rows = Obligation.objects.everywhere("the term of a hazard").filter(
        matter=matter, done_at=None, step="finish"
    )
    row = rows.first()
    if row is not None and row.current_due is not None:
        return not is_late(at, row.current_due)
    return hazard.due_on is None or in_shanghai(at).date() <= hazard.due_on


def not_talked(record: Sanction, _: datetime) -> str:
    """Say that the unit was not summoned yet, which comes first."""
    return "" if record.talked_on else "还没有约谈。约谈记录登记后才能曝光。"


def an_authority(record: Sanction, _: datetime) -> str:
    """Say that an authority is not fined; it is held to account."""
    weak = record.failing == Failing.SUPERVISION
    return "督办不力的，核查问责，不采取强制措施和罚款。" if weak else ""


def an_enterprise(record: Sanction, _: datetime) -> str:
    """Say that an enterprise is met with measures and a fine instead."""
    weak = record.failing == Failing.SUPERVISION
    return "" if weak else "整改不力的，采取强制措施并按上限罚款。"


def not_over(record: Sanction, _: datetime) -> str:
    """Say that the hazard is not done away with, so that the proceedings go on."""
    hazard = record.hazard
    done = hazard is None or hazard.matter.state in ("signing", "closed")
    return "" if done else "隐患还没有通过验收，不能终止。"


class SanctionFlow(
    Flow, key="hazards.sanction", of=Sanction, title="整改和督办不力的处理", prefix="BL"
):
    """One unit met with one measure after the other, none skipped, until the hazard is gone."""

    acts = {"talked": "约谈已登记"}

    clerk = Party("提出单位", at="matter.unit", may=roles.SUPERVISE)
    leader = Party("提出单位负责人", at="matter.unit", may=roles.RELEASE)
    unit = Party("对象单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "认定整改不力或督办不力", roles.SUPERVISE, ("unit", "failing", "facts"), doer="proposer",
        called=lambda one: f"{one.unit.name}{one.get_failing_display()}", settles=settle,
        then=open_on,
    )  # fmt: skip

    proposed = State("待批准", initial=True)
    summoned = State("待约谈、曝光")
    exposed = State("待采取措施")
    forced = State("待移送或终止")
    transferred = State("已移送司法机关", final=True)
    accounted = State("已核查问责", final=True)
    ended = State("已终止", final=True)
    declined = State("不予认定", final=True)

    confirm = Step(
        "批准并约谈", proposed >> summoned, DOUBLE, who=leader, takes=("opinion",),
        unlike=("proposer",), tells=(unit, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    decline = Step(
        "不予认定", proposed >> declined, DOUBLE, who=leader, asks=("opinion",),
        unlike=("proposer",), optional=True, tells=(clerk,),
    )  # fmt: skip
    expose = Step(
        "公开曝光", summoned >> exposed, DOUBLE, who=leader, asks=("exposed_on", "exposed_in"),
        needs=(Proof("exposure", "曝光的页面或版面"),),
        gates=(Gate("已约谈", DOUBLE, missing=not_talked, can="约谈单位"),), tells=(unit,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    force = Step(
        "采取强制措施并按上限罚款", exposed >> forced, FORCED, who=leader,
        asks=("measure", "paper", "fine"), needs=(Proof("decision", "决定书"),),
        gates=(Gate("对象是隐患单位", FINED, missing=an_authority, can="提出单位"),),
        tells=(unit,), ladder=STEP_LADDER,
    )  # fmt: skip
    account = Step(
        "核查问责", exposed >> accounted, DOUBLE, who=leader, asks=("account",),
        needs=(Proof("accountability", "核查问责的文件"),), optional=True,
        gates=(Gate("对象是监管单位", DOUBLE, missing=an_enterprise, can="提出单位"),),
        tells=(unit,),
    )  # fmt: skip
    transfer = Step(
        "移送司法机关", forced >> transferred, FINED, who=leader, asks=("sent_on", "sent_to"),
        needs=(Proof("transfer", "案件移送书"),), tells=(unit,), ladder=STEP_LADDER,
    )  # fmt: skip
    end = Step(
        "整改到位，终止处理", (summoned | exposed | forced) >> ended, DOUBLE, who=clerk,
        asks=("opinion",), optional=True,
        gates=(Gate("隐患已通过验收", DOUBLE, missing=not_over, can="监管部门"),), tells=(unit,),
    )  # fmt: skip

"""The verbs of the list: proposed, told, heard, decided, listed, removed early, ended, restored.

Steps are those of 安全生产严重失信主体名单管理办法; a term ends by itself, whoever notes it.
"""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import listings, measures
from .models import Dishonesty

LAW = Law("CN/dishonesty-2023")
TOLD, DECIDED, TERM, EARLY, FRAUD = (LAW[f"第{n}条"] for n in ("八", "九", "十三", "十四", "十六"))


class DishonestyFlow(
    Flow, key="credit.dishonesty", of=Dishonesty, title="严重失信名单", prefix="SX"
):
    """A listing from its proposal to the end of its term."""

    clerk = Party("决定单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("决定单位负责人", at="office", may=roles.RELEASE)
    listed_unit = Party("失信单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "提出列入严重失信名单", roles.SUPERVISE, ("unit", "condition", "facts"), takes=("people",),
        called=lambda one: f"严重失信：{one.unit.name}", doer="proposer", office="office",
        about=("黑名单", "失信", "诚信"), settles=listings.settle,
    )  # fmt: skip

    proposed = State("待告知", initial=True)
    told = State("待陈述申辩，待决定")
    listed = State("列入中")
    reviewing = State("审查提前移出")
    removed = State("已提前移出")
    ended = State("期满移出", final=True)
    dropped = State("不予列入", final=True)
    revoked = State("撤销列入", final=True)

    tell = Step(
        "送达告知书", proposed >> told, TOLD, who=clerk, asks=("told_on", "state_by"),
        needs=(Proof("dishonesty_notice", "告知书和送达回证"),), tells=(listed_unit, leader),
        ladder=STEP_LADDER, then=listings.check_told,
    )  # fmt: skip
    hear = Step(
        "登记陈述申辩、听证", told >> told, TOLD, who=clerk, asks=("statement",),
        takes=("hearing_on",), edits=True, optional=True, tells=(leader,),
    )  # fmt: skip
    decide = Step(
        "决定列入", told >> listed, DECIDED, who=leader, asks=("opinion",),
        unlike=("proposer", "tell"), needs=(Proof("dishonesty_decision", "列入决定书"),),
        gates=(Gate("陈述申辩已听取或者期限已过", TOLD, missing=listings.too_soon,
                    can="决定单位经办人"),),
        tells=(listed_unit, clerk), ladder=STEP_LADDER, then=listings.enlist,
    )  # fmt: skip
    drop = Step(
        "不予列入", (proposed | told) >> dropped, DECIDED, who=leader, asks=("opinion",),
        unlike=("proposer",), optional=True, tells=(clerk, listed_unit),
    )  # fmt: skip
    expire = Step(
        "登记期满移出", (listed | removed) >> ended, TERM, who=leader, due="until",
        gates=(Gate("期限已满", TERM, missing=measures.running, can="无人，等到期满"),),
        tells=(listed_unit, clerk), ladder=STEP_LADDER, then=measures.release,
    )  # fmt: skip
    apply_early = Step(
        "受理提前移出申请", listed >> reviewing, EARLY, who=clerk,
        asks=("applied_on", "remedied"), optional=True,
        needs=(Proof("dishonesty_remedy", "履行义务、消除影响的凭据"),),
        gates=(
            Gate("列入满规定的月数", EARLY, missing=listings.too_early, can="无人，等到期满"),
            Gate("没有新的严重失信", EARLY, missing=listings.again_dishonest, can="无人"),
        ), tells=(leader,),
    )  # fmt: skip
    allow = Step(
        "同意提前移出", reviewing >> removed, EARLY, who=leader, asks=("opinion",),
        unlike=("apply_early",), tells=(listed_unit, clerk), ladder=STEP_LADDER,
        then=measures.let_go,
    )  # fmt: skip
    refuse = Step(
        "不同意提前移出", reviewing >> listed, EARLY, who=leader, asks=("opinion",),
        unlike=("apply_early",), tells=(listed_unit, clerk),
    )  # fmt: skip
    restore = Step(
        "撤销移出，恢复列入", removed >> listed, FRAUD, who=leader, asks=("because",),
        optional=True, tells=(listed_unit, clerk), then=listings.come_back,
    )  # fmt: skip
    revoke = Step(
        "撤销列入决定", (listed | reviewing) >> revoked, DECIDED, who=leader, asks=("because",),
        optional=True, tells=(listed_unit, clerk), then=measures.let_go,
    )  # fmt: skip

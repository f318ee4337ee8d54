"""The verbs of a problem found: put right and checked, or a hazard, a case, another's matter."""

from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import RECTIFY_LADDER, STEP_LADDER, TASK_LADDER

from . import findings
from .models import Finding

SAFETY = Law("CN/work-safety-2021")
HANDLED, ELIMINATED, HANDED_ON = (SAFETY[f"第{n}条"] for n in ("六十二", "六十五", "六十九"))
AFTER = Proof("photo_after", "整改后照片")


def _unset(_: Any) -> None:
    """No document says within how many days: until a named person sets it."""


class FindingFlow(Flow, key="inspections.finding", of=Finding, title="检查发现的问题", prefix="WT"):
    """One problem: it ends by a verified correction, a decision, a receipt, or as a hazard."""

    acts = {
        "hazard_opened": "已列为隐患", "case_opened": "已立案", "case_decided": "案件已有决定",
        "referred": "已登记移送", "received": "对方已出回执",
    }  # fmt: skip

    unit = Party("被检查单位", at="unit", may=roles.FULFIL)
    officer = Party("检查单位", at="office", may=roles.SERVE)
    checker = Party("复查单位", at="office", may=roles.RECHECK)
    leader = Party("检查单位负责人", at="office", may=roles.RELEASE)

    rectifying = State("整改中", initial=True)
    submitted = State("待复查")
    returned = State("退回重改")
    filing = State("已提请立案")
    handed = State("已移送，待回执")
    corrected = State("复查合格", final=True)
    hazard = State("按隐患治理", final=True)
    decided = State("已有处理决定", final=True)
    transferred = State("对方已接收", final=True)

    submit = Step(
        "报请复查", (rectifying | returned) >> submitted, ELIMINATED, who=unit, due="due_on",
        asks=("result", "fixed_on"), needs=(AFTER,), tells=(checker,), ladder=RECTIFY_LADDER,
        then=findings.check_fixed,
    )  # fmt: skip
    on_spot = Step(
        "当场整改，复查合格", rectifying >> corrected, ELIMINATED, who=checker,
        asks=("result", "fixed_on", "opinion"), needs=(AFTER,), optional=True, tells=(unit,),
        then=findings.check_fixed,
    )  # fmt: skip
    pass_check = Step(
        "复查合格", submitted >> corrected, HANDLED, who=checker, asks=("opinion",),
        within=_unset, unlike=("submit",), tells=(unit,), ladder=STEP_LADDER,
    )  # fmt: skip
    fail_check = Step(
        "复查不合格", submitted >> returned, HANDLED, who=checker, asks=("opinion", "due_on"),
        unlike=("submit",), tells=(unit,), returns=True, then=findings.check_term,
    )  # fmt: skip
    make_hazard = Step(
        "列为事故隐患治理", (rectifying | submitted | returned) >> hazard, ELIMINATED,
        who=officer, takes=("spot",), edits=True, optional=True, tells=(unit,),
    )  # fmt: skip
    ask_case = Step(
        "移送立案", (rectifying | submitted | returned) >> filing, HANDLED, who=officer,
        asks=("case_because",), optional=True, tells=(leader,),
    )  # fmt: skip
    settle_case = Step(
        "登记处理决定", filing >> decided, HANDLED, who=officer, asks=("decision",), edits=True,
        within=_unset, needs=(Proof(findings.DECISION, "决定书（案件已结的不用再传）", least=0),),
        gates=(Gate("已有处理决定", HANDLED, missing=findings.no_decision, can="检查单位"),),
        tells=(unit,), ladder=TASK_LADDER,
    )  # fmt: skip
    decline_case = Step(
        "不予立案，继续整改", filing >> returned, HANDLED, who=officer, asks=("opinion", "due_on"),
        tells=(unit,), returns=True, then=findings.check_term,
    )  # fmt: skip
    refer = Step(
        "移送其他部门", (rectifying | submitted | returned) >> handed, HANDED_ON, who=officer,
        asks=("recipient", "refer_because", "reply_by", "result_by"), optional=True,
        tells=(leader,), then=findings.check_referral,
    )  # fmt: skip
    settle_referral = Step(
        "登记移送回执", handed >> transferred, HANDED_ON, who=officer, asks=("receipt",),
        edits=True, due="reply_by",
        needs=(Proof(findings.RECEIPT, "回执（对方已在系统里受理的不用再传）", least=0),),
        gates=(Gate("对方已有回执", HANDED_ON, missing=findings.no_receipt, can="接收部门"),),
        tells=(unit,), ladder=TASK_LADDER,
    )  # fmt: skip
    take_back = Step(
        "对方不予受理，继续处理", handed >> returned, HANDED_ON, who=officer,
        asks=("opinion", "due_on"), tells=(unit,), returns=True, then=findings.check_term,
    )  # fmt: skip

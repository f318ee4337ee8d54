"""The verbs of a hazard: found, graded, planned, done away with, checked by others, crossed off.

An ordinary one is light: put right with two photographs and checked by somebody else. A major one
has its plan of six parts, its double report, an evaluation; the authority alone crosses it off.
"""

from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, Proof, State, Step, days
from bihuan.kernel.orgs import roles
from bihuan.modules import RECTIFY_LADDER, STEP_LADDER

from . import gates, grading, letters, listing, parties, plans
from .models import Hazard

HAZARDS, SAFETY = Law("CN/hazard-2007"), Law("CN/work-safety-2021")
GRADES, REGISTER, REPORT, TREAT = (HAZARDS[f"第{n}条"] for n in ("三", "十", "十四", "十五"))
EVALUATE, REVIEW = HAZARDS["第十八条"], HAZARDS["第二十三条"]
DOUBLE, URGED = SAFETY["第四十一条"], SAFETY["第六十五条"]

#: Suggested ladders; each sleeps until a named person adopts it for the place.

FOUND = Proof("photo_found", "隐患照片", least=0)
BEFORE = Proof("photo_before", "整改前照片（登记时已拍的不用再传）", least=0)
AFTER = Proof("photo_after", "整改后照片")
SHOT = Gate("有整改前照片", TREAT, missing=gates.no_before, can="隐患单位")
REPORTED = Gate("“双报告”已做", DOUBLE, missing=gates.unreported, can="隐患单位")
TOLD = Gate("已告知主要负责人和实际控制人", DOUBLE, missing=gates.untold, can="告知的部门")


def _unset(_: Any) -> None:
    """The law says 及时: no number of days until a named person sets one."""


class HazardFlow(Flow, key="hazards.hazard", of=Hazard, title="事故隐患", prefix="YH"):
    """A hazard from its finding to its being crossed off (闭环)."""

    acts = {"listed": "已挂牌督办", "delisted": "挂牌督办已摘牌", "doubled": "提示可能重复"}

    unit = Party("隐患单位", at="unit", may=roles.FULFIL)
    principal = Party("隐患单位主要负责人", at="unit", may=roles.SIGN, lead="principal")
    grader = Party("定级单位", at="grader", may=roles.ACCEPT)
    checker = Party("复查单位", at="checker", may=roles.RECHECK)
    regulator = Party("监管部门", at="regulator", may=roles.RECHECK)
    acceptor = Party("监管部门验收人", at="regulator", may=roles.ACCEPT)
    reviewer = Party("监管部门负责人", at="regulator", may=roles.RELEASE)
    watcher = Party("监管部门经办人", at="regulator", may=roles.SUPERVISE)
    finder = Party("发现单位", at="finder", may=roles.FULFIL)
    notifier = Party("告知的部门", at=parties.notifier, may=roles.ACCEPT)

    opening = Opening(
        "登记隐患", roles.FULFIL, ("unit", "spot", "says"),
        takes=("category", "channel", "found_on"), whose="unit", doer="found_by",
        called=lambda one: f"{one.unit.name} {one.spot}：{one.says}", needs=(FOUND,),
        beyond=("unit",), settles=parties.settle,
    )  # fmt: skip

    found = State("待定级", initial=True)
    arranging = State("待落实整改")
    rectifying = State("整改中")
    submitted = State("待复查")
    returned = State("退回重改")
    planning = State("制定治理方案")
    treating = State("治理中")
    rechecking = State("待核查")
    sent_back = State("退回重新治理")
    evaluating = State("待评估")
    accepting = State("待验收")
    refused = State("验收退回")
    signing = State("待审核销号")
    closed = State("已销号", final=True)
    dismissed = State("不是隐患或已并案", final=True)

    grade_ordinary = Step(
        "定为一般隐患", found >> arranging, GRADES, who=grader,
        asks=("against", "because", "due_on"), takes=("category",),
        edits=("category",), tells=(unit,), ladder=STEP_LADDER, then=grading.as_ordinary,
    )  # fmt: skip
    fix_now = Step(
        "定为一般隐患并已即查即改", found >> submitted, TREAT, who=grader,
        asks=("against", "because", "responsible", "measures", "spent", "fixed_on", "precautions"),
        takes=("category",), edits=("category",), needs=(BEFORE, AFTER), optional=True,
        gates=(Gate("自查发现的", GRADES, missing=gates.not_own, can="定级单位"), SHOT),
        then=plans.fixed_at_once,
    )  # fmt: skip
    grade_major = Step(
        "定为重大隐患", found >> planning, GRADES, who=grader,
        asks=("criterion", "because", "due_on"), takes=("category",),
        edits=("category",), tells=(unit, watcher), ladder=STEP_LADDER, then=grading.as_major,
    )  # fmt: skip
    dismiss = Step(
        "认定不是隐患或与已有的重复", found >> dismissed, REGISTER, who=grader,
        asks=("opinion",), takes=("same_number",), unlike=("found_by",), optional=True,
        tells=(unit, finder), then=listing.join_same,
    )  # fmt: skip
    arrange = Step(
        "落实整改责任、措施、资金和预案", arranging >> rectifying, TREAT, who=unit,
        asks=("responsible", "measures", "money", "precautions"), within=_unset,
        ladder=RECTIFY_LADDER, then=plans.settle_parts,
    )  # fmt: skip
    submit = Step(
        "报请复查", (rectifying | returned) >> submitted, TREAT, who=unit, due="due_on",
        asks=("done", "spent", "fixed_on"), needs=(BEFORE, AFTER), gates=(SHOT,),
        ladder=RECTIFY_LADDER, then=plans.check_fixed_on,
    )  # fmt: skip
    pass_check = Step(
        "复查合格，销号", submitted >> closed, REGISTER, who=checker,
        asks=("evaluated_by", "effect"), unlike=("submit", "fix_now"), tells=(unit, finder),
        ladder=STEP_LADDER,
    )  # fmt: skip
    fail_check = Step(
        "复查不合格", submitted >> returned, REGISTER, who=checker, asks=("opinion", "due_on"),
        unlike=("submit", "fix_now"), tells=(unit,), returns=True,
    )  # fmt: skip
    raise_grade = Step(
        "改定为重大隐患", (arranging | rectifying | submitted | returned) >> planning, GRADES,
        who=acceptor, asks=("criterion", "because", "due_on"), optional=True,
        tells=(unit, watcher), then=grading.as_major,
    )  # fmt: skip

    plan = Step(
        "落实治理方案的各项", planning >> planning, TREAT, who=unit, within=_unset,
        takes=("goal", "body", "responsible", "measures", "money", "stages", "precautions"),
        needs=(Proof("hazard_plan", "治理方案或落实的凭据"),), edits=True, ladder=STEP_LADDER,
        then=plans.settle_parts,
    )  # fmt: skip
    start = Step(
        "审定治理方案并实施", planning >> treating, TREAT, who=principal,
        gates=(Gate("六项到位", TREAT, missing=gates.plan_incomplete, can="隐患单位"),),
        tells=(watcher,), ladder=STEP_LADDER,
    )  # fmt: skip
    tell_heads = Step(
        "登记告知主要负责人和实际控制人", treating >> treating, DOUBLE, who=notifier,
        asks=("principal_told_on", "controller_told_on"), within=_unset,
        needs=(Proof("hazard_told", "送达回证或签收的告知书"),), tells=(unit,), ladder=STEP_LADDER,
        then=plans.check_told,
    )  # fmt: skip
    tell_regulator = Step(
        "向监管部门报告", treating >> treating, REPORT, who=unit, asks=("regulator_told_on",),
        needs=(Proof("hazard_report", "重大隐患报告"),), within=_unset, tells=(watcher,),
        ladder=STEP_LADDER,
        then=plans.check_told,
    )  # fmt: skip
    tell_workers = Step(
        "向职工大会或职代会（股东会）报告", treating >> treating, DOUBLE, who=unit,
        asks=("workers_told_on", "workers_told_in"), within=_unset,
        needs=(Proof("hazard_workers", "会议记录或决议"),), ladder=STEP_LADDER,
        then=plans.check_told,
    )  # fmt: skip
    ask_listing = Step(
        "提请挂牌督办", treating >> treating, DOUBLE, who=watcher, asks=("level", "opinion"),
        optional=True, tells=(unit,),
    )  # fmt: skip
    ask_help = Step(
        "提请政府协调", treating >> treating, GRADES, who=unit, asks=("help_needed", "help_by"),
        optional=True, tells=(watcher,),
    )  # fmt: skip
    finish = Step(
        "报请核查", (treating | sent_back) >> rechecking, TREAT, who=unit, due="due_on",
        asks=("done", "spent", "fixed_on"), needs=(BEFORE, AFTER), gates=(REPORTED, TOLD, SHOT),
        tells=(watcher,), ladder=RECTIFY_LADDER, then=plans.check_fixed_on,
    )  # fmt: skip
    pass_recheck = Step(
        "核查合格", rechecking >> evaluating, REGISTER, who=regulator, asks=("opinion",),
        needs=(Proof("recheck_photo", "核查照片或记录"),), unlike=("finish",), tells=(unit,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    fail_recheck = Step(
        "核查不合格", rechecking >> sent_back, REGISTER, who=regulator,
        asks=("opinion", "due_on"), unlike=("finish",), tells=(unit,), returns=True,
        then=letters.order_rectification,
    )  # fmt: skip
    evaluate = Step(
        "评估治理效果，申请验收", evaluating >> accepting, EVALUATE, who=unit,
        asks=("evaluated_by", "effect"), needs=(Proof("hazard_evaluation", "评估报告"),),
        tells=(watcher,), ladder=STEP_LADDER,
    )  # fmt: skip
    accept = Step(
        "验收合格", accepting >> signing, REVIEW, who=acceptor, asks=("opinion",),
        needs=(Proof("hazard_acceptance", "现场审查意见"),), within=days(10),
        unlike=("finish", "evaluate", "apply_again"), tells=(unit, reviewer), ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "验收不合格", accepting >> refused, REVIEW, who=acceptor, asks=("opinion", "due_on"),
        unlike=("finish", "evaluate", "apply_again"), tells=(unit,), returns=True,
        then=letters.order_rectification,
    )  # fmt: skip
    apply_again = Step(
        "重新治理和评估，再申请验收", refused >> accepting, TREAT, who=unit, due="due_on",
        asks=("done", "spent", "fixed_on", "evaluated_by", "effect"),
        needs=(AFTER, Proof("hazard_evaluation", "评估报告")), tells=(watcher,),
        ladder=RECTIFY_LADDER, then=plans.check_fixed_on,
    )  # fmt: skip
    close = Step(
        "审核销号", signing >> closed, REVIEW, who=reviewer, asks=("opinion",),
        gates=(
            Gate("挂牌督办已摘牌", URGED, missing=gates.still_listed, can="挂牌单位"),
            Gate("停产停业已有结论", REVIEW, missing=gates.still_stopped, can="责令停产的部门"),
        ),
        unlike=("accept", "finish", "evaluate", "apply_again"), tells=(unit, watcher, finder),
        ladder=STEP_LADDER,
    )  # fmt: skip

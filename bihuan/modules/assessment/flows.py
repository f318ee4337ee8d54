"""The verbs of assessment: a scheme and its rounds, and one unit's result from both sides.

Each scheme rests on the clause of its place that demands assessment (考核); its steps carry that
clause out. Ladders are suggested ones, asleep until a named person adopts them.
"""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import rounds, scores, vetoes
from .models import Result, Scheme, VetoCase

BASIS = Proof("assessment_basis", "评分底稿")
READ = Gate("每项都有分，或写明不参评", OWN, missing=scores.unread, can="考核单位经办人")


class SchemeFlow(Flow, key="assessment.scheme", of=Scheme, title="考核方案", prefix="KF"):
    """A scheme: drafted, approved by a second person, carried out round by round."""

    clerk = Party("考核单位经办人", at="matter.unit", may=roles.SUPERVISE)
    leader = Party("考核单位负责人", at="matter.unit", may=roles.RELEASE)

    opening = Opening(
        "拟定考核方案", roles.SUPERVISE, ("name", "subjects", "criteria", "grades"),
        takes=("share",), called=lambda s: s.name, doer="drafter", grounded=True,
        about=("考核",),
    )  # fmt: skip

    drafted = State("待审定", initial=True)
    returned = State("退回修改")
    running = State("施行中")
    ended = State("已停用", final=True)

    approve = Step(
        "审定方案", drafted >> running, OWN, who=leader, asks=("next_on",), takes=("opinion",),
        unlike=("drafter", "revise"),
        gates=(Gate("权重不低于规定", OWN, missing=rounds.too_light, can="考核单位经办人"),),
        tells=(clerk,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回修改方案", drafted >> returned, OWN, who=leader, asks=("opinion",),
        unlike=("drafter", "revise"), tells=(clerk,), returns=True,
    )  # fmt: skip
    revise = Step(
        "修改方案", returned >> drafted, OWN, who=clerk, asks=("criteria", "grades"),
        takes=("share",), edits=("share",), tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip
    hold = Step(
        "开展一期考核", running >> running, OWN, who=clerk, due="next_on",
        asks=("period", "self_by", "score_by", "next_on"), repeats=True, ladder=TASK_LADDER,
        then=rounds.call,
    )  # fmt: skip
    end = Step(
        "停用方案", running >> ended, OWN, who=leader, asks=("opinion",), optional=True,
        tells=(clerk,),
    )  # fmt: skip


class ResultFlow(Flow, key="assessment.result", of=Result, title="考核结果", prefix="KH"):
    """A unit's result: own statement, scoring, announcement, appeal, what stands."""

    acts = {"scored": "录入得分", "vetoed": "登记一票否决", "unvetoed": "撤销一票否决"}

    assessed = Party("被考核单位", at="unit", may=roles.FULFIL)
    clerk = Party("考核单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("考核单位负责人", at="office", may=roles.RELEASE)

    called = State("待自评", initial=True)
    scoring = State("待评分")
    scored = State("待审定")
    returned = State("退回重评")
    public = State("公示中")
    appealed = State("申诉待复核")
    correcting = State("更正评分")
    corrected = State("待审定更正")
    final = State("已确定", final=True)

    report = Step(
        "报送自评", called >> scoring, OWN, who=assessed, due="self_by",
        asks=("self_points", "statement"), tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip
    go_on = Step(
        "没有自评，直接评分", called >> scoring, OWN, who=clerk, asks=("opinion",), optional=True,
        gates=(Gate("自评期限已过", OWN, missing=rounds.self_runs, can="被考核单位"),),
        tells=(assessed,),
    )  # fmt: skip
    veto = Step(
        "登记一票否决", scoring >> scoring, OWN, who=clerk, asks=("veto_says", "veto_since"),
        takes=("veto_until",), optional=True, tells=(assessed,), then=vetoes.note,
    )  # fmt: skip
    score = Step(
        "完成评分", scoring >> scored, OWN, who=clerk, due="score_by", asks=("opinion",),
        needs=(BASIS,), gates=(READ,), tells=(leader,), ladder=STEP_LADDER, then=scores.freeze,
    )  # fmt: skip
    approve = Step(
        "审定并公示", scored >> public, OWN, who=leader, asks=("appeal_by", "settle_by"),
        unlike=("score", "score_again"), tells=(assessed, clerk), ladder=STEP_LADDER,
        then=rounds.publish,
    )  # fmt: skip
    send_back = Step(
        "退回重新评分", scored >> returned, OWN, who=leader, asks=("opinion", "score_by"),
        unlike=("score", "score_again"), tells=(clerk,), returns=True, then=scores.thaw,
    )  # fmt: skip
    score_again = Step(
        "重新完成评分", returned >> scored, OWN, who=clerk, due="score_by", asks=("opinion",),
        needs=(BASIS,), gates=(READ,), tells=(leader,), ladder=STEP_LADDER, then=scores.freeze,
    )  # fmt: skip
    appeal = Step(
        "提出申诉", public >> appealed, OWN, who=assessed, asks=("appeal",), optional=True,
        gates=(Gate("在申诉期内", OWN, missing=rounds.appeal_over, can="考核单位"),),
        tells=(clerk, leader),
    )  # fmt: skip
    uphold = Step(
        "维持原评分", appealed >> final, OWN, who=leader, due="settle_by", asks=("answer",),
        unlike=("score", "score_again"), tells=(assessed, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    accept = Step(
        "申诉成立，更正评分", appealed >> correcting, OWN, who=leader, due="settle_by",
        asks=("answer", "score_by"), unlike=("score", "score_again"), tells=(assessed, clerk),
        returns=True, then=scores.thaw,
    )  # fmt: skip
    correct = Step(
        "完成更正", correcting >> corrected, OWN, who=clerk, due="score_by", asks=("opinion",),
        needs=(BASIS,), gates=(READ,), tells=(leader,), ladder=STEP_LADDER, then=scores.freeze,
    )  # fmt: skip
    confirm = Step(
        "审定更正结果", corrected >> final, OWN, who=leader, unlike=("correct",),
        tells=(assessed, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    settle = Step(
        "确定结果", public >> final, OWN, who=leader, due="settle_by",
        gates=(Gate("申诉期已过", OWN, missing=rounds.appeal_runs, can="被考核单位"),),
        tells=(assessed, clerk), ladder=STEP_LADDER,
    )  # fmt: skip


class VetoFlow(Flow, key="assessment.veto", of=VetoCase, title="一票否决", prefix="FJ"):
    """A veto on a unit: proposed with its basis, decided by a second person, appealed, lifted."""

    clerk = Party("考核单位经办人", at="office", may=roles.SUPERVISE)
    leader = Party("考核单位负责人", at="office", may=roles.RELEASE)
    vetoed = Party("被否决单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "提出一票否决", roles.SUPERVISE, ("unit", "happened_on", "says", "since"),
        takes=("until", "organisation"), called=lambda c: f"一票否决：{c.unit.name}",
        doer="proposer", office="office", grounded=True, about=("一票否决",),
        beyond=("organisation",), settles=vetoes.settle_case,
    )  # fmt: skip

    opened = State("待送审", initial=True)
    drafted = State("待审定")
    standing = State("已否决")
    appealed = State("申诉待复核")
    dropped = State("不予否决", final=True)
    lifted = State("已撤销", final=True)
    ended = State("已期满", final=True)

    submit = Step(
        "附上依据，送审", opened >> drafted, OWN, who=clerk, tells=(leader,), ladder=STEP_LADDER,
        needs=(Proof("veto_basis", "事故认定、处理决定等依据"),),
    )  # fmt: skip
    decide = Step(
        "决定一票否决", drafted >> standing, OWN, who=leader, takes=("opinion",),
        unlike=("proposer", "submit"), tells=(vetoed, clerk), ladder=STEP_LADDER,
        then=vetoes.impose_case,
    )  # fmt: skip
    drop = Step(
        "不予否决", drafted >> dropped, OWN, who=leader, asks=("opinion",),
        unlike=("proposer", "submit"), tells=(clerk,),
    )  # fmt: skip
    appeal = Step(
        "提出申诉", standing >> appealed, OWN, who=vetoed, asks=("appeal",), optional=True,
        tells=(leader, clerk),
    )  # fmt: skip
    uphold = Step(
        "复核维持", appealed >> standing, OWN, who=leader, asks=("answer",), unlike=("decide",),
        tells=(vetoed, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    lift = Step(
        "撤销一票否决", (standing | appealed) >> lifted, OWN, who=leader, asks=("answer",),
        optional=True, tells=(vetoed, clerk), then=vetoes.lift_case,
    )  # fmt: skip
    end = Step(
        "期满归档", standing >> ended, OWN, who=clerk, optional=True,
        gates=(Gate("窗口期已满", OWN, missing=vetoes.still_runs, can="期满后由考核单位"),),
    )  # fmt: skip

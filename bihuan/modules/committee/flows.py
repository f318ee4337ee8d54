"""The verbs of committee work: directives, summonses and circulars, from both sides.

Handing out and following up is 党政机关公文处理工作条例第二十四条（四）（六）; a summons follows
安全生产约谈实施办法; a circular carries out the clause it was opened on.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import letters
from .models import Circular, CircularAnswer, Directive, Interview

PAPERS = Law("CN/official-documents-2012")
HANDED, URGED, ANSWERED = (PAPERS[f"第二十四条（{n}）"] for n in "四六七")
SUMMONS = Law("CN/interview-2018")

#: What an answer is kept by; one in words alone is an answer too.
RESULT = Proof("directive_result", "办理结果的材料", least=0)

#: Suggested ladders; each sleeps until a named person adopts it for the place.


class DirectiveFlow(Flow, key="committee.directive", of=Directive, title="交办事项", prefix="JB"):
    """One thing handed to one unit, until who gave it confirms what was done."""

    holder = Party("承办单位", at="holder", may=roles.FULFIL)
    giver = Party("交办单位", at="given_by", may=roles.ACCEPT)

    opening = Opening(
        "交办一件事", roles.ASSIGN, ("holder", "says", "due_on"), called=lambda d: d.says[:60],
        whose="holder", doer="giver", office="given_by",
        about=("督办", "交办", "督促", "会议", "带队", "检查"),
        needs=(Proof("directive_paper", "交办的文件", least=0),),
    )  # fmt: skip

    given = State("待办理", initial=True)
    reported = State("待确认")
    returned = State("退回")
    done = State("已办结", final=True)
    withdrawn = State("已撤回", final=True)

    report = Step(
        "报办理结果", given >> reported, HANDED, who=holder, due="due_on", asks=("result",),
        needs=(RESULT,), tells=(giver,), ladder=TASK_LADDER,
    )  # fmt: skip
    confirm = Step(
        "确认办结", reported >> done, URGED, who=giver, asks=("opinion",),
        unlike=("report", "report_again"), tells=(holder,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回重办", reported >> returned, URGED, who=giver, asks=("opinion", "again_by"),
        unlike=("report", "report_again"), tells=(holder,), returns=True,
    )  # fmt: skip
    report_again = Step(
        "重报办理结果", returned >> reported, HANDED, who=holder, due="again_by",
        asks=("result",), needs=(RESULT,), tells=(giver,), ladder=TASK_LADDER,
    )  # fmt: skip
    withdraw = Step(
        "撤回交办", (given | returned) >> withdrawn, URGED, who=giver, asks=("opinion",),
        optional=True, tells=(holder,),
    )  # fmt: skip


class InterviewFlow(
    Flow, key="committee.interview", of=Interview, title="安全生产约谈", prefix="YT"
):
    """A summons: proposed, approved by a second person, held, kept to until it is checked."""

    clerk = Party("约谈单位经办人", at="matter.unit", may=roles.SUPERVISE)
    leader = Party("约谈单位负责人", at="matter.unit", may=roles.RELEASE)
    called = Party("被约谈单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "提出约谈", roles.SUPERVISE, ("unit", "reason"), called=lambda i: f"约谈{i.unit.name}",
        doer="proposer", about=("约谈",),
    )  # fmt: skip

    proposed = State("待批准", initial=True)
    summoned = State("待约谈")
    promised = State("待整改")
    reported = State("待核查")
    returned = State("退回")
    closed = State("已办结", final=True)
    declined = State("不予约谈", final=True)

    approve = Step(
        "批准约谈", proposed >> summoned, SUMMONS["第十一条"], who=leader,
        asks=("meet_on", "venue"), takes=("opinion",), unlike=("proposer",), tells=(called,),
        ladder=STEP_LADDER, then=letters.summon,
    )  # fmt: skip
    decline = Step(
        "不批准约谈", proposed >> declined, SUMMONS["第十一条"], who=leader, asks=("opinion",),
        unlike=("proposer",), optional=True,
    )  # fmt: skip
    hold = Step(
        "登记约谈情况", summoned >> promised, SUMMONS["第十四条"], who=clerk, due="meet_on",
        asks=("held_on", "led_by", "attended", "said", "promises", "rectify_by"),
        needs=(Proof("interview_record", "约谈纪要（双方签字）"),), tells=(called,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    report = Step(
        "书面报告整改情况", promised >> reported, SUMMONS["第十五条"], who=called,
        due="rectify_by", asks=("result",), needs=(Proof("interview_report", "整改报告"),),
        tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip
    verify = Step(
        "核查通过", reported >> closed, SUMMONS["第十五条"], who=clerk, asks=("opinion",),
        unlike=("report", "report_again"), tells=(called,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "核查不通过", reported >> returned, SUMMONS["第十五条"], who=clerk,
        asks=("opinion", "rectify_by"), unlike=("report", "report_again"), tells=(called,),
        returns=True,
    )  # fmt: skip
    report_again = Step(
        "重新报告整改情况", returned >> reported, SUMMONS["第十五条"], who=called,
        due="rectify_by", asks=("result",), needs=(Proof("interview_report", "整改报告"),),
        tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip


class CircularAnswerFlow(
    Flow, key="committee.circular_answer", of=CircularAnswer, title="通报反馈", prefix="TF"
):
    """The answer of a unit that a circular names, until who issued it is content."""

    clerk = Party("通报单位经办人", at="circular.matter.unit", may=roles.SUPERVISE)
    named = Party("被通报单位", at="unit", may=roles.FULFIL)

    issued = State("待反馈", initial=True)
    answered = State("待确认")
    returned = State("退回")
    closed = State("已办结", final=True)

    answer = Step(
        "反馈整改情况", issued >> answered, OWN, who=named, due="reply_by", asks=("reply",),
        tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip
    accept = Step(
        "确认整改", answered >> closed, URGED, who=clerk, asks=("opinion",),
        unlike=("answer", "answer_again"), tells=(named,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回重新整改", answered >> returned, URGED, who=clerk, asks=("opinion", "reply_by"),
        unlike=("answer", "answer_again"), tells=(named,), returns=True,
    )  # fmt: skip
    answer_again = Step(
        "重新反馈整改情况", returned >> answered, OWN, who=named, due="reply_by",
        asks=("reply",), tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip


def circulate(moved: Any) -> None:
    """Draw up the circular, and ask each unit it names for an answer of its own."""
    letters.name_and_copy(moved)
    named = moved.record
    for unit in (named.unit, *named.further):
        told = f"{named.facts}\n{named.demands}"
        answer = CircularAnswer(circular=named, unit=unit, told=told, reply_by=named.reply_by)
        case = Case(f"{unit.name}：{moved.matter.title}"[:240], unit.place, unit,
                    moved.matter.clause, moved.matter)  # fmt: skip
        begin(CircularAnswerFlow, case, answer, by=moved.by, at=moved.at)


def unanswered(record: Circular, _: datetime) -> str:
    """Name the units a circular names that have not answered to its issuer's content."""
    waiting = record.answers.filter(matter__closed_at=None).select_related("unit")
    names = [answer.unit.name for answer in waiting.order_by("pk")]
    return f"还有{len(names)}个单位没有反馈或没有确认：{'、'.join(names)}。" if names else ""


class CircularFlow(Flow, key="committee.circular", of=Circular, title="通报", prefix="TB"):
    """A circular that names units, until each of them has answered it in a matter of its own."""

    #: What the first unit did itself, when only the others had a matter of their own.
    acts = {
        "answer": "反馈整改情况", "accept": "确认整改", "send_back": "退回重新整改",
        "answer_again": "重新反馈整改情况",
    }  # fmt: skip

    leader = Party("通报单位负责人", at="matter.unit", may=roles.RELEASE)
    clerk = Party("通报单位经办人", at="matter.unit", may=roles.SUPERVISE)
    named = Party("被通报单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "起草通报", roles.SUPERVISE, ("unit", "facts", "demands", "reply_by"),
        takes=("others", "copy_to"), doer="proposer", grounded=True,
        called=lambda c: f"关于{c.unit.name}{'等单位' if c.others else ''}有关问题的通报",
        about=("通报", "通告", "曝光"),
    )  # fmt: skip

    drafted = State("待批准", initial=True)
    issued = State("待各单位反馈")
    closed = State("已办结", final=True)
    dropped = State("不予通报", final=True)

    approve = Step(
        "批准通报", drafted >> issued, OWN, who=leader, takes=("opinion",), unlike=("proposer",),
        tells=(named,), ladder=STEP_LADDER, then=circulate,
    )  # fmt: skip
    drop = Step(
        "不批准通报", drafted >> dropped, OWN, who=leader, asks=("opinion",),
        unlike=("proposer",), optional=True,
    )  # fmt: skip
    close = Step(
        "各单位都已反馈并确认，办结", issued >> closed, URGED, who=clerk,
        gates=(Gate("每个单位都已反馈并确认", URGED, missing=unanswered, can="被通报的单位"),),
        tells=(named,), ladder=STEP_LADDER,
    )  # fmt: skip

"""The verbs of accountability: a case from its proposal to its archive, and the opinion asked.

A case carries out the clause it was opened on; how letters are handled follows
党政机关公文处理工作条例第二十四条（四）.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import bars, letters, subjects
from .models import Accountability, Measure, Opinion

PAPERS = Law("CN/official-documents-2012")
HANDLED = PAPERS["第二十四条（四）"]

#: Suggested ladders; each sleeps until a named person adopts it for the place.
#: What a committee and its office may decide themselves; anything heavier they only propose.
OF_COMMITTEES = (Measure.ADMONITION, Measure.CRITICISM)
COMMITTEES = ("committee", "committee_office")


def decide(moved: Any) -> None:
    """Check the measure against who decides, make the bars that follow and draw up the letter."""
    record: Accountability = moved.record
    if record.decider.kind in COMMITTEES and record.measure not in OF_COMMITTEES:
        says = (
            f"{record.decider.name}不能决定“{record.get_measure_display()}”，"
            "只能按干部管理权限建议有权机关决定。"
        )
        raise Invalid(says, field="measure", can="有干部管理权限的机关")
    letters.decide(moved, bars.arise(record))


def revoke(moved: Any) -> None:
    """End the bars of the decision from this day on and draw up the letter that says so."""
    bars.revoke(moved.matter, in_shanghai(moved.at).date())
    letters.revoke(moved)


def too_early(record: Accountability, at: datetime) -> str:
    """Say that the person or unit may still answer, "" when the day for it has passed."""
    open_ = in_shanghai(at).date() <= record.answer_by
    return f"陈述申辩期限到 {record.answer_by}，现在不能当作未陈述。" if open_ else ""


def still_barred(record: Accountability, at: datetime) -> str:
    """Say which bar of the case is still in force, "" when none is."""
    on = in_shanghai(at).date()
    running = bars.standing(on).filter(cause=record.matter_id).order_by("pk").first()
    return bars.said(running) if running else ""


def barred(record: Opinion, at: datetime) -> str:
    """Say which bars keep the office from having no objection, "" when there is none."""
    on = in_shanghai(at).date()
    found = bars.in_force(on, person=record.person, unit=record.unit, what=record.purpose)
    return "".join(bars.said(bar) for bar in found)


class AccountabilityFlow(
    Flow, key="accountability.case", of=Accountability, title="问责", prefix="WZ"
):
    """A person or unit held to account, by the list: heard, decided, carried out, or exempted."""

    clerk = Party("提出单位", at="office", may=roles.SUPERVISE)
    called = Party("被问责单位（人员所在单位）", at="unit", may=roles.FULFIL)
    leader = Party("决定机关负责人", at="decider", may=roles.RELEASE)

    opening = Opening(
        "提出问责", roles.SUPERVISE,
        ("unit", "event", "happened_on", "facts", "proposed", "decider", "answer_by", "decide_by"),
        takes=("name",), called=lambda a: f"问责{a.who}", doer="proposer", office="office",
        grounded=True, about=("问责", "追究", "追责"), settles=subjects.settle_case,
    )  # fmt: skip

    proposed = State("待陈述", initial=True)
    answered = State("待决定")
    decided = State("待执行")
    executed = State("已执行")
    appealed = State("申诉复核中")
    exempted = State("不予问责", final=True)
    revoked = State("已撤销", final=True)
    archived = State("已归档", final=True)

    answer_case = Step(
        "陈述申辩", proposed >> answered, OWN, who=called, due="answer_by", asks=("answer",),
        tells=(clerk, leader), ladder=TASK_LADDER,
    )  # fmt: skip
    go_on = Step(
        "登记未陈述，报请决定", proposed >> answered, OWN, who=clerk, asks=("unanswered",),
        gates=(Gate("陈述申辩期限已过", OWN, missing=too_early, can="期限过后由提出单位"),),
        optional=True, tells=(leader,),
    )  # fmt: skip
    decide = Step(
        "作出问责决定", answered >> decided, OWN, who=leader, due="decide_by",
        asks=("measure", "liability", "effective_on", "execute_by", "reasons"),
        takes=("organisation",), unlike=("proposer", "person"), tells=(called, clerk),
        ladder=STEP_LADDER, then=decide,
    )  # fmt: skip
    exempt = Step(
        "不予问责（照单免责）", answered >> exempted, OWN, who=leader, asks=("reasons",),
        unlike=("proposer", "person"), tells=(called, clerk),
    )  # fmt: skip
    execute = Step(
        "登记执行情况", decided >> executed, OWN, who=clerk, due="execute_by", asks=("executed",),
        gates=(Gate("决定书已签发", OWN, missing=letters.unsigned, can="决定机关负责人"),),
        needs=(Proof("accountability_executed", "执行的文件或记录"),), tells=(called,),
        ladder=TASK_LADDER,
    )  # fmt: skip
    appeal_case = Step(
        "提出申诉", (decided | executed) >> appealed, OWN, who=called, asks=("appeal",),
        optional=True, tells=(leader, clerk),
    )  # fmt: skip
    uphold = Step(
        "复核维持", appealed >> decided, OWN, who=leader, asks=("review", "execute_by"),
        unlike=("decide", "person"), tells=(called, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    revoke = Step(
        "撤销决定", (decided | executed | appealed) >> revoked, OWN, who=leader, asks=("review",),
        unlike=("person",), optional=True, tells=(called, clerk), then=revoke,
    )  # fmt: skip
    archive = Step(
        "归档", executed >> archived, HANDLED, who=clerk,
        gates=(Gate("限制已经期满", OWN, missing=still_barred, can="期满后由提出单位"),),
        optional=True,
    )  # fmt: skip


class OpinionFlow(Flow, key="accountability.opinion", of=Opinion, title="征求意见", prefix="YJ"):
    """An opinion on a person or unit: asked, checked, answered by a letter a second one signs."""

    asker = Party("征求单位", at="asked_by", may=roles.REVIEW)
    clerk = Party("安委办经办人", at="office", may=roles.SUPERVISE)
    leader = Party("安委办负责人", at="office", may=roles.RELEASE)

    opening = Opening(
        "征求安委办意见", roles.REVIEW, ("purpose", "unit_name", "wanted", "reply_by"),
        takes=("name",), called=lambda o: f"征求意见：{o.who}", whose="office", doer="asker",
        office="asked_by", about=("征求", "评先", "提拔"), settles=subjects.settle_opinion,
    )  # fmt: skip

    asked = State("待核对", initial=True)
    clear = State("拟无意见，待审签")
    objecting = State("拟有意见，待审签")
    answered = State("已答复", final=True)
    withdrawn = State("已撤回", final=True)

    find_clear = Step(
        "拟答复：没有不同意见", asked >> clear, HANDLED, who=clerk, due="reply_by",
        asks=("findings",), tells=(leader,), ladder=STEP_LADDER,
        gates=(Gate("没有在效的限制", OWN, missing=barred, can="限制期满或者撤销后"),),
    )  # fmt: skip
    find_objection = Step(
        "拟答复：有意见", asked >> objecting, HANDLED, who=clerk, asks=("findings",),
        tells=(leader,),
    )  # fmt: skip
    sign_clear = Step(
        "审签：没有不同意见", clear >> answered, HANDLED, who=leader, due="reply_by",
        takes=("remarks",), unlike=("find_clear", "person"), tells=(asker,), ladder=STEP_LADDER,
        gates=(Gate("没有在效的限制", OWN, missing=barred, can="限制期满或者撤销后"),),
        then=lambda moved: letters.answer(moved, clear=True),
    )  # fmt: skip
    sign_objection = Step(
        "审签：有意见", objecting >> answered, HANDLED, who=leader, due="reply_by",
        takes=("remarks",), unlike=("find_objection", "person"), tells=(asker,),
        ladder=STEP_LADDER, then=lambda moved: letters.answer(moved, clear=False),
    )  # fmt: skip
    send_back = Step(
        "退回重新核对", (clear | objecting) >> asked, HANDLED, who=leader,
        asks=("remarks", "reply_by"), tells=(clerk,), returns=True, optional=True,
    )  # fmt: skip
    withdraw = Step(
        "撤回征求", (asked | clear | objecting) >> withdrawn, HANDLED, who=asker,
        takes=("remarks",), optional=True, tells=(clerk,),
    )  # fmt: skip

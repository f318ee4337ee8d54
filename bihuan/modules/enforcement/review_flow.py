"""Looking at cases from outside: reviews that find mistakes, and offices that never punish.

行政处罚法第七十五条. The original stays; what was wrong is put right by an act of its own.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import statistics
from .case_flow import LAW
from .models import Case, Scrutiny, Zero

FULL = 100


def tie(record: Scrutiny, by: Viewer, at: datetime) -> None:
    """Tie a review to the case on whose page it was opened; who handled it does not review it.

    Raises :class:`Invalid`.
    """
    parent = record.matter.parent
    case = Case.objects.filter(matter=parent).first() if parent else None
    if case is None:
        raise Invalid("请从一件案件的页面提出评查。", field="about")
    if by.person_id in (case.handler_id, case.second_id):
        raise Invalid("办案人员不评查自己办的案件。", field="about")
    record.case, record.office = parent, case.authority or case.office
    record.save(update_fields=["case", "office"])


def settle(record: Scrutiny, by: Viewer, at: datetime) -> None:
    """The office under review is found with the case; until then it is the reviewer's own."""
    record.office_id = by.unit_id


def in_bounds(moved: Any) -> None:
    """Refuse a score above a hundred, or a day for putting right that has passed."""
    record: Any = moved.record
    if record.score is not None and record.score > FULL:
        raise Invalid("得分按百分制填写，不超过100。", field="score")
    if record.correct_by and record.correct_by < in_shanghai(moved.at).date():
        raise Invalid("纠正期限已经过了。", field="correct_by")


class ReviewFlow(Flow, key="enforcement.review", of=Scrutiny, title="执法评查", prefix="PC"):
    """A case looked at by others: scored, found right, or wrong and put right."""

    reviewer = Party("评查单位", at="own", may=roles.SUPERVISE)
    office = Party("处罚机关负责人", at="office", may=roles.RELEASE)

    opening = Opening(
        "评查案卷（执法行为审议）", roles.SUPERVISE, ("about",), doer="reviewer", office="own",
        called=lambda one: f"案卷评查：{one.about}", settles=settle, then=tie,
    )  # fmt: skip

    reviewing = State("评查中", initial=True)
    faulty = State("待纠正")
    corrected = State("待确认纠正")
    returned = State("退回重新纠正")
    sound = State("未发现错误", final=True)
    closed = State("已纠正", final=True)

    clear = Step(
        "没有发现错误", reviewing >> sound, LAW["第七十五条"], who=reviewer,
        asks=("score", "findings"), tells=(office,), ladder=STEP_LADDER, then=in_bounds,
    )  # fmt: skip
    fault = Step(
        "发现错误，要求纠正", reviewing >> faulty, LAW["第七十五条"], who=reviewer,
        asks=("score", "findings", "correct_by"), tells=(office,), then=in_bounds,
    )  # fmt: skip
    correct = Step(
        "报告纠正情况", faulty >> corrected, LAW["第七十五条"], who=office, due="correct_by",
        asks=("corrected",), needs=(Proof("correction_paper", "纠正的决定或文书"),),
        tells=(reviewer,), ladder=TASK_LADDER,
    )  # fmt: skip
    correct_again = Step(
        "重新报告纠正情况", returned >> corrected, LAW["第七十五条"], who=office, due="correct_by",
        asks=("corrected",), needs=(Proof("correction_paper", "纠正的决定或文书"),),
        tells=(reviewer,), ladder=TASK_LADDER,
    )  # fmt: skip
    confirm = Step(
        "确认已纠正", corrected >> closed, LAW["第七十五条"], who=reviewer, asks=("opinion",),
        unlike=("correct", "correct_again"), tells=(office,), ladder=STEP_LADDER,
    )  # fmt: skip
    again = Step(
        "纠正不到位，退回", corrected >> returned, LAW["第七十五条"], who=reviewer,
        asks=("opinion", "correct_by"), tells=(office,), returns=True, then=in_bounds,
    )  # fmt: skip


def count(record: Zero, by: Viewer, at: datetime) -> None:
    """Count what an office inspected and punished; refuse where it punished or never inspected.

    Raises :class:`Invalid`.
    """
    if record.until < record.since:
        raise Invalid("统计止不能早于统计起。", field="until")
    if record.unit_id == by.unit_id:
        raise Invalid("对象单位是本单位，请由上一级提出。", field="unit")
    row = statistics.of_unit(record.unit, record.since, record.until)
    if row.inspections is None:
        raise Invalid("没有接入检查记录，不能认定。", field="unit")
    if not row.idle:
        says = f"这一时段检查{row.inspections}次，处罚{row.penalties}件，不是只检查不处罚。"
        raise Invalid(says, field="unit")
    record.inspections, record.penalties = row.inspections, row.penalties


class ZeroFlow(Flow, key="enforcement.zero", of=Zero, title="只检查不处罚的认定", prefix="LC"):
    """An office that inspected and punished nobody: found, approved, called in for a talk."""

    clerk = Party("提出单位经办人", at="matter.unit", may=roles.SUPERVISE)
    leader = Party("提出单位负责人", at="matter.unit", may=roles.RELEASE)
    unit = Party("对象单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "认定只检查不处罚", roles.SUPERVISE, ("unit", "since", "until", "facts"), doer="proposer",
        called=lambda one: f"{one.unit.name}只检查不处罚", settles=count,
    )  # fmt: skip

    proposed = State("待批准", initial=True)
    confirmed = State("已提请约谈", final=True)
    declined = State("不予认定", final=True)

    confirm = Step(
        "批准，提请约谈", proposed >> confirmed, OWN, who=leader, takes=("opinion",),
        unlike=("proposer",), tells=(unit, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    decline = Step(
        "不予认定", proposed >> declined, OWN, who=leader, asks=("opinion",),
        unlike=("proposer",), tells=(clerk,),
    )  # fmt: skip

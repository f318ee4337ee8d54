"""The verbs of policy: how a document is reviewed and released, how a task is carried out.

Reviewing follows 党政机关公文处理工作条例第二十四条: 初审, 拟办意见, 批示, 催办. A task carries out
the clause that gave it, and cites that.
"""

from datetime import date

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Party, Proof, State, Step
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.models import Unit
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import issue, review
from .models import Review, Task

PAPERS = Law("CN/official-documents-2012")
EXAMINED, ADVISED, URGED = (
    PAPERS["第二十四条（三）"],
    PAPERS["第二十四条（四）"],
    PAPERS["第二十四条（六）"],
)


def committee_office(task: Task, on: date) -> Unit | None:
    """Return the committee office that watches over a task: of its place, or the nearest above.

    Looked up once for a task that was read, since every step of it asks.
    """
    known: dict[date, Unit | None] = task.__dict__.setdefault("_offices", {})
    if on not in known:
        known[on] = units.nearest(units.OFFICE, task.document.place.path, on)
    return known[on]


CLERK = Party("经办单位", at="matter.unit", may=roles.REVIEW)
LEADER = Party("批准人", at="matter.unit", may=roles.RELEASE)
HOLDER = Party("责任单位", at="matter.unit", may=roles.FULFIL)
OFFICE = Party("安委办", at=committee_office, may=roles.ACCEPT)
OFFICE_LEADER = Party("安委办负责人", at=committee_office, may=roles.RELEASE)

#: Suggested ladders; each sleeps until a named person adopts it for the place.

DECIDED = Gate("每一处都有结论", EXAMINED, missing=review.blocking, can="经办人")
RESULT = Proof("task_result", "完成情况佐证")


class ReviewFlow(Flow, key="policy.review", of=Review, title="政策审阅", prefix="WJ"):
    """A document from its receipt to its release by a second person."""

    acts = {
        "accepted": "采用了一处",
        "corrected": "改正了一处",
        "rejected": "不采用一处",
        "split": "拆分了一处",
        "merged": "合并了几处",
        "undone": "撤销了一处结论",
    }

    reviewing = State("审阅中", initial=True)
    returned = State("退回")
    pending = State("待批准")
    issued = State("已发布", final=True)
    declined = State("已退回来文单位", final=True)

    submit = Step(
        "送批准人", (reviewing | returned) >> pending, ADVISED, who=CLERK,
        asks=("advice",), gates=(DECIDED,), ladder=STEP_LADDER,
    )  # fmt: skip
    release = Step(
        "批准发布", pending >> issued, ADVISED, who=LEADER,
        takes=("opinion", "task_ladder", "rule_ladder"), unlike=("drafter", "submit"),
        tells=(CLERK,), ladder=STEP_LADDER, then=issue.on_release,
    )  # fmt: skip
    send_back = Step(
        "退回经办人", pending >> returned, ADVISED, who=LEADER, asks=("opinion",), tells=(CLERK,)
    )
    decline = Step(
        "退回来文单位", (reviewing | returned) >> declined, EXAMINED, who=CLERK,
        asks=("advice",), optional=True, then=issue.on_decline,
    )  # fmt: skip


class TaskFlow(Flow, key="policy.task", of=Task, title="文件任务", prefix="RW"):
    """One unit's duty under one clause, from its plan to its acceptance."""

    acts = {
        "assigned": "指定了责任单位",
        "due_set": "设定了期限",
        "handed_down": "分解了任务",
        "indicator_set": "设定了指标",
        "indicator_reported": "填报了指标",
    }

    planning = State("待报方案", initial=True)
    running = State("推进中")
    submitted = State("待验收")
    returned = State("退回")
    done = State("已完成", final=True)
    stopped = State("已终止", final=True)

    file_plan = Step(
        "报送工作方案", planning >> running, OWN, who=HOLDER, due="due_on", asks=("plan",),
        tells=(OFFICE,), ladder=TASK_LADDER,
    )  # fmt: skip
    report = Step(
        "报送进展", running >> running, OWN, who=HOLDER, asks=("progress",), repeats=True,
        ladder=TASK_LADDER,
    )  # fmt: skip
    submit = Step(
        "报请验收", running >> submitted, OWN, who=HOLDER, due="due_on", asks=("result",),
        needs=(RESULT,), tells=(OFFICE,), ladder=TASK_LADDER,
    )  # fmt: skip
    accept = Step(
        "验收通过", submitted >> done, URGED, who=OFFICE, asks=("opinion",),
        unlike=("submit", "resubmit"), tells=(HOLDER,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "验收不通过", submitted >> returned, URGED, who=OFFICE, asks=("opinion", "again_by"),
        unlike=("submit", "resubmit"), tells=(HOLDER,), returns=True,
    )  # fmt: skip
    resubmit = Step(
        "重新报请验收", returned >> submitted, OWN, who=HOLDER, due="again_by", asks=("result",),
        needs=(RESULT,), tells=(OFFICE,), ladder=TASK_LADDER,
    )  # fmt: skip
    stop = Step(
        "终止", (planning | running | submitted | returned) >> stopped, URGED, who=OFFICE_LEADER,
        asks=("opinion",), optional=True, tells=(HOLDER,),
    )  # fmt: skip

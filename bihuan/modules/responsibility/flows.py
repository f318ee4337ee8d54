"""The verbs of responsibility: a list is approved by a second person and signed by its holder.

Each carries out the clause it was opened on, such as 安全生产法第二十二条 in an enterprise.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.changes import record_change
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Party, State, Step
from bihuan.kernel.law.models import Ladder
from bihuan.kernel.obligations import obligations
from bihuan.kernel.obligations.models import Kind
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace.models import Matter
from bihuan.lib import hashing
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from .models import DutyList, Signature, YearList

#: Suggested ladders; each sleeps until a named person adopts it for the place.


def empty(record: Any, _: datetime) -> str:
    """Say that a list holds nothing yet, "" when it does."""
    return "" if record.items.exists() else "清单里还没有一条内容。"


def take_effect(moved: Any) -> None:
    """Let an approved list count from its day, and the version before it only until then.

    Raises :class:`Invalid` for a day that has passed: nobody is judged by a list he could not know.
    """
    record, today = moved.record, in_shanghai(moved.at).date()
    rows = DutyList.objects.filter(post=record.post_id, kind=record.kind, until=None)
    for before in rows.exclude(since=None).exclude(pk=record.pk).order_by("version"):
        if before.since and before.since >= record.since:
            says = f"施行日期要晚于第{before.version}版的 {before.since}。"
            raise Invalid(says, field="since")
        before.until = record.since
        before.save(update_fields=["until"])
        matter = Matter.objects.everywhere("the version before").get(pk=before.pk)
        advance(
            matter, ListFlow.replace, by=moved.by, at=moved.at, revision=matter.revision,
            fields={"opinion": f"由第{record.version}版接替"},
        )  # fmt: skip
    if record.since < today:
        says = f"施行日期不能早于审定这天 {today}：没有公布的清单不能追溯。"
        raise Invalid(says, field="since")
    words = [f"{i.kind}|{i.says}|{i.clause_id}|{i.rule_id}" for i in record.items.all()]
    body = {"items": len(words), "digest": hashing.digest("bihuan duty list 1", *words)}
    record_change(moved.matter, "fixed", by=moved.by, at=moved.at, body=body)


def sign(moved: Any) -> None:
    """Keep who signed the list."""
    Signature.objects.get_or_create(
        list=moved.record, person_id=moved.by.person_id, defaults={"at": moved.at}
    )


def open_own_tasks(moved: Any) -> None:
    """Open the obligation of each task that no rule and no document's task carries."""
    record: YearList = moved.record
    ladder = Ladder.objects.filter(key=TASK_LADDER).first()
    for item in record.items.filter(rule=None, task=None, obligation=None):
        item.obligation = obligations.open_one(
            kind=Kind.PERIODIC, title=item.says, holder=record.unit, post=record.post,
            clause=item.clause or moved.matter.clause, period=str(record.year),
            legal_due=end_of(item.due_on) if item.due_on else None, ladder=ladder, by=moved.by,
            at=moved.at,
        )  # fmt: skip
        item.save(update_fields=["obligation"])


class ListFlow(Flow, key="responsibility.list", of=DutyList, title="责任清单", prefix="QD"):
    """A version of a post's list from its draft to the one that takes its place."""

    acts = {"item_added": "增加一条", "item_dropped": "删去一条", "fixed": "内容固定"}

    office = Party("编制单位", at="office", may=roles.MANAGE_ORGS)
    approver = Party("编制单位负责人", at="office", may=roles.SIGN)
    holder = Party("岗位任职人", at="unit", may=roles.FULFIL, post="post")

    drafted = State("编制中", initial=True)
    submitted = State("待审定")
    approved = State("已施行，待签订")
    signed = State("已签订")
    replaced = State("已被接替", final=True)
    dropped = State("已作废", final=True)

    submit = Step(
        "送审", drafted >> submitted, OWN, who=office, tells=(approver,), ladder=STEP_LADDER,
        gates=(Gate("清单有内容", OWN, missing=empty, can="编制单位"),),
    )  # fmt: skip
    drop = Step("作废", drafted >> dropped, OWN, who=office, asks=("opinion",), optional=True)
    approve = Step(
        "审定施行", submitted >> approved, OWN, who=approver, asks=("since",),
        takes=("opinion",), unlike=("drafter", "submit"), tells=(holder,), ladder=STEP_LADDER,
        then=take_effect,
    )  # fmt: skip
    send_back = Step(
        "退回修改", submitted >> drafted, OWN, who=approver, asks=("opinion",),
        unlike=("submit",), tells=(office,), returns=True,
    )  # fmt: skip
    confirm = Step(
        "签订责任书", approved >> signed, OWN, who=holder, tells=(office,), ladder=TASK_LADDER,
        then=sign,
    )  # fmt: skip
    sign_again = Step(
        "新任职人签订", signed >> signed, OWN, who=holder, optional=True, tells=(office,),
        then=sign,
    )  # fmt: skip
    replace = Step(
        "停止施行", (approved | signed) >> replaced, OWN, who=approver, asks=("opinion",),
        optional=True, tells=(holder,),
    )  # fmt: skip


class YearFlow(Flow, key="responsibility.year", of=YearList, title="年度任务清单", prefix="ND"):
    """The tasks of a post for one year: approved, filed, carried out, summed up at the end."""

    acts = {"item_added": "增加一条", "item_dropped": "删去一条"}

    office = Party("编制单位", at="office", may=roles.MANAGE_ORGS)
    approver = Party("编制单位负责人", at="office", may=roles.SIGN)
    holder = Party("岗位任职人", at="unit", may=roles.FULFIL, post="post")
    keeper = Party("备案单位", at="filed_with", may=roles.ACCEPT)

    drafted = State("编制中", initial=True)
    submitted = State("待审定")
    approved = State("待备案")
    running = State("执行中")
    summed_up = State("待审阅")
    returned = State("退回重写")
    closed = State("已办结", final=True)
    dropped = State("已作废", final=True)

    submit = Step(
        "送审", drafted >> submitted, OWN, who=office, asks=("points",), tells=(approver,),
        gates=(Gate("清单有内容", OWN, missing=empty, can="编制单位"),), ladder=STEP_LADDER,
    )  # fmt: skip
    drop = Step("作废", drafted >> dropped, OWN, who=office, asks=("opinion",), optional=True)
    approve = Step(
        "审定", submitted >> approved, OWN, who=approver, takes=("opinion",),
        unlike=("drafter", "submit"), tells=(holder, keeper), ladder=STEP_LADDER,
        then=open_own_tasks,
    )  # fmt: skip
    send_back = Step(
        "退回修改", submitted >> drafted, OWN, who=approver, asks=("opinion",),
        unlike=("submit",), tells=(office,), returns=True,
    )  # fmt: skip
    file = Step(
        "备案", approved >> running, OWN, who=keeper, takes=("opinion",), tells=(office, holder),
        ladder=STEP_LADDER,
    )  # fmt: skip
    sum_up = Step(
        "年终总结", running >> summed_up, OWN, who=holder, due="ends_on", asks=("summary",),
        tells=(keeper,), ladder=TASK_LADDER,
    )  # fmt: skip
    read = Step(
        "审阅总结", summed_up >> closed, OWN, who=keeper, asks=("opinion",),
        unlike=("sum_up", "sum_up_again"), tells=(holder,), ladder=STEP_LADDER,
    )  # fmt: skip
    return_summary = Step(
        "退回重写总结", summed_up >> returned, OWN, who=keeper, asks=("opinion", "ends_on"),
        unlike=("sum_up", "sum_up_again"), tells=(holder,), returns=True,
    )  # fmt: skip
    sum_up_again = Step(
        "重报年终总结", returned >> summed_up, OWN, who=holder, due="ends_on", asks=("summary",),
        tells=(keeper,), ladder=TASK_LADDER,
    )  # fmt: skip

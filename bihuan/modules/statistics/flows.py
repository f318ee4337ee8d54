"""The verbs of returns: drawn up by the system, signed, submitted, sent back or accepted.

A return meets the periodic duty that demands it, where there is one; otherwise it answers a call
(报表布置) that rests on a clause. Ladders are suggested ones, asleep until adopted.
"""

from datetime import datetime
from typing import Any, Final

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.lib import periods
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import returns
from .forms import forms
from .models import Collection, Return

KINDS: Final = {
    Collection.Subjects.TOWNS: ("town_government",),
    Collection.Subjects.COUNTIES: ("committee_office",),
    Collection.Subjects.DEPARTMENTS: ("department", "regulator", "emergency_department"),
}


def called(record: Return) -> str:
    """Return what a return is called."""
    form = returns.form_of(record)
    return f"{form.title}（{periods.parse(record.period).label}）"


class ReturnFlow(Flow, key="statistics.return", of=Return, title="统计报表", prefix="BB"):
    """A return: counted by the system, signed by its head, accepted above or sent back."""

    clerk = Party("填报单位经办人", at="unit", may=roles.FULFIL)
    leader = Party("填报单位负责人", at="unit", may=roles.SIGN)
    receiver = Party("上级单位", at="office", may=roles.SUPERVISE)

    opening = Opening(
        "编制统计报表", roles.FULFIL, ("form", "period"), takes=("changed_because",),
        called=called, doer="drafter", settles=returns.settle,
    )  # fmt: skip

    asked = State("待取数", initial=True)
    drawn = State("待签字")
    signed = State("待报送")
    submitted = State("待审核")
    returned = State("退回修改")
    accepted = State("已采用", final=True)
    dropped = State("已作废", final=True)

    draw = Step(
        "由系统取数编制", asked >> drawn, OWN, who=clerk, due="due_on", takes=("notes",),
        tells=(leader,), ladder=TASK_LADDER, then=returns.draw,
    )  # fmt: skip
    draw_again = Step(
        "重新取数", drawn >> drawn, OWN, who=clerk, asks=("changed_because",), takes=("notes",),
        edits=("notes",), optional=True, tells=(leader,), then=returns.draw,
    )  # fmt: skip
    sign = Step(
        "负责人签字", drawn >> signed, OWN, who=leader, unlike=("draw", "draw_again"),
        tells=(clerk,), ladder=STEP_LADDER,
    )  # fmt: skip
    submit = Step(
        "报送", signed >> submitted, OWN, who=clerk, due="due_on", tells=(receiver,),
        ladder=TASK_LADDER, then=returns.meet_duty,
    )  # fmt: skip
    accept = Step(
        "采用", submitted >> accepted, OWN, who=receiver, takes=("opinion",),
        unlike=("draw", "sign", "submit"), tells=(clerk,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回修改", submitted >> returned, OWN, who=receiver, asks=("opinion", "due_on"),
        unlike=("draw", "sign", "submit"), tells=(clerk, leader), returns=True,
    )  # fmt: skip
    correct = Step(
        "更正后重新取数", returned >> drawn, OWN, who=clerk, due="due_on",
        asks=("changed_because",), takes=("notes",), edits=("notes",), tells=(leader,),
        ladder=TASK_LADDER, then=returns.draw,
    )  # fmt: skip
    drop = Step(
        "作废", (asked | drawn) >> dropped, OWN, who=leader, asks=("opinion",), optional=True,
        tells=(clerk, receiver),
    )  # fmt: skip


def settle_call(record: Collection, by: Any, at: datetime) -> None:
    """Refuse a period the form does not have, and a day that has passed."""
    form, period = forms()[record.form], periods.parse(record.period)
    if str(period.kind) not in form.periods:
        raise Invalid(f"“{form.title}”不按这种期统计。", field="period")
    if record.due_on < in_shanghai(at).date():
        raise Invalid(f"报送期限 {record.due_on} 已经过了。", field="due_on")


def call(record: Collection, by: Any, at: datetime) -> None:
    """Open a return for every unit a call names. Raises :class:`Invalid` where there is none."""
    matter = record.matter
    kinds = KINDS[Collection.Subjects(record.subjects)]
    rows = Unit.objects.filter(within(matter.place_path), kind__in=kinds, until=None)
    units = list(rows.exclude(pk=matter.unit_id or 0).select_related("place").order_by("pk"))
    if not units:
        raise Invalid(f"{matter.place.name}没有登记这一类单位。", field="subjects")
    for unit in units:
        one = Return(unit=unit, office=matter.unit, form=record.form, period=record.period,
                     due_on=record.due_on)  # fmt: skip
        returns.place(one)
        title = f"{unit.name}：{called(one)}"[:240]
        case = Case(title, unit.place, unit, matter.clause, matter)
        begin(ReturnFlow, case, one, by=by, at=at)


def check_complete(moved: Any) -> None:
    """Refuse to end a call while a return is not accepted and nobody said why."""
    record = moved.record
    rows = Return.objects.filter(matter__parent=moved.matter).exclude(matter__state="accepted")
    lacking = [one.unit.name for one in rows.select_related("unit").order_by("pk")]
    if lacking and not record.excepted.strip():
        says = f"还有 {len(lacking)} 个单位没有采用的报表：{'、'.join(lacking[:5])}。请写明原因。"
        raise Invalid(says, field="excepted")


class CollectionFlow(
    Flow, key="statistics.collection", of=Collection, title="报表布置", prefix="BZ"
):
    """A call for returns, until all are accepted or the missing ones are named with a reason."""

    clerk = Party("布置单位经办人", at="matter.unit", may=roles.SUPERVISE)

    opening = Opening(
        "布置报表", roles.SUPERVISE, ("form", "period", "subjects", "due_on"), takes=("says",),
        called=lambda one: f"布置{forms()[one.form].title}（{periods.parse(one.period).label}）",
        doer="drafter", grounded=True, about=("统计", "报送", "上报", "报告", "调度", "分析"),
        settles=settle_call, then=call,
    )  # fmt: skip

    running = State("收报中", initial=True)
    closed = State("已汇总", final=True)

    close = Step(
        "汇总完毕", running >> closed, OWN, who=clerk, due="due_on", takes=("excepted",),
        ladder=STEP_LADDER, then=check_complete,
    )  # fmt: skip

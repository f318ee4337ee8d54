"""The verbs of listed supervision: proposed, listed, put right, accepted, taken off.

Every step carries out the clause the matter was opened on; the summons and the exposure of units
that fail are in the order in which such clauses name them.
"""

from datetime import date, datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.obligations import extensions
from bihuan.kernel.obligations.models import Extension, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import WrongState
from bihuan.lib.clocks import end_of, in_shanghai, is_late
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import letters, limits, publicity, seats
from .models import ListedSupervision
from .proposals import propose_interview

WATCHED = ("report", "report_again", "report_late")


def lister(record: ListedSupervision, on: date) -> Unit | None:
    """Return the committee whose office keeps the matter, else the unit that keeps it itself."""
    own = record.matter.unit
    return (seats.committee_of(own, on) if own else None) or own


def too_late(record: ListedSupervision, at: datetime) -> str:
    """Say that more time is asked for after the term, "" before it."""
    rows = _owed(record)
    due = rows.current_due if rows else None
    if due is None or not is_late(at, due):
        return ""
    return f"整改期限 {in_shanghai(due).date()} 已过。延期应在期限届满前申请。"


def too_close(record: ListedSupervision, at: datetime) -> str:
    """Say that the request comes too few working days before the term, or after it."""
    rows = _owed(record)
    due = rows.current_due if rows else None
    if due is None or (said := too_late(record, at)):
        return "" if due is None else said
    path, ahead = record.matter.place_path, limits.ask_ahead(record.matter.place_path)
    if limits.on_time(due, ahead, path, at):
        return ""
    return (
        f"离整改期限 {in_shanghai(due).date()} 不足 {ahead.value}{ahead.unit}（{ahead.basis}）。"
        "可以登记逾时申请，说明理由，期限照旧。"
    )


def not_too_close(record: ListedSupervision, at: datetime) -> str:
    """Say that there is time enough to ask in the ordinary way, or none at all any more."""
    if said := too_late(record, at):
        return said
    return "" if too_close(record, at) else "现在还可以按期申请延期。"


def not_asked(record: ListedSupervision, _: datetime) -> str:
    """Say that no request for more time waits, "" while one does."""
    return "" if _asked(record) else "没有等待审批的延期申请。"


def in_time(record: ListedSupervision, at: datetime) -> str:
    """Say that the unit has not failed: its term runs and nothing was sent back."""
    owed = _owed(record)
    if record.matter.state == ListedSupervisionFlow.returned.name:
        return ""
    due = owed.current_due if owed else None
    if due is None or not is_late(at, due):
        return "整改期限还没有到，也没有被退回，不能认定整改不力。"
    return ""


def ask_more_time(moved: Any) -> None:
    """Ask the kernel for the later day, as an extension of the duty to put right."""
    wanted = moved.record
    row = _owed(wanted)
    if row is None:
        raise WrongState("现在没有可以延期的整改责任。")
    extensions.ask(
        row, to_due=end_of(wanted.wanted), reason=wanted.wanted_because, by=moved.by, at=moved.at
    )


def grant(moved: Any) -> None:
    """Grant the later day; the term that was set stays written."""
    _decide(moved, granted=True)


def refuse(moved: Any) -> None:
    """Refuse it; the term stays."""
    _decide(moved, granted=False)


def summon_both(moved: Any) -> None:
    """Propose a summons of the unit that did not put it right and of the one that supervised."""
    failed, matter = moved.record, moved.matter
    parts = ((failed.unit, "整改不力"), (failed.watcher, "督办不力"))
    for unit, failing in parts:
        if unit is None or unit.pk == matter.unit_id:
            continue
        reason = f"挂牌督办的“{failed.facts}”{failing}：{failed.opinion}"
        propose_interview(unit, reason, cause=matter, by=moved.by, at=moved.at)


def _decide(moved: Any, *, granted: bool) -> None:
    asked = _asked(moved.record)
    if asked is None:
        raise WrongState("没有等待审批的延期申请。")
    extensions.decide(
        asked, granted=granted, opinion=moved.record.opinion, by=moved.by, at=moved.at
    )


def _owed(record: ListedSupervision) -> Obligation | None:
    rows = Obligation.objects.everywhere("the duty to put right what is listed")
    found: Obligation | None = rows.filter(
        matter=record.matter_id, done_at=None, step__in=WATCHED
    ).first()
    return found


def _asked(record: ListedSupervision) -> Extension | None:
    rows = Extension.objects.filter(
        granted=None, obligation__matter=record.matter_id, obligation__done_at=None
    )
    return rows.order_by("-pk").first()


class ListedSupervisionFlow(
    Flow, key="committee.listing", of=ListedSupervision, title="挂牌督办", prefix="GP"
):
    """A matter on the list of a committee, from its proposal to its being taken off."""

    acts = {"published": "向社会公布"}

    clerk = Party("挂牌单位经办人", at="matter.unit", may=roles.SUPERVISE)
    leader = Party("安委会负责人", at=lister, may=roles.RELEASE)
    unit = Party("整改责任单位", at="unit", may=roles.FULFIL)
    watcher = Party("督办单位", at="watcher", may=roles.SUPERVISE)

    opening = Opening(
        "提出挂牌督办", roles.SUPERVISE, ("unit", "about", "facts"), doer="proposer",
        called=lambda one: f"{one.unit.name}：{one.facts}", grounded=True, about=("挂牌",),
    )  # fmt: skip

    proposed = State("待批准", initial=True)
    listed = State("整改中")
    reported = State("待验收")
    returned = State("退回")
    failing = State("待曝光")
    exposed = State("已曝光")
    accepted = State("待摘牌")
    delisted = State("已摘牌", final=True)
    declined = State("不予挂牌", final=True)

    approve = Step(
        "批准挂牌", proposed >> listed, OWN, who=leader, asks=("watcher", "demands", "term"),
        takes=("plan_by",), unlike=("proposer",), tells=(unit, watcher), ladder=STEP_LADDER,
        then=letters.list_publicly,
    )  # fmt: skip
    decline = Step(
        "不批准挂牌", proposed >> declined, OWN, who=leader, asks=("opinion",),
        unlike=("proposer",), optional=True,
    )  # fmt: skip
    report = Step(
        "报整改结果", listed >> reported, OWN, who=unit, due="term", asks=("result",),
        needs=(Proof("listing_rectification", "整改佐证"),), tells=(watcher,), ladder=TASK_LADDER,
    )  # fmt: skip
    file_plan = Step(
        "报治理方案备案", listed >> listed, OWN, who=unit, due="plan_by", asks=("plan",),
        needs=(Proof("listing_plan", "治理方案"),), tells=(clerk, watcher), ladder=TASK_LADDER,
    )  # fmt: skip
    advance = Step(
        "报整改进展", listed >> listed, OWN, who=unit, asks=("progress",), repeats=True,
        tells=(watcher,), ladder=TASK_LADDER,
    )  # fmt: skip
    ask_more = Step(
        "申请延期", listed >> listed, OWN, who=unit, asks=("wanted", "wanted_because"),
        gates=(Gate("期限届满前及时申请", OWN, missing=too_close, can="整改责任单位"),),
        optional=True, tells=(clerk, watcher), then=ask_more_time,
    )  # fmt: skip
    ask_too_late = Step(
        "逾时申请延期（不予受理）", listed >> listed, OWN, who=unit,
        asks=("wanted", "wanted_because"), optional=True, tells=(clerk, watcher),
        gates=(Gate("已过按期申请的日期", OWN, missing=not_too_close, can="整改责任单位"),),
    )  # fmt: skip
    allow = Step(
        "批准延期", listed >> listed, OWN, who=leader, asks=("opinion",),
        gates=(Gate("有延期申请", OWN, missing=not_asked, can="整改责任单位"),),
        unlike=("ask_more",), optional=True, tells=(unit, watcher), then=grant,
    )  # fmt: skip
    deny = Step(
        "不批准延期", listed >> listed, OWN, who=leader, asks=("opinion",),
        gates=(Gate("有延期申请", OWN, missing=not_asked, can="整改责任单位"),),
        unlike=("ask_more",), optional=True, tells=(unit, watcher), then=refuse,
    )  # fmt: skip
    accept = Step(
        "验收合格", reported >> accepted, OWN, who=watcher, asks=("opinion",),
        needs=(Proof("listing_acceptance", "验收意见"),), unlike=WATCHED,
        gates=(Gate("已公布挂牌事项", OWN, missing=publicity.unpublished, can="挂牌单位"),),
        tells=(unit, clerk), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "验收不合格", reported >> returned, OWN, who=watcher, asks=("opinion", "again_by"),
        unlike=WATCHED, tells=(unit, clerk), returns=True,
    )  # fmt: skip
    report_again = Step(
        "重报整改结果", returned >> reported, OWN, who=unit, due="again_by", asks=("result",),
        needs=(Proof("listing_rectification", "整改佐证"),), tells=(watcher,), ladder=TASK_LADDER,
    )  # fmt: skip
    fail = Step(
        "认定整改不力", (listed | returned) >> failing, OWN, who=clerk, asks=("opinion",),
        gates=(Gate("期限已过或被退回", OWN, missing=in_time, can="到期后的挂牌单位"),),
        optional=True, tells=(unit, watcher), then=summon_both,
    )  # fmt: skip
    expose = Step(
        "曝光整改和督办不力", failing >> exposed, OWN, who=leader,
        asks=("exposed_on", "exposed_in", "again_by"), unlike=("fail",),
        needs=(Proof("exposure", "曝光的页面或版面"),), tells=(unit, watcher), ladder=STEP_LADDER,
    )  # fmt: skip
    report_late = Step(
        "补报整改结果", exposed >> reported, OWN, who=unit, due="again_by", asks=("result",),
        needs=(Proof("listing_rectification", "整改佐证"),), tells=(watcher,), ladder=TASK_LADDER,
    )  # fmt: skip
    delist = Step(
        "批准摘牌", accepted >> delisted, OWN, who=leader, asks=("opinion",),
        unlike=("accept",), tells=(unit, watcher), ladder=STEP_LADDER, then=letters.delist,
    )  # fmt: skip

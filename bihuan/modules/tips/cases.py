"""What steps of a tip do besides: joining one case, questions, who may verify, the reward."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from .models import Bounty, Lead, Message, Tip


def join_first(moved: Any) -> None:
    """Join a tip to the one on the same thing that came first.

    Raises :class:`Invalid` for a number that is none, one that came later, ended, or is joined.
    """
    record: Tip = moved.record
    rows = Tip.objects.filter(office=record.office, matter__number=record.same_number.strip())
    first = rows.exclude(pk=record.pk).select_related("matter").first()
    if first is None:
        raise Invalid(f"本单位没有编号是 {record.same_number} 的另一件举报。", field="same_number")
    if first.matter.opened_at > record.matter.opened_at:
        says = f"{first.matter.number} 收到得比这一件晚，请把晚的并入早的。"
        raise Invalid(says, field="same_number")
    if first.same_id or first.matter.state in ("refused", "merged"):
        says = f"{first.matter.number} 已经不予受理或者并入别的举报。"
        raise Invalid(says, field="same_number")
    record.same = first
    record.save(update_fields=["same"])
    body = {"reason": record.matter.number}
    entries.append(first.matter, "merged_in", by=moved.by, at=moved.at, body=body)


def root(tip: Tip) -> Tip:
    """Return the tip that stands for the case: the first one on the same thing."""
    return tip.same or tip


def put_question(moved: Any) -> None:
    """Keep a question for who reported, to be read with her code."""
    Message.objects.create(
        tip=moved.record, reporter=False, says=moved.record.question, at=moved.at
    )


def check_verifier(moved: Any) -> None:
    """Refuse to let the unit that was reported, or one it answers for, verify itself."""
    record: Tip = moved.record
    if record.unit_id is None or record.verifier is None:
        return
    above: Unit | None = record.verifier
    while above is not None:
        if above.pk == record.unit_id:
            says = f"{record.verifier.name}就是被举报的单位或者归它管，不能核实自己。"
            raise Invalid(says, field="verifier")
        above = above.supervisor
    check_day(record.verify_by, moved.at, "verify_by", "核实期限")


def check_visit(moved: Any) -> None:
    """Refuse a visit by who was reported, on a day that has passed, or that speaks of a report."""
    record: Tip = moved.record
    if record.inspector_id == record.unit_id:
        raise Invalid("被举报的单位不能检查自己。", field="inspector")
    for word in ("举报", "投诉", "12350", record.matter.number):
        if word in record.items:
            says = f"检查的项目里写了“{word}”，检查的人会知道有举报。请只写检查什么。"
            raise Invalid(says, field="items")
    check_day(record.visit_by, moved.at, "visit_by", "检查期限")


def check_day(day: Any, at: datetime, field: str, title: str) -> None:
    """Refuse a day that has passed."""
    if day is not None and day < in_shanghai(at).date():
        raise Invalid(f"{title} {day} 已经过了。", field=field)


def led_to(tip: Tip, matter: Matter, kind: str) -> Lead:
    """Keep at the tip, and only there, what it led to."""
    return Lead.objects.create(tip=tip, matter=matter, kind=kind)


def visited(moved: Any, result: str) -> None:
    """Bring what an ordinary inspection found to the tip it was made for, if it was for one."""
    lead = Lead.objects.filter(matter=moved.matter).select_related("tip__matter").first()
    if lead is None:
        return
    lead.result = result
    lead.save(update_fields=["result"])
    body = {"says": lead.result}
    entries.append(lead.tip.matter, "visit_reported", by=moved.by, at=moved.at, body=body)


def open_reward(moved: Any) -> None:
    """Open the question of a reward for a tip that was verified and answered: one case, one."""
    from .reward_flow import RewardFlow

    tip, matter = moved.record, moved.matter
    if not tip.rewards.exists():
        # A title that says nothing: the reward is found among its office's matters only.
        case = Case(f"奖励：{matter.number}", matter.place, tip.office, matter.clause, matter)
        begin(RewardFlow, case, Bounty(tip=tip), by=moved.by, at=moved.at)

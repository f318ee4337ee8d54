"""Problems found at a visit: opened when its record is signed, closed one by one."""

from datetime import datetime
from typing import Any, Final

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import in_shanghai

from .models import Answer, Finding, Inspection

DECISION, RECEIPT = "finding_decision", "finding_receipt"
#: In which state a finding waits for what another module decides.
FILING, HANDED = "filing", "handed"
TITLE: Final = 240


def open_all(moved: Any) -> list[Finding]:
    """Open a finding for every answer that does not pass; the unit owes each by its term."""
    from .finding_flow import FindingFlow

    record: Inspection = moved.record
    rows = record.answers.filter(verdict=Answer.Verdict.FAIL).select_related("item", "office")
    found = []
    for answer in rows:
        item: Any = answer.item
        taken = {name: getattr(item, name) for name in ("law", "level", "criterion") if item}
        finding = Finding(
            inspection=record, answer=answer, office=answer.office, unit=record.unit,
            finder_id=answer.by_id, spot=answer.spot, says=described(answer),
            due_on=answer.due_on or record.due_on, **taken,
        )  # fmt: skip
        title = f"{record.unit.name}：{finding.says}"[:TITLE]
        case = Case(title, record.unit.place, record.unit, moved.matter.clause, moved.matter)
        begin(FindingFlow, case, finding, by=moved.by, at=moved.at)
        found.append(finding)
    return found


def described(answer: Answer) -> str:
    """Return what does not pass in words: the item, what was seen, what was measured."""
    item = answer.item
    if item is None:
        return answer.says
    value = answer.value
    measured = "" if value is None else f"（实测 {value.normalize():f}{item.measure}）"
    return f"{item.says}：{answer.says}{measured}"


def settled(finding: Finding) -> bool:
    """Say whether a problem is corrected, decided, handed over, or gone as a hazard."""
    hazard = finding.hazard
    return finding.matter.closed_at is not None and (hazard is None or hazard.closed_at is not None)


def unsettled(record: Inspection, _: datetime) -> str:
    """Name the problems of a visit that are neither corrected, decided nor received elsewhere."""
    rows = record.findings.select_related("matter", "hazard").order_by("pk")
    left = [one for one in rows if not settled(one)]
    named = "、".join(f"{(one.hazard or one.matter).number}“{one.says[:16]}”" for one in left[:3])
    more = "等" if len(left) > 3 else ""
    return (
        f"还有 {len(left)} 个问题没有复查合格、处理决定或移送回执：{named}{more}。" if left else ""
    )


def check_fixed(moved: Any) -> None:
    """Refuse a day of completion that has not come."""
    if moved.record.fixed_on and moved.record.fixed_on > in_shanghai(moved.at).date():
        raise Invalid("整改完成日期还没有到。", field="fixed_on")


def check_term(moved: Any) -> None:
    """Refuse a new term that has passed."""
    if moved.record.due_on < in_shanghai(moved.at).date():
        raise Invalid(f"整改期限 {moved.record.due_on} 已经过了。", field="due_on")


def check_referral(moved: Any) -> None:
    """Refuse to hand a problem to oneself or to the unit, and dates in the wrong order."""
    record, today = moved.record, in_shanghai(moved.at).date()
    if record.recipient_id in (record.office_id, record.unit_id):
        raise Invalid("移送要写另一个有处理权的部门。", field="recipient")
    if record.reply_by < today:
        raise Invalid(f"回执期限 {record.reply_by} 已经过了。", field="reply_by")
    if record.result_by < record.reply_by:
        raise Invalid("反馈结果的期限不能早于回执期限。", field="result_by")


def no_decision(record: Finding, _: datetime) -> str:
    """Say that nothing proves a decision: neither a case that ended nor the paper itself."""
    if record.case is not None and record.case.closed_at is not None:
        return ""
    return "" if _has(record, DECISION) else "还没有处罚（不予处罚）决定书，案件也没有结案。"


def no_receipt(record: Finding, _: datetime) -> str:
    """Say that nothing proves that another authority received the problem."""
    return "" if record.receipt or _has(record, RECEIPT) else "对方还没有回执。"


def _has(record: Finding, kind: str) -> bool:
    return Evidence.objects.filter(chain=record.matter.chain, kind=kind).exists()


def finding_of(matter: Matter | None) -> Finding | None:
    """Return the finding of a matter, None for another kind."""
    if matter is None:
        return None
    rows = Finding.objects.select_related("matter", "inspection__matter", "unit", "office")
    return rows.filter(pk=matter.pk).first()


def facts_of(finding: Finding) -> str:
    """Return a problem in the words a case or a referral takes over: where, when, what, on what."""
    visit = finding.inspection
    day = f"{in_shanghai(visit.began_at):%Y-%m-%d}" if visit.began_at else str(visit.visit_on)
    where = f"（{finding.spot}）" if finding.spot else ""
    law = f"依据：{finding.law}。" if finding.law else ""
    seen = f"{day} 检查{finding.unit.name}{where}发现：{finding.says}。"
    return f"{seen}{law}检查编号 {visit.matter.number}。"


def as_hazard(finding: Finding) -> dict[str, Any]:
    """Return the facts of a problem as a hazard is registered with them; nobody types again."""
    found_at = finding.inspection.began_at or finding.matter.opened_at
    return {
        "unit": finding.unit, "spot": finding.spot or "检查现场", "says": finding.says[:1000],
        "channel": "inspection", "found_on": in_shanghai(found_at).date(),
    }  # fmt: skip


def as_referral(finding: Finding) -> dict[str, Any]:
    """Return the facts of a problem as it is handed to another authority."""
    return {
        "office": finding.office, "recipient": finding.recipient, "subject": finding.unit,
        "facts": facts_of(finding), "reason": finding.refer_because,
        "urged": "检查后已经责令限期整改。", "reply_by": finding.reply_by,
        "result_by": finding.result_by,
    }  # fmt: skip


def note_hazard(finding: Finding, hazard: Matter, *, by: Actor, at: datetime) -> None:
    """Note as which hazard a problem goes on."""
    _note(finding, "hazard_opened", by, at, hazard=hazard)


def note_case(finding: Finding, case: Matter, *, by: Actor, at: datetime) -> None:
    """Note which case was opened on a problem."""
    _note(finding, "case_opened", by, at, case=case)


def note_decision(finding: Finding, decision: str, *, by: Actor, at: datetime) -> None:
    """Note what a case decided, so that nobody types it again."""
    _note(finding, "case_decided", by, at, decision=decision[:400])


def note_referral(finding: Finding, referral: Matter, *, by: Actor, at: datetime) -> None:
    """Note by which matter a problem was handed over."""
    _note(finding, "referred", by, at, referral=referral)


def note_receipt(referral: Matter, receipt: str, *, by: Actor, at: datetime) -> None:
    """Note the receipt of a problem that was handed over; nothing for another referral."""
    finding = Finding.objects.filter(referral=referral).select_related("matter").first()
    if finding is not None:
        _note(finding, "received", by, at, receipt=receipt[:400])


def _note(finding: Finding, verb: str, by: Actor, at: datetime, **values: Any) -> None:
    for name, value in values.items():
        setattr(finding, name, value)
    finding.save(update_fields=list(values))
    body = {n: v.number if isinstance(v, Matter) else v for n, v in values.items()}
    entries.append(finding.matter, verb, by=by, at=at, body=body)

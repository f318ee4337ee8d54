"""The results of assessment a notice is about, found by whoever keeps them (``bihuan.wires``)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.openings import speaking_of
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import label_of
from bihuan.modules import draw_up

from .models import PayNotice

KIND = "opinion"
#: What a clause speaks of that ties pay to assessment.
ABOUT = ("年薪", "薪酬", "绩效挂钩")
#: Categories of a unit whose heads' pay such a clause ties.
STATE_OWNED = ("国有", "国有企业", "国有控股")


@dataclass(frozen=True)
class Settled:
    """A result that stands: its matter and what it says."""

    matter: Matter
    says: str


_FIND: list[Callable[[Unit, int], Settled | None]] = []


def find_by(find: Callable[[Unit, int], Settled | None]) -> None:
    """Say how the last settled result of a unit by an office is found."""
    _FIND[:] = [find]


def settle(record: PayNotice, by: Viewer, at: datetime) -> None:
    """Tie a notice to the unit's last settled result. Raises :class:`Invalid` without one."""
    found = next((find(record.unit, by.unit_id) for find in _FIND), None)
    if found is None:
        says = f"{record.unit.name}还没有由本单位确定的考核结果，没有可以送交的。"
        raise Invalid(says, field="unit")
    _check_once(found.matter)
    record.result, record.says = found.matter, found.says[:400]


def _check_once(result: Matter) -> None:
    if PayNotice.objects.filter(result=result).exclude(matter__state="dropped").exists():
        raise Invalid(f"{result.number} 的结果已经在送交了。", field="unit")


def owe(settled: Settled, unit: Unit, *, by: Viewer, at: datetime) -> Matter | None:
    """Open a notice about a result, where a clause in force ties pay to it and the unit is such.

    None where no document speaks of it, or the unit is in none of these categories.
    """
    from .flows import PayNoticeFlow

    day = in_shanghai(at).date()
    tied = UnitTag.objects.filter(unit=unit, tag__in=STATE_OWNED).exclude(until__lte=day)
    clause = speaking_of(ABOUT, by).first()
    if clause is None or not tied.exists():
        return None
    if PayNotice.objects.filter(result=settled.matter).exists():
        return None
    office = Unit.objects.select_related("place").get(pk=by.unit_id)
    record = PayNotice(office=office, unit=unit, result=settled.matter, says=settled.says[:400])
    title = f"考核结果运用：{unit.name}"[:240]
    case = Case(title, office.place, office, clause, settled.matter)
    return begin(PayNoticeFlow, case, record, by=by, at=at)


def answerer(record: Any, on: Any) -> Unit | None:
    """Return the recipient where somebody signs in for it, or else the office, by its letter."""
    found: Unit = record.recipient if terms.answers(record.recipient, on) else record.office
    return found


def check(moved: Any) -> None:
    """Demand another unit as recipient and days in their order."""
    record: PayNotice = moved.record
    if record.recipient_id == record.office_id:
        raise Invalid("送交的是本单位，请选主管部门。", field="recipient")
    if record.reply_by and record.reply_by < in_shanghai(moved.at).date():
        raise Invalid(f"回执期限 {record.reply_by} 已经过了。", field="reply_by")
    if record.reply_by and record.report_by and record.report_by < record.reply_by:
        raise Invalid("反馈运用情况的期限不能早于回执期限。", field="report_by")


def write(moved: Any) -> None:
    """Draw up the letter that tells the result and asks what was done with it."""
    record = moved.record
    said = [
        f"现将{record.unit.name}安全生产考核结果送交你单位，用于{record.get_use_display()}。",
        f"考核结果（{record.result.number}）：{record.says}",
        *([f"涉及的负责人：{record.person.name}"] if record.person else []),
        *([f"意见建议：{record.advice}"] if record.advice else []),
        f"请于{label_of(record.reply_by)}前出具回执，{label_of(record.report_by)}前反馈运用情况。",
    ]
    title = f"关于送交{record.unit.name}安全生产考核结果的函"
    purpose = f"{KIND}:{moved.entry.seq}"
    draw_up(moved, KIND, record.office, record.recipient, title, said, purpose=purpose)


def unsigned(record: PayNotice, _: datetime) -> str:
    """Say that the last letter is not signed yet, "" once it is."""
    rows = Letter.objects.everywhere("the letter of a notice in scope")
    last = rows.filter(matter=record.matter_id, kind=KIND).order_by("-pk").first()
    if last is None or last.state in (Letter.State.DRAFT, Letter.State.CANCELLED):
        return f"函{last.number if last else ''}还没有签发。"
    return ""

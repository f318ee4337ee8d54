"""The letters of accountability: the decision, its revocation, and the opinion on somebody."""

from datetime import datetime
from typing import Any

from bihuan.kernel.letters.models import Letter
from bihuan.lib.periods import label_of
from bihuan.modules import draw_up

from . import bars
from .models import Accountability, Opinion

KIND = "accountability"


def decide(moved: Any, arisen: list[bars.Bar]) -> None:
    """Draw up the decision with what it bars from, for its unit and the organisation department."""
    record: Accountability = moved.record
    said = [
        f"经查：{record.facts}",
        f"当日责任台账：{record.account}。",
        f"认定{record.who}负{record.get_liability_display()}，决定：{record.get_measure_display()}，"
        f"自{label_of(record.effective_on)}起生效。理由：{record.reasons}",
        *(bars.said(bar) for bar in arisen),
        f"请于{label_of(record.execute_by)}前执行完毕。不服本决定的，可以依法依规提出申诉。",
    ]  # fmt: skip
    copies = [record.organisation] if record.organisation else []
    title = f"关于对{record.who}问责的决定"
    draw_up(moved, KIND, record.decider, record.unit, title, said, copies=copies)


def revoke(moved: Any) -> None:
    """Draw up the revocation of a decision, with its bars ended."""
    record: Accountability = moved.record
    said = [f"经复核，撤销对{record.who}的问责决定。", f"复核意见：{record.review}",
            f"该决定引起的限制自{label_of(moved.by.on)}起撤销。"]  # fmt: skip
    copies = [record.organisation] if record.organisation else []
    draw_up(
        moved, KIND, record.decider, record.unit, f"关于撤销对{record.who}问责决定的通知", said,
        copies=copies, purpose="revocation",
    )  # fmt: skip


def answer(moved: Any, *, clear: bool) -> None:
    """Draw up the opinion: what the system found on the day, or that it found nothing."""
    record: Opinion = moved.record
    found = bars.in_force(moved.by.on, person=record.person, unit=record.unit)
    said = [
        f"来函征求对{record.who}（{record.get_purpose_display()}：{record.wanted}）的意见收悉。"
    ]
    said.append(f"截至{label_of(moved.by.on)}，经核对系统记录：{record.findings}")
    said += [bars.said(bar) for bar in found]
    if clear:
        said.append(f"对{record.who}{record.get_purpose_display()}没有不同意见。")
    else:
        said.append(f"请据此办理，不宜对{record.who}作出“{record.wanted}”的决定。" if found else
                    "请一并考虑以上情况。")  # fmt: skip
    title = f"关于对{record.who}有关意见的函"
    draw_up(moved, "opinion", record.office, record.asked_by, title, said)


def unsigned(record: Accountability, _: datetime) -> str:
    """Say that the decision was not signed yet, "" once it was."""
    rows = Letter.objects.everywhere("the decision of a case in scope")
    letter = rows.filter(cause=f"{record.matter.chain}:{KIND}").first()
    if letter is None or letter.state in (Letter.State.DRAFT, Letter.State.CANCELLED):
        return f"{letter.number if letter else '问责决定书'}还没有签发。"
    return ""

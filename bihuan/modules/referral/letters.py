"""The letter of a referral: whom it is about, why, and a list of the proofs by their digests."""

from datetime import datetime
from typing import Any

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.periods import label_of
from bihuan.modules import draw_up

from .models import Referral

KIND = "transfer"


def send(moved: Any) -> None:
    """Draw up the letter to the recipient, with what is handed over."""
    record: Referral = moved.record
    said = [
        f"现将{record.about}有关情况移送你单位。",
        f"事实：{record.facts}",
        f"移送理由：{record.reason}",
        *([f"督促整改情况：{record.urged}"] if record.urged else []),
        *(f"随附材料{n}：{line}" for n, line in enumerate(enclosed(record), 1)),
        *([f"请于{label_of(record.reply_by)}前出具回执。"] if record.reply_by else []),
        *([f"请于{label_of(record.result_by)}前反馈处理结果。"] if record.result_by else []),
    ]
    title = f"关于移送{record.about}有关情况的函"
    purpose = f"{KIND}:{moved.entry.seq}"
    draw_up(moved, KIND, record.office, record.recipient, title, said, purpose=purpose)


def enclosed(record: Referral) -> list[str]:
    """Return what is handed over: the proofs of the referral, each with its SHA-256."""
    rows = Evidence.objects.filter(chain=record.matter.chain).order_by("pk")
    return [f"{one.name}（SHA-256：{one.sha256}）" for one in rows]


def unsigned(record: Referral, _: datetime) -> str:
    """Say that the last letter of a referral is not signed yet, "" once it is."""
    rows = Letter.objects.everywhere("the letter of a referral in scope")
    last = rows.filter(matter=record.matter_id, kind=KIND).order_by("-pk").first()
    if last is None or last.state in (Letter.State.DRAFT, Letter.State.CANCELLED):
        return f"移送函{last.number if last else ''}还没有签发。"
    return ""

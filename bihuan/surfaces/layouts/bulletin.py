"""The bulletin of a round of assessment (月通报、季公告): ranking, grades, vetoes, what is open.

What the figures mean and what is demanded is left to the office that issues it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import Period
from bihuan.modules.assessment.models import Scheme
from bihuan.modules.assessment.queries import Ranked
from bihuan.modules.assessment.scores import vetoing

from .pdf import typeset
from .word import TITLE, add_line, lay_page

HEADINGS = ("名次", "单位", "得分", "等次", "评先评优", "办理情况")


@dataclass(frozen=True)
class Bulletin:
    """What both layouts print."""

    title: str
    as_of: str
    paragraphs: list[str]
    rows: list[tuple[str, ...]]
    at: datetime


def bulletin(scheme: Scheme, period: Period, ranked: Sequence[Ranked], at: datetime) -> Bulletin:
    """Return the facts of a round in words and lines; what was not scored says so."""
    scored = [one for one in ranked if one.result.total is not None]
    settled = sum(one.result.matter.state == "final" for one in ranked)
    whole = (
        f"考核对象 {len(ranked)} 个，已评分 {len(scored)} 个，结果已确定 {settled} 个。"
        f"没有评分的写“未评分”，不按 0 分计。"
    )
    barred = [one.result.unit.name for one in scored if one.result.barred]
    vetoed = [
        f"{one.result.unit.name}（{veto.says}）" for one in ranked for veto in vetoing(one.result)
    ]
    paragraphs = [
        whole,
        f"取消评先评优：{'、'.join(barred)}。" if barred else "没有取消评先评优的单位。",
        f"一票否决：{'、'.join(vetoed)}。" if vetoed else "没有一票否决。",
    ]
    day = f"{in_shanghai(at):%Y年%m月%d日 %H:%M}"
    return Bulletin(
        f"{scheme.matter.place.name}{period.label}{scheme.name}通报", f"（数字截至 {day}）",
        paragraphs, [_row(one) for one in ranked], at,
    )  # fmt: skip


def _row(one: Ranked) -> tuple[str, ...]:
    found = one.result
    scored = found.total is not None
    return (
        str(one.place or "—"), found.unit.name, str(found.total) if scored else "未评分",
        found.grade or "—", ("取消" if found.barred else "不影响") if scored else "—",
        one.state,
    )  # fmt: skip


def word(told: Bulletin) -> bytes:
    """Return the bulletin as a .docx file."""
    made = Document()
    lay_page(made)
    add_line(made, told.title, align=ALIGN.CENTER, font=TITLE, size=22)
    add_line(made, told.as_of, align=ALIGN.CENTER, size=12)
    for text in told.paragraphs:
        add_line(made, text).paragraph_format.first_line_indent = Pt(32)
    table = made.add_table(rows=1, cols=len(HEADINGS))
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = heading
    for row in told.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def pdf(told: Bulletin) -> bytes:
    """Return the bulletin as a PDF file."""
    facts = {"title": told.title, "as_of": told.as_of, "paragraphs": told.paragraphs,
             "headings": HEADINGS, "rows": told.rows}  # fmt: skip
    return typeset("bulletin", {"bulletin": facts}, told.at)

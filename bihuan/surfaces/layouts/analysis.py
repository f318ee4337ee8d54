"""The figures of a period as a Word file that an office goes on writing in.

What the figures mean, and what is to be done, is left open: those parts say who has to write them.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.workbench.queries.analysis import Analysis, Figures
from bihuan.surfaces.workbench.templatetags.bihuan import STAGES

from .word import TITLE, add_line, lay_page

HEADINGS = ("", "应办", "按期", "逾期办结", "逾期未办", "按期率")


def render(found: Analysis) -> bytes:
    """Return the draft as a .docx file."""
    made = Document()
    lay_page(made)
    title = f"{found.place.name}{found.period.label}安全生产责任落实形势分析"
    add_line(made, title, align=ALIGN.CENTER, font=TITLE, size=22)
    at = in_shanghai(found.at)
    add_line(made, f"（底稿，数字截至 {at:%Y年%m月%d日 %H:%M}）", align=ALIGN.CENTER, size=12)
    for heading, paragraphs, rows in _parts(found):
        add_line(made, heading, font="黑体").paragraph_format.space_before = Pt(12)
        for text in paragraphs:
            add_line(made, text).paragraph_format.first_line_indent = Pt(32)
        if rows:
            _table(made, rows)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _parts(found: Analysis) -> list[tuple[str, list[str], list[Figures]]]:
    places = [f"下一级区划按按期率由低到高排列，共 {len(found.places)} 个有应办责任。"]
    return [
        ("一、总体情况", overall(found), []),
        ("二、逾期较多的责任事项", _missed(found.duties, "责任事项"), found.duties),
        ("三、逾期较多的单位", _missed(found.units, "单位"), found.units),
        ("四、各地情况", places if found.places else ["没有下一级数字。"], found.places),
        ("五、督办和文书", measures(found), []),
        ("六、突出问题和风险", ["（由会商研判后填写，系统不代写。）"], []),
        ("七、下一步措施", ["（写明措施、责任单位和期限；需要交办的，在系统里逐件交办。）"], []),
    ]


def overall(found: Analysis) -> list[str]:
    """Return the sentences about the whole and against the period before."""
    now, before = found.whole, found.before
    said = (
        f"{found.period.label}应办 {now.due} 项，按期办结 {now.on_time} 项，"
        f"逾期办结 {now.late} 项，逾期未办 {now.overdue} 项，按期率 {now.rate}。"
    )
    rest = f"另有未到期 {now.waiting} 项，经批准免责 {now.excused} 项，不计入应办。"
    then = (
        f"上一期应办 {before.due} 项，按期率 {before.rate}，逾期未办 {before.overdue} 项。"
        if before.due
        else "上一期没有应办的责任，不作比较。"
    )
    return [said, rest, then]


def measures(found: Analysis) -> list[str]:
    """Return the sentences about what was climbed, issued and recorded."""
    climbed = "、".join(f"{STAGES[s][2]} {n} 项" for s, n in sorted(found.stages.items()))
    letters = "、".join(f"{name} {n} 份" for name, n in found.letters)
    records = "、".join(f"{title} {n} 次" for title, n in found.records)
    return [
        f"本期到期的责任中，升级到{climbed}。" if climbed else "本期到期的责任没有升级的。",
        f"签发{letters}。" if letters else "本期没有签发文书。",
        f"履职记录：{records}。" if records else "本期没有履职记录。",
    ]


def _missed(rows: list[Figures], what: str) -> list[str]:
    return [f"按逾期未办由多到少，列前 {len(rows)} 个{what}。"] if rows else ["没有逾期的。"]


def _table(made: Any, rows: list[Figures]) -> None:
    table = made.add_table(rows=1, cols=len(HEADINGS))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = words
    for one in rows:
        values = (one.name, one.due, one.on_time, one.late, one.overdue, one.rate)
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = str(value)

"""The table of how comments on a draft were handled (意见采纳情况表) as a Word file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from bihuan.lib.clocks import in_shanghai
from bihuan.modules.committee.models import Comment, CommentRound

from .word import TITLE, add_line, lay_page

HEADINGS = ("序号", "单位", "条款", "意见", "采纳情况", "理由")
WAITING = "未反馈"


def render(asked: CommentRound, answers: Sequence[Comment], at: datetime) -> bytes:
    """Return the table of a round, as its answers stand at a moment."""
    made = Document()
    lay_page(made)
    add_line(made, f"《{asked.name}》意见采纳情况表", align=ALIGN.CENTER, font=TITLE, size=22)
    add_line(
        made, f"（数字截至 {in_shanghai(at):%Y年%m月%d日 %H:%M}）", align=ALIGN.CENTER, size=12
    )
    rows = [row for answer in answers for row in _rows(answer)]
    add_line(made, summary(answers), size=14)
    table = made.add_table(rows=1, cols=len(HEADINGS))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = words
    for n, row in enumerate(rows, 1):
        for cell, value in zip(table.add_row().cells, (str(n), *row), strict=True):
            cell.text = value
    if asked.outcome:
        add_line(made, f"采纳情况说明：{asked.outcome}", size=14)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def summary(answers: Sequence[Comment]) -> str:
    """Return the counts in one sentence; who did not answer is counted apart."""
    remarks = [remark for answer in answers for remark in answer.remarks.all()]
    by = {v: sum(r.verdict == v for r in remarks) for v in ("adopted", "partly", "declined", "")}
    silent = sum(answer.matter.state == "asked" for answer in answers)
    return (
        f"征求 {len(answers)} 个单位，未反馈 {silent} 个；意见 {len(remarks)} 条，"
        f"采纳 {by['adopted']} 条，部分采纳 {by['partly']} 条，不采纳 {by['declined']} 条，"
        f"未处理 {by['']} 条。"
    )


def _rows(answer: Comment) -> Iterator[tuple[str, str, str, str, str]]:
    remarks = list(answer.remarks.all())
    for remark in remarks:
        verdict = remark.get_verdict_display() or "未处理"
        yield answer.unit.name, remark.clause, remark.says, verdict, remark.because
    if not remarks:
        released = f"免予反馈：{answer.opinion}" if answer.matter.state == "released" else ""
        said = released or answer.get_stance_display() or WAITING
        yield answer.unit.name, "—", said, "—", ""

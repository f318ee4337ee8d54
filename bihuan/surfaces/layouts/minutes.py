"""The minutes of a meeting as a Word file that its office goes on writing in.

Who came, what was on the agenda and what was decided is filled in from the records; what was said
is left open.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from bihuan.lib.periods import label_of
from bihuan.modules.committee.minutes import record_of
from bihuan.modules.committee.models import Meeting

from .word import TITLE, add_line, lay_page


def render(meeting: Meeting, attendance: Any) -> bytes:
    """Return the draft as a .docx file."""
    made = Document()
    lay_page(made)
    add_line(made, f"{meeting.body.name}会议纪要", align=ALIGN.CENTER, font=TITLE, size=22)
    add_line(made, "（底稿，签发前核对）", align=ALIGN.CENTER, size=12)
    for heading, text in _parts(meeting, attendance):
        add_line(made, heading, font="黑体").paragraph_format.space_before = Pt(12)
        for line in text.splitlines() or [""]:
            add_line(made, line).paragraph_format.first_line_indent = Pt(32)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _parts(meeting: Meeting, attendance: Any) -> list[tuple[str, str]]:
    record = record_of(meeting)
    day = label_of(meeting.held_on or meeting.meets_on)
    count = f"应到 {attendance.called}，实到 {attendance.came}（其中代会 {attendance.deputies}）。"
    rule = f"法定人数 {attendance.least}。" if attendance.least else "法定人数未设定。"
    chair = meeting.chair.name if meeting.chair else "（由签发人填写）"
    return [
        (
            "一、时间、地点、主持人",
            f"{day} {meeting.starts_at}，{meeting.venue}。主持人：{chair}。",
        ),
        ("二、到会情况", f"{count}{rule}\n{record['participants'] or '（还没有记录）'}"),
        ("三、缺席情况", record["absent"] or "无。"),
        ("四、议题", record["topics"] or "（还没有议题）"),
        ("五、会议情况", meeting.said or "（由承办单位填写，系统不代写。）"),
        ("六、议定事项", record["decisions"] or "（还没有写入）"),
    ]

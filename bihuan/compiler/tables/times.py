"""The time cell of a row: 2025年6月 and 2025.6 alone mean by the end of that month."""

import re
from typing import Final

from bihuan.compiler.facts import Context
from bihuan.compiler.facts.deadlines import last_dates
from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Deadline
from bihuan.compiler.facts.moments import find_moments
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import Span

#: 2025.6 and 2025-6-30, which only mean a date because they stand in a cell for one.
_DOTTED: Final[Pattern] = Pattern(
    r"(?<!\d)(?P<y>20\d{2})(?P<s>[./—])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?(?![\d.])[月日]?"
    r"(?:—(?P<till>\d{1,2})月?$)?"
)
#: What may stand beside the time: (于…完成).
_BEFORE: Final[Pattern] = Pattern(r"[(]?(?:力争|确保|[于在])?")
_AFTER: Final[Pattern] = Pattern(r"(?:(?:全部|基本)?(?:完成|办结|建成))?[)。;]?")


def read_time_cell(source: str, cell: Span, context: Context) -> Deadline | None:
    """Return the last day a time cell names, ``None`` for 长期, 全年 or words around it.

    A year that is left out is the document's; without one there is no deadline.
    """
    folded = Folded.of(source, *cell)
    text = _DOTTED.sub(_spelled, folded.text)
    moment = next(find_moments(text), None)
    if moment is None or moment.relation == "from" or "全年" in text:
        return None
    if not (_BEFORE.fullmatch(text[: moment.start]) and _AFTER.fullmatch(text[moment.end :])):
        return None
    date, alt = last_dates(moment, moment.year or context.document_year)
    if date is None:
        return None
    words, start, end = folded.locate(0, len(folded.text))
    return Deadline(words, start, end, date, alt, "within" if moment.ranged else "by")


def _spelled(found: re.Match[str]) -> str:
    words = f"{found['y']}年{int(found['m'])}月"
    if found["d"]:
        words += f"{int(found['d'])}日"
    return f"{words}至{int(found['till'])}月" if found["till"] else words

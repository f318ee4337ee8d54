"""How what a clause says becomes what the kernel runs. Pure: no database, no clock."""

import re
from datetime import date
from typing import Any

#: The compiler's periods as a rule's ``per`` and ``every``.
PERIODS = {
    "shift": ("shift", 1),
    "day": ("day", 1),
    "week": ("week", 1),
    "ten-days": ("ten_days", 1),
    "month": ("month", 1),
    "quarter": ("quarter", 1),
    "half-year": ("half", 1),
    "semester": ("semester", 1),
    "year": ("year", 1),
    "event": ("event", 1),
}
_MULTIPLE = re.compile(r"(\d+)-(month|year)")

#: Groups that mean the same units in every document, by the words used for them. A group that a
#: document draws itself (高危行业) is not here: the reviewer says which units it means.
GROUPS: dict[str, dict[str, list[str]]] = {
    words: selects
    for names, selects in (
        (
            "企业 各企业 生产经营单位 各类生产经营单位 所有企业 所有生产经营单位",
            {"kinds": ["enterprise"]},
        ),
        (
            "乡镇 镇 各镇 镇街 各镇街 乡镇政府 乡镇(街道) 镇(街道) 乡镇街道",
            {"kinds": ["town_government"]},
        ),
        ("中小学校 学校 各级各类学校", {"kinds": ["school"]}),
        ("村 社区 村(社区) 行政村", {"kinds": ["village"]}),
        ("安委会 各级安委会 各级安全生产委员会", {"kinds": ["committee"]}),
        (
            "县区政府 区县政府 县(市、区)政府 各县(市、区)人民政府 县级人民政府",
            {"kinds": ["government"], "levels": ["county"]},
        ),
    )
    for words in names.split()
}
ROLES = ("lead", "cooperate", "share", "subject")
_HALF_WIDTH = str.maketrans("（），", "(),")


def period(per: str) -> tuple[str, int] | None:
    """Return a rule's ``per`` and ``every`` for a period as read, None when there is none.

    >>> period("5-year"), period("half-year"), period("often")
    (('years', 5), ('half', 1), None)
    """
    if per in PERIODS:
        return PERIODS[per]
    found = _MULTIPLE.fullmatch(per)
    if found is None:
        return None
    return ("years" if found[2] == "year" else "month", int(found[1]))


def group(words: str | None) -> dict[str, list[str]] | None:
    """Return what a group's words select, None for words that are not one of ``GROUPS``."""
    return GROUPS.get((words or "").translate(_HALF_WIDTH).strip())


def problem(kind: str, data: dict[str, Any]) -> tuple[str, str] | None:
    """Return the field and the sentence of what is wrong with a correction, None when it is right.

    Only what the duties are made of is judged; the words themselves are the reviewer's.
    """
    check = _CHECKS.get(kind)
    return check(data) if check else None


def _responsible(data: dict[str, Any]) -> tuple[str, str] | None:
    if not str(data.get("unit") or "").strip():
        return "unit", "请写明单位名称；文件没有写明单位的，请选“文件未写明”。"
    if data.get("role") not in ROLES:
        return "role", "分工应为牵头、配合、分工负责或主体之一。"
    return None


def _deadline(data: dict[str, Any]) -> tuple[str, str] | None:
    try:
        date.fromisoformat(str(data.get("date")))
    except ValueError:
        return "date", "日期应如 2018-12-31。"
    return None


def _recurring(data: dict[str, Any]) -> tuple[str, str] | None:
    times = data.get("times")
    if period(str(data.get("per"))) is None:
        return "per", "周期应为班、日、周、旬、月、季度、半年、年、学期、数年或某一事件。"
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
        return "times", "次数应为不小于 1 的整数；文件没有写次数的，请留空。"
    return None


_CHECKS = {"responsible": _responsible, "deadline": _deadline, "recurring": _recurring}

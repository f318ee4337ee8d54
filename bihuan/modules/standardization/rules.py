"""What is fixed of standardisation, without Django: grades, aspects, lists of items, targets.

No scored list is shipped: who has its text types or pastes it, with its source. Marks that make a
grade belong to such lists and are not assumed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from bihuan.lib import packfolders

GRADES: Final = ("一级", "二级", "三级")
ASPECTS: Final = {
    "management": "安全管理", "behaviour": "操作行为", "equipment": "设备设施",
    "environment": "作业环境",
}  # fmt: skip
_KEYS: Final = {title: key for key, title in ASPECTS.items()}
FIRST, AGAIN = "first", "again"
KINDS: Final = {FIRST: "创建", AGAIN: "复评"}
TRIGGERS: Final = {
    "accident": "发生生产安全事故", "slide": "安全管理滑坡", "conditions": "不再具备达标条件",
    "false": "材料不实", "routine": "定期动态检查",
}  # fmt: skip
#: What enterprises are called where kinds of units are named, as for a draw.
TAGS: Final = {grade: f"标准化{grade}" for grade in GRADES}
OVERDUE: Final = "标准化逾期未达标"
_PARTS: Final = 4


@dataclass(frozen=True)
class Item:
    """One scored item of a list: its number, which of the four aspects, its words, its points."""

    number: str
    aspect: str
    says: str
    points: Decimal


@dataclass(frozen=True)
class Target:
    """How many of a field are to reach a grade by a day, by the number of a document."""

    place: str
    number: str
    sector: str
    grade: str
    kind: str
    by: date


class BadLine(ValueError):
    """A line of a pasted list that cannot be read."""


def items(text: str) -> list[Item]:
    """Return the items of a list pasted as ``编号；方面；内容；分值``, one a line.

    Raises :class:`BadLine` naming the line that is not, or a number that stands twice.

    >>> items("1.1；安全管理；设置安全管理机构；10")[0].points
    Decimal('10')
    """
    found: list[Item] = []
    for n, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.append(_item(n, line))
    numbers = [one.number for one in found]
    if twice := sorted({one for one in numbers if numbers.count(one) > 1}):
        raise BadLine(f"编号重复：{'、'.join(twice)}。")
    if not found:
        raise BadLine("还没有填写评分项目。")
    return found


def _item(n: int, line: str) -> Item:
    parts = [part.strip() for part in line.replace(";", "；").replace("\t", "；").split("；")]
    if len(parts) != _PARTS or not all(parts):
        raise BadLine(f"第 {n} 行写成“编号；方面；内容；分值”，现为“{line[:40]}”。")
    if parts[1] not in _KEYS:
        raise BadLine(f"第 {n} 行：方面应为{'、'.join(_KEYS)}之一。")
    try:
        points = Decimal(parts[3])
    except InvalidOperation:
        points = Decimal(0)
    if not 0 < points < 10_000:
        raise BadLine(f"第 {n} 行：分值应是大于 0 的数。")
    return Item(parts[0], _KEYS[parts[1]], parts[2], points)


def lower(grade: str, than: str) -> bool:
    """Say whether one grade is lower than another.

    >>> lower("三级", "二级"), lower("二级", "二级")
    (True, False)
    """
    return GRADES.index(grade) > GRADES.index(than)


@cache
def targets() -> tuple[Target, ...]:
    """Return the targets that documents of places set."""
    return tuple(
        Target(data["document"].split("/")[0], f"{data['document']}#{one['number']}",
               one["sector"], one["grade"], one["kind"], data["by"])
        for data in packfolders.read("standardization") for one in data.get("targets", ())
    )  # fmt: skip


@cache
def award_places() -> dict[str, str]:
    """Return, by code of a place whose document wants a grade for every award, its words."""
    return {
        data["document"].split("/")[0]: data["award"]
        for data in packfolders.read("standardization") if "award" in data
    }  # fmt: skip

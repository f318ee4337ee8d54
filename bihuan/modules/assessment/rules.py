"""What a scheme of assessment says, read from its lines; what a reading scores; which grade it is.

A scheme is what an office wrote: no weight, threshold or grade of ours stands in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

CENT: Final = Decimal("0.01")
MOST: Final = Decimal(10_000)
LONGEST: Final = 80
_BETWEEN: Final = re.compile(r"\s*[；;|\t]\s*")


class Part(StrEnum):
    """Where a criterion counts: what was done, what came of it, beyond, against."""

    PROCESS = "过程"
    RESULT = "结果"
    BONUS = "加分"
    DEDUCTION = "扣分"


class Source(StrEnum):
    """Where its reading comes from: counted from the duties on record, or entered by a person."""

    ON_TIME = "按期办结率"
    OVERDUE = "逾期未办每项扣"
    CLIMBED = "升级督办每项扣"
    TYPED = "评分"


BASE: Final = (Part.PROCESS, Part.RESULT)
EACH: Final = (Source.OVERDUE, Source.CLIMBED)


@dataclass(frozen=True)
class Criterion:
    """One line of a scheme: its number, what it looks at, how many points, how it is read.

    ``each`` are the points lost for each duty found, None where nothing is counted so.
    """

    number: int
    title: str
    part: Part
    points: Decimal
    source: Source
    each: Decimal | None = None


@dataclass(frozen=True)
class Grade:
    """A grade from so many points upwards; ``bars`` says that awards go with it."""

    title: str
    least: Decimal
    bars: bool = False


def read_criteria(text: str) -> list[Criterion]:
    """Return the criteria of a scheme. Raises :class:`ValueError` naming line and remedy.

    >>> [one.points for one in read_criteria("按期；过程；60；按期办结率\\n事故；结果；40；评分")]
    [Decimal('60'), Decimal('40')]
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_criterion(n, line) for n, line in enumerate(lines, 1)]
    titles = [one.title for one in found]
    for one in found:
        if titles.count(one.title) > 1:
            raise ValueError(f"第 {one.number} 行：“{one.title}”写了两次。")
    for part in BASE:
        if not any(one.part is part for one in found):
            raise ValueError(f"没有“{part}”项目：过程考核和结果考核要都有。")
    return found


def _criterion(n: int, line: str) -> Criterion:
    parts = _BETWEEN.split(line)
    if len(parts) not in (4, 5):
        raise ValueError(
            f"第 {n} 行应写成“名称；过程；30；评分”这样：名称、{'或'.join(Part)}、分值、"
            f"{'或'.join(Source)}，按项扣的再写每项扣几分。"
        )
    title, part, points, source, *each = parts
    if not title or len(title) > LONGEST:
        raise ValueError(f"第 {n} 行：名称要写 1 到 {LONGEST} 个字。")
    if part not in list(Part):
        raise ValueError(f"第 {n} 行：“{part}”应为{'、'.join(Part)}之一。")
    if source not in list(Source):
        raise ValueError(f"第 {n} 行：“{source}”应为{'、'.join(Source)}之一。")
    counts = Part(part) not in BASE and Source(source) is not Source.TYPED
    if counts:
        raise ValueError(f"第 {n} 行：{part}项目由人评分，来源写“{Source.TYPED}”。")
    if (Source(source) in EACH) != bool(each):
        says = "要在最后写每项扣几分" if Source(source) in EACH else "最后不写每项扣几分"
        raise ValueError(f"第 {n} 行：“{source}”{says}。")
    less = _number(n, each[0]) if each else None
    return Criterion(n, title, Part(part), _number(n, points), Source(source), less)


def read_grades(text: str) -> list[Grade]:
    """Return the grades of a scheme, the best first. Raises :class:`ValueError` naming the line.

    >>> [one.title for one in read_grades("合格；60\\n优秀；90\\n不合格；0；取消评优")]
    ['优秀', '合格', '不合格']
    """
    found = []
    for n, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        title, *rest = _BETWEEN.split(line.strip())
        if (
            not title
            or len(title) > LONGEST
            or len(rest) not in (1, 2)
            or rest[1:] not in ([], ["取消评优"])
        ):
            raise ValueError(f"第 {n} 行应写成“优秀；90”或“不合格；0；取消评优”这样。")
        found.append(Grade(title, _number(n, rest[0]), bars=len(rest) == 2))
    found.sort(key=lambda one: -one.least)
    if not found or found[-1].least != 0:
        raise ValueError("最低的等次要从 0 分起，每个得分才有等次。")
    if len({one.least for one in found}) < len(found):
        raise ValueError("两个等次的起分相同。")
    return found


def _number(n: int, words: str) -> Decimal:
    try:
        found = Decimal(words.removesuffix("分"))
    except InvalidOperation:
        raise ValueError(f"第 {n} 行：“{words}”应为数，如 30 或 2.5。") from None
    if not found.is_finite() or not 0 <= found <= MOST or found != found.quantize(CENT):
        raise ValueError(f"第 {n} 行：“{words}”应在 0 到 {MOST} 之间，最多两位小数。")
    return found


def score(one: Criterion, *, met: int, of: int) -> Decimal | None:
    """Return what a counted reading scores; None where nothing was there to be counted.

    ``of`` duties fell due. Of the rate ``met`` were done in time; of the others ``met`` were found.

    >>> rate = Criterion(1, "按期", Part.PROCESS, Decimal(30), Source.ON_TIME)
    >>> score(rate, met=2, of=3), score(rate, met=0, of=0)
    (Decimal('20.00'), None)
    """
    if not of:
        return None
    if one.source is Source.ON_TIME:
        return (one.points * met / of).quantize(CENT, ROUND_HALF_UP)
    return max(Decimal(0), one.points - (one.each or Decimal(0)) * met).quantize(CENT)


def total(criteria: Iterable[Criterion], scores: Mapping[int, Decimal | None]) -> Decimal | None:
    """Return the points of a result: base points, bonus added, deductions taken off.

    A base criterion that does not take part (None) leaves its points to the others in proportion.
    None when no base criterion takes part.
    """
    known = [(one, scores.get(one.number)) for one in criteria]
    base = [(one.points, got) for one, got in known if one.part in BASE]
    whole = sum((points for points, _ in base), Decimal(0))
    counted = sum((points for points, got in base if got is not None), Decimal(0))
    if not counted:
        return None
    made = sum((got for _, got in base if got is not None), Decimal(0)) * whole / counted
    signs = {Part.BONUS: 1, Part.DEDUCTION: -1}
    made += sum(
        (signs[one.part] * got for one, got in known if one.part in signs and got), Decimal(0)
    )
    return max(Decimal(0), made).quantize(CENT, ROUND_HALF_UP)


def grade(grades: Sequence[Grade], points: Decimal, *, vetoed: bool) -> Grade:
    """Return the grade of a result; a veto gives the lowest, whatever was scored."""
    return grades[-1] if vetoed else next(one for one in grades if points >= one.least)

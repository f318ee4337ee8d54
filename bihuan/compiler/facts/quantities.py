"""Numbers that bind: 300人以上, 不低于5%, 复评8户, 至少3名, 2—3人, 十万平方米以上, 全覆盖.

Names (一岗双责, 三同时, “十四五”), ordinals, dates and lengths of time are not quantities.
"""

import re
from collections.abc import Iterator
from typing import Final

from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Quantity, QuantityKind
from bihuan.compiler.facts.stretches import Stretches
from bihuan.compiler.facts.wording import AMOUNT
from bihuan.compiler.pattern import Pattern
from bihuan.lib.numerals import parse_number

_PEOPLE: Final[str] = (
    r"人次?|名|户次?|家次?|处|起|所|座|台(?![河县区市湾风])|套|辆|艘|支|个|项|部|条|批|件|场|份|栋|只|张|册|篇|期|班|村|镇|倍|岁|级"
)
_MEASURED: Final[str] = (
    r"平方米|立方米|平方公里|公里|千米|厘米|毫米|海里|米|万吨|吨|千克|公斤|克|升|千瓦|兆瓦|千伏|伏|赫兹|分贝|摄氏度|度|℃|兆帕|学时|课时|分(?![类级别布析工局之钟管公散支区])"
)
_MONEY: Final[str] = r"[多余]?元(?![旦])"
_UNIT: Final[str] = rf"(?P<unit>(?P<measured>{_MEASURED}|{_MONEY})|{_PEOPLE})"
_LOW: Final[str] = (
    r"不少于|不得少于|不低于|不得低于|至少有?|最低|达到?|达|≥|>=|控制在|力争|超过|大于|高于|满|不足|不满|少于|低于|不超过|不得超过|不高于|不得高于|至多|最多|≤|<=|降至|提高到"
)
_NUMBER: Final[Pattern] = Pattern(
    rf"(?<![第\d.零一二三四五六七八九十百千万亿几数“])(?P<bound>{_LOW})?"
    rf"(?P<parts>百分之)?(?P<amount>{AMOUNT})"
    rf"(?:(?P<percent>(?(parts)|(?:%|个百分点)))(?:[—至到](?P<parts2>百分之)?{AMOUNT}(?(parts2)|%))?"
    rf"|(?(parts)(?!))(?:(?:[—至到]|——|人至){AMOUNT})?{_UNIT})"
    r"(?P<edge>[(]含[^()]{0,6}[)])?(?P<above>及?以上|以内|以下|左右)?"
)
_ALL: Final[Pattern] = Pattern(
    r"全覆盖|(?:覆盖率|合格率|持证率|整改率|完成率|达标率)(?:达到?)?百分之百"
)
_COUNTED_ONE: Final[Pattern] = Pattern(
    r"[一1](?:个|项|批|起|件|条|套|部|处|场|家|级|期|班|支|座|所|份|张)"
)
_NAMES: Final[Pattern] = Pattern(
    r"[一二三四五六七八九十两双]+(?:个|项|条|批|级|班|场|期|部|起|件|处|所|支|张)"
)
_PROGRESS: Final[Pattern] = Pattern(
    r"(?:达到?|实现|完成|减少|下降|降低|压减|提高|提升|增长|率|控制在|力争)[^,。;\n]{0,8}$"
)
_CROSSED: Final[tuple[str, ...]] = (
    *("超过", "大于", "高于", "满"),
    *("不足", "不满", "少于", "低于"),
)
_ABOVE: Final[tuple[str, ...]] = ("以上", "及以上", "以下")
_AIMED: Final[tuple[str, ...]] = ("达到", "达", "力争", "控制在", "降至", "提高到")
_HIGHER: Final[tuple[str, ...]] = (
    *_AIMED,
    *("不少于", "不得少于", "不低于", "不得低于", "至少", "至少有", "≥", ">="),
    *("不超过", "不得超过", "不高于", "不得高于", "至多", "最多", "≤", "<="),
)


def read_quantities(folded: Folded, taken: Stretches) -> Iterator[Quantity]:
    """Yield the numbers of a clause that bind, none that lies in a ``taken`` stretch."""
    text = folded.masked
    for found in _NUMBER.finditer(text):
        first = found.start("parts" if found["parts"] else "amount")
        if taken.cover(first) or _is_name(text, found):
            continue
        try:
            value = parse_number(found["amount"])
        except ValueError:
            continue
        unit = _unit(found)
        text_, start, end = folded.locate(*found.span())
        yield Quantity(
            text=text_, start=start, end=end, value=value, unit=unit, kind=_kind(text, found)
        )
    for found in _ALL.finditer(text):
        text_, start, end = folded.locate(*found.span())
        yield Quantity(text=text_, start=start, end=end, value=100, unit="%", kind="target")


def _unit(found: re.Match[str]) -> str:
    if _is_share(found):
        return found["percent"] or "%"
    unit = found["unit"]
    return "元" if unit.endswith("元") else unit


def _is_share(found: re.Match[str]) -> bool:
    return found["percent"] is not None


def _is_name(text: str, found: re.Match[str]) -> bool:
    """Whether the number only names something: 一批, 两个责任, “三个必须”."""
    if _is_share(found) or found["bound"] or found["above"]:
        return False
    words = found["amount"] + found["unit"]
    if _COUNTED_ONE.fullmatch(words) or text[found.end() : found.end() + 1] in "”》度":
        return True
    return _NAMES.fullmatch(words) is not None


def _kind(text: str, found: re.Match[str]) -> QuantityKind:
    before = text[max(found.start() - 12, 0) : found.start()]
    bound, above = found["bound"] or "", found["above"] or ""
    if _is_share(found):
        return "target" if bound in _AIMED or _PROGRESS.search(before) else "ratio"
    if (bound in _CROSSED or above in _ABOVE) and bound not in _HIGHER:
        return "threshold"
    if found["measured"]:
        return "amount"
    return "target" if _PROGRESS.search(before) or bound in _HIGHER else "count"

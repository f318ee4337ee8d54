"""What is fixed of occupational health, without Django: kinds, verdicts, days, measures of places.

Limits of factors are those a report states: no table of exposure limits is shipped, and what a
report leaves open stays unset.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from bihuan.lib import packfolders

GROUPS: Final = {
    "dust": "粉尘", "chemical": "化学因素", "physical": "物理因素", "radiation": "放射性因素",
    "biological": "生物因素", "other": "其他因素",
}  # fmt: skip
SERIOUS, GENERAL = "serious", "general"
GRADES: Final = {SERIOUS: "严重", GENERAL: "一般"}
#: What changed, by the number of days within which it is declared.
CHANGES: Final = {
    "project": "建设项目竣工验收", "process": "技术、工艺、设备、材料变化",
    "unit": "工作场所、名称、法定代表人或主要负责人变化", "survey": "检测、评价发现内容变化",
}  # fmt: skip
OVER, WITHIN, UNSET = "over", "within", "unset"
VERDICTS: Final = {OVER: "超限", WITHIN: "不超限", UNSET: "未设定"}
BEFORE, DURING, LEAVING, EMERGENCY = "before", "during", "leaving", "emergency"
EXAMS: Final = {
    BEFORE: "上岗前", DURING: "在岗期间", LEAVING: "离岗时", EMERGENCY: "应急",
}  # fmt: skip
FIT, UNFIT, AGAIN = "fit", "unfit", "again"
#: All that others than worker and employer learn of an examination.
FITNESS: Final = {FIT: "可以从事", UNFIT: "不能从事", AGAIN: "待复查"}
RESULTS: Final = {
    "normal": "目前未见异常", "again": "复查", "suspected": "疑似职业病",
    "contraindicated": "职业禁忌证", "other": "其他疾病或异常",
}  # fmt: skip
#: What an examination's result says of working on: none may be called fit against it.
FITNESS_OF: Final = {"again": AGAIN, "suspected": UNFIT, "contraindicated": UNFIT}
MOVED, ENDED = "moved", "ended"
LEAVES: Final = {MOVED: "调离接害岗位", ENDED: "解除或者终止劳动合同", "gone": "死亡等无法检查"}


@dataclass(frozen=True)
class Measure:
    """One measure that a document of a place asks of enterprises, with its words and proof."""

    place: str
    document: str
    clause: str
    says: str
    key: str
    title: str
    proof: str

    @property
    def kept_as(self) -> str:
        """The key under which it is kept: measures of two documents are two."""
        return f"{self.place}.{self.key}"


def verdict(measured: Decimal | None, limit: Decimal | None, said: str = "") -> str:
    """Return what a reading comes to: by its numbers where both are there, else as the report says.

    >>> verdict(Decimal("1.2"), Decimal(1)), verdict(Decimal(1), Decimal(1))
    ('over', 'within')
    >>> verdict(Decimal(1), None), verdict(None, None, "over")
    ('unset', 'over')
    """
    if measured is not None and limit is not None:
        return OVER if measured > limit else WITHIN
    return said or UNSET


def fitness(result: str, said: str) -> str:
    """Return whether somebody may go on: a grave result decides, else what the report says.

    >>> fitness("contraindicated", "fit"), fitness("normal", "fit"), fitness("other", "unfit")
    ('unfit', 'fit', 'unfit')
    """
    return FITNESS_OF.get(result, said)


@cache
def measures() -> tuple[Measure, ...]:
    """Return the measures that documents of places ask for, in the order of their texts."""
    return tuple(
        Measure(data["document"].split("/")[0], data["document"], one.get("clause", data["clause"]),
                one.get("says", data["says"]), key, one["title"], one["proof"])
        for data in packfolders.read("health") for key, one in data["measures"].items()
    )  # fmt: skip


def measures_of(path: str) -> tuple[Measure, ...]:
    """Return the measures asked of an enterprise in a place, none where no document names any."""
    codes = set(path.split("/"))
    return tuple(one for one in measures() if one.place in codes)


@cache
def fields() -> Mapping[str, tuple[str, ...]]:
    """Return, by code of a place, the fields in which its document seeks hazards."""
    return {
        data["document"].split("/")[0]: tuple(data["fields"])
        for data in packfolders.read("health") if "fields" in data
    }  # fmt: skip

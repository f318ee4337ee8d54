"""What the cells of a table of units mean: the words offices use, and the words we keep."""

import re
from typing import Any, Final

from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Unit
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell

_INDUSTRY: Final = re.compile(r"[A-T]?\d{2,4}|")
#: What else people write for a kind of unit. A word two kinds could claim is not among them.
KIND_WORDS: Final = {
    "企业": "enterprise", "公司": "enterprise", "工厂": "enterprise", "个体工商户": "enterprise",
    "生产经营单位（企业）": "enterprise", "安委会": "committee", "安委办": "committee_office",
    "党委": "party_committee", "党工委": "party_committee", "政府": "government",
    "镇政府": "town_government", "乡镇政府": "town_government", "街道办事处": "town_government",
    "乡镇人民政府": "town_government", "镇人民政府": "town_government", "镇街": "town_government",
    "应急管理局": "emergency_department", "应急局": "emergency_department",
    "监管部门": "regulator", "行业部门": "department", "村": "village", "社区": "village",
    "村委会": "village", "居委会": "village", "应急站": "station", "安监站": "station",
    "建设项目工地": "project", "工地": "project", "医院": "hospital", "事业单位": "other",
}  # fmt: skip
STATUS_WORDS: Final = {
    "正常": Unit.Status.OPERATING, "在营": Unit.Status.OPERATING, "营业": Unit.Status.OPERATING,
    "存续": Unit.Status.OPERATING, "生产": Unit.Status.OPERATING, "在产": Unit.Status.OPERATING,
    "停产停业": Unit.Status.STOPPED, "停产": Unit.Status.STOPPED, "停业": Unit.Status.STOPPED,
    "停工": Unit.Status.STOPPED, "已关闭": Unit.Status.CLOSED, "关闭": Unit.Status.CLOSED,
    "注销": Unit.Status.CLOSED, "已注销": Unit.Status.CLOSED,
}  # fmt: skip
_TITLES: Final = {kind.title: kind.key for kind in KINDS.values()} | KIND_WORDS


def kind_of(cell: Any) -> str | None:
    """Return the key of a kind of unit."""
    words = cells.text(cell)
    if words is None:
        return None
    key = _TITLES.get(words) or _TITLES.get(words.translate(str.maketrans("()", "（）")))
    if key is None:
        raise BadCell(f"没有“{words}”这一类；请从模板的“选项”里选，如生产经营单位")
    return key


def status_of(cell: Any) -> str | None:
    """Return the state of a unit."""
    words = cells.text(cell)
    if words is None:
        return None
    if words not in STATUS_WORDS:
        raise BadCell(f"没有“{words}”这一状态；写正常、停产停业或已关闭")
    return STATUS_WORDS[words]


def industry(cell: Any) -> str | None:
    """Return the code of an industry, with or without the letter of its section."""
    words = cells.code(cell)
    if words is None:
        return None
    if not _INDUSTRY.fullmatch(words):
        raise BadCell(f"行业代码写成 C2922 或 2922 这样，您填的是“{words}”")
    return words

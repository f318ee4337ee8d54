"""What the columns of a task table hold, by their headings."""

from enum import Enum
from typing import Final, NamedTuple

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import squeeze


class Column(Enum):
    """The kinds of columns a task table has."""

    NUMBER = "number"
    GROUP = "group"
    TASK = "task"
    DETAIL = "detail"
    LEAD = "lead"
    SHARE = "share"
    HELP = "cooperate"
    TIME = "time"
    OTHER = "other"


_UNIT: Final[str] = r"(?:单位|部门|处室|科室|股室|机构|主体|地区)"
_KINDS: Final[tuple[tuple[Column, str], ...]] = (
    (Column.NUMBER, r"序号|编号|项次|号|№|[Nn][Oo]\.?"),
    (Column.LEAD, rf"(?:总?牵头|主办|主责|主要责任|市级牵头|县级牵头)(?:责任|负责)?{_UNIT}?"),
    (Column.HELP, rf"(?:配合|协办|协同|协助|参与|参加|支持|会办|协作)(?:责任)?{_UNIT}"),
    (
        Column.SHARE,
        rf"(?:主体|具体|分工|落实|实施|执行|承办|负责|监管)?(?:责任|落实|实施|负责|承办|执行|监管|主管|分工){_UNIT}|责任|单位|部门|牵头(?:及|和|、|/)?(?:配合|责任){_UNIT}",
    ),
    (
        Column.TIME,
        r"(?:完成|时间|办结|整改|推进|实施|落实|工作|进度)?(?:时限|时间|期限|节点|进度)(?:要求|安排|节点)?|完成日期",
    ),
    (
        Column.GROUP,
        r"(?:任务|工作|措施|问题)?(?:类别|分类|领域|板块|类型|方面|事项类别|大类)|行业领域|专项行动|行动",
    ),
    (
        Column.TASK,
        r"[^\W\da-zA-Z_]{0,6}(?:任务|事项|工作|项目|举措)(?:名称|事项|内容|清单)?|[^\W\da-zA-Z_]{0,6}内容|(?:存在|突出|主要)?(?:问题|隐患)(?:隐患|描述|情况|表现)?",
    ),
    (
        Column.DETAIL,
        r"(?:工作|具体|主要|落实|推进|整治|重点|整改|任务)*(?:措施|要求|内容|举措|标准|做法|目标|成果|成效|指标)(?:要求|及要求)?|(?:任务|措施)分解",
    ),
)
_FORMS: Final[dict[Column, Pattern]] = {
    column: Pattern(rf"(?:{form})(?:[(（].*[)）])?") for column, form in _KINDS
}
_UNIT_COLUMNS: Final[frozenset[Column]] = frozenset({Column.LEAD, Column.SHARE, Column.HELP})
ROLE_COLUMNS: Final[frozenset[Column]] = _UNIT_COLUMNS


class Columns(NamedTuple):
    """The kinds of the columns of a table, left to right."""

    kinds: tuple[Column, ...]

    @property
    def is_task_table(self) -> bool:
        """Tell whether rows with these columns are duties of somebody."""
        kinds = set(self.kinds)
        has_task = bool(kinds & {Column.TASK, Column.DETAIL})
        return has_task and bool(kinds & (_UNIT_COLUMNS | {Column.TIME})) and len(self.kinds) >= 2


def column_of(heading: str) -> Column | None:
    """Return the kind of column under ``heading``, ``None`` if it is no known heading."""
    dense = squeeze(heading)
    if not 1 <= len(dense) <= 24:
        return None
    for column, form in _FORMS.items():
        if form.fullmatch(dense):
            return column
    return (
        Column.OTHER
        if dense
        in (
            "备注",
            "进展情况",
            "责任人",
            "责任领导",
            "牵头领导",
            "分管领导",
            "联系人",
            "验收标准",
            "文件依据",
            "依据",
            "进展",
            "备 注",
        )
        else None
    )


def is_number_heading(heading: str) -> bool:
    """Tell whether a column under ``heading`` numbers the rows; cheaper than ``column_of``."""
    return _FORMS[Column.NUMBER].fullmatch(squeeze(heading)) is not None


def read_columns(headings: list[str]) -> Columns | None:
    """Return the columns if ``headings`` are the head of a task table, else ``None``."""
    kinds = [column_of(heading) for heading in headings]
    known = [kind for kind in kinds if kind is not None]
    if len(known) * 3 < len(kinds) * 2:
        return None
    columns = Columns(tuple(_with_task(kinds)))
    return columns if columns.is_task_table else None


def _with_task(kinds: list[Column | None]) -> list[Column]:
    """Give an unknown first column the task where units and a time are set beside it."""
    found = set(kinds)
    if not found & {Column.TASK, Column.DETAIL} and Column.TIME in found and found & _UNIT_COLUMNS:
        at = next((at for at, kind in enumerate(kinds) if kind is None), None)
        kinds = [Column.TASK if place == at else kind for place, kind in enumerate(kinds)]
    return [kind or Column.OTHER for kind in kinds]

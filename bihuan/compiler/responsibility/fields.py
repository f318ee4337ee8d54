"""Division notes with labels: 牵头单位:A;配合单位:B · 责任单位:A、B(列第一位的为牵头单位)."""

import re
from typing import Final, NamedTuple

from bihuan.compiler.document import Role
from bihuan.compiler.names import looks_like_unit
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.responsibility.verbs import Named, gaps_of, read_verbs
from bihuan.compiler.units import split_units
from bihuan.compiler.view import Dense

_NOUN: Final[str] = r"(?:单位|部门|处室|科室|股室|机构|地区|主体|处|科|县区|镇街)"
_LEAD: Final[str] = r"(?:总牵头|牵头|主办|主责|主要责任|第一责任|主抓|主导|总责任)"
_HELP: Final[str] = r"(?:配合|协办|协助|协同|参与|参加|支持|会办|联办|协作|协调)"
_SHARE: Final[str] = (
    r"(?:责任|落实|实施|执行|分工|具体责任|承办|负责|监管|主管|督办|直接责任|完成|责任分工|职责分工|任务分工|属地)"
)
_LABEL: Final[Pattern] = Pattern(
    rf"(?:(?P<lead>{_LEAD})(?:[、及和/()]*(?:责任|负责|落实|实施))?\)?(?:责任)?{_NOUN}?"
    rf"|(?P<help>{_HELP})(?:[、及和/]*(?:责任|落实|参与|协助|配合|支持))?(?:责任)?{_NOUN}"
    rf"|(?<!的)(?<!下列)(?<!分工)(?P<share>{_SHARE})(?:[(、及和/]*(?:牵头|实施|落实|配合|协办))?\)?(?:{_NOUN}|(?=:)))"
    rf"(?:[及和、](?:责任|分工|配合){_NOUN}?)?:"
)
_OTHER: Final[Pattern] = Pattern(
    r"(?:(?:完成|时间|办结|整改|推进|实施|落实|工作|进度|任务)?(?:时限|时间|期限|节点|进度|步骤)(?:要求|安排|节点)?"
    r"|(?:责任|牵头|分管|联系|挂牌|督办|包保|主要|配合|市级)(?:领导|人员|人|同志|责任人)"
    r"|(?:工作|主要|重点|年度|预期)?(?:目标|措施|任务|要求|成果|内容|举措)(?:要求)?|备注|联系电话|联系方式|验收标准)[:]"
)
#: The remark that the first of a list leads: 列第一位的为牵头单位.
CONVENTION: Final[Pattern] = Pattern(
    r"(?:排|列|排列|位列|居|排名)?在?(?:第一位?|首位|第1位?|第一个|最前)的?(?:单位|部门|责任单位)?[^。;()]{0,6}(?:为|是|系|即为?)?[^。;(),]{0,4}(?:牵头|主责|主办)(?:单位|部门)?"
)
#: A list with its label that goes on to the remark: 责任单位:A、B,列第一位的为牵头单位.
_OWN_LIST: Final[Pattern] = Pattern(r"(?:单位|部门|主体):[^。:]*,$")
#: How far from a remark its bracket opens and 下同 may stand.
_LONGEST_LIST: Final[int] = 300
_BEHIND: Final[int] = 6
_REMARK: Final[Pattern] = Pattern(r"[(〔][^()〔〕]*(?:牵头|下同|排名|第一)[^()〔〕]*[)〕]")
_NOT_A_UNIT: Final[Pattern] = Pattern(
    r"\d{4}年|年底|月底|月前|日前|长期|持续|完成|全年|^\d|^[(〔\[【)〕\]】]+$|^(?:无|略|/|-+|—+|同上|下同|等)$"
)
_VERBAL: Final[Pattern] = Pattern(
    r"牵头|配合|分工负责|负责(?:$|[,;。)]|[^,;。、()]{1,12},[^,;。、()]{2,16}负责)|会同"
)


class Field(NamedTuple):
    """One labelled list: its kind by the label and where the names stand."""

    kind: Role
    start: int
    end: int


def states_first_leads(text: str) -> bool:
    """Tell whether a dense text says for all its lists that the first of the units leads.

    In the bracket of one list it is said for that list alone, unless 下同 stands beside it.
    """
    return any(_is_general(text, found) for found in CONVENTION.finditer(text))


def _is_general(text: str, found: re.Match[str]) -> bool:
    """Tell whether the remark stands neither in a bracket nor behind a list of its own."""
    if "下同" in text[found.end() : found.end() + _BEHIND]:
        return True
    depth = 0
    for at in range(found.start() - 1, max(found.start() - _LONGEST_LIST, -1), -1):
        if text[at] in ")〕]】":
            depth += 1
        elif text[at] in "(〔[【":
            depth -= 1
        elif depth == 0 and (text[at] in "。!" or _OWN_LIST.match(text, at, found.start())):
            return text[at] in "。!"
        if depth < 0:
            return False
    return True


def read_fields(dense: Dense, breaks: list[int], *, first_leads: bool) -> list[Named]:
    """Return the units behind the labels of a clause, with their roles.

    ``breaks`` are the places where paragraphs end, in order. Units behind 责任单位 lead when
    there is one of them or others cooperate with them, and share the duty when there are
    several; with ``first_leads`` the first leads and the others cooperate.
    """
    fields = _fields(dense.text, breaks)
    kinds = {field.kind for field in fields}
    first_leads = first_leads or CONVENTION.search(dense.text) is not None
    named: list[Named] = []
    for field in fields:
        remark = CONVENTION.search(dense.text, field.start, field.end)
        if remark is None and _VERBAL.search(dense.text, field.start, field.end):
            verbal = read_verbs(dense, field.start, field.end)
            if verbal:
                named.extend(verbal)
                continue
        units = unit_names(dense, field.start, field.end)
        named.extend(_assign(field, units, kinds, first_leads=first_leads))
    return named


def assign_list(
    kind: Role, units: list[tuple[int, int]], kinds: set[Role], *, first_leads: bool
) -> list[Named]:
    """Return the units of one list with their roles; ``kinds`` are all lists of the clause."""
    return _assign(Field(kind, 0, 0), units, kinds, first_leads=first_leads)


def _fields(text: str, breaks: list[int]) -> list[Field]:
    labels = list(_LABEL.finditer(text))
    others = [match.start() for match in _OTHER.finditer(text)]
    starts = sorted({label.start() for label in labels} | set(others))
    fields = []
    for label in labels:
        kind: Role = "lead" if label["lead"] else "cooperate" if label["help"] else "share"
        limit = min((at for at in starts if at >= label.end()), default=len(text))
        end = _value_end(text, label.end(), limit, breaks)
        if end > label.end():
            fields.append(Field(kind, label.end(), end))
    return fields


def _value_end(text: str, start: int, limit: int, breaks: list[int]) -> int:
    """Return where a list ends: full stop, end of paragraph, or the bracket it stands in.

    A label at the end of its line has its list on the lines below, as long as they name units.
    """
    paragraph = _paragraph_end(text, start, breaks)
    limit = min(limit, paragraph)
    depth = 0
    for at in range(start, limit):
        if text[at] in "(〔[【":
            depth += 1
        elif text[at] in ")〕]】":
            depth -= 1
            if depth < 0:
                return at
        elif text[at] in "。!" and depth == 0:
            return at
    return limit


def _paragraph_end(text: str, start: int, breaks: list[int]) -> int:
    ends = [at for at in breaks if at > start]
    if start not in breaks or not ends:
        return ends[0] if ends else len(text)
    stop = begin = start
    for end in ends:
        if not looks_like_unit(text[begin:end].rstrip(",、;")[-12:]):
            break
        stop = begin = end
    return stop


def unit_names(dense: Dense, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the names in a list, without remarks, dates and dashes."""
    text = dense.text
    remark = _REMARK.search(text, start, end) or CONVENTION.search(text, start, end)
    stop = remark.start() if remark else end
    units = split_units(text, start, stop, gaps_of(dense, start, stop))
    if remark and remark.end() < end:
        units += split_units(text, remark.end(), end, gaps_of(dense, remark.end(), end))
    kept = [_without_stray_bracket(text, *unit) for unit in units]
    return [
        unit
        for unit in kept
        if 2 <= unit[1] - unit[0] <= 40 and not _NOT_A_UNIT.search(text[unit[0] : unit[1]])
    ]


def _without_stray_bracket(text: str, start: int, end: int) -> tuple[int, int]:
    name = text[start:end]
    if name and name[-1] in "(〔[【":
        return start, end - 1
    if name and name[-1] in ")〕]】" and not re.search(r"[(〔\[【]", name):
        return start, end - 1
    return start, end


def _assign(
    field: Field, units: list[tuple[int, int]], kinds: set[Role], *, first_leads: bool
) -> list[Named]:
    if field.kind != "share" or not units:
        return [Named(*unit, field.kind) for unit in units]
    if "lead" in kinds:
        return [Named(*unit, "share") for unit in units]
    if first_leads:
        return [Named(*units[0], "lead"), *(Named(*unit, "cooperate") for unit in units[1:])]
    role: Role = "lead" if len(units) == 1 or "cooperate" in kinds else "share"
    return [Named(*unit, role) for unit in units]

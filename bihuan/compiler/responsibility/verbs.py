"""Division notes with verbs: 由A牵头,B、C配合 · A、B按职责分工负责 · A会同B负责."""

import re
from typing import Final, NamedTuple

from bihuan.compiler.document import Role
from bihuan.compiler.names import looks_like_unit
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.units import split_units
from bihuan.compiler.view import Dense

_DUTY: Final[str] = (
    r"(?:(?:要|应|应当)?(?:按照?|根据|依据|依照?|依|结合|在)?(?:各自|本部门|本单位|自身)?的?(?:工作|法定|监管|部门|岗位|业务|行业)?"
    r"(?:职责|职能|责任|任务|权限)(?:[和及、]?(?:权限|任务|职责|范围|要求))?(?:分工)?(?:要求)?(?:范围)?内?(?:的工作)?"
    r"|(?:按照?|根据|依据)[^,;。、]{2,20}(?:要求|原则|规定|部署)|分工)"
)
_WAY: Final[str] = (
    r"(?:分别|共同|各自|具体|积极|认真|主要|密切|协调|统一|依法|全面|全力|要|应|应当|予以|给予|做好|抓好|承担)"
)
_CORE: Final[str] = (
    r"(?:总牵头|牵头抓总|牵头|主抓|主办|主责|承办|统筹|负责(?!人|同志)|落实|组织实施|组织落实|组织开展|实施|推进|推动|开展|督导|指导|监督"
    r"|做好|抓好|配合|协助|协同|协办|参与|参加|支持|各负其责|齐抓共管)"
)
_VERB: Final[Pattern] = Pattern(
    rf"(?P<way>(?:{_DUTY}|{_WAY})*,?)(?P<core>{_CORE}+)|(?P<alone>{_DUTY})(?=$|[,;。、)〕\]】])"
    r"|(?P<with>会同|联合|会商|商请|商(?=各|市|县|省|区|有关|相关|国|财|发))"
)
_LEAD: Final[Pattern] = Pattern(r"牵头|主抓|主办|主责|承办|统筹")
_HELP: Final[Pattern] = Pattern(r"配合|协助|协同|协办|参与|参加|支持")
_SHARED: Final[Pattern] = Pattern(r"职责|职能|责任|任务|权限|分工|分别|共同|各自|各负其责|齐抓共管")
_NAME_TAIL: Final[Pattern] = Pattern(
    r"(?:部|办|处|科|股|局|室|司|厅|委|中心|组|小组|部门|单位|专班)(?:$|牵头|负责|配合|等|和|及|按|分)"
)
_ANSWERS: Final[Pattern] = Pattern(r"牵头|负责|配合|协助|参与|参加|协办|主办")
_OBJECT_END: Final[Pattern] = Pattern(r"[,;。、]")
_FILLER: Final[Pattern] = Pattern(
    r"^(?:此|该|本|以上|上述|这)(?:项|条|类)?(?:工作|任务|措施|事项)?(?:分别)?由?"
)


class Named(NamedTuple):
    """A unit and its role at ``start``..``end`` of a dense text."""

    start: int
    end: int
    role: Role


class _Step(NamedTuple):
    units: list[tuple[int, int]]
    verb: str
    way: str
    joined: bool
    joins: bool


def read_verbs(dense: Dense, start: int, end: int) -> list[Named]:
    """Return the units of the note ``[start, end)`` with the roles its verbs give them.

    Units behind which no verb stands are left out, unless a lead stands before them: then
    they cooperate. A note without any verb gives an empty list.
    """
    gaps = gaps_of(dense, start, end)
    steps, rest = _steps(dense.text, start, end, gaps)
    if not steps:
        return []
    has_lead = any(_LEAD.search(step.verb) for step in steps)
    named = [
        Named(*unit, _role(step, has_lead=has_lead))
        for step in steps
        for unit in step.units
        if _ANSWERS.search(step.verb + step.way) or looks_like_unit(dense.text[slice(*unit)])
    ]
    left = [
        unit
        for unit in split_units(dense.text, *rest, gaps)
        if looks_like_unit(dense.text[unit[0] : unit[1]])
    ]
    if has_lead and left and not any(item.role == "cooperate" for item in named):
        named.extend(Named(*unit, "cooperate") for unit in left)
    return named


def gaps_of(dense: Dense, start: int, end: int) -> list[int]:
    """Return the places in a dense text where blanks were left out."""
    origin = dense.origin
    return [at for at in range(start + 1, end) if origin[at] - origin[at - 1] > 1]


def _steps(text: str, start: int, end: int, gaps: list[int]) -> tuple[list[_Step], tuple[int, int]]:
    """Cut the note at its verbs; return the steps and the span behind the last one."""
    steps: list[_Step] = []
    filler = _FILLER.match(text[start:end])
    begin = start + (filler.end() if filler else 0)
    joined = False
    for verb in _verbs(text, begin, end):
        if verb.start() < begin:
            continue
        units = split_units(text, begin, verb.start(), gaps)
        joins = verb["with"] is not None
        way = (verb["way"] or "") + (verb["alone"] or "")
        steps.append(_Step(units, verb["core"] or "", way, joined, joins))
        joined = joins
        begin = verb.end() if joins else _object_end(text, verb.end(), end)
    return steps, (begin, end)


def _verbs(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the verbs outside brackets that do not belong to the name of a unit."""
    found: list[re.Match[str]] = []
    for verb in _VERB.finditer(text, start, end):
        before = text[start : verb.start()]
        inside = before.count("(") > before.count(")")
        if not inside and not _is_in_name(text, start, verb, end):
            found.append(verb)
    return found


def _is_in_name(text: str, start: int, verb: re.Match[str], end: int) -> bool:
    """Tell whether the verb is part of a name: 监督 in 市场监督管理局, 协作 in 协作办."""
    if verb["core"] is None:
        return False
    tail = re.split(r"[,;。、()]", text[verb.end() : end], maxsplit=1)[0]
    if _NAME_TAIL.match(tail):
        return True
    before = re.split(r"[,;。、]|由", text[start : verb.start()])[-1]
    core = _VERB.search(tail)
    rest = (tail[: core.start()] if core else tail).removesuffix("等")
    return not looks_like_unit(before) and bool(rest) and looks_like_unit("某" + rest)


def _object_end(text: str, at: int, end: int) -> int:
    mark = _OBJECT_END.search(text, at, end)
    connective = re.search(r"会同|联合", text[at:end])
    stop = mark.end() if mark else end
    if connective and at + connective.start() < stop:
        return at + connective.start()
    return stop


def _role(step: _Step, *, has_lead: bool) -> Role:
    if step.joined:
        return "cooperate"
    if step.joins or _LEAD.search(step.verb):
        return "lead"
    if _HELP.search(step.verb):
        return "cooperate"
    if has_lead or _SHARED.search(step.way + step.verb):
        return "share"
    return "lead"

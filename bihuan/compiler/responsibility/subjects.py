"""Subjects in the prose: 各县区政府要… · 由A会同B… · A牵头… where no division note stands."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from bihuan.compiler.document import Role
from bihuan.compiler.names import PERSON, looks_like_unit
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.responsibility.actors import (
    REJECT,
    acts_freely,
    ends_of_names,
    holds_post,
    is_actor,
    is_bare_post,
    may_end_name,
)
from bihuan.compiler.responsibility.lists import (
    names_before,
    names_in,
    owners_before,
    plain_end,
    qualified_names,
)
from bihuan.compiler.responsibility.openings import (
    Opening,
    is_listed,
    is_named_below,
    is_open,
    openings,
)
from bihuan.compiler.responsibility.predicates import (
    ANSWERS,
    BESIDES,
    BY_OTHERS,
    BY_RULE,
    CASE,
    CHANGES,
    DIVIDED,
    DUTIES_OF,
    EACH_OWN,
    HELP,
    HELPED,
    JOINED,
    LATER_ACT,
    LATER_DUTY,
    LEADS,
    NO_DUTY,
    OTHERS_CASE,
    OWN_DUTY,
    PREDICATE,
    PUNISHED,
    RIGHT,
    RIGHT_LATER,
    SETTING,
    SHARED_OUT,
    TAKES_PART,
    THEN_JOINED,
)
from bihuan.compiler.responsibility.verbs import Named, gaps_of
from bihuan.compiler.units import NO_UNITS, UnitDictionary, split_units
from bihuan.compiler.view import Dense, Span

_AGENT_IDLE: Final[Pattern] = Pattern(
    r"[^,。;]{0,40}组成(?!调查组|专家组|工作组|检查组)|[^,。;]{0,16}签字|[^,。;]{0,4}(?:带队|参与|构成|[担兼]?(?<!责)任|参加|负责人|负责同志|主导|实际控制|控股|领导)|[^,。;]{0,2}人员"
)
#: 由…的 tells a case, not a duty: 由两个以上单位管理的,….
_CASE: Final[Pattern] = Pattern(
    r"[^,。;:]*的(?:[,。;:]|$)|[^,。;:]{2,20}(?:处理|查处|管辖|审批|值守|监管)的"
)
#: What an item is about, before who sees to it: 办公用房,由管理单位承担.
_MATTER: Final[Pattern] = Pattern(r"[^,。;:]*,由")
#: The rest of a name that a verb only describes.
_DESCRIBED: Final[Pattern] = Pattern(
    r"[^,。;:]{1,24}的(?P<head>[^,。;:的]{2,12}),?(?:应当|必须|不得|牵头|负责)"
)
#: A further act of who stands before the comma: ,配备…人员,不得转包.
_FURTHER_ACT: Final[Pattern] = Pattern(r"配备|配置|设置|设立|安排|聘请|指定|指派|任命|建立|明确")
#: What opens the name of an agent and would else open no name: 由对工程负有管理权限的部门.
_OF_AGENT: Final[Pattern] = Pattern(
    r"(?:对[^,。;:]{2,24}负有[^,。;:]{2,16}?|经[^,。;:]{2,20}(?:授权|批准|委托|认定)|依法[^,。;:]{2,12}?|组织[^,。;:]{2,8}?|从事[^,。;:]{2,16}?|作出[^,。;:]{2,12}决定|履行[^,。;:]{2,14}职责|具?[有备][^,。;:]{2,24}?)的"
)
#: An item that is nothing but a name.
_ITEM: Final[Pattern] = Pattern(r"(?:(?!应当|必须|不得)[^,。;:]){2,40}(?<!的)")
#: What a description of an agent may end on: 有管理权限的机关.
_KIND: Final[Pattern] = Pattern(
    r"(?:部门|机关|单位|机构|组织|企业)(?=对|责令|依法|给予|处|决定|进行|组织|统一)"
)
_DUTIES: Final[Pattern] = Pattern(r"职责(?:是|为|如下|(?:主要)?包括|分工)?$")
_MAX_HELPERS: Final[int] = 60
#: How many characters tell that no name begins here.
_REJECTED: Final[int] = 14


_OF_THING: Final[Pattern] = Pattern(r"的[^,的]{0,10}(?:设施|设备|容器|工具|费用|合同)$")


class _Found(NamedTuple):
    """A name and its role; one ``beside`` others helps only where somebody leads."""

    start: int
    end: int
    role: Role
    beside: bool = False


def read_subjects(
    dense: Dense, units: UnitDictionary = NO_UNITS, edges: Sequence[int] = ()
) -> list[Named]:
    """Return the units that the prose of a clause makes responsible, in order, each once.

    由A会同B and A会同B make A the lead and B a helper; A牵头 a lead; 由A, A要, A应当 and
    A每季度 a subject. Enterprises and people count only with a word of duty (要, 应当, 每…).
    ``edges`` are the places in ``dense`` where a paragraph or a title ends.
    """
    found: dict[tuple[str, Role], _Found] = {}
    read = 0
    for opening in openings(dense.text, edges):
        if opening.start < read:
            continue  # inside a name: 村“两委”干部
        for item in _read_opening(dense, opening, units):
            found.setdefault((dense.text[item.start : item.end], item.role), item)
            read = max(read, item.end)
    named = sorted(found.values())
    if not any(item.role == "lead" for item in named):
        named = [item for item in named if not item.beside]
    return [Named(item.start, item.end, item.role) for item in named]


def _read_opening(dense: Dense, opening: Opening, units: UnitDictionary) -> list[_Found]:
    text = dense.text
    start, end, limit, agent = opening
    if joined := JOINED.match(text, start, limit):
        return _helpers(dense, joined.end(), end, units)
    if agent and _CASE.match(text, start, end):
        return []
    if names := _heading_of_duties(dense, opening, units) or _named_below(text, opening):
        return _found(names, "subject")
    rejected = REJECT.match(text[start : start + _REJECTED])
    described = _OF_AGENT.match(text, start, end) if agent else None
    if described and (rejected or _KIND.match(text, described.end(), end)):
        return _described_agent(dense, opening, described.end(), units)
    if rejected:
        if text[start - 1 : start] == "," and _FURTHER_ACT.match(text, start, limit):
            return []
        return _read_owners(dense, opening, units)
    return _read_sentence(dense, opening, units)


def _read_owners(dense: Dense, opening: Opening, units: UnitDictionary) -> list[_Found]:
    """Return the units directly before a word of obligation whose names begin like no name."""
    text = dense.text
    start, end, limit, _ = opening
    if names := qualified_names(dense, start, limit, units):
        verb = PREDICATE.match(text, names[-1][1], end)
        return _roles(dense, names, verb, end, units) if verb else _found(names, "subject")
    must = next((verb for verb in PREDICATE.finditer(text, start, limit) if verb["must"]), None)
    names = owners_before(dense, start, must) if must else []
    return _roles(dense, names, must, end, units) if names and must else []


def _read_sentence(dense: Dense, opening: Opening, units: UnitDictionary) -> list[_Found]:
    """Return the units before the first predicate that has a list of units before it."""
    text = dense.text
    start, end, limit, agent = opening
    listed = is_listed(text, start)
    for verb in PREDICATE.finditer(text, start, limit):
        if verb.start() == start or is_open(text[start : verb.start()]):
            continue
        names = names_before(dense, start, verb, units, listed=listed or agent)
        if names and not _is_part_of_name(text, verb, end):
            bound = _binds(text, names, verb, end, agent=agent or listed)
            return _roles(dense, names, verb, end, units) if bound else []
        if not names and verb["act"] is None and text[verb.start() - 1] != "除":
            break
    if listed and (_CASE.match(text, start, end) or _MATTER.match(text, start, end)):
        return []
    return _agent(dense, start, end) if agent or listed else []


def _found(names: list[Span], role: Role, *, beside: bool = False) -> list[_Found]:
    return [_Found(*name, role, beside) for name in names]


def _heading_of_duties(dense: Dense, opening: Opening, units: UnitDictionary) -> list[Span]:
    """Return whose duties a heading announces: 县应急局安全生产职责:."""
    text = dense.text
    colon = text.find(":", opening.start, opening.limit)
    if colon < 0 or not _DUTIES.search(text, opening.start, colon):
        return []
    if SHARED_OUT.match(text, opening.start, colon + 1):
        return []
    for stop in ends_of_names(text, opening.start, colon):
        if not is_open(text[opening.start : stop]) and DUTIES_OF.match(text, stop, colon + 1):
            return names_in(dense, opening.start, stop, units, bound=True)
    return []


def _named_below(text: str, opening: Opening) -> list[Span]:
    """Return whom an item names, and nothing else, under 下列单位应当…:."""
    below = is_named_below(text, opening.start)
    return (
        [(opening.start, opening.end)]
        if below and _ITEM.fullmatch(text[opening.start : opening.end])
        else []
    )


def _agent(dense: Dense, start: int, end: int) -> list[_Found]:
    """Return the units behind 由 when no known verb follows them: 由公安机关第一时间控制."""
    text = dense.text
    described = _OF_AGENT.match(dense.text, start, end)
    names = _plain_names(dense, described.end() if described else start, end)
    if described and names:
        names = [(start, names[0][1]), *names[1:]]
    if not names or _AGENT_IDLE.match(text, names[-1][1]):
        return []
    return _found(names, "subject")


def _described_agent(
    dense: Dense, opening: Opening, head: int, units: UnitDictionary
) -> list[_Found]:
    """Return the agent whose name begins with what describes it: 由有管理权限的机关责令."""
    kind = _KIND.match(dense.text, head, opening.end)
    names = [kind.span()] if kind else _plain_names(dense, head, opening.end)
    if not names or _AGENT_IDLE.match(dense.text, names[-1][1]):
        return []
    names = [(opening.start, names[0][1]), *names[1:]]
    verb = PREDICATE.match(dense.text, names[-1][1], opening.end)
    return _roles(dense, names, verb, opening.end, units) if verb else _found(names, "subject")


def _plain_names(dense: Dense, start: int, end: int) -> list[Span]:
    """Return the units at ``start`` that no known verb follows."""
    stop = plain_end(dense.text, start, min(end, start + 40))
    if stop == start:
        return []
    parts = split_units(dense.text, start, stop, gaps_of(dense, start, stop))
    known = all(is_actor(dense.text[at:to], NO_UNITS, bound=True) for at, to in parts)
    return parts if known else [(start, stop)]


def _is_part_of_name(text: str, verb: re.Match[str], end: int) -> bool:
    """Tell whether a longer stretch is still a list of units (应 in 各供应单位要)."""
    if verb["act"] is None:
        return False
    if text.startswith("的", verb.end()):
        return True  # 由人民政府指定的单位承担
    described = _DESCRIBED.match(text, verb.end(), end)
    if described is not None and looks_like_unit(described["head"]):
        return True  # 检验科等使用危险化学品的科室应当
    longer = PREDICATE.search(text, verb.end(), min(end, verb.end() + 12))
    if longer is None:
        return False
    name = text[verb.start() : longer.start()]
    if verb["act"] == "组织" and name != "组织":
        return False  # 由人民政府组织调查组进行
    return (
        "," not in name
        and len(name) <= 5
        and looks_like_unit(text[max(verb.start() - 3, 0) : verb.start()] + name)
    )


def _binds(text: str, names: list[Span], verb: re.Match[str], end: int, *, agent: bool) -> bool:
    """Tell whether the words behind a list of units make it a duty of theirs."""
    if _is_no_duty(text, names, verb, end):
        return False
    if verb["act"] is None or agent or ANSWERS.match(text, verb.start("act"), end):
        return True
    office = all(holds_post(text[at:to]) for at, to in names)
    if not office and any(acts_freely(text[at:to]) for at, to in names):
        later = LATER_DUTY.search(text, verb.end(), end)
        owed = later is not None and not _is_of_another(text, verb.end(), end)
        return owed or "每" in verb.group()
    setting = SETTING.match(text, verb.start("act"))
    if CHANGES.match(text, verb.start("act")):
        return False
    case = verb["act"] == "发生" or CASE.match(text, verb.end(), end)
    if case and _is_of_another(text, verb.end(), end):
        return False  # 场所发生火灾,工作人员应当
    if "每" in verb.group():
        return True
    if setting is None or LATER_ACT.search(text, verb.end(), end):
        return True
    return BY_RULE.match(text, verb.start("act"), end) is not None


def _is_no_duty(text: str, names: list[Span], verb: re.Match[str], end: int) -> bool:
    """Tell whether the words are a power, a punishment, a description or somebody else's act."""
    if NO_DUTY.match(text, names[-1][1], end) or RIGHT.match(text, verb.end(), end):
        return True
    if verb["must"]:
        return bool(BY_OTHERS.match(text, verb.end(), end)) and _are_people(text, names)
    if PUNISHED.match(text, verb.end(), end):
        return True
    described = text.startswith("的", verb.end()) or RIGHT_LATER.match(text, verb.end(), end)
    return verb["act"] is not None and bool(described)


def _are_people(text: str, names: list[Span]) -> bool:
    return all(PERSON.search(text[at:to]) for at, to in names)


def _is_of_another(text: str, start: int, end: int) -> bool:
    """Tell whether a later duty is somebody else's: 甲发现隐患时,乙应当整改.

    Or that of a thing: 甲新建工程的安全设施,必须….
    """
    if OTHERS_CASE.match(text, start, end):
        return True
    for must in PREDICATE.finditer(text, start, end):
        if must["must"] is None and must["modal"] is None:
            continue
        comma = text.rfind(",", start, must.start() + 1)
        named = text[comma + 1 : must.start()].removeprefix("其负责人")
        return comma >= 0 and (
            may_end_name(named) if named else _OF_THING.search(text, start, comma) is not None
        )
    return False


def _roles(
    dense: Dense, names: list[Span], verb: re.Match[str], end: int, units: UnitDictionary
) -> list[_Found]:
    text = dense.text
    word = verb["modal"] or ""
    if HELP.search(word):
        if not text.startswith(",", verb.end()) and OWN_DUTY.search(text, verb.end(), end):
            return _found(names, "subject")
        takes_part = TAKES_PART.search(word) is not None
        people = any(acts_freely(text[at:to]) for at, to in names)
        return _found(names, "cooperate", beside=takes_part and people)
    if verb["act"] is not None and BESIDES.match(text, verb.start("act"), end):
        return _found(names, "cooperate")
    divided = verb["must"] is None and DIVIDED.match(text, verb.start(), end)
    several = len(names) > 1 or "、" in text[slice(*names[0])]
    if not word and divided and (several or divided.end() == end):
        return _found(names, "share")
    if len(names) > 1 and EACH_OWN.match(text, names[-1][1], end):
        return _found(names, "share")
    joined = JOINED.match(text, verb.end(), end) or THEN_JOINED.match(text, verb.end(), end)
    helpers = verb.end() if word == "会同" else joined.end() if joined else None
    leads = word in ("会同", "牵头") or LEADS.match(text, verb.end(), end)
    helping = _helpers(dense, helpers, end, units) if helpers is not None else []
    role: Role = "lead" if leads or helping else "subject"
    return [*_found(names, role), *helping]


def _helpers(dense: Dense, start: int, end: int, units: UnitDictionary) -> list[_Found]:
    """Return the units named behind 会同, up to the verb of the sentence."""
    text = dense.text
    for mark in HELPED.finditer(text, start, min(end, start + _MAX_HELPERS)):
        names = names_in(dense, start, mark.start(), units, bound=True)
        if mark.start() > start and names:
            return _found(names, "cooperate")
        if is_bare_post(text[start : mark.start()]):
            return [_Found(start, mark.start(), "cooperate")]
    return _found(_plain_names(dense, start, end), "cooperate")

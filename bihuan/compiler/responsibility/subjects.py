"""Subjects in the prose: 各县区政府要… · 由A会同B… · A牵头… where no division note stands."""

import re
from typing import Final, NamedTuple

from bihuan.compiler.document import Role
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.responsibility.verbs import Named, gaps_of
from bihuan.compiler.units import NO_UNITS, UnitDictionary, looks_like_unit, split_units
from bihuan.compiler.view import Dense

_ADVERB: Final[str] = (
    r"(?:也|还|均|都|则|同时|并|统一|共同|分别|各自|原则上|每两?[年月季周旬日天班]|每半年|每季度|每个?月|年底前)?"
)
_MODAL: Final[str] = (
    r"(?:应当|应该|(?<![供响相适对反效感])应(?!急|对|用|力|届|收|税)|必须|须|(?<!急)需(?!要?求)|(?<![主重需必摘纲首紧])要(?!求|素|点|件|害|道)|不得|将(?=[进继会加把建按定对于组在安逐适不采开召通视]|每)|负责(?!同志|人)|(?:会同|牵头|(?:积极|密切|协同|共同)?(?:配合|协助|协同|参与|参加))(?!单位|部门|科室|处室))"
)
_ACT: Final[str] = (
    r"(?:承担|履行|组织|制定|开展|建立|落实|统筹(?=建立|协调|推进|抓|做|负责|组织|指导|全)|督促|指导|每[年月季周旬天日班半两一二三四五六七八九十\d]|至少|定期|实行|重点|依法|依照|成立|设立|加强|强化"
    r"|明确|完善|推动|推进|实施|出台|印发|汇总|公布|通报|报送|上报|具体|督导|审核|受理|对|按照?|根据|结合|在|于|依据|围绕|加大|积极|切实|认真|严格|全面|健全|进行|从事|使用|委托|发生|采用|接到|收到|发现|新建)"
)
_SUBJECT_END: Final[Pattern] = Pattern(rf"(?:,)?{_ADVERB}(?:(?P<modal>{_MODAL})|(?P<act>{_ACT}))")
_START: Final[Pattern] = Pattern(
    r"(?:^|[。;!:,\n”])(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[①-⑳])?(?P<by>(?:同时|其中|并|另外|此外),?)?(?P<agent>由|请)?"
)
_BY: Final[Pattern] = Pattern(r"(?<![理自缘经])由(?=(?:[^\W\da-zA-Z_]|[(]))")
_POST: Final[Pattern] = Pattern(
    r"(?:的?(?:党政)?(?:主要|分管|安全)?(?:负责同志|负责人|领导同志|领导|领导班子|班子成员))$"
)
_REJECT: Final[Pattern] = Pattern(
    r"^(?:决定|同意|现[就将]|对|将|把|从|在|为|使|让|向|按|凡|被|与|于|以|因|如|经(?!济|信|开|营|贸)|到|当|若|自|据|未|不|无|有(?!关)|是|通过|针对|根据|按照|依据|依托|结合|围绕"
    r"|督促|加强|推动|引导|支持|鼓励|组织|协调|指导|要求|会同|强化|完善|建立|健全|开展|落实|实施|加大|加快|发挥|动员|帮助|允许|禁止|严禁|切实|坚持"
    r"|明确|规范|提高|提升|推进|严格|深入|积极|充分|进一步|全面|设立|设置|配备|深化|构建|打造|确保|促进|做好|抓好|用好|聚焦|突出|统筹|发生|存在|发现|涉及"
    r"|制定|召开|提出|研究(?!院|所)|部署|采取|实行|施行|列入|纳入|取得|任何|牵头|其他单位|造成|给予|追究|责令|违反|拒不|请|作为|包括|以及|及|和|或)"
)
_VERB_INSIDE: Final[Pattern] = Pattern(
    r"[了着过由已或“]|是否|没有|决定|不得|不落实|必须|(?<![主重需])要(?!素)|(?<![供响相])应(?!急)|鼓励|担任|摸清|引导|导致|建立|明确|宣传(?!部|文)|发现"
    r"|级以(?!上|下)|负责(?!同志|人)|控制|实现|形成|的(?!部门|单位|有关|主管|行业|机构|相关|机关|企业$|监管|职能|生产、经营)"
)
_TIME_LEAD: Final[Pattern] = Pattern(
    r"^(?:年[初终底内末]|\d{4}年(?:\d{1,2}月)?(?:份|底|年底|末|上半年|下半年)?(?:以?前|起|内)?|\d{1,2}月(?:底|份)?(?:前|起)?|目前|今后|原则上)"
)
_HOLDING: Final[Pattern] = Pattern(
    r"^(?:各级|各类|各|其他|县级以上|市级以上)?(?:地方)?(?:人民政府|政府)?(?:其他|有关)?(?:依法)?(?:负有|负|承担|具有|具备)[^,。;]{2,24}(?:职责|职能|责任|权)的?"
    r"|^(?:负责|承担|组织)[^,。;]{2,16}的(?=人民政府|部门|单位|机构|机关)"
)
_NOBODY: Final[Pattern] = Pattern(r"(?:有关|相关)?(?:单位|部门|机构|组织|机关)$")
_PERSON: Final[Pattern] = Pattern(
    r"(?:人员|职工|员工|工人|专家|群众|公众|干部|个人|(?<!经营)(?<!管理)(?<!使用)(?<!所有)者|师|员|长)$"
)
_ENTERPRISE: Final[Pattern] = Pattern(
    r"(?:企业|公司|生产经营单位|建设单位|施工单位|[^\W\da-zA-Z_]{2,4}单位|工厂|矿山|(?:经营|管理|使用|所有)者|(?:承运|托运|经营|发包|承包|出租|承租|所有|管理|使用|产权)人|集团)$"
)
_TOPIC: Final[Pattern] = Pattern(
    r"(?:(?:项目|事项|设施|设备|产品|工作|标准|制度|区域|领域|行业|作业|工程|场所|职责|责任|措施|计划|要求|办法|意见|方案)|考核|检查|管理|监督|监管)$"
)
_SETTING: Final[Pattern] = Pattern(
    r"对|按|根|结|在|于|依|围|进行|从事|使用|委托|发生|采用|接到|收到|发现|新建"
)
_AGENT_END: Final[Pattern] = Pattern(
    r"部门|机关|政府|机构|委员会|安委[会办]|办公室|局|厅|单位|[支大总]队|法院|检察院|企业|管委会"
)
_AGENT_IDLE: Final[Pattern] = Pattern(
    r"[^,。;]{0,4}(?:参与|组成|构成|担任|参加|主要负责|负责人|主持|主导|实际控制|控股|人员)"
)
_DIVIDED: Final[Pattern] = Pattern(
    r"(?:按照?|根据|依据|依照)(?:各自|法定)?(?:的)?(?:工作)?(?:职责|职能|责任)(?:权限|范围)?(?:分工)?,?内?(?:分别|共同|依法)?负责"
)
_JOINED: Final[Pattern] = Pattern(r",?(?:会同|联合)")
_HELP: Final[Pattern] = Pattern(r"配合|协助|协同|参与|参加")
_LOOSE_END: Final[Pattern] = Pattern(r"[)各界志长导人员者等]$")
_MAX_SUBJECT: Final[int] = 90
#: Whom a law makes act by what they do: 承运人, 旅馆经营者.
_HOLDER: Final[Pattern] = Pattern(
    r"(?:(?:经营|管理|使用|所有)者|(?:承运|托运|经营|发包|承包|出租|承租|所有|管理|使用|产权)人)$"
)
#: A kind of enterprise told by a clause of its own: 涉及有限空间作业的企业必须….
_QUALIFIED: Final[Pattern] = Pattern(
    r"(?:涉及|从事|存在|使用|发生|列入)[^,。;:]{2,24}?的(?:企业|单位|生产经营单位|场所)(?=应当|要|必须|须|每)"
)
_LATER_DUTY: Final[Pattern] = Pattern(
    rf"[^\W\da-zA-Z_]{_MODAL}|,{_MODAL}|负责|牵头|实施|开展|组织|加强|制定|履行|落实|提供|责令|做好|每[年月季周日半]"
)


class Actors(NamedTuple):
    """Who counts as an actor beside what is named like a unit.

    ``units``: the dictionary of unit names. ``posts``: the posts of an enterprise count
    (企业主要负责人每月…), as in a plan; in a law the duty is that of the enterprise.
    """

    units: UnitDictionary = NO_UNITS
    posts: bool = False


def read_subjects(dense: Dense, actors: Actors) -> list[Named]:
    """Return the units that the prose of a clause makes responsible, in order, each once.

    由A会同B and A会同B make A the lead and B a helper; A牵头 a lead; 由A, A要, A应当 and
    A每季度 a subject. Enterprises count only with a word of duty (要, 应当, 必须, 每…).
    """
    found: dict[tuple[str, Role], Named] = {}
    for start, end, agent in _openings(dense.text):
        for item in _read_opening(dense, start, end, actors, agent=agent):
            found.setdefault((dense.text[item.start : item.end], item.role), item)
    named = sorted(found.values(), key=lambda item: item.start)
    if not any(item.role == "lead" for item in named):
        named = [item for item in named if item.role != "cooperate"]
    leading = {dense.text[item.start : item.end] for item in named if item.role != "subject"}
    return [
        item
        for item in named
        if item.role != "subject" or dense.text[item.start : item.end] not in leading
    ]


def _openings(text: str) -> list[tuple[int, int, bool]]:
    """Return the places where a subject may start, with the end of its sentence."""
    places: dict[int, bool] = {match.end(): bool(match["agent"]) for match in _START.finditer(text)}
    places.update({match.end(): True for match in _BY.finditer(text)})
    openings = []
    for at in sorted(places):
        stops = [stop for mark in "。;!" if (stop := text.find(mark, at)) >= 0]
        openings.append((at, min(stops, default=len(text)), places[at]))
    return openings


def _read_opening(
    dense: Dense, start: int, end: int, actors: Actors, *, agent: bool
) -> list[Named]:
    text = dense.text
    if qualified := _QUALIFIED.match(text, start, end):
        return [Named(*qualified.span(), "subject")]
    if _REJECT.match(text[start : start + 6]):
        return []
    for verb in _SUBJECT_END.finditer(text, start, min(end, start + _MAX_SUBJECT)):
        if verb.start() == start or _open_bracket(text[start : verb.start()]):
            continue
        names = _subject(dense, start, verb.start(), actors)
        if names is None:
            if verb["modal"]:
                break
            continue
        if _is_part_of_name(text, verb, end):
            continue
        if not _binds(text, names, verb, end, agent=agent):
            return []
        return _roles(dense, names, verb, end, actors)
    return _agent(dense, start, end) if agent else []


def _agent(dense: Dense, start: int, end: int) -> list[Named]:
    """Return the unit behind 由 when no known verb follows it: 由公安机关第一时间控制."""
    text = dense.text
    stop = start
    for ending in _AGENT_END.finditer(text, start, min(end, start + 24)):
        name = text[start : ending.end()]
        if "," in name or (stop > start and ending.end() - stop > 6):
            break
        if _is_subject(name, Actors()):
            stop = ending.end()
    if stop == start or _AGENT_IDLE.match(text, stop):
        return []
    return [Named(start, stop, "subject")]


def _open_bracket(text: str) -> bool:
    return text.count("(") > text.count(")")


def _is_part_of_name(text: str, verb: re.Match[str], end: int) -> bool:
    """Tell whether a longer stretch is still a list of units (应 in 各供应单位要)."""
    if verb["modal"]:
        return False
    longer = _SUBJECT_END.search(text, verb.end(), min(end, verb.end() + 12))
    if longer is None:
        return False
    name = text[verb.start() : longer.start()]
    return "," not in name and len(name) <= 5 and looks_like_unit(text[verb.start() - 1] + name)


def _subject(dense: Dense, start: int, end: int, actors: Actors) -> list[tuple[int, int]] | None:
    """Return the units if all of ``[start, end)`` is a list of them, else ``None``."""
    text = dense.text
    if text[end - 1 : end] == ",":
        end -= 1
    tail = text[max(start, end - 12) : end]
    if not (looks_like_unit(tail) or actors.units.names or _LOOSE_END.search(tail)):
        return None
    names = split_units(text, start, end, gaps_of(dense, start, end))
    names = [_without_time(text, *name) for name in names]
    if not names or not all(_is_subject(text[at:to], actors) for at, to in names):
        return None
    return names


def _without_time(text: str, start: int, end: int) -> tuple[int, int]:
    lead = _TIME_LEAD.match(text[start:end])
    return (start + lead.end(), end) if lead else (start, end)


def _is_subject(name: str, actors: Actors) -> bool:
    if actors.units.knows(name) or _HOLDER.search(name):
        return True
    core = _POST.sub("", name)
    if core != name and (_ENTERPRISE.search(core) or _NOBODY.fullmatch(core)):
        return actors.posts and _ENTERPRISE.search(core) is not None and "、" not in core
    core = _HOLDING.sub("有关", core)
    limit = 60 if "、" in core else 30
    if (
        not 2 <= len(core) <= limit
        or "," in core
        or (core == name and _NOBODY.fullmatch(core) and not core.startswith(("有", "相")))
        or _REJECT.match(core)
        or _VERB_INSIDE.search(core)
    ):
        return False
    if _PERSON.search(core) or _TOPIC.search(core):
        return False
    if re.search(r"等(?:有关|相关)?(?:行业|领域)?(?:部门|单位|机构|企业)(?:和单位)?$", core):
        return True
    return looks_like_unit(core)


def _binds(
    text: str, names: list[tuple[int, int]], verb: re.Match[str], end: int, *, agent: bool
) -> bool:
    """Tell whether the words behind a list of units make it a duty of theirs."""
    if text.find("适用本", verb.end(), end) >= 0:
        return False
    if verb["modal"] or agent:
        return True
    if any(_is_enterprise(text[at:to]) for at, to in names):
        return "每" in text[verb.start() : verb.end()] or _later_modal(text, verb, end)
    if _SETTING.match(text, verb.start("act")):
        return _later_modal(text, verb, end)
    return True


def _is_enterprise(name: str) -> bool:
    return bool(_ENTERPRISE.search(_POST.sub("", re.sub(r"\([^()]*\)$", "", name))))


def _later_modal(text: str, verb: re.Match[str], end: int) -> bool:
    return _LATER_DUTY.search(text, verb.end(), end) is not None


def _roles(
    dense: Dense,
    names: list[tuple[int, int]],
    verb: re.Match[str],
    end: int,
    actors: Actors,
) -> list[Named]:
    word = verb["modal"] or ""
    if _HELP.search(word):
        return [Named(*name, "cooperate") for name in names]
    if word == "牵头":
        joined = _JOINED.match(dense.text, verb.end(), end)
        helpers = _helpers(dense, joined.end(), end, actors) if joined else []
        return [*(Named(*name, "lead") for name in names), *helpers]
    if word != "会同" and _DIVIDED.match(dense.text, verb.start(), end):
        return [Named(*name, "share") for name in names]
    if word != "会同":
        return [Named(*name, "subject") for name in names]
    helpers = _helpers(dense, verb.end(), end, actors)
    return [*(Named(*name, "lead") for name in names), *helpers]


def _helpers(dense: Dense, start: int, end: int, actors: Actors) -> list[Named]:
    """Return the units named behind 会同, up to the verb of the sentence."""
    text = dense.text
    marks = list(
        re.finditer(rf"{_SUBJECT_END.words}|[,]|进行|共同|联合|作出|提出|研究", text[start:end])
    )
    for mark in marks:
        stop = start + mark.start()
        names = _subject(dense, start, stop, actors) if stop > start else None
        if names is not None:
            return [Named(*name, "cooperate") for name in names]
    return []

"""Whose names stand before a verb: the whole stretch is a list of them, or it opens with one."""

import re
from typing import Final

from bihuan.compiler.names import looks_like_unit
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.responsibility.actors import (
    ends_of_names,
    holds_post,
    is_actor,
    is_bare_post,
    is_described,
    is_doer,
    is_kind,
    is_owner,
    is_place,
    may_end_name,
    trimmed,
)
from bihuan.compiler.responsibility.predicates import (
    ANSWERS,
    BETWEEN,
    BY_LAW,
    DOES,
    KEEPS,
    OWES,
    PREDICATE,
    STATE,
)
from bihuan.compiler.responsibility.verbs import gaps_of
from bihuan.compiler.units import NO_UNITS, UnitDictionary, split_units
from bihuan.compiler.view import Dense, Span

#: What is not yet a name, whatever it ends on: 负有矿|山监管职责的部门, 县、乡镇|两级财政.
_UNFINISHED: Final[Pattern] = Pattern(
    r"负有[^的]*$|设区$|[^()]*\([^()]*$|(?:[省市县区州乡镇街]、?)+(?:乡|镇|街道|区)?$|(?:常务)?副[省市县区]$"
)
_POST_OF: Final[Pattern] = Pattern(
    r"(?:的[^的、]{0,6}(?:负责人|责任人|负责同志|领导|工作人员)|(?:主要|分管)(?:负责人|负责同志|领导)|领导班子(?:(?:其他|及其)?成员)?|各[^、]{1,8}负责人)$"
)
#: Whoever runs several kinds of places: 学校、医院的管理单位.
_RUNNER_OF: Final[Pattern] = Pattern(
    r"^[^的]{2,8}的(?:经营|管理|使用|运营|运行|养护|权属|产权|建设|主管|所有|举办|主办)[^的、]{0,6}(?:单位|者|人|机构|企业)$"
)
_MOST_TRIES: Final[int] = 12
#: How a name may go on behind the end of a name: 人民政府|环境保护主管部门, 企业|主要负责人.
_GOES_ON: Final[Pattern] = Pattern(
    r"(?:[^,。;的]{0,10}(?:部门|机构|[支大]队|派出所|局|委员会|办公室|机关|政府|委会)|(?<=[科处党委])(?:室|办|会)|[^,。;的]{2,4}室|[长队]|山企业|办事处|分?部|公室|(?:办公|常务|全体|常委)会议?|(?<=[司业厂矿院校])领导"
    r"|的?(?:[^,。;的]{0,6}(?:负责|责任|指挥)人|(?:安全|现场|专业)?(?:管理|工作|技术)人员)"
    r"|(?:经营|所有|使用|管理|承运|承包|承租|出租|产权|代理)[人者]|(?:、|和|及|或者)[^,。;]{2,24}"
    r"|[^,。;]{0,8}的上一级人民政府|(?:负责|承担)[^,。;]{2,12}的部门|[^,。;的、和及]{0,4}(?:员|干部)|副?(?:主任|书记|经理|[^,。;的]{1,3}长))$"
)
#: How long the name of a kind of place may be: 医疗机构.
_LONGEST_KIND: Final[int] = 6
#: A relative clause before the name, told by a verb that could also begin a sentence.
_QUALIFIED: Final[Pattern] = Pattern(
    r"(?!对(?![^,。;:]{2,24}(?:负有|享有)[^,。;:]{2,16}的)|将(?![^,。;:]{2,24}的[^,。;:的]{0,6}(?:[租包用售]人|单位|企业),?(?:应当|不得|必须))|把|与(?![^,。;:]{2,16}关系的)|向(?![^,。;:]{2,24}的(?:[^,。;:的]{0,8}(?:企业|单位|学校|机构)))|由|未|违反|不(?!具备|属于)|拒|因|当|如|凡|若|根据|鼓励|支持|任何|发现(?![^,。;:]{2,40}的(?:单位|组织))|[禁严]|为(?![^,。;:]{2,24}提供)"
    r"|(?:在|经(?!营)|按照|依照|依据)(?![^,。;:的]{0,30}(?:注册|登记|成立|设立|组建|确定|指定|批准|认定|选派|取得|作业|施工|经营|从事|销售|使用)))"
    r"[^,。;:]{2,40}?的[^,。;:的]{2,16}?(?=,?(?:还|依法|[两一二三四五\d]{1,2}(?:年|个月)内|除[^,。;]{2,30}外,还?|是[^,。;]{2,30},)?(?:应当|要|必须|须|不得|每(?![^,。;]{1,4}不少于))|(?:依法)?履行[^,。;]{0,14}职责|负责(?!人|同志)|对[^,。;]{2,30}负责(?!人|同志)"
    r"|,对[^,。;]{2,20}每|(?:发现|接到|收到|发生|改变|终止|需要|变更|从事)[^,。;:]{2,40}(?:的|后|时),(?:应当|必须))"
)
#: Verbs by which a post answers without a word of obligation.
_BINDING: Final[Pattern] = Pattern(r"负责|协助|配合|参与|参加|牵头|会同")
#: What is somebody's own to do in turn: 技术员每周对车辆抽查; not 员工每年培训不少于8学时.
_EVERY: Final[Pattern] = Pattern(
    r"(?:在[^,。;]{2,8}|夜间|平时|并)?,?每(?:[日天班周旬晚夜]|[一二三五六七十\d]{1,3}(?:个工作)?日|[两一二三四六八十\d]{0,2}(?:个)?小时|次[^,。;]{1,8}[前后时]|(?:个|[两半]个?)?月|季度?|半年|学?期|年)(?:至少|都|均|应当|[^,。;]{1,6}[前后])?(?:对|向|按|在|组织|开展|检查|巡查|巡视|清查|抽查|排查|召开|主持|带队|带班"
    r"|复测|检测|监测|测定|统计|汇总|通报|走访|分析|评估|考核|抽检|维护|保养|清理|更换|校验|填写|核[对查]|更新|到|深入|召集|至少[到沿]|听取|报告|报送|查看|巡检|清点)"
)
#: What two do with each other is owed by the first: 用人单位与劳动者订立合同时,应当.
_CONTRACT: Final[Pattern] = Pattern(r"(?:订立|签订|解除|终止|发生|建立)")
#: What somebody does to each in turn: 保安对来访人员逐一核验.
_IN_TURN: Final[Pattern] = Pattern(r"(?:在|对)[^,。;]{2,20}逐[一个座件车人项批]")
#: The same post by another name: 校长(园长).
_TWIN: Final[Pattern] = Pattern(r"\((?!以下|简称|统称)[^(),。;]{1,8}[长任记员]\)")
_AND: Final[Pattern] = Pattern(r"、|或者(?!个人)|以及|和(?!个人)")


def names_before(
    dense: Dense, start: int, verb: re.Match[str], units: UnitDictionary, *, listed: bool = False
) -> list[Span]:
    """Return the units that end before the verb, or before a time or condition ahead of it.

    ``listed``: they open an item of a list that shares out duties, and owe what it says.
    """
    text = dense.text
    answers = verb["act"] is not None and ANSWERS.match(text, verb.start("act")) is not None
    bound = (
        listed or answers or verb["must"] is not None or _BINDING.search(verb.group()) is not None
    )
    bound = bound or any(way.match(text, verb.start()) for way in (_EVERY, _IN_TURN))
    bound = bound or holds_post(text[start : verb.start()])
    names = names_in(dense, start, verb.start(), units, bound=bound)
    state = STATE.match(text, verb.end())
    if state and any(is_place(text[at:to]) for at, to in names):
        return names if KEEPS.match(text, verb.end()) else []
    if names:
        return names
    owes = answers or OWES.match(verb.group()) or text[start - 1 : start] in (")", "由")
    if owes and is_bare_post(text[start : verb.start()]):
        return [(start, verb.start())]
    if not bound:
        return []
    at = verb.start()
    behind = at + 1 if text[at] == "," else at
    for tries, stop in enumerate(ends_of_names(text, start, at)):
        if tries == _MOST_TRIES or stop < start + 2:
            break
        twin = _TWIN.match(text, stop, behind)
        stop = twin.end() if twin is not None else stop
        if not BETWEEN.fullmatch(text[stop:behind]):
            continue
        if _CONTRACT.search(text, stop, behind):
            stop = max(text.find("与", start, stop), start) or stop
        if names := names_in(dense, start, stop, units, bound=True):
            return names
    return owners_before(dense, start, verb) or _doers(text, start, verb)


def owners_before(dense: Dense, start: int, verb: re.Match[str]) -> list[Span]:
    """Return the units directly before a word of law, whatever verbs their names hold."""
    if not BY_LAW.match(verb.group()):
        return []
    spans = split_units(dense.text, start, verb.start(), gaps_of(dense, start, verb.start()))
    owners = all(is_owner(dense.text[at:to]) for at, to in spans)
    return spans if spans and owners else []


def _doers(text: str, start: int, verb: re.Match[str]) -> list[Span]:
    """Return names whose ending tells nothing, where the verb tells that somebody acts."""
    if not DOES.match(text, verb.start()):
        return []
    spans, at = [], start
    for joint in _AND.finditer(text, start, verb.start()):
        spans.append((at, joint.start()))
        at = joint.end()
    spans.append((at, verb.start()))
    return spans if all(is_doer(text[at:to]) for at, to in spans) else []


def names_in(
    dense: Dense, start: int, end: int, units: UnitDictionary, *, bound: bool
) -> list[Span]:
    """Return the units if all of ``[start, end)`` is a list of them, else nothing."""
    text = dense.text
    if text[end - 1 : end] == ",":
        end -= 1
    if not (units.names or may_end_name(text[max(start, end - 12) : end])):
        return []
    stop = end - 1 if bound and text[end - 1] == "等" else end
    spans = split_units(text, start, stop, gaps_of(dense, start, stop))
    spans = _with_shared_post(text, [trimmed(text, *span) for span in spans])
    names = [text[at:to] for at, to in spans]
    unknown = [name for name in names if not is_actor(name, units, bound=bound)]
    if len(unknown) < len(names) and all(is_bare_post(name) or is_kind(name) for name in unknown):
        return spans
    summed_up = stop < end and names[-1] not in unknown
    return [(spans[0][0], end)] if summed_up else []


def _with_shared_post(text: str, spans: list[Span]) -> list[Span]:
    """Join names that share a post: 矿山企业、运输单位的主要负责人 are no two bosses."""
    last = text[slice(*spans[-1])]
    runner = _RUNNER_OF.match(last) is not None
    if len(spans) < 2 or not (runner or _POST_OF.search(last)):
        return spans
    first = len(spans) - 1
    while first and _shares_post(text, spans[first - 1], spans[first]):
        if runner and spans[first - 1][1] - spans[first - 1][0] > _LONGEST_KIND:
            break
        first -= 1
    return [*spans[:first], (spans[first][0], spans[-1][1])]


def _shares_post(text: str, before: Span, behind: Span) -> bool:
    """Tell whether a name ahead of a post has that post too: 乡镇、街道主要负责人."""
    between = text[before[1] : behind[0]]
    name = text[slice(*before)]
    return (
        between in ("、", "和") and "的" not in name and (looks_like_unit(name) or is_place(name))
    )


def qualified_names(dense: Dense, start: int, limit: int, units: UnitDictionary) -> list[Span]:
    """Return the names of a list that begins with a relative clause: 从事批发的企业和零售店."""
    text = dense.text
    whole = _QUALIFIED.match(text, start, limit)
    if whole is None:
        return []
    name = whole.group()
    if not (is_described(name, units) or is_actor(name, units, bound=True)):
        return []
    parts = split_units(text, *whole.span(), gaps_of(dense, *whole.span()))
    names = [text[at:to] for at, to in parts]
    known = all(is_actor(name, units, bound=True) or is_described(name, units) for name in names)
    return parts if known else [whole.span()]


def plain_end(text: str, start: int, end: int) -> int:
    """Return where a single unit ends that no known verb follows, ``start`` if none does."""
    stop = start
    for ending in reversed([*ends_of_names(text, start, end)]):
        name = text[start:ending]
        if _UNFINISHED.match(name):
            continue
        if "," in name or _acts(text, start + 1, ending):
            break
        if stop > start and not _GOES_ON.match(text, stop, ending):
            continue
        if is_actor(name, NO_UNITS, bound=True):
            stop = ending
    return stop


def _acts(text: str, start: int, end: int) -> bool:
    """Tell whether a verb stands in ``[start, end)`` that describes no name: 指定的 does."""
    verbs = PREDICATE.finditer(text, start, end)
    return any(text[verb.end() : verb.end() + 1] != "的" for verb in verbs)

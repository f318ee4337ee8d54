"""Names of units: what looks like one, how a list of them falls apart, and their aliases."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import squeeze

_ENDINGS: Final[str] = (
    r"局|委|办|厅|署|部|院|台|社|队|站|所|处|科|室|会|联|中心|公司|集团|银行|政府|[支分]行|党组|党工委"
    r"|部门|机关|单位|机构|组织|团体|街道|乡镇|镇街|街镇|[县旗]区|区[县市]|开发区|高新区|经开区|园区|新区|示范区|试验区"
    r"|保税区|景区|功能区|指挥部|专班|小组|(?<![控参入合持])股|(?:调查|检查|督查|巡查|督导|工作|核查|专家)组|馆|院校|学校|高校|海关|企业|各地|地区|各级|省|市|州|盟|县|区|旗|镇|乡|村|社区"
    r"|街|场|矿|厂|报社|团[省市县区]委|党委|支队|总队|大队|中队|武警|主体|军分区|人武部|库区|林区|矿区|港区|片区|联社|中支|队伍|车间|班组|工段|工区|区队|共青团|团组织"
)
_ENDS: Final[Pattern] = Pattern(rf"(?:{_ENDINGS})$")
#: Where a unit may end inside a text.
UNIT_END: Final[Pattern] = Pattern(rf"(?:{_ENDINGS})")
_PEOPLE: Final[str] = (
    r"人员|(?<![动伤满超定减官会党团委复])(?<![^安]全)员|职工|员工|工人|[电焊架吊]工"
    r"|(?<![个他本病何等一多某伤死法证年老疾器家客路疑害众工军亡])人(?![民数次均口体身防社大力事工机流群才类为行])"
    r"|(?:经营|管理|使用|所有|劳动|组织|举办|承办|生产|销售|从业)者|(?:工程|医|教|老|设计|技)师"
    r"|主任|书记|主席|经理|总监|(?<![成生增特延市])长(?=$|[^度期效远江大])|(?<=[用住商租农林渔船店殖])户|(?<=[业船车货店])主|(?<=[船股])东|(?<=[包销应营发])商"
    r"|领导(?:班子)?|干部|负责同志"
)
#: Posts and people named by their work: 主要负责人, 护林员, 承办人, 餐饮经营者.
PERSON: Final[Pattern] = Pattern(rf"(?:{_PEOPLE})$")
PERSON_END: Final[Pattern] = Pattern(rf"(?:{_PEOPLE})")
_NO_UNIT: Final[Pattern] = Pattern(
    r"(?<![工社群团党援急志愿者业际层治律查位会])组织$|"
    r"(?:社会|大会|例会|机会|会议|约谈会|场所|平台|后台|出台|干部|全部|内部|外部|局部|督办|举办|开办|创办|协办|查处|惩处"
    r"|好处|到处|深处|之处|调处|立场|市场|现场|隐患点|培训班|全社会|都市|城市|每[年月]|辖区|本区域|重点区|场站|工地|教室|原委|委员会组织)$"
)
_BARE: Final[Pattern] = Pattern(
    r"(?:有关|相关)?(?:单位|部门|机构|企业|个人|人员|组织|团体|地方|地区|街道|乡镇|机关|区域|项目|市|县|区|社会|公司|场所|岗位|乡|镇|街|村|社区|政府|人民政府|党委|园区)$"
)
_GROUP_HEAD: Final[Pattern] = Pattern(
    r"(?:部门|单位|机构|企业|机关|团体|组织|委办局|成员单位|主管|公司|政府|党委|乡镇|街道|运营商|等)$"
)
_OPEN_TAIL: Final[Pattern] = Pattern(
    r"等(?:社会各界$|[省市县区]级|市直|县直|区直|省直|各)?(?:有关|相关|责任|成员|职能|行业|主管|监管)?(?:部门|单位|机构)?(?:[和及与、](?:部门|单位|机构))?$"
)
#: What a list is summed up as: 等人员密集场所经营单位.
_KIND: Final[Pattern] = Pattern(r"[^等]{2,}等(?P<kind>[^等]{4,})$")
_AGENCY: Final[Pattern] = Pattern(
    r"(?:局|委|办|厅|署|[支总大中]队|政府|党委|部门|机关|机构|室|处|科|股|派出所|法院|检察院)$"
    r"|^(?:市|县|区|省|国家|团)[^级场]"
)
_LEADS: Final[Pattern] = Pattern(
    r"^(?:分别由|具体由|主要由|由|以及|及(?!时)|和|与|会同|联合|并由|并|其中|其他由|(?:此|该|本|以上|上述)(?:项|条)?(?:工作|任务)由)"
)
_NEXT: Final[Pattern] = Pattern(
    r"(?:各|市|县|区|省|州|盟|旗|国家|国务院|中央|有关|相关|属地|其他|其它|所在|行业|本|驻|团|中国|国网|自治)"
)
_SEPARATOR: Final[Pattern] = Pattern(r"[、,;/|(〔\[【《“]|以及|及(?!时|其|格)|和|与(?!会)|暨|或者")
_PLACES: Final[Pattern] = Pattern(r"^(?:[省市县区州乡镇街村]、)+")
_HARD: Final[frozenset[str]] = frozenset("、,;/|")
_BRACKETS: Final[dict[str, str]] = {
    "(": ")",
    "〔": "〕",
    "[": "]",
    "【": "】",
    "《": "》",
    "“": "”",
}
#: A word as short as 学校 names a kind and not one unit.
_SHORT: Final[int] = 2
NAME_LIMIT: Final[int] = 40


def looks_like_unit(name: str) -> bool:
    """Tell whether ``name`` (no blanks, half-width marks) ends like the name of a unit."""
    core = _without_bracket(name)
    return 2 <= len(core) <= NAME_LIMIT and bool(_ENDS.search(core)) and not _NO_UNIT.search(core)


def split_units(text: str, start: int, end: int, gaps: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Return the spans of the units listed in ``text[start:end]``.

    ``text`` has no blanks; ``gaps`` are the places where blanks stood. A group such as
    各行业主管、监管部门 stays one unit; 等部门 behind the last name is left out.
    """
    pieces: list[tuple[int, int]] = []
    for piece in _pieces(text, start, end, sorted(at for at in gaps if start < at < end)):
        pieces.extend(_tidy(text, *piece))
    return _group(text, pieces)


def _pieces(text: str, start: int, end: int, gaps: list[int]) -> list[tuple[int, int]]:
    """Cut at marks outside brackets, and at 和/及 or a blank between two full names."""
    pieces: list[tuple[int, int]] = []
    begin = free = start
    for at, to in _places(text, start, end, gaps):
        if at < free:
            continue
        if text[at] in _BRACKETS and to > at:
            close = text.find(_BRACKETS[text[at]], at, end)
            free = max(free, close)
        elif text[at:to] in _HARD or _joins(text[begin:at], text[to:end], blank=at == to):
            pieces.append((begin, at))
            begin = free = to
    pieces.append((begin, end))
    return pieces


def _places(text: str, start: int, end: int, gaps: list[int]) -> list[tuple[int, int]]:
    """Return the spans of separators and opening brackets, and the empty span of every gap."""
    marks = [mark.span() for mark in _SEPARATOR.finditer(text, start, end)]
    if not gaps:
        return marks
    return sorted([*marks, *((at, at) for at in gaps)])


def _joins(before: str, after: str, *, blank: bool) -> bool:
    """Tell whether a conjunction between these two, or a ``blank``, parts two units."""
    name = _LEADS.sub("", before)
    if _BARE.fullmatch(before) or not (looks_like_unit(name) if blank else _is_name(name)):
        return False
    whole = re.split(r"[,;]|等|和|以及|及|或者", after, maxsplit=1)[0]
    right = re.split("、", _PLACES.sub("", whole), maxsplit=1)[0]
    if not right or _BARE.fullmatch(right):
        return False
    return _is_name(right) or bool(_NEXT.match(right)) or _is_one_group(whole)


def _is_name(name: str) -> bool:
    return looks_like_unit(name) or PERSON.search(name) is not None


def _is_one_group(words: str) -> bool:
    """Tell whether words name one unit by several things: 危险物品的生产、储存单位."""
    *parts, last = words.split("、")
    return bool(parts and _is_name(last)) and not any(map(_is_name, parts))


def _tidy(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while lead := _LEADS.match(text[start:end]):
        start += lead.end()
    while start < end and text[end - 1] in "。:;,、*—-":
        end -= 1
    while start < end and text[start] in "。:;,、*—-":
        start += 1
    return [(start, end)] if start < end else []


def _group(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join pieces that only together name a unit; drop the open end of a list."""
    units: list[tuple[int, int]] = []
    pending: list[tuple[int, int]] = []
    for piece in pieces:
        closed = _closed(text, *piece)
        name = text[closed[0] : closed[1]]
        if _is_summed_up(text, units, piece, closed):
            first = min((pending[:1] or [piece])[0][0], piece[0])
            while units and text[units[-1][1] : first] == "、" and _sums_up(text, units[-1]):
                first = units.pop()[0]
            units.append((first, piece[1]))
            pending = []
            continue
        if units and not pending and _completes(text, units[-1], closed):
            units[-1] = (units[-1][0], closed[1])
            continue
        if pending and _is_group(text, pending, piece, name):
            units.append((pending[0][0], piece[1]))
            pending = []
        elif pending and len(name) <= 2 and not _stands_alone(name):
            pending.append(closed)
        elif name and _is_name(name):
            units.extend(pending)
            units.append(closed)
            pending = []
        elif name:
            pending.append(closed)
    return units + pending


def _is_summed_up(
    text: str, units: list[tuple[int, int]], piece: tuple[int, int], closed: tuple[int, int]
) -> bool:
    """Tell whether the end of a list says what all before are: 宾馆、商场等人员密集场所经营单位."""
    if closed != piece:
        return bool(units) and all(
            to - at <= _SHORT or _BARE.fullmatch(text[at:to]) for at, to in units
        )
    kind = _KIND.search(text[slice(*piece)])
    return kind is not None and _is_name(kind["kind"])


def _sums_up(text: str, unit: tuple[int, int]) -> bool:
    """Tell whether a unit is of a common kind that a list goes on to sum up."""
    name = text[slice(*unit)]
    return bool(len(name) <= _SHORT or _BARE.fullmatch(name) or not _AGENCY.search(name))


def _closed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the piece without 等部门, unless that is all that makes it a name."""
    tail = _OPEN_TAIL.search(text[start:end])
    if tail is None or tail.start() == 0:
        return start, end
    return start, start + tail.start()


def _completes(text: str, before: tuple[int, int], piece: tuple[int, int]) -> bool:
    """Tell whether a bare noun goes on with the name before: 各级党委、政府."""
    bare = _without_bracket(text[piece[0] : piece[1]])
    follows = text[before[1] : piece[0]] in ("、", "和", "及")
    return follows and bool(re.fullmatch(r"(?:人民)?政府|部门|单位", bare))


def _stands_alone(name: str) -> bool:
    """Tell whether a name is whole by itself and not the last word of a group."""
    if not looks_like_unit(name):
        return False
    return bool(
        re.match(r"(?:市|县|区|省|国家|团)[^级有相行]|各|有关|相关|其[他它]|属地|所在", name)
    )


def _is_group(text: str, pending: list[tuple[int, int]], piece: tuple[int, int], name: str) -> bool:
    """Tell whether the pieces before this one only name a unit together with it."""
    words = [text[start:end] for start, end in pending]
    if all(word in ("省", "市", "县", "区", "州", "乡", "镇", "街") for word in words):
        return looks_like_unit(name)
    whole = text[piece[0] : piece[1]]
    if _stands_alone(name) or not (_GROUP_HEAD.search(whole) or PERSON.search(whole)):
        return False
    return all(len(word) <= 16 and (len(word) <= 2 or not looks_like_unit(word)) for word in words)


def _without_bracket(name: str) -> str:
    return re.sub(r"[(〔][^()〔〕]*[)〕]$", "", name)


@dataclass(frozen=True, slots=True)
class UnitDictionary:
    """Unit names with their aliases, per jurisdiction; immutable, so it can be shared.

    ``aliases`` maps a jurisdiction (空 for all) to a map from alias to full name. What it
    knows counts as a unit in the prose even if it does not end like one.
    """

    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Mapping[str, Iterable[str]], jurisdiction: str = "") -> "UnitDictionary":
        """Return a dictionary from full names to their aliases, for one jurisdiction."""
        aliases = {
            squeeze(alias): squeeze(name) for name, known in entries.items() for alias in known
        }
        return cls({jurisdiction: aliases}, frozenset(map(squeeze, entries)))

    def merged(self, other: "UnitDictionary") -> "UnitDictionary":
        """Return this dictionary with the entries of ``other`` added; ``other`` wins."""
        keys = [*self.aliases, *(key for key in other.aliases if key not in self.aliases)]
        aliases = {key: {**self.aliases.get(key, {}), **other.aliases.get(key, {})} for key in keys}
        return UnitDictionary(aliases, self.names | other.names)

    def canonical(self, printed: str, jurisdiction: str | None = None) -> str | None:
        """Return the full name ``printed`` is an alias of, ``None`` if it is not known as one."""
        name = squeeze(printed)
        local = self.aliases.get(jurisdiction or "", {})
        return local.get(name) or self.aliases.get("", {}).get(name)

    def knows(self, name: str) -> bool:
        """Tell whether ``name`` is a full name or an alias in any jurisdiction."""
        return name in self.names or any(name in known for known in self.aliases.values())


NO_UNITS: Final[UnitDictionary] = UnitDictionary()

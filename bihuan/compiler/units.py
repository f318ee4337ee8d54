"""Lists of units: how they fall apart, what stays together, and the aliases of a name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bihuan.compiler.names import PERSON, looks_like_unit, without_bracket
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import squeeze

_BARE: Final[Pattern] = Pattern(
    r"(?:有关|相关)?(?:单位|部门|机构|企业|个人|人员|组织|团体|地方|地区|街道|乡镇|机关|区域|项目|市|县|区|社会|公司|场所|岗位|乡|镇|街|村|社区|政府|人民政府|党委|园区)$"
)
_GROUP_HEAD: Final[Pattern] = Pattern(
    r"(?:部门|单位|机构|企业|机关|团体|组织|委办局|成员单位|主管|公司|政府|党委|乡镇|街道|运营商|等)$"
)
_OPEN_TAIL: Final[Pattern] = Pattern(
    r"等(?:社会各界$|[省市县区]级|市直|县直|区直|省直|各)?(?:有关|相关|责任|成员|职能|行业|主管|监管)?(?:部门|单位|机构)?(?:[和及与、](?:部门|单位|机构))?$"
)
#: The short name that a text goes on with: (以下统称主管部门).
_ALIAS: Final[Pattern] = Pattern(r"\((?:以下)?(?:统称|简称)(?:[^()]|\([^()]*\))*\)$")
#: What a list is summed up as: 等人员密集场所经营单位.
_KIND: Final[Pattern] = Pattern(r"[^等]{2,}等(?P<kind>[^等]{2,})$")
_AGENCY: Final[Pattern] = Pattern(
    r"(?:局|委|办|厅|署|[支总大中]队|政府|党委|部门|机关|机构|室|处|科|股|派出所|法院|检察院)$"
    r"|^(?:市|县|区|省|国家|团)[^级场]"
)
_LEADS: Final[Pattern] = Pattern(
    r"^(?:分别由|具体由|主要由|由|以及|及(?!时)|和|与(?![^,。;]{2,16}关系的)|会同|联合|并由|并|其中|其他由|(?:此|该|本|以上|上述)(?:项|条)?(?:工作|任务)由)"
)
_NEXT: Final[Pattern] = Pattern(
    r"(?:各|市|县|区|省|州|盟|旗|国家|国务院|中央|有关|相关|属地|其他|其它|所在|行业|本|驻|团|中国|国网|自治)"
)
_SEPARATOR: Final[Pattern] = Pattern(
    r"[、,;/|(〔\[【《“]|以及|及(?!时|其(?!他)|格)|和|与(?!会)|暨|或者"
)
_PLACES: Final[Pattern] = Pattern(r"^(?:[省市县区州乡镇街村]、)+")
#: Levels of government that share one head: 市和区、县人民政府.
_LEVEL: Final[str] = r"(?:[省市县区州乡镇街](?:\([^()]{1,8}\))?|自治[区州县]|直辖市|设区的市)"
_LEVELS: Final[Pattern] = Pattern(
    rf"(?:有关|沿海|内陆|边境|[^、,]{{2,10}}的)?{_LEVEL}(?:(?:[和及与]|或者?){_LEVEL})*"
)
#: A place that only describes whoever is named at the end of the list: 林区、草原的管理单位.
_AREA: Final[Pattern] = Pattern(r".*(?:[林港库矿厂景园]区)$")
#: Parts of a list that name nobody and yet stand beside others: 县应急局和有关部门.
_OTHERS: Final[frozenset[str]] = frozenset({"有关部门", "相关部门"})
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
        elif text[at:to] in _HARD or _joins(text[begin:at], text[to:end], text[at:to]):
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


def _joins(before: str, after: str, conjunction: str) -> bool:
    """Tell whether a conjunction between these two, empty for a blank, parts two units."""
    name = _LEADS.sub("", before)
    whole_name = _is_name(name) if conjunction else looks_like_unit(name)
    if _BARE.fullmatch(before) or not whole_name:
        return False
    whole = re.split(r"[,;(]|等|和|以及|及|或者", after, maxsplit=1)[0]
    right = re.split("、", _PLACES.sub("", whole), maxsplit=1)[0]
    if not right or _BARE.fullmatch(right):
        return right in _OTHERS and conjunction != "及"
    group = re.split(r"[,;]|和|以及|及|或者", after, maxsplit=1)[0]
    return _is_name(right) or bool(_NEXT.match(right)) or any(map(_is_one_group, (whole, group)))


def _is_name(name: str) -> bool:
    return looks_like_unit(name) or PERSON.search(name) is not None


def _is_one_group(words: str) -> bool:
    """Tell whether words name one unit by several things: 危险物品的生产、储存单位."""
    *parts, last = words.split("、")
    return bool(parts and _is_name(last)) and not any(map(_is_name, parts))


def _tidy(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while lead := _LEADS.match(text[start:end]):
        start += lead.end()
    alias = _ALIAS.search(text[start:end])
    if alias is not None:
        end = start + alias.start()
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
            while units and text[units[-1][1] : first] == "、":
                first = units.pop()[0]
            units.append((first, piece[1]))
            pending = []
            continue
        while units and _administers(text, units[-1], piece):
            piece = (units.pop()[0], piece[1])
            closed = piece
        if units and not pending and _completes(text, units[-1], closed):
            units[-1] = (units[-1][0], closed[1])
            continue
        if pending and _is_group(text, pending, piece, name):
            units.append((pending[0][0], piece[1]))
            pending = []
        elif _is_whole(name, follows=bool(pending)):
            units.extend(pending)
            units.append(closed)
            pending = []
        elif name:
            pending.append(closed if pending or units else piece)
    return units + pending


def _is_whole(name: str, *, follows: bool) -> bool:
    """Tell whether a name needs no other; ``follows``: one before it still waits for its end."""
    if _LEVELS.fullmatch(name) and len(name) > _SHORT:
        return False
    if _AREA.fullmatch(name):
        return False
    if follows and len(name) <= _SHORT and not _stands_alone(name):
        return False
    return _is_name(name)


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


def _administers(text: str, before: tuple[int, int], piece: tuple[int, int]) -> bool:
    """Tell whether one body administers several areas: 开发区、工业园区管理机构."""
    return (
        text[before[1] - 1] == "区"
        and text[before[1] : piece[0]] in ("、", "和")
        and re.search(r"区等?管理(?:机构|委员会|部门)$", text[slice(*piece)]) is not None
    )


def _completes(text: str, before: tuple[int, int], piece: tuple[int, int]) -> bool:
    """Tell whether a bare noun goes on with the name before: 各级党委、政府."""
    bare = without_bracket(text[piece[0] : piece[1]])
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
    if _LEVELS.fullmatch(name):
        return False
    if all(map(_LEVELS.fullmatch, words)):
        return _is_name(name)
    whole = text[piece[0] : piece[1]]
    if _stands_alone(name) or not (_GROUP_HEAD.search(whole) or PERSON.search(whole)):
        return False
    return all((len(word) <= 16 or "政府" in word) and _waits(word) for word in words)


def _waits(word: str) -> bool:
    """Tell whether a word of a list is no unit by itself: 学校, 林区, 生产."""
    return len(word) <= _SHORT or bool(_AREA.fullmatch(word)) or not looks_like_unit(word)


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

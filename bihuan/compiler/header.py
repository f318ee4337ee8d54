"""The head of a document: title, number, issuer, date, place, level, draft, bases."""

import datetime as dt
import re
from typing import Final, NamedTuple

from bihuan.compiler.document import Basis, Header, Level
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.repair import repair_day, repair_number
from bihuan.compiler.view import squeeze
from bihuan.lib.numerals import parse_int

_KINDS: Final[str] = (
    r"(?:通知|意见|方案|办法|规定|条例|决定|通告|公告|函|报告|计划|规划|要点|打算|细则|预案|批复|措施|分工|清单|任务书"
    r"|责任书|指南|导则|标准|规程|规则|制度|法|安排|部署|纲要|行动|工作总结|任务分解|十条|解释|规范|通报|举措|(?:任务|责任|工作|职责)?(?:分解|分工|清单|一览|进度|任务)表|台账)"
)
_TITLE_END: Final[Pattern] = Pattern(
    rf"{_KINDS}(?:[(（〔][^()（）]{{1,24}}[)）〕])*[》”]?(?:的通知|的函)?$"
)
_NUMBER: Final[Pattern] = Pattern(
    r"[^\W\da-zA-Z_]{1,14}[〔\[【(（]?(?:19|20)\d{2}[〕\]】)）]?(?:第)?\d{1,4}号"
)
_HEAD_NUMBER: Final[Pattern] = Pattern(
    r"[^\W\da-zA-Z_]{1,14}[〔\[【(]?(?:19|20)\d{2}[〕\]】)]?(?:第)?\d{1,4}号$"
)
_PROVINCE: Final[Pattern] = Pattern(
    r"(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    r"|云南|陕西|甘肃|青海)省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区"
)
_NATIONAL: Final[Pattern] = Pattern(r"国务院|国家|全国|应急管理部|中共中央|中华人民共和国")
_SIGNED_BY: Final[Pattern] = Pattern(r"签发人?:?.*$")
_LABELLED: Final[Pattern] = Pattern(rf"(?:文号|字号)[:]({_NUMBER.words})")
_DATE: Final[Pattern] = Pattern(
    r"(?P<y>\d{4}|[零一二三四五六七八九○]{4})(?:年|[-/.])(?:(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})(?:月|[-/.])(?P<d>\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})日?"
    r"|(?P<md>\d{3,4})日)"
)
_LONE_DATE: Final[Pattern] = Pattern(rf"(?m)^[ (]*{_DATE.words}(?:印发)?[ )]*$")
_ORDER: Final[Pattern] = Pattern(
    r"[(]?(?P<by>[^\W\da-zA-Z_]{2,24}令)?[(]?(?P<no>第[\d零一二三四五六七八九十百]+号)[)]?"
    rf"(?:{_DATE.words}(?:公布|发布|印发)?[)]?)?"
)
_ADOPTED: Final[Pattern] = Pattern(
    rf"{_DATE.words}[^\n。]{{0,60}}?(?:通过|公布|发布|印发|修订|修正|施行)"
)
_PUBLISHED: Final[Pattern] = Pattern(r"(?:发布|发表|成文|印发|公开|生成|发文)(?:日期|时间)?")
_SOURCE: Final[Pattern] = Pattern(
    r"(?:来源|发文机关|发布机构|发文单位|制发机关)[:][ ]*([^\W\da-zA-Z_]{2,30})"
)
_PLACE: Final[Pattern] = Pattern(
    r"(?:(?P<province>[^\W\da-zA-Z_]{2,8}?(?:省|自治区))?(?P<city>[^\W\da-zA-Z_]{2,7}?(?:市|自治州|地区|盟))?(?P<county>[^\W\da-zA-Z_]{1,8}?(?:县|区|旗))?(?P<town>[^\W\da-zA-Z_]{1,6}?(?:镇|乡|街道))?)"
)
_ISSUER_END: Final[str] = (
    r"(?:人民政府|人民政府办公[室厅]|委员会办公室|委员会|安委[会办]|办公[室厅]"
    r"|局|厅|委|部|常委会|管委会|总队|支队)"
)
_ISSUER: Final[Pattern] = Pattern(rf"^(?:[^\W\da-zA-Z_]|[ 、]){{2,60}}{_ISSUER_END}$")
_IN_TITLE: Final[Pattern] = Pattern(
    rf"^(?P<issuer>(?:中共)?(?:[^\W\da-zA-Z_]|[ 、]){{2,60}}?{_ISSUER_END})"
    r"(?=[ ]?关于|印发|\d{4}年|[^\W\da-zA-Z_]{0,3}[“《])"
)
_BASIS: Final[Pattern] = Pattern(
    r"(?P<name>(?:(?:中共中央|国务院|最高人民(?:法院|检察院)|[省市县区]委|[省市县区](?:人民)?政府)"
    r"(?:办公厅|办公室|安委会)?[、和]?)*《(?:[^《》]|〈[^〉]*〉|《[^《》]*》){2,90}》)"
    r"(?:[（(](?P<number>[^()（）]{1,16}(?:19|20)\d{2}[^()（）]{0,3}\d{1,4}号)(?:[,，][^()（）]*)?[)）])?"
)
_CITING: Final[Pattern] = Pattern(
    r"(?:依据|根据|按照|依照|按|贯彻|落实|执行|遵守|依法|符合|要求|结合|遵照|和|及|与|、|以及|》|[)）]|方面)[^\W\da-zA-Z_]{0,12}$"
)
_PERIOD: Final[Pattern] = Pattern(r"(20\d{2})年?[ ]*(?:[-—–~至到－]{1,2})[ ]*(20\d{2})年?")
#: A plan of one year, by its title: 某县2025年安全生产工作要点.
_ONE_YEAR: Final[Pattern] = Pattern(
    r"(20\d{2})年度?(?![—～~至到-])[^年《》]{0,40}?(?:要点|打算|计划|安排|方案|分工|任务清单|(?:分解|分工|任务)表)"
)
_REMARK: Final[Pattern] = Pattern(
    r"[(〔][^()]{0,8}(?:20\d{2}年?[-—–－~至]{1,2}20\d{2}年|征求意见|草案|试行|暂行|修订|修正|送审|讨论|审议|初)[^()]{0,8}[)〕]"
)
_SALUTATION: Final[Pattern] = Pattern(r"^[^。]{2,200}:$")
_Names = tuple[str | None, str | None, str | None, str | None]
_HEAD_LINES: Final[int] = 40


class _Line(NamedTuple):
    text: str
    start: int


def document_year(header: Header) -> int | None:
    """Return the year the document speaks of: in its title, else of signing, else of its number."""
    named = re.findall(r"(20\d{2})年", header.title or "")
    if header.period is not None and header.period[0] == header.period[1]:
        return header.period[0]
    if header.period is None and len(set(named)) == 1:
        return int(named[0])
    if header.date is not None:
        return header.date.year
    numbered = re.search(r"(?:19|20)\d{2}", header.number or "")
    return int(numbered[0]) if numbered else None


def read_header(source: str, plain_text: str, body_start: int) -> Header:
    """Return what the text says about itself; ``body_start`` is where its first number stands."""
    head = _lines(plain_text, 0, body_start)
    title = _title(source, head)
    number = _number(head)
    signed = _signed(plain_text, body_start)
    issuer = _issuer(title, head, signed, plain_text) or _orderer(number)
    place, level = _place(issuer, title, plain_text)
    return Header(
        title=title,
        number=number,
        issuer=issuer,
        date=_date(head, plain_text, body_start),
        jurisdiction=place,
        level=level,
        draft=_is_draft(title, head),
        basis=_bases(source, plain_text, title),
        period=_period(title, plain_text),
    )


def _lines(plain_text: str, start: int, end: int) -> list[_Line]:
    lines = []
    for match in re.finditer(r"[^\n]+", plain_text[start:end]):
        text = match[0].strip(" *#•")
        if text:
            lines.append(_Line(text, start + match.start() + match[0].index(text)))
    return lines[-_HEAD_LINES:]


def _title(source: str, head: list[_Line]) -> str | None:
    """Return the title nearest above the body, its lines joined."""
    for last in range(len(head) - 1, -1, -1):
        if not _TITLE_END.search(squeeze(head[last].text)):
            continue
        blocks = [head[first : last + 1] for first in range(max(0, last - 4), last + 1)]
        for block in blocks:
            if _is_title(block):
                remark = [
                    line for line in head[last + 1 : last + 2] if _REMARK.fullmatch(line.text)
                ]
                return _as_printed(source, [*block, *remark])
    return None


def _is_title(block: list[_Line]) -> bool:
    dense = [squeeze(line.text) for line in block]
    whole = "".join(dense)
    if not 4 <= len(whole) <= 120 or re.search(r"[。;]|[:,]$", whole):
        return False
    if not _TITLE_END.search(whole) or re.fullmatch(r"[(].*[)]", whole):
        return False
    if any(line.startswith("(") for line in dense[:-1]):
        return False
    if any(_ends_title(line) for line in dense[:-1]) and not re.fullmatch(
        r"[(].{2,20}[)]", dense[-1]
    ):
        return False
    return not any(_is_no_title(line) for line in dense)


def _ends_title(line: str) -> bool:
    """Tell whether a line ends a title of its own rather than running on into the next."""
    return bool(re.search(rf"{_KINDS}(?:[(][^()]{{2,20}}[)])?$", line)) and len(line) > 8


def _is_no_title(line: str) -> bool:
    return bool(
        _HEAD_NUMBER.search(line)
        or _ORDER.fullmatch(line)
        or line.endswith("令")
        or "签发人" in line
        or _DATE.search(line)
        or _SALUTATION.match(line)
        or re.search(
            r"[>|]|首页|位置:|来源|^附件|^附表|^目录|^第[零一二三四五六七八九十百]+[编章节条]|^[(]?[一二三四五六七八九十]+[)、]|日期|时间:|打印|字体|分享|^[•·]|文件$|[,。;]$|检索",
            line,
        )
    )


def _as_printed(source: str, block: list[_Line]) -> str:
    return "".join(
        " ".join(source[line.start : line.start + len(line.text)].split()) for line in block
    )


def _number(head: list[_Line]) -> str | None:
    lines = [_SIGNED_BY.sub("", squeeze(line.text)) for line in head]
    short = [match[0] for line in lines if len(line) <= 30 and (match := _HEAD_NUMBER.search(line))]
    labelled = [match[1] for line in lines if (match := _LABELLED.search(line))]
    behind = [
        match[1] for line in lines if (match := re.search(rf"[(]({_NUMBER.words})[)]$", line))
    ]
    for number in (*short, *labelled, *behind):
        return repair_number(number) or number
    return _order(lines)


def _orderer(number: str | None) -> str | None:
    """Return who gave an order: 省人民政府 for 省人民政府令第12号."""
    match = re.match(r"(.{2,20})令第", number or "")
    return match[1] if match else None


def _order(lines: list[str]) -> str | None:
    """Return the number of an order: 省人民政府令第12号, on one line or two."""
    for above, line in zip(["", *lines], lines, strict=False):
        if match := _ORDER.fullmatch(line):
            issuer = match["by"] or (above if above.endswith("令") else "")
            return issuer + match["no"]
    return None


def _signed(plain_text: str, body_start: int) -> str | None:
    """Return the unit that stands right above a date line, at the end or in a covering letter."""
    lone = [match for match in _LONE_DATE.finditer(plain_text) if not set("()印") & set(match[0])]
    for at in (match.start() for match in reversed(lone)):
        above = [
            line.strip() for line in plain_text[max(0, at - 200) : at].splitlines() if line.strip()
        ]
        if above and len(above[-1]) <= 60 and _ISSUER.match(above[-1]):
            return above[-1]
    return None


def _issuer(
    title: str | None, head: list[_Line], signed: str | None, plain_text: str
) -> str | None:
    for line in head:
        match = _IN_TITLE.match(line.text)
        if match and not line.text.startswith("关于"):
            return match["issuer"].strip()
    if signed:
        return signed
    if match := _SOURCE.search(plain_text[:1500]):
        return None if match[1].startswith("本站") else match[1]
    for line in head:
        if _ISSUER.fullmatch(line.text):
            return line.text
    match = _IN_TITLE.match(title or "")
    return match["issuer"] if match else None


def _date(head: list[_Line], plain_text: str, body_start: int) -> dt.date | None:
    """Return the day of signing, else the day of adoption or publication."""
    for match in sorted(
        _LONE_DATE.finditer(plain_text),
        key=lambda item: item.start() < body_start and not item[0].strip().startswith("("),
    ):
        if (day := _day(match)) is not None:
            return day
    for line in head:
        if _PUBLISHED.search(line.text) or re.fullmatch(r"[•\- ]*(?:\d{4}[-/.].*)", line.text):
            published = _DATE.search(line.text)
            if published and (day := _day(published)) is not None:
                return day
    adopted = list(_ADOPTED.finditer(plain_text[:body_start]))
    ordered = [
        order for line in head if (order := _ORDER.fullmatch(squeeze(line.text))) and order["y"]
    ]
    dated = [*ordered, *adopted]
    return _day(dated[-1]) if dated else None


def _day(match: re.Match[str]) -> dt.date | None:
    year = _figure(match["y"])
    if match["md"]:
        repaired = repair_day(match["md"])
        month, day = repaired or (0, 0)
    else:
        month, day = _figure(match["m"]), _figure(match["d"])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _figure(text: str) -> int:
    try:
        return parse_int(text.replace("○", "零"))
    except ValueError:
        return 0


def _place(
    issuer: str | None, title: str | None, plain_text: str
) -> tuple[str | None, Level | None]:
    named = next((name for text in (issuer, title) if text and (name := _place_in(text))), None)
    if named is None:
        return _from_site(plain_text) or (None, _relative_level(issuer or title))
    province, *lower = named
    if province is None and any(lower):
        province = _only_province(plain_text)
    place = "".join(filter(None, (province, *lower)))
    return place or None, _level((province, *named[1:]))


def _place_in(text: str) -> _Names | None:
    dense = re.sub(r"^中共", "", squeeze(text))
    match = _PLACE.match(dense)
    if match is None or not match[0] or match[0] in ("市", "县", "区", "省"):
        return None
    return match["province"], match["city"], match["county"], match["town"]


def _level(names: _Names) -> Level | None:
    province, city, county, town = names
    if town:
        return "town"
    if county:
        return "district" if county.endswith("区") else "county"
    if city:
        return "city"
    return "province" if province else None


def _only_province(plain_text: str) -> str | None:
    """Return the province the text speaks of, ``None`` if it names none or several."""
    names = set(_PROVINCE.findall(plain_text))
    return names.pop() if len(names) == 1 else None


def _from_site(plain_text: str) -> tuple[str, Level | None] | None:
    if match := re.search(r"([^\W\da-zA-Z_]{2,6})(?:政务网|政府网)", plain_text[:600]):
        return match[1], "city"
    return None


def _relative_level(issuer: str | None) -> Level | None:
    levels: dict[str, Level] = {"省": "province", "市": "city", "县": "county", "区": "district"}
    if issuer and issuer[0] in levels:
        return levels[issuer[0]]
    return "nation" if issuer and _NATIONAL.match(issuer) else None


def _is_draft(title: str | None, head: list[_Line]) -> bool:
    texts = [title or "", *(line.text for line in head[-6:])]
    return any(re.search(r"征求意见稿|草案|送审稿|讨论稿|[(（]初稿", text) for text in texts)


def _bases(source: str, plain_text: str, title: str | None) -> tuple[Basis, ...]:
    found: dict[str, Basis] = {}
    short = set(re.findall(r"以下(?:统一)?简称:?《([^《》]{2,30})》", plain_text))
    for match in _BASIS.finditer(plain_text):
        name = squeeze(source[match.start("name") : match.end("name")])
        if not _CITING.search(plain_text[max(0, match.start() - 16) : match.start()]):
            continue
        inner = name[name.index("《") + 1 : -1]
        if (title and inner in title) or inner in short:
            continue
        raw = squeeze(match["number"]) if match["number"] else None
        fixed = repair_number(raw) if raw else None
        basis = Basis(name, fixed or raw, match.start(), match.end(), raw if fixed else None)
        if name not in found or (found[name].number is None and raw):
            found[name] = basis
    return tuple(found.values())


def _period(title: str | None, plain_text: str) -> tuple[int, int] | None:
    for text in (title or "", plain_text[:1500]):
        if match := _PERIOD.search(text):
            first, last = int(match[1]), int(match[2])
            if 0 < last - first <= 20:
                return first, last
    years = [int(match[1]) for match in _ONE_YEAR.finditer(title or "")]
    return (years[-1], years[-1]) if years else None

"""Calendar expressions: 2017年底前, 8月份前, 2024年第一季度, 到2030年, 2024年1月至6月.

``find_moments`` cuts them out of a folded clause and says which stretch of the calendar
each means. Whether one sets a deadline is for ``deadlines`` to judge.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from bihuan.compiler.pattern import Pattern
from bihuan.lib.numerals import parse_int

Grain = Literal["day", "third", "month", "quarter", "half", "year"]
Relation = Literal["before", "until", "from", "in", "past"]
MonthDay = tuple[int, int]

_YEAR: Final[str] = r"(?:19\d\d|20\d\d|二零[零一二三四五六七八九]{2}|一九[一二三四五六七八九零]{2})"
_MONTH: Final[str] = r"(?:1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二三四五六七八九])"
_DAY: Final[str] = (
    r"(?:3[01]|[12]\d|0?[1-9](?!\d)|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_NUMBER_BEFORE: Final[str] = r"(?<![\d.零一二三四五六七八九十两百第个每])"
_MONTH_DAY: Final[str] = (
    rf"(?P<month>{_MONTH})(?:月份?|(?=(?:[—至到]|月至){_MONTH}月))"
    rf"(?:(?P<day>{_DAY})[日号]|(?:份)?(?P<third>[上中下]旬|底|末|初))?"
)
_PART: Final[str] = (
    r"年?(?P<half>上半年|下半年)(?:末|底)?|(?P<quarter>第?[一二三四1-4]季度)(?P<quarter_edge>末|底)?"
    r"|(?P<edge>年?(?:[底末]|终(?=前)))|年?(?P<middle>中期|中(?=[前内]|[,。;]))|年?(?P<vague>初)|(?P<whole>全年|年(?=内))"
)
_ALIAS: Final[str] = r"(?:今|本|当|明|次|翌)年|下一?年"
_HEAD: Final[Pattern] = Pattern(
    '(?=[0-9一二三四五六七八九十今本当明次翌下上第年“"])(?:'
    rf"(?<!\d)(?P<year>{_YEAR})年|(?P<alias>{_ALIAS})"
    rf"|(?<!\d)(?P<dotted>20\d\d[./—]{_MONTH}(?:[./—]{_DAY})?)(?=日?(?:之?前|底|以前|止))"
    rf"|{_NUMBER_BEFORE}(?={_MONTH}(?:月(?!以|龄)|[—至到]{_MONTH}月))(?P<elided_month>)"
    r"|(?P<elided_part>)(?:(?<![每个])(?=[上下]半年)"
    rf"|{_NUMBER_BEFORE}(?=第?[一二三四1-4]季度)"
    r"|(?<![\d零一二三四五六七八九十两半多几数近年今本当每全历整去往同])(?=年[底末内](?!容|外|部))"
    r"|(?=年终前))"
    r"|(?:“|\")?十(?P<plan>[三四五六七八])五(?:”|\")?(?:规划)?(?=期?末|期间|时期))"
)
_REST: Final[Pattern] = Pattern(rf"度?(?:{_PART})|{_MONTH_DAY}")
_HOUR: Final[str] = r"(?:[上下]午|中午|晚上?)?(?:[012]?\d:[0-5]\d|[012]?\d[时点](?:[0-5]?\d分|半)?)"
_EVE: Final[str] = "(?:[(](?:星期|周)[一二三四五六日天][)])?(?:[下上]班|中午|零时|晚上?)?"
_RELATION: Final[Pattern] = Pattern(
    rf"(?:[(]含[^()]{{0,4}}[)]|{_HOUR}|{_EVE})?(?:(?P<before>之前|以前|前(?![期述置往后端夕沿身景]|提(?![交出供请报醒升])))|(?P<until>底?止|为止)"
    r"|(?P<past>以来|(?:及|和|或)?(?:之前|以前|以往)年?|及以[前后])|(?P<from>起|之后|以后|后(?![勤续期])|开始(?=,|施行|实施|执行|启用|全面))"
    r"|(?P<in>之内|以内|内(?![容部外蒙])|期?末|期间|时期))?"
)
_JOIN: Final[Pattern] = Pattern(rf"(?:{_HOUR})?(?:——?|起?至|到)")
_DAY_ONLY: Final[Pattern] = Pattern(rf"(?P<day>{_DAY})[日号]")
_OCCASION: Final[Pattern] = Pattern(
    "(?P<name>国庆|元旦|五一|六一|七一|春节|中秋|端午|清明|两会|入汛|主汛期|汛期|雨季|冬季)"
    "(?:节|假期)?(?:之?前|到来前|来临前)"
)
_EVES: Final[dict[str, MonthDay]] = {
    "国庆": (9, 30),
    "元旦": (12, 31),
    "五一": (4, 30),
    "六一": (5, 31),
    "七一": (6, 30),
}
_BARE_YEAR: Final[Pattern] = Pattern(rf"{_YEAR}(?=(?:——?|至|到)$)")
_ENUMERATED: Final[Pattern] = Pattern(rf"{_NUMBER_BEFORE}(?:第?{_MONTH}[、和及])+$")
_NUMERAL: Final[Pattern] = Pattern(rf"第?(?P<number>{_MONTH})")
_QUARTERS: Final[str] = "一二三四"


class Moment(NamedTuple):
    """A stretch of the calendar, printed at folded ``[start, end)``.

    It runs from ``first`` to ``last`` (month, day; a 31st stands for the end of any month) of
    ``year``, None where the year is not printed; ``alias`` keeps 当年, 次年. ``edge`` tells
    that the end itself is named (底, 末), so that 前 takes it in. ``opening`` is the year a
    range starts in. ``first`` is None where the words are vague (年初).
    """

    start: int
    end: int
    year: int | None
    alias: str
    first: MonthDay | None
    last: MonthDay
    grain: Grain
    edge: bool = False
    relation: Relation | None = None
    opening: int | None = None
    ranged: bool = False

    def first_day(self, year: int) -> dt.date | None:
        """Return the first day, in ``year`` where the text prints none; None if vague."""
        return self._day(self.opening or self.year or year, self.first)

    def last_day(self, year: int) -> dt.date | None:
        """Return the last day, in ``year`` where the text prints none; None if vague."""
        return self._day(self.year or year, self.first and self.last)

    def _day(self, year: int, month_day: MonthDay | None) -> dt.date | None:
        if month_day is None:
            return None
        month, day = month_day
        length = calendar.monthrange(year, month)[1]
        if self.grain == "day" and day > length:
            return None  # 2月30日: a slip of the source, not the end of February
        return dt.date(year, month, min(day, length))


def find_moments(text: str) -> Iterator[Moment]:
    """Yield the calendar expressions of a folded text, in order, a range as one."""
    head = _HEAD.search(text)
    while head is not None:
        moment = _read(text, head)
        following = head.end() + 1
        if moment is not None:
            moment = _extend(text, moment)
            following = moment.end
            bare = _BARE_YEAR.search(text, max(head.start() - 6, 0), head.start())
            if bare is not None:
                opening = parse_int(bare.group())
                moment = moment._replace(start=bare.start(), opening=opening, ranged=True)
            yield from _listed(text, moment)
            yield moment
        head = _HEAD.search(text, following)


def _listed(text: str, moment: Moment) -> Iterator[Moment]:
    """Yield the months or quarters whose 月底前 is printed once, behind the last: 3、6、9月底前.

    The numbers must rise up to the last one. A single number at the start of a line is that
    of a list item and no month.
    """
    if moment.grain not in ("month", "quarter") or moment.year or moment.ranged or moment.alias:
        return
    if moment.first is None:
        return
    before = _ENUMERATED.search(text, max(moment.start - 30, 0), moment.start)
    if before is None:
        return
    length = 3 if moment.grain == "quarter" else 1
    found = _NUMERAL.finditer(text, *before.span())
    numbers = [(each.span(), parse_int(each["number"])) for each in found]
    opens = before.start() == 0 or text[before.start() - 1] == "\n"
    lasts = [*(number for _, number in numbers), moment.last[0] // length]
    if lasts != sorted(set(lasts)) or (opens and before[0][0] != "第" and len(numbers) < 2):
        return
    for (start, end), number in numbers:
        yield moment._replace(
            start=start,
            end=end,
            first=(length * (number - 1) + 1, 1),
            last=(length * number, moment.last[1]),
        )


def _read(text: str, head: re.Match[str]) -> Moment | None:
    """Read the one point that starts at ``head``, without its relation."""
    start, end = head.span()
    year = parse_int(head["year"]) if head["year"] else None
    alias = head["alias"] or ""
    if head["dotted"]:
        numbers = [parse_int(part) for part in re.split(r"[./—]", head["dotted"])]
        return _dotted(start, end, numbers, closed=text.startswith("底", end))
    if head["plan"]:
        last = 2010 + 5 * (parse_int(head["plan"]) - 1)
        return Moment(start, end, last, "", (1, 1), (12, 31), "year", opening=last - 4)
    rest = _REST.match(text, end)
    if rest is not None:
        point = _month_day(rest) if rest["month"] else _part(rest)
        return point._replace(start=start, year=year, alias=alias)
    if year is None and not alias:
        return None
    return Moment(start, end, year, alias, (1, 1), (12, 31), "year")


def _dotted(start: int, end: int, numbers: list[int], *, closed: bool) -> Moment:
    year, month = numbers[:2]
    if len(numbers) == 2:
        return Moment(start, end + closed, year, "", (month, 1), (month, 31), "month", edge=closed)
    day = numbers[2]
    return Moment(start, end, year, "", (month, day), (month, day), "day")


def _month_day(rest: re.Match[str]) -> Moment:
    month = parse_int(rest["month"])
    base = Moment(*rest.span(), None, "", (month, 1), (month, 31), "month")
    if rest["day"]:
        day = parse_int(rest["day"])
        return base._replace(first=(month, day), last=(month, day), grain="day")
    if rest["third"] in ("底", "末"):
        return base._replace(edge=True)
    if rest["third"] == "初":
        return base._replace(first=None)
    if rest["third"]:
        first, last = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}[rest["third"][0]]
        return base._replace(first=(month, first), last=(month, last), grain="third")
    return base


def _part(rest: re.Match[str]) -> Moment:
    base = Moment(*rest.span(), None, "", (1, 1), (12, 31), "year")
    if rest["half"]:
        first, last = (1, 6) if rest["half"] == "上半年" else (7, 12)
        edge = rest.group()[-1] in "末底"
        return base._replace(first=(first, 1), last=(last, 31), grain="half", edge=edge)
    if rest["quarter"]:
        mark = rest["quarter"].removeprefix("第")[0]
        last = 3 * (_QUARTERS.find(mark) + 1 or int(mark))
        edge = bool(rest["quarter_edge"])
        return base._replace(first=(last - 2, 1), last=(last, 31), grain="quarter", edge=edge)
    if rest["middle"]:
        return base._replace(last=(6, 30), grain="half", edge=True)
    if rest["vague"]:
        return base._replace(first=None)
    return base._replace(edge=rest["edge"] is not None)


def _extend(text: str, moment: Moment) -> Moment:
    """Join the far end of a range, then take in what follows: 前, 止, 起, 内."""
    moment = _joined(text, moment)
    occasion = _OCCASION.match(text, moment.end) if moment.grain == "year" else None
    if occasion is not None and moment.year is not None:
        return _before(occasion, moment, moment.year)
    found = _RELATION.match(text, moment.end)
    if found is None or found.lastgroup is None:
        return moment._replace(end=found.end()) if found and moment.ranged else moment
    relation: Relation = found.lastgroup  # type: ignore[assignment]
    edge = moment.edge or found.group().startswith(("底", "期末", "末"))
    return moment._replace(end=found.end(), relation=relation, edge=edge)


def _joined(text: str, moment: Moment) -> Moment:
    """Return the range that begins with ``moment``, if the text goes on to its far end."""
    join = _JOIN.match(text, moment.end)
    if join is None:
        return moment
    head = _HEAD.match(text, join.end())
    last = _read(text, head) if head is not None else None
    if last is not None:
        return last._replace(
            start=moment.start,
            opening=moment.opening or moment.year or last.year,
            year=last.year or moment.year,
            alias=moment.alias or last.alias,
            first=moment.first,
            ranged=True,
        )
    day = _DAY_ONLY.match(text, join.end()) if moment.grain == "day" else None
    if day is None:
        return moment
    last_day = (moment.last[0], parse_int(day["day"]))  # 6月1日至30日
    return moment._replace(end=day.end(), last=last_day, ranged=True)


def _before(occasion: re.Match[str], moment: Moment, year: int) -> Moment:
    """Read 2025年国庆前; where the day of the occasion moves (春节, 汛期) no day is given."""
    eve = _EVES.get(occasion["name"])
    if occasion["name"] == "元旦":
        year -= 1
    return moment._replace(
        end=occasion.end(),
        year=year,
        first=eve,
        last=eve or (12, 31),
        grain="day",
        relation="before",
    )

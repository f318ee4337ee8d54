"""How often: 每季度, 每两年, 按月, 半年一次, 1次/年, and the calendar window after it.

``find_cycles`` cuts the period expressions out of a folded clause. What is done in each
period, by whom and how many times, is for ``recurring`` to read around them.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from bihuan.compiler.facts.stretches import Stretches
from bihuan.compiler.facts.wording import COUNT, PLAIN
from bihuan.compiler.pattern import Pattern, either
from bihuan.lib.numerals import parse_int

Form = Literal["each", "count", "rate"]

#: Names of periods by the word for them; the order of the pattern below matters, not this.
PERIODS: Final[dict[str, str]] = {
    "分钟": "minute",
    "小时": "hour",
    "班": "shift",
    "班次": "shift",
    "工作班": "shift",
    "日": "day",
    "天": "day",
    "工作日": "day",
    "周": "week",
    "星期": "week",
    "旬": "ten-days",
    "半月": "half-month",
    "月": "month",
    "月度": "month",
    "季": "quarter",
    "季度": "quarter",
    "半年": "half-year",
    "半年度": "half-year",
    "年": "year",
    "年度": "year",
    "学期": "semester",
    "学年": "year",
}
_SPANS: Final[dict[tuple[int, str], str]] = {
    (3, "month"): "quarter",
    (6, "month"): "half-year",
    (12, "month"): "year",
    (10, "day"): "ten-days",
}

#: 年轮 and 班轮 are words, 每年轮训 and 每班轮巡 are not.
_NO_WHEEL: Final[str] = "轮(?![流值换岗训巡])"
_UNIT: Final[str] = either(
    f"小时 分钟 工作班 班次?(?!{_NO_WHEEL}|[组级子主车列员机长]) 工作日 日(?![常益新夜趋渐])",
    "天(?![然气]) 周(?![期边围转岁年]) 星期 旬 月度?(?![球饼份]) 季度?(?![节风])",
    f"年度?(?!{_NO_WHEEL}|[龄级产薪]) 学期 学年",
)
_BY_UNIT: Final[str] = either(
    "日(?![常连]) 周(?![期边]) 旬 月度? 季度?(?!节) 半年 年度(?!计划|预算|监督) 班(?!组)"
)
_HALF: Final[str] = "半(?:年度?|个?月)"
_LEAST: Final[str] = either("至少 不少于 不得少于 不低于")
_TIMES: Final[str] = f"{COUNT}(?:[次遍轮回场](?![性要级数品])|期(?![限间]))"
#: What is done once in a period with 一: 一月一调度, 半年一检查.
DOING: Final[str] = either(
    "检查 通报 调度 会商 研判 总结 考核 评估 督查 督导 巡查 巡检 排查 报告 报送 上报 轮训 培训",
    "演练",
    "演习 更新 分析 体检 点评 汇报 排名 例会 会议 研究 公布 公示 检测 校验 审核 评审 抽查 复训",
    "复审",
    "评价 回访 警示 清零 [检查报训练考评会结学审测]",
)
_CALENDAR: Final[str] = either(
    "[首末]月 第[一二三四1-4]个?月 最后一个?月 季度末 [当次下]月 次年 年?终了? 年?[初底](?!次)",
    "年?末",
    "月[初底末] 第?[一二三四1-4]季度 [上下]半年 [上中下]旬",
    "(?:(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])[、和及]){0,11}"
    "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?",
    r"(?:[123]?\d|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]",
    "(?:第|首|前|最后)?[一二三四五1-9]?个?工作日 周[一二三四五六日末天] 星期[一二三四五六日天]",
    f"(?<=每周)[一二三四五六日天](?!{DOING})(?:[上下]午)? 结束 开学 汛期? [春夏秋冬]季(?!节)",
)
_WINDOW: Final[Pattern] = Pattern(
    f"(?:[的于在]?{_CALENDAR}(?:[、和及至到]|—)?){{1,4}}(?:之?[前后内](?!期)|以前|前后|起)?"
    f"(?:{COUNT}个?(?:工作)?[日天月](?:之?内|以内|前))?"
)
#: What any window begins with.
_WINDOW_FIRST: Final[Pattern] = Pattern(
    r"[的于在]?(?:[\d一二三四五六七八九十首末初底终第最当次下上中前日天月年春夏秋冬汛]|季度|[个工]|周|星期|结束|开学)"
)
_EACH: Final[str] = (
    f"(?P<each>每隔?(?:一个?)?)(?:(?:(?:{COUNT}(?:[—至到]|——))?(?P<number>{COUNT})个?|个)?(?!半)"
    f"|个?(?=半))"
)
_COUNTED: Final[str] = (
    r"(?P<count>(?<![每第近前后约满超达今明去当本\d零一二三四五六七八九十百]))"
    f"(?:(?P<number3>{COUNT})个?(?!半)|(?=半))"
)
_RATE: Final[str] = f"(?P<rate>{_TIMES}(?:以上)?/每?)(?!半个?月)"
#: What makes a duty of a bare period: 半年至少2次, 一月一调度.
_DONE: Final[str] = (
    f"(?:{_LEAST}|应当?|要|须)?(?:(?P<once>[一1]个?)?{DOING})?"
    f"(?(once)(?:[,。;、:)”]|制|工作|机制|$)|{_TIMES})"
)
_WHOLE: Final[str] = (
    r"(?P<whole>(?P<within>[一1]年内)|全年|(?<![\d一二两三四五六七八九十半多几数近当今本])年度?内)"
    f"(?={PLAIN}{{0,40}}?{_TIMES})"
)
#: The units stand in it once, for all that end on one: they cost most of the compilation.
_CYCLE: Final[Pattern] = Pattern(
    f"(?:{_EACH}|{_COUNTED}|{_RATE})(?P<period>(?P<unit>{_UNIT})|{_HALF})"
    f"(?(each)(?!逾期|超过|延误|迟延)|(?(count)(?={_DONE})))"
    f"|(?P<by>[逐按](?P<unit2>{_BY_UNIT}))|{_WHOLE}"
    r"|(?P<next>(?:次月|下月)(?=初|第|首|\d{1,2}日)|(?:次|下)一?个?季度?(?=首月|第))"
)
#: 一年内 is a period only with a least number behind it; else it is a length of time.
_LEAST_WITHIN: Final[Pattern] = Pattern(f"{PLAIN}{{0,30}}?{_LEAST}{_TIMES}(?!以上)")


class Cycle(NamedTuple):
    """A period expression at folded ``[start, end)``, its calendar ``window`` included."""

    start: int
    end: int
    per: str
    form: Form
    window: str | None = None


#: “每年一课”品牌 and 结合“每年一评”活动 name something; 实行“两年一评” sets a period.
_QUOTED: Final[Pattern] = Pattern(r"“[^“”\n]{1,40}”|\"[^\"\n]{1,40}\"")
_BRAND: Final[Pattern] = Pattern(
    "的?(?:“[^”]{1,20}”)?[^,。;:、“”并\n]{0,8}?"
    + either("品牌 名片 讲堂 讲坛 课堂 论坛 口号 主题 栏目 大赛 竞赛 展览 系列")
)
_SUPPOSED: Final[Pattern] = Pattern(
    either("结合 依托 借助 打响 擦亮 办好 做优 宣传 参与 参加 借力") + "[^,。;:\n]{0,12}$"
)


def find_cycles(text: str) -> Iterator[Cycle]:
    """Yield the period expressions of a folded text, in order."""
    last = None
    names = Stretches(_names(text))
    for found in _CYCLE.finditer(text):
        per = _period(found)
        counted = found["count"] is not None
        if per is None or names.cover(found.start()):
            continue
        if counted and _inside(text, last, found.start()):
            continue
        if found["within"] and not _LEAST_WITHIN.match(text, found.end()):
            continue
        if found["next"] and last is not None and _same_sentence(text, last, found.start()):
            continue  # 每月的报表于次月5日前报送: the number of the month is said already
        form: Form = "rate" if found["rate"] else "count" if counted else "each"
        window = _window(text, found.end()) if found["each"] or found["next"] else None
        named = window.group().rstrip("、和及至到—") if window else ""
        end = found.end() + len(named)
        last = Cycle(found.start(), end, per, form, named or None)
        yield last


def _window(text: str, position: int) -> re.Match[str] | None:
    """Return the calendar window at ``position``; few texts have one, or need its pattern."""
    return _WINDOW.match(text, position) if _WINDOW_FIRST.match(text, position) else None


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Yield the quoted stretches that only name something."""
    for quoted in _QUOTED.finditer(text):
        before = text[max(quoted.start() - 16, 0) : quoted.start()]
        if _BRAND.match(text, quoted.end()) or _SUPPOSED.search(before):
            yield quoted.span()


def _inside(text: str, last: Cycle | None, position: int) -> bool:
    """Whether a length is part of the duty of the cycle before it: 每3年脱产3个月轮训1次."""
    if last is None:
        return False
    return not any(mark in ",。;:、()\n" for mark in text[last.end : position])


def _same_sentence(text: str, last: Cycle, position: int) -> bool:
    return not any(mark in "。;\n" for mark in text[last.end : position])


def _period(found: re.Match[str]) -> str | None:
    if found["whole"]:
        return "year"
    if found["next"]:
        return "quarter" if "季" in found["next"] else "month"
    words = found["period"] or found["by"]
    if "半年" in words:
        return "half-year"
    if "半" in words:
        return "half-month"
    return multiple(found["unit"] or found["unit2"], found["number"] or found["number3"])


def multiple(unit: str, number: str | None) -> str | None:
    """Return the period of ``number`` times ``unit``: 3 个月 is a quarter, 五年 5-year.

    None if the numeral cannot be read.
    """
    name = PERIODS[unit]
    if number is None:
        return name
    try:
        amount = parse_int(number)
    except ValueError:
        return None
    named = name if amount == 1 else f"{amount}-{name}"
    return _SPANS.get((amount, name), named)

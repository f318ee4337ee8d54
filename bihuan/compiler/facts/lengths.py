"""Lengths of time: 15日内, 24小时内, 满三年, 不得少于2年, 自印发之日起30个工作日内.

Each is a time limit. Within a length counted from an event something has to be done, which
makes it a deadline too, without a date until the event is known; 一年内不得提拔 is no
deadline, and 12个月内发生2起的 only says when a rule applies.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bihuan.compiler.facts.cycles import Cycle
from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Context, Deadline, DeadlineKind, TimeLimit
from bihuan.compiler.facts.moments import Moment
from bihuan.compiler.facts.stretches import Stretches
from bihuan.compiler.facts.wording import COUNT
from bihuan.compiler.pattern import Pattern, either
from bihuan.lib.numerals import parse_number

_UNITS: Final[dict[str, str]] = {
    "工作日": "working-day",
    "自然日": "day",
    "日": "day",
    "天": "day",
    "小时": "hour",
    "分钟": "minute",
    "周": "week",
    "星期": "week",
    "月": "month",
    "季度": "quarter",
    "年": "year",
    "周年": "year",
}
_BOUND: Final[str] = either(
    "不得?超过 最长不超过 超过 不得?少于 至少 不低于 不得短于 (?<![届期])未?满 不满 不足 提前",
    "为期 期限[为是] 有效期[限为]{0,2} 保存期限为? 延长 连续 用 利用 脱产 任期",
    "(?:届满|期满|到期|有效期满|开工|施工|作业|举办|投产|变更|实施|竣工)(?:之日)?之?前(?:的|至少|提前)?",
)
_UNIT: Final[str] = either(
    "个工作日 个自然日 工作日 自然日 日(?!常) 天(?!然) 个?小时 分钟 周年 周(?!期|边) 个?星期 个月",
    r"个季度 年(?![度级龄代初底末终来])(?![零一二三四五六七八九十\d]+月)",
)
_EDGE: Final[str] = either(
    "之内 以内 内(?!部|容) 以上 以下 之?后(?!勤) 以后 之?前(?!期|提(?![出交供请])) 以前",
    "(?:左右)?的?时间 有效期? 期满 期限 不得 届满",
)
_LENGTH: Final[Pattern] = Pattern(
    rf"(?<![每第近上逐月])(?P<bound>{_BOUND})?(?P<amount>{COUNT}|半)(?P<unit>{_UNIT})(?P<half>半)?"
    rf"(?P<edge>{_EDGE})?"
)
_MODALS: Final[str] = either("应当? 须 必须 要 在 于 最多 至?迟 原则上 的") + "{0,3}$"
_PASSED: Final[str] = either("之?后 结案 届满 期满 到期 完毕")
_ANCHOR: Final[Pattern] = Pattern(
    rf"(?:[自从于在][^。;\n]{{1,60}}?(?:之?日|之时|次日|当日|时|之月)?起,?的?(?:连续)?"
    rf"|{_PASSED},?的?){_MODALS}"
)
_STARTS: Final[Pattern] = Pattern(
    rf"[自从于在](?=[^。;\n自从在]{{1,60}}?(?:起|之日)[,的]?{_MODALS})"
)
_EVENT_START: Final[Pattern] = Pattern(
    either("应当? 须 必须 要(?!求) 在 于 自 的 并 且 [,:] 由 将")
    + "(?=[^应须要在于自的并且,:由将]{2,24}$)"
)
_ACT: Final[Pattern] = Pattern(
    either("举行 举办 召开 实施 施工 开工 作业 使用 活动 会议 期满 届满 到期 检修 动火 验收")
    + "(?:的|之日)?$"
)
_BANNED: Final[Pattern] = Pattern(
    r",?[^,。;\n]{0,24}?"
    + either(
        "不得 不能 不予 不再 不准 不可 禁止 取消 限制 暂停(?!施工) 终身 不参加 不纳入 不受理",
        "免予 撤销",
    )
)
_COUNTED: Final[Pattern] = Pattern(
    either(
        "累计 连续 先后 重复 反复 多次 屡次 又 再次? 受到 发生 出现 发现 未 被 因 有 仍 逾期 死亡",
        "造成 拒不",
    )
    + rf"|{COUNT}[次起]|[^,。;\n]{{0,16}}?{COUNT}[次起人](?:及|或)?以上|[^,。;\n]{{0,30}}的[,。;]"
)

#: The time something takes may not pass a length: 最迟不超过15日, 上报时间不得超过1小时.
_LATEST: Final[Pattern] = Pattern(
    "(?:"
    + either("[最至]迟 最晚 最多")
    + "|"
    + either("报[告送]? 达 场 送 置 应 复 馈 查 理 结 完成 整改")
    + "的?(?:时间|用时)(?:一般|最长|均|原则上)?)$"
)


class Length(NamedTuple):
    """A length of time at folded ``[start, end)``; ``edge`` is the 内, 以上, 后 it ends on."""

    start: int
    end: int
    amount_at: int
    limit: TimeLimit
    edge: str
    bound: str


def read_lengths(
    folded: Folded, cycles: Sequence[Cycle], moments: Sequence[Moment]
) -> Iterator[Length]:
    """Yield the lengths of time that bind, none that is part of a period or a date."""
    taken = Stretches(
        [*((cycle.start, cycle.end) for cycle in cycles), *((at.start, at.end) for at in moments)]
    )
    for found in _LENGTH.finditer(folded.masked):
        bound, edge = found["bound"] or "", found["edge"] or ""
        start, end = found.span()
        if taken.touch(found.start("amount"), end):
            continue
        limit = _limit(folded, found)
        if limit is not None and (bound or edge):
            yield Length(start, end, found.start("amount"), limit, edge, bound)


def _limit(folded: Folded, found: re.Match[str]) -> TimeLimit | None:
    unit = _UNITS[found["unit"].removeprefix("个")]
    words = found["amount"]
    try:
        amount = parse_number("0.5" if words == "半" else words)
    except ValueError:
        return None
    if unit == "year" and (words == "半" or found["half"]):
        amount, unit = int(amount * 12) + (6 if found["half"] else 0), "month"
    elif unit == "year" and amount > 1000:
        return None
    text, start, end = folded.locate(*found.span())
    return TimeLimit(text=text, start=start, end=end, amount=amount, unit=unit)


def read_relative(
    folded: Folded,
    lengths: Sequence[Length],
    dated: Sequence[Deadline],
    context: Context,
) -> Iterator[Deadline]:
    """Yield the lengths within which something has to be done, as deadlines."""
    for length in lengths:
        if length.edge.endswith("时间"):
            date = _reckoned(folded, length, dated, context)
            yield _deadline(folded, length.amount_at, length.end, date)
            continue
        inside = length.edge.endswith("内") or _is_latest(folded, length)
        ahead = length.edge.endswith("前") or "前" in length.bound
        rest = folded.masked[length.end : length.end + 60]
        if not (inside or ahead) or _BANNED.match(rest) or _COUNTED.match(rest):
            continue
        start = _anchored(folded, length)
        if ahead and start == length.start and "前" not in length.bound:
            start = _occasion(folded, length)
            if start == length.start:
                continue
        date = _reckoned(folded, length, (), context) if start == length.start else None
        yield _deadline(folded, start, length.end, date, kind="by" if ahead else "within")


def _is_latest(folded: Folded, length: Length) -> bool:
    """Whether a length that may not be passed is the last time for an act."""
    before = folded.masked[max(length.start - 12, 0) : length.start]
    return "不" in length.bound and "超过" in length.bound and bool(_LATEST.search(before))


def _anchored(folded: Folded, length: Length) -> int:
    """Return where the event begins that the length is counted from, or its own start."""
    floor = max(folded.sentence(length.start)[0], length.start - 80)
    before = folded.masked[floor : length.start]
    if not _ANCHOR.search(before):
        return length.start
    starts = list(_STARTS.finditer(before))
    if starts:
        return floor + starts[-1].start()
    segment = folded.segment(length.start)[0]
    if not re.search(_PASSED, folded.masked[segment : length.start]):
        return length.start
    event = _EVENT_START.search(before)
    return max(floor + event.end() if event else segment, segment)


def _occasion(folded: Folded, length: Length) -> int:
    """Return where 举行七日前 begins: a length before an act named right before it."""
    named = _ACT.search(folded.masked, max(length.start - 6, 0), length.start)
    return named.start() if named else length.start


def _reckoned(
    folded: Folded, length: Length, dated: Sequence[Deadline], context: Context
) -> dt.date | None:
    """Return the day a number of years ends: counted from the date before it in the
    sentence (2017年6月…,利用2年时间), else the end of a plan that lasts as long."""
    years = length.limit.amount
    if length.limit.unit != "year" or not isinstance(years, int):
        return None
    floor = folded.origin[folded.sentence(length.start)[0]]
    for deadline in reversed(dated):
        if deadline.date and floor <= deadline.start < length.limit.start:
            end = _years_later(deadline.date, years)
            return end - dt.timedelta(days=1) if deadline.kind == "from" else end
    period = context.period
    if period is not None and period[1] - period[0] + 1 == years:
        return dt.date(period[1], 12, 31)
    return None


def _years_later(date: dt.date, years: int) -> dt.date:
    day = 28 if (date.month, date.day) == (2, 29) else date.day
    return date.replace(year=date.year + years, day=day)


def _deadline(
    folded: Folded,
    start: int,
    end: int,
    date: dt.date | None,
    *,
    kind: DeadlineKind = "within",
) -> Deadline:
    text, first, last = folded.locate(start, end)
    return Deadline(text=text, start=first, end=last, date=date, alt=None, kind=kind)

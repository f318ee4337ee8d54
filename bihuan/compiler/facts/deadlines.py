"""Which calendar expressions set a deadline, and the date each of them means.

The date of a law, of a cited document and of an accident are not deadlines; nor is a year
before the document's own. A year the text elides comes from the deadline before it in
the clause, then from the plan's period, then from the year of the document.

A day that comes round (每年3月31日前) belongs to ``recurring``; it is kept here as well, dated
only where the plan covers a single year, since only then the day is a known one.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bihuan.compiler.facts.cycles import Cycle
from bihuan.compiler.facts.folding import CELL, LINE, MASK, Folded
from bihuan.compiler.facts.model import Context, Deadline, DeadlineKind
from bihuan.compiler.facts.moments import Moment
from bihuan.compiler.facts.phrases import acting_unit
from bihuan.compiler.facts.stretches import Stretches
from bihuan.compiler.pattern import Pattern, either

_REACHING: Final[Pattern] = Pattern(
    either("截至 截止到? 截止 直?到 至(?!少) 不晚于 不迟于 不得晚于 早于") + "$"
)
_TOWARDS: Final[Pattern] = Pattern("到$")
_SINCE: Final[Pattern] = Pattern("[自从]$")
_AIM: Final[Pattern] = Pattern(either("力争 确保 计划 预计 拟 争取 [于在] 安排") + "+$")
_OPENS: Final[Pattern] = Pattern(
    r"(?:^|(?<=[年月日底末旬度])[和及与]|[,。;、:(“\n\t]|其中|并|要|应当?|须|必须|分别|[省市县区])$"
)
_LABEL: Final[Pattern] = Pattern(
    either("时限 时间 期限 日期 节点 进度 安排") + r"(?:要求|安排|节点)?[:为是]?\(?$"
)
_DUE: Final[Pattern] = Pattern(r"(?:时限|期限|截止|完成时间|截止时间|办结时间):?\(?$")
_STAGE: Final[Pattern] = Pattern(
    either(
        "阶段 时间 环节 步骤 部署 实施 推进 总结 提升 攻坚 整治 排查 期间?",
        "验收 登记 自查 自纠 检查 评估 巩固 摸底 宣传",
    )
    + r":?\($"
)
_AND: Final[Pattern] = Pattern("[、和及与或]|以及")
_LISTED: Final[Pattern] = Pattern("[、和及](?=第?[0-9一二三四五六七八九十])")
_PHASE: Final[Pattern] = Pattern(r"(?:阶段|期间?|步骤|时间):?\($")
_DOING: Final[str] = either(
    "完成 实现 建成 建立 达到 全面 全部 基本 启动 开展 组织 形成 力争 确保 推动 推进 进行 召开",
    "开始 分别",
    "要(?!求|点) 应(?!急) 须 对 将 由 制定 出台 实施 建设 报送 上报 培训 检查 排查 整治 消除 淘汰",
    "安装 配备 覆盖 投入 初步 有效 继续 再 新(?!闻) 累计 每 各 重点 集中 深入 进一步 力求 率先",
    "打造 分[两二三四五六]?[批期次步]",
    "创建 编制 修订 印发 部署 督促 取得 杜绝 遏制 控制 “安全生产月” 不发生 不出现",
)
#: What is over when it is done: a time right before it is when it has to be, wherever it stands.
_ACHIEVED: Final[Pattern] = Pattern(
    either("全部 全面 基本 要 须 应当? 必须 将 实现 力争 确保")
    + "{0,2}"
    + either(
        "完成(?!率|情况|的) 实现 建成(?!的|区|后) 达到 办结(?!率) 整改到位 到位 清零 销号",
        "投用(?!的) 投产(?!的)",
    )
)
_RESULT: Final[str] = either("下降 达到 实现 完成 建成 减少 不低于 控制在 覆盖")
_GOES_ON: Final[Pattern] = Pattern(
    rf"[,:)]|{_DOING}|为[^,。;]{{0,12}}(?:阶段|期)|[全本]?[省市县区镇][^,。;的]{{1,30}}?{_RESULT}"
)
_DONE: Final[str] = either(
    "发生 排查 发现 查出 建成 建设 投产 投用 出厂 取得 登记 注册 安装 竣工 审批 批准 购置 通过",
    "印发",
    "发布 公布 颁布 下发 制定 出台 修订 修正 施行 实施 成立 查处 挂牌 认定 列入 开工 生产 使用",
)
_TITLE: Final[str] = either(
    "总体要求 工作要点 工作计划 工作打算 指导思想 工作思路 工作总结 总体思路 全国两会"
)
_TOLD: Final[Pattern] = Pattern(
    rf"[^,。;\n将要须对]{{0,4}}?{_DONE}[^,。;\n的]{{0,6}}的(?!安全生产形势)"
    rf"|版|修[订正]|第|度(?!末|底|内)|[^,。;的]{{0,12}}?的?{_TITLE}"
)
_TOLD_SINCE: Final[Pattern] = Pattern(rf"(?:已|就)?{_DONE}[^,。;\n的]{{0,6}}的")
_TOLD_BEFORE: Final[Pattern] = Pattern(
    either(
        "比 较 与 同 对照 对比 总结 自 以 吸取 根据 按照 查处 针对 鉴于 巩固 统计",
        "(?:提出|确定|明确|规定)的(?:到|至)?",
    )
    + "$"
)
_NEWS: Final[Pattern] = Pattern(
    "(?<!不)发生.{0,12}(?:事故|火灾|爆炸|起)|造成.{0,8}人?(?:死亡|伤亡|遇难)|召开了|印发了|下发了|同比"
)
_SO_FAR: Final[Pattern] = Pattern(",?[^,。;]{0,12}?" + either("已 共有 累计 现有 尚有 仍有"))
_SUMMED: Final[Pattern] = Pattern(",?[^,。;对将把]{0,12}?(?:已(?!有)|共(?![同享建治管商有]))")
_IN_FORCE: Final[Pattern] = Pattern("(?:正式)?(?:施行|生效)(?![的后])")
_TAKES_EFFECT: Final[Pattern] = Pattern(
    "起?(?:正式|全面)?" + either("施行 实施 执行 生效 启用 运行 停止 不再 停用")
)


def read_deadlines(
    folded: Folded, moments: Sequence[Moment], cycles: Sequence[Cycle], context: Context
) -> list[Deadline]:
    """Return the deadlines among ``moments``, in the order of the text."""
    found: list[Deadline] = []
    taken = Stretches((moment.start, moment.end) for moment in moments)
    year: int | None = None
    yearly: Moment | None = None
    for moment in moments:
        cycle = _around(cycles, moment)
        if cycle is not None and folded.text.startswith("每", cycle.start):
            deadline = _coming_round(folded, moment, cycle, context)
            yearly = moment if cycle.per == "year" else None
        elif yearly is not None and _AND.fullmatch(folded.text[yearly.end : moment.start]):
            deadline = _undated(folded, moment)
            yearly = moment
        else:
            deadline = _judge(folded, moment, year, context)
            if deadline is not None and moment.year:
                year = moment.year
            elif deadline is not None and _comes_round(folded, moment, cycles):
                deadline = replace(deadline, date=None, alt=None)
        if deadline is not None and (not found or deadline.start > found[-1].start):
            found.append(deadline)
            if cycle is None and moment.grain == "year":
                found.extend(_governed(folded, moment, deadline, taken))
    return found


def _governed(
    folded: Folded, moment: Moment, deadline: Deadline, taken: Stretches
) -> Iterator[Deadline]:
    """Yield what other units do under the same year: 2024年,由甲部门…,乙部门….

    Each is a task of its own with the date of the first; a part with its own date is not.
    """
    start, end = moment.end + 1, folded.sentence(moment.end)[1]
    stop = folded.segment(start)[1]
    if deadline.kind != "within" or acting_unit(folded.text[start:stop]) is None:
        return
    while folded.text[stop : stop + 1] == ",":
        start, stop = stop + 1, folded.segment(stop + 1)[1]
        if stop > end or taken.touch(start, stop) or not acting_unit(folded.text[start:stop]):
            return
        text, first, last = folded.locate(start, stop)
        yield replace(deadline, text=text, start=first, end=last)


def last_dates(moment: Moment, year: int | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the last day the words allow in ``year``, and the other reading where they have two.

    8月份前 is literally before August begins, and in use often by its end; 8月底前 and
    8月15日前 have one reading.
    """
    if year is None:
        return None, None
    last = moment.last_day(year)
    if moment.relation == "before" and not moment.edge and moment.grain != "day":
        first = moment.first_day(year)
        return (first - dt.timedelta(days=1), last) if first else (None, None)
    return last, None


def _around(cycles: Sequence[Cycle], moment: Moment) -> Cycle | None:
    """Return the period expression the moment is part of: 每年3月31日前."""
    index = bisect_right(cycles, moment.end - 1, key=lambda cycle: cycle.start) - 1
    cycle = cycles[index] if index >= 0 else None
    return cycle if cycle is not None and cycle.end > moment.start else None


def _coming_round(
    folded: Folded, moment: Moment, cycle: Cycle, context: Context
) -> Deadline | None:
    """Keep the calendar day of a yearly duty, dated if the plan has only one year."""
    if cycle.per != "year" or cycle.form != "each" or moment.first is None or moment.year:
        return None
    if moment.alias or folded.text.startswith("为", moment.end):
        return None  # 每年六月为安全生产月
    single = context.period is not None and context.period[0] == context.period[1]
    year = context.period[0] if single and context.period else None
    text, start, end = folded.locate(cycle.start, max(moment.end, cycle.end))
    date = last_dates(moment, year)[0] if year else None
    kind: DeadlineKind = "by" if text.endswith("前") else "within"
    return Deadline(text=text, start=start, end=end, date=date, alt=None, kind=kind)


def _comes_round(folded: Folded, moment: Moment, cycles: Sequence[Cycle]) -> bool:
    """Whether the day belongs to what is done every year: 每年评估一次,于11月30日前报送."""
    if moment.alias.startswith(("今", "本", "明")):
        return False
    opens = folded.sentence(moment.start)[0]
    yearly = (cycle for cycle in cycles if opens <= cycle.start < moment.start)
    return any(cycle.per == "year" and cycle.form == "each" for cycle in yearly)


def _undated(folded: Folded, moment: Moment) -> Deadline:
    """Keep the second day of a yearly duty: 每年7月15日前、次年1月15日前."""
    text, start, end = folded.locate(moment.start, moment.end)
    kind: DeadlineKind = "by" if moment.relation == "before" else "within"
    return Deadline(text=text, start=start, end=end, date=None, alt=None, kind=kind)


def _judge(folded: Folded, moment: Moment, year: int | None, context: Context) -> Deadline | None:
    start, end = _extent(folded, moment)
    if not _binds(folded, moment, context):
        return None
    actual = moment.year or _elided(moment, year, context)
    if moment.relation == "from" and actual is not None:
        date, alt = moment.first_day(actual), None
    else:
        date, alt = last_dates(moment, actual)
    text, first, last = folded.locate(start, end)
    return Deadline(
        text=text, start=first, end=last, date=date, alt=alt, kind=_kind(folded, moment)
    )


def _extent(folded: Folded, moment: Moment) -> tuple[int, int]:
    """Take in the 到 or 自 before the words and 施行 after them; 力争 and 在 stay outside."""
    lead = _REACHING.search(folded.text, max(moment.start - 4, 0), moment.start)
    lead = lead or _SINCE.search(folded.text, max(moment.start - 1, 0), moment.start)
    return lead.start() if lead else moment.start, moment.end


def _binds(folded: Folded, moment: Moment, context: Context) -> bool:
    if _is_cited(folded, moment):
        return False
    text = folded.masked
    before = text[max(moment.start - 14, 0) : moment.start]
    after = text[moment.end : moment.end + 40]
    in_force = moment.relation == "from" and _SINCE.search(before) and _IN_FORCE.match(after)
    if in_force or _is_past(moment, context):
        return bool(in_force)  # an amended law is in force from the day of its first issue
    if moment.relation == "from":
        return _begins(folded, moment, before, after)
    if _is_told(folded, moment, context):
        return False
    if _REACHING.search(before) or _LABEL.search(before) or _stage(moment, before):
        return True
    if moment.ranged and _SINCE.search(before):
        return True
    if moment.relation in ("before", "until"):
        return True
    return _stands_free(folded, moment, before, after)


def _is_told(folded: Folded, moment: Moment, context: Context) -> bool:
    """Whether the words tell what was: 2024年底前排查发现的, 今年一季度,全市共发现."""
    text = folded.masked
    before = text[max(moment.start - 14, 0) : moment.start]
    after = text[moment.end : moment.end + 40]
    due = moment.relation in ("before", "until")
    if (_TOLD_SINCE if due else _TOLD).match(after):
        return True
    opened = moment.ranged and _SINCE.search(before)
    if _TOLD_BEFORE.search(before) and not opened:
        return True
    if _NEWS.search(text[moment.end : min(folded.sentence(moment.end)[1], moment.end + 120)]):
        return True
    if _REACHING.search(before) is None:
        return not due and _SUMMED.match(after) is not None
    ahead = moment.grain == "year" and (moment.year or 0) >= (context.document_year or 9999)
    return not ahead and _SO_FAR.match(after) is not None


def _is_cited(folded: Folded, moment: Moment) -> bool:
    """Whether the moment tells the age of a cited document: 《…》(2021年6月1日起施行)."""
    inside = folded.bracket(moment.start)
    if inside is None or not folded.masked[: inside[0] - 1].endswith(MASK):
        return False
    return moment.relation not in ("before", "until") and not _ACHIEVED.match(
        folded.masked, moment.end
    )


def _stage(moment: Moment, before: str) -> bool:
    """Whether the moment is the time of a stage, in brackets: 动员部署阶段(2024年3月)."""
    if moment.ranged and moment.grain == "year":
        return _PHASE.search(before) is not None  # 专项整治(2024-2026年) is only a title
    return _STAGE.search(before) is not None


def _begins(folded: Folded, moment: Moment, before: str, after: str) -> bool:
    """Whether 自2024年1月1日起 starts something, rather than looking back."""
    if moment.grain != "day" and not (moment.year or moment.alias or _SINCE.search(before)):
        return False
    starts = _SINCE.search(before) or _TAKES_EFFECT.match(after)
    return starts is not None or after.startswith(",")


def _stands_free(folded: Folded, moment: Moment, before: str, after: str) -> bool:
    """Whether a bare 2024年, 年底, 第一季度 heads a phrase of its own and something follows."""
    aimed = _AIM.search(before)
    rest = before[: aimed.start()] if aimed else before
    if not (aimed or _OPENS.search(rest)):
        return moment.grain != "day" and (
            _ACHIEVED.match(after) is not None or _parts(folded, moment, after)
        )
    if before.endswith("(") and after.startswith(")"):
        return False  # the date of a document, in brackets under its title
    if _LISTED.match(after) and moment.grain != "day":
        return True  # 3月底、6月底、9月底前分三批完成
    if before.endswith(CELL) and after[:1] in ("", CELL, LINE):
        return True  # a cell of a table with nothing but the date
    if after[:1] in ("", LINE):
        return moment.grain != "day" and bool(moment.edge or moment.relation)
    return (
        _GOES_ON.match(after) is not None
        or bool(moment.relation)
        or (moment.ranged and moment.grain != "year" and not after.startswith(("的", "期间")))
        or (bool(aimed) and not after.startswith(("的", "度")))
    )


def _parts(folded: Folded, moment: Moment, after: str) -> bool:
    """Whether the moment stands between a unit and what it does: 县应急局第二季度开展检查."""
    who = folded.text[folded.segment(moment.start)[0] : moment.start]
    return _GOES_ON.match(after) is not None and acting_unit(who + after) == who


def _is_past(moment: Moment, context: Context) -> bool:
    if moment.year is None or moment.relation == "past":
        return moment.relation == "past"
    floors = [
        year for year in (context.document_year, context.period and context.period[0]) if year
    ]
    return bool(floors) and moment.year < min(floors)


def _elided(moment: Moment, year: int | None, context: Context) -> int | None:
    """Return the year the words leave out: from the clause, the period, the document."""
    period, signed = context.period, context.document_year
    if moment.alias.startswith(("今", "本")) and signed:
        return signed
    base = year
    if base is None and period is not None:
        inside = signed is not None and period[0] <= signed <= period[1]
        base = signed if inside else period[0]
    if base is None:
        base = signed
    if moment.alias.startswith(("明", "次", "翌", "下")):
        return base + 1 if base is not None else None
    return base


def _kind(folded: Folded, moment: Moment) -> DeadlineKind:
    if moment.relation == "from":
        return "from"
    before = folded.text[max(moment.start - 4, 0) : moment.start]
    reaching = _REACHING.search(before) is not None
    aims = _TOWARDS.search(before) or (reaching and moment.grain == "year" and not moment.edge)
    if aims and not moment.relation and not moment.ranged:
        return "horizon"
    if moment.relation in ("before", "until") or moment.edge or reaching:
        return "by"
    if moment.grain == "day" and before.endswith(CELL):
        return "by"
    if _DUE.search(folded.text[max(moment.start - 8, 0) : moment.start]) and not moment.ranged:
        return "by"
    return "within"

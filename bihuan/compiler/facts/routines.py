"""Duties whose name tells how often: 周例会, 季度大检查, 月通报, 班前会, 节前检查, 年终考核.

They stand in lists (班组班前会、周安全生产活动日,企业月安全生产办公会) where each item may
name its own subject and otherwise takes that of the item before.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Recurring
from bihuan.compiler.facts.phrases import split_subject, strip_lead, subject_before
from bihuan.compiler.facts.stretches import Stretches
from bihuan.compiler.facts.wording import ITEM
from bihuan.compiler.pattern import Pattern, either

_EVENT: Final[str] = either(
    "办公会议? 调度会议? 分析会议? 例会 班会 工作会议? 会议 联席会议? 会商 研判 大?检查 自查",
    "巡查 巡检",
    "例检 大?排查 活动日 督导 督查 督办 考核巡查 考核 考评 考试 评比 评定 通报 公告 公示 报告 总结",
    "小结 演练 演习 培训 轮训 复训 教育 学习 评估 评价 评审 调度 检测 监测 检验 体检 校验 点评",
    "约谈",
    "排名 晾晒 分析 汇报 述职 计划 方案 任务清单 工作要点 审核 审查 审计 讲评 清零 管控 回头看",
    "抽查",
    "走访 确认 提示 报送 普查 报(?=[、和]|制度) 会",
)
_NO_DUTY: Final[str] = either(
    "结果 等次 等级 优秀 合格 指标 内容 体系 得分 成绩 规定 要求 标准 办法 师 员 机构 系统 平台 费",
    "证 基地 场所 设施 占",
)
_RIGHT: Final[str] = rf"(?<!社)(?<!协)(?<!委员)(?<!安委)(?<!工)(?![^\W\da-zA-Z_]{{0,2}}{_NO_DUTY})"
_HOLDERS: Final[str] = either(
    "生产经营单位 企业 公司 单位 车间 班组 工段 区队 项目部 工区 科室 部门 岗位 厂 矿",
    "[省市县区镇村]",
)
_OPENERS: Final[str] = either(
    r"[,。;、:(“\"‘「\n] [和及与或] 以及 实行 落实 执行 坚持 建立 开展 组织 实施 做好 健全 完善",
    "推行 严格 召开 进行 制定 编制 (?<=要) (?<=应) (?<=当)",
)
_NAME: Final[str] = rf"(?:(?![的每和及]){ITEM}){{0,14}}?{_EVENT}+"
#: 风险形势月研判制度: the system tells that 月 is a period although a noun stands before it.
_AFTER_NOUN: Final[str] = (
    r"(?<=[^\W\da-zA-Z_])(?<![每本上下当该个几数第各去\d—全往近半今明作假节值生])"
    "(?<![一二两三四五六七八九十])"
)
_NEXT: Final[str] = f"(?:、?[日周旬月季年]{_EVENT})"
_ROUTINE: Final[Pattern] = Pattern(
    rf"(?:(?:^|{_OPENERS})(?P<opened>)|(?<![每本上下当该个一二两三四第各去\d—全往近]))"
    f"(?P<holder>{_HOLDERS})?"
    "(?(opened)(?P<short>双月|[日周旬月季年])(?!常|边|末|终|期|度|底|初|内|份|前|后|报[社刊]|节|龄|中)"
    f"|(?P<long>月度|季度|半年度?|年度|年终|年中(?!期)))(?P<noun>{_NAME}){_RIGHT}"
    rf"|(?P<kept>{_AFTER_NOUN}[日周旬月季](?:{_EVENT})+(?={_NEXT}*(?:工作)?(?:制度|机制)))"
)
_SHIFT: Final[Pattern] = Pattern(
    f"(?P<holder>班组)?(?<![上下])(?P<when>班[前中后](?:(?:[、和]班?|班)[中后]){{0,2}})"
    f"(?P<noun>{_NAME}){_RIGHT}|交接班{ITEM}{{0,6}}?(?:检查|会)|同时下井、?同时升井"
)
_OCCASION: Final[str] = either(
    "(?:重大|重要|法定|传统)?(?:节假日|节日|长假|假期|活动|节点|会议|时间节点|时段)",
    "三夏 三秋 春耕 秋收 农忙",
    "敏感时段 特殊时段 两节 节 春节 国庆 元旦 中秋 清明 五一 十一 两会 复工复产 复产复工 恢复生产",
    "恢复作业 恢复施工",
    "复工 复产 停工复工 停产检修 开工 停工 投产 检维修 检修 开学 入汛 主汛期 汛期 雨季 冬季 夏季",
    "旺季",
    "恶劣天气 极端天气 台风",
)
_EACH_TIME: Final[str] = (
    f"每一?(?:个?航次|[车批轮班]?次|趟)(?:{ITEM}|、){{0,16}}?(?:之?前|之?后(?![果续勤]))"
)
#: What is not done before an event but kept from being done, or finished once for all.
_KEPT_OFF: Final[Pattern] = Pattern("^,?[^,]{0,12}?(?:不得|严禁|禁止|不准|未|停止|暂停|完成)")
_TO_DO: Final[str] = rf",?(?:(?![的每]){ITEM}){{0,24}}?"
_EVENTS: Final[Pattern] = Pattern(
    rf"(?:(?P<when>(?:(?P<every>每逢)|“?){_OCCASION}"
    rf"(?:(?(every)[、和及]|(?:前后?|后|期间)?[、和及”“]{{1,2}}){_OCCASION}){{0,3}}"
    r"(?(every)(?:之?前|期间)?|”?(?:之?前[夕后]?|来临前|到来前|期间))"
    rf"|{_OCCASION}前[、和及]{_OCCASION}后)"
    rf"(?P<noun>{_TO_DO}"
    + either("大?检查 大?排查 巡查 演练 培训 教育 评估 验收 例会 督查 自查 会诊")
    + rf"{_RIGHT}|{_TO_DO}(?:组织|开展|进行|召开)(?:(?![的每]){ITEM}|[“”]){{2,16}}"
    r"(?=[,。;:、(\n]|$))"
    rf"|(?P<each>{_EACH_TIME})(?P<act>,?(?:(?!每)(?:{ITEM}|、)){{2,24}}))"
)
#: 每次作业前后时长不少于2小时 tells how long, not what is done.
_AMOUNT: Final[Pattern] = Pattern(
    r"[^,]{0,4}(?:不超过|不少于|不低于|至少)[\d一二两三四五六七八九十]"
)
_DATED: Final[Pattern] = Pattern(r"[\d年今本]年?$")
_SEASON: Final[Pattern] = Pattern(
    r"(?<![\d每今本去明当年上度])(?P<when>年初|年终|年末(?=[各,由要应对])|岁末年初)"
    r"(?P<noun>(?![^,。;\n]{0,8}占)[^。;\n()]{2,40}?)(?=[,。;\n(])"
)
_PERIOD: Final[dict[str, str]] = {
    "日": "day",
    "周": "week",
    "旬": "ten-days",
    "月": "month",
    "月度": "month",
    "双月": "2-month",
    "季": "quarter",
    "季度": "quarter",
    "半年": "half-year",
    "半年度": "half-year",
    "年": "year",
    "年度": "year",
    "年终": "year",
    "年中": "year",
}
_PLANNED: Final[Pattern] = Pattern(
    either("按照? 根据 依据 依照 列入 纳入 参加 结合 作为 超出 完成 落实 执行")
    + r"[^,。;\n]{0,12}$"
)
#: 成效纳入年度考核 counts on what there is already.
_EXISTING: Final[Pattern] = Pattern(either("列入 纳入") + r"[^,。;\n]{0,12}$")
#: 印发之日起20日内制定年度清单 falls due once.
_ONCE: Final[Pattern] = Pattern(r"(?:之日起|[发布]后)[^,。;\n]{0,8}内[^,。;\n]{0,12}$")


class _Duty(NamedTuple):
    action: str
    per: str
    times: int = 1
    condition: str | None = None


def read_routines(folded: Folded, counted: Sequence[Recurring]) -> list[Recurring]:
    """Return the duties whose name holds their period, in the order of the text.

    A name inside a duty already ``counted`` (每日召开班前会), or beside one of the same
    period (年度计划应于每年1月底前制定), is no second duty.
    """
    named = [*_named(folded), *_shifts(folded), *_events(folded)]
    starts = {duty.start for duty in named}
    seasons = [duty for duty in _seasons(folded) if duty.start not in starts]
    taken = Stretches((duty.start, duty.end) for duty in counted)
    beside = {(duty.per, _item(folded, duty)) for duty in counted}
    return [
        duty
        for duty in [*named, *seasons]
        if not taken.touch(duty.start, duty.end) and (duty.per, _item(folded, duty)) not in beside
    ]


def _item(folded: Folded, duty: Recurring) -> tuple[int, int]:
    """Return the list item or segment the duty stands in."""
    start, end = folded.segment_at(duty.start)
    at = folded.position(duty.start)
    start = max(start, folded.text.rfind("、", start, at) + 1)
    comma = folded.text.find("、", at, end)
    return start, comma if comma >= 0 else end


def _named(folded: Folded) -> Iterator[Recurring]:
    holder, sentence = None, -1
    for found in _ROUTINE.finditer(folded.masked):
        name = next(name for name in ("short", "kept", "long") if found[name])
        word = found[name][:1] if name == "kept" else found[name]
        noun = found["noun"] or found["kept"][1:]
        owner = found["holder"]
        start = found.start("holder" if owner else name)
        if _only_named(folded.text[max(start - 32, 0) : start], noun):
            continue
        if folded.sentence(start)[0] != sentence:
            holder, sentence = None, folded.sentence(start)[0]
        holder = owner or holder
        subject = holder or subject_before(folded, start, folded.segment(start)[0])
        yield _routine(folded, (start, found.end()), _Duty(noun, _PERIOD[word]), subject)


def _only_named(before: str, noun: str) -> bool:
    """Whether a routine is spoken of as one there is already, or as one made once."""
    if _EXISTING.search(before) or _ONCE.search(before):
        return True
    return noun.endswith(("计划", "方案")) and _PLANNED.search(before) is not None


def _shifts(folded: Folded) -> Iterator[Recurring]:
    for found in _SHIFT.finditer(folded.masked):
        when, noun = found["when"] or "", found["noun"] or found.group()
        times = max(len(re.findall("[前中后]", when)), 1)
        subject = found["holder"] or subject_before(
            folded, found.start(), folded.segment(found.start())[0]
        )
        action = when + noun if found["when"] else noun
        condition = when if times > 1 else None
        yield _routine(folded, found.span(), _Duty(action, "shift", times, condition), subject)


def _events(folded: Folded) -> Iterator[Recurring]:
    for found in _EVENTS.finditer(folded.masked):
        if _DATED.search(folded.text[max(found.start() - 3, 0) : found.start()]):
            continue  # 2025年春节前: once, not every time
        when, words = found["when"] or found["each"], found["noun"] or found["act"]
        if _KEPT_OFF.match(words) or (found["each"] and _AMOUNT.match(words)):
            continue
        named, rest = split_subject(words.lstrip(","))
        first = folded.segment(found.start())[0]
        subject = named or subject_before(folded, found.start(), first)
        if subject is None and "、" in folded.text[first : found.start()]:
            subject = subject_before(folded, first, first)
        action = rest if named or found["each"] else _event_action(when, words)
        duty = _Duty(strip_lead(action), "event", condition=when)
        yield _routine(folded, found.span(), duty, subject)


def _event_action(when: str, words: str) -> str:
    """Return 组织检查 for 汛期前要组织检查, and 节前大检查 for what is a name with its time."""
    verb = re.match(r",|要|应|须|必须|对|开展|组织|进行|集中|全面|召开", words)
    return words.lstrip(",") if verb else when + words


def _seasons(folded: Folded) -> Iterator[Recurring]:
    for found in _SEASON.finditer(folded.masked):
        start, _ = folded.segment(found.start())
        subject = subject_before(folded, found.end(), found.end("when"))
        if subject is None:
            subject = subject_before(folded, found.start(), start)
        named, rest = split_subject(found["noun"].lstrip(","))
        subject, action = named or subject, rest.strip(",:")
        duty = _Duty(action, "year", condition=found["when"])
        yield _routine(folded, found.span(), duty, subject)


def _routine(folded: Folded, span: tuple[int, int], duty: _Duty, subject: str | None) -> Recurring:
    text, start, end = folded.locate(*span)
    return Recurring(
        text=text,
        start=start,
        end=end,
        subject=subject,
        action=duty.action,
        times=duty.times,
        per=duty.per,
        at_least=False,
        condition=duty.condition,
    )

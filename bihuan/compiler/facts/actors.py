"""Who a stretch of prose is about: the name before its predicate, if it names someone who acts.

Names of units and posts are an open class, but they end on one of few words (局, 队, 站, 人,
长); a predicate after such a word tells that the name is over.
"""

import re
from typing import Final

from bihuan.compiler.names import PERSON_END, UNIT_END
from bihuan.compiler.pattern import Pattern, either

#: What the name of someone who acts ends on; a standing meeting acts by itself.
_ACTORS: Final[str] = f"(?:{UNIT_END.words}|{PERSON_END.words}|[常党]务会议)"
#: What follows the one who acts, and nothing else.
_SURE: Final[str] = either(
    "应当 (?<![适相供反对响不])应(?![急用对届收付力]) 必须 (?<!必)须(?!知) (?<!必)需(?!求) 可以",
    "(?<![主重需必纪摘首次])要(?![求点素闻事道]) 负责(?![人同]) (?<!即)将(?!来) 不得 有权 均",
    "都(?!市) 对(?!口) 向 在(?!建) 于 从(?!业) 通过 至少 定期 每 依法 认真 严格 按照",
    "(?<![消解扫清])除(?![尘险患]) 还 也 则 会同 具体 为 结合 (?<=[会办室])的?(?:作用|职能)",
)
#: Verbs of official prose that also stand inside names: 组织部, 督查室, 检查组.
_VERBS: Final[str] = either(
    "建立 制定 组织 统筹 实行 牵头 落实 履行 承担 汇总 督促 督查 督导 指导 检查 巡查 巡检",
    "排查 监督 召开 健全 完善 加强 强化 推动 推进 实施 执行 开展 编制 使用 接到",
    "收到 做好 抓好 明确 成立",
)
LEADING: Final[Pattern] = Pattern(
    "^"
    + either(
        "【[^】]{1,16}】",
        r"[一二三四五六七八九十\d]+(?:是要?|[、.)]) [(]?[一二三四五六七八九十\d]+[)]",
        r"第[一二三四五六七八九百十\d]+[条款项] [、·—]",
        r"(?:20\d\d|[今本当])年(?:\d{1,2}月)?(?:起|[底末初]|[上下]半年)?前?",
        r"[^,由]{1,12}期间 年初 年终 年底前? 此后 今后 目前 平时 充分发挥 由 推动 督促 指导 要求",
        "组织(?!部) 引导 确保 支持 鼓励 其中 同时 并且 并(?!网|购|轨|联|行|发|入) 此外 另外",
        "落实 强化 监督 协调 责令 发动 促进 明确 保证",
    )
    + "+"
)
_ADVERBS: Final[str] = either(
    "应当 应 要 必须 须 需要? 可以? 将 都 均 至少 持续 坚持 继续 实行 实施 建立 健全 完善",
    "落实 执行 负责 严格 认真 原则上 一般 做到 开展 组织 定期 主动 依法 带队 带头 按照?规定 还 也",
    "全面 深入 分别 统一 各自 每人 集中 积极 切实 确保 保证 牵头 进行 不少于 不得少于 于 在",
)
TRAILING: Final[Pattern] = Pattern(f"{_ADVERBS}+$")
NO_SUBJECT_WORDS: Final[str] = either(
    "[与和同及] 对于? 将 把 按照? 根据 依照 在(?!建) 以(?!上) 向 为 于 因 自(?!建|营|备) 从(?!业)",
    "经(?![营理济信开办]) 如果? 凡 通过 结合 参照 围绕 聚焦 针对 发现 发生 加强 加大 建立 完善",
    "健全",
    "开展 实施 制定 进一步 深入 全面 严格 严肃 坚持 利用 纳入 列入 强制 积极 不断 充分 大力 持续",
)
NO_SUBJECT: Final[Pattern] = Pattern(NO_SUBJECT_WORDS)
#: 从事有限空间作业的企业 opens like an adverbial, and is a name all the same.
_RELATIVE: Final[Pattern] = Pattern(r"(?:在|从|利用|发生|发现|实施|开展)[^由]{2,40}的[^的]{2,16}$")
_OWED: Final[Pattern] = Pattern(
    "(?P<who>(?!每)[^的]{2,24}?)(?<![划案度告录施备间用证目])(?:应当|必须)"
)
_ACTOR_END: Final[Pattern] = Pattern(f"{_ACTORS}(?:[)]|等)?$")
_ACTING: Final[Pattern] = Pattern(
    f"(?P<actor>{_ACTORS}(?:[)]|等)?)(?:{_SURE}|(?:{_ADVERBS})*(?:{_SURE}|(?P<verb>{_VERBS})))"
)
_LONGER_NAME: Final[Pattern] = Pattern(
    f"{_VERBS}[^,的各所本一]{{0,6}}?{_ACTORS}(?=$|{_SURE}|{_VERBS})"
)
_AGENT: Final[Pattern] = Pattern(r"(?:^|(?<=[^理自缘经任]))由(?P<who>[^的]{2,60})$")
#: 县应急局督促各企业: the enterprise acts; 县应急局组织专家: the office does.
_PIVOT: Final[Pattern] = Pattern(
    f"(?P<first>.{{1,30}}?{_ACTORS})(?:(?P<made>督促|指导|要求|责令|引导|推动)|组织)"
    r"(?P<second>(?!部门|机构|人员|单位|委员).{2,30})$"
)
#: Whom another one is to see to it: 督促大型商超每季度.
_MADE: Final[Pattern] = Pattern("(?:督促|责令|要求|指导|引导)(?P<who>[^,对向在的]{2,24})$")
#: Words that no name holds, but a phrase with its predicate does.
_NO_NAME: Final[Pattern] = Pattern(
    "^每|每[日天周旬月季年班]|至少|不少于|不得|应当|必须|[^面门]对(?!外|口)"
)
_DUTIES: Final[Pattern] = Pattern(r"(?:职责|责任|任务)(?:是|为|包括|如下)?$")
_SEEING_TO: Final[tuple[str, ...]] = ("检查", "落实", "整改", "工作", "督办", "服务")
LONGEST: Final[int] = 120
_LONGEST_END: Final[int] = 8
_LONGEST_NAME: Final[int] = 60
_FURTHEST: Final[int] = _LONGEST_NAME + 12


def names_actor(words: str) -> bool:
    """Whether the words end like the name of someone who acts."""
    return _ACTOR_END.search(words, max(len(words) - _LONGEST_END, 0)) is not None


def subject_in(stretch: str, *, whole: bool) -> str | None:
    """Return the subject at the head of a stretch; ``whole``: the stretch may be all subject.

    Empty where someone else is made to act whom no known word names.
    """
    opened = stretch[:LONGEST]
    lead = LEADING.sub("", opened)
    unit = re.match(r"以([^,为]{1,12})为单位", lead)
    if unit is not None:
        return unit[1]
    made = _MADE.search(opened) if whole else None
    if made is not None and made["who"] not in _SEEING_TO:
        return made["who"] if names_actor(made["who"]) else ""
    agent = _AGENT.search(opened) if whole or opened.startswith("由") else None
    if agent is not None and (named := _agent(agent["who"])):
        return named
    if NO_SUBJECT.match(lead) and not _RELATIVE.match(lead):
        return _relative(lead)
    if named := _before_predicate(lead):
        return named
    if whole and (named := _name(lead)):
        return named
    owed = _OWED.match(lead)
    return owed["who"] if owed else None


def head_subject(words: str) -> str | None:
    """Return whose duties a heading announces: 矿长安全生产职责."""
    lead = LEADING.sub("", words[:LONGEST])
    if not _DUTIES.search(lead):
        return None
    for end in range(len(lead) - 2, 1, -1):
        if named := _name(lead[:end]):
            return named
    return None


def _before_predicate(lead: str) -> str | None:
    for found in _ACTING.finditer(lead, 0, _FURTHEST):
        longer = found["verb"] and _LONGER_NAME.match(lead, found.start("verb"))
        if not longer and (named := _name(lead[: found.end("actor")])):
            return named
    return None


def _relative(lead: str) -> str | None:
    """Return a name that begins with a relative clause: 从事有限空间作业的企业应当."""
    for found in _ACTING.finditer(lead, 0, _FURTHEST):
        words = lead[: found.end("actor")]
        if not found["verb"] and _RELATIVE.match(words) and (named := _name(words)):
            return named
    return None


def _agent(words: str) -> str | None:
    """Return the name behind 由, which any verb may follow: 由新区建设局汇总后."""
    named = _before_predicate(words) or _name(words)
    if named is not None:
        return named
    ends = [end for end in range(2, min(len(words), 24) + 1) if names_actor(words[:end])]
    return words[: ends[-1]] if ends else None


def _name(words: str) -> str | None:
    bare = TRAILING.sub("", words)
    if not (1 < len(bare) <= _LONGEST_NAME and names_actor(bare)) or _NO_NAME.search(bare):
        return None
    pivot = _PIVOT.match(bare)
    if pivot is None:
        return bare
    return pivot["second"] if pivot["made"] else pivot["first"]

"""Where a phrase stands in its sentence, and who the sentence is about."""

import re
from typing import Final

from bihuan.compiler.facts.folding import CELL, LINE, Folded
from bihuan.compiler.facts.wording import PLAIN, either
from bihuan.compiler.pattern import Pattern

#: What the name of someone who acts ends on.
_ACTORS: Final[str] = either(
    "单位 企业 公司 集团 部门 机关 机构 组织 政府 党委 党工委 党组织? 委员会 [安工编]委会? 安委办",
    r"办公室 [区县市省安督]办 办事处 管委会 [^\W\da-zA-Z_]局 厅 支队 大队 中队 总队 队伍? 中心",
    "学校 院校 学院 医院 幼儿园 [研学法]院 安监站 服务站 常委会 常务会议? 工会 协会 共青团 妇联",
    "负责人 负责同志 人员 员工 职工 领导 同志 成员 干部 代表 专家 工人 矿长 厂长 场长 总?经理 校长",
    "主任 书记 [县市镇区]长 总监 (?<!动)员 [一二三四五六七八九]?班组?长 组长 工程师",
    "班组 车间 工段 区队 项目部 [乡]?镇 乡 街道 镇街 街镇 街乡 县 区 市 省 村 社区 各地 各级 地区",
    "园区 开发区 矿山 煤矿 工地 站点 场所 景区 商场 人大 政协 法院 检察院 [承发]包方 [甲乙]方",
    "经营者 使用者 所有者 管理者 劳动者 业主 物业 股东 代理人 [村居]委会",
)
#: What follows the one who acts.
_MODAL: Final[str] = either(
    "应当 (?<![适相供反对响不])应(?![急用对届收付力]) 必须 (?<!必)须(?!知) (?<!必)需(?!求) 可以",
    "(?<![主重需必纪摘首次])要(?![求点素闻事道]) 负责(?![人同]) (?<!即)将(?!来) 不得 有权 均",
    "都(?!市) 对 向 在(?!建) 于 从(?!业) 通过 至少 定期 每 依法 认真 严格 按照 建立 制定 组织开展",
    "统筹协调 会同 实行 (?<=[会办室])的?(?:作用|职能)",
)
_LEADING: Final[Pattern] = Pattern(
    "^"
    + either(
        "【[^】]{1,16}】",
        r"[一二三四五六七八九十\d]+(?:是要?|[、.)]) [(]?[一二三四五六七八九十\d]+[)]",
        r"第[一二三四五六七八九十百\d]+[条款项] [、·—]",
        "年初 年终 年底前? 充分发挥 由 推动 督促 指导 要求 组织(?!部) 引导 确保 支持 鼓励 其中",
        "同时",
        "并且? 此外 另外 落实 强化 监督 协调 责令 发动 促进 明确 保证",
    )
    + "+"
)
_TRAILING: Final[Pattern] = Pattern(
    either(
        "应当 应 要 必须 须 需要? 可以? 将 都 均 至少 持续 坚持 继续 实行 实施 建立 健全 完善",
        "落实 执行",
        "负责 严格 认真 原则上 一般 做到 开展 组织 定期 主动 依法 带队 带头 按照?规定 还 也 全面",
        "深入",
        "分别 统一 各自 每人 集中 积极 切实 确保 保证 牵头 进行 不少于 不得少于 于 在",
    )
    + "+$"
)
_MODAL_FIRST: Final[Pattern] = Pattern(
    "^" + either("应当 应(?!急) 要(?!求) 必须 须 需(?!求) 可以 将 都 均 原则上 还 也 的 主要") + "+"
)
_NO_SUBJECT_WORDS: Final[str] = either(
    "[与和同及] 对于? 将 把 按照? 根据 依照 在(?!建) 以(?!上) 向 为 于 因 自(?!建|营|备) 从(?!业)",
    "经(?![营理济信开办]) 如果? 凡 通过 结合 参照 围绕 聚焦 针对 发现 发生 加强 加大 建立 完善",
    "健全",
    "开展 实施 制定 进一步 深入 全面 严格 严肃 坚持 利用 纳入 列入 强制 积极 不断 充分 大力 持续",
)
_NO_SUBJECT: Final[Pattern] = Pattern(_NO_SUBJECT_WORDS)
_ACT_FIRST: Final[Pattern] = Pattern(
    either(
        _NO_SUBJECT_WORDS,
        "组织 带队 召开 进行 安排 聘请 邀请 听取 召集 书面 报 专题 至少 检查 抽查",
    )
)
_ACTS: Final[Pattern] = Pattern(
    f"(?P<who>{PLAIN}{{1,30}}?)(?="
    + either(
        "应当 应(?!急) 要(?!求) 必须 须 需 将 负责(?![人同]) [向对就按至](?!外) 组织 开展 召开",
        "报送",
        "上报 制定 重点 集中 进行 完成 会同 牵头 带队 听取 提交 联合",
    )
    + ")"
)
_OWED: Final[Pattern] = Pattern(
    "(?P<who>(?!每)[^的]{2,24}?)(?<![划案度告录施备间用证目])(?:应当|必须)"
)
_LONGEST: Final[int] = 120
_LOOK_BACK: Final[int] = 12
_ACTOR_END: Final[Pattern] = Pattern(f"{_ACTORS}(?:[)]|等)?$")
_SUBJECT: Final[Pattern] = Pattern(f"(?P<who>.{{1,60}}?){_MODAL}")


def subject_before(folded: Folded, position: int, start: int) -> str | None:
    """Return who acts at ``position``: named in ``[start, position)``, else shortly before.

    None where no one is named; an owner is never guessed.
    """
    text = folded.text
    who = _subject_in(text[start:position], whole=True)
    topic = _TRAILING.sub("", _LEADING.sub("", text[start:position][:_LONGEST]))
    if who is None and len(topic) > 1 and not _NO_SUBJECT.match(topic):
        return None  # 厂级每月检查: something is named here, but no one who acts
    first = folded.sentence(position)[0]
    looked = 0
    while who is None and start > 0 and looked < _LOOK_BACK:
        if start <= first and (topic or text[start - 1] in (LINE, CELL)):
            break  # the sentence has an object of its own, or a paragraph begins here
        start, end = folded.segment(start - 1)
        who = _subject_in(text[start:end], whole=False)
        looked += 1
    return who


def object_before(lead: str, subject: str | None) -> str:
    """Return what stands between the subject and the verb: 对各区市行政处罚情况."""
    if subject and subject in lead:
        lead = lead[lead.rindex(subject) + len(subject) :]
    lead = _LEADING.sub("", lead)
    return _TRAILING.sub("", _MODAL_FIRST.sub("", lead)) if len(lead) < _LONGEST else ""


def split_subject(words: str) -> tuple[str | None, str]:
    """Return the subject the words begin with, if they do, and the rest: 各镇要|报送清单."""
    found = _ACTS.match(words)
    if found is None or not _ACTOR_END.search(found["who"]) or _ACT_FIRST.match(words):
        return None, words
    return found["who"], _MODAL_FIRST.sub("", words[found.end() :])


def acting_unit(words: str) -> str | None:
    """Return the unit a segment makes act: 由消防部门重点开展…, else None."""
    return split_subject(_LEADING.sub("", words[:_LONGEST]))[0]


def strip_lead(words: str) -> str:
    """Return the words without the marks and modal verbs they begin with."""
    return _MODAL_FIRST.sub("", words).strip(',、:;“”"()的')


def _subject_in(stretch: str, *, whole: bool) -> str | None:
    """Read the subject at the head of a stretch; ``whole``: the stretch may be all subject."""
    lead = _LEADING.sub("", stretch[:_LONGEST])
    unit = re.match(r"以([^,为]{1,12})为单位", lead)
    if unit is not None:
        return unit[1]
    if _NO_SUBJECT.match(lead):
        return None
    found = _SUBJECT.match(lead)
    candidates = [found["who"]] if found else []
    if whole:
        candidates.append(lead)
    owed = _OWED.match(lead)
    for candidate in candidates:
        bare = _TRAILING.sub("", candidate)
        if 1 < len(bare) <= 60 and _ACTOR_END.search(bare):
            return bare
    return owed["who"] if owed else None

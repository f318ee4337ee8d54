"""What law fixes about letters: the ways to serve one and what each needs; the places of a wording.

Ways and their proof follow 民事诉讼法 (2023) 第八十七条至第九十五条, as offices do and
行政处罚法第六十一条 demands.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

#: 民事诉讼法第九十五条: 自发出公告之日起，经过三十日，即视为送达.
NOTICE_DAYS: Final = 30


@dataclass(frozen=True)
class Way:
    """A way to serve a letter: its name, its article, what it needs, as words and as fields."""

    title: str
    article: str
    says: str
    needs: tuple[str, ...]


#: What a receipt says besides who took the letter and when.
FIELDS: Final = {
    "recipient": "签收人",
    "served_at": "送达时间",
    "place": "送达地点",
    "refusal": "拒收事由",
    "witnesses": "见证人",
    "tracking": "邮件号码",
    "agent": "受托送达单位",
    "consent": "同意电子送达的凭据",
    "address": "电子送达地址",
    "published_in": "公告载体",
    "published_on": "公告日期",
}
WAYS: Final[dict[str, Way]] = {
    "direct": Way(
        "直接送达", "民事诉讼法第八十八条", "当面交给受送达单位，由签收人签名、写明日期",
        ("recipient", "served_at"),
    ),
    "left": Way(
        "留置送达", "民事诉讼法第八十九条",
        "拒收时留在其办公场所：写明拒收人、事由、地点，由见证人签名",
        ("recipient", "served_at", "place", "refusal", "witnesses"),
    ),
    "mail": Way(
        "邮寄送达", "民事诉讼法第九十一条", "写明邮件号码；回执上的收件日期为送达日期",
        ("recipient", "served_at", "tracking"),
    ),
    "proxy": Way(
        "委托送达", "民事诉讼法第九十一条", "写明受托的单位，由签收人签名、写明日期",
        ("recipient", "served_at", "agent"),
    ),
    "electronic": Way(
        "电子送达", "民事诉讼法第九十条", "要受送达单位同意：写明同意的凭据和到达的地址",
        ("recipient", "served_at", "consent", "address"),
    ),
    "notice": Way(
        "公告送达", "民事诉讼法第九十五条",
        f"其他方式无法送达时用：写明公告载体和日期，满{NOTICE_DAYS}日视为送达",
        ("published_in", "published_on"),
    ),
}  # fmt: skip


def lacking(way: str, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a way of service needs and was not given: its field, and what would be right."""
    if way not in WAYS:
        yield "way", f"请选择送达方式：{'、'.join(one.title for one in WAYS.values())}。"
        return
    for name in WAYS[way].needs:
        if given.get(name) in (None, ""):
            yield name, f"{WAYS[way].title}要填写“{FIELDS[name]}”。"


def deemed_served(published_on: date) -> date:
    """Return the day on which a letter served by public notice counts as served."""
    return published_on + timedelta(days=NOTICE_DAYS)


#: A place of a wording: what is written between 【】, and the fact that fills it in.
PLACES: Final = {
    "单位名称": ("addressee", "主送单位的全称"),
    "事项": ("subject", "责任事项的名称"),
    "期限": ("due", "原定的期限"),
    "已逾天数": ("days_late", "起草那天已逾期的天数"),
    "依据条款": ("clause", "文件名称和条款号"),
    "条款原文": ("quote", "条款的原话"),
    "答复期限": ("reply_due", "要求办结或答复的日期"),
    "发文单位": ("issuer", "本单位的全称"),
    "起草日期": ("day", "起草的日期"),
}
#: The place that takes what a letter brings of its own: reasons, demands, facts.
OWN_WORDS: Final = "本件内容"
#: Without these a wording of the kind says nothing that binds; number and signer are the layout's.
MANDATORY: Final[dict[str, tuple[str, ...]]] = {"supervision_order": ("事项", "期限")}
_PLACE: Final = re.compile(r"【([^【】]*)】")


def mandatory(kind: str) -> tuple[str, ...]:
    """Return the places a wording of a kind cannot do without."""
    return (*MANDATORY.get(kind, ()), OWN_WORDS)


def misworded(kind: str, words: str) -> str:
    """Say in one sentence what is wrong with a wording; "" when nothing is."""
    named = _PLACE.findall(words)
    known = (*PLACES, OWN_WORDS)
    for name in named:
        if name not in known:
            return (
                f"没有【{name}】这个填写处。可用的有：{'、'.join(f'【{one}】' for one in known)}。"
            )
    if _PLACE.sub("", words).count("【") or _PLACE.sub("", words).count("】"):
        return "有一个【或】没有成对。填写处写成【事项】这样。"
    for name in mandatory(kind):
        if name not in named:
            return f"缺少【{name}】，这种文书不能没有它。"
    alone = [line.strip() for line in words.splitlines() if f"【{OWN_WORDS}】" in line]
    if alone != [f"【{OWN_WORDS}】"]:
        return f"【{OWN_WORDS}】要单独占一段，只写一次。"
    return ""


def template_of(words: str) -> str:
    """Return a line of a wording as the kernel fills it in: only known places stand in braces."""
    known = {name: key for name, (key, _) in PLACES.items()} | {OWN_WORDS: "paragraphs"}
    escaped = words.strip().replace("{", "{{").replace("}", "}}")
    return _PLACE.sub(lambda found: "{" + known[found[1]] + "}", escaped)


def words_of(template: str) -> str:
    """Return a supplied line as an office edits it: places in their names, between 【】."""
    names = {key: name for name, (key, _) in PLACES.items()} | {"paragraphs": OWN_WORDS}
    return re.sub(r"\{(\w+)\}", lambda found: f"【{names[found[1]]}】", template)

"""What was read from a clause, in words; and the boxes in which a reviewer corrects it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules.policy.models import Proposal

#: Kinds of proposals as their labels say them.
KINDS = {
    "responsible": "单位", "deadline": "期限", "recurring": "周期", "time_limit": "时限",
    "quantity": "数量", "fine": "罚款", "measure": "措施", "publish": "公开",
    "unset": "未设定", "repair": "读不准",
}  # fmt: skip
PARTS = {"lead": "牵头", "cooperate": "配合", "share": "分工负责", "subject": "主体责任"}
PERIODS = {
    "shift": "每班", "day": "每日", "week": "每周", "ten-days": "每旬", "month": "每月",
    "quarter": "每季度", "half-year": "每半年", "semester": "每学期", "year": "每年",
    "2-year": "每 2 年", "3-year": "每 3 年", "5-year": "每 5 年", "event": "每次事件",
}  # fmt: skip
UNITS = {
    "minute": "分钟", "hour": "小时", "day": "天", "working-day": "个工作日", "week": "周",
    "month": "个月", "quarter": "个季度", "year": "年",
}  # fmt: skip
QUANTITIES = {
    "threshold": "门槛", "target": "目标", "ratio": "比例", "count": "数量", "amount": "金额",
}  # fmt: skip
OPEN = "文件未写明"


@dataclass(frozen=True)
class Words:
    """A proposal in words: what it says, and the remark under it."""

    head: str
    note: str = ""


@dataclass(frozen=True)
class Box:
    """One value of a proposal to correct: its key, title, how it is entered, what it is now."""

    name: str
    title: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    value: str = ""


def words(proposal: Proposal) -> Words:
    """Return a proposal in words; nothing is added to what was read or corrected."""
    if proposal.two_readings:
        return Words("日期待选", _quoted(proposal.data))
    return _SAYS[proposal.kind](proposal.data)


def boxes(proposal: Proposal) -> list[Box]:
    """Return the boxes of a proposal with the values that count now; none when it has no values."""
    return [_filled(box, proposal.data.get(box.name)) for box in _BOXES.get(proposal.kind, ())]


def typed(shown: list[Box], given: Mapping[str, str], prefix: str = "") -> list[Box]:
    """Return boxes with what somebody typed into them instead of the values that count."""
    return [replace(box, value=given.get(f"{prefix}{box.name}", "")) for box in shown]


def correction(proposal: Proposal, given: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """Return the values of a submitted correction as proposals keep them.

    Raises :class:`Invalid`, naming the box, for a number that is none.
    """
    found: dict[str, Any] = {}
    for box in _BOXES.get(proposal.kind, ()):
        found[box.name] = _value(box, given.get(f"{prefix}{box.name}", "").strip())
    return found


def _filled(box: Box, value: Any) -> Box:
    text = "" if value is None or value is False else "1" if value is True else str(value)
    options = box.options
    if box.kind == "choice" and text and text not in dict(options):
        options = (*options, (text, text))
    return replace(box, options=options, value=text)


def _value(box: Box, text: str) -> Any:
    if box.kind == "yes_no":
        return text == "1"
    if not text:
        return None
    if box.kind == "number":
        try:
            return int(text) if text.lstrip("-").isdigit() else float(text)
        except ValueError:
            raise Invalid(f"“{box.title}”要填数字，如 2。", field=box.name) from None
    return text


def _responsible(data: dict[str, Any]) -> Words:
    if not data.get("unit"):
        return Words(f"责任单位：{OPEN}", "这一条没有写明由谁做。")
    part = PARTS.get(data.get("role", ""), "")
    name = data.get("canonical") or ""
    same = f"对应 {name}" if name and name != data["unit"] else ""
    return Words(f"{data['unit']} — {part}", same)


def _deadline(data: dict[str, Any]) -> Words:
    if not data.get("date"):
        return Words(f"“{data.get('text', '')}”", "起算日不在文件里，期限留待设定。")
    kinds = {"by": "前完成", "within": "内完成", "horizon": "（远期目标）", "from": "起"}
    return Words(f"{data['date']} {kinds.get(data.get('kind', ''), '')}", _quoted(data))


def _recurring(data: dict[str, Any]) -> Words:
    who = data.get("subject") or "本条责任单位"
    per = PERIODS.get(data.get("per", ""), data.get("per") or "周期未写明")
    times = data.get("times")
    least = "至少 " if data.get("at_least") and times else " "
    often = f"{per}{least}{times} 次" if times else f"{per}，次数未写明"
    parts = (who, data.get("action") or "", often)
    return Words("·".join(part for part in parts if part), data.get("condition") or "")


def _limit(data: dict[str, Any]) -> Words:
    unit = UNITS.get(data.get("unit", ""), data.get("unit") or "")
    amount = data.get("amount")
    return Words(f"{amount} {unit}" if amount is not None else "立即", _quoted(data))


def _quantity(data: dict[str, Any]) -> Words:
    kind = QUANTITIES.get(data.get("kind", ""), "")
    return Words(f"{data.get('value')} {data.get('unit') or ''}（{kind}）", _quoted(data))


def _fine(data: dict[str, Any]) -> Words:
    low, high = data.get("min_yuan"), data.get("max_yuan")
    if low and high:
        return Words(f"罚款 {low:,} 至 {high:,} 元", _quoted(data))
    if low or high:
        return Words(f"罚款 {low or high:,} 元", _quoted(data))
    return Words("罚款：金额不以元写明", _quoted(data))


def _measure(data: dict[str, Any]) -> Words:
    return Words(str(data.get("text", "")), "措施、惩戒：只作说明，不生成任务")


def _publish(data: dict[str, Any]) -> Words:
    where = f"公开到{data['where']}" if data.get("where") else "公开的地方没有写明"
    return Words(f"公开：{data.get('what') or data.get('text', '')}", where)


def _unset(data: dict[str, Any]) -> Words:
    return Words(
        f"原文写“{data.get('text', '')}”", "没有次数、期限。采用后由安委办设定，记名记日期"
    )


def _repair(data: dict[str, Any]) -> Words:
    change = f"{data['raw']} → {data['proposal']}" if data.get("proposal") else ""
    return Words(str(data.get("message") or change), change if data.get("message") else "")


def _quoted(data: dict[str, Any]) -> str:
    return f"原文“{data['text']}”" if data.get("text") else ""


_SAYS: dict[str, Callable[[dict[str, Any]], Words]] = {
    "responsible": _responsible, "deadline": _deadline, "recurring": _recurring,
    "time_limit": _limit, "quantity": _quantity, "fine": _fine, "measure": _measure,
    "publish": _publish, "unset": _unset, "repair": _repair,
}  # fmt: skip
_BOXES: dict[str, tuple[Box, ...]] = {
    "responsible": (
        Box("unit", "责任单位", hint="写文件里的名称；文件没有写明的留空不填，改用“文件未写明”"),
        Box("role", "分工", "choice", tuple(PARTS.items())),
    ),
    "deadline": (Box("date", "日期", hint="如 2018-12-31"),),
    "recurring": (
        Box("subject", "谁来做", hint="留空即本条的责任单位"),
        Box("action", "做什么"),
        Box("per", "周期", "choice", tuple(PERIODS.items())),
        Box("times", "次数", "number", hint="文件没有写次数的留空，列为未设定"),
        Box("at_least", "至少这么多次", "yes_no"),
    ),
    "time_limit": (
        Box("amount", "多少", "number"),
        Box("unit", "单位", "choice", tuple(UNITS.items())),
    ),
    "quantity": (
        Box("value", "数值", "number"),
        Box("unit", "单位"),
        Box("kind", "用途", "choice", tuple(QUANTITIES.items())),
    ),
    "fine": (
        Box("min_yuan", "最低（元）", "number"),
        Box("max_yuan", "最高（元）", "number"),
    ),
    "publish": (Box("what", "公开什么"), Box("where", "公开在哪里")),
}

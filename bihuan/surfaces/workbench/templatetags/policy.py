"""How a policy text and what was read from it look."""

from datetime import date, datetime
from typing import Any

from django import template

from bihuan.lib.clocks import end_of
from bihuan.surfaces.workbench.highlights import STYLES
from bihuan.surfaces.workbench.templatetags.bihuan import OUTCOMES

register = template.Library()

ROUND = {
    "shift": "班", "day": "日", "week": "周", "ten_days": "旬", "month": "月", "quarter": "季度",
    "half": "半年", "year": "年", "semester": "学期", "years": "年", "event": "次事件",
}  # fmt: skip


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key, ``None`` when nothing."""
    return found.get(key)


@register.filter
def style(kind: str) -> str:
    """Return the class of the mark of a kind of proposal."""
    return STYLES[kind][0]


@register.filter
def often(rule: Any) -> str:
    """Return how often a rule demands its duty, saying so where the document gives no number."""
    if not rule.per:
        return "周期未设定"
    unit = ROUND.get(rule.per, rule.per)
    every = f"每 {rule.every} {unit}" if rule.every > 1 or rule.per == "years" else f"每{unit}"
    if rule.times is None:
        return f"{every}，次数未设定"
    return f"{every}{'至少 ' if rule.at_least else ' '}{rule.times} 次"


@register.filter
def state_title(states: dict[str, Any], name: str) -> str:
    """Return the title of a state of a flow by its name."""
    return str(states[name].title)


@register.filter
def outcome_word(outcome: str) -> str:
    """Return how an obligation ended, in a word."""
    return OUTCOMES[outcome][2]


@register.filter
def ends(day: date) -> datetime:
    """Return the last moment of a day, as which a due date counts."""
    return end_of(day)


@register.filter
def times(n: int) -> range:
    """Return a range to repeat something by."""
    return range(n)

"""A ladder in words, so that whoever adopts it reads what it will do."""

from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.kernel.law.models import Ladder, LadderStep

from .templatetags.bihuan import STAGES

DAY = 24
TELLS = {
    "holder": "责任单位",
    "supervisor": "主管单位",
    "office": "安委办",
    "above": "上一级安委办",
}
LETTERS = {"supervision_order": "拟督办单", "interview": "拟约谈通知", "circular": "拟通报"}
#: Which of the suggested ladders suit which field of a review, by the last part of their key.
SUITED = {"task_ladder": ("task",), "rule_ladder": ("check",)}


@dataclass(frozen=True)
class Choice:
    """A ladder to adopt or not: the row, and its rungs in words."""

    ladder: Ladder
    rungs: tuple[str, ...]


def choices(ladders: Iterable[Ladder], field: str) -> list[Choice]:
    """Return the ladders suggested for a field of a review, with their rungs in words."""
    return [
        Choice(one, tuple(rung(step) for step in one.steps.all()))
        for one in ladders
        if one.key.rpartition("#")[2] in SUITED.get(field, ())
    ]


def rung(step: LadderStep) -> str:
    """Return one rung in words: when, which stage, who is told, what is drawn up or opened."""
    word = STAGES[step.stage][2] if step.stage else "临期提醒"
    told = "、".join(TELLS[name] for name in step.tells)
    parts = [f"{_when(step.after_hours)}{word}{told}"]
    if step.letter:
        parts.append(LETTERS.get(step.letter, step.letter))
    if step.opens_hours:
        parts.append(f"主管单位 {_span(step.opens_hours)}内处置")
    return "，".join(parts)


def _when(hours: int) -> str:
    if hours == 0:
        return "到期时"
    return f"到期前 {_span(-hours)}" if hours < 0 else f"逾期 {_span(hours)}"


def _span(hours: int) -> str:
    return f"{hours // DAY} 天" if hours % DAY == 0 else f"{hours} 小时"

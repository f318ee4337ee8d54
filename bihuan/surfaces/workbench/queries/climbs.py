"""What a ladder does next, in words: who is told when, what is drawn up, who then owes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.kernel.law.models import LadderStep
from bihuan.kernel.obligations.models import Obligation

from ..templatetags.bihuan import STAGES

TELLS = {"holder": "责任单位", "supervisor": "督办方", "office": "安委办", "above": "上一级安委办"}


@dataclass(frozen=True)
class Climb:
    """One rung: when, its stage, what it does in words, whether it was taken."""

    at: datetime | None
    stage: int
    says: str
    taken: bool


def climbs(obligation: Obligation) -> list[Climb]:
    """Return the rungs of an obligation's ladder in order; none without a ladder."""
    if obligation.ladder_id is None:
        return []
    steps = LadderStep.objects.filter(ladder=obligation.ladder_id).select_related("opens_ladder")
    return [_climb(obligation, step) for step in steps.order_by("position")]


def _climb(obligation: Obligation, step: LadderStep) -> Climb:
    due = obligation.current_due
    at = due + timedelta(hours=step.after_hours) if due else None
    return Climb(at, step.stage, says(step), step.position <= obligation.rung)


def says(step: LadderStep) -> str:
    """Say what a rung does."""
    told = "、".join(TELLS.get(name, name) for name in step.tells)
    word = STAGES[step.stage][2] if step.stage else "临期提醒"
    parts = [f"{word}，告知{told}" if told else word]
    if step.letter:
        parts.append("起草文书待签发")
    if step.opens_hours:
        parts.append(f"督办方须在 {span(step.opens_hours)}内处理，不处理计入督办不力")
    return "；".join(parts)


def span(hours: int) -> str:
    """Return a number of hours in words, in days when it is whole days."""
    days, rest = divmod(hours, 24)
    return f"{days} 天" if days and not rest else f"{hours} 小时"

"""Which of several rules about the same duty binds, and why, in words.

A national law, a city's and a county's document may all ask for drills. For a unit that several of
them bind, the strictest binds (most often per year); of equally strict ones the one of the nearest
place, since meeting it meets the others. Rules that leave number or period unset bind beside the
others only until a stricter, set one exists. The choice is stored on the rule that yields.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.db import transaction
from django.db.models import Q

from .models import Rule

#: How many periods of each kind a year holds; shifts and events cannot be compared by number.
PER_YEAR = {
    "day": 365.0,
    "week": 52.0,
    "ten_days": 36.0,
    "month": 12.0,
    "quarter": 4.0,
    "half": 2.0,
    "semester": 2.0,
    "year": 1.0,
    "years": 1.0,
}
NAMES = {
    "day": "天",
    "week": "周",
    "ten_days": "旬",
    "month": "月",
    "quarter": "季度",
    "half": "半年",
    "semester": "学期",
    "year": "年",
    "years": "年",
}


def strictness(rule: Rule) -> float:
    """Return how often a year the rule asks for its duty; 0 while number or period is unset."""
    if rule.times is None or rule.per not in PER_YEAR:
        return 0.0
    return rule.times * PER_YEAR[rule.per] / rule.every


def frequency(rule: Rule) -> str:
    """Return the rule's frequency in words: ``每半年至少1次``; ``未设定`` where it is unset."""
    if rule.per == "event":
        return f"{rule.event}时"
    if rule.times is None or not rule.per:
        return "未设定"
    every = f"每{rule.every}" if rule.every > 1 else "每"
    least = "至少" if rule.at_least else ""
    return f"{every}{NAMES.get(rule.per, '班')}{least}{rule.times}次"


def in_force(on: date) -> Q:
    """Match rules and clauses that bind on a day."""
    begun = Q(in_force_from__isnull=True) | Q(in_force_from__lte=on)
    return begun & (Q(in_force_until__isnull=True) | Q(in_force_until__gt=on))


@transaction.atomic
def arrange(on: date) -> int:
    """Set ``yields_to`` and ``why`` of all rules in force on a day; return how many yield.

    Two rules compete when they name the same duty and one's place contains the other's.
    """
    rules = list(
        Rule.objects.filter(in_force(on))
        .select_related("place", "clause__document")
        .defer("clause__text", "clause__document__text", "clause__document__compiled")
        .order_by("duty", "id")
    )
    yielding = 0
    for _, group in groupby(rules, key=lambda rule: rule.duty):
        yielding += _arrange_duty(list(group))
    return yielding


def _arrange_duty(rules: Iterable[Rule]) -> int:
    rules = list(rules)
    yielding = 0
    for rule in rules:
        rivals = [other for other in rules if _beats(other, rule)]
        winner = max(rivals, key=_rank, default=None)
        yields_to = winner.key if winner else ""
        why = explain(winner, rule) if winner else ""
        if (rule.yields_to, rule.why) != (yields_to, why):
            Rule.objects.filter(pk=rule.pk).update(yields_to=yields_to, why=why)
        yielding += winner is not None
    return yielding


def _rank(rule: Rule) -> tuple[float, int]:
    return (strictness(rule), len(rule.place.path))


def _beats(winner: Rule, loser: Rule) -> bool:
    """Say whether ``winner`` goes before ``loser`` where both bind the same unit."""
    if winner.clause.document_id == loser.clause.document_id or not strictness(winner):
        return False
    if "shift" in (winner.per, loser.per) or "event" in (winner.per, loser.per):
        return False
    if winner.lead != loser.lead or winner.slots != loser.slots:
        return False
    related = winner.place.path.startswith(loser.place.path) or loser.place.path.startswith(
        winner.place.path
    )
    return related and _rank(winner) > _rank(loser)


def explain(winner: Rule, loser: Rule) -> str:
    """Return why one rule binds instead of the other, for the page that shows either."""
    strict, other = strictness(winner), strictness(loser)
    name = f"《{winner.clause.document.title}》{winner.clause.label}"
    rival = f"《{loser.clause.document.title}》{loser.clause.label}"
    if not other:
        return f"{frequency(winner)}：按{name}；{rival}没有写次数或周期"
    if strict > other:
        return f"{frequency(winner)}：{name}比{rival}（{frequency(loser)}）严，从严执行"
    return f"{frequency(winner)}：{name}与{rival}要求相同，按本地文件执行"

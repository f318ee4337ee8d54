"""Whether an enterprise has the safety body and staff demanded of it; the shortfall is a duty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.obligations.events import open_for_event
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.obligations import settle
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.lib.clocks import in_shanghai

from . import keeping, rules, sources
from .binding import Binding
from .catalogue import FACTS
from .models import Dossier

HIGH_RISK: Final = "high_risk"
MET: Final = "企业档案显示机构和人员已达到要求"


@dataclass(frozen=True)
class Asked:
    """What is asked of one enterprise, on which words: of staff by number, of posts by condition.

    ``document`` and ``no`` name the clause, ``why`` says which path was taken.
    """

    demand: rules.Demand | None
    document: str
    no: str
    rule: str
    why: str


@dataclass(frozen=True)
class Standing:
    """How an enterprise stands against what is asked: findings, None while nothing can be said."""

    asked: Asked | None
    findings: list[rules.Finding] | None


def asked_of(known: Mapping[str, Any], tags: set[str], given: Binding) -> Asked | None:
    """Return what is asked of an enterprise; None where not even the law is loaded."""
    heads = known.get("headcount")
    risk = is_high_risk(tags)
    local = next((sources.standards()[key] for key in given.bands), None)
    if local and not risk and heads is not None:
        says = f"从业人员 {heads} 人，按本地文件的档次"
        demand = rules.by_document(heads, given.bands[local.document])
        return Asked(demand, local.document, local.clause, f"{local.document}#{local.rule}", says)
    if sources.LAW not in given.documents or given.over is None:
        return None
    demanded = rules.by_law(
        heads, high_risk=risk, over=given.over, unmerged=bool(local and local.unmerged)
    )
    why = "属于矿山、金属冶炼、建筑施工、运输或危险物品单位，按法律规定" if risk else (
        f"从业人员 {heads} 人，按法律规定" if heads is not None else "从业人数没有登记"
    )  # fmt: skip
    rule = f"{sources.LAW}#{sources.LAW_RULE}"
    return Asked(demanded, sources.LAW, "第二十四条", rule, why)


def is_high_risk(tags: set[str]) -> bool:
    """Say whether an enterprise is one of those the law names by trade (第二十四条)."""
    return any(f"{one.document}#{one.key}" == sources.LAW_RISK and one.tags & tags
               for one in sources.sets())  # fmt: skip


def standing(known: Mapping[str, Any], tags: set[str], given: Binding) -> Standing:
    """Return how an enterprise stands against what the place's documents and the law ask."""
    asked = asked_of(known, tags, given)
    if asked is None or asked.demand is None:
        return Standing(asked, None)
    staff = rules.Staff(
        known.get("safety_body"), known.get("full_time"), known.get("part_time"),
        known.get("agency"),
    )  # fmt: skip
    found = rules.findings(asked.demand, staff)
    posts = list(_posts(known, tags, given))
    return Standing(asked, None if found is None and not posts else [*(found or ()), *posts])


def _posts(known: Mapping[str, Any], tags: set[str], given: Binding) -> Iterator[rules.Finding]:
    """Yield the posts a document asks for of such an enterprise that are known to be missing."""
    facts = dict(known) | {HIGH_RISK: is_high_risk(tags)}
    for key in given.documents:
        standard = sources.standards().get(key)
        for post in standard.posts if standard else ():
            value = known.get(post.fact)
            if value is not None and post.rule.holds(facts) and not post.met(value):
                yield rules.Finding(post.title, 1, 0)


def check(dossier: Dossier, given: Binding, *, by: Actor, at: datetime) -> bool:
    """Write into a dossier what falls short and let the duty follow; say whether that changed.

    The dossier is not saved here.
    """
    unit, on = dossier.unit, in_shanghai(at).date()
    tags = tags_of(unit, on)
    found = standing(keeping.values(unit, dossier), tags, given)
    words = [one.says for one in found.findings or ()]
    unmet = None if found.findings is None else len(words)
    running = dossier.duty_id is not None and _open(dossier.duty_id)
    if (unmet, words) == (dossier.unmet, dossier.findings) and running == bool(unmet):
        return False
    dossier.unmet, dossier.findings = unmet, words
    if unmet and not running and found.asked:
        dossier.duty = _open_duty(unit, found.asked, on, by, at)
    elif unmet == 0 and running and dossier.duty_id:
        settle(Obligation(pk=dossier.duty_id), by=by, at=at, reason=MET)
    return True


def tags_of(unit: Unit, on: date) -> set[str]:
    """Return the categories of the register a unit belongs to on a day."""
    return {
        one.tag for one in unit.tags.all()
        if (one.since is None or one.since <= on) and (one.until is None or one.until > on)
    }  # fmt: skip


def _open(duty: int) -> bool:
    rows = Obligation.objects.everywhere("whether staffing is still owed")
    return bool(rows.filter(pk=duty, done_at=None).exists())


def _open_duty(unit: Unit, asked: Asked, on: date, by: Actor, at: datetime) -> Obligation | None:
    """Open the duty to make up what is missing; None where no rule of a pack asks for it."""
    if unit.until is not None:
        return None
    rule = Rule.objects.filter(in_force(on), key=asked.rule).order_by("-version").first()
    if rule is None:
        return None
    rows = Obligation.objects.everywhere("how often staffing fell short")
    n = rows.filter(rule__key=asked.rule, subject=unit).count()
    [made] = open_for_event(
        rule, subject=unit, event=f"staffing-{n + 1}", on=on, by=Machine("企业档案"), at=at
    )
    return made


def short() -> Q:
    """Match the dossiers of enterprises with a finding against their staffing."""
    return Q(unmet__gt=0)


def unknown(known: Mapping[str, Any]) -> list[str]:
    """Return the titles of the facts the staffing turns on and nobody has stated."""
    turning = ("headcount", "safety_body", "full_time", "part_time")
    return [FACTS[key].title for key in turning if key not in known]

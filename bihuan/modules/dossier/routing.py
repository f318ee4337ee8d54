"""Which tier supervises an enterprise (分级监管): what the rules give, what a named person decided.

The rules give a tier; nothing follows from that until somebody confirms it, or decides otherwise
with a reason. A decision keeps the rule, the clause and the facts of its day. When facts change
and the rules give another tier, the enterprise waits for a decision again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from bihuan.kernel.law.settings import set_value
from bihuan.kernel.orgs import roles, succession
from bihuan.kernel.orgs.authority import demand, demand_from_above
from bihuan.kernel.orgs.models import Person, Place, Post, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.succession import Decision
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import clause_of

from . import catalogue, keeping, rules, sources
from .binding import ORDER, Binding, Bindings, subject
from .models import Dossier, RoutingDecision


@dataclass(frozen=True)
class Ruling:
    """What the routing rules of a place say of an enterprise, and how their order came about."""

    table: sources.Table
    route: rules.Route
    order: str

    @property
    def source(self) -> str:
        """The clause the rules stand in, in words."""
        found = clause_of(self.table.document, self.table.clause)
        return f"{found.document.title}{found.label}" if found else self.table.document

    @property
    def missing(self) -> str:
        """The facts the answer turns on and nobody has stated, in words."""
        return "、".join(catalogue.FACTS[name].title for name in self.route.missing)


def ruling(dossier: Dossier, given: Binding) -> Ruling | None:
    """Return what the rules say of an enterprise; None where no such rules are in force."""
    if given.table is None:
        return None
    return Ruling(given.table, rules.route(facts_of(dossier), given.table.rules), given.order)


def facts_of(dossier: Dossier) -> dict[str, Any]:
    """Return the facts routing may turn on."""
    return {name: getattr(dossier, name) for name in ("ownership", "form", "scale", "above_scale")}


def reckon(dossier: Dossier, given: Binding) -> bool:
    """Write into a dossier, not saved here, the tier the rules give; say whether it changed."""
    found, before = ruling(dossier, given), dossier.tier_due
    rule = found.route.rule if found else None
    dossier.tier_due = rule.tier if rule else ""
    return dossier.tier_due != before


def waiting() -> Q:
    """Match the dossiers whose tier, as the rules give it, nobody has confirmed or decided on."""
    return ~Q(tier_due="") & ~Q(tier=F("tier_due"))


@transaction.atomic
def decide(  # noqa: PLR0913 - a decision has a tier, a day, a reason and who supervises
    unit: Unit,
    tier: str,
    *,
    since: date,
    reason: str = "",
    supervisor: Unit | None = None,
    by: Viewer,
    at: datetime,
) -> RoutingDecision:
    """Put an enterprise under a tier from a day, and under a supervisor if one is named.

    Raises :class:`NotAllowed`, :class:`Invalid` for no tier, a day to come, or a tier the rules
    do not give without a reason.
    """
    demand_from_above(by, over=unit)
    if tier not in rules.TIERS:
        raise Invalid(f"监管层级应为{'、'.join(rules.TIERS.values())}之一。", field="tier")
    if since > in_shanghai(at).date():
        raise Invalid("“从哪天起”不能晚于今天。", field="since")
    held = keeping.locked(unit)
    found = ruling(held, Binding.of(unit.place_path, at))
    rule = found.route.rule if found else None
    if (rule is None or rule.tier != tier) and not reason.strip():
        given = f"规则得出的是{rules.TIERS[rule.tier]}" if rule else "没有规则得出层级"
        raise Invalid(f"{given}，另定层级要写明理由。", field="reason")
    made = RoutingDecision.objects.create(
        unit=unit, tier=tier, facts=facts_of(held), supervisor=supervisor, reason=reason.strip(),
        since=since, by_id=by.person_id, post_id=by.post_id, at=at, **_ground(found),
    )  # fmt: skip
    held.tier, held.tier_due = tier, rule.tier if rule else ""
    held.save()
    body = {"tier": tier, "rule": made.rule, "reason": made.reason, "since": since.isoformat()}
    entries.append_to(unit.chain, "tier_decided", by=by, at=at, body=body)
    if supervisor is not None and supervisor.pk != unit.supervisor_id:
        basis = reason.strip() or f"按{rules.TIERS[tier]}监管：{made.says}"
        succession.transfer([unit], supervisor, Decision(since, basis[:400], by, at))
    return made


def _ground(found: Ruling | None) -> dict[str, Any]:
    """Return what a decision keeps of the rule that made it, and of those that hold too."""
    if found is None or found.route.rule is None:
        return {}
    rule, table = found.route.rule, found.table
    return {
        "due": rule.tier, "rule": f"{table.document}#{rule.id}", "says": rule.says,
        "clause": clause_of(table.document, table.clause),
        "also": [f"{rules.TIERS[one.tier]}：{one.says}" for one in found.route.also],
    }  # fmt: skip


@transaction.atomic
def arrange(
    table: sources.Table, order: list[str], *, reason: str, by: Viewer, at: datetime
) -> None:
    """Fix in which order the routing rules of a document go, for the place of who fixes it.

    Every dossier there is looked at again. Raises :class:`NotAllowed`, :class:`Invalid`.
    """
    demand(by, roles.SET_UNSET)
    if sorted(order) != sorted(rule.id for rule in table.rules):
        raise Invalid("每条规则都要排到，且只排一次。", field="order")
    if not reason.strip():
        raise Invalid("还没有填写“理由”。", field="reason")
    place = Place.objects.get(path=by.path)
    named = (Person.objects.get(pk=by.person_id), Post.objects.get(pk=by.post_id))
    set_value(subject(table), ORDER, order, place=place, reason=reason, by=named, at=at)
    entries.append_to("s", "routing_ordered", by=by, at=at, body={"order": order, "at": place.code})
    rows = Dossier.objects.filter(unit__place_path__startswith=by.path).select_related("unit")
    bindings = Bindings(at)
    for held in rows.iterator(chunk_size=1000):
        if reckon(held, bindings.of(held.unit.place_path)):
            held.save(update_fields=["tier_due"])


def decisions(unit: Unit) -> list[RoutingDecision]:
    """Return the decisions on an enterprise's tier, the latest first."""
    rows = RoutingDecision.objects.filter(unit=unit)
    shown = rows.select_related("clause__document", "by", "post", "supervisor")
    return list(shown.order_by("-pk"))

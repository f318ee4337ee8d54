"""What law and documents fix about staffing and tiers, as functions of numbers and facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

TIERS: Final = {"city": "市级", "county": "县级", "town": "乡镇（街道）", "village": "村（社区）"}
OWN_BODY, MERGED, NO_BODY = "own", "merged", "none"
HUNDRED: Final = 100


@dataclass(frozen=True)
class Bands:
    """How many full-time safety staff a document asks for by headcount.

    Above ``over`` heads so many per cent of them, at least ``least``, and a body of its own; from
    ``low`` to ``over`` heads ``band``; below ``low`` part-time staff or an agency. A headcount of
    exactly ``low`` meets two sentences (30 至 100 人, 30 人以下): the stricter binds.
    """

    over: int
    percent: int
    least: int
    low: int
    band: int

    def full_time(self, heads: int) -> int:
        """Return the full-time safety staff asked for of so many employees.

        >>> bands = Bands(over=100, percent=1, least=3, low=30, band=2)
        >>> [bands.full_time(n) for n in (29, 30, 100, 101, 300, 301, 1000, 1001)]
        [0, 2, 2, 3, 3, 4, 10, 11]
        """
        if heads > self.over:
            return max(self.least, -(-heads * self.percent // HUNDRED))
        return self.band if heads >= self.low else 0


@dataclass(frozen=True)
class Demand:
    """What is asked of one enterprise.

    ``full_time`` persons; ``own_body``: a safety body of its own; ``body_or_full_time``: one of the
    two; ``somebody``: full-time, part-time or, where ``agency`` counts, an agency. ``unmerged``: a
    body must not be merged with another.
    """

    full_time: int = 0
    own_body: bool = False
    body_or_full_time: bool = False
    somebody: bool = False
    agency: bool = False
    unmerged: bool = False


@dataclass(frozen=True)
class Staff:
    """What an enterprise has; None is not known."""

    body: str | None = None
    full_time: int | None = None
    part_time: int | None = None
    agency: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that falls short: what, how much is asked for, how much there is."""

    what: str
    needs: int
    has: int

    @property
    def lacks(self) -> int:
        """How much is missing."""
        return self.needs - self.has

    @property
    def says(self) -> str:
        """The finding in words."""
        return f"{self.what}应有 {self.needs}，现有 {self.has}，缺 {self.lacks}"


def by_document(heads: int, bands: Bands) -> Demand:
    """Return what a document with bands asks of an ordinary enterprise."""
    needed = bands.full_time(heads)
    return Demand(
        full_time=needed, own_body=heads > bands.over, somebody=not needed, agency=True,
        unmerged=True,
    )  # fmt: skip


def by_law(
    heads: int | None, *, high_risk: bool, over: int, unmerged: bool = False
) -> Demand | None:
    """Return what 安全生产法第二十四条 asks for; None when it turns on an unknown headcount."""
    if high_risk:
        return Demand(body_or_full_time=True, unmerged=unmerged)
    if heads is None:
        return None
    return Demand(body_or_full_time=heads > over, somebody=heads <= over, unmerged=unmerged)


def findings(demand: Demand, staff: Staff) -> list[Finding] | None:
    """Return what falls short; None while what it turns on is not known."""
    if any(unknown for unknown in _unknown(demand, staff)):
        return None
    full, body = staff.full_time or 0, staff.body in (OWN_BODY, MERGED)
    found = []
    if full < demand.full_time:
        found.append(Finding("专职安全生产管理人员（人）", demand.full_time, full))
    if demand.own_body and staff.body != OWN_BODY:
        found.append(Finding("独立的安全生产管理机构（个）", 1, 0))
    elif demand.unmerged and staff.body == MERGED:
        found.append(Finding("不与其他机构合并设置的安全生产管理机构（个）", 1, 0))
    if demand.body_or_full_time and not (body or full):
        found.append(Finding("安全生产管理机构或者专职安全生产管理人员（个、人）", 1, 0))
    there = full or staff.part_time or (demand.agency and staff.agency)
    if demand.somebody and not there:
        agency = "或者委托的服务机构" if demand.agency else ""
        found.append(Finding(f"专职或者兼职安全生产管理人员{agency}（人、家）", 1, 0))
    return found


def _unknown(demand: Demand, staff: Staff) -> list[bool]:
    nobody_said = staff.full_time is None and staff.part_time is None and not staff.agency
    return [
        demand.full_time > 0 and staff.full_time is None,
        demand.own_body and staff.body is None,
        demand.body_or_full_time and staff.full_time is None and staff.body is None,
        demand.somebody and nobody_said,
    ]


@dataclass(frozen=True)
class RoutingRule:
    """One sentence that puts enterprises under a tier: any of some conditions, all of each.

    A condition names, for facts of the dossier, the values it asks for.
    """

    id: str
    tier: str
    says: str
    any: tuple[Mapping[str, Sequence[Any]], ...]

    def holds(self, facts: Mapping[str, Any]) -> bool | None:
        """Say whether the rule holds for these facts; None while that turns on one not known."""
        verdicts = [_holds(condition, facts) for condition in self.any]
        if True in verdicts:
            return True
        return None if None in verdicts else False


@dataclass(frozen=True)
class Route:
    """What rules say of an enterprise: the first that holds, the others that hold too.

    Without a rule, ``missing`` names the facts the answer turns on.
    """

    rule: RoutingRule | None
    also: tuple[RoutingRule, ...] = ()
    missing: tuple[str, ...] = field(default=())


def route(facts: Mapping[str, Any], rules: Sequence[RoutingRule]) -> Route:
    """Return what the rules, in their order of precedence, say of an enterprise.

    A rule that turns on a fact not known stops the search: what comes after it might be wrong.
    """
    for n, rule in enumerate(rules):
        verdict = rule.holds(facts)
        if verdict is None:
            asked = dict.fromkeys(name for condition in rule.any for name in condition)
            unknown = tuple(name for name in asked if facts.get(name) in (None, ""))
            return Route(None, missing=unknown)
        if verdict:
            return Route(rule, tuple(r for r in rules[n + 1 :] if r.holds(facts)))
    return Route(None)


def _holds(condition: Mapping[str, Sequence[Any]], facts: Mapping[str, Any]) -> bool | None:
    unknown = False
    for name, values in condition.items():
        given = facts.get(name)
        if given in (None, ""):
            unknown = True
        elif given not in values:
            return False
    return None if unknown else True

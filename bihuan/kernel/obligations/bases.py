"""The base of a rule in a period (应报基数): who is in it, who was left out, when it froze."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from bihuan.kernel.law.models import Rule
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.bulk import sha256_sql
from bihuan.lib.clocks import end_of

from . import birth, changes, dialect, ladders
from .models import Base, Exclusion, Kind, Obligation, Outcome, Pause, Tally
from .selection import Segment, bound, matching
from .spans import Span


@dataclass(frozen=True)
class Plan:
    """A rule in one of its periods: where it counts, and the rules that go before it by key."""

    rule: Rule
    per: str
    span: Span
    segments: tuple[Segment, ...]
    stricter: Mapping[str, Rule]


class _Digest(Func):
    """The SHA-256, in hex, of a text."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        text, params = compiler.compile(self.source_expressions[0])
        return sha256_sql(connection, text), params


def held(plan: Plan, at: datetime) -> Base:
    """Return the locked base of a rule and period, made if it is new."""
    rule, span = plan.rule, plan.span
    first = max(span.starts, rule.in_force_from or span.starts)
    facts = {
        "per": plan.per,
        "starts": span.starts,
        "ends": span.ends,
        "cut_off": first + timedelta(days=rule.cut_off_days),
        "made_at": at,
    }
    rows = Base.objects.select_for_update()
    base, _ = rows.get_or_create(rule=rule, period=span.key, defaults=facts)
    return base


def units(plan: Plan, which: Q) -> QuerySet[Unit]:
    """Return the units of the plan's segments that match."""
    inside = Q(pk__in=[])
    for segment in plan.segments:
        inside |= segment.holds()
    return Unit.objects.filter(which & inside)


def admit(plan: Plan, base: Base, *, on: date, late: bool, at: datetime) -> int:
    """Open the obligations of bound units that have none yet; return how many.

    Before the cut-off they are members, after it late joiners. Units that would be bound but for
    being stopped are noted as left out.
    """
    rows = Obligation.objects.everywhere("newest before admitting")
    newest = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
    binding = bound(plan.rule, on, plan.stricter)
    if not late:
        binding &= Q(since=None) | Q(since__lte=base.cut_off)
        _leave_out_stopped(plan, base, on, at)
    opened = 0
    if base.checked_on is not None:
        here = rows.filter(base=base, subject=OuterRef("pk"))
        binding &= ~Q(Exists(here))
    for segment in plan.segments:
        found = Unit.objects.filter(binding & segment.holds())
        for slot in plan.rule.slots or [""]:
            opened += _insert(plan.rule, base, found, segment.times, slot, late=late, at=at)
    if opened:
        _count(base, newest)
    return opened


def freeze(base: Base, *, by: Actor, at: datetime) -> None:
    """Fix the size of the base; a frozen one stays as it is."""
    if base.frozen_at is None:
        members = Obligation.objects.everywhere("size of a base").filter(base=base)
        regular = members.filter(late_joiner=False)
        base.size = regular.aggregate(n=Count("subject", distinct=True))["n"]
        base.frozen_at = at
        entries.append(base, "frozen", by=by, at=at, body={"size": base.size})


@transaction.atomic
def exclude(base: Base, unit: Unit, reason: str, *, by: Actor, at: datetime) -> Exclusion:
    """Leave a unit out of a base for a reason; what it owes in the period is excused.

    Raises :class:`Invalid` without a reason, :class:`NotAllowed` for the unit itself or a post
    that may not.
    """
    if not reason.strip():
        raise Invalid("还没有填写“不纳入的理由”。", field="reason")
    demand(by, roles.EXTEND, over=unit)
    if by.unit_id == unit.pk:
        raise Invalid("本单位不能把自己排除在应报基数之外。", field="unit", can="主管单位")
    made, new = Exclusion.objects.get_or_create(
        base=base, unit=unit, defaults={"reason": reason, "by_id": by.person_id, "at": at}
    )
    if new:
        rows = Obligation.objects.everywhere("a unit was left out of a base")
        owed = rows.filter(base=base, subject=unit)
        changes.end_all(owed, Outcome.EXCUSED, reason=reason, by=by, at=at)
        body = {"unit": unit.pk, "reason": reason}
        entries.append(base, "excluded", by=by, at=at, body=body)
    return made


def _leave_out_stopped(plan: Plan, base: Base, on: date, at: datetime) -> None:
    if plan.rule.selects.get("include_stopped"):
        return
    stopped = units(plan, matching(plan.rule, on) & Q(status=Unit.Status.STOPPED))
    facts = stopped.values_list(Value(base.pk), "pk", Value("停产停业"), Value(at))
    text, params = facts.query.sql_with_params()
    columns = "base_id, unit_id, reason, at"
    dialect.run(_INSERT, list(params), table="obligations_exclusion", columns=columns, rows=text)


_INSERT = "INSERT INTO $table ($columns) $rows ON CONFLICT DO NOTHING"


def _insert(  # noqa: PLR0913 - what all rows of one insert have in common
    rule: Rule, base: Base, found: QuerySet[Unit], times: int, slot: str, *,
    late: bool, at: datetime,
) -> int:  # fmt: skip
    due = end_of(base.ends + timedelta(days=rule.due_days))
    same: dict[str, Any] = {
        "kind": Kind.PERIODIC.value, "title": rule.title, "clause_id": rule.clause_id,
        "rule_id": rule.pk, "period": base.period, "slot": slot, "times_needed": times,
        "opened_at": at, "legal_due": due,
    }  # fmt: skip
    before, after = birth.around(same)
    same |= {
        "current_due": due, "base_id": base.pk, "late_joiner": late, "step": "", "times_done": 0,
        "ladder_id": rule.ladder_id, "rung": -1, "stage": 0, "outcome": "", "mode": "",
        "revision": 0, "trail_count": 0,
    }  # fmt: skip
    key = Cast("pk", CharField())
    born = _Digest(Concat(Value(before), key, Value("\x1f"), key, Value(after)))
    paused = _paused(at)
    each: dict[str, Any] = {
        "holder_id": F("pk"), "subject_id": F("pk"), "supervisor_id": F("supervisor_id"),
        "place_path": F("place_path"), "trail_head": born, "post_id": _post(slot or rule.lead),
        "paused_at": _case(When(paused, then=Value(at))) if paused else None,
        "next_at": _first_rung(rule, due, paused, at),
    }  # fmt: skip
    columns = {n: v for n, v in {**same, **each}.items() if v is not None}
    out = Exclusion.objects.filter(base=base, unit=OuterRef("pk"))
    rows = found.filter(~Exists(out)) if base.exclusions.exists() else found
    facts = [v if hasattr(v, "resolve_expression") else Value(v) for v in columns.values()]
    text, params = rows.order_by("pk").values_list(*facts).query.sql_with_params()
    return dialect.run(
        _INSERT,
        list(params),
        table="obligations_obligation",
        columns=", ".join(columns),
        rows=text,
    )


def _post(lead: str) -> Subquery | None:
    """The unit's post of a kind of leadership, where exactly one is there to be named."""
    if not lead:
        return None
    posts = Post.objects.filter(unit=OuterRef("pk"), lead=lead).order_by().values("unit")
    return Subquery(posts.annotate(n=Count("pk"), only=Min("pk")).filter(n=1).values("only"))


def _paused(at: datetime) -> Q | None:
    """Match units whose checks are paused; None when no unit's are."""
    running = Pause.objects.filter(until=None, since__lte=at)
    return Q(pk__in=running.values("unit")) if running.exists() else None


def _first_rung(rule: Rule, due: datetime, paused: Q | None, at: datetime) -> Case | None:
    """When the ladder begins: where it counts, and not for paused units."""
    if rule.ladder is None:
        return None
    whens = [When(paused, then=None)] if paused else []
    for _, path, hours in ladders.first_rungs([rule.ladder], at):
        moment = due + timedelta(hours=hours) if hours is not None else None
        whens.append(When(place_path__startswith=path, then=Value(moment)))
    return _case(*whens)


def _case(*whens: When) -> Case:
    return Case(*whens, output_field=DateTimeField())


def _count(base: Base, newest: int) -> None:
    rows = Obligation.objects.everywhere("count what was opened")
    groups = rows.filter(base=base, pk__gt=newest).values("place_path").order_by()
    facts = groups.annotate(n=Count("pk")).values_list(
        "place_path", Value(Kind.PERIODIC.value), Value(0), "n"
    )
    text, params = facts.query.sql_with_params()
    columns = "place_path, kind, stage, n"
    dialect.run(_INSERT, list(params), table=Tally._meta.db_table, columns=columns, rows=text)

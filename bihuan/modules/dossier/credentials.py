"""Papers with a validity (证照): entered, renewed, ended; what is about to end becomes a duty."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Ladder, Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.obligations.events import open_for_event
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import end_of, in_shanghai, months_after
from bihuan.modules import TASK_LADDER

from .models import Credential

BY: Final = Machine("证照到期")
#: Ours, no document says so: how long before its due date the duty to renew appears.
AHEAD: Final = timedelta(days=30)


@dataclass(frozen=True)
class Kind:
    """A kind of paper: the rule that asks for its renewal, how many months before it ends."""

    key: str
    title: str
    rule: str = ""
    before: int = 0
    grades: tuple[str, ...] = ()


KINDS: Final[Mapping[str, Kind]] = {
    key: Kind(key, facts["title"], facts.get("rule", ""), facts.get("before", 0),
              tuple(facts.get("grades", ())))
    for key, facts in tomllib.loads(
        (files(__package__) / "credentials.toml").read_text(encoding="utf-8")
    ).items()
}  # fmt: skip
TITLES: Final = {key: kind.title for key, kind in KINDS.items()}


def valid(on: date) -> Q:
    """Match the papers valid on a day."""
    return Q(since__lte=on) & unended(on) & (Q(until=None) | Q(until__gte=on))


def unended(on: date) -> Q:
    """Match the papers nobody ended or replaced by a day."""
    return Q(ended_on=None) | Q(ended_on__gt=on)


def lacking(kind: str, on: date) -> Q:
    """Match the units that hold no valid paper of a kind on a day."""
    rows = Credential.objects.filter(valid(on), unit=OuterRef("pk"), kind=kind)
    return ~Q(Exists(rows))


def expired(on: date) -> Q:
    """Match the units with a paper that has expired and was neither replaced nor ended."""
    rows = Credential.objects.filter(unended(on), unit=OuterRef("pk"), until__lt=on)
    return Q(Exists(rows))


@transaction.atomic
def enter(unit: Unit, *, by: Actor, at: datetime, **given: Any) -> Credential:
    """Enter a paper of an enterprise, or correct the one of this kind and number.

    ``given`` are the fields of :class:`Credential`. A later paper of the same kind with another
    number replaces an expiring one, and ends the duty to renew it. Raises :class:`NotAllowed`,
    :class:`WrongState`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    _check(unit, given)
    kind, number = given.pop("kind"), given.pop("number").strip()
    own = by.unit_id == unit.pk
    known = Credential.objects.select_for_update().filter(unit=unit, kind=kind, number=number)
    row = known.first() or Credential(unit=unit, kind=kind, number=number)
    fresh, before = row._state.adding, row.until
    for name, value in given.items():
        setattr(row, name, value)
    row.own = own
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(f"已登记有编号 {number} 的{TITLES[kind]}。", field="number") from error
    body = {"kind": kind, "number": number, "until": str(row.until or ""), "before": str(before)}
    verb = "credential_entered" if fresh else "credential_changed"
    entries.append_to(unit.chain, verb, by=by, at=at, body=body)
    _settle_renewed(row, by, at)
    return row


@transaction.atomic
def end(row: Credential, *, on: date, reason: str, by: Actor, at: datetime) -> Credential:
    """Note that a paper ceased to be valid on a day (注销、吊销、退保). Raises refusals."""
    held = Credential.objects.select_for_update().select_related("unit").get(pk=row.pk)
    demand(by, roles.MANAGE_ORGS, over=held.unit)
    if held.ended_on is not None:
        raise WrongState(f"{TITLES[held.kind]} {held.number} 已于 {held.ended_on} 失效。")
    if on < held.since or on > in_shanghai(at).date():
        raise Invalid(f"失效日期应在 {held.since} 和今天之间。", field="on")
    if not reason.strip():
        raise Invalid("还没有填写“失效原因”。", field="reason")
    held.ended_on, held.reason = on, reason.strip()
    held.save(update_fields=["ended_on", "reason"])
    body = {"kind": held.kind, "number": held.number, "on": on.isoformat(), "reason": reason}
    entries.append_to(held.unit.chain, "credential_ended", by=by, at=at, body=body)
    _settle(held, Outcome.LAPSED, f"证照失效：{held.reason}", by, at)
    return held


def _check(unit: Unit, given: dict[str, Any]) -> None:
    if unit.until is not None:
        raise WrongState(f"{unit.name}已于 {unit.until} 终止，证照不再登记。")
    kind = KINDS.get(given.get("kind", ""))
    if kind is None:
        raise Invalid(f"证照种类应为{'、'.join(TITLES.values())}之一。", field="kind")
    if not (given.get("number") or "").strip():
        raise Invalid("还没有填写“编号”。", field="number")
    if not given.get("since"):
        raise Invalid("还没有填写“有效期起”。", field="since")
    until = given.get("until")
    if until and until < given["since"]:
        raise Invalid("“有效期止”不能早于“有效期起”。", field="until")
    grade = given.get("grade") or ""
    if grade and kind.grades and grade not in kind.grades:
        raise Invalid(f"等级应为{'、'.join(kind.grades)}之一。", field="grade")


def _settle_renewed(row: Credential, by: Actor, at: datetime) -> None:
    """End the duty to renew what this paper renews: itself with a later end, or an older one."""
    today = in_shanghai(at).date()
    due = due_on(row)
    if due is not None and due - AHEAD <= today:
        return
    older = Credential.objects.filter(unit=row.unit, kind=row.kind, until__isnull=False)
    if row.until is not None:
        older = older.filter(Q(pk=row.pk) | Q(until__lt=row.until))
    for one in older.exclude(duty=None):
        _settle(one, None, f"已换发 {row.number}，有效期至 {row.until or '长期'}", by, at)
    replaced = older.exclude(pk=row.pk).filter(ended_on=None, until__lt=row.since)
    replaced.update(ended_on=row.since, reason=f"由 {row.number} 接续")


def _settle(row: Credential, outcome: Outcome | None, reason: str, by: Actor, at: datetime) -> None:
    rows = Obligation.objects.everywhere("the duty to renew a paper")
    duty = rows.filter(pk=row.duty_id, done_at=None).first() if row.duty_id else None
    if duty is not None:
        settle(duty, outcome, by=by, at=at, reason=reason)
    if row.duty_id:
        Credential.objects.filter(pk=row.pk).update(duty=None)


def due_on(row: Credential) -> date | None:
    """Return by when the renewal of a paper must be asked for; None for one without end."""
    if row.until is None:
        return None
    return months_after(row.until, -KINDS[row.kind].before)


def open_expiring(at: datetime) -> int:
    """Open the duty to renew every paper whose time has come; return how many. Safe to repeat."""
    today = in_shanghai(at).date()
    opened = 0
    for kind in KINDS.values():
        # Three months are at most 92 days; the exact day is looked at row by row.
        horizon = today + AHEAD + timedelta(days=31 * kind.before)
        rows = expiring(kind.key, horizon).filter(duty=None)
        for row in rows.iterator(chunk_size=500):
            due = due_on(row)
            if due is not None and due - AHEAD <= today:
                opened += _open_duty(row, kind, due, at)
    return opened


def expiring(kind: str, horizon: date) -> QuerySet[Credential]:
    """Return the papers of a kind that end by a day and that nobody has ended or renewed."""
    later = Credential.objects.filter(unit=OuterRef("unit"), kind=kind, ended_on=None).filter(
        Q(until=None) | Q(until__gt=OuterRef("until"))
    )
    rows = Credential.objects.filter(
        ~Q(Exists(later)), kind=kind, ended_on=None, until__lte=horizon, unit__until=None
    )
    return rows.select_related("unit").order_by("pk")


@transaction.atomic
def _open_duty(row: Credential, kind: Kind, due: date, at: datetime) -> int:
    held = Credential.objects.select_for_update().filter(pk=row.pk, duty=None).first()
    if held is None:
        return 0
    held.duty = _by_rule(row, kind, due, at) or open_one(
        kind=Of.PERIODIC, title=f"{kind.title} {row.number} 有效期至 {row.until}，办理延期或换证",
        holder=row.unit, legal_due=end_of(due), by=BY, at=at,
        ladder=Ladder.objects.filter(key=TASK_LADDER).first(),
    )  # fmt: skip
    held.save(update_fields=["duty"])
    return 1


def _by_rule(row: Credential, kind: Kind, due: date, at: datetime) -> Obligation | None:
    today = in_shanghai(at).date()
    rule = Rule.objects.filter(in_force(today), key=kind.rule).order_by("-version").first()
    if rule is None:
        return None
    begins = due - timedelta(days=rule.due_days)
    event = f"c{row.pk}-{row.until:%y%m%d}"
    [made] = open_for_event(rule, subject=row.unit, event=event, on=begins, by=BY, at=at)
    return made

"""The register of certificates of persons: entered, earned, re-checked, ended; valid on a day.

What is about to end or due to be re-checked becomes a duty of the holder's unit on the ladder.
"""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Machine, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import end_of, in_shanghai, months_after
from bihuan.modules import TASK_LADDER

from . import rosters
from .models import Certificate
from .rules import KINDS

BY: Final = Machine("证书到期")
_NOT_THERE: Final = "没有这份证书，或者不向您的岗位公开。"


def valid(on: date) -> Q:
    """Match the certificates valid on a day: issued, not ended, not expired, re-checked in time."""
    running = Q(until=None) | Q(until__gte=on)
    checked = Q(recheck_on=None) | Q(recheck_on__gte=on)
    return Q(issued_on__lte=on) & running & checked & (Q(ended_on=None) | Q(ended_on__gt=on))


def valid_on(person: Person, kind: str, on: date, *, work: str = "") -> Certificate | None:
    """Return a certificate of a kind that a person holds and that is valid on a day, or None.

    ``work`` asks for one of that trade (作业类别). For gates of permits, officers and posts.
    """
    rows = Certificate.objects.filter(valid(on), person=person, kind=kind)
    if work:
        rows = rows.filter(work__icontains=work)
    return rows.order_by("-until", "-pk").first()


def why_invalid(person: Person, kind: str, on: date, *, work: str = "") -> str:
    """Return why a person holds no valid certificate of a kind on a day, "" if she does."""
    if valid_on(person, kind, on, work=work):
        return ""
    title = KINDS[kind].title
    rows = Certificate.objects.filter(person=person, kind=kind, issued_on__lte=on)
    last = rows.filter(work__icontains=work).order_by("-until", "-pk").first()
    if last is None:
        return f"{person.name}没有登记{title}{f'（{work}）' if work else ''}。"
    if last.ended_on and last.ended_on <= on:
        return f"{person.name}的{title} {last.number} 已于 {last.ended_on} 失效：{last.reason}"
    if last.until and last.until < on:
        return f"{person.name}的{title} {last.number} 有效期至 {last.until}，已过期。"
    return f"{person.name}的{title} {last.number} 应于 {last.recheck_on} 复审，没有复审记录。"


def doubt(person: Person, kind: str, on: date) -> str:
    """Return why the certificates entered of a kind are not valid, "" when one is or none is."""
    known = Certificate.objects.filter(person=person, kind=kind, issued_on__lte=on).exists()
    return why_invalid(person, kind, on) if known else ""


def listed(by: Viewer, **asked: Any) -> QuerySet[Certificate]:
    """Return the certificates a viewer may see, those that end first before the others.

    ``q`` keeps names and numbers, ``kind`` a kind, ``which`` the ``expired``, the ``soon`` to end
    or be re-checked, or those ``waiting`` to be issued.
    """
    today = by.on
    rows = Certificate.objects.filter(rosters.seen(by))
    if words := asked.get("q"):
        rows = rows.filter(
            Q(person__name__icontains=words) | Q(unit__name__icontains=words)
            | Q(number__icontains=words) | Q(work__icontains=words)
        )  # fmt: skip
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if which := asked.get("which"):
        rows = rows.filter(_which(which, today))
    return rows.select_related("person", "unit", "duty", "sitting__candidate__exam").order_by(
        "until", "pk"
    )


def _which(which: str, today: date) -> Q:
    standing = Q(ended_on=None) & ~Q(number="")
    if which == "expired":
        return standing & (Q(until__lt=today) | Q(recheck_on__lt=today))
    if which == "soon":
        near = today + timedelta(days=max(kind.ahead for kind in KINDS.values()))
        over = Q(until__lt=today) | Q(recheck_on__lt=today)
        return standing & ~over & (Q(until__lte=near) | Q(recheck_on__lte=near))
    return Q(number="", ended_on=None)


def find(by: Viewer, pk: int) -> Certificate:
    """Return a certificate in sight. Raises :class:`NotFound`."""
    row = listed(by).filter(pk=pk).first()
    if row is None:
        raise NotFound(_NOT_THERE)
    return row


@transaction.atomic
def enter(person: Person, unit: Unit, *, by: Actor, at: datetime, **given: Any) -> Certificate:
    """Enter a certificate of a person, or correct the one of this kind and number; return it.

    ``given`` are fields of :class:`Certificate`. Where the paper names no day of re-check and a
    rule fixes the months, the day is reckoned and marked so. Another one of the kind that ends
    later ends the duty to renew. Raises :class:`NotAllowed`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    kind, number = given.pop("kind", ""), (given.pop("number", "") or "").strip()
    _check(kind, number, given, in_shanghai(at).date())
    known = Certificate.objects.select_for_update().filter(kind=kind, number=number).first()
    if known is not None and (known.person_id, known.unit_id) != (person.pk, unit.pk):
        raise Invalid(
            f"{KINDS[kind].title} {number} 已登记在别人名下，请核对编号。", field="number"
        )
    row = known or Certificate(person=person, unit=unit, kind=kind, number=number)
    for name, value in given.items():
        setattr(row, name, value)
    if row.rechecked_on is None:
        _reckon(row, row.issued_on)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(f"已登记有编号 {number} 的证书。", field="number") from error
    _note(row, "certificate_entered", by, at)
    _settle_renewed(row, by, at)
    return row


def _check(kind: str, number: str, given: dict[str, Any], today: date) -> None:
    if kind not in KINDS:
        says = f"证书种类应为{'、'.join(one.title for one in KINDS.values())}之一。"
        raise Invalid(says, field="kind")
    if not number:
        raise Invalid("还没有填写“证书编号”。", field="number")
    issued, until = given.get("issued_on"), given.get("until")
    if issued is None:
        raise Invalid("还没有填写“发证日期”。", field="issued_on")
    if issued > today:
        raise Invalid(f"发证日期 {issued} 还没有到。", field="issued_on")
    if until and until < issued:
        raise Invalid("“有效期止”不能早于“发证日期”。", field="until")
    months = KINDS[kind].months
    if until and months and until > months_after(issued, months):
        latest = months_after(issued, months)
        says = f"{KINDS[kind].title}从 {issued} 起最长到 {latest}，您填的是 {until}。请对照证书。"
        raise Invalid(says, field="until")


def _reckon(row: Certificate, since: date | None) -> None:
    """Reckon the day of re-check where the paper gives none and a rule fixes the months.

    One re-checked before its day is due again the months after that day: being early costs nothing.
    """
    months = KINDS[row.kind].recheck
    if not months or since is None or (row.recheck_on and not row.recheck_reckoned):
        return
    day = months_after(since, months)
    last = row.until is not None and day >= row.until
    row.recheck_on, row.recheck_reckoned = (None, False) if last else (day, True)


@transaction.atomic
def recheck(
    row: Certificate, *, on: date, following: date | None = None, by: Actor, at: datetime
) -> Certificate:
    """Note that a certificate was re-checked; ``following`` is the next day printed on it."""
    held = _held(row, by)
    if held.issued_on is None or not held.issued_on <= on <= in_shanghai(at).date():
        raise Invalid(f"复审日期应在 {held.issued_on} 和今天之间。", field="on")
    if following is not None and following <= on:
        raise Invalid("下次复审日期应晚于这一次。", field="following")
    was_due = held.recheck_on or on
    held.rechecked_on, held.recheck_on, held.recheck_reckoned = on, following, False
    _reckon(held, was_due)
    held.save(update_fields=["rechecked_on", "recheck_on", "recheck_reckoned"])
    _note(held, "certificate_rechecked", by, at, on=str(on))
    _settle(held, None, f"已于 {on} 复审", by, at)
    return held


@transaction.atomic
def end(row: Certificate, *, on: date, reason: str, by: Actor, at: datetime) -> Certificate:
    """Note that a certificate ceased to be valid on a day (注销、吊销、撤销). Raises refusals."""
    held = _held(row, by)
    if on > in_shanghai(at).date() or (held.issued_on and on < held.issued_on):
        raise Invalid(f"失效日期应在 {held.issued_on} 和今天之间。", field="on")
    if not reason.strip():
        raise Invalid("还没有填写“失效原因”。", field="reason")
    held.ended_on, held.reason = on, reason.strip()
    held.save(update_fields=["ended_on", "reason"])
    _note(held, "certificate_ended", by, at, on=str(on), reason=held.reason)
    _settle(held, Outcome.LAPSED, f"证书失效：{held.reason}", by, at)
    return held


def _held(row: Certificate, by: Actor) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("unit", "person")
    held = rows.get(pk=row.pk)
    demand(by, roles.MANAGE_ORGS, over=held.unit)
    if held.ended_on is not None:
        raise WrongState(f"{held} 已于 {held.ended_on} 失效。")
    return held


def _note(row: Certificate, verb: str, by: Actor, at: datetime, **more: str) -> None:
    body = {"person": row.person_id, "kind": row.kind, "number": row.number,
            "until": str(row.until or ""), **more}  # fmt: skip
    entries.append_to(row.unit.chain, verb, by=by, at=at, body=body)


def _settle_renewed(row: Certificate, by: Actor, at: datetime) -> None:
    """End the duty that this certificate meets: its own, once put off, or that of an older one."""
    today = in_shanghai(at).date()
    due = due_on(row)
    if due is not None and due - timedelta(days=KINDS[row.kind].ahead) <= today:
        return
    rows = Certificate.objects.filter(person=row.person, kind=row.kind, work=row.work)
    older = rows.filter(Q(pk=row.pk) | Q(issued_on__lt=row.issued_on), duty__isnull=False)
    for one in older:
        _settle(one, None, f"已登记 {row.number}，有效期至 {row.until or '长期'}", by, at)


def _settle(
    row: Certificate, outcome: Outcome | None, reason: str, by: Actor, at: datetime
) -> None:
    rows = Obligation.objects.everywhere("the duty to renew a certificate")
    duty = rows.filter(pk=row.duty_id, done_at=None).first() if row.duty_id else None
    if duty is not None:
        settle(duty, outcome, by=by, at=at, reason=reason)
    Certificate.objects.filter(pk=row.pk).update(duty=None)
    row.duty = None


def due_on(row: Certificate) -> date | None:
    """Return the day by which a certificate must be renewed or re-checked; None without either."""
    return min((day for day in (row.until, row.recheck_on) if day), default=None)


def open_expiring(at: datetime) -> int:
    """Open the duty for every certificate whose day is near; return how many. Safe to repeat."""
    today = in_shanghai(at).date()
    opened = 0
    for kind in KINDS.values():
        horizon = today + timedelta(days=kind.ahead)
        later = Certificate.objects.filter(
            person=OuterRef("person"), kind=kind.key, work=OuterRef("work"), ended_on=None,
            issued_on__gt=OuterRef("issued_on"),
        )  # fmt: skip
        rows = Certificate.objects.filter(
            Q(until__lte=horizon) | Q(recheck_on__lte=horizon), ~Exists(later), kind=kind.key,
            ended_on=None, duty=None, issued_on__isnull=False, unit__until=None,
        ).select_related("unit", "person")  # fmt: skip
        for row in rows.order_by("pk").iterator(chunk_size=500):
            opened += _open_duty(row, at)
    return opened


@transaction.atomic
def _open_duty(row: Certificate, at: datetime) -> int:
    held = Certificate.objects.select_for_update().filter(pk=row.pk, duty=None).first()
    day = due_on(row)
    if held is None or day is None:
        return 0
    does = f"有效期至 {row.until}，换证" if day == row.until else f"应于 {row.recheck_on} 复审"
    held.duty = open_one(
        kind=Of.PERIODIC, title=f"{row.person.name}的{KINDS[row.kind].title} {row.number} {does}",
        holder=row.unit, legal_due=end_of(day), by=BY, at=at,
        ladder=Ladder.objects.filter(key=TASK_LADDER).first(),
    )  # fmt: skip
    held.save(update_fields=["duty"])
    return 1

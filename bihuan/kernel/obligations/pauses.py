"""A unit stopped or in maintenance: its periodic checks pause, shown as paused, not as missed."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer

from . import changes, dialect, ladders
from .models import Kind, Obligation, Outcome, Pause


@transaction.atomic
def pause_unit(unit: Unit, *, reason: str, by: Viewer, at: datetime) -> Pause:
    """Pause a unit's periodic obligations from now on; those it will get begin paused."""
    demand(by, roles.PAUSE, over=unit)
    if not reason.strip():
        raise Invalid("还没有填写“暂停原因”。", field="reason")
    if Pause.objects.filter(unit=unit, until=None).exists():
        raise WrongState(f"{unit.name}已经暂停。")
    who = Person.objects.get(pk=by.person_id)
    made = Pause.objects.create(unit=unit, since=at, reason=reason, by=who)
    pause_all(_checks(unit), reason, by=by, at=at)
    return made


@transaction.atomic
def resume_unit(unit: Unit, *, by: Viewer, at: datetime) -> Pause:
    """End a unit's pause. What fell due meanwhile lapses as paused; the rest runs on."""
    demand(by, roles.PAUSE, over=unit)
    running = Pause.objects.select_for_update().filter(unit=unit, until=None).first()
    if running is None:
        raise WrongState(f"{unit.name}没有暂停。")
    running.until = at
    running.save(update_fields=["until"])
    resume_all(_checks(unit), by=by, at=at)
    return running


def follow_stops(members: QuerySet[Obligation], *, by: Actor, at: datetime) -> None:
    """Pause what stopped units among the members owe, and let it run on when they work again."""
    stopped = members.filter(subject__status=Unit.Status.STOPPED)
    working = members.filter(subject__status=Unit.Status.OPERATING)
    # Nearly always nothing stopped or began again: one query then, not a dozen statements.
    if not (stopped.filter(paused_at=None) | working.exclude(paused_at=None)).exists():
        return
    pause_all(stopped, "停产停业", by=by, at=at)
    paused = Pause.objects.filter(until=None).values("unit")
    resume_all(working.exclude(subject__in=paused), by=by, at=at)


def pause_all(rows: QuerySet[Obligation], reason: str, *, by: Actor, at: datetime) -> int:
    """Pause open obligations that are not overdue: nothing climbs until they are resumed."""
    ahead = Q(current_due=None) | Q(current_due__gt=at)
    sets = {"paused_at": dialect.moment(at), "next_at": None}
    change = changes.Change("paused", {"reason": reason}, sets)
    return changes.change_all(
        rows.filter(ahead, done_at=None, paused_at=None), change, by=by, at=at
    )


def resume_all(rows: QuerySet[Obligation], *, by: Actor, at: datetime) -> int:
    """Resume paused obligations; those whose due date passed meanwhile lapse as paused."""
    paused = rows.filter(done_at=None, paused_at__isnull=False)
    over = paused.filter(current_due__lte=at, current_due__gte=F("paused_at"))
    lapsed = changes.end_all(
        over, Outcome.LAPSED, reason="暂停期间到期", mode="paused", by=by, at=at
    )
    ids = list(paused.values_list("pk", flat=True))
    changes.change_all(paused, changes.Change("resumed", {}, {"paused_at": None}), by=by, at=at)
    everyone = Obligation.objects.everywhere("resumed obligations")
    for row in everyone.filter(pk__in=ids).select_related("ladder"):
        everyone.filter(pk=row.pk).update(next_at=ladders.next_at(row, at))
    return lapsed + len(ids)


def _checks(unit: Unit) -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.everywhere("checks of a unit that pauses")
    return rows.filter(holder=unit, kind=Kind.PERIODIC)

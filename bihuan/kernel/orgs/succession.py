"""What becomes of units and places: renamed, merged, split, re-coded, moved, transferred.

A change is written with the day from which it holds and applied on that day, set-based: at once
when the day has come, else by :func:`apply_due`. Applying twice does nothing. Packages above bring
their own rows along with :func:`follow`. Nothing is closed by a change; history keeps its names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr

from bihuan.lib import clocks

from . import ports, roles
from .authority import demand, demand_from_above, demand_place
from .initials import initials
from .models import Person, Place, Succession, Term, Unit, UnitName
from .refusals import Invalid, WrongState
from .scope import within
from .units import spelling
from .viewer import Actor, Machine, Viewer

Kind = Succession.Kind
T = TypeVar("T", Unit, Place)


@dataclass(frozen=True)
class Decision:
    """From which day a change holds, on what basis, who enters it when."""

    on: date
    reason: str
    by: Actor
    at: datetime


@dataclass(frozen=True)
class Change:
    """A change being applied, as followers see it.

    Rows whose place path begins with ``old_path`` now begin with ``new_path`` (both empty when no
    path changes); a moved unit (``row.subject``) takes its rows along whole. What ``row.old_unit``
    still owes or watches, ``row.new_unit`` does from now on.
    """

    row: Succession
    at: datetime
    old_path: str = ""
    new_path: str = ""


Follower = Callable[[Change], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> Follower:
    """Have a package's own rows brought along, in the transaction that applies a change."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def moved_path(change: Change, column: str = "place_path") -> Concat:
    """Return the new path of a row below ``change.old_path``, for an UPDATE."""
    return Concat(Value(change.new_path), Substr(column, len(change.old_path) + 1))


def rename(thing: Unit | Place, name: str, decision: Decision) -> Succession:
    """Give a unit or place another name; papers of earlier days keep the old one."""
    after = spelling(name)
    if not after or after == thing.name:
        raise Invalid(f"新名称应与“{thing.name}”不同。", field="name")
    same = {"old_place": thing, "new_place": thing}
    if isinstance(thing, Unit):
        same = {"old_unit": thing, "new_unit": thing}
    return _enter(Succession(kind=Kind.RENAMED, before=thing.name, after=after, **same), decision)


def recode(place: Place, code: str, decision: Decision) -> Succession:
    """Give a place another code; its subtree goes along, the old code still finds it."""
    if Place.objects.filter(code=code).exists():
        raise Invalid(f"区划代码 {code} 已有。", field="code")
    return _enter(
        Succession(
            kind=Kind.RECODED, before=place.code, after=code, old_place=place, new_place=place
        ),
        decision,
    )


@transaction.atomic
def merge(
    olds: Sequence[Unit] | Sequence[Place], into: Unit | Place, decision: Decision
) -> list[Succession]:
    """End units (or places) on a day; who they answered for and what they owe goes to another."""
    if into in olds:
        raise Invalid(f"{into.name}不能并入自己。", field="into")
    name = "unit" if isinstance(into, Unit) else "place"
    rows = [
        Succession(
            kind=Kind.MERGED, before=old.name, after=into.name,
            **{f"old_{name}": old, f"new_{name}": into},
        )
        for old in olds
    ]  # fmt: skip
    return [_enter(row, decision) for row in rows]


@transaction.atomic
def split(
    unit: Unit, *, heir: Unit, parts: Mapping[Unit, Iterable[Unit]], decision: Decision
) -> list[Succession]:
    """End a unit: each part takes the supervised units named for it, the heir all the rest."""
    rows = [
        Succession(
            kind=Kind.SPLIT, before=unit.name, after=part.name, old_unit=unit, new_unit=part,
            rest=False, takes=[taken.pk for taken in takes],
        )
        for part, takes in parts.items()
    ]  # fmt: skip
    named = {"before": unit.name, "after": heir.name}
    rows.append(Succession(kind=Kind.SPLIT, old_unit=unit, new_unit=heir, **named))
    return [_enter(row, decision) for row in rows]


def move(thing: Unit | Place, to: Place, decision: Decision) -> Succession:
    """Move a unit to another place, or a place with all below it to another place above."""
    if isinstance(thing, Place) and to.path.startswith(thing.path):
        raise Invalid(f"{thing.name}不能划入自己的下级{to.name}。", field="to")
    home = {"subject": thing, "old_place": thing.place} if isinstance(thing, Unit) else {
        "old_place": thing
    }  # fmt: skip
    origin = thing.place if isinstance(thing, Unit) else thing.parent
    row = Succession(
        kind=Kind.MOVED, before=origin.name if origin else "", after=to.name, new_place=to, **home
    )
    return _enter(row, decision)


@transaction.atomic
def transfer(units: Iterable[Unit], to: Unit, decision: Decision) -> list[Succession]:
    """Let another unit answer for these units. Raises :class:`Invalid` for a ring."""
    above, ring = to, {to.pk}
    while above.supervisor and above.supervisor_id not in ring:
        above = above.supervisor
        ring.add(above.pk)
    rows = []
    for unit in units:
        if unit.pk in ring:
            raise Invalid(f"{to.name}归{unit.name}监管，不能反过来监管它。", field="to")
        old = unit.supervisor
        rows.append(
            Succession(
                kind=Kind.TRANSFERRED, subject=unit, old_unit=old, new_unit=to,
                before=old.name if old else "未指定", after=to.name,
            )
        )  # fmt: skip
    return [_enter(row, decision) for row in rows]


def transfer_place(place: Place, *, old: Unit, new: Unit, decision: Decision) -> Succession:
    """Let another unit answer for all units in a place that one unit answered for."""
    row = Succession(
        kind=Kind.TRANSFERRED, old_place=place, old_unit=old, new_unit=new,
        before=old.name, after=new.name,
    )  # fmt: skip
    return _enter(row, decision)


def apply_due(at: datetime) -> int:
    """Apply the changes whose day has come, oldest first; return how many. Safe to repeat.

    One whose new name has been taken meanwhile waits, unapplied, until that name is free again.
    """
    waiting = Succession.objects.filter(applied_at=None, on__lte=clocks.in_shanghai(at).date())
    done = 0
    for pk in waiting.order_by("on", "pk").values_list("pk", flat=True):
        with suppress(IntegrityError), transaction.atomic():
            done += _apply(pk, by=Machine("succession"), at=at)
    return done


def _enter(row: Succession, decision: Decision) -> Succession:
    """Save a change, apply it when its day has come. Raises :class:`Invalid` for a taken name."""
    try:
        return _entered(row, decision)
    except IntegrityError as error:
        place = row.new_place or (row.new_unit.place if row.new_unit else None)
        says = f"{place.name if place else '那里'}已有同名的单位。"
        raise Invalid(says, field="name" if row.kind == Kind.RENAMED else "to") from error


@transaction.atomic
def _entered(row: Succession, decision: Decision) -> Succession:
    by, at = decision.by, decision.at
    _demand(row, by)
    if not decision.reason.strip():
        raise Invalid("还没有填写“依据”。", field="reason")
    row.on, row.reason = decision.on, decision.reason
    row.by = Person.objects.get(pk=by.person_id) if isinstance(by, Viewer) else None
    row.save(force_insert=True)
    if row.on <= clocks.in_shanghai(at).date():
        _apply(row.pk, by=by, at=at)
        row.refresh_from_db()
    return row


def _demand(row: Succession, by: Actor) -> None:
    """Refuse who may not make this change, and a change of a unit that exists no more."""
    unit = row.subject or row.old_unit
    if unit is None:
        demand(by, roles.MANAGE_ORGS)
        for place in (row.old_place, row.new_place):
            demand_place(by, _given(place))
        return
    demand_from_above(by, over=unit)
    if unit.until is not None:
        raise WrongState(f"{unit.name}已于 {unit.until} 终止，不能再变更。")
    if row.subject and row.new_place:
        demand_place(by, row.new_place)


def _apply(pk: int, *, by: Actor, at: datetime) -> int:
    row = Succession.objects.select_for_update().filter(pk=pk, applied_at=None).first()
    if row is None:
        return 0
    change = _APPLY[Kind(row.kind)](row, at)
    for follower in _followers:
        follower(change)
    row.applied_at = at
    row.save(update_fields=["applied_at"])
    body = {"succession": pk, "on": row.on.isoformat(), "before": row.before, "after": row.after}
    touched = {unit.chain for unit in (row.subject, row.old_unit, row.new_unit) if unit}
    for chain in sorted(touched or {"s"}):
        ports.record(chain, row.kind, by=by, at=at, body={**body, "reason": row.reason})
    return 1


def _rename(row: Succession, at: datetime) -> Change:
    unit, place = row.new_unit, row.new_place
    if unit:
        last = unit.names.order_by("-until").first()
        UnitName.objects.create(
            unit=unit, name=row.before, since=last.until if last else unit.since, until=row.on
        )
        Unit.objects.filter(pk=unit.pk).update(name=row.after, initials=initials(row.after))
    elif place:
        Place.objects.filter(pk=place.pk).update(name=row.after)
    return Change(row, at)


def _recode(row: Succession, at: datetime) -> Change:
    place = _given(row.new_place)
    above = place.path.removesuffix(f"{place.code}/")
    Place.objects.filter(pk=place.pk).update(code=row.after)
    return _repath(Change(row, at, place.path, f"{above}{row.after}/"))


def _merge(row: Succession, at: datetime) -> Change:
    if row.old_place is None:
        return _end(row, at)
    old, new = row.old_place, _given(row.new_place)
    change = Change(row, at, old.path, new.path)
    Place.objects.filter(pk=old.pk).update(until=row.on)
    Place.objects.filter(parent=old).update(parent=new)
    Unit.objects.filter(place=old).update(place=new)
    return _repath(change)


def _end(row: Succession, at: datetime) -> Change:
    """End the old unit: whom it answered for goes to the new one, who held a post in it leaves."""
    old, new = _given(row.old_unit), _given(row.new_unit)
    Unit.objects.filter(pk=new.pk, supervisor=old).update(supervisor=old.supervisor)
    mine = Unit.objects.filter(supervisor=old)
    if not row.rest:
        mine.filter(pk__in=row.takes).update(supervisor=new)
        return Change(row, at)
    mine.update(supervisor=new)
    Unit.objects.filter(pk=old.pk).update(status=Unit.Status.CLOSED, until=row.on)
    held = Term.objects.filter(Q(until=None) | Q(until__gt=row.on), post__unit=old)
    held.filter(since__lt=row.on).update(until=row.on)
    return Change(row, at)


def _move(row: Succession, at: datetime) -> Change:
    to = _given(row.new_place)
    if row.subject:
        Unit.objects.filter(pk=row.subject.pk).update(place=to, place_path=to.path)
        return Change(row, at, row.subject.place_path, to.path)
    place = _given(row.old_place)
    Place.objects.filter(pk=place.pk).update(parent=to)
    return _repath(Change(row, at, place.path, f"{to.path}{place.code}/"))


def _transfer(row: Succession, at: datetime) -> Change:
    if row.subject:
        Unit.objects.filter(pk=row.subject.pk).update(supervisor=row.new_unit)
    elif row.old_place:
        units = Unit.objects.filter(within(row.old_place.path), supervisor=row.old_unit)
        units.exclude(pk=_given(row.new_unit).pk).update(supervisor=row.new_unit)
    return Change(row, at)


def _repath(change: Change) -> Change:
    """Give the places and units below the old path their new one; a place that ended keeps its."""
    places = Place.objects.filter(within(change.old_path, "path"))
    if change.row.kind == Kind.MERGED:
        places = places.exclude(path=change.old_path)
    places.update(path=moved_path(change, "path"))
    Unit.objects.filter(within(change.old_path)).update(place_path=moved_path(change))
    return change


def _given(thing: T | None) -> T:
    """Return what a change of this kind always names."""
    if thing is None:
        raise LookupError("a succession without its unit or place")
    return thing


_APPLY: dict[Kind, Callable[[Succession, datetime], Change]] = {
    Kind.RENAMED: _rename,
    Kind.MERGED: _merge,
    Kind.SPLIT: _end,
    Kind.RECODED: _recode,
    Kind.MOVED: _move,
    Kind.TRANSFERRED: _transfer,
}

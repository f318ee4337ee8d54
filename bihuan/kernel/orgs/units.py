"""Units: registering and finding them, their tags, stopping and closing, the office above them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from bihuan.lib import creditcodes
from bihuan.lib.clocks import in_shanghai

from . import ports, roles
from .authority import demand, demand_from_above, demand_place
from .initials import initials
from .kinds import check_attributes
from .models import Place, Succession, Unit, UnitAlias, UnitTag
from .places import ancestors
from .refusals import Invalid, WrongState
from .viewer import Actor

OFFICE = "committee_office"
#: What of a unit is put right without a decision.
FACTS = ("credit_code", "industry", "headcount", "since", "attributes")
_BRACKETS = str.maketrans("()", "（）")
_LOOSE_BLANK = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")


def spelling(name: str) -> str:
    """Return a name as it is kept: full-width brackets, no blanks beside Chinese characters."""
    return _LOOSE_BLANK.sub("", name.strip().translate(_BRACKETS))


def register(  # noqa: PLR0913 - a unit's facts
    *,
    name: str,
    kind: str,
    place: Place,
    supervisor: Unit | None = None,
    credit_code: str | None = None,
    industry: str = "",
    headcount: int | None = None,
    since: date | None = None,
    invented: bool = False,
    attributes: dict[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> Unit:
    """Enter a unit and return it. Raises :class:`Invalid` naming the wrong or doubled value."""
    kept = spelling(name)
    if not kept:
        raise Invalid("还没有填写“名称”。", field="name")
    check_attributes(kind, attributes or {})
    code = _checked(credit_code) if credit_code else None
    unit = Unit(
        name=kept, initials=initials(kept), kind=kind, place=place, place_path=place.path,
        supervisor=supervisor, credit_code=code, industry=industry, headcount=headcount,
        since=since, invented=invented, attributes=attributes or {},
    )  # fmt: skip
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
            demand_place(by, place)
            demand(by, roles.MANAGE_ORGS, over=unit)
            body = {"name": kept, "kind": kind, "place": place.code, "credit_code": code or ""}
            ports.record(unit.chain, "registered", by=by, at=at, body=body)
    except IntegrityError as error:
        raise _doubled(unit) from error
    return unit


def _checked(code: str) -> str:
    kept = creditcodes.normalise(code)
    try:
        creditcodes.validate(kept)
    except ValueError as error:
        raise Invalid(str(error), field="credit_code") from error
    return kept


@transaction.atomic
def correct(unit: Unit, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Unit:
    """Put right what the register says of a unit (:data:`FACTS`); the trace keeps old and new.

    Its name, place and supervisor change by a succession. Raises :class:`Invalid`.
    """
    held = Unit.objects.select_for_update().get(pk=unit.pk)
    demand_from_above(by, over=held)
    check_attributes(held.kind, facts.get("attributes", {}))
    code = facts.get("credit_code")
    new = {**facts, "credit_code": _checked(code)} if code else dict(facts)
    body = {name: [getattr(held, name), new[name]] for name in FACTS if name in new}
    for name in body:
        setattr(held, name, new[name])
    try:
        with transaction.atomic():
            held.save(update_fields=[*body])
    except IntegrityError as error:
        raise _doubled(held) from error
    ports.record(held.chain, "corrected", by=by, at=at, body=body)
    ports.changed(held, by=by, at=at)
    return held


def find(name: str, *, place: Place, on: date) -> Unit | None:
    """Return the unit a text of this place means by a name on a day; ``None`` when none is known.

    Looked up by the name of that day, then by alias; in the place itself, then in those above it,
    nearest first, then below it if only one unit there bears the name. A unit merged or split by
    then is followed to its successor.
    """
    kept, above = spelling(name), ancestors(place.path)
    named = [(unit.place_path, unit) for unit in _bearers(kept, on)]
    known = UnitAlias.objects.filter(alias=kept).select_related("place", "unit")
    called = [(alias.place.path, alias.unit) for alias in known]
    for spot in (*above, None):
        here = [[unit for path, unit in rows if _lies(path, spot, above)]
                for rows in (named, called)]  # fmt: skip
        found = {heir for unit in here[0] or here[1] if (heir := heir_on(unit, on))}
        if len(found) == 1:
            return found.pop()
    return None


def _lies(path: str, spot: str | None, above: list[str]) -> bool:
    """Say whether a path is the spot; without one, whether it lies below the nearest place."""
    return path == spot if spot else path.startswith(above[0]) and path != above[0]


def _bearers(name: str, on: date) -> list[Unit]:
    """Return the units that bore a name on a day, now or before they were renamed."""
    rows = Unit.objects.filter(Q(since=None) | Q(since__lte=on))
    bearing = {*rows.filter(name=name), *rows.filter(names__name=name)}
    return [unit for unit in bearing if name_on(unit, on) == name]


def name_on(unit: Unit, day: date) -> str:
    """Return the name a unit bore on a day; old papers keep it."""
    rows = unit.names.filter(Q(since=None) | Q(since__lte=day), until__gt=day)
    former = rows.order_by("until", "pk").first()
    return former.name if former else unit.name


def heir_on(unit: Unit, on: date) -> Unit | None:
    """Return the unit itself, or who succeeded it by a day; ``None`` for one that just ended."""
    if unit.until is None or unit.until > on:
        return unit
    ended = (Succession.Kind.MERGED, Succession.Kind.SPLIT)
    rows = Succession.objects.filter(old_unit=unit, kind__in=ended, rest=True, on__lte=on)
    row = rows.exclude(applied_at=None).select_related("new_unit").first()
    return heir_on(row.new_unit, on) if row and row.new_unit else None


@transaction.atomic
def add_alias(unit: Unit, alias: str, *, place: Place, by: Actor, at: datetime) -> UnitAlias:
    """Let the texts of a place call a unit by another spelling. Raises :class:`Invalid`.

    For whose own place that place is or lies in: a reader of its documents, or who maintains units.
    """
    demand_place(by, place)
    kept = spelling(alias)
    if not kept:
        raise Invalid("还没有填写“别名”。", field="alias")
    known = UnitAlias.objects.filter(place=place, alias=kept).select_related("unit").first()
    if known and known.unit_id != unit.pk:
        raise Invalid(f"“{kept}”已对应到{known.unit.name}。", field="alias")
    if known:
        return known
    ports.record(unit.chain, "alias_added", by=by, at=at, body={"alias": kept, "place": place.code})
    return UnitAlias.objects.create(unit=unit, place=place, alias=kept)


@transaction.atomic
def tag(  # noqa: PLR0913 - a tag runs from day to day
    unit: Unit, word: str, *, since: date | None, until: date | None = None, by: Actor, at: datetime
) -> UnitTag:
    """Count a unit to a category (非煤矿山) from a day; a tag that already runs stays as it is."""
    demand_from_above(by, over=unit)
    if not word.strip():
        raise Invalid("还没有填写“类别”。", field="tag")
    if running := unit.tags.filter(tag=word, until=None).first():
        return running
    ports.record(unit.chain, "tagged", by=by, at=at, body={"tag": word, "since": str(since or "")})
    made = UnitTag.objects.create(unit=unit, tag=word, since=since, until=until)
    ports.changed(unit, by=by, at=at)
    return made


@transaction.atomic
def untag(unit: Unit, word: str, *, on: date, by: Actor, at: datetime) -> None:
    """End a category on a day, the first on which the unit does not belong to it."""
    demand_from_above(by, over=unit)
    if not unit.tags.filter(tag=word, until=None).update(until=on):
        raise WrongState(f"{unit.name}没有“{word}”这一类别。")
    ports.record(unit.chain, "untagged", by=by, at=at, body={"tag": word, "on": on.isoformat()})
    ports.changed(unit, by=by, at=at)


def stop(unit: Unit, *, reason: str, by: Actor, at: datetime) -> Unit:
    """Note that a unit stopped working (停产停业). No matter of it ends by that."""
    return _turn(unit, Unit.Status.STOPPED, (Unit.Status.OPERATING,), reason=reason, by=by, at=at)


def resume(unit: Unit, *, reason: str, by: Actor, at: datetime) -> Unit:
    """Note that a stopped unit works again; not while an order to stop it stands."""
    ports.reopen(unit, at)
    return _turn(unit, Unit.Status.OPERATING, (Unit.Status.STOPPED,), reason=reason, by=by, at=at)


def close(unit: Unit, *, reason: str, by: Actor, at: datetime) -> Unit:
    """Note that a unit exists no more from this day; its open matters stay open."""
    running = (Unit.Status.OPERATING, Unit.Status.STOPPED)
    return _turn(unit, Unit.Status.CLOSED, running, reason=reason, by=by, at=at)


def nearest(kind: str, path: str, on: date, level: str = "") -> Unit | None:
    """Return the unit of a kind at a place or at the nearest above that has one.

    Where a level is named, only a place of that level counts.
    """
    rows = Unit.objects.filter(Q(until=None) | Q(until__gt=on), kind=kind)
    which = {"place__level": level} if level else {}
    here = rows.filter(place_path__in=ancestors(path), **which).select_related("place")
    # Of the paths on the way up, the nearest is the last in order.
    return here.order_by("-place_path", "pk").first()


@transaction.atomic
def _turn(  # noqa: PLR0913 - a change of status has a from, a to and a reason
    unit: Unit, to: str, origins: tuple[str, ...], *, reason: str, by: Actor, at: datetime
) -> Unit:
    held = Unit.objects.select_for_update().get(pk=unit.pk)
    demand_from_above(by, over=held)
    if held.status not in origins:
        now, then = held.get_status_display(), Unit.Status(to).label
        raise WrongState(f"{held.name}现在是“{now}”，不能改为“{then}”。")
    if not reason.strip():
        raise Invalid("还没有填写“原因”。", field="reason")
    held.status = to
    if to == Unit.Status.CLOSED:
        held.until = in_shanghai(at).date()
    held.save(update_fields=["status", "until"])
    ports.record(held.chain, to, by=by, at=at, body={"reason": reason})
    return held


def _doubled(unit: Unit) -> Invalid:
    other = Unit.objects.filter(credit_code=unit.credit_code).exclude(credit_code=None).first()
    if other:
        says = f"统一社会信用代码 {unit.credit_code} 已由{other.name}登记。"
        return Invalid(says, field="credit_code")
    return Invalid(f"{unit.place.name}已有名为“{unit.name}”的单位。", field="name")

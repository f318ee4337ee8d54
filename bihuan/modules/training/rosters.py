"""The roster of a unit (花名册): who comes, is let to work, leaves; who may look at it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.orgs import people, roles
from bihuan.kernel.orgs.authority import demand, units_seen
from bihuan.kernel.orgs.models import Person, Term, Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai

from . import rules
from .models import Trainee

#: Who looks after the training of others: any of these; everybody else sees himself alone.
LOOKERS: Final = (roles.MANAGE_ORGS, roles.SUPERVISE, roles.INSPECT, roles.RECHECK, roles.AUDIT)


def looks(by: Viewer) -> bool:
    """Say whether a viewer's post looks after the training of others."""
    return by.reads and any(by.can(word) for word in LOOKERS)


def seen(by: Viewer, unit: str = "unit", person: str = "person") -> Q:
    """Match the rows about people that a viewer may see: those of her units, or her own."""
    if not by.reads:
        return Q(pk__in=[])
    own = Q(**{person: by.person_id})
    if not looks(by):
        return own
    units = Unit.objects.filter(units_seen(by))
    return own | Q(**{f"{unit}__in": units.values("pk")})


def listed(by: Viewer, **asked: Any) -> QuerySet[Trainee]:
    """Return who stands on the rosters a viewer may see, those who left not.

    ``q`` keeps names of people and units, ``category`` a category, ``unit`` one unit by its key,
    ``tag`` the units of a category of enterprises; ``left`` shows those who left instead.
    """
    rows = Trainee.objects.filter(seen(by), until__isnull=not asked.get("left"))
    if words := asked.get("q"):
        rows = rows.filter(
            Q(person__name__icontains=words) | Q(unit__name__icontains=words)
            | Q(work__icontains=words) | Q(employer__icontains=words)
        )  # fmt: skip
    if asked.get("tag"):
        tagged = UnitTag.objects.filter(tag=asked["tag"], until=None)
        rows = rows.filter(unit__in=tagged.values("unit"))
    for name in ("category", "unit"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return rows.select_related("unit", "person").order_by("unit__place_path", "unit_id", "pk")


def find(by: Viewer, pk: int) -> Trainee:
    """Return one line of a roster. Raises :class:`NotFound` for one out of sight."""
    row = Trainee.objects.filter(seen(by), pk=pk).select_related("unit", "person").first()
    if row is None:
        raise NotFound("花名册里没有这个人，或者不向您的岗位公开。")
    return row


@transaction.atomic
def enter(  # noqa: PLR0913 - a line of a roster has these facts
    unit: Unit, name: str, *, category: str, work: str = "", employer: str = "", phone: str = "",
    joined: date, working_since: date | None = None, by: Actor, at: datetime,
) -> Trainee:  # fmt: skip
    """Put a person on a unit's roster, or correct her line in this category; return the line.

    A person with this name who holds a post here, or stands on the roster already, is the same
    one; of two the telephone number decides. ``working_since`` says since when she works already:
    a statement of fact, which the list of who works untrained shows. Raises :class:`NotAllowed`,
    :class:`WrongState`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    today = in_shanghai(at).date()
    _check(unit, name, category, joined, working_since, today)
    person = known(unit, name, phone) or people.enter(name, phone=phone, unit=unit, by=by, at=at)
    row = Trainee.objects.filter(unit=unit, person=person, category=category, until=None).first()
    fresh = row is None
    row = row or Trainee(unit=unit, person=person, category=category)
    row.work, row.employer, row.joined = work.strip(), employer.strip(), joined
    row.working_since = working_since or row.working_since
    if row.working_since and row.working_since < joined:
        raise Invalid(f"上岗日期 {row.working_since} 不能早于到岗日期。", field="working_since")
    row.save()
    body = {"person": person.pk, "category": category, "joined": str(joined),
            "working_since": str(row.working_since or "")}  # fmt: skip
    verb = "trainee_entered" if fresh else "trainee_changed"
    entries.append_to(unit.chain, verb, by=by, at=at, body=body)
    return row


def _check(  # noqa: PLR0913 - every fact is looked at
    unit: Unit, name: str, category: str, joined: date, working: date | None, today: date
) -> None:
    if unit.until is not None:
        raise WrongState(f"{unit.name}已于 {unit.until} 终止，花名册不再登记。")
    if not name.strip():
        raise Invalid("还没有填写“姓名”。", field="name")
    if category not in rules.CATEGORIES:
        known_ones = "、".join(rules.CATEGORIES.values())
        raise Invalid(f"类别应为{known_ones}之一。", field="category")
    for field, day in (("joined", joined), ("working_since", working)):
        if day is not None and day > today:
            raise Invalid(f"{day} 还没有到。", field=field)


def known(unit: Unit, name: str, phone: str = "") -> Person | None:
    """Return the person of this name who works in a unit, by roster or post.

    Raises :class:`Invalid` when several have it and the telephone number does not tell which.
    """
    here = Q(pk__in=Trainee.objects.filter(unit=unit, until=None).values("person"))
    here |= Q(pk__in=Term.objects.filter(post__unit=unit, until=None).values("person"))
    alike = list(Person.objects.filter(here, name=name.strip()).order_by("pk"))
    if phone:
        exact = [one for one in alike if one.phone == phone]
        unknown = [one for one in alike if not one.phone]
        alike = exact or unknown
    if len(alike) > 1:
        says = f"{unit.name}叫“{name.strip()}”的有 {len(alike)} 人，请写手机号码。"
        raise Invalid(says, field="phone")
    return alike[0] if alike else None


@transaction.atomic
def let_work(row: Trainee, *, on: date, by: Actor, at: datetime) -> Trainee:
    """Let a person on a roster begin to work (上岗), once she is taught and holds her papers.

    Raises :class:`ProofMissing` with what is missing and its clause, :class:`WrongState`,
    :class:`Invalid` for a day ahead or before she came.
    """
    from . import gates

    held = _held(row, by)
    if held.working_since is not None:
        raise WrongState(f"{held.person.name}已于 {held.working_since} 上岗。")
    if not held.joined <= on <= in_shanghai(at).date():
        raise Invalid(f"上岗日期应在 {held.joined} 和今天之间。", field="on")
    gates.demand_taught(held, on)
    held.working_since = on
    held.save(update_fields=["working_since"])
    body = {"person": held.person_id, "category": held.category, "on": str(on)}
    entries.append_to(held.unit.chain, "trainee_working", by=by, at=at, body=body)
    return held


@transaction.atomic
def leave(row: Trainee, *, on: date, by: Actor, at: datetime) -> Trainee:
    """Note that a person left, from a day; what was to be made good by her lapses."""
    from . import sittings

    held = _held(row, by)
    if not held.joined <= on <= in_shanghai(at).date():
        raise Invalid(f"离岗日期应在 {held.joined} 和今天之间。", field="on")
    held.until = on
    held.save(update_fields=["until"])
    body = {"person": held.person_id, "category": held.category, "on": str(on)}
    entries.append_to(held.unit.chain, "trainee_left", by=by, at=at, body=body)
    sittings.forgive(held, by=by, at=at)
    return held


def _held(row: Trainee, by: Actor) -> Trainee:
    rows = Trainee.objects.select_for_update(of=("self",)).select_related("unit", "person")
    held = rows.get(pk=row.pk)
    demand(by, roles.MANAGE_ORGS, over=held.unit)
    if held.until is not None:
        raise WrongState(f"{held.person.name}已于 {held.until} 离岗。")
    return held


def named(by: Viewer, pks: Collection[int]) -> list[Trainee]:
    """Return the lines with these keys. Raises :class:`NotFound` unless all are in sight."""
    found = list(listed(by).filter(pk__in=pks))
    if len(found) != len(set(pks)):
        raise NotFound("选的人里有的不在花名册上，或者已经离岗。请重新选。")
    return found

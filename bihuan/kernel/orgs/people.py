"""Persons and how to reach them."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.lib.clocks import in_shanghai

from . import ports, roles
from .authority import demand, units_kept
from .initials import initials
from .models import Person, Term, Unit
from .refusals import Invalid, NotAllowed
from .viewer import Actor, Viewer

_MOBILE = re.compile(r"1\d{10}|")


@transaction.atomic
def enter(  # noqa: PLR0913 - a person's facts
    name: str,
    *,
    phone: str = "",
    email: str = "",
    invented: bool = False,
    unit: Unit | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Enter a person and return it. Raises :class:`Invalid` for a number that cannot be called.

    Whoever enters a person names the ``unit`` where that person gets a post, and may manage it.
    """
    if unit is None and isinstance(by, Viewer):
        raise Invalid("还没有写明这个人在哪个单位任职。", field="unit")
    demand(by, roles.MANAGE_ORGS, over=unit)
    if not name.strip():
        raise Invalid("还没有填写“姓名”。", field="name")
    _check(phone, email)
    kept = name.strip()
    person = Person.objects.create(
        name=kept, initials=initials(kept), phone=phone, email=email, invented=invented
    )
    ports.record("s", "person_entered", by=by, at=at, body={"person": person.pk})
    return person


@transaction.atomic
def set_contact(person: Person, *, phone: str, email: str, by: Actor, at: datetime) -> Person:
    """Change how a person is reached; the trace notes that it changed, not the number.

    For who may manage a unit in which the person holds or gets a post: :class:`NotAllowed`.
    """
    demand(by, roles.MANAGE_ORGS)
    if isinstance(by, Viewer):
        units = posted(person, in_shanghai(at).date())
        if not units_kept(by).filter(pk__in=units).exists():
            says = f"{person.name}没有在您维护的单位任职，不能改联系方式。"
            raise NotAllowed(says, can=f"{person.name}任职单位维护任职的岗位")
    _check(phone, email)
    held = Person.objects.select_for_update().get(pk=person.pk)
    held.phone, held.email = phone, email
    held.save(update_fields=["phone", "email"])
    ports.record("s", "contact_changed", by=by, at=at, body={"person": held.pk})
    return held


def posted(person: Person, day: date) -> QuerySet[Unit]:
    """Return the units in which a person holds a post on a day or gets one later."""
    return Unit.objects.filter(pk__in=_running(day).filter(person=person).values("post__unit"))


def people_kept(viewer: Viewer) -> QuerySet[Person]:
    """Return the persons a viewer may appoint: who hold a post in a unit she may change.

    Who held one there counts too, until a post elsewhere.
    """
    held, running = Term.objects.filter(post__unit__in=units_kept(viewer)), _running(viewer.on)
    here = Q(pk__in=(held & running).values("person"))
    left = Q(pk__in=held.values("person")) & ~Q(pk__in=running.values("person"))
    return Person.objects.filter(here | left)


def _running(day: date) -> QuerySet[Term]:
    return Term.objects.filter(Q(until=None) | Q(until__gt=day))


def _check(phone: str, email: str) -> None:
    if not _MOBILE.fullmatch(phone):
        raise Invalid(f"手机应为以 1 开头的 11 位数字，您填的是“{phone}”。", field="phone")
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            says = f"电子邮箱应写成 name@example.cn 这样，您填的是“{email}”。"
            raise Invalid(says, field="email") from error

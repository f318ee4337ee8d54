"""Persons and how to reach them."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from . import ports
from .models import Person
from .refusals import Invalid
from .viewer import Actor

_MOBILE = re.compile(r"1\d{10}|")


@transaction.atomic
def enter(  # noqa: PLR0913 - a person's facts
    name: str, *, phone: str = "", email: str = "", invented: bool = False, by: Actor, at: datetime
) -> Person:
    """Enter a person and return it. Raises :class:`Invalid` for a number that cannot be called."""
    if not name.strip():
        raise Invalid("还没有填写“姓名”。", field="name")
    _check(phone, email)
    person = Person.objects.create(name=name.strip(), phone=phone, email=email, invented=invented)
    ports.record("s", "person_entered", by=by, at=at, body={"person": person.pk})
    return person


@transaction.atomic
def set_contact(person: Person, *, phone: str, email: str, by: Actor, at: datetime) -> Person:
    """Change how a person is reached; the trace notes that it changed, not the number."""
    _check(phone, email)
    held = Person.objects.select_for_update().get(pk=person.pk)
    held.phone, held.email = phone, email
    held.save(update_fields=["phone", "email"])
    ports.record("s", "contact_changed", by=by, at=at, body={"person": held.pk})
    return held


def _check(phone: str, email: str) -> None:
    if not _MOBILE.fullmatch(phone):
        raise Invalid(f"手机应为以 1 开头的 11 位数字，您填的是“{phone}”。", field="phone")
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            says = f"电子邮箱应写成 name@example.cn 这样，您填的是“{email}”。"
            raise Invalid(says, field="email") from error

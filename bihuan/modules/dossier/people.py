"""Who is what in an enterprise (联系人), from day to day: also where nobody has a sign-in."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai

from .models import Contact

Part = Contact.Part
#: Who answers when something happens: two of them must be there to be called.
CALLED: Final = (Part.PRINCIPAL, Part.SAFETY, Part.DIRECTOR, Part.SECOND)


@transaction.atomic
def name(  # noqa: PLR0913 - a contact has a part, a name, a number, duties and a day
    unit: Unit,
    part: str,
    person: str,
    *,
    phone: str = "",
    duties: str = "",
    since: date,
    by: Actor,
    at: datetime,
) -> Contact:
    """Note that a person is this in an enterprise from a day; who was it before ends that day.

    Raises :class:`NotAllowed`, :class:`WrongState`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    if unit.until is not None:
        raise WrongState(f"{unit.name}已于 {unit.until} 终止，联系人不再登记。")
    if part not in Part.values:
        raise Invalid(f"身份应为{'、'.join(Part.labels)}之一。", field="part")
    if not person.strip():
        raise Invalid("还没有填写“姓名”。", field="name")
    if since > in_shanghai(at).date():
        raise Invalid("“从哪天起”不能晚于今天。", field="since")
    same = Contact.objects.select_for_update().filter(unit=unit, part=part, until=None)
    if part == Part.SECOND:
        same = same.filter(name=person.strip())
    for one in same:
        if one.since > since:
            says = f"{one.name}从 {one.since} 起是{one.get_part_display()}，新的不能早于这一天。"
            raise Invalid(says, field="since")
        one.until = since
        one.save(update_fields=["until"])
    made = Contact.objects.create(
        unit=unit, part=part, name=person.strip(), phone=phone.strip(), duties=duties.strip(),
        since=since,
    )  # fmt: skip
    body = {"part": part, "name": made.name, "phone": made.phone, "since": since.isoformat()}
    entries.append_to(unit.chain, "contact_named", by=by, at=at, body=body)
    return made


@transaction.atomic
def leave(contact: Contact, *, on: date, by: Actor, at: datetime) -> Contact:
    """Note that a person is this no more from a day on."""
    held = Contact.objects.select_for_update().select_related("unit").get(pk=contact.pk)
    demand(by, roles.MANAGE_ORGS, over=held.unit)
    if held.until is not None:
        raise WrongState(f"{held.name}已于 {held.until} 不再是{held.get_part_display()}。")
    if on < held.since:
        raise Invalid(f"不能早于 {held.since}。", field="on")
    held.until = on
    held.save(update_fields=["until"])
    body = {"part": held.part, "name": held.name, "on": on.isoformat()}
    entries.append_to(held.unit.chain, "contact_left", by=by, at=at, body=body)
    return held


def running(unit: Unit, on: date) -> QuerySet[Contact]:
    """Return who is what in an enterprise on a day."""
    rows = unit.contacts.filter(Q(until=None) | Q(until__gt=on), since__lte=on)
    return rows.order_by("pk")


def callable_(unit: Unit, on: date) -> int:
    """Return how many persons of an enterprise can be called on a day; two should be."""
    rows = running(unit, on).filter(part__in=CALLED).exclude(phone="")
    return rows.values("name").distinct().count()

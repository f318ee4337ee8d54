"""Who may enforce on a day: an office with the power or a dated entrustment, and two officers.

行政处罚法第二十条、第四十二条. Auxiliary staff assist only; a village never enforces.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai

from .models import Entrustment, Warrant

#: Kinds of unit with the power to punish, and those that act only for one that has it.
EMPOWERED: Final = ("emergency_department", "regulator")
ENTRUSTED: Final = ("town_government", "station", "zone_committee")
#: States of a certificate's and an entrustment's matter in which it was once confirmed.
STOOD: Final = ("valid", "ended")


#: Says why the paper that the register of all certificates holds of a person is not valid on a
#: day, "" when it is or when that register holds none.
Register = Callable[[Person, date], str]
_REGISTERS: list[Register] = []


def consult(register: Register) -> None:
    """Let a register of certificates be asked before an officer acts."""
    if register not in _REGISTERS:
        _REGISTERS.append(register)


def valid(on: date) -> Q:
    """Match the certificates and entrustments that count on a day."""
    running = Q(until=None) | Q(until__gte=on)
    unended = Q(ended_on=None) | Q(ended_on__gt=on)
    return Q(matter__state__in=STOOD, since__lte=on) & running & unended


def certificates(unit: Unit | int, on: date) -> QuerySet[Warrant]:
    """Return the officers' certificates of a unit that are valid on a day."""
    of = Warrant.objects.filter(valid(on), unit=unit, kind=Warrant.Kind.OFFICER)
    return of.select_related("person", "matter").order_by("person_id")


def lacks(person: Person, unit: Unit, on: date) -> str:
    """Say why somebody may not enforce for a unit on a day, "" when he may."""
    if certificates(unit, on).filter(person=person).exists():
        return next((says for ask in _REGISTERS if (says := ask(person, on))), "")
    known = Warrant.objects.filter(person=person, unit=unit)
    last = known.filter(matter__state__in=STOOD).order_by("-since").first()
    if last is None:
        return f"{person.name}没有登记{unit.name}的有效执法证件。"
    if last.kind == Warrant.Kind.AUXILIARY:
        return f"{person.name}是辅助人员，只能协助，不能作为执法人员办案、签署执法文书。"
    if last.since > on:
        return f"{person.name}的执法证件 {last.number} 自 {last.since} 起有效。"
    ended = last.ended_on if last.ended_on and last.ended_on <= on else last.until
    return f"{person.name}的执法证件 {last.number} 到 {ended} 为止，当日无效。"


def authority(unit: Unit, on: date) -> Unit:
    """Return in whose name a unit enforces on a day: its own, or that of who entrusted it.

    Raises :class:`NotAllowed` for a unit without the power and without an entrustment that day.
    """
    if unit.kind in EMPOWERED:
        return unit
    if unit.kind == "village":
        says = "村（社区）只协助调查、宣传、劝导和报告，不实施行政处罚。"
        raise NotAllowed(says, can="乡镇（街道）或者有处罚权的部门")
    if unit.kind not in ENTRUSTED:
        says = f"{unit.name}没有行政处罚职责，请先督促整改，再移送有处罚权的部门。"
        raise NotAllowed(says, can="有处罚权的部门")
    given = Entrustment.objects.filter(valid(on), taker=unit).select_related("giver").first()
    if given is None:
        says = f"{unit.name}在 {on} 没有有效的行政执法委托书，不能以委托机关名义执法。"
        raise NotAllowed(says, can="有处罚权的部门")
    return given.giver


def settle(record: Any, by: Viewer, at: datetime) -> None:
    """Find in whose name a record is opened; demand two different officers valid that day.

    Raises :class:`NotAllowed` and :class:`Invalid` naming the field.
    """
    on = in_shanghai(at).date()
    unit = Unit.objects.get(pk=by.unit_id)
    record.authority = authority(unit, on)
    if record.unit_id in (by.unit_id, record.authority.pk):
        raise Invalid("当事单位不能是执法单位自己。", field="unit")
    if wrong := lacks(Person.objects.get(pk=by.person_id), unit, on):
        raise NotAllowed(wrong, can=f"{unit.name}证件有效的执法人员")
    if record.second_id is None:
        raise Invalid("执法人员不得少于两人，请选择协办执法人员。", field="second")
    if record.second_id == by.person_id:
        raise Invalid("协办执法人员不能是您本人。", field="second")
    if wrong := lacks(record.second, unit, on):
        raise Invalid(wrong, field="second")


def invalid_today(record: Any, at: datetime) -> str:
    """Say which of a record's two officers holds no certificate valid on the day."""
    on = in_shanghai(at).date()
    people = (record.handler, record.second)
    said = [lacks(one, record.office, on) for one in people if one is not None]
    return "".join(said)


def ended_entrustment(record: Any, at: datetime) -> str:
    """Say that the entrustment under which a record is handled has ended."""
    if record.office_id == record.authority_id:
        return ""
    try:
        now = authority(record.office, in_shanghai(at).date())
    except NotAllowed as refusal:
        return refusal.says
    return "" if now.pk == record.authority_id else f"委托机关已经不是{record.authority.name}。"


def past(moved: Any, field: str) -> None:
    """Refuse a moment entered in a field that has not come yet. Raises :class:`Invalid`."""
    if getattr(moved.record, field) > moved.at:
        raise Invalid("填写的时间还没有到。", field=field)


def demand(moved: Any) -> None:
    """Refuse a step taken by who holds no certificate valid that day.

    Raises :class:`NotAllowed`.
    """
    by: Viewer = moved.by
    unit, on = Unit.objects.get(pk=by.unit_id), in_shanghai(moved.at).date()
    if wrong := lacks(Person.objects.get(pk=by.person_id), unit, on):
        raise NotAllowed(wrong, can=f"{unit.name}证件有效的执法人员")

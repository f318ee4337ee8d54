"""Whether training is in place in enterprises: heads certified, everybody's hours done."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import Q

from bihuan.kernel.orgs.models import Unit
from bihuan.lib.verdicts import Verdict, judged, named, unknown

from . import certificates, hours, rules
from .hours import Standing
from .models import Certificate, Trainee

#: Of which category a certificate is asked, and of which kind.
ASKED = {"principal": "principal", "manager": "manager", "special": rules.SPECIAL}


def verdicts(units: Sequence[Unit], on: date, *, certified: Collection[int]) -> dict[int, Verdict]:
    """Return how enterprises stand on a day by their keys, in a few queries.

    ``certified`` are the units whose heads the law wants examined (安全生产法第二十七条); of the
    others a head's certificate counts only where one was entered and has ceased to be valid.
    """
    rows = Trainee.objects.filter(
        Q(until=None) | Q(until__gt=on), unit__in=units, joined__lte=on,
        category__in=(*rules.HEADS, *rules.WORKERS),
    ).select_related("unit", "person")  # fmt: skip
    found: dict[int, list[Standing]] = defaultdict(list)
    for one in hours.standings(list(rows.order_by("pk")), on):
        found[one.trainee.unit_id].append(one)
    people = {one.trainee.person_id for stands in found.values() for one in stands}
    known = Certificate.objects.filter(person__in=people, issued_on__lte=on)
    ever = set(known.values_list("person_id", "kind"))
    valid = set(known.filter(certificates.valid(on)).values_list("person_id", "kind"))
    made = {}
    for unit in units:
        must = unit.pk in certified
        lacking = [
            one.trainee
            for one in found[unit.pk]
            if _lacks(one.trainee, must=must, ever=ever, valid=valid)
        ]
        made[unit.pk] = _verdict(found[unit.pk], lacking)
    return made


def _lacks(
    row: Trainee, *, must: bool, ever: set[tuple[int, str]], valid: set[tuple[int, str]]
) -> bool:
    """Say whether a person lacks a valid certificate that is asked of her."""
    kind = ASKED.get(row.category)
    if kind is None or (row.person_id, kind) in valid:
        return False
    return must or kind == rules.SPECIAL or (row.person_id, kind) in ever


def _verdict(stands: list[Standing], lacking: list[Trainee]) -> Verdict:
    if not stands:
        return unknown("没有登记培训花名册")
    there = {one.trainee.category for one in stands}
    absent = [f"花名册上没有{rules.CATEGORIES[key]}" for key in rules.HEADS if key not in there]
    return judged(list(_missing(stands, lacking)), absent)


def _missing(stands: list[Standing], lacking: list[Trainee]) -> Iterator[str]:
    for category, title in rules.CATEGORIES.items():
        names = [one.person.name for one in lacking if one.category == category]
        if names:
            yield f"{len(names)} 名{title}没有当天有效的证书：{named(names)}"
    short = list(dict.fromkeys(one.trainee.person.name for one in stands if one.short))
    if short:
        yield f"{len(short)} 人学时不足：{named(short)}"

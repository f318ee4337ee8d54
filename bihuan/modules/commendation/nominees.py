"""The list of who is put forward: read line by line, asked about, struck, commended, revoked."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Person, Place, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from . import letters
from .models import AwardReview, Commendation, Consultation, Nominee

#: A longer list is several rounds.
MOST: Final = 60
UNIT_ONLY, WITH_PERSON = 2, 3
LONGEST: Final = 400


def read(record: Commendation, by: Viewer) -> list[Nominee]:
    """Return the nominees a list names, unsaved. Raises :class:`Invalid` naming the bad line."""
    place = Place.objects.get(path=by.path)
    lines = [line.strip() for line in record.nominated.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Invalid(f"一次最多推荐 {MOST} 个，请分批。", field="nominated")
    found = [_line(n, line, place, by) for n, line in enumerate(lines, 1)]
    named = [(one.unit_id, one.person_id) for one in found]
    doubled = next((one for one in found if named.count((one.unit_id, one.person_id)) > 1), None)
    if doubled:
        raise Invalid(f"{doubled.who}写了两次。", field="nominated")
    return found


def _line(number: int, line: str, place: Place, by: Viewer) -> Nominee:
    parts = [part.strip() for part in line.replace(";", "；").split("；")]
    if len(parts) not in (UNIT_ONLY, WITH_PERSON) or not (parts[0] and parts[-1]):
        says = f"第 {number} 行写成“单位；事迹”或者“单位；姓名；事迹”，现为“{line[:40]}”。"
        raise Invalid(says, field="nominated")
    if len(parts[-1]) > LONGEST:
        raise Invalid(f"第 {number} 行的事迹超过 {LONGEST} 字。", field="nominated")
    unit = units.find(parts[0], place=place, on=by.on)
    if unit is None or not unit.place_path.startswith(place.path):
        says = f"第 {number} 行：{place.name}没有登记“{parts[0]}”。请写单位全称。"
        raise Invalid(says, field="nominated")
    name = parts[1] if len(parts) == WITH_PERSON else ""
    person = _person(unit, name, number, by.on) if name else None
    return Nominee(number=number, unit=unit, person=person, merits=parts[-1])


def _person(unit: Unit, name: str, number: int, on: date) -> Person:
    rows = Term.objects.filter(on_day(on), post__unit=unit, person__name=name)
    found = {term.person_id: term.person for term in rows.select_related("person")}
    if len(found) != 1:
        many = f"有 {len(found)} 个人叫" if found else "没有登记任职人"
        raise Invalid(f"第 {number} 行：{unit.name}{many}“{name}”。", field="nominated")
    return next(iter(found.values()))


def settle(record: Commendation, by: Viewer, at: datetime) -> None:
    """Check the list, its dates and whom to ask: the office of the place where nobody is named."""
    read(record, by)
    today = in_shanghai(at).date()
    if record.reply_by and record.reply_by < today:
        raise Invalid(f"答复意见期限 {record.reply_by} 已经过了。", field="reply_by")
    if record.reply_by and record.decide_by and record.decide_by < record.reply_by:
        raise Invalid("作出决定的期限不能早于答复意见的期限。", field="decide_by")
    if not record.asked:
        office = units.nearest(units.OFFICE, by.path, by.on)
        if office is None:
            raise Invalid("本地没有登记安委办，请选征求哪些单位的意见。", field="asked")
        record.asked = [office.pk]


def enter(record: Commendation, by: Viewer, at: datetime) -> None:
    """Keep the nominees of a list that was just opened, and whom each is to be asked of."""
    for one in read(record, by):
        one.commendation = record
        one.save()
        Consultation.objects.bulk_create(
            Consultation(nominee=one, body_id=body) for body in record.asked
        )


def unasked(record: Commendation) -> Iterable[Consultation]:
    """Return the questions that were not put yet, each with its nominee and body."""
    rows = Consultation.objects.filter(nominee__commendation=record, opinion=None)
    return rows.select_related("nominee__unit", "nominee__person", "body").order_by("pk")


def put(question: Consultation, opinion: Matter) -> None:
    """Note which matter asks a question."""
    Consultation.objects.filter(pk=question.pk).update(opinion=opinion)


def answered(opinion: Matter, *, clear: bool) -> None:
    """Note what a body answered; nothing for an opinion that no list asked for."""
    Consultation.objects.filter(opinion=opinion).update(clear=clear)


def strike(moved: Any) -> None:
    """Take one nominee off the list, with the reason. Raises :class:`Invalid` for nobody on it."""
    record: Commendation = moved.record
    rows = record.nominees.filter(struck_because="").select_related("unit", "person")
    found = [
        one for one in rows
        if record.struck in (one.who, one.person.name if one.person else one.unit.name)
    ]  # fmt: skip
    if len(found) != 1:
        says = f"名单上{'有几个' if found else '没有'}“{record.struck}”，请写单位全称加姓名。"
        raise Invalid(says, field="struck")
    found[0].struck_because = record.struck_because
    found[0].save(update_fields=["struck_because"])


def grant(moved: Any) -> None:
    """Commend who is on the list, from this day on, and draw up the decision."""
    record: Commendation = moved.record
    on = in_shanghai(moved.at).date()
    record.nominees.filter(struck_because="").update(granted_on=on)
    letters.decide(moved)


def number_of(nominee: Nominee) -> str:
    """Return the number of an award: that of its round and the line of its list."""
    return f"{nominee.commendation.matter.number}-{nominee.number}"


def settle_review(record: AwardReview, by: Viewer, at: datetime) -> None:
    """Find the award by its number. Raises :class:`Invalid` for one unknown here or revoked."""
    number, _, line = record.award.strip().rpartition("-")
    seen = Matter.objects.visible_to(by).filter(number=number)
    rows = Nominee.objects.filter(commendation__matter__in=seen.values("pk"), revoked_on=None)
    found = rows.exclude(granted_on=None).filter(number=line if line.isdecimal() else 0).first()
    if found is None:
        says = f"您能看到的表彰里没有“{record.award}”，或者已经撤销。请照表彰台账写编号。"
        raise Invalid(says, field="award")
    record.nominee, record.decider = found, found.commendation.decider


def revoke(moved: Any) -> None:
    """End an award from this day on, with the reason, and draw up the decision."""
    record: AwardReview = moved.record
    record.nominee.revoked_on = in_shanghai(moved.at).date()
    record.nominee.revoked_because = record.finding
    record.nominee.save(update_fields=["revoked_on", "revoked_because"])
    letters.revoke(moved)


def question(  # noqa: PLR0913 - who is concerned, since when, by what, who brought it
    unit: Unit,
    person: Person | None,
    *,
    year: int,
    why: str,
    clause: Clause | None,
    by: Actor,
    at: datetime,
) -> list[Matter]:
    """Open a review of every award a person, or else a unit, was given since a year began."""
    from .flows import AwardReviewFlow

    whose = {"person": person} if person else {"unit": unit, "person": None}
    rows = Nominee.objects.filter(granted_on__year__gte=year, revoked_on=None, **whose)
    opened = []
    for one in rows.select_related("commendation__matter__place", "unit", "person"):
        if one.reviews.filter(matter__closed_at=None).exists():
            continue
        record = AwardReview(
            award=number_of(one), nominee=one, office=one.commendation.office,
            decider=one.commendation.decider, why=why,
        )  # fmt: skip
        parent = one.commendation.matter
        case = Case(str(record), parent.place, one.commendation.decider, clause, parent)
        opened.append(begin(AwardReviewFlow, case, record, by=by, at=at))
    return opened

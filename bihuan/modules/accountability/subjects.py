"""Whom a case or an opinion is about: found by name, and by who held a post on the day."""

from datetime import date, datetime
from typing import Any

from bihuan.kernel.obligations.ledger import Line, ledger
from bihuan.kernel.obligations.models import Outcome
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Person, Place, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import hashing
from bihuan.lib.clocks import end_of, in_shanghai

from .models import Accountability, Opinion


def settle_case(record: Accountability, by: Viewer, at: datetime) -> None:
    """Find the person in the unit on the day of the event and write down what the ledger said.

    Raises :class:`Invalid` for a day ahead, a name nobody or several bore there, or dates that
    leave no time to answer before the decision.
    """
    today = in_shanghai(at).date()
    if record.happened_on > today:
        raise Invalid("发生日期还没有到。", field="happened_on")
    if record.answer_by < today:
        raise Invalid(f"陈述申辩期限 {record.answer_by} 已经过了。", field="answer_by")
    if record.decide_by < record.answer_by:
        raise Invalid("作出决定的期限不能早于陈述申辩期限。", field="decide_by")
    if record.name:
        term = _term(record.unit, record.name, record.happened_on)
        record.person, record.post = term.person, term.post
    record.account = account(record.person or record.unit, record.happened_on, today)


def settle_opinion(record: Opinion, by: Viewer, at: datetime) -> None:
    """Find the office that answers and whom it is asked about, in the place of who asks.

    Raises :class:`Invalid` for a unit or name that is not known there.
    """
    place = Place.objects.get(path=by.path)
    office = units.nearest(units.OFFICE, by.path, by.on)
    if office is None:
        raise Invalid(f"{place.name}没有登记安委办，无处征求意见。", field="unit_name")
    if record.reply_by < by.on:
        raise Invalid(f"答复期限 {record.reply_by} 已经过了。", field="reply_by")
    unit = units.find(record.unit_name, place=place, on=by.on)
    if unit is None or not unit.place_path.startswith(place.path):
        says = f"{place.name}没有登记“{record.unit_name}”。请写单位全称，或去掉简称再试。"
        raise Invalid(says, field="unit_name")
    record.office, record.unit, record.unit_name = office, unit, unit.name
    if record.name:
        record.person = _known(unit, record.name)


def account(whose: Person | Unit, day: date, known_on: date) -> str:
    """Return what somebody owed and did in the year up to a day, in one line with its digest."""
    lines = ledger(whose, day=day, known_on=known_on, since=date(day.year, 1, 1))
    night = end_of(day)
    late = sum(line.outcome == Outcome.LATE for line in lines)
    missed = sum(line.overdue(night) for line in lines)
    done = sum(line.outcome == Outcome.ON_TIME for line in lines)
    return (
        f"{date(day.year, 1, 1)} 至 {day}，应办 {len(lines)} 项：按期办结 {done}，逾期办结 {late}，"
        f"逾期未办 {missed}，其余 {len(lines) - done - late - missed}。摘要 {_digest(lines)[:16]}"
    )


def _digest(lines: list[Line]) -> str:
    facts = [f"{n.obligation.pk}|{n.due or ''}|{n.done_at or ''}|{n.outcome}" for n in lines]
    return hashing.digest("bihuan account 1", *facts)


def _term(unit: Unit, name: str, day: date) -> Term:
    rows = Term.objects.filter(on_day(day), post__unit=unit, person__name=name)
    found = list(rows.select_related("person", "post").order_by("-post__lead", "pk"))
    if not found:
        says = f"{day} 那天{unit.name}没有叫“{name}”的任职人。请核对姓名、单位和日期。"
        raise Invalid(says, field="name")
    _one(found, unit, name)
    return found[0]


def _known(unit: Unit, name: str) -> Person:
    rows = Term.objects.filter(post__unit=unit, person__name=name)
    found = list(rows.select_related("person", "post").order_by("pk"))
    if not found:
        says = f"{unit.name}没有“{name}”的任职记录。请核对姓名，或写他任职的单位。"
        raise Invalid(says, field="name")
    _one(found, unit, name)
    return found[0].person


def _one(found: list[Term], unit: Unit, name: str) -> None:
    if len({term.person_id for term in found}) > 1:
        posts = "、".join(term.post.title for term in found)
        says = f"{unit.name}有几个人叫“{name}”（{posts}），分不清是哪一个。请先在单位页面写明区别。"
        raise Invalid(says, field="name")


def known_facts(record: Opinion, on: date) -> dict[str, Any]:
    """Return what the system knows of whom an opinion is asked about: cases running, the ledger."""
    whose = record.person or record.unit
    if whose is None:
        return {}
    cases = Accountability.objects.filter(matter__closed_at=None)
    mine = cases.filter(person=record.person) if record.person else cases.filter(
        unit=record.unit, person=None
    )  # fmt: skip
    return {
        "running": mine.filter(matter__state__in=("proposed", "answered")).count(),
        "account": account(whose, on, on),
    }

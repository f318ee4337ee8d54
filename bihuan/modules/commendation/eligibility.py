"""Whether anything keeps a unit or person from being commended on a day, as other domains know."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.lib.clocks import in_shanghai

from . import conditions
from .models import Commendation, Nominee

Source = Callable[[Unit, Person | None, date], list[str]]
_SOURCES: list[Source] = []


def consult(source: Source) -> None:
    """Ask one more domain; it returns in words what bars a person, or else a unit, on a day."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def against(nominee: Nominee, on: date) -> list[str]:
    """Return what bars a nominee on a day, in words; empty when nothing does."""
    return barring(nominee.unit, nominee.person, on) + (
        [] if nominee.person_id else conditions.unmet(nominee.unit, on)
    )


def barring(unit: Unit, person: Person | None, on: date) -> list[str]:
    """Return what bars a person, or else a unit, on a day, in words."""
    return [says for source in _SOURCES for says in source(unit, person, on)]


def standing(record: Commendation) -> list[Nominee]:
    """Return the nominees that were not struck from the list."""
    rows = record.nominees.filter(struck_because="").select_related("unit", "person")
    return list(rows.order_by("number"))


def nobody(record: Any, _: datetime) -> str:
    """Say that nobody is left on the list."""
    return "" if standing(record) else "名单上没有人了，请撤回。"


def barred(record: Any, at: datetime) -> str:
    """Say who on the list is barred and by what, "" when nobody is."""
    on = in_shanghai(at).date()
    found = ((one, against(one, on)) for one in standing(record))
    return "".join(f"{one.who}：{''.join(says)}" for one, says in found if says)


def unanswered(record: Any, _: datetime) -> str:
    """Say about whom a body was not asked, has not answered or objects, "" when all agree."""
    told = []
    for one in standing(record):
        rows = list(one.consultations.select_related("body").order_by("pk"))
        waits = [row.body.name for row in rows if row.clear is None]
        against_ = [row.body.name for row in rows if row.clear is False]
        if waits or not rows:
            told.append(f"{one.who}：还没有{'、'.join(waits) or '任何单位'}的意见。")
        if against_:
            told.append(f"{one.who}：{'、'.join(against_)}有不同意见，请除名。")
    return "".join(told)


def notice_runs(record: Any, at: datetime) -> str:
    """Say that the public notice still runs, "" once it is over."""
    runs = record.notice_until is not None and in_shanghai(at).date() <= record.notice_until
    return f"公示到 {record.notice_until}，还没有过。" if runs else ""

"""The list: who is on it on a day, by its spells; entering, leaving early, coming back."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from bihuan.kernel.law.models import Number
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai, months_after

from . import rules
from .models import Dishonesty, Spell

TERM: Final = "CN/dishonesty-2023#term"
EARLY: Final = "CN/dishonesty-2023#early"


def settle(record: Dishonesty, by: Viewer, at: datetime) -> None:
    """Refuse a second case against a unit on the same condition while one runs."""
    running = Dishonesty.objects.filter(unit=record.unit, condition=record.condition)
    other = running.filter(matter__closed_at=None).select_related("matter").first()
    if other is not None:
        raise Invalid(f"{record.unit.name}同一情形已在 {other.matter.number} 办理。", field="unit")


def check_told(moved: Any) -> None:
    """Refuse a notice dated ahead, or a time for a statement that ends before it."""
    record, today = moved.record, in_shanghai(moved.at).date()
    if record.told_on > today:
        raise Invalid(f"告知日期 {record.told_on} 还没有到。", field="told_on")
    if record.state_by <= record.told_on:
        raise Invalid("陈述申辩期限要晚于告知日期。", field="state_by")


def too_soon(record: Dishonesty, at: datetime) -> str:
    """Say that the time for a statement runs and nobody made one."""
    if record.statement or record.state_by is None:
        return "" if record.statement else "还没有告知。"
    today = in_shanghai(at).date()
    return "" if today > record.state_by else f"陈述申辩期限到 {record.state_by}，还没有收到陈述。"


def enlist(moved: Any) -> None:
    """Put a unit on the list from today, for the years of the law.

    Raises :class:`Invalid` while the number of years is not loaded: nobody guesses it.
    """
    record, today = moved.record, in_shanghai(moved.at).date()
    number = Number.objects.filter(key=TERM).first()
    if number is None:
        raise Invalid("管理期限所依据的办法没有载入，期限未设定。", field="opinion")
    record.listed_on, record.until = today, rules.years_on(today, int(number.value))
    record.save(update_fields=["listed_on", "until"])
    Spell.objects.create(dishonesty=record, since=today, until=record.until)


def too_early(record: Dishonesty, at: datetime) -> str:
    """Say that an early removal cannot be applied for yet."""
    number = Number.objects.filter(key=EARLY).first()
    if number is None or record.listed_on is None:
        return "提前移出的条件没有载入。"
    today, months = in_shanghai(at).date(), int(number.value)
    ripe = months_after(today, -months) >= record.listed_on
    return "" if ripe else f"{record.listed_on} 列入，满 {months} 个月才能申请提前移出。"


def again_dishonest(record: Dishonesty, at: datetime) -> str:
    """Say that another serious breach followed since."""
    others = Dishonesty.objects.filter(unit=record.unit, listed_on__gt=record.listed_on)
    later = others.exclude(matter__state="revoked")
    return "列入以后又有新的严重失信行为。" if later.exists() else ""


def leave(moved: Any) -> None:
    """End the spell that runs, today."""
    today = in_shanghai(moved.at).date()
    moved.record.spells.filter(ended_on=None).update(ended_on=today)


def come_back(moved: Any) -> None:
    """Begin a spell anew that lasts as long as the first one would have."""
    record, today = moved.record, in_shanghai(moved.at).date()
    if record.until <= today:
        raise Invalid(f"管理期限 {record.until} 已满，不能恢复列入。", field="because")
    Spell.objects.create(dishonesty=record, since=today, until=record.until)


def spells_on(on: date) -> QuerySet[Spell]:
    """Return the spells in force on a day. One ends by itself with its last day."""
    running = Q(ended_on=None) | Q(ended_on__gt=on)
    return Spell.objects.filter(running, since__lte=on, until__gt=on)


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Dishonesty]:
    """Return the cases a viewer may open, the latest first; ``on`` keeps who is listed that day."""
    seen = Matter.objects.visible_to(viewer).filter(flow="credit.dishonesty")
    rows = Dishonesty.objects.filter(matter__in=seen.values("pk"))
    if asked.get("on"):
        rows = rows.filter(pk__in=spells_on(asked["on"]).values("dishonesty"))
    if words := asked.get("q"):
        rows = rows.filter(Q(unit__name__icontains=words) | Q(matter__number__icontains=words))
    found = rows.select_related("matter", "unit", "office")
    return found.order_by(F("listed_on").desc(nulls_first=True), "-pk")


def in_words(unit: Unit, person: Person | None, on: date) -> list[str]:
    """Return in words that a unit is on the list on a day; for gates of other domains."""
    if person is not None:
        return []
    rows = spells_on(on).filter(dishonesty__unit=unit).select_related("dishonesty__matter")
    return [
        f"{one.dishonesty.matter.number} 列入严重失信名单，{one.since} 至 {one.until}（不含）。"
        for one in rows
    ]


def facts(units: QuerySet[Unit], on: date) -> Iterator[tuple[int, rules.Fact]]:
    """Yield the listings of units up to a day, each once; none that was revoked by then."""
    later = Spell.objects.filter(ended_on__gt=on).values("dishonesty")
    rows = Dishonesty.objects.filter(unit__in=units.values("pk"), listed_on__lte=on)
    rows = rows.exclude(~Q(pk__in=later), matter__state="revoked").select_related("matter")
    for one in rows:
        title = rules.conditions()[one.condition].title
        if one.listed_on:
            yield one.unit_id, rules.Fact("listed", one.listed_on, title, one.matter.number)


def of_listing(record: Dishonesty) -> dict[str, Any]:
    """Return what is published of a listing, {} before it was decided."""
    if record.listed_on is None:
        return {}
    condition = rules.conditions()[record.condition]
    return {
        "headline": f"{record.unit.name}列入安全生产严重失信主体名单"[:160],
        "subject": record.unit.name,
        "facts": f"{condition.title}。{record.facts}",
        "decided_on": record.listed_on,
        "until": record.until,
        "formed_on": record.listed_on,
    }

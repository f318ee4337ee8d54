"""履职记录: who led what, when, where, with whom, and what was decided or found."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.records import KINDS, PLAIN
from bihuan.kernel.obligations.models import Fulfilment
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.scope import places_seen
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import SHANGHAI, end_of

from . import unit
from .desk import LONG
from .filters import Asked, Chip, called
from .paging import Order, Page, ordering, page

ORDER = (Order("happened_at", falling=True), Order("id", falling=True))
#: The kinds a rule can ask for; supervision is told on the desk.
TITLES = {key: kind.title for key, kind in KINDS.items() if key != "supervision"}
LEADERS = 10
#: The field that tells most of a record in one line.
TELLS = ("decisions", "findings")


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter of the same name.

    ``since`` and ``until`` are days of the thing itself, not of its entry.
    """

    q: str = ""
    kind: str = ""
    unit: str = ""
    led_by: str = ""
    mode: str = ""
    since: str = ""
    until: str = ""

    numbers: ClassVar[tuple[str, ...]] = ("unit", "led_by")

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds of record and the ways of meeting a duty there are."""
        return {"kind": TITLES, "mode": Fulfilment.Mode.values}


def chips(viewer: Viewer, filters: Filters) -> list[Chip]:
    """Return the filters in force as words; nobody is named who led nothing the viewer sees."""
    says = {
        "q": filters.q and f"含“{filters.q}”",
        "kind": filters.kind and TITLES[filters.kind],
        "unit": filters.unit and f"单位：{unit.called(viewer, filters.unit)}",
        "led_by": filters.led_by and f"带队（主持）：{_led(viewer, filters.led_by)}",
        "mode": filters.mode and str(Fulfilment.Mode(filters.mode).label),
        "since": _day(filters.since) and f"{filters.since} 起",
        "until": _day(filters.until) and f"{filters.until} 止",
    }
    return [Chip(str(words), filters.query(**{name: ""})) for name, words in says.items() if words]


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Fulfilment]:
    """Return the records of duties in the viewer's places, of its unit or watched by it."""
    unit = viewer.unit_id
    mine = Q(obligation__holder=unit) | Q(obligation__supervisor=unit)
    rows = Fulfilment.objects.filter(mine | places_seen(viewer, "obligation__place_path"))
    rows = rows.exclude(obligation__kind="supervise")
    if filters.q:
        words = filters.q[:60]
        rows = rows.filter(
            Q(obligation__title__icontains=words) | Q(obligation__holder__name__icontains=words)
        )
    if filters.kind:
        named = "" if filters.kind == PLAIN else filters.kind
        rows = rows.filter(obligation__rule__record=named)
    if filters.unit:
        rows = rows.filter(obligation__holder=int(filters.unit))
    if filters.led_by:
        rows = rows.filter(led_by=int(filters.led_by))
    if filters.mode:
        rows = rows.filter(mode=filters.mode)
    if since := _day(filters.since):
        rows = rows.filter(happened_at__gte=datetime.combine(since, time(), tzinfo=SHANGHAI))
    if until := _day(filters.until):
        rows = rows.filter(happened_at__lte=end_of(until))
    return rows


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Page:
    """Return a page of records, the latest first."""
    return page(_joined(matching(viewer, filters)), ORDER, after=after)


def leaders(viewer: Viewer, filters: Filters) -> list[dict[str, Any]]:
    """Return who led most of what the filters ask for: person, name, unit, how many times."""
    led = matching(viewer, filters).exclude(led_by=None)
    found = led.values("led_by", "led_by__name", "led_post__unit__name", "led_post__title")
    return list(found.annotate(n=Count("pk")).order_by("-n", "led_by")[:LEADERS])


EXPORTED = (
    "日期", "种类", "责任事项", "单位", "带队（主持）", "岗位", "方式", "内容", "填报人", "填报时间"
)  # fmt: skip


def exported(viewer: Viewer, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the list."""
    for one in _joined(matching(viewer, filters)).order_by(*ordering(ORDER)).iterator(1000):
        o = one.obligation
        said = "；".join(f"{title}：{v}" for title, v in o.record_kind.read(one.record))
        yield (
            one.happened_at, o.record_kind.title, o.title, o.holder.name if o.holder else "",
            one.led_by.name if one.led_by else "", one.led_post.title if one.led_post else "",
            one.get_mode_display(), said, one.person.name, one.recorded_at,
        )  # fmt: skip


def gist(one: Fulfilment) -> str:
    """Return the line that tells most of a record."""
    return next((str(one.record[name]) for name in TELLS if one.record.get(name)), "")


def _joined(rows: QuerySet[Fulfilment]) -> QuerySet[Fulfilment]:
    return rows.select_related(
        "obligation__holder", "obligation__rule", "obligation__clause__document", "led_by",
        "led_post", "person", "post",
    ).defer(*(f"obligation__{name}" for name in LONG))  # fmt: skip


def _led(viewer: Viewer, person: str) -> str:
    led = matching(viewer, Filters(led_by=person)).values("led_by")
    return called(Person, pk__in=led)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None

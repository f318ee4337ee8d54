"""五到位: how enterprises stand part by part on a day, counted and filtered over those in sight."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.verdicts import TITLES, State
from bihuan.modules.dossier import in_place
from bihuan.modules.dossier.in_place import PARTS, Part, Standing
from bihuan.modules.dossier.keeping import ENTERPRISE

from .filters import Asked, Chip, called
from .paging import Order, Page, page

ORDER = (Order("place_path"), Order("name"), Order("id"))
#: So many enterprises are counted part by part at once; of more, a place is chosen first.
MOST: Final = 500
EXPORTED = (
    "企业", "统一社会信用代码", "区划", "督办方",
    *(words for part in PARTS.values() for words in (part.title, f"{part.title}缺什么")),
    *(f"{part.title}自报" for part in PARTS.values()),
)  # fmt: skip


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    place: str = ""
    on: str = ""
    part: str = ""
    state: str = ""
    full: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the parts and states there are."""
        return {"part": PARTS, "state": TITLES, "full": ("yes",)}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.place:
            yield Chip(f"区划：{called(Place, code=self.place)}", self.query(place=""))
        if self.part:
            yield Chip(PARTS[self.part].title, self.query(part=""))
        if self.state:
            yield Chip(TITLES[State(self.state)], self.query(state=""))
        if self.full:
            yield Chip("没有缺项、没有未知", self.query(full=""))
        if self.on:
            yield Chip(f"{self.on} 当天", self.query(on=""))

    @property
    def chooses(self) -> bool:
        """Whether rows are chosen by how they stand."""
        return bool(self.part or self.state or self.full)

    def day(self, today: date) -> date:
        """Return the day asked about; today where none is, or one that is none or still ahead."""
        try:
            asked = parse_date(self.on)
        except ValueError:
            asked = None
        return min(asked, today) if asked else today


@dataclass(frozen=True)
class Listed:
    """A page of enterprises with their five, and counts by part; None where there are too many."""

    page: Page
    count: int | None
    full: int | None
    parts: list[tuple[Part, list[tuple[str, int, str]]]]


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Unit]:
    """Return the running enterprises in sight of a place and a name."""
    rows = Unit.objects.filter(units_seen(viewer), kind=ENTERPRISE, until=None)
    rows = rows.exclude(status=Unit.Status.CLOSED)
    if filters.q:
        words = filters.q[:60]
        rows = rows.filter(Q(name__icontains=words) | Q(credit_code__icontains=words.upper()))
    if filters.place:
        place = Place.objects.filter(code=filters.place).first()
        rows = rows.filter(within(place.path)) if place else rows.none()
    return rows.select_related("place", "supervisor")


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Listed:
    """Return a page of enterprises and the counts behind it, all of one day."""
    rows, on = matching(viewer, filters), filters.day(viewer.on)
    whole = list(rows[: MOST + 1])
    if len(whole) > MOST:
        shown = page(rows, ORDER, after=after)
        return Listed(Page(in_place.standings(shown.rows, on), shown.following), None, None, [])
    stands = in_place.standings(whole, on)
    kept = {one.unit.pk: one for one in stands if _keeps(one, filters)}
    shown = page(rows.filter(pk__in=kept), ORDER, after=after)
    full = sum(one.complete for one in stands)
    return Listed(
        Page([kept[row.pk] for row in shown.rows], shown.following), len(kept), full,
        [(part, [(TITLES[state], sum(one.stands(part.key, state) for one in stands),
                  filters.query(part=part.key, state=state, full="")) for state in State])
         for part in PARTS.values()],
    )  # fmt: skip


def _keeps(one: Standing, filters: Filters) -> bool:
    return one.stands(filters.part, filters.state) and (not filters.full or one.complete)


def exported(viewer: Viewer, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the list, asked for some hundred at a time."""
    rows, on = (
        matching(viewer, filters).order_by("place_path", "name", "pk"),
        filters.day(viewer.on),
    )
    start = 0
    while chunk := list(rows[start : start + MOST]):
        start += MOST
        for one in in_place.standings(chunk, on):
            if _keeps(one, filters):
                yield _exported(one)


def _exported(one: Standing) -> tuple[Any, ...]:
    unit, own = one.unit, {True: "是", False: "否", None: "未填"}
    return (
        unit.name, unit.credit_code, unit.place.name,
        unit.supervisor.name if unit.supervisor else "未指定",
        *(words for answer in one.answers
          for words in (answer.verdict.title, "；".join(answer.verdict.says))),
        *(own[answer.declared] for answer in one.answers),
    )  # fmt: skip


def remedies(unit: Unit) -> dict[str, str]:
    """Return where each part of an enterprise is put right, by the key of the part."""
    named = urlencode({"q": unit.name})
    return {
        "responsibility": f"{reverse('duties')}?{named}",
        "management": f"{reverse('dossier', args=[unit.pk])}#facts",
        "investment": f"{reverse('funds')}?{named}",
        "training": f"{reverse('training-roster')}?unit={unit.pk}",
        "rescue": f"{reverse('emergency-plans')}?{named}",
    }

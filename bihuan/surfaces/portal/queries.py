"""What is public, as anybody may ask for it: by place, kind, year and words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.disclosure.models import Edition, Publication
from bihuan.modules.disclosure.rules import KINDS
from bihuan.surfaces.workbench.queries.paging import Order, Page, page

ORDER = (Order("published_at", falling=True), Order("id", falling=True))
LONGEST_WORDS = 60
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Filters:
    """What of the public is asked for; ``place`` counts with everything below it."""

    place: Place | None = None
    kind: str = ""
    year: int | None = None
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], code: str = "") -> "Filters":
        """Read the filters of an address.

        Raises :class:`NotFound` for a place there is not, :class:`Invalid` for another bad value.
        """
        kind, year = given.get("kind", ""), given.get("year", "")
        if kind and kind not in KINDS:
            raise Invalid(f"没有“{kind[:20]}”这一种公开信息。", field="kind")
        if year and not (year.isascii() and year.isdecimal() and int(year) in YEARS):
            raise Invalid("年份要写成 2025 这样。", field="year")
        place = Place.objects.filter(code=code).first() if code else None
        if code and place is None:
            raise NotFound("没有这个区划。")
        words = given.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS]
        return cls(place, kind, int(year) if year else None, words)

    def query(self, **other: Any) -> str:
        """Return the filters as the query of an address, some of them changed."""
        values = {"kind": self.kind, "year": self.year, "q": self.q, **other}
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True)
class Kinds:
    """How much of each kind is public, for the head of a list."""

    rows: list[tuple[str, str, int]] = field(default_factory=list)
    total: int = 0


def current(filters: Filters) -> QuerySet[Edition]:
    """Return the editions that anybody reads now and that answer the filters."""
    rows = Edition.objects.filter(replaced_at=None, publication__taken_at=None)
    if filters.place:
        rows = rows.filter(place_path__startswith=filters.place.path)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.year:
        first = datetime(filters.year, 1, 1, tzinfo=SHANGHAI)
        rows = rows.filter(
            published_at__gte=first, published_at__lt=first.replace(year=filters.year + 1)
        )
    for word in filters.q.split():
        rows = rows.filter(words__icontains=word)
    return rows.select_related("publication__matter", "place")


def listed(filters: Filters, after: str) -> Page:
    """Return a page of what answers the filters, the newest first."""
    return page(current(filters), ORDER, after=after)


def newest(filters: Filters, most: int) -> list[Edition]:
    """Return the newest of what answers the filters."""
    return list(current(filters).order_by("-published_at", "-id")[:most])


def every(filters: Filters) -> Iterator[Edition]:
    """Return all that answers the filters, row by row."""
    return current(filters).order_by("-published_at", "-id").iterator(chunk_size=500)


def kinds(filters: Filters) -> Kinds:
    """Return how much of each kind is public where the filters look."""
    here = current(Filters(filters.place, "", filters.year, filters.q)).order_by()
    counts = dict(here.values_list("kind").annotate(n=Count("pk")))
    rows = [(key, kind.title, counts[key]) for key, kind in KINDS.items() if key in counts]
    return Kinds(rows, sum(counts.values()))


def years(filters: Filters) -> list[int]:
    """Return the years in which something that is public was published, the newest first."""
    rows = current(Filters(filters.place)).select_related(None).order_by()
    return [day.year for day in rows.datetimes("published_at", "year", "DESC", tzinfo=SHANGHAI)]


def places() -> list[Place]:
    """Return the places of which something is public, in the order of their codes."""
    rows = current(Filters()).select_related(None).order_by().values("place")
    return list(Place.objects.filter(pk__in=rows).order_by("path"))


def taken_down(filters: Filters) -> QuerySet[Publication]:
    """Return what could be read once and was taken down, the newest first."""
    rows = Publication.objects.exclude(taken_at=None)
    if filters.place:
        rows = rows.filter(matter__place_path__startswith=filters.place.path)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    return rows.select_related("matter").order_by("-taken_at", "-pk")


def find(number: str) -> Publication:
    """Return a publication that is or was public. Raises :class:`NotFound` for any other number."""
    rows = Publication.objects.exclude(public_at=None).filter(matter__number=number)
    found = rows.select_related("matter__unit", "matter__place").first()
    if found is None:
        raise NotFound("没有公开过这个编号的信息。请核对编号，或从公开目录查找。")
    return found


def day(text: str) -> date | None:
    """Return a day of an edition, None where it has none."""
    return date.fromisoformat(text) if text else None

"""Imports as their pages show them: the list, the rows by verdict, those to be mended."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules import Sheet
from bihuan.modules.imports import intake
from bihuan.modules.imports.models import Import, ImportRow

from .filters import Asked
from .paging import Order, Page, page

ORDER = (Order("id", falling=True),)
REASON = "要改什么"
Verdict, Outcome = ImportRow.Verdict, ImportRow.Outcome
#: What a row may be looked for by, and how that is called.
SHOWS = {
    "wrong": "有错", "refused": "没导入", "new": "新增", "changed": "有变化", "same": "没有变化",
}  # fmt: skip


@dataclass(frozen=True)
class Filters(Asked):
    """Which rows of an import the visitor asked to see."""

    show: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return what rows may be asked for by."""
        return {"show": SHOWS}


@dataclass(frozen=True)
class Tab:
    """A kind of rows, how many there are, and the query that shows them."""

    key: str
    title: str
    count: int
    query: str
    current: bool


def tabs(counted: intake.Counts, filters: Filters) -> Iterator[Tab]:
    """Yield the kinds of rows there are in an import."""
    verdicts, refused = counted.verdicts, counted.outcomes.get(Outcome.REFUSED, 0)
    yield Tab("", "全部", sum(verdicts.values()), filters.query(show=""), not filters.show)
    for key, title in SHOWS.items():
        count = refused if key == "refused" else verdicts.get(key, 0)
        if count or key == "wrong":
            yield Tab(key, title, count, filters.query(show=key), filters.show == key)


def matching(found: Import, filters: Filters) -> QuerySet[ImportRow]:
    """Return the rows asked for."""
    rows = found.rows.all()
    if filters.show == "refused":
        return rows.filter(outcome=Outcome.REFUSED)
    return rows.filter(verdict=filters.show) if filters.show else rows


def wrong(found: Import) -> QuerySet[ImportRow]:
    """Return the rows that were not taken because something in them is not right."""
    return found.rows.filter(Q(verdict=Verdict.WRONG) | Q(outcome=Outcome.REFUSED))


def rows_to_mend(found: Import) -> Iterator[Sequence[Any]]:
    """Yield the wrong rows as they came, each with what is to be mended at its end."""
    width = len(found.headings)
    for row in wrong(found).order_by("number").iterator(chunk_size=1000):
        cells = [*row.cells, *[None] * width][:width]
        says = "；".join(
            f"{heading}：{told}" if heading else told for heading, told in row.problems
        )
        yield [*cells, f"原表第 {row.number} 行：{says}"]


def unused(found: Import, kind: Sheet) -> list[str]:
    """Return the headings of a file that no column was found for."""
    used = set(found.places.values())
    own = {REASON, *(column.heading for column in kind.columns)}
    return [h for n, h in enumerate(found.headings) if h and n not in used and h not in own]


def listed(viewer: Viewer, *, after: str) -> Page:
    """Return a page of imports, newest first."""
    return page(intake.imports(viewer).order_by(), ORDER, after=after, size=20)


def counted(rows: Sequence[Import]) -> dict[int, dict[str, int]]:
    """Return, by import, how many rows are new, changed, same, wrong, and were taken or refused."""
    found: dict[int, dict[str, int]] = {}
    groups = ImportRow.objects.filter(of__in=rows).values("of", "verdict", "outcome").order_by()
    for row in groups.annotate(n=Count("pk")):
        one = found.setdefault(row["of"], {})
        for key in (row["verdict"], row["outcome"]):
            one[key] = one.get(key, 0) + row["n"]
    return found

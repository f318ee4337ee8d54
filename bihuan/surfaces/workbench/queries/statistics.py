"""统计报表: what a visitor asks of a form, and its figures as lines for page, Excel and paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import periods
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.lib.counting import Line
from bihuan.lib.periods import Period, PeriodKind
from bihuan.modules.statistics import figures, rules
from bihuan.modules.statistics.figures import ALL, PLACE, Row, Table
from bihuan.modules.statistics.forms import Column, Form, axis_of, forms, source_of
from bihuan.modules.statistics.models import WRITTEN, valid_period
from bihuan.surfaces.layouts.paper import Paper, Section

from .filters import Asked, Chip

#: How many ended periods of each kind are offered.
OFFERED = {"week": 9, "month": 13, "quarter": 5, "half": 3, "year": 3}
#: Columns side by side on a sheet of paper; a wider form goes on in the next table.
ABREAST = 8
WAITING = "未接通"


@dataclass(frozen=True)
class Filters(Asked):
    """What is asked of a form; every field is a query parameter of the same name."""

    period: str = ""
    by: str = ""
    place: str = ""
    known: str = ""
    rank: str = ""
    row: str = ""
    col: str = ""


def in_use(viewer: Viewer) -> list[Form]:
    """Return the forms in use where and when the viewer looks."""
    return [
        one for one in forms().values()
        if one.used_in(viewer.path) and one.since <= viewer.on
        and (one.until is None or viewer.on < one.until)
    ]  # fmt: skip


def form_of(key: str, viewer: Viewer) -> Form:
    """Return a form in use. Raises :class:`NotFound`."""
    found = next((one for one in in_use(viewer) if one.key == key), None)
    if found is None:
        raise NotFound("没有这张报表。")
    return found


def asked(form: Form, filters: Filters, viewer: Viewer, now: datetime) -> figures.Asked:
    """Return what the filters ask for. Raises :class:`Invalid` for a period or day there is not."""
    place = None
    if filters.place:
        place = Place.objects.filter(code=filters.place).first()
        if place is None:
            raise Invalid("没有这个区划。", field="place")
    by = filters.by if filters.by in form.by else form.by[0]
    known = _known(filters.known, now)
    return figures.Asked(
        form, by, figures.span_of(_period(form, filters, viewer.on), known), viewer, place
    )


def pinned(filters: Filters, asked: figures.Asked) -> Filters:
    """Return the filters with period and way said, so that an address means the same tomorrow."""
    return replace(filters, period=asked.span.key, by=asked.by)


def _known(given: str, now: datetime) -> datetime:
    if not given:
        return now + timedelta(microseconds=1)
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise Invalid("统计时点写成 2025-04-01 这样。", field="known") from error
    if day >= in_shanghai(now).date():
        return now + timedelta(microseconds=1)
    return min(end_of(day) + timedelta(seconds=1), now + timedelta(microseconds=1))


def _period(form: Form, filters: Filters, today: date) -> Period:
    if not filters.period:
        return _ended(form.periods[0], today)
    try:
        valid_period(filters.period)
    except ValidationError as error:
        raise Invalid(f"期次{WRITTEN}", field="period") from error
    return periods.parse(filters.period)


def _ended(kind: str, today: date) -> Period:
    """Return the last period of a kind that has ended: the one a return is due for."""
    return periods.period_of(PeriodKind(kind), today).previous()


def offered(form: Form, today: date) -> Iterator[Period]:
    """Yield the periods of a form that may be chosen: the running one and some before it."""
    for kind in form.periods:
        one = periods.period_of(PeriodKind(kind), today)
        for _ in range(OFFERED[kind]):
            yield one
            one = one.previous()


def shown(column: Column, row: Row) -> str:
    """Return a cell in words: ``/`` without a base, 未接通 while nothing keeps such records."""
    if column.count and source_of(column) is None:
        return WAITING
    return rules.shown(row.cells.get(column.key), column.shape)


@dataclass(frozen=True)
class Cell:
    """A cell of the page: its words, the query that opens its rows, whether it is a signal."""

    column: Column
    words: str
    query: str


@dataclass(frozen=True)
class Shown:
    """A row of the page: its rank if asked for, its title, the query that goes into it, cells."""

    rank: int | None
    row: Row
    into: str
    cells: list[Cell]


def page_rows(table: Table, filters: Filters) -> list[Shown]:
    """Return the rows of a form as its page shows them, the total last."""
    form, by = table.asked.form, table.asked.by
    column = form.column(filters.rank)
    ranked: Sequence[tuple[int | None, Row]] = (
        table.ranked(column.key) if column else [(None, row) for row in table.rows]
    )
    made = [_shown(form, rank, row, filters, by) for rank, row in ranked]
    return [*made, _shown(form, None, table.total, filters, by)]


def _shown(form: Form, rank: int | None, row: Row, filters: Filters, by: str) -> Shown:
    into = ""
    if by == PLACE and row.key not in (figures.OWN, figures.BEYOND, ALL):
        into = filters.query(place=row.key, row="", col="")
    cells = []
    for one in form.columns:
        opens = one.count and source_of(one) and row.cells.get(one.key)
        query = filters.query(row=row.key, col=one.key) if opens else ""
        cells.append(Cell(one, shown(one, row), query))
    return Shown(rank, row, into, cells)


def lines(rows: Sequence[Any], column: Column) -> list[Line]:
    """Return how the records behind a cell read."""
    source = source_of(column)
    if source is None:
        return []
    if column.once:
        return [Line(one.name, one.credit_code or "", one.name, one.place.name,
                     one.get_status_display(), None, "unit", one.pk) for one in rows]  # fmt: skip
    return [source.line(one) for one in rows]


def chips(asked: figures.Asked, filters: Filters) -> list[Chip]:
    """Return what is asked besides the period, as words that can be taken away."""
    found = []
    if asked.place:
        found.append(Chip(f"区划：{asked.place.name}", filters.query(place="")))
    if filters.known:
        found.append(Chip(f"统计时点：{filters.known}", filters.query(known="")))
    if column := asked.form.column(filters.rank):
        found.append(Chip(f"按“{column.heading}”排名", filters.query(rank="")))
    return found


def way(form: Form, by: str) -> str:
    """Return in words by what the rows of a form are told apart."""
    return "按表式分行" if by == figures.GROUPS else axis_of(form, by).title


def basis(asked: figures.Asked) -> str:
    """Return in one line what a table was counted from."""
    period = periods.parse(asked.span.key)
    known = in_shanghai(asked.span.known)
    place = f"，{asked.place.name}" if asked.place else ""
    return (
        f"{period.label}{place}，{way(asked.form, asked.by)}，"
        f"统计时点 {known:%Y-%m-%d %H:%M}，计数单位：{asked.form.counted}"
    )


def headings(form: Form) -> list[str]:
    """Return the headings of a form in one line: group and title."""
    return [one.heading for one in form.columns]


def sheet(table: Table) -> Iterator[list[Any]]:
    """Yield the rows of a form for a spreadsheet, the total last."""
    form = table.asked.form
    for row in (*table.rows, table.total):
        yield [row.title, *(_value(one, row) for one in form.columns)]


def _value(column: Column, row: Row) -> Any:
    found = row.cells.get(column.key)
    if column.shape == "number" and isinstance(found, int):
        return found
    return shown(column, row)


def paper(table: Table, by: str, at: datetime) -> Paper:
    """Return a form on paper: tables of some columns each, who signs, from what it was counted."""
    form = table.asked.form
    titles = headings(form)
    rows = (*table.rows, table.total)
    sections = []
    for start in range(0, len(titles), ABREAST):
        part = form.columns[start : start + ABREAST]
        sections.append(Section(
            "", (), ("单位", *titles[start : start + ABREAST]), (3, *(2 for _ in part)),
            [(row.title, *(shown(one, row) for one in part)) for row in rows],
        ))  # fmt: skip
    moment = in_shanghai(at)
    meta = (("表号", f"{form.key}（第 {form.version} 版）"), ("依据", form.source),
            ("打印", f"{by}，{moment:%Y-%m-%d %H:%M}"))  # fmt: skip
    closing = [basis(table.asked) + "。", *([form.note] if form.note else []),
               "“/”表示分母为 0，不是 0%；“未接通”表示还没有这类记录，不是 0。"]  # fmt: skip
    return Paper(form.title, basis(table.asked), meta, sections, closing, form.signs, form.title)

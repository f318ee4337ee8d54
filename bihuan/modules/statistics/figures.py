"""The figures of a form: one aggregate query for each source it counts, and the rows behind each.

A cell and the list it opens are made by the same conditions, so that they cannot differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet, Sum

from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import periods
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.counting import Axis, Moment, Source, Span
from bihuan.lib.periods import Period

from . import rules
from .forms import GROUPS, Column, Form, axis_of, source_of

PLACE: Final = "place"
#: Rows of one's own place itself, of places elsewhere that one supervises, and of no key at all.
OWN, BEYOND, NONE, ALL = "own", "beyond", "none", "all"
LATEST: Final = "latest_of_all"
Cells = dict[str, rules.Number | None]


@dataclass(frozen=True)
class Asked:
    """What is asked for: which form, by what its rows are told apart, where, when, known when."""

    form: Form
    by: str
    span: Span
    viewer: Viewer
    place: Place | None = None

    @property
    def path(self) -> str:
        """The path of the place whose parts are the rows."""
        return self.place.path if self.place else self.viewer.path


@dataclass
class Row:
    """One row: its key in an address, its title, its cells, when its last record happened."""

    key: str
    title: str
    cells: Cells = field(default_factory=dict)
    latest: Any = None


@dataclass(frozen=True)
class Table:
    """A form with its figures; ``total`` is the row of the whole."""

    asked: Asked
    rows: list[Row]
    total: Row

    def ranked(self, key: str) -> list[tuple[int | None, Row]]:
        """Return the rows by one column, the most first; equal ones share a place."""

        def value(row: Row) -> Any:
            found = row.cells.get(key)
            return (found is None, -(found or 0), row.title)

        places: dict[Any, int] = {}
        rows = sorted(self.rows, key=value)
        for n, row in enumerate(rows, 1):
            if row.cells.get(key) is not None:
                places.setdefault(row.cells[key], n)
        return [(places.get(row.cells.get(key)) if row.cells.get(key) is not None else None, row)
                for row in rows]  # fmt: skip


def span_of(period: Period, known: datetime) -> Span:
    """Return a period as known at a moment: what was entered then or later is not counted."""
    return Span(period.key, period.start, period.end, period.starts_at, period.ends_before, known)


def table(asked: Asked) -> Table:
    """Return all figures of a form."""
    found: dict[Any, Row] = {}
    total = Row(ALL, "合计", dict.fromkeys(_counted(asked.form)))
    for source, columns in _blocks(asked.form):
        _add(asked, source, columns, found, total)
    rows = [_finished(asked.form, row) for row in _titled(asked, found)]
    _finished(asked.form, total)
    return Table(asked, rows, total)


def behind(asked: Asked, row: str, key: str) -> QuerySet[Any]:
    """Return the records that one cell counts: units where it counts units once each.

    Raises LookupError for a cell that counts nothing: a formula, or one that waits.
    """
    column = asked.form.column(key)
    source = source_of(column) if column else None
    if column is None or source is None:
        raise LookupError(key)
    rows = _rows(asked, source).filter(
        _limited(asked.form, source), _in_row(asked, source, row), _condition(asked, column)
    )
    if column.once:
        return Unit.objects.filter(pk__in=rows.order_by().values(source.once[column.once]))
    return rows.select_related(*source.joins)


def _counted(form: Form) -> list[str]:
    return [one.key for one in form.columns if source_of(one)]


def _blocks(form: Form) -> Iterator[tuple[Source, list[Column]]]:
    """Yield each source of a form with its columns."""
    blocks: dict[str, list[Column]] = {}
    for column in form.columns:
        if source_of(column):
            blocks.setdefault(column.count, []).append(column)
    for columns in blocks.values():
        yield _source(columns[0]), columns


def _source(column: Column) -> Source:
    """Return what a column counts. Raises LookupError for one that counts nothing."""
    found = source_of(column)
    if found is None:
        raise LookupError(column.key)
    return found


def _rows(asked: Asked, source: Source) -> QuerySet[Any]:
    rows: QuerySet[Any] = source.rows(asked.viewer, asked.span)
    if asked.place:
        rows = rows.filter(within(asked.place.path, source.axes[PLACE].path))
    return rows


def _limited(form: Form, source: Source) -> Q:
    """Match the records of the keys that a form counts only, and of none that it never does."""
    if not (form.only or form.never):
        return Q()
    axis = source.axes[form.grouped]
    only = _taken(axis, form.only) if form.only else Q()
    return only & ~_taken(axis, form.never)


def _shared(asked: Asked, source: Source, columns: Sequence[Column]) -> Q:
    """Match what every column of a source asks for: the others need not be looked at."""
    first, found = columns[0], Q()
    for key, value in first.where:
        if all((key, value) in one.where for one in columns):
            found &= _fact(source, key, value, asked.span)
    days = {(one.when, one.since_january) for one in columns}
    return found & _in_days(source, first, asked.span) if len(days) == 1 else found


def _add(
    asked: Asked, source: Source, columns: Sequence[Column], found: dict[Any, Row], total: Row
) -> None:
    """Count one source into the rows and the total."""
    axis = _axis(asked, source)
    wanted: dict[str, Any] = {f"n_{one.key}": _aggregate(asked, source, one) for one in columns}
    first = next((m for m in source.moments.values() if isinstance(m, Moment)), None)
    if first:
        wanted[LATEST] = Max(first.path)
    rows = _rows(asked, source).filter(_shared(asked, source, columns)).order_by()
    if asked.by != GROUPS:
        rows = rows.filter(_limited(asked.form, source))
    for part in rows.values(axis.path).annotate(**wanted):
        keys = list(_keys(asked, axis, part[axis.path]))
        for key in keys:
            into = found.setdefault(key, Row(key, "", dict.fromkeys(_counted(asked.form))))
            for one in columns:
                into.cells[one.key] = _plus(into.cells[one.key], part[f"n_{one.key}"])
            if part.get(LATEST):
                into.latest = _later(into.latest, part[LATEST])
                total.latest = _later(total.latest, part[LATEST])
        for one in columns if keys else ():
            total.cells[one.key] = _plus(total.cells[one.key], part[f"n_{one.key}"])
    whole = {one.key: wanted[f"n_{one.key}"] for one in columns if one.once and not axis.each}
    if whole:
        counted = rows.filter(_limited(asked.form, source)).aggregate(
            **{f"n_{key}": one for key, one in whole.items()}
        )
        total.cells.update({key: counted[f"n_{key}"] for key in whole})


def _axis(asked: Asked, source: Source) -> Axis:
    return source.axes[asked.form.grouped if asked.by == GROUPS else asked.by]


def _plus(one: rules.Number | None, other: Any) -> rules.Number | None:
    return other if one is None else one + (other or 0)


def _later(one: Any, other: Any) -> Any:
    one, other = (v.date() if isinstance(v, datetime) else v for v in (one, other))
    return max(filter(None, (one, other)))


def _aggregate(asked: Asked, source: Source, column: Column) -> Any:
    condition = _condition(asked, column)
    if column.sum:
        return Sum(source.sums[column.sum], filter=condition)
    if column.once:
        return Count(source.once[column.once], distinct=True, filter=condition)
    return Count("pk", filter=condition)


def _condition(asked: Asked, column: Column) -> Q:
    """Match the records that one column counts."""
    source, span = _source(column), asked.span
    found = _in_days(source, column, span)
    if column.at:
        at = span.begins if column.at == "start" else span.stock_at
        found &= _there(source, at, span)
    for key, value in column.where:
        found &= _fact(source, key, value, span)
    for key, value in column.without:
        found &= ~_fact(source, key, value, span)
    return found


def _in_days(source: Source, column: Column, span: Span) -> Q:
    """Match what happened in the days a column counts; all where it names none."""
    found = _happened(source, column.when, span) if column.when else Q()
    if column.since_january:
        year = periods.parse(str(span.until.year))
        long = Span(span.key, year.start, span.until, year.starts_at, span.ends, span.known)
        found &= _happened(source, column.since_january, long)
    return found


def _happened(source: Source, name: str, span: Span) -> Q:
    moment = source.moments[name]
    if not isinstance(moment, Moment):
        asked: Q = moment(span)
        return asked
    if moment.dated:
        return Q(**{f"{moment.path}__gte": span.since, f"{moment.path}__lte": span.until})
    return Q(**{f"{moment.path}__gte": span.begins, f"{moment.path}__lt": span.stock_at})


def _there(source: Source, at: datetime, span: Span) -> Q:
    """Match what is there at a moment: begun before it, and ended then or later or never."""
    begins: Any = source.moments[source.stock[0]]
    ends: Any = source.moments[source.stock[1]]
    return _before(begins, at) & ~(_before(ends, at) & Q(**{f"{ends.path}__isnull": False}))


def _before(moment: Moment, at: datetime) -> Q:
    if not moment.dated:
        return Q(**{f"{moment.path}__lt": at})
    # A day counts whole: what happened on the day before midnight was there by then.
    day = in_shanghai(at - timedelta(microseconds=1)).date()
    return Q(**{f"{moment.path}__lte": day})


def _fact(source: Source, key: str, value: Any, span: Span) -> Q:
    fact = source.facts[key]
    values = value if isinstance(value, tuple) else (value,)
    if callable(fact):
        asked: Q = fact(values, span)
        return asked
    return Q(**{f"{fact}__in": values}) if len(values) > 1 else Q(**{fact: values[0]})


def _finished(form: Form, row: Row) -> Row:
    """Compute the formulas of a row, in the order of the columns; what was not found is nought."""
    for column in form.columns:
        if column.formula:
            row.cells[column.key] = rules.evaluate(column.formula, row.cells)
        else:
            nothing = 0 if source_of(column) else None
            row.cells[column.key] = row.cells.get(column.key) or nothing
    return row


def _keys(asked: Asked, axis: Axis, value: Any) -> Iterable[str]:
    """Return the rows that a value of the axis falls into."""
    if asked.by == GROUPS:
        form, key = asked.form, str(value or "")
        counts = _is(key, form.only or ("*",)) and not _is(key, form.never)
        return (str(_group(form, key)),) if counts else ()
    if asked.by == PLACE:
        return (_below(str(value), asked.path),)
    key = str(value if value is not None else "")
    return (key[: axis.first] if axis.first and key else key or NONE,)


def _group(form: Form, value: str) -> int | str:
    rest: int | str = NONE
    for n, group in enumerate(form.groups):
        if group.rest:
            rest = n
        elif _is(value, group.of):
            return n
    return rest


def _is(value: str, codes: Iterable[str]) -> bool:
    """Say whether a key is one of some codes, or begins so where a code ends in ``*``."""
    return any(value.startswith(of[:-1]) if of.endswith("*") else value == of for of in codes)


def _taken(axis: Axis, codes: Iterable[str]) -> Q:
    """Match the records whose key is one of some codes, or begins so where a code ends in ``*``."""
    found = Q(pk__in=[])
    for code in codes:
        whole = code.endswith("*")
        found |= Q(**{f"{axis.path}__startswith" if whole else axis.path: code.rstrip("*")})
    return found


def _below(path: str, above: str) -> str:
    """Return the code of the place right below another that a path lies in."""
    if path == above:
        return OWN
    if not path.startswith(above):
        return BEYOND
    return path[len(above) :].split("/")[0]


def _in_row(asked: Asked, source: Source, row: str) -> Q:
    """Match the records of one row."""
    if row == ALL:
        return Q()
    axis = _axis(asked, source)
    if asked.by == GROUPS:
        return _in_group(asked.form, axis, row)
    if asked.by == PLACE:
        if row in (OWN, BEYOND):
            own = Q(**{axis.path: asked.path})
            return own if row == OWN else ~within(asked.path, axis.path)
        return within(f"{asked.path}{row}/", axis.path)
    if row == NONE:
        blank = Q(**{f"{axis.path}__isnull": True})
        return blank if axis.path.endswith("_id") else blank | Q(**{axis.path: ""})
    return Q(**{f"{axis.path}__startswith" if axis.first else axis.path: row})


def _in_group(form: Form, axis: Axis, row: str) -> Q:
    before: list[str] = []
    for n, group in enumerate(form.groups):
        if not group.rest and str(n) == row:
            return _taken(axis, group.of) & ~_taken(axis, before)
        before += group.of
    return ~_taken(axis, before)


def _titled(asked: Asked, found: Mapping[Any, Row]) -> list[Row]:
    """Return the rows in their order with their titles; those a form draws itself are all there."""
    if asked.by == GROUPS:
        return list(_drawn(asked.form, found))
    every = dict(found)
    if asked.by == PLACE:
        every |= {key: Row(key, "") for key in _parts(asked) if key not in found}
    else:
        every = {key: row for key, row in found.items() if any(row.cells.values())}
    names = _names(asked, set(every))
    for key, row in every.items():
        row.title = names.get(key) or ("没有登记" if key == NONE else str(key))
    last = {BEYOND: 2, NONE: 1}
    return sorted(every.values(), key=lambda row: (last.get(row.key, 0), row.key != OWN, row.key))


def _parts(asked: Asked) -> list[str]:
    """Return the codes of the places right below the one asked for, also those with no record."""
    if asked.viewer.sees != "subtree":
        return []
    there = Q(until=None) | Q(until__gt=asked.span.since)
    below = Place.objects.filter(there, parent__path=asked.path)
    return list(below.values_list("code", flat=True))


def _drawn(form: Form, found: Mapping[Any, Row]) -> Iterator[Row]:
    blank: Cells = dict.fromkeys(_counted(form), 0)
    for n, group in enumerate(form.groups):
        row = found.get(str(n)) or Row(str(n), "", dict(blank))
        row.title = group.title
        yield row
    if NONE in found:
        found[NONE].title = "没有归入的"
        yield found[NONE]


def _names(asked: Asked, keys: set[Any]) -> Mapping[Any, str]:
    axis = axis_of(asked.form, asked.by)
    if asked.by == PLACE:
        below = Place.objects.filter(path__in=[f"{asked.path}{key}/" for key in keys])
        named = dict(below.values_list("code", "name"))
        return {**named, OWN: "本级", BEYOND: "辖区外（由本单位监管）"}
    return axis.names(keys) if axis.names else {}

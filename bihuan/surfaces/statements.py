"""Questions that every page asks: written as SQL once, then asked with other values.

Django takes several times longer to write a query than the database to answer it, and twenty
people who look at once wait for that writing. So what a page asks again and again is a function
that returns the rows wanted, marked :func:`written_once`. Its arguments decide the text (who
looks, which filters); what differs each time (moments, keys) stands in it as :class:`Given`.

Only the text is kept, never an answer. It follows from the arguments alone, so it cannot be old.
"""

import copy
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from sys import intern
from typing import Any, ClassVar, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    F,
    Func,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.lookups import Exact

P = ParamSpec("P")
T = TypeVar("T")

#: Texts kept of each question: of as many people as look within an hour, not of all there are.
KEPT = 500


class Given(Value):
    """Stands in a query for a value that is given when it is asked, by name."""

    def __init__(self, name: str, output_field: Any = None) -> None:
        super().__init__(name, output_field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Write a placeholder; the value is put in by :func:`filled`."""
        return "%s", [self]

    def of(self, values: dict[str, Any]) -> Any:
        """Return the value as the database takes it. Raises ``KeyError`` when it is not given."""
        value = values[self.value]
        return connection.ops.adapt_datefield_value(value) if type(value) is date else value


class Moment(Given):
    """A moment given when the question is asked, and moments some time after it."""

    def __init__(self, name: str, later: timedelta = timedelta()) -> None:
        super().__init__(name, DateTimeField())
        self.later = later

    def __add__(self, other: Any) -> Any:
        """Return the moment that much later."""
        return Moment(self.value, self.later + other)

    def of(self, values: dict[str, Any]) -> Any:
        """Return the moment as the database takes it."""
        moment: datetime = super().of(values)
        return connection.ops.adapt_datetimefield_value(moment + self.later)


#: The moment being shown, as most questions have it.
NOW: Any = Moment("now")


class _Among(Func):
    """Whether a column is one of the values of a list, however many: one text for all lengths."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        column, values = self.get_source_expressions()
        text, _none = compiler.compile(column)
        if connection.vendor == "postgresql":
            return f"{text} = ANY(%s)", [values]
        return f"{text} IN (SELECT value FROM json_each(%s))", [values]  # noqa: S608 - our own column


class _List(Given):
    def of(self, values: dict[str, Any]) -> Any:
        """Return the list as an array, or as the JSON that stands for one."""
        wanted = list(super().of(values))
        return wanted if connection.vendor == "postgresql" else json.dumps(wanted)


def among(column: str, name: str) -> Q:
    """Match the rows whose column is one of the values given as a list of that name."""
    return Q(_Among(F(column), _List(name)))


def by_row(which: Q) -> Q:
    """Match the same, but keep SQLite, which has no histogram, from beginning with it."""
    if connection.vendor == "postgresql":
        return which
    yes, no = (Value(said, output_field=BooleanField()) for said in (True, False))
    return Q(Exact(Case(When(which, then=yes), default=no), yes))


def filled(values: Iterable[Any], given: dict[str, Any]) -> list[Any]:
    """Return the values of a statement with what was left open put in."""
    return [value.of(given) if isinstance(value, Given) else value for value in values]


class Question(Generic[P, T]):
    """What :func:`written_once` makes of a function that returns a query."""

    def __init__(self, build: Callable[P, "QuerySet[Any, T]"]) -> None:
        self.build = build
        self.__doc__ = build.__doc__
        self._written = lru_cache(KEPT)(self._write)
        self._readers: dict[str, _Reader] = {}

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Callable[..., list[T]]:
        """Return what asks the question of these arguments: ``question(viewer)(now=…)``."""
        return lambda **given: self._ask(self._written(connection.vendor, *args, **kwargs), given)

    def _ask(self, written: "tuple[str, Sequence[Any]] | None", given: dict[str, Any]) -> list[T]:
        if written is None:
            return []
        text, values = written
        return self._readers[connection.vendor].read(text, filled(values, given))

    def _write(self, vendor: str, *args: Any, **kwargs: Any) -> "tuple[str, Sequence[Any]] | None":
        """Return the text and its values; ``None`` for what the query says is nothing."""
        rows = self.build(*args, **kwargs)
        compiler = rows.query.get_compiler(connection=connection)
        try:
            text, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        reader = self._readers.setdefault(vendor, _Reader(rows, compiler))
        if reader.columns != _columns_of(compiler):
            raise TypeError(f"{self.build.__name__}: the columns differ by who asks")
        # Most who ask share a text.
        return intern(text), tuple(values)


def written_once(build: Callable[P, "QuerySet[Any, T]"]) -> Question[P, T]:
    """Mark a function as a question: its arguments are hashable and decide the text alone.

    It reads no clock and no table while it builds the query; whatever differs from one time to
    the next is a :class:`Given` in it, and given by name to what the question returns.
    """
    return Question(build)


def _columns_of(compiler: Any) -> list[tuple[Any, Any]]:
    """Return what a query that was written selects; from where, its text alone says."""
    return [(type(column), getattr(column, "target", None)) for column, *_ in compiler.select]


class _Reader:
    """Makes rows of a question of what the database answers, as its query would."""

    def __init__(self, rows: "QuerySet[Any, Any]", compiler: Any) -> None:
        self.kind = rows._iterable_class
        self.fetched = rows._prefetch_related_lookups
        if not all(isinstance(lookup, str) for lookup in self.fetched):
            raise TypeError(
                "what is fetched beside the rows would be as the first who asked sees it"
            )
        self.compiler = compiler
        self.columns = _columns_of(compiler)
        selected = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(selected)

    def read(self, text: str, values: list[Any]) -> list[Any]:
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: (text, values)
        compiler.get_converters = lambda _: self.converters
        found = list(self.kind(_Asked(compiler)))
        if self.fetched and found:
            prefetch_related_objects(found, *self.fetched)
        return found


class _Asked:
    """Stands in for a query set and its query where Django makes rows of an answer."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: ClassVar[dict[Any, Any]] = {}

    def __init__(self, compiler: Any) -> None:
        self.query = self
        self.compiler = compiler

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self.compiler

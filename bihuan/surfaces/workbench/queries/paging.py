"""Pages of a long list that neither repeat nor skip a row while rows come and go.

A page begins after the last row of the one before (its *mark*), so the cost of page 200 is that of
page 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime

from bihuan.kernel.orgs.refusals import Invalid

T = TypeVar("T")

SIZE = 50
MOST = 10_000


@dataclass(frozen=True)
class Order:
    """One column of an order: its name, whether it falls, whether it may be empty (then last)."""

    name: str
    falling: bool = False
    empty: bool = False


@dataclass(frozen=True)
class Page:
    """The rows of a page, and the mark of the next one, "" on the last."""

    rows: list[Any]
    following: str = ""


@dataclass(frozen=True)
class First(Generic[T]):
    """The first of some rows, and how many there are."""

    rows: list[T]
    count: int


def first(found: list[T], size: int, every: Callable[[], int]) -> First[T]:
    """Return the first of rows of which one more than ``size`` was asked for.

    All are counted (``every``) only when there are more.
    """
    return First(found[:size], len(found) if len(found) <= size else every())


def page(rows: QuerySet[Any], order: Sequence[Order], *, after: str, size: int = SIZE) -> Page:
    """Return the page of ``rows`` that begins after a mark; "" means from the beginning.

    ``order`` ends in a unique column. Raises :class:`Invalid` for a mark this list did not give.
    """
    if after:
        rows = rows.filter(_beyond(order, read_mark(after, len(order), of=_named(order))))
    found = list(rows.order_by(*ordering(order))[: size + 1])
    more = len(found) > size
    return Page(found[:size], _mark(found[size - 1], order) if more else "")


def counted(rows: QuerySet[Any]) -> int | str:
    """Return how many rows there are, for the head of a list; above ``MOST`` only that.

    Nobody reads an exact million, and everybody would wait for it.
    """
    n = rows.order_by()[: MOST + 1].count()
    return f"{MOST} 多" if n > MOST else n


def ordering(order: Sequence[Order]) -> list[Any]:
    """Return an order as Django takes it."""
    return [_sorted(column) for column in order]


def _sorted(column: Order) -> Any:
    expression = F(column.name)
    if column.falling:
        return expression.desc()
    return expression.asc(nulls_last=True) if column.empty else expression.asc()


def _beyond(order: Sequence[Order], values: Sequence[Any]) -> Q:
    """Match what comes after a row: larger in one column, the same in all before it."""
    found, same = Q(pk__in=[]), Q()
    for column, value in zip(order, values, strict=True):
        name = column.name
        if value is not None:
            beyond = Q(**{f"{name}__lt" if column.falling else f"{name}__gt": value})
            found |= same & (beyond | Q(**{f"{name}__isnull": True}) if column.empty else beyond)
            same &= Q(**{name: value})
        else:
            same &= Q(**{f"{name}__isnull": True})
    return found


def _mark(row: Any, order: Sequence[Order]) -> str:
    return write_mark([getattr(row, column.name) for column in order], of=_named(order))


def _named(order: Sequence[Order]) -> str:
    return ",".join(column.name for column in order)


def write_mark(values: Sequence[Any], *, of: str) -> str:
    """Return the values a page ends with as a mark that only this list reads."""
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    return signing.dumps(plain, salt=f"mark:{of}")


def read_mark(mark: str, length: int, *, of: str) -> list[Any]:
    """Return the values of a mark. Raises :class:`Invalid` for one this list did not give."""
    try:
        values = signing.loads(mark, salt=f"mark:{of}")
    except signing.BadSignature:
        values = []
    if len(values) != length:
        raise Invalid("翻页的位置不对。请从第一页重新翻。", field="after")
    return [_read(value) for value in values]


def _read(value: Any) -> Any:
    moment = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    return moment or value

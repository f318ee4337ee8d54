"""Rows that contain some words: in a name or its initials, in a number or a title.

On PostgreSQL an index of the pairs of characters (made by a migration of this package) finds the
few rows that may; elsewhere names are read one after the other. Either way the words themselves
must be there.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces.statements import Given

PAIR = 2
#: The two columns of each model that are indexed together, and how their letters are written.
INDEXED: dict[type[Model], dict[str, Callable[[str], str]]] = {
    Unit: {"name": str, "initials": str.lower},
    Person: {"name": str, "initials": str.lower},
    Matter: {"number": str.upper, "title": str},
    Letter: {"number": str, "title": str},
}


def said_in(model: type[Model], *, initials: bool = True) -> Q:
    """Match the rows of a model that contain the words given as :func:`saying`.

    Without ``initials`` the words are no letters, so that initials need not be read.
    """
    # Compared byte by byte: three times as fast as LIKE, and on SQLite every name is read.
    columns = {name: w for name, w in INDEXED[model].items() if initials or name != "initials"}
    found = reduce(or_, (Q(GreaterThan(StrIndex(column, Given(write.__name__)), 0))
                         for column, write in columns.items()))  # fmt: skip
    return found & Q(_Paired(*INDEXED[model])) if connection.vendor == "postgresql" else found


def contains(model: type[Model], column: str) -> Q:
    """Match the rows of which one column contains the words given as :func:`saying`, any case."""
    found = Q(**{f"{column}__icontains": Given("str")})
    return found & Q(_Paired(*INDEXED[model])) if connection.vendor == "postgresql" else found


def saying(words: str) -> dict[str, Any]:
    """Return what :func:`said_in` is to be given for some words."""
    said = words.lower()
    pairs = sorted({said[i : i + PAIR] for i in range(len(said) - 1)})
    written = {write.__name__: write(words) for write in (str, str.lower, str.upper)}
    return written | {"pairs": pairs}


class _Paired(Func):
    """Whether two columns together have every pair of characters of some words."""

    output_field = BooleanField()

    def __init__(self, one: str, other: str) -> None:
        super().__init__(F(one), F(other))

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        """Write it as the index has it, to the letter."""
        (one, _none), (other, _nothing) = map(compiler.compile, self.get_source_expressions())
        said = f"bihuan_pairs(lower(({one} || ' ' || {other}) COLLATE \"C\"))"
        return f"{said} @> %s::text[]", [Given("pairs")]

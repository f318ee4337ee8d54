"""What a visitor asks of a list: read from an address, written back into one, shown as chips."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.http import QueryDict


@dataclass(frozen=True)
class Chip:
    """A filter in force: what it says and the query without it."""

    says: str
    without: str


def called(model: Any, **key: Any) -> str:
    """Return how a chip names the row a filter holds; the same words for any that is not there."""
    row = model.objects.filter(**key).first()
    return str(row) if row else "没有这一项"


@dataclass(frozen=True)
class Asked:
    """The filters of one list; a subclass has a field, "" for not asked, per query parameter.

    ``numbers`` names the fields that hold the key of a row; ``whole`` is what the list shows when
    nothing is asked.
    """

    numbers: ClassVar[tuple[str, ...]] = ()
    whole: ClassVar[str] = "全部"

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return what a field may say, for those that choose from a list."""
        return {}

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Return the filters of an address; what it does not know counts as not asked."""
        given = {field.name: query.get(field.name, "").strip() for field in fields(cls)}
        for name, allowed in cls.choices().items():
            if given[name] not in allowed:
                given[name] = ""
        for name in cls.numbers:
            if not given[name].isdecimal():
                given[name] = ""
        return cls(**given)

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        yield from ()

    @property
    def basis(self) -> str:
        """By what the rows were chosen, as an export says it."""
        return "、".join(chip.says for chip in self.chips()) or self.whole

    def query(self, **changed: str) -> str:
        """Return the address's query with some filters changed; "" takes one away."""
        found = replace(self, **changed)
        asked = {field.name: getattr(found, field.name) for field in fields(self)}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

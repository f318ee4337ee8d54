"""What binds enterprises in one place at one moment, read once for many of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bihuan.kernel.law.models import Document
from bihuan.kernel.law.settings import setting
from bihuan.lib.clocks import in_shanghai

from . import rules, sources

ORDER: Final = "order"
OURS: Final = "系统建议次序，文件未规定；可由本地设定"


@dataclass(frozen=True)
class Binding:
    """The documents in force by key, nearest place first; bands of staff, the law's headcount.

    ``table`` holds the routing rules in the order that counts, ``order`` says who fixed it.
    """

    documents: Mapping[str, Document]
    bands: Mapping[str, rules.Bands]
    over: int | None
    table: sources.Table | None
    order: str

    @classmethod
    def of(cls, path: str, at: datetime) -> "Binding":
        """Read what binds in a place at a moment."""
        documents = sources.in_force(path, in_shanghai(at).date())
        found = {}
        for key in documents:
            standard = sources.standards().get(key)
            bands = sources.bands(standard) if standard and standard.numbers else None
            if bands:
                found[key] = bands
        table, order = _routing(documents, path, at)
        return cls(documents, found, sources.number(sources.LAW_OVER), table, order)


@dataclass
class Bindings:
    """What binds at one moment, place by place; each place is read once."""

    at: datetime
    known: dict[str, Binding] = field(default_factory=dict)

    def of(self, path: str) -> Binding:
        """Return what binds in a place."""
        if path not in self.known:
            self.known[path] = Binding.of(path, self.at)
        return self.known[path]


def _routing(
    documents: Mapping[str, Document], path: str, at: datetime
) -> tuple[sources.Table | None, str]:
    """Return the routing rules of the nearest document that has some, in the order that counts."""
    table = next((sources.tables()[key] for key in documents if key in sources.tables()), None)
    if table is None:
        return None, ""
    chosen = setting(subject(table), ORDER, path=path, at=at)
    if chosen is None:
        return table, OURS
    places = {name: n for n, name in enumerate(chosen.value)}
    arranged = tuple(sorted(table.rules, key=lambda rule: places.get(rule.id, len(places))))
    says = f"{chosen.by.name} {in_shanghai(chosen.at).date()} 设定"
    return sources.Table(table.document, table.clause, arranged, table.derived), says


def subject(table: sources.Table) -> str:
    """Return under which subject the order of a document's routing rules is set."""
    return f"{table.document}#routing"

"""All units responsible for a clause, in the roles the text gives them."""

from bisect import bisect_left
from typing import Final, NamedTuple

from bihuan.compiler.document import Responsible
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.responsibility.actors import may_end_name
from bihuan.compiler.responsibility.notes import read_notes
from bihuan.compiler.responsibility.subjects import read_subjects
from bihuan.compiler.responsibility.verbs import Named
from bihuan.compiler.units import NO_UNITS, UnitDictionary
from bihuan.compiler.view import Dense, Span, squeeze

_TITLE: Final[Pattern] = Pattern(r"[ ]*([^\W\da-zA-Z_]{2,12})[ ]+(?=[^\W\da-zA-Z_]{2})")


class Reader(NamedTuple):
    """Reads the responsible units of the clauses of one document.

    ``first_leads``: the document says that the first of several responsible units leads.
    """

    source: str
    plain: str
    units: UnitDictionary = NO_UNITS
    jurisdiction: str | None = None
    first_leads: bool = False

    def read(
        self,
        body: Span,
        breaks: list[int],
        governed_by: Span | None = None,
    ) -> tuple[Responsible, ...]:
        """Return the units of the text ``body``; ``breaks`` are the ends of its paragraphs.

        Where a division note stands it is the whole division, and the prose is not searched.
        ``governed_by`` is the heading above whose note holds where the text has none itself.
        """
        dense = Dense.of(self.plain, *body)
        if not dense.text:
            return ()
        edges = _edges(dense, [*breaks, *_title(self.plain, body)])
        named = read_notes(dense, edges, first_leads=self.first_leads)
        if named or governed_by is None:
            return self.responsible(dense, named or read_subjects(dense, self.units, edges))
        return self.read(governed_by, [governed_by[1]])

    def responsible(self, dense: Dense, named: list[Named]) -> tuple[Responsible, ...]:
        """Return the named units of a dense text as printed in the source, each role once."""
        found: dict[tuple[str, str], Responsible] = {}
        for item in named:
            start, end = dense.span(item.start, item.end)
            unit = squeeze(self.source[start:end])
            canonical = self.units.canonical(unit, self.jurisdiction)
            found.setdefault((unit, item.role), Responsible(unit, item.role, start, end, canonical))
        return tuple(found.values())


def _edges(dense: Dense, breaks: list[int]) -> list[int]:
    """Return how many dense characters stand before each of the given places."""
    return [bisect_left(dense.origin, place) for place in sorted(breaks)]


def _title(plain: str, body: Span) -> list[int]:
    """Return where a title ends that only a blank parts from the text: 公司级检查 总经理每月…."""
    title = _TITLE.match(plain, *body)
    return [title.end(1)] if title and not may_end_name(title[1]) else []

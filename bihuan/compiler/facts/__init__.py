"""Facts of a clause: deadlines, recurring duties, limits, quantities, fines, publication."""

from collections.abc import Iterable
from typing import TypeVar

from bihuan.compiler.facts.cycles import find_cycles
from bihuan.compiler.facts.deadlines import read_deadlines
from bihuan.compiler.facts.fines import read_fines
from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.lengths import read_lengths, read_relative
from bihuan.compiler.facts.measures import read_measures
from bihuan.compiler.facts.model import Context, Fact, Facts
from bihuan.compiler.facts.moments import find_moments
from bihuan.compiler.facts.owners import with_owners
from bihuan.compiler.facts.publication import read_publications
from bihuan.compiler.facts.quantities import read_quantities
from bihuan.compiler.facts.recurring import read_recurring
from bihuan.compiler.facts.routines import read_routines
from bihuan.compiler.facts.stretches import Stretches
from bihuan.compiler.facts.unset import read_unset

F = TypeVar("F", bound=Fact)

__all__ = ["Context", "Facts", "extract_facts"]


def extract_facts(source: str, start: int, end: int, context: Context) -> Facts:
    """Return the facts stated in ``source[start:end]``, offsets counted in ``source``.

    Raises ``ValueError`` if the span does not lie inside the source.
    """
    if not 0 <= start <= end <= len(source):
        raise ValueError(f"span {start}-{end} does not lie in a text of {len(source)} characters")
    folded = Folded.of(source, start, end, context.breaks)
    cycles = list(find_cycles(folded.masked))
    moments = list(find_moments(folded.masked))
    lengths = list(read_lengths(folded, cycles, moments))
    counted = read_recurring(folded, cycles)
    dated = read_deadlines(folded, moments, cycles, context)
    repeated = _ordered([*counted, *read_routines(folded, counted)])
    fines = list(read_fines(folded))
    spans = [(item.start, item.end) for items in (lengths, moments, cycles) for item in items]
    taken = Stretches([*spans, *(span for _, span in fines)])
    return Facts(
        deadlines=_ordered([*dated, *read_relative(folded, lengths, dated, context)]),
        recurring=tuple(with_owners(source, repeated, context.owner_spans)),
        time_limits=tuple(length.limit for length in lengths),
        quantities=_ordered(read_quantities(folded, taken)),
        fines=tuple(fine for fine, _ in fines),
        measures=tuple(read_measures(folded)),
        publish=tuple(read_publications(folded)),
        unset=tuple(read_unset(folded, cycles)),
    )


def _ordered(facts: Iterable[F]) -> tuple[F, ...]:
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end)))

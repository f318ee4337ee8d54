"""A policy text as a page shows it: word for word, its clauses marked off, what was read marked.

Offsets and words go in, blocks of lines of pieces come out; templates only print them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bihuan.kernel.law.models import Document
from bihuan.modules.policy.intake import GROUPS
from bihuan.modules.policy.models import Proposal, Review

State = Proposal.State

#: Kind of what was read -> class and letter of its mark. Letter and underline style carry the
#: meaning without colour.
STYLES = {
    "responsible": ("m-unit", "责"),
    "deadline": ("m-due", "限"),
    "time_limit": ("m-due", "时"),
    "recurring": ("m-rec", "周"),
    "quantity": ("m-qty", "量"),
    "fine": ("m-qty", "罚"),
    "measure": ("m-act", "措"),
    "publish": ("m-act", "公"),
    "unset": ("m-unset", "?"),
    "repair": ("m-unset", "疑"),
}
PARTS = {"lead": "主", "cooperate": "配", "share": "分", "subject": "责"}


class Spanned(Protocol):
    """A clause as far as laying out needs it: its own words and where they stand."""

    pk: int
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """A stretch of the text to mark: from, until, its look, and the proposal it belongs to."""

    start: int
    end: int
    style: str
    letter: str
    target: int = 0
    clause: int = 0
    state: str = ""


@dataclass(frozen=True)
class Piece:
    """Words with one look; ``letter`` stands before the first piece of a mark."""

    words: str
    mark: Mark | None = None
    letter: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the text; a heading when a section of the document begins in it."""

    pieces: tuple[Piece, ...]
    heading: bool = False


@dataclass(frozen=True)
class Block:
    """The lines of one clause, or with ``clause`` empty those between two clauses."""

    clause: Any
    lines: tuple[Line, ...]


def mark(kind: str, data: dict[str, Any], start: int, end: int) -> Mark:
    """Return the mark of something read, by its kind and, for units, their part.

    >>> mark("responsible", {"role": "lead"}, 3, 7).letter
    '主'
    """
    style, letter = STYLES[kind]
    if kind == "responsible":
        letter = PARTS.get(data.get("role", ""), letter)
    return Mark(start, end, style, letter)


def of_document(document: Document, review: Review | None) -> list[Mark]:
    """Return the marks of a document: what its review keeps, without one what was compiled."""
    if review is not None:
        kept = review.proposals.exclude(state__in=(State.REJECTED, State.MERGED))
        return [_of(proposal) for proposal in kept]
    return [
        mark(kind, item, item["start"], item["end"])
        for clause in document.compiled.get("clauses", ())
        for group, kind in GROUPS.items()
        for item in clause[group]
    ]


def of_review(proposals: Iterable[Proposal]) -> list[Mark]:
    """Return the marks of the proposals of a review that have words in the text."""
    return [_of(proposal) for proposal in proposals]


def headings(document: Document) -> list[int]:
    """Return the offsets at which the document's sections begin."""
    return [section["start"] for section in document.compiled.get("sections", ())]


def _of(proposal: Proposal) -> Mark:
    nobody = proposal.kind == Proposal.Kind.RESPONSIBLE and not proposal.data.get("unit")
    if nobody or proposal.clause_id is None:
        # It stands for the whole clause or the whole document: no words to mark.
        return Mark(0, 0, "", "")
    found = mark(proposal.kind, proposal.data, proposal.start, proposal.end)
    clause, state = proposal.clause_id, proposal.state
    return replace(found, target=proposal.pk, clause=clause, state=state)


def lay_out(
    text: str, clauses: Sequence[Spanned], headings: Iterable[int], marks: Iterable[Mark]
) -> list[Block]:
    """Return the blocks of a text in its order; together their words are the text's own.

    ``headings`` are the offsets at which sections begin. A document of which only single clauses
    are kept has no text: its blocks are those clauses.
    """
    if not text:
        return [_alone(clause) for clause in clauses]
    marked, begins = _Marked(text, marks), frozenset(headings)
    blocks: list[Block] = []
    here = 0
    for clause in sorted(clauses, key=lambda one: one.start):
        if clause.start < here:
            continue
        blocks += marked.block(None, here, clause.start, begins)
        blocks += marked.block(clause, clause.start, clause.end, frozenset())
        here = clause.end
    return blocks + marked.block(None, here, len(text), begins)


def _alone(clause: Spanned) -> Block:
    lines = (Line((Piece(line),)) for line in clause.text.splitlines() if line.strip())
    return Block(clause, tuple(lines))


class _Marked:
    """A text cut into pieces along its marks; the shortest mark wins where several overlap."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self.text = text
        self.marks = sorted((m for m in marks if m.start < m.end), key=lambda m: m.start)
        self.shown: set[Mark] = set()

    def block(self, clause: Any, start: int, end: int, begins: frozenset[int]) -> list[Block]:
        """Return the block between two offsets, none when there is nothing to read in it."""
        lines = []
        for at, until in _lines(self.text, start, end):
            heading = any(at <= begin < until for begin in begins)
            lines.append(Line(tuple(self._pieces(at, until)), heading))
        return [Block(clause, tuple(lines))] if lines else []

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        here = [m for m in self.marks if m.start < end and m.end > start]
        edges = {start, end, *(m.start for m in here), *(m.end for m in here)}
        cuts = sorted(edge for edge in edges if start <= edge <= end)
        for at, until in zip(cuts, cuts[1:], strict=False):
            over = [m for m in here if m.start <= at and m.end >= until]
            top = min(over, key=lambda m: m.end - m.start, default=None)
            letter = top.letter if top and top not in self.shown else ""
            if top:
                self.shown.add(top)
            yield Piece(self.text[at:until], top, letter)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the extents of the lines between two offsets that are not blank."""
    at = start
    while at < end:
        found = text.find("\n", at, end)
        until = end if found < 0 else found
        if text[at:until].strip():
            yield at, until
        at = until + 1

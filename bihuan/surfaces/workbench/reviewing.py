"""The review page as data: the current clause's cards, what is unresolved, where one may go."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, Refused
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.policy import library
from bihuan.modules.policy.models import Proposal
from bihuan.modules.policy.queries import Sheet
from bihuan.modules.policy.review import OPEN_STATES, needs_own_decision

from . import highlights
from .decisions import PARTS
from .highlights import Block, Mark
from .proposals import KINDS, Box, Words, boxes, typed, words

#: How many characters of the text are shown on either side of words in doubt, and how many of them.
AROUND, LONGEST = 9, 24
#: Proposals that belong to no clause stand under this number.
WHOLE = 0


@dataclass(frozen=True)
class Attempt:
    """A decision that was refused: on which proposal, why, and what had been typed."""

    proposal: int
    problem: Refused
    typed: Mapping[str, str]

    @property
    def field(self) -> str:
        """The name of the box the problem is about, "" when it is about none."""
        return self.problem.field if isinstance(self.problem, Invalid) else ""


@dataclass(frozen=True)
class Card:
    """One proposal beside the text: its words, boxes and look, and what may be done with it."""

    proposal: Proposal
    words: Words
    mark: Mark
    boxes: list[Box]
    on: bool = False
    registered: str | None = None
    mergers: tuple["Card", ...] = ()
    attempt: Attempt | None = None

    @property
    def kind(self) -> str:
        """The kind of the proposal as its label says it."""
        return KINDS[self.proposal.kind]

    @property
    def waits(self) -> bool:
        """Say whether it has no decision yet."""
        return self.proposal.state == Proposal.State.PROPOSED

    @property
    def nobody(self) -> bool:
        """Say whether it records that the clause names no unit."""
        responsible = self.proposal.kind == Proposal.Kind.RESPONSIBLE
        return responsible and not self.proposal.data.get("unit")

    @property
    def unset(self) -> bool:
        """Say whether adopting it means that somebody will set what the text leaves open."""
        return self.proposal.kind == Proposal.Kind.UNSET

    @property
    def openable(self) -> bool:
        """Say whether it holds a value that can be left to be set later."""
        kinds = (Proposal.Kind.DEADLINE, Proposal.Kind.RECURRING)
        return self.waits and self.proposal.kind in kinds

    @property
    def readings(self) -> list[tuple[str, str]]:
        """The two readings of the words, none when there is one."""
        data = self.proposal.data
        return [(n, data[n]) for n in ("date", "alt")] if self.proposal.two_readings else []

    @property
    def stranger(self) -> bool:
        """Say whether it names a unit that the register does not have."""
        return self.registered == ""

    @property
    def corrected(self) -> list[Box]:
        """The boxes of a correction, with what was typed into them when it was refused."""
        return self._typed("correct")

    @property
    def parts(self) -> list[tuple[str, list[Box]]]:
        """The boxes of the two proposals it can be split into, likewise."""
        return [(prefix, self._typed("split", prefix)) for prefix in PARTS]

    def _typed(self, act: str, prefix: str = "") -> list[Box]:
        if self.attempt is None or self.attempt.typed.get("act") != act:
            return self.boxes
        return typed(self.boxes, self.attempt.typed, prefix)


@dataclass(frozen=True)
class Doubt:
    """Something a person must decide by itself: the proposal, the question, the words around."""

    proposal: Proposal
    says: str
    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Panel:
    """The right-hand side: one clause with its cards, its neighbours, whether one may decide."""

    sheet: Sheet
    clause: Clause | None
    cards: list[Card]
    previous: int | None
    next: int | None
    may_decide: bool
    waiting: int
    plain: int
    total: int = 0
    hard: list[Doubt] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The number by which an address names the clause; ``WHOLE`` for the whole document."""
        return self.clause.pk if self.clause else WHOLE

    @property
    def decided(self) -> int:
        """How many of the clause's proposals are decided."""
        return len(self.cards) - self.waiting


def panel(
    sheet: Sheet, viewer: Viewer, *, clause: str, at: str, attempt: Attempt | None = None
) -> Panel:
    """Return the side of a clause; without one, of the first that needs a decision."""
    numbers = ([WHOLE] if sheet.proposals.get(None) else []) + [c.pk for c in sheet.clauses]
    here = _current(sheet, numbers, clause, at)
    current = next((c for c in sheet.clauses if c.pk == here), None)
    cards = _cards(sheet, current, at, attempt)
    place = numbers.index(here) if here in numbers else 0
    waiting = [card for card in cards if card.waits]
    return Panel(
        sheet=sheet,
        clause=current,
        cards=cards,
        previous=numbers[place - 1] if place > 0 else None,
        next=numbers[place + 1] if place + 1 < len(numbers) else None,
        may_decide=may_decide(sheet, viewer),
        waiting=len(waiting),
        plain=sum(not needs_own_decision(card.proposal) for card in waiting),
        total=sum(len(found) for found in sheet.proposals.values()),
        hard=_doubts(sheet),
    )


def _doubts(sheet: Sheet) -> list[Doubt]:
    """Return what must be decided by itself, with a few words of the text on either side."""
    text = sheet.review.document.text
    return [
        Doubt(
            one.proposal, one.says,
            _line(text[max(0, one.proposal.start - AROUND) : one.proposal.start], last=True),
            _line(text[one.proposal.start : min(one.proposal.end, one.proposal.start + LONGEST)]),
            _line(text[one.proposal.end : one.proposal.end + AROUND]),
        )
        for one in sheet.unresolved
        if needs_own_decision(one.proposal)
    ]  # fmt: skip


def _line(words: str, *, last: bool = False) -> str:
    """Return the words up to a line break, or with ``last`` those after the last one."""
    return words.rpartition("\n")[2] if last else words.partition("\n")[0]


def may_decide(sheet: Sheet, viewer: Viewer) -> bool:
    """Say whether the viewer decides in this review as it stands."""
    matter = sheet.review.matter
    own = matter.unit_id == viewer.unit_id and viewer.can(roles.REVIEW)
    return own and matter.state in OPEN_STATES


def text(sheet: Sheet) -> list[Block]:
    """Return the document's blocks with the marks of the review's proposals."""
    document = sheet.review.document
    found = [p for one in sheet.proposals.values() for p in one if p.state != "rejected"]
    marks = highlights.of_review(found)
    return highlights.lay_out(document.text, sheet.clauses, highlights.headings(document), marks)


def _current(sheet: Sheet, numbers: list[int], clause: str, at: str) -> int:
    if at.isdecimal():
        named = next((n for n, p in _each(sheet) if p.pk == int(at)), None)
        if named is not None:
            return named
    if clause.isdecimal() and int(clause) in numbers:
        return int(clause)
    if sheet.unresolved:
        return sheet.unresolved[0].proposal.clause_id or WHOLE
    return numbers[0] if numbers else WHOLE


def _each(sheet: Sheet) -> list[tuple[int, Proposal]]:
    return [(number or WHOLE, p) for number, found in sheet.proposals.items() for p in found]


def _cards(sheet: Sheet, clause: Clause | None, at: str, attempt: Attempt | None) -> list[Card]:
    found = sheet.proposals.get(clause.pk if clause else None, [])
    place = sheet.review.document.place
    named = [str(p.data.get("unit") or "") for p in found if p.kind == Proposal.Kind.RESPONSIBLE]
    known = library.registered(named, place)
    on = _selected(found, at)
    plain = [_card(p, known) for p in found]
    return [
        Card(
            card.proposal, card.words, card.mark, card.boxes, card.proposal.pk == on,
            card.registered, tuple(_mergers(card, plain)),
            attempt if attempt and attempt.proposal == card.proposal.pk else None,
        )
        for card in plain
    ]  # fmt: skip


def _card(proposal: Proposal, known: Mapping[str, str]) -> Card:
    mark = highlights.mark(proposal.kind, proposal.data, proposal.start, proposal.end)
    name = str(proposal.data.get("unit") or "")
    responsible = proposal.kind == Proposal.Kind.RESPONSIBLE and bool(name)
    registered = (proposal.data.get("canonical") or known.get(name, "")) if responsible else None
    return Card(proposal, words(proposal), mark, boxes(proposal), registered=registered)


def _mergers(card: Card, others: list[Card]) -> list[Card]:
    """Return the cards this one can be merged with: waiting, of its kind, with values."""
    if not card.waits or not card.boxes:
        return []
    kind = card.proposal.kind
    return [o for o in others if o is not card and o.waits and o.proposal.kind == kind]


def _selected(found: list[Proposal], at: str) -> int | None:
    """Return the proposal to select: the one asked for, else the first without a decision."""
    if at.isdecimal() and any(p.pk == int(at) for p in found):
        return int(at)
    waiting = [p for p in found if p.state == Proposal.State.PROPOSED]
    return (waiting or found)[0].pk if found else None

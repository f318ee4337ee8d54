"""What the compiler hands back: a document, its header, its clauses and its warnings.

Every ``start``/``end`` is a character offset into ``Document.source``; every ``text`` is the
slice between them, character for character.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from bihuan.compiler.facts.model import Facts

Role = Literal["lead", "cooperate", "share", "subject"]
Level = Literal["nation", "province", "city", "county", "district", "town"]

#: Where a clause stands. ``body``: a numbered clause. ``front``: text before the numbered
#: clauses that holds a duty. ``lead-in``: text under a numbered heading before its clauses.
#: ``closing``: an unnumbered paragraph after the last clause. Only ``body`` has a ``no``.
Part = Literal["body", "front", "lead-in", "closing"]


@dataclass(frozen=True, slots=True)
class Responsible:
    """A unit that answers for a clause, in the role the text gives it.

    ``unit`` is the name as printed, without line breaks; ``canonical`` is the full name from
    the unit dictionary when it knows the printed one as an alias, else ``None``.
    """

    unit: str
    role: Role
    start: int
    end: int
    canonical: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return ``unit``, ``role``, ``start``, ``end``, and ``canonical`` if there is one."""
        item: dict[str, Any] = {
            "unit": self.unit,
            "role": self.role,
            "start": self.start,
            "end": self.end,
        }
        if self.canonical is not None:
            item["canonical"] = self.canonical
        return item


@dataclass(frozen=True, slots=True)
class Basis:
    """A document cited as a basis: its name in 《》 and its number, if one is printed.

    ``raw_number`` is the number as printed when ``number`` is a proposed repair of it.
    """

    name: str
    number: str | None
    start: int
    end: int
    raw_number: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return ``name``, ``number``, ``start``, ``end``, and ``raw_number`` if repaired."""
        item: dict[str, Any] = {
            "name": self.name,
            "number": self.number,
            "start": self.start,
            "end": self.end,
        }
        if self.raw_number is not None:
            item["raw_number"] = self.raw_number
        return item


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a document. What the text does not print is ``None``."""

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    date: dt.date | None = None
    jurisdiction: str | None = None
    level: Level | None = None
    draft: bool = False
    basis: tuple[Basis, ...] = ()
    period: tuple[int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the header with an ISO date and the period as two years or ``None``."""
        return {
            "title": self.title,
            "number": self.number,
            "issuer": self.issuer,
            "date": self.date.isoformat() if self.date else None,
            "jurisdiction": self.jurisdiction,
            "level": self.level,
            "draft": self.draft,
            "basis": [basis.as_json() for basis in self.basis],
            "period": list(self.period) if self.period else None,
        }


@dataclass(frozen=True, slots=True)
class Clause:
    """One duty-bearing piece of the document.

    ``id`` is unique in the document: the number, or the joined path where numbering restarts.
    ``no`` is an ``int`` where the document numbers through, the printed number where it
    restarts, ``None`` where nothing is printed. ``path`` lists the printed numbers from the
    chapter down. ``chapter`` is the heading right above, with its number.
    """

    id: str
    no: int | str | None
    path: tuple[str, ...]
    chapter: str | None
    heading: str
    text: str
    start: int
    end: int
    responsible: tuple[Responsible, ...] = ()
    facts: Facts = field(default_factory=Facts)
    part: Part = "body"

    def as_json(self) -> dict[str, Any]:
        """Return the clause with one list per kind of fact."""
        return {
            "id": self.id,
            "no": self.no,
            "path": list(self.path),
            "chapter": self.chapter,
            "heading": self.heading,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "part": self.part,
            "closing": self.part == "closing",
            "responsible": [item.as_json() for item in self.responsible],
            **self.facts.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the outline, clause or not, with the extent of all that stands under it."""

    path: tuple[str, ...]
    heading: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        """Return ``path``, ``heading``, ``start`` and ``end``."""
        return {
            "path": list(self.path),
            "heading": self.heading,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Warning:
    """Something the compiler could not read, or reads only as a proposal.

    ``kind`` is stable and short; ``message`` is for the reviewer; ``proposal`` is set only
    for damage that has exactly one sensible repair.
    """

    kind: str
    message: str
    start: int | None = None
    end: int | None = None
    raw: str | None = None
    proposal: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the keys that are set."""
        item = {
            "kind": self.kind,
            "message": self.message,
            "start": self.start,
            "end": self.end,
            "raw": self.raw,
            "proposal": self.proposal,
        }
        return {key: value for key, value in item.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Document:
    """A compiled document. ``source`` is the extracted text all offsets point into."""

    source: str
    header: Header
    clauses: tuple[Clause, ...]
    sections: tuple[Section, ...] = ()
    warnings: tuple[Warning, ...] = ()

    def numbered(self) -> Iterator[Clause]:
        """Yield the clauses that carry a printed number of their own."""
        return (clause for clause in self.clauses if clause.no is not None)

    def as_json(self) -> dict[str, Any]:
        """Return the document as plain dicts, lists, strings and numbers."""
        return {
            "document": self.header.as_json(),
            "clauses": [clause.as_json() for clause in self.clauses],
            "sections": [section.as_json() for section in self.sections],
            "warnings": [warning.as_json() for warning in self.warnings],
            "source": self.source,
        }

"""The words a flow is written in: state, step, party, proof, gate, clause."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.kernel.orgs.models import Unit
from bihuan.lib.clocks import Limit
from bihuan.lib.clocks import Unit as Counted


@dataclass(frozen=True)
class Ref:
    """A clause by the key of its document and its printed path, found on the day it is cited."""

    document: str
    path: str


@dataclass(frozen=True)
class Law:
    """A document whose clauses are cited like ``Law("CN/accident-2007")["第九条"]``."""

    key: str

    def __getitem__(self, path: str) -> Ref:
        return Ref(self.key, path)


#: The clause the matter itself carries out: a task cites the words that gave it.
OWN = Ref("", "")


@dataclass(frozen=True, eq=False)
class State:
    """Where a matter can stand. ``a >> b`` is a move, ``(a | b) >> c`` one from either."""

    title: str
    initial: bool = False
    final: bool = False
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    def __or__(self, other: "State") -> "Origins":
        return Origins((self,)) | other

    def __rshift__(self, target: "State") -> "Move":
        return Origins((self,)) >> target


@dataclass(frozen=True, eq=False)
class Origins:
    """The states a move may start from."""

    states: tuple[State, ...]

    def __or__(self, other: State) -> "Origins":
        return Origins((*self.states, other))

    def __rshift__(self, target: State) -> "Move":
        return Move(self.states, target)


@dataclass(frozen=True, eq=False)
class Move:
    """From which states to which."""

    origins: tuple[State, ...]
    target: State


@dataclass(frozen=True)
class Party:
    """Who takes a step: a unit found from the record, through a post that carries ``may``.

    ``at`` is a path of fields from the record to a unit (``"holder"``, ``"matter.unit"``) or a
    function of the record and the day; no unit means *unassigned*. ``lead`` names the kind of
    leadership whose post is named as responsible, ``post`` the record's field with the one post
    whose holder alone may act.
    """

    title: str
    at: str | Callable[[Any, date], Unit | None]
    may: str
    lead: str = ""
    post: str = ""

    def unit(self, record: Any, on: date) -> Unit | None:
        """Return the unit that plays this part in a record on a day."""
        if callable(self.at):
            return self.at(record, on)
        found: Any = record
        for name in self.at.split("."):
            found = getattr(found, name) if found is not None else None
        unit: Unit | None = found
        return unit


@dataclass(frozen=True)
class Proof:
    """Evidence of a kind that a step must bring, brought anew each time the state is entered."""

    kind: str
    title: str
    least: int = 1


@dataclass(frozen=True)
class Gate:
    """A hard stop with its clause. ``missing`` says in words what is missing, "" when open."""

    title: str
    clause: Ref
    missing: Callable[[Any, datetime], str]
    can: str


@dataclass(frozen=True, eq=False)
class Step:
    """One act of a flow, written like the words it carries out.

    ``due`` names the record's field with the due date; ``within`` is a limit, or a function of the
    record, counted from the field ``since`` or else from entering the state; with neither the
    period is *unset* until a named person sets it. ``asks`` are fields that must be filled in,
    ``takes`` those that may. ``unlike`` names earlier steps, or fields holding a person, whose
    doer may not do this. ``ladder`` is the key of the ladder that follows the due date. A step
    that ``returns`` work warns its holder at once; an ``optional`` one obliges nobody; one that
    ``repeats`` is owed again each time it was taken, once somebody has set how often. One that
    ``edits`` shows what the record holds of its fields, or of those named, to be changed: what is
    left as it is stays. ``then`` runs last, in the same transaction.
    """

    title: str
    move: Move
    clause: Ref
    who: Party
    within: Limit | Callable[[Any], Limit | None] | None = None
    due: str = ""
    since: str = ""
    needs: tuple[Proof, ...] = ()
    asks: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    tells: tuple[Party, ...] = ()
    ladder: str = ""
    returns: bool = False
    optional: bool = False
    repeats: bool = False
    edits: bool | tuple[str, ...] = False
    then: Callable[[Any], None] | None = None
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    @property
    def loops(self) -> bool:
        """Say whether the step leaves the matter where it is."""
        return self.move.target in self.move.origins

    @property
    def timed(self) -> bool:
        """Say whether the declaration itself gives a due date."""
        return bool(self.due or self.within)


@dataclass(frozen=True, eq=False)
class Opening:
    """How a person opens such a matter by hand: who may, what is filled in, whose it becomes.

    ``asks`` and ``takes`` are fields as those of a step. ``whose`` names the field with the unit
    whose matter it becomes, else the opener's own; ``doer`` and ``office`` the fields that keep the
    opener and his unit. ``settles`` finds what else the record needs, or refuses. ``called`` gives
    the title of a record that is filled in. A clause that speaks of any of the words ``about`` may
    be its basis; one that is ``grounded`` must have it. A unit of a field named in ``beyond`` need
    not be in the opener's sight, only of his own place or one above it. ``origin`` names the field
    that keeps the obligation it is opened on, whose clause is a basis too. ``then(record, by, at)``
    runs last, in the same transaction. ``kinds`` are the kinds of unit it is offered to, all while
    empty; why others may not, ``settles`` says.
    """

    title: str
    may: str
    asks: tuple[str, ...]
    called: Callable[[Any], str]
    takes: tuple[str, ...] = ()
    whose: str = ""
    doer: str = ""
    office: str = ""
    grounded: bool = False
    about: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    needs: tuple[Proof, ...] = ()
    settles: Callable[[Any, Any, datetime], None] | None = None
    origin: str = ""
    then: Callable[[Any, Any, datetime], None] | None = None
    kinds: tuple[str, ...] = ()


def hours(n: int) -> Limit:
    """Return a limit of ``n`` hours."""
    return Limit(n, Counted.HOURS)


def days(n: int) -> Limit:
    """Return a limit of ``n`` calendar days."""
    return Limit(n, Counted.DAYS)


def workdays(n: int) -> Limit:
    """Return a limit of ``n`` working days."""
    return Limit(n, Counted.WORKDAYS)

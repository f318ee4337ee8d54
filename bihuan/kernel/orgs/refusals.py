"""What the kernel answers when it does not do what was asked; nothing was changed then.

Every refusal says in one Chinese sentence what is missing (``says``), which clause demands it, and
who could do or supply it (``can``). Surfaces turn refusals into pages and answers.
"""

from datetime import datetime
from typing import Protocol

from bihuan.lib.clocks import in_shanghai


class Cited(Protocol):
    """A clause as far as a refusal needs it: the row's id and how people name it."""

    pk: int

    @property
    def label(self) -> str: ...


class Refused(Exception):
    """The base of all refusals: ``says`` for the user, ``clause`` if one demands it, ``can``."""

    def __init__(self, says: str, *, clause: Cited | None = None, can: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.clause = clause
        self.can = can


class NotAllowed(Refused):
    """The actor's post, or the actor himself, may not do this; ``can`` names who may."""


class WrongState(Refused):
    """The thing is not in the state in which this is done."""


class ProofMissing(Refused):
    """Evidence, or a fact a gate asks for, is not there."""


class NotFound(Refused):
    """There is no such thing, or it lies outside what the actor may see: the two look the same."""


class Invalid(Refused):
    """A value is wrong; ``field`` names it, ``says`` tells what would be right."""

    def __init__(
        self, says: str, *, field: str, clause: Cited | None = None, can: str = ""
    ) -> None:
        super().__init__(says, clause=clause, can=can)
        self.field = field


class Conflict(Refused):
    """Somebody else changed the thing meanwhile: ``revision`` is the current one."""

    def __init__(self, *, revision: int, who: str, what: str, when: datetime) -> None:
        super().__init__(f"没有保存：{who} {in_shanghai(when):%m-%d %H:%M} 刚{what}。您填的还在。")
        self.revision, self.who, self.what, self.when = revision, who, what, when

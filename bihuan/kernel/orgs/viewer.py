"""Who is looking or acting: a person in one post on one day, or a named machine."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Viewer:
    """A signed-in person in the post chosen for this session, on the day being shown.

    ``sees`` is ``subtree``, ``supervised`` or ``own``; ``path`` is the place path of the unit and
    ``kind`` its kind; ``opened`` holds paths opened for a time by breaking the glass. Made by
    ``orgs.terms``.
    """

    person_id: int
    term_id: int
    post_id: int
    unit_id: int
    path: str
    label: str
    sees: str
    reads: bool
    may: frozenset[str]
    on: date
    opened: tuple[str, ...] = field(default=())
    kind: str = ""

    def can(self, capability: str) -> bool:
        """Say whether the post carries this capability (a word of ``orgs.roles``)."""
        return capability in self.may


@dataclass(frozen=True)
class Machine:
    """The system itself, by the name of the job that acts: ``Machine("sweep")``."""

    name: str
    person_id: None = None
    post_id: None = None
    unit_id: None = None

    @property
    def label(self) -> str:
        """How the trace names this actor."""
        return f"系统·{self.name}"

    def can(self, capability: str) -> bool:
        """A machine holds no capability; what it does, it does as ``Machine``."""
        return False


Actor = Viewer | Machine

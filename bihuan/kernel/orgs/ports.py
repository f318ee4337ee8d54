"""What this package needs from those above it, filled in by them when the program starts.

Units, posts and accounts change rarely but never untraced, and some changes must be told; the
packages that trace and tell stand above this one. An unfilled port raises: nothing is lost quietly.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, ParamSpec

from .viewer import Actor

if TYPE_CHECKING:
    from .models import Person, Post, Unit

P = ParamSpec("P")


class Port(Generic[P]):
    """A function whose body another package brings with :meth:`connect`."""

    def __init__(self, signature: Callable[P, object]) -> None:
        self.name, self.__doc__ = signature.__name__, signature.__doc__
        self._to: Callable[P, object] | None = None

    def connect(self, to: Callable[P, object]) -> None:
        """Bring the function; once, when the program starts."""
        self._to = to

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call the function that was brought."""
        if self._to is None:
            raise RuntimeError(f"nobody connected the port {self.name}")
        self._to(*args, **kwargs)


@Port
def record(chain: str, verb: str, *, by: Actor, at: datetime, body: dict[str, Any]) -> None:
    """Append an entry to the chain of a unit (``u<id>``) or of the system (``s``)."""


@Port
def tell(  # noqa: PLR0913 - a notice has these seven facts
    *,
    key: str,
    unit: "Unit",
    chain: str,
    template: str,
    subject: str,
    facts: dict[str, Any],
    at: datetime,
) -> None:
    """Write an urgent notice to a unit, once per key."""


@Port
def admit(post: "Post", person: "Person", since: date, until: date | None) -> None:
    """Refuse a term of a person who is barred from such a post on any day of it."""


@Port
def reopen(unit: "Unit", at: datetime) -> None:
    """Refuse that a unit works again while an order to stop it stands."""


@Port
def changed(unit: "Unit", *, by: Actor, at: datetime) -> None:
    """Look again at what follows from the facts and categories of a unit, now put right."""

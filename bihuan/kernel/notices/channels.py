"""The port to whatever reaches people and programs outside the product; surfaces bring the ways.

Which ways to people exist is the installation's choice: ``BIHUAN_CHANNELS`` in the settings names
them in order of preference, each of a *kind* that a surface offers here::

    {"email": {"kind": "email"},
     "sms": {"kind": "sms", "url": "https://…", "token": "…", "repeatable": True}}

A channel is *repeatable* when its gateway drops a second message with the same ``Idempotency-Key``.
What was cut off on any other channel is never sent again by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.conf import settings

from bihuan.kernel.orgs.models import Person


@dataclass(frozen=True)
class Message:
    """What goes out: ``key`` is the same however often one message is tried."""

    key: str
    address: str
    title: str
    body: str


class NotSent(Exception):
    """The message was not taken; sending it again later cannot double it."""


class Rejected(Exception):
    """The message will never be taken as it is: a wrong address, a refused text."""


class Unclear(Exception):
    """The connection broke after handing over: nobody can tell whether it was taken."""


class Channel(Protocol):
    """A way to reach a person."""

    @property
    def name(self) -> str: ...

    @property
    def repeatable(self) -> bool: ...

    def address(self, person: Person) -> str:
        """Return the person's address here, empty when there is none."""
        ...

    def send(self, message: Message) -> None:
        """Hand a message over; raises :class:`NotSent`, :class:`Rejected`, :class:`Unclear`."""
        ...


#: The kinds of channel to people: each makes a channel of its name and its facts in the settings.
KINDS: Final[dict[str, Callable[[str, Mapping[str, Any]], Channel]]] = {}
#: The channels of surfaces, which reach programs: no notice to a person is routed over them.
TO_PROGRAMS: Final[dict[str, Channel]] = {}


def configured() -> dict[str, Channel]:
    """Return the installation's channels to people by name, the preferred one first."""
    chosen: Mapping[str, Mapping[str, Any]] = getattr(settings, "BIHUAN_CHANNELS", {})
    return {name: KINDS[facts["kind"]](name, facts) for name, facts in chosen.items()}


def add(channel: Channel) -> None:
    """Bring a channel to programs; what its surface queues is sent with everything else."""
    TO_PROGRAMS[channel.name] = channel


def known() -> dict[str, Channel]:
    """Return every channel by name: to people and to programs."""
    return configured() | TO_PROGRAMS

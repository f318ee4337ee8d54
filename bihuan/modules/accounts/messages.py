"""Messages to one person about her own account, past the inbox of a post she may not open."""

from datetime import datetime
from typing import Final

from django.conf import settings

from bihuan.kernel.notices import channels
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.orgs.models import Person

#: Channels that one person alone reads; a robot's group reads the others.
PRIVATE: Final = ("sms", "email")


def private_channels() -> dict[str, channels.Channel]:
    """Return by kind the channels of this installation that one person alone reads."""
    known = channels.configured()
    kinds = {facts["kind"]: known[name] for name, facts in settings.BIHUAN_CHANNELS.items()}
    return {kind: channel for kind, channel in kinds.items() if kind in PRIVATE}


def queue(  # noqa: PLR0913 - a message has a channel, a person, a key, words and a moment
    channel: channels.Channel, person: Person, *, key: str, title: str, body: str, at: datetime
) -> None:
    """Queue a message to a person over a channel on which she can be reached.

    Who is not registered is a person without a key: known by the number he gave alone.
    """
    Delivery.objects.create(
        key=key, channel=channel.name, address=channel.address(person), title=title, body=body,
        person=person if person.pk else None, not_before=at,
    )  # fmt: skip


def tell(person: Person, *, key: str, title: str, body: str, at: datetime) -> bool:
    """Queue a message over the first channel that reaches a person; say whether one does."""
    reaching = (one for one in private_channels().values() if one.address(person))
    channel = next(reaching, None)
    if channel is not None:
        queue(channel, person, key=key, title=title, body=body, at=at)
    return channel is not None

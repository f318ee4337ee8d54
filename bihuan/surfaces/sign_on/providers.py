"""The systems people may sign in by here, and what all of them have in common."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from .cas import Cas
from .oidc import Oidc


@dataclass(frozen=True)
class Asked:
    """What we remember of a request to sign somebody in, until the answer comes back once."""

    state: str
    nonce: str
    verifier: str
    back: str


class Provider(Protocol):
    """A system that says who somebody is, by an identifier it gives to nobody else."""

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...

    def address(self, asked: Asked) -> str:
        """Return where the person goes to prove who she is."""
        ...

    def subject(self, asked: Asked, answer: dict[str, str], tick: float) -> str:
        """Return the person's identifier from what came back. Raises ``SignOnFailed``."""
        ...

    def leaving(self, home: str) -> str:
        """Return where the person signs out there, "" when there is no such address."""
        ...


def providers() -> dict[str, Provider]:
    """Return the sign-ons of this installation by key, in the order they are shown."""
    return {key: _made(key, facts) for key, facts in settings.SIGN_ON.items()}


def back_to(key: str) -> str:
    """Return the address of ours to which a provider sends the person back."""
    return f"{settings.ORIGIN}/sign-on/{key}/back"


def _made(key: str, facts: dict[str, Any]) -> Provider:
    if facts["kind"] == "cas":
        return Cas(key, facts["title"], facts["url"].rstrip("/"))
    return Oidc(
        key, facts["title"], facts["issuer"], facts["client_id"], facts["secret"],
        in_body=bool(facts.get("secret_in_body")),
    )  # fmt: skip

"""CAS 3.0: a ticket, checked once at the server that gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from xml.etree import ElementTree

from . import answers
from .answers import Untrusted

if TYPE_CHECKING:
    from .providers import Asked

_NAMES: Final = {"cas": "http://www.yale.edu/tp/cas"}


@dataclass(frozen=True)
class Cas:
    """A CAS server; ``url`` is its address up to where ``/login`` begins."""

    key: str
    title: str
    url: str

    def address(self, asked: Asked) -> str:
        """Return the server's sign-in page, which sends the person back with a ticket."""
        return f"{self.url}/login?{urlencode({'service': _service(asked)})}"

    def subject(self, asked: Asked, answer: dict[str, str], tick: float) -> str:
        """Return the user a ticket was given to; a server takes each ticket once."""
        ticket = answer.get("ticket", "")
        if not ticket:
            raise Untrusted("no ticket")
        wanted = urlencode({"service": _service(asked), "ticket": ticket})
        content = answers.fetch(f"{self.url}/p3/serviceValidate?{wanted}")
        if b"<!" in content:
            # A document type could name files and entities; no CAS server sends one.
            raise Untrusted("a document type in the answer")
        try:
            root = ElementTree.fromstring(content)  # noqa: S314 - without document type, see above
        except ElementTree.ParseError as error:
            raise Untrusted(f"no XML: {error}") from error
        user = root.find("cas:authenticationSuccess/cas:user", _NAMES)
        if user is None or not (user.text or "").strip():
            failure = root.find("cas:authenticationFailure", _NAMES)
            code = failure.get("code", "") if failure is not None else ""
            raise Untrusted(f"ticket refused: {code}")
        return str(user.text).strip()

    def leaving(self, home: str) -> str:
        """Return the server's own sign-out."""
        return f"{self.url}/logout?{urlencode({'service': home})}"


def _service(asked: Asked) -> str:
    """Return our address as the server is told it; with the state, which it hands back."""
    return f"{asked.back}?{urlencode({'state': asked.state})}"

"""The ways to reach a person outside the product; which exist is the installation's choice.

``BIHUAN_CHANNELS`` in the settings names them in order of preference::

    {"email": {"kind": "email"},
     "sms": {"kind": "sms", "url": "https://…", "token": "…", "repeatable": True}}

A channel is *repeatable* when its gateway drops a second message with the same ``Idempotency-Key``.
What was cut off on any other channel is never sent again by itself.
"""

import json
import smtplib
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from http import HTTPStatus
from typing import Any, Final, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from bihuan.kernel.orgs.models import Person

_SECONDS: Final = 20
_TRY_AGAIN: Final = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


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


@dataclass(frozen=True)
class Email:
    """Mail by the SMTP server of the installation; its Message-ID is made of the message's key."""

    name: str
    repeatable: bool = False

    def address(self, person: Person) -> str:
        return person.email

    def send(self, message: Message) -> None:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        headers = {"Message-ID": f"<{message.key.replace(':', '.')}@{domain}>"}
        mail = EmailMessage(message.title, message.body, to=[message.address], headers=headers)
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(str(error)) from error
        try:
            connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refused(code, words) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except OSError as error:
            raise Unclear(str(error)) from error
        finally:
            connection.close()


@dataclass(frozen=True)
class Http:
    """A gateway that takes JSON; ``shape`` writes the body its makers ask for."""

    name: str
    url: str
    shape: Callable[[Message], Mapping[str, Any]]
    token: str = ""
    repeatable: bool = False

    def address(self, person: Person) -> str:
        return person.phone

    def send(self, message: Message) -> None:
        headers = {"Idempotency-Key": message.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        content = json.dumps(self.shape(message), ensure_ascii=False)
        post(self.url, content.encode(), headers)


class _Unmoved(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what was meant for one machine is not carried to another."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER: Final = urllib.request.build_opener(_Unmoved)


def post(url: str, content: bytes, headers: Mapping[str, str]) -> None:
    """Hand JSON over once; raises :class:`NotSent`, :class:`Rejected`, :class:`Unclear`."""
    told = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, content, told)  # noqa: S310 - http only, see config
    try:
        with _OPENER.open(request, timeout=_SECONDS) as answer:
            _check_answer(answer.read())
    except urllib.error.HTTPError as error:
        again = error.code in _TRY_AGAIN
        # A server's own fault does not say whether it had taken the message.
        kind = NotSent if again else Unclear if error.code >= 500 else Rejected
        raise kind(f"HTTP {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        unopened = isinstance(error.reason, ConnectionRefusedError | socket.gaierror)
        raise (NotSent if unopened else Unclear)(str(error.reason)) from error
    except OSError as error:
        raise Unclear(str(error)) from error


def configured() -> dict[str, Channel]:
    """Return the installation's channels to people by name, the preferred one first."""
    chosen: Mapping[str, Mapping[str, Any]] = getattr(settings, "BIHUAN_CHANNELS", {})
    return {name: _KINDS[facts["kind"]](name, facts) for name, facts in chosen.items()}


#: The channels of surfaces, which reach programs: no notice to a person is routed over them.
TO_PROGRAMS: Final[dict[str, Channel]] = {}


def add(channel: Channel) -> None:
    """Bring a channel to programs; what its surface queues is sent with everything else."""
    TO_PROGRAMS[channel.name] = channel


def known() -> dict[str, Channel]:
    """Return every channel by name: to people and to programs."""
    return configured() | TO_PROGRAMS


def _refused(code: int, words: bytes | str) -> NotSent | Rejected:
    """Read an SMTP answer: 4xx is for later, 5xx is for good."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    says = f"{code} {text}"
    return NotSent(says) if code < 500 else Rejected(says)


def _check_answer(content: bytes) -> None:
    """Refuse what a gateway answered with 200 and an error number, as 企业微信 and 钉钉 do."""
    try:
        answer = json.loads(content or b"{}")
    except ValueError:
        return
    if isinstance(answer, dict) and answer.get("errcode"):
        raise Rejected(f"{answer['errcode']} {answer.get('errmsg', '')}")


def _sms(message: Message) -> Mapping[str, Any]:
    return {"phone": message.address, "text": message.title, "id": message.key}


def _wecom(message: Message) -> Mapping[str, Any]:
    text = {
        "content": f"{message.title}\n{message.body}",
        "mentioned_mobile_list": [message.address],
    }
    return {"msgtype": "text", "text": text}


def _dingtalk(message: Message) -> Mapping[str, Any]:
    text = {"content": f"{message.title}\n{message.body}"}
    return {"msgtype": "text", "text": text, "at": {"atMobiles": [message.address]}}


def _http(shape: Callable[[Message], Mapping[str, Any]]) -> Callable[..., Channel]:
    def make(name: str, facts: Mapping[str, Any]) -> Channel:
        return Http(
            name, facts["url"], shape, facts.get("token", ""), facts.get("repeatable", False)
        )

    return make


_KINDS: Final[dict[str, Callable[..., Channel]]] = {
    "email": lambda name, _facts: Email(name),
    "sms": _http(_sms),
    "wecom": _http(_wecom),
    "dingtalk": _http(_dingtalk),
}

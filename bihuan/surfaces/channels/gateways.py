"""Gateways that take JSON over HTTP: short messages, and the robots of office chats."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from bihuan.kernel.notices.channels import Channel, Message, NotSent, Rejected, Unclear
from bihuan.kernel.orgs.models import Person
from bihuan.surfaces.outward import OPENER

_SECONDS: Final = 20
_TRY_AGAIN: Final = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


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


def post(url: str, content: bytes, headers: Mapping[str, str]) -> None:
    """Hand JSON over once; raises :class:`NotSent`, :class:`Rejected`, :class:`Unclear`."""
    told = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, content, told)  # noqa: S310 - http only, see config
    try:
        with OPENER.open(request, timeout=_SECONDS) as answer:
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


def _gateway(shape: Callable[[Message], Mapping[str, Any]]) -> Callable[..., Channel]:
    def make(name: str, facts: Mapping[str, Any]) -> Channel:
        return Http(
            name, facts["url"], shape, facts.get("token", ""), facts.get("repeatable", False)
        )

    return make


#: What a gateway of each kind is told.
KINDS: Final[dict[str, Callable[..., Channel]]] = {
    "sms": _gateway(_sms),
    "wecom": _gateway(_wecom),
    "dingtalk": _gateway(_dingtalk),
}

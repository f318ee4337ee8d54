"""What a sign-on answers: fetched without following anybody elsewhere; what is wrong with it."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

from bihuan.surfaces.outward import OPENER

SECONDS: Final = 8
MOST: Final = 1_000_000


class SignOnFailed(Exception):
    """Nobody was signed in; ``says`` is for the person, ``why`` for the operator's log."""

    def __init__(self, says: str, why: str) -> None:
        super().__init__(why)
        self.says = says


class Unreachable(SignOnFailed):
    """The other system does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__("现在连不上，请稍后再试，或用登录名和密码登录。", why)


class Untrusted(SignOnFailed):
    """What came back is not what was asked for."""

    def __init__(self, why: str) -> None:
        super().__init__("没有通过核对，请从头再登录一次。", why)


def fetch(
    url: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> bytes:
    """Return what an address answers. Raises :class:`Unreachable`, :class:`Untrusted` for a 4xx."""
    request = urllib.request.Request(url, content, dict(headers or {}))  # noqa: S310 - see config
    try:
        with OPENER.open(request, timeout=SECONDS) as answer:
            return bytes(answer.read(MOST))
    except urllib.error.HTTPError as error:
        kind = Unreachable if error.code >= 500 else Untrusted
        raise kind(f"{url.partition('?')[0]}: HTTP {error.code}") from error
    except OSError as error:
        raise Unreachable(f"{url.partition('?')[0]}: {error}") from error


def fetch_json(
    url: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the JSON object an address answers; raises as :func:`fetch` does."""
    try:
        found = json.loads(fetch(url, content, {"Accept": "application/json", **(headers or {})}))
    except ValueError as error:
        raise Untrusted(f"{url}: no JSON") from error
    if not isinstance(found, dict):
        raise Untrusted(f"{url}: no JSON object")
    return found

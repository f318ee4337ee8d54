"""How often one address may ask for public pages or send something: counted, not remembered.

What is kept for a while is a digest of the address under a key that this process made up and tells
nobody: from the counts nobody can learn who asked, not even later and with all that is stored.
"""

from hashlib import blake2b
from secrets import token_bytes
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from bihuan.surfaces import clock, lockout

PER_MINUTE: Final = 120
#: What is sent and kept, a report for example, is rarer.
SENT_PER_HOUR: Final = 20
_MINUTE: Final = 60
_HOUR: Final = 3600
_HERE: Final = ("127.0.0.1", "::1")
_KEY: Final = token_bytes(32)


def seconds_to_wait(request: HttpRequest) -> int:
    """Count a request; return 0, or how long an address that asks too often must wait.

    Without a proxy that tells addresses apart, everybody comes from this machine and nobody waits.
    """
    return _waits(request, "asked", PER_MINUTE, _MINUTE)


def seconds_to_send(request: HttpRequest) -> int:
    """Count something sent; return 0, or how long an address that sends too often must wait."""
    return _waits(request, "sent", SENT_PER_HOUR, _HOUR)


def _waits(request: HttpRequest, what: str, most: int, span: int) -> int:
    address = lockout.address(request)
    if address in _HERE:
        return 0
    number, second = divmod(int(clock.tick()), span)
    told = blake2b(f"{address}:{number}".encode(), key=_KEY, digest_size=16).hexdigest()
    key = f"portal:{what}:{told}"
    cache.add(key, 0, timeout=2 * span)
    try:
        count = cache.incr(key)
    except ValueError:  # The cache was emptied in between: the count begins anew.
        return 0
    return span - second if count > most else 0

"""How often one address may ask for public pages: so many times a minute, counted in memory."""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from bihuan.surfaces import clock, lockout

PER_MINUTE: Final = 120
_SECONDS: Final = 60
_HERE: Final = ("127.0.0.1", "::1")


def seconds_to_wait(request: HttpRequest) -> int:
    """Count a request; return 0, or how long an address that asks too often must wait.

    Without a proxy that tells addresses apart, everybody comes from this machine and nobody waits.
    """
    address = lockout.address(request)
    if address in _HERE:
        return 0
    minute, second = divmod(int(clock.tick()), _SECONDS)
    key = f"portal:{address}:{minute}"
    cache.add(key, 0, timeout=2 * _SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # The cache was emptied in between: the count begins anew.
        return 0
    return _SECONDS - second if count > PER_MINUTE else 0

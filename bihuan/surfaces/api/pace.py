"""How fast one token may call: so many calls a minute, counted where the installation caches.

The cache is each process's own unless the installation names a shared one, so several web
processes allow that many each.
"""

from datetime import datetime
from typing import Final

from django.core.cache import cache

from .models import Token
from .problems import TooMany

PER_MINUTE: Final = 300
_SECONDS: Final = 60


def spend(token: Token, at: datetime) -> None:
    """Count a call. Raises :class:`TooMany` beyond the pace, with the seconds to wait."""
    minute, second = divmod(int(at.timestamp()), _SECONDS)
    key = f"api:{token.digest}:{minute}"
    cache.add(key, 0, timeout=2 * _SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # The cache was emptied in between: the count begins anew.
        cache.set(key, 1, timeout=2 * _SECONDS)
        count = 1
    if count > PER_MINUTE:
        raise TooMany(_SECONDS - second)

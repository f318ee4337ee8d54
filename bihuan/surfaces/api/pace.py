"""How fast one token may call: so many calls a minute, however many web processes answer them.

With PostgreSQL, where several may run, the database counts; with SQLite one process answers all and
counts in its memory, so that a call that only reads writes nothing.
"""

from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Case, F, When

from .models import Token
from .problems import TooMany

PER_MINUTE: Final = 300
_SECONDS: Final = 60


def spend(token: Token, at: datetime) -> None:
    """Count a call. Raises :class:`TooMany` beyond the pace, with the seconds to wait."""
    minute, second = divmod(int(at.timestamp()), _SECONDS)
    counted = in_database if connection.vendor == "postgresql" else in_memory
    if counted(token, minute) > PER_MINUTE:
        raise TooMany(_SECONDS - second)


def in_database(token: Token, minute: int) -> int:
    """Return the calls of a token in a minute with this one, over all web processes."""
    row = Token.objects.filter(pk=token.pk)
    row.update(calls=Case(When(minute=minute, then=F("calls") + 1), default=1), minute=minute)
    count: int = row.values_list("calls", flat=True).get()
    return count


def in_memory(token: Token, minute: int) -> int:
    """Return the calls of a token in a minute with this one, in this process."""
    key = f"api:{token.digest}:{minute}"
    cache.add(key, 0, timeout=2 * _SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # The cache was emptied in between: the count begins anew.
        cache.set(key, 1, timeout=2 * _SECONDS)
        return 1
